import { limits } from '../../core/limits.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import type { KeyedMessage } from './keyed-message.ts'
import { LongTries } from './long-tries.ts'
import { payloadOf } from './opened-payload.ts'
import type { OpenedPayload } from './opened-payload.ts'
import { isPassphraseCipher, openByPassphrase } from './passphrase-cipher.ts'
import { isHexText } from './readings.ts'
import { digestLengths } from '../digests/salt-search.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import { KeptKeys } from './cipher-key.ts'
import { keyKinds, SentCiphers } from './sent-ciphers.ts'
import type { KeyKind } from './sent-ciphers.ts'
import { soughtTexts } from './sought-texts.ts'
import type { SoughtText } from './sought-texts.ts'
import type { SentKey } from './sent-keys.ts'
import type { XorSuspect } from './xor-suspects.ts'

/** Suspects on which the same keys are tried. */
interface SuspectsOfKeys {
  /** Those that may be keys of ciphers or IVs. */
  readonly sent: readonly SentKey[]
  /** Some field of them is called a key. */
  readonly hasNamed: boolean
  /** What has a digest's length is mostly one, and comes last. */
  readonly suspects: readonly XorSuspect[]
}

/** What a cipher hides whose key is sent beside it. Made once for a profile. */
export class CipheredValues {
  private readonly kept: ReadonlyMap<KeyKind, KeptKeys> = new Map(
    keyKinds.map((kind) => [kind, new KeptKeys(kind.cipher, kind.isOfRc4)]),
  )
  private readonly sought: readonly SoughtText[]
  private readonly longTries: LongTries = new LongTries()

  constructor(texts: readonly DigestInput[]) {
    this.sought = soughtTexts(texts)
  }

  /** What comes now is of another capture. */
  forget(): void {
    this.longTries.forget()
  }

  *search(message: KeyedMessage): Generator<OpenedPayload> {
    yield* this.underPassphrases(message)
    const suspects = message.suspects.filter((suspect) => isTried(suspect, message))
    const closed = suspects.filter(({ isClosed }) => isClosed)
    const open = suspects.filter(({ isClosed }) => !isClosed)
    const byKeys = [...Map.groupBy(open, (suspect) => message.keysFor(suspect))].map(groupOf)
    const byCalledKeys = closed.length === 0 ? [] : [groupOf([message.calledKeys, closed])]
    // Any word under a name like `key` may be a key of RC4: it takes no try from the others.
    for (const kind of keyKinds) {
      yield* this.under(kind, byKeys, message)
      yield* this.under(kind, byCalledKeys, message)
    }
  }

  /** What says of itself that a passphrase is over it. */
  private *underPassphrases(message: KeyedMessage): Generator<OpenedPayload> {
    // Each makes a key of its own.
    const tries = { left: limits.detect.cipherTriesMax >> 2 }
    const mayTry = (): boolean => --tries.left >= 0
    const mayTakeLong = (): boolean => this.longTries.mayTake((limit) => message.reach(limit))
    for (const suspect of message.suspects) {
      const { node, bytes } = suspect
      if (!isPassphraseCipher(bytes) || message.isDone(node)) continue
      const opened = openByPassphrase(bytes, node, message.keysFor(suspect), this.sought, mayTry, mayTakeLong)
      if (opened !== null) {
        message.finishUnder(suspect, opened.keyFrom, opened.keyNode)
        yield payloadOf(suspect, opened)
      } else if (tries.left < 0) message.reach('detect.cipherTriesMax')
    }
  }

  /** Under keys of one kind, which have all tries together. */
  private *under(
    kind: KeyKind,
    groups: readonly SuspectsOfKeys[],
    message: KeyedMessage,
  ): Generator<OpenedPayload> {
    const tries = { left: limits.detect.cipherTriesMax }
    for (const group of groups)
      if (kind.isUnnamed || group.hasNamed) yield* this.opened(kind, group, tries, message)
  }

  /** What one of the keys, as of this kind, opens; of `tries` it takes its own. */
  private *opened(
    kind: KeyKind,
    { suspects, sent }: SuspectsOfKeys,
    tries: { left: number },
    message: KeyedMessage,
  ): Generator<OpenedPayload> {
    const kept = this.kept.get(kind) as KeptKeys
    const ciphers = new SentCiphers(kind, sent, kept, (taken) => (tries.left -= taken) >= 0)
    if (ciphers.isEmpty) return
    for (const [index, suspect] of suspects.entries()) {
      const { node, bytes, reading } = suspect
      if (reading.looks.isNoCipher || message.isDone(node)) continue
      const opened = ciphers.open(bytes, node, this.sought)
      if (opened !== null) {
        message.finishUnder(suspect, opened.keyFrom, opened.keyNode)
        yield payloadOf(suspect, opened)
      }
      if (tries.left < 0) {
        message.leaveUntried(suspects.slice(index), 'detect.cipherTriesMax')
        return
      }
    }
  }
}

function groupOf([keys, suspects]: readonly [
  keys: readonly SentKey[],
  suspects: readonly XorSuspect[],
]): SuspectsOfKeys {
  return {
    sent: keys.filter((key) => !isHexAsBase64(key)),
    hasNamed: keys.some(({ node }) => node !== null && isSaltName(node.key)),
    suspects: suspects.toSorted(
      ({ bytes: one }, { bytes: other }) =>
        Number(digestLengths.has(one.length)) - Number(digestLengths.has(other.length)),
    ),
  }
}

/** What is closed is tried where something is called a key. */
function isTried({ isClosed, isShut, reading }: XorSuspect, message: KeyedMessage): boolean {
  const { isNoCipher } = reading.looks
  if (isClosed) return !isShut && message.hasCalledKeys && !isNoCipher
  return !isNoCipher || message.hasMoreKeys
}

/** A key that is base64 by chance: its text is hex, and nothing calls it a key. */
function isHexAsBase64({ bytes, node }: SentKey): boolean {
  if (node === null || bytes.length * 4 !== node.bytes.length * 3 || isSaltName(node.key)) return false
  return isHexText(node.bytes)
}
