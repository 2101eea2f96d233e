import type { Node } from '../../decode/types.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import { aes, des, tripleDes } from './block-ciphers.ts'
import type { BlockCipher } from './block-ciphers.ts'
import type { KeptKeys } from './cipher-key.ts'
import { frontsOf, KeyedCipher, plainOf } from './keyed-cipher.ts'
import { isDocument } from './opened-document.ts'
import { formOf, rightOf } from './right-reading.ts'
import type { SentKey } from './sent-keys.ts'
import { valueBytesMin } from './sought-texts.ts'
import type { SoughtText } from './sought-texts.ts'

/**
 * Ciphertext whose key is sent beside it: AES in the modes that libraries offer first, RC4, and, where a field is called a key,
 * 3DES and DES. A few blocks
 * tell whether a key may fit: the filling of the last one (PKCS #7), or text in the first. What proves it is a document from its
 * first sign to its last (`opened-document.ts`), or a known value in what is opened, of any length: at one place of random bytes one of eight characters stands in 1 of 10^19 cases. All tries
 * that one message is given, of a thousand texts at the places of a block, meet one by chance in less than 1 of 10^10 messages.
 */

/** How something was opened. */
export interface OpenedCipher {
  /** `AES-128-CBC, "k" of the message`. */
  readonly form: string
  readonly keyFrom: string
  readonly keyNode: Node | null
  /** All of what was opened, without what fills up its last block. */
  readonly plain: Buffer
  /** The known values in it. */
  readonly texts: readonly DigestInput[]
}

/** RC4 takes any key (from 40 bits on, as libraries have it), which is tried where the field is called one. */
const rc4KeyBytesMin = 5
/** Keys of so many bytes are tried as those of AES alone. */
const aesOnlyBytes: ReadonlySet<number> = new Set([16])
/** More bytes are of files. */
const cipherBytesMax = 262_144
/** Bytes, and IVs laid over a block, that take as long as what else a try takes. */
const bytesOfTry = 4_096
const ivsOfTry = 8
/** Blocks and counters of the IVs that any key is tried with: zeros, and the key itself. */
const ownVectors = 4
/** What the counters in front of a ciphertext take, which are enciphered for it alone. */
const frontTries = 2
/** From here on an IV may stand in front. */
const frontedBytesMin = 12 + valueBytesMin

/** Ciphers that are tried together. */
export interface KeyKind {
  readonly cipher: BlockCipher | null
  readonly isOfRc4: boolean
  /** Any field of the right length may be such a key, whatever it is called. */
  readonly isUnnamed: boolean
}

/** All kinds, in the order in which they are tried. */
export const keyKinds: readonly KeyKind[] = [
  { cipher: aes, isOfRc4: true, isUnnamed: true },
  { cipher: null, isOfRc4: true, isUnnamed: false },
  { cipher: tripleDes, isOfRc4: false, isUnnamed: false },
  { cipher: des, isOfRc4: false, isUnnamed: false },
]

/** True for what may be a key of the kind as it is. */
function isCipherKey({ bytes, node }: SentKey, { cipher, isUnnamed }: KeyKind): boolean {
  if (node === null || !(isUnnamed || isSaltName(node.key))) return false
  // Of two keys of 3DES nobody tells them from one of AES, which took as long again.
  if (cipher !== null)
    return cipher.keyBytes.has(bytes.length) && (isUnnamed || !aesOnlyBytes.has(bytes.length))
  return !aes.keyBytes.has(bytes.length) && bytes.length >= rc4KeyBytesMin
}

/**
 * The keys of one kind and the IVs of one message, with all that follows from them alone, so that each ciphertext beside them costs
 * little. `kept`: keys of this kind. `mayTry` is asked before each try of a key on a ciphertext (which many bytes and many IVs count as several), and ends the search with false.
 */
export class SentCiphers {
  private readonly kind: KeyKind
  private readonly keys: readonly SentKey[]
  private readonly ivs: readonly SentKey[]
  private readonly mayTry: (tries: number) => boolean
  private readonly kept: KeptKeys
  private readonly ivTries: number
  private readonly blockBytes: number
  private readonly made: Map<SentKey, KeyedCipher> = new Map()

  constructor(kind: KeyKind, sent: readonly SentKey[], kept: KeptKeys, mayTry: (tries: number) => boolean) {
    this.kind = kind
    this.kept = kept
    this.keys = sent.filter((key) => isCipherKey(key, kind))
    const { cipher } = kind
    this.blockBytes = cipher?.blockBytes ?? 0
    this.ivs =
      this.keys.length === 0 || cipher === null
        ? []
        : sent.filter(({ bytes, node }) => node !== null && cipher.ivBytes.has(bytes.length))
    const vectors = this.ivs.reduce(
      (sum, { bytes }) => sum + (bytes.length === this.blockBytes ? 2 : 3),
      ownVectors,
    )
    this.ivTries = Math.ceil(vectors / ivsOfTry)
    this.mayTry = mayTry
  }

  /** Nothing in the message may be a key. */
  get isEmpty(): boolean {
    return this.keys.length === 0
  }

  /**
   * What one of the keys makes of `bytes` of a node, where known values show that it does, or a whole document; null where none
   * opens them. A field is no key of itself.
   */
  open(bytes: Buffer, node: Node, texts: readonly SoughtText[]): OpenedCipher | null {
    if (bytes.length < valueBytesMin || bytes.length > cipherBytesMax) return null
    const { cipher } = this.kind
    const fronts = frontsOf(bytes, cipher)
    for (const key of this.keys) {
      if (key.node === node) continue
      // Asked before anything is made of the key: that takes as long as some tries.
      if (!this.mayTry(this.triesOf(bytes))) return null
      const keyed = this.cipherOf(key)
      const right = rightOf(keyed.readings(bytes, fronts), texts, isDocument)
      if (right === null) continue
      return {
        form: `${formOf(right, keyed.title)}, ${key.name}`,
        keyFrom: key.name,
        keyNode: key.node,
        plain: plainOf(right),
        texts: right.found,
      }
    }
    return null
  }

  /** As how many tries it counts to read `bytes` under one of the keys. */
  private triesOf(bytes: Buffer): number {
    const triesOfBytes = Math.ceil(bytes.length / bytesOfTry)
    if (this.kind.cipher === null) return triesOfBytes
    return triesOfBytes + this.ivTries + (bytes.length >= frontedBytesMin ? frontTries : 0)
  }

  private cipherOf(key: SentKey): KeyedCipher {
    const known = this.made.get(key)
    if (known !== undefined) return known
    const { blockBytes } = this
    const own = [Buffer.alloc(blockBytes), key.bytes.subarray(0, blockBytes)]
    const vectors = [...own, ...this.ivs.map(({ bytes }) => bytes)]
    const cipher = new KeyedCipher(this.kept.of(key.bytes), vectors)
    this.made.set(key, cipher)
    return cipher
  }
}
