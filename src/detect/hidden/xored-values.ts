import type { BareXorTable } from './bare-xor.ts'
import { CipheredValues } from './ciphered-values.ts'
import type { DetectContext } from '../family-type.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import type { DigestPool } from '../digests/digest-pool.ts'
import { KeyedMessage } from './keyed-message.ts'
import { KeyMemory } from './key-memory.ts'
import type { LaterCounts } from './later-counts.ts'
import { MessageKeys } from './message-keys.ts'
import type { OpenedPayload } from './opened-payload.ts'
import type { SeenField } from '../seen-values.ts'
import { SentKeyTable } from './sent-keys.ts'
import type { Detection } from '../types.ts'
import { ValuesAlone } from './values-alone.ts'
import { ValuesInText } from './values-in-text.ts'
import { XorSuspects } from './xor-suspects.ts'

/** Known values under XOR, and what stands under ciphers whose keys are sent beside it. Made once for a profile. */
export class XoredValues {
  private readonly isAnyKnown: boolean
  private readonly suspects: XorSuspects
  private readonly alone: ValuesAlone
  private readonly ciphered: CipheredValues
  private readonly inText: ValuesInText
  private readonly memory: KeyMemory = new KeyMemory()
  private readonly onToken: (length: number) => void
  private readonly later: LaterCounts

  /** `bare`: made of the same texts. `onToken` is told the characters of each key that opens something. */
  constructor(
    digests: DigestPool,
    texts: readonly DigestInput[],
    bare: BareXorTable,
    onToken: (length: number) => void,
    later: LaterCounts,
  ) {
    this.isAnyKnown = texts.length > 0
    this.onToken = onToken
    this.later = later
    const written = asWritten(texts)
    const sentKeys = new SentKeyTable(written)
    this.suspects = new XorSuspects(bare, sentKeys)
    this.alone = new ValuesAlone(digests, bare, sentKeys)
    this.ciphered = new CipheredValues(written)
    this.inText = new ValuesInText(written)
  }

  /** What comes now is of another capture. */
  forget(): void {
    this.memory.forget()
    this.ciphered.forget()
  }

  /** What a key hides in the fields of one message, the root first. */
  *search(
    fields: readonly SeenField[],
    { host, direction }: Pick<DetectContext, 'host' | 'direction'>,
    reach: (limit: string) => void,
  ): Generator<Detection | OpenedPayload> {
    const { memory } = this
    // Where nothing is known only a document proves a key.
    const suspects = this.isAnyKnown ? this.suspects.in(fields) : this.suspects.longIn(fields)
    if (suspects.length === 0) return
    memory.close(suspects, host, reach)
    const leaves = fields.filter(({ node: { children, bytes } }) => children.length === 0 && bytes.length > 0)
    const keys = new MessageKeys(leaves, memory.openersOf(host))
    // What is not tried as a key in this message is in the next one of its kind.
    const message = new KeyedMessage(
      suspects,
      keys,
      (suspect) => Math.max(0, memory.triesOn(suspect, host)),
      this.onToken,
      reach,
    )
    if (this.isAnyKnown) yield* this.alone.search(message)
    yield* this.ciphered.search(message)
    if (this.isAnyKnown) yield* this.inText.search(message)
    // Without a host nobody says that two values are the same.
    if (host !== '' && direction === 0) this.remember(message, host, keys.turns)
    if (message.hasMoreKeys && message.hasUnopened()) reach('detect.keyFieldsMax')
  }

  private remember(message: KeyedMessage, host: string, turns: number): void {
    const { memory } = this
    const { opening, isTriedInFull, hasCalledKeys } = message
    if (opening.size > 0) this.later.add(() => memory.addOpeners(host, opening))
    const count = isTriedInFull ? memory.countOf(host, message.tried(), { turns, hasCalledKeys }) : null
    if (count !== null) this.later.add(count)
  }
}

/** Also as they stand in forms: documents are XORed as they are. */
function asWritten(texts: readonly DigestInput[]): DigestInput[] {
  return texts.flatMap((one) => {
    const { text } = one
    const inForms = new URLSearchParams([['', text]]).toString().slice(1)
    return [...new Set([text, encodeURIComponent(text), inForms])].map((form) => ({ ...one, text: form }))
  })
}
