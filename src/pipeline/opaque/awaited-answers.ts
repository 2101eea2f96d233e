import { latin1 } from '../../core/latin1.ts'
import type { Message } from '../../message/types.ts'
import type { PayloadDraft } from './payload-draft.ts'

/** What is asked for is no point that counts who sees it. */
const mediaBytesMin = 1_024

/** Groups of payloads outside of bodies, by what is answered: the answer may show that the server gave them. */
export class AwaitedAnswers {
  private readonly asked: WeakMap<object, PayloadDraft[]> = new WeakMap()
  private hasAsked = false

  /** One of `draft` was sent with what this `exchange` asks. */
  await(draft: PayloadDraft, exchange: object): void {
    if (draft.isGiven) return
    this.hasAsked = true
    const drafts = this.asked.get(exchange)
    if (drafts === undefined) this.asked.set(exchange, [draft])
    else if (!drafts.includes(draft)) drafts.push(draft)
  }

  /** A response came: a cookie that it sets is the server's, and so is the name of a picture that it sends, or of what it sent before. */
  answered(exchange: object, { head, body, bodyBytesLeftOut, status }: Message): void {
    if (!this.hasAsked) return
    const drafts = this.asked.get(exchange)
    if (drafts === undefined) return
    const text = latin1(head.buf, head.start, head.end)
    const isOfMedia =
      body.length + bodyBytesLeftOut >= mediaBytesMin &&
      /^content-type:\s*(?:image|audio|video|font)\//im.test(text)
    const isNotModified = status === 304
    for (const draft of drafts) {
      if (isNotModified && draft.part === 'path') draft.isKept = true
      if (draft.part === 'cookie') draft.isGiven ||= setsCookie(text, draft.field)
      else if (isOfMedia && draft.part !== 'header') draft.isGiven = true
    }
  }
}

function setsCookie(head: string, name: string): boolean {
  const lower = `${name.toLowerCase()}=`
  return head.split('\n').some(
    (line) =>
      /^set-cookie:/i.test(line) &&
      line
        .slice(line.indexOf(':') + 1)
        .trim()
        .toLowerCase()
        .startsWith(lower),
  )
}
