import { createDecipheriv } from 'node:crypto'
import { isPrintable } from '../../core/signs/printable.ts'
import type { BlockCipher } from './block-ciphers.ts'
import type { CipherKey } from './cipher-key.ts'
import { parted } from './message-keys.ts'
import {
  beginsGzip,
  beginsText,
  isFilledText,
  isOpened,
  mayBeginOpened,
  withoutFilling,
} from './opened-block.ts'
import { beginsDocument, isDocument } from './opened-document.ts'
import { rc4 } from './rc4.ts'
import { valueBytesMin } from './sought-texts.ts'

const tagBytes = 16
const longBlockBytes = 16
/** Bytes of the first block of a ciphertext, which may be its IV. */
const frontBytes = [longBlockBytes, 8]
/** Blocks at both ends that tell whether all are worth opening. */
const firstBlocks = 3
const lastBlocks = 2
/** No value that begins in the first block is longer. */
const headBytesMax = 1_024
const noStream = Buffer.alloc(0)

/** Modes of ciphers of blocks (NIST SP 800-38A and 800-38D), and RC4, which has none. */
export type Mode = 'ECB' | 'CBC' | 'CFB' | 'CFB8' | 'OFB' | 'CTR' | 'GCM' | 'RC4'

/** What a key makes of bytes, in one mode or in several that nothing tells apart. */
export interface Reading {
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
  /** The modes are those that CFB by bytes begins as, too. */
  readonly isWhole: boolean
  readonly tag: number
}

/** One key, and what it makes of the IVs. */
export class KeyedCipher {
  private readonly key: CipherKey
  /** null: RC4 alone. */
  readonly cipher: BlockCipher | null
  private readonly blockBytes: number
  private readonly blockVectors: readonly Buffer[]
  private readonly counters: readonly Counter[]
  /** What the counters give, one block behind the other. */
  private readonly streams: Buffer
  /** What was asked for last. */
  private readonly found: Reading[] = []

  constructor(key: CipherKey, vectors: readonly Buffer[]) {
    const { cipher } = key
    this.key = key
    this.cipher = cipher
    this.blockBytes = cipher?.blockBytes ?? 0
    this.blockVectors = vectors.filter(({ length }) => length === this.blockBytes)
    this.counters = cipher === null ? [] : vectors.flatMap((vector) => countersOf(vector, cipher))
    this.streams = this.counters.length === 0 ? noStream : key.encipher.update(blocksOf(this.counters))
  }

  /** How forms call the cipher of blocks: `AES-128`. */
  get title(): string {
    return this.key.title
  }

  /**
   * What the bytes may stand for under the key: each a reading that looks opened by a few of its bytes. `fronts`: see
   * {@link frontsOf}. The list is filled anew by each call: for nearly all keys it stays empty.
   */
  readings(bytes: Buffer, fronts: Fronts): readonly Reading[] {
    this.found.length = 0
    if (this.cipher !== null) this.enciphered(bytes, fronts)
    const { rc4Stream } = this.key
    if (rc4Stream !== null && (beginsText(bytes, rc4Stream) || beginsGzip(bytes, rc4Stream)))
      this.found.push({ plain: rc4(this.key.bytes, bytes), heads: [], modes: ['RC4'], begin: null })
    return this.found
  }

  /** In the modes of the cipher. */
  private enciphered(bytes: Buffer, { parts, blocks: counterBlocks }: Fronts): void {
    if (bytes.length % this.blockBytes === 0 && this.mayBeOpened(bytes)) {
      const blocks = this.key.decipher.update(bytes)
      if (isOpened(blocks)) this.found.push({ plain: blocks, heads: [], modes: ['ECB'], begin: null })
      this.chainedOn(blocks, bytes)
    }
    this.counted(bytes, this.counters, this.streams, 0)
    if (parts.length === 0) return
    const streams = this.key.encipher.update(counterBlocks)
    for (const { rest, counters, from } of parts) this.counted(rest, counters, streams, from)
  }

  /** Whether the first and the last blocks look opened in ECB or CBC: all of a long one is not opened for nothing. */
  private mayBeOpened(bytes: Buffer): boolean {
    const { blockBytes } = this
    if (bytes.length <= (this.cipher?.quickBytes ?? 0)) return true
    const [first, last] = [firstBlocks * blockBytes, bytes.length - lastBlocks * blockBytes]
    const blocks = this.key.decipher.update(Buffer.concat([bytes.subarray(0, first), bytes.subarray(last)]))
    if (isOpened(blocks) || this.blockVectors.some((iv) => mayBeginOpened(blocks, iv))) return true
    const before = [bytes.subarray(0, first - blockBytes), bytes.subarray(last - blockBytes, -blockBytes)]
    return isOpened(laidOver(blocks.subarray(blockBytes), Buffer.concat(before)))
  }

  /** CBC: behind the first block nothing changes with the IV, which may also be that block. */
  private chainedOn(blocks: Buffer, bytes: Buffer): void {
    const { blockBytes } = this
    const chain = laidOver(blocks.subarray(blockBytes), bytes)
    const isRestOpened = isOpened(chain)
    const firsts = this.blockVectors
      .filter((iv) => isRestOpened || mayBeginOpened(blocks, iv))
      .map((iv) => Buffer.from(iv.map((byte, at) => byte ^ (blocks[at] as number))))
      .filter((first) => isRestOpened || isOpened(first))
    const [plain, ...heads] = firsts.map((first, at) =>
      Buffer.concat([first, at === 0 ? chain : chain.subarray(0, headBytesMax)]),
    )
    if (plain !== undefined) this.found.push({ plain, heads, modes: ['CBC'], begin: null })
  }

  /** `start`: where what the first counter gives stands in `streams`. */
  private counted(bytes: Buffer, counters: readonly Counter[], streams: Buffer, start: number): void {
    for (let index = 0; index < counters.length; index++) {
      const counter = counters[index] as Counter
      const { tag } = counter
      const from = start + index * this.blockBytes
      // A tag may be sent by itself, too.
      if (tag > 0 && bytes.length >= tag + valueBytesMin)
        this.streamed(bytes.subarray(0, bytes.length - tag), counter, streams, from)
      this.streamed(bytes, counter, streams, from)
    }
  }

  /** All modes that begin with the stream from `from` on, where it gives text. */
  private streamed(bytes: Buffer, { block, modes, isWhole }: Counter, streams: Buffer, from: number): void {
    const { blockBytes } = this
    if (
      isWhole &&
      this.cipher?.hasBytewise === true &&
      this.beginsTextByBytes(bytes, block, streams[from] as number)
    ) {
      const cipher = createDecipheriv(this.key.nameIn('cfb8'), this.key.secret, block)
      this.found.push({ plain: cipher.update(bytes), heads: [], modes: ['CFB8'], begin: null })
    }
    const isBegun = beginsText(bytes, streams, from, blockBytes) || beginsGzip(bytes, streams, from)
    if (!isBegun && !(blockBytes === longBlockBytes && isFilledText(bytes, streams, from))) return
    const opened = modes.map((mode): Reading => {
      const name = mode === 'GCM' ? 'ctr' : mode.toLowerCase()
      const cipher = createDecipheriv(this.key.nameIn(name), this.key.secret, block)
      return { plain: cipher.update(bytes), heads: [], modes: [mode], begin: block }
    })
    if (bytes.length <= blockBytes) this.found.push({ ...(opened[0] as Reading), modes })
    else {
      const isOfBlocks = bytes.length % blockBytes === 0
      const [likely, others] = parted(opened, ({ plain }) => {
        const rest = plain.subarray(blockBytes)
        return isOfBlocks ? isOpened(rest) : beginsText(rest)
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
      register[register.length - 1] = bytes[at - 1] as number
      const stream = this.key.encipher.update(register)[0] as number
      if (!isPrintable((bytes[at] as number) ^ stream)) return false
    }
    return true
  }
}

/** What bytes are where their IV stands in front: the same for every key. */
export interface Fronts {
  /** What stands behind an IV, and the counters that this gives, of which the first block stands at `from` in `blocks`. */
  readonly parts: readonly {
    readonly rest: Buffer
    readonly counters: readonly Counter[]
    readonly from: number
  }[]
  /** The blocks of all counters, one behind the other. */
  readonly blocks: Buffer
}

/** What stands in front of the bytes, where it is taken for an IV. */
export function frontsOf(bytes: Buffer, cipher: BlockCipher | null): Fronts {
  if (cipher === null) return { parts: [], blocks: noStream }
  const sizes = [...cipher.ivBytes].filter((size) => bytes.length >= size + valueBytesMin)
  const parts = []
  let from = 0
  for (const size of sizes) {
    const counters = countersOf(bytes.subarray(0, size), cipher)
    parts.push({ rest: bytes.subarray(size), counters, from })
    from += counters.length * cipher.blockBytes
  }
  return { parts, blocks: blocksOf(parts.flatMap(({ counters }) => counters)) }
}

function blocksOf(counters: readonly Counter[]): Buffer {
  return Buffer.concat(counters.map(({ block }) => block))
}

/** The first counter blocks that an IV gives: all of it, or a nonce with a number behind it, which is 2 in GCM (NIST SP 800-38D, 7.1). */
function countersOf(iv: Buffer, { blockBytes, ivBytes, streamModes }: BlockCipher): readonly Counter[] {
  if (iv.length === blockBytes) return [{ block: iv, modes: streamModes, isWhole: true, tag: 0 }]
  if (!ivBytes.has(iv.length)) return []
  return [2, 0, 1].map((first) => {
    const block = Buffer.concat([iv, Buffer.from([0, 0, 0, first])])
    return first === 2
      ? { block, modes: ['GCM'], isWhole: false, tag: tagBytes }
      : { block, modes: ['CTR'], isWhole: false, tag: 0 }
  })
}

/** CBC: blocks with what stood before each of them in the ciphertext over it (NIST SP 800-38A, 6.2). */
function laidOver(blocks: Buffer, before: Buffer): Buffer {
  const plain = Buffer.from(blocks)
  for (let at = 0; at < plain.length; at++) plain[at] = (plain[at] as number) ^ (before[at] as number)
  return plain
}

/**
 * What was opened, without what fills up the last block (PKCS #7, or zeros). Of several IVs with the one that gives the
 * beginning of a document, else text: those that are sent come last. In CBC the IV may be the first block, which is left out
 * where a document stands behind it.
 */
export function plainOf({ plain, heads, modes }: Reading): Buffer {
  const all = [plain, ...heads]
  const begun = all.find(beginsDocument) ?? all.findLast((one) => beginsText(one)) ?? plain
  const whole =
    begun === plain
      ? plain
      : Buffer.concat([begun.subarray(0, longBlockBytes), plain.subarray(longBlockBytes)])
  const own = withoutFilling(whole)
  if (!modes.includes('CBC') || isDocument(own)) return own
  return frontBytes.map((bytes) => own.subarray(bytes)).find(isDocument) ?? own
}
