import type { Node } from '../../decode/types.ts'
import type { Message } from '../../message/types.ts'
import { AwaitedAnswers } from './awaited-answers.ts'
import { randomInLabels } from './carried-labels.ts'
import type { CarriedLabels } from './carried-labels.ts'
import { LeftNodes } from './left-nodes.ts'
import type { LongValue } from './long-values.ts'
import type { OpaqueContext, OpaquePayload } from './opaque-payload.ts'
import type { PayloadDraft } from './payload-draft.ts'
import { PayloadDrafts } from './payload-drafts.ts'
import { PayloadJudge } from './payload-judge.ts'
import { RandomReader } from './random-value.ts'
import { UndoneBytes } from './undone-bytes.ts'

/** The payloads of one capture that resist, up to a limit of places. */
export class OpaqueBook {
  private readonly capture: number
  private readonly drafts: PayloadDrafts
  private readonly answers: AwaitedAnswers = new AwaitedAnswers()
  private readonly judge: PayloadJudge
  private readonly left: LeftNodes

  /** `onLeft` is called for each payload that there is no room for. */
  constructor(capture: number, onLeft: (frame: number) => void) {
    this.capture = capture
    const undone = new UndoneBytes()
    const reader = new RandomReader(undone)
    this.drafts = new PayloadDrafts(onLeft)
    this.judge = new PayloadJudge(reader, this.drafts, this.answers)
    this.left = new LeftNodes(this.judge, reader, undone)
  }

  /** A whole body that was not decoded. True where it counts. */
  body(bytes: Buffer, context: OpaqueContext): boolean {
    return this.judge.body(bytes, context)
  }

  /** Long values of a message that was not decoded. */
  values(values: readonly LongValue[], context: OpaqueContext): void {
    for (const { place, field, bytes } of values) this.judge.value(bytes, place, field, context)
  }

  /**
   * What decoding left as it is: a body that nothing explains, and long values inside documents that are not `told`. True
   * where any was taken for random bytes.
   */
  leaves(root: Node, told: ReadonlySet<Node>, context: OpaqueContext): boolean {
    return this.left.look(root, told, context)
  }

  /** What stands in front of the domain of a name. */
  labels({ text, domain }: CarriedLabels, context: OpaqueContext): void {
    const found = randomInLabels(text)
    if (found !== null) this.judge.count(text, { ...found, random: found.value }, 'name', domain, context)
  }

  /** A response came: it may show that the server gave what was sent, or what it names. */
  answered(exchange: object, message: Message): void {
    this.answers.answered(exchange, message)
  }

  /** Random values that are no payloads: by their names, or since nothing makes them one; bytes as they are written. */
  takenForTokens(): { readonly values: number; readonly bytes: number } {
    let { values, bytes } = this.judge.named
    for (const draft of this.drafts.all()) {
      if (draft.isPayload) continue
      values += draft.count
      bytes += draft.bytes
    }
    return { values, bytes }
  }

  /** All groups that count, in the order in which they were first met. */
  all(): OpaquePayload[] {
    return this.told((draft) => draft.isPayload)
  }

  /** Those that do not count as they are the same each time, long, and nothing shows that the server gave them. */
  steady(): OpaquePayload[] {
    return this.told((draft) => draft.isSteady)
  }

  private told(counts: (draft: PayloadDraft) => boolean): OpaquePayload[] {
    return this.drafts
      .all()
      .filter(counts)
      .map((draft) => draft.told(this.capture))
  }
}
