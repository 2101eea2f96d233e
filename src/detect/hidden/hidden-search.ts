import { beginsPassphraseCipher, beginsPassphraseCipherInBase64 } from '../../core/signs/passphrase-sign.ts'
import type { BareXorTable } from './bare-xor.ts'
import { CutValues } from './cut-values.ts'
import type { DetectContext } from '../family-type.ts'
import type { PayloadKey } from '../../core/payload-key.ts'
import { GivenKeys } from './given-keys.ts'
import type { DigestInput, HashedInput } from '../digests/digest-input.ts'
import type { DigestPool } from '../digests/digest-pool.ts'
import { LaterCounts } from './later-counts.ts'
import { plainDigests } from '../digests/plain-digests.ts'
import { SaltedDigests } from '../digests/salted-digests.ts'
import type { OpenedPayload } from './opened-payload.ts'
import type { SeenField } from '../seen-values.ts'
import { isCipherKeyLength } from './cipher-key.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import { soughtTexts } from './sought-texts.ts'
import { SubstitutedValues } from './substituted-values.ts'
import type { Detection } from '../types.ts'
import { XoredValues } from './xored-values.ts'
import type { Node } from '../../decode/types.ts'

/**
 * Known values that no spelling shows: their digests, salted digests, what is XORed, and what is cut over fields that
 * follow each other. Only asked of messages that are read in full.
 */

/**
 * Looks in one decoded message for what hides values: salted digests, XOR, opened payloads. Made once for a profile;
 * its work is bounded by limits of `detect`.
 */
export class HiddenSearch {
  private readonly digests: DigestPool
  private readonly texts: readonly DigestInput[]
  private readonly later: LaterCounts = new LaterCounts()
  private readonly salted: SaltedDigests
  private readonly xored: XoredValues
  private readonly substituted: SubstitutedValues
  private readonly cut: CutValues
  /** Keys that the user gave. */
  readonly given: GivenKeys

  /** `raws`: bytes that values stand for. `bare`: made of the same texts. `onToken` is told the characters of each salted digest that is found, and of each key that opens something. */
  constructor(
    digests: DigestPool,
    texts: readonly DigestInput[],
    raws: readonly HashedInput[],
    bare: BareXorTable,
    onToken: (length: number) => void,
    payloadKeys: readonly PayloadKey[] = [],
  ) {
    this.digests = digests
    this.texts = texts
    // Of texts that several values share, the first counts.
    const byText = new Map(texts.toReversed().map((text) => [text.text, text]))
    this.salted = new SaltedDigests(texts, byText, raws, onToken, this.later)
    this.xored = new XoredValues(digests, texts, bare, onToken, this.later)
    this.substituted = new SubstitutedValues(texts)
    this.cut = new CutValues(texts, byText)
    this.given = new GivenKeys(payloadKeys, soughtTexts(texts))
  }

  /** What comes now is of another capture. */
  nextCapture(): void {
    this.later.forget()
    this.salted.forget()
    this.xored.forget()
    this.given.forget()
  }

  /**
   * Everything hidden in the fields of one message, the root first, to the host of `context` or from it. `reach` is told the
   * limits that end a search early. What a key of the message opened is given as it is, to be read.
   */
  *search(
    fields: readonly SeenField[],
    context: Pick<DetectContext, 'host' | 'direction' | 'isReceived' | 'isAgain'>,
    reach: (limit: string) => void,
  ): Generator<Detection | OpenedPayload> {
    // What is opened may hold what nobody knows; all else is looked for by known values.
    const hasTexts = this.texts.length > 0
    if (!hasTexts && (context.isReceived === true || !fields.some(mayOpen))) return
    if (context.direction === 0) this.later.count(context.isAgain === true)
    if (!hasTexts) {
      yield* this.xored.search(fields, context, reach)
      return
    }
    const digested = new Set<Node>()
    for (const { node, value } of fields) {
      if (value.hasNoDigest) continue
      for (const found of plainDigests(this.digests, node, value)) {
        digested.add(node)
        yield found
      }
    }
    // Answers are long, and what costs the most was hidden by somebody else there.
    if (context.isReceived !== true) {
      yield* this.salted.search(fields, digested, context, reach)
      yield* this.xored.search(fields, context, reach)
      for (const { node, value } of fields)
        if (!value.isNotSubstituted) yield* this.substituted.in(node, value)
    }
    for (const { node } of fields) if (this.cut.mayBeIn(node)) yield* this.cut.in(node)
  }
}

/** A field that is called a key and is as long as one of AES, or what is under a passphrase. */
function mayOpen({ node, value }: SeenField): boolean {
  const { length } = node.bytes
  if (node.children.length > 0) return false
  return isSaltName(node.key)
    ? value.asKeys.some(({ bytes }) => isCipherKeyLength(bytes.length))
    : beginsPassphraseCipher(node.bytes, 0, length) || beginsPassphraseCipherInBase64(node.bytes, 0, length)
}
