import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import type { Cipheriv, Decipheriv, KeyObject } from 'node:crypto'
import { isAlnum } from '../../core/ascii.ts'
import { latin1 } from '../../core/latin1.ts'
import { isPrintable } from '../../core/signs/byte-signs.ts'
import type { DigestInput } from '../digests/digest-pool.ts'
import type { Node } from '../../decode/types.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import { parted } from './message-keys.ts'
import { beginsDocument, isDocument } from './opened-document.ts'
import { rc4 } from './rc4.ts'
import type { SentKey } from './sent-keys.ts'

/**
 * Ciphertext whose key is sent beside it: AES (FIPS 197) in the modes that libraries offer first, and RC4. A few blocks
 * tell whether a key may fit: the filling of the last one (PKCS #7), or text in the first. What proves it is a document from its
 * first sign to its last (`opened-document.ts`), or a known value in what is opened, of any length: at one place of random bytes one of eight characters stands in 1 of 10^19 cases. All tries
 * that one message is given, of a thousand texts at the places of a block, meet one by chance in less than 1 of 10^10 messages.
 */

/** What follows from a key alone. Its ciphers work on whole blocks, one like the other, and hold nothing of what went before. */
class CipherKey {
  readonly bytes: Buffer
  /** False for a key of RC4 alone, which has no ciphers of blocks. */
  readonly isOfBlocks: boolean
  readonly rc4Stream: Buffer
  /** Made when they are first asked. */
  private enciphers: Cipheriv | null = null
  private deciphers: Decipheriv | null = null
  private kept: KeyObject | null = null

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.isOfBlocks = aesKeyBytes.has(bytes.length)
    this.rc4Stream = rc4(bytes, noIv)
  }

  get encipher(): Cipheriv {
    return (this.enciphers ??= createCipheriv(this.name, this.secret, null).setAutoPadding(false))
  }

  get decipher(): Decipheriv {
    return (this.deciphers ??= createDecipheriv(this.name, this.secret, null).setAutoPadding(false))
  }

  /** As Node wants it: of bytes it takes far longer to make a cipher. */
  get secret(): KeyObject {
    return (this.kept ??= createSecretKey(this.bytes))
  }

  private get name(): string {
    return `aes-${this.bytes.length * 8}-ecb`
  }
}

/**
 * Keys of messages before, with what follows from them: what an app says of its phone may be one, and stands in each of its
 * requests. The one that was asked for longest ago is forgotten, and made anew when it comes.
 */
export class KeptKeys {
  private readonly keys: Map<string, CipherKey> = new Map()

  of(bytes: Buffer): CipherKey {
    const name = latin1(bytes, 0, bytes.length)
    const known = this.keys.get(name)
    if (known !== undefined) {
      this.keys.delete(name)
      this.keys.set(name, known)
      return known
    }
    const [oldest] = this.keys.size < keptKeysMax ? [] : this.keys.keys()
    if (oldest !== undefined) this.keys.delete(oldest)
    // A copy: the bytes of a message are a view of what is read, which is not to be held.
    const key = new CipherKey(Buffer.from(bytes))
    this.keys.set(name, key)
    return key
  }
}

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

/** A known value that is looked for in what is opened. */
export interface SoughtText {
  readonly text: DigestInput
  readonly bytes: Buffer
}

const blockBytes = 16
const nonceBytes = 12
const tagBytes = 16
/** Shorter values stand in random bytes, too. */
const valueBytesMin = 8
const aesKeyBytes: ReadonlySet<number> = new Set([16, 24, 32])

/** True for the bytes of a key that AES takes. */
export function isCipherKeyLength(bytes: number): boolean {
  return aesKeyBytes.has(bytes)
}
/** RC4 takes any key (from 40 bits on, as libraries have it), which is tried where the field is called one. */
const rc4KeyBytesMin = 5
const ivBytes: ReadonlySet<number> = new Set([nonceBytes, blockBytes])
/** Of about a kilobyte each. */
const keptKeysMax = 256
/** No value that begins in the first block is longer. */
const headBytesMax = 1_024
/** More bytes are of files. */
const cipherBytesMax = 262_144
/** Bytes, and IVs laid over a block, that take as long as what else a try takes. */
const bytesOfTry = 4_096
const ivsOfTry = 8
/** Blocks and counters of the IVs that any key is tried with: zeros, and the key itself. */
const ownVectors = 4
/** What the counters in front of a ciphertext take, which are enciphered for it alone. */
const frontTries = 2
const noIv = Buffer.alloc(blockBytes)
/** From here on an IV may stand in front. */
const frontedBytesMin = nonceBytes + valueBytesMin
const nothingFound = { plain: noIv, heads: [], modes: [], begin: null, found: [] }

/** The values that are looked for, as bytes: made once, as they are asked for often. */
export function soughtTexts(texts: readonly DigestInput[]): readonly SoughtText[] {
  return texts
    .map((text) => ({ text, bytes: Buffer.from(text.text) }))
    .filter(({ bytes }) => bytes.length >= valueBytesMin)
}

/** Keys that AES and RC4 take (`any`), and those that RC4 alone takes. */
export type KeyKind = 'any' | 'rc4'

/** All of them, in the order in which they are tried. */
export const keyKinds: readonly KeyKind[] = ['any', 'rc4']

/** True for what may be a key of the kind as it is. */
function isCipherKey({ bytes, node }: SentKey, kind: KeyKind): boolean {
  if (node === null) return false
  const isOfBlocks = aesKeyBytes.has(bytes.length)
  return kind === 'any' ? isOfBlocks : !isOfBlocks && bytes.length >= rc4KeyBytesMin && isSaltName(node.key)
}

/** True for what may be an IV or a nonce. */
function isCipherIv({ bytes, node }: SentKey): boolean {
  return node !== null && ivBytes.has(bytes.length)
}

type Mode = 'ECB' | 'CBC' | 'CFB' | 'CFB8' | 'OFB' | 'CTR' | 'GCM' | 'RC4'

interface Reading {
  readonly plain: Buffer
  /** How it begins under other IVs, of which nothing says which is right: they change the first block alone. */
  readonly heads: readonly Buffer[]
  /** Several where nothing tells them apart. */
  readonly modes: readonly Mode[]
  /** The block whose cipher lies over the first one, of which the modes that begin so make other readings; null where it is none. */
  readonly begin: Buffer | null
}

/** A block whose cipher lies over the first one, the modes that begin with it, and the bytes behind the ciphertext that are a tag. */
interface Counter {
  readonly block: Buffer
  readonly modes: readonly Mode[]
  readonly tag: number
}

/** The first block tells none of them from the others (NIST SP 800-38A, 6.3 to 6.5). */
const streamModes: readonly Mode[] = ['CTR', 'CFB', 'OFB']

/**
 * The keys of one kind and the IVs of one message, with all that follows from them alone, so that each ciphertext beside them costs
 * little. `mayTry` is asked before each try of a key on a ciphertext (which many bytes and many IVs count as several), and ends the search with false.
 */
export class SentCiphers {
  private readonly kind: KeyKind
  private readonly keys: readonly SentKey[]
  private readonly ivs: readonly SentKey[]
  private readonly mayTry: (tries: number) => boolean
  private readonly kept: KeptKeys
  private readonly ivTries: number
  private readonly made: Map<SentKey, KeyedCipher> = new Map()

  constructor(kind: KeyKind, sent: readonly SentKey[], kept: KeptKeys, mayTry: (tries: number) => boolean) {
    this.kind = kind
    this.kept = kept
    this.keys = sent.filter((key) => isCipherKey(key, kind))
    this.ivs = this.keys.length === 0 || kind === 'rc4' ? [] : sent.filter(isCipherIv)
    const vectors = this.ivs.reduce(
      (sum, { bytes }) => sum + (bytes.length === blockBytes ? 2 : 3),
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
    const fronts = frontsOf(bytes)
    for (const key of this.keys) {
      if (key.node === node) continue
      let most: Reading & { readonly found: readonly DigestInput[] } = nothingFound
      let document: Reading | null = null
      // Asked before anything is made of the key: that takes as long as some tries.
      if (!this.mayTry(this.triesOf(bytes))) return null
      for (const reading of this.cipherOf(key).readings(bytes, fronts)) {
        const found = textsIn(reading, texts)
        const { modes, begin } = reading
        if (document === null && isDocument(plainOf(reading))) document = reading
        // A wrong mode may open the first block, and that alone.
        if (found.length > most.found.length) most = { ...reading, found }
        else if (
          found.length > 0 &&
          found.length === most.found.length &&
          begin !== null &&
          begin === most.begin
        )
          most = { ...most, modes: [...new Set([...most.modes, ...modes])] }
      }
      const { found } = most
      const opened = found.length > 0 ? most : document
      if (opened === null) continue
      const { modes } = opened
      const mode = modes.join(', ').replace(/, (?=\w+$)/, ' or ')
      const form = mode === 'RC4' ? mode : `AES-${key.bytes.length * 8}-${mode}`
      return {
        form: `${form}, ${key.name}`,
        keyFrom: key.name,
        keyNode: key.node,
        plain: plainOf(opened),
        texts: found,
      }
    }
    return null
  }

  /** As how many tries it counts to read `bytes` under one of the keys. */
  private triesOf(bytes: Buffer): number {
    const triesOfBytes = Math.ceil(bytes.length / bytesOfTry)
    if (this.kind === 'rc4') return triesOfBytes
    const isFronted = bytes.length >= frontedBytesMin
    return triesOfBytes + this.ivTries + (isFronted ? frontTries : 0)
  }

  private cipherOf(key: SentKey): KeyedCipher {
    const known = this.made.get(key)
    if (known !== undefined) return known
    const vectors = [noIv, key.bytes.subarray(0, blockBytes), ...this.ivs.map(({ bytes }) => bytes)]
    const cipher = new KeyedCipher(this.kept.of(key.bytes), vectors)
    this.made.set(key, cipher)
    return cipher
  }
}

/** One key, and what it makes of the IVs. */
class KeyedCipher {
  private readonly key: CipherKey
  private readonly blockVectors: readonly Buffer[]
  private readonly counters: readonly Counter[]
  /** What the counters give, one block behind the other. */
  private readonly streams: Buffer
  /** What was asked for last. */
  private readonly found: Reading[] = []

  constructor(key: CipherKey, vectors: readonly Buffer[]) {
    this.key = key
    this.blockVectors = vectors.filter(({ length }) => length === blockBytes)
    this.counters = key.isOfBlocks ? vectors.flatMap(countersOf) : []
    this.streams = this.counters.length === 0 ? noIv : key.encipher.update(blocksOf(this.counters))
  }

  /**
   * What the bytes may stand for under the key: each a reading that looks opened by a few of its bytes. `fronts`: see
   * {@link frontsOf}. The list is filled anew by each call: for nearly all keys it stays empty.
   */
  readings(bytes: Buffer, fronts: Fronts): readonly Reading[] {
    this.found.length = 0
    if (this.key.isOfBlocks) this.enciphered(bytes, fronts)
    if (beginsText(bytes, this.key.rc4Stream))
      this.found.push({ plain: rc4(this.key.bytes, bytes), heads: [], modes: ['RC4'], begin: null })
    return this.found
  }

  /** In the modes of AES. */
  private enciphered(bytes: Buffer, { parts, blocks: counterBlocks }: Fronts): void {
    if (bytes.length % blockBytes === 0) {
      const blocks = this.key.decipher.update(bytes)
      if (isOpened(blocks)) this.found.push({ plain: blocks, heads: [], modes: ['ECB'], begin: null })
      this.chainedOn(blocks, bytes)
    }
    this.counted(bytes, this.counters, this.streams, 0)
    if (parts.length === 0) return
    const streams = this.key.encipher.update(counterBlocks)
    for (const { rest, counters, from } of parts) this.counted(rest, counters, streams, from)
  }

  /** CBC: behind the first block nothing changes with the IV, which may also be that block. */
  private chainedOn(blocks: Buffer, bytes: Buffer): void {
    const chain = chained(blocks, bytes)
    const isRestOpened = isOpened(chain.subarray(blockBytes))
    const firsts = this.blockVectors
      .filter((iv) => isRestOpened || mayBeginOpened(blocks, iv))
      .map((iv) => Buffer.from(iv.map((byte, at) => byte ^ (blocks[at] as number))))
      .filter((first) => isRestOpened || isOpened(first))
    const [plain, ...heads] = firsts.map((first, at) =>
      Buffer.concat([first, chain.subarray(blockBytes, at === 0 ? chain.length : headBytesMax)]),
    )
    if (plain !== undefined) this.found.push({ plain, heads, modes: ['CBC'], begin: null })
  }

  /** `start`: where what the first counter gives stands in `streams`. */
  private counted(bytes: Buffer, counters: readonly Counter[], streams: Buffer, start: number): void {
    for (let index = 0; index < counters.length; index++) {
      const { block, modes, tag } = counters[index] as Counter
      const from = start + index * blockBytes
      // A tag may be sent by itself, too.
      if (tag > 0 && bytes.length >= tag + valueBytesMin)
        this.streamed(bytes.subarray(0, bytes.length - tag), block, modes, streams, from)
      this.streamed(bytes, block, modes, streams, from)
    }
  }

  /** All modes that begin with the stream from `from` on, where it gives text. */
  private streamed(
    bytes: Buffer,
    block: Buffer,
    modes: readonly Mode[],
    streams: Buffer,
    from: number,
  ): void {
    if (modes === streamModes && this.beginsTextByBytes(bytes, block, streams[from] as number)) {
      const cipher = createDecipheriv(`aes-${this.key.bytes.length * 8}-cfb8`, this.key.secret, block)
      this.found.push({ plain: cipher.update(bytes), heads: [], modes: ['CFB8'], begin: null })
    }
    if (!beginsText(bytes, streams, from) && !isFilledText(bytes, streams, from)) return
    const opened = modes.map((mode): Reading => {
      const name = mode === 'GCM' ? 'ctr' : mode.toLowerCase()
      const cipher = createDecipheriv(`aes-${this.key.bytes.length * 8}-${name}`, this.key.secret, block)
      return { plain: cipher.update(bytes), heads: [], modes: [mode], begin: block }
    })
    if (bytes.length <= blockBytes) this.found.push({ ...(opened[0] as Reading), modes })
    else {
      const isWhole = bytes.length % blockBytes === 0
      const [likely, others] = parted(opened, ({ plain }) => {
        const rest = plain.subarray(blockBytes)
        return isWhole ? isOpened(rest) : beginsText(rest)
      })
      this.found.push(...likely)
      // Where one of them is likely, the others count by what more they hold.
      this.found.push(
        ...(likely.length === 0 ? others : others.map((reading) => ({ ...reading, begin: null }))),
      )
    }
  }

  /**
   * CFB by bytes, as some libraries do where nothing is said: the register that is enciphered moves on by each byte of the
   * ciphertext (NIST SP 800-38A, 6.3, of segments of 8 bits). Random bytes end the question after one or two. `first`: what lies
   * over the first byte.
   */
  private beginsTextByBytes(bytes: Buffer, block: Buffer, first: number): boolean {
    if (!isPrintable((bytes[0] as number) ^ first)) return false
    const register = Buffer.from(block)
    for (let at = 1; at < valueBytesMin; at++) {
      register.copy(register, 0, 1)
      register[blockBytes - 1] = bytes[at - 1] as number
      const stream = this.key.encipher.update(register)[0] as number
      if (!isPrintable((bytes[at] as number) ^ stream)) return false
    }
    return true
  }
}

/** What bytes are where their IV stands in front: the same for every key. */
interface Fronts {
  /** What stands behind an IV, and the counters that this gives, of which the first block stands at `from` in `blocks`. */
  readonly parts: readonly {
    readonly rest: Buffer
    readonly counters: readonly Counter[]
    readonly from: number
  }[]
  /** The blocks of all counters, one behind the other. */
  readonly blocks: Buffer
}

function frontsOf(bytes: Buffer): Fronts {
  if (bytes.length < frontedBytesMin) return { parts: [], blocks: noIv }
  const sizes = [...ivBytes].filter((size) => bytes.length >= size + valueBytesMin)
  const parts = []
  let from = 0
  for (const size of sizes) {
    const counters = countersOf(bytes.subarray(0, size))
    parts.push({ rest: bytes.subarray(size), counters, from })
    from += counters.length * blockBytes
  }
  return { parts, blocks: blocksOf(parts.flatMap(({ counters }) => counters)) }
}

function blocksOf(counters: readonly Counter[]): Buffer {
  return Buffer.concat(counters.map(({ block }) => block))
}

/** The first counter blocks that an IV gives: all of it, or a nonce with a number behind it, which is 2 in GCM (NIST SP 800-38D, 7.1). */
function countersOf(iv: Buffer): readonly Counter[] {
  if (iv.length === blockBytes) return [{ block: iv, modes: streamModes, tag: 0 }]
  return [2, 0, 1].map((first) => {
    const block = Buffer.concat([iv, Buffer.from([0, 0, 0, first])])
    return first === 2 ? { block, modes: ['GCM'], tag: tagBytes } : { block, modes: ['CTR'], tag: 0 }
  })
}

/** CBC: each block but the first with the one before it in the ciphertext over it (NIST SP 800-38A, 6.2). */
function chained(blocks: Buffer, bytes: Buffer): Buffer {
  const plain = Buffer.from(blocks)
  for (let at = blockBytes; at < plain.length; at++)
    plain[at] = (plain[at] as number) ^ (bytes[at - blockBytes] as number)
  return plain
}

/** Whether the first block may be opened by this IV: what `isOpened` asks, before anything is made. */
function mayBeginOpened(blocks: Buffer, iv: Buffer): boolean {
  const last = blockBytes - 1
  return ((blocks[last] as number) ^ (iv[last] as number)) <= blockBytes || beginsText(blocks, iv)
}

/** The last block is filled up as PKCS #7 says, or with zeros, or the first one is text. */
function isOpened(plain: Buffer): boolean {
  return plain.length > 0 && (isFilled(plain) || beginsText(plain))
}

/**
 * A first block, or what there is of it, of which all but a quarter is of ASCII, and nothing a control character: random ones
 * are in 1 of 700 cases, of ten bytes in 1 of 160. With `stream` from `from` on laid over it.
 */
function beginsText(bytes: Buffer, stream: Buffer = noIv, from: number = 0): boolean {
  const end = Math.min(blockBytes, bytes.length)
  let high = 0
  for (let at = 0; at < end; at++) {
    const byte = (bytes[at] as number) ^ (stream[from + at] as number)
    if (byte >= 0x80) high++
    else if (!isPrintable(byte) && byte !== 9 && byte !== 10 && byte !== 13) return false
  }
  return high * 4 <= end
}

/** One block of text that is filled up as PKCS #7 says, which libraries do in modes that need no filling, too. */
function isFilledText(bytes: Buffer, stream: Buffer, from: number): boolean {
  if (bytes.length !== blockBytes) return false
  const last = blockBytes - 1
  const filled = (bytes[last] as number) ^ (stream[from + last] as number)
  const end = blockBytes - filled
  if (filled === 0 || end < valueBytesMin) return false
  for (let at = end; at < last; at++)
    if (((bytes[at] as number) ^ (stream[from + at] as number)) !== filled) return false
  return beginsText(bytes.subarray(0, end), stream, from)
}

/**
 * What was opened, without what fills up the last block (PKCS #7, or zeros). Of several IVs with the one that gives the
 * beginning of a document, else text: those that are sent come last. In CBC the IV may be the first block, which is left out
 * where a document stands behind it.
 */
function plainOf({ plain, heads, modes }: Reading): Buffer {
  const all = [plain, ...heads]
  const begun = all.find(beginsDocument) ?? all.findLast((one) => beginsText(one)) ?? plain
  const whole =
    begun === plain ? plain : Buffer.concat([begun.subarray(0, blockBytes), plain.subarray(blockBytes)])
  const own = withoutFilling(whole)
  const behind = own.subarray(blockBytes)
  return modes.includes('CBC') && !isDocument(own) && isDocument(behind) ? behind : own
}

function withoutFilling(plain: Buffer): Buffer {
  const filled = plain.at(-1) ?? 0
  if (isFilled(plain) && filled > 0) return plain.subarray(0, plain.length - filled)
  let end = plain.length
  while (end > plain.length - blockBytes && end > 0 && plain[end - 1] === 0) end--
  return plain.subarray(0, end)
}

/** The last block ends as PKCS #7 says, or in zeros. */
function isFilled(plain: Buffer): boolean {
  const filled = plain.at(-1) ?? blockBytes + 1
  return (
    filled <= blockBytes &&
    plain.subarray(Math.max(0, plain.length - Math.max(1, filled))).every((byte) => byte === filled)
  )
}

/** Known values that stand between marks, each once; of other beginnings those that the first block has a part in. */
export function textsIn(
  { plain, heads }: Pick<Reading, 'plain' | 'heads'>,
  texts: readonly SoughtText[],
): DigestInput[] {
  const found = new Map<string, DigestInput>()
  for (const { text, bytes } of texts) {
    if (bytes.length > plain.length) continue
    if (!holds(plain, bytes, plain.length) && !heads.some((head) => holds(head, bytes, blockBytes))) continue
    const name = `${text.identifier} ${text.normal}`
    if (!found.has(name)) found.set(name, text)
  }
  return [...found.values()]
}

/** Whether the value stands between marks somewhere, and begins at `startMax` at the latest. */
function holds(plain: Buffer, value: Buffer, startMax: number): boolean {
  for (let at = plain.indexOf(value); at !== -1 && at <= startMax; at = plain.indexOf(value, at + 1))
    if (!isAlnum(plain[at - 1]) && !isAlnum(plain[at + value.length])) return true
  return false
}
