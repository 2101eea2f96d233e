import { createDecipheriv } from 'node:crypto'
import { isPrintable } from '../../core/signs/byte-signs.ts'
import type { CipherKey } from './cipher-key.ts'
import { parted } from './message-keys.ts'
import { beginsText, isFilledText, isOpened, mayBeginOpened, withoutFilling } from './opened-block.ts'
import { beginsDocument, isDocument } from './opened-document.ts'
import { rc4 } from './rc4.ts'
import { valueBytesMin } from './sought-texts.ts'

const blockBytes = 16
const nonceBytes = 12
const tagBytes = 16
/** What may be an IV or a nonce has so many bytes. */
export const ivBytes: ReadonlySet<number> = new Set([nonceBytes, blockBytes])
/** No value that begins in the first block is longer. */
const headBytesMax = 1_024
const noIv = Buffer.alloc(blockBytes)
/** From here on an IV may stand in front. */
export const frontedBytesMin: number = nonceBytes + valueBytesMin

/** Modes of AES (NIST SP 800-38A and 800-38D), and RC4, which has none. */
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
  readonly tag: number
}

/** The first block tells none of them from the others (NIST SP 800-38A, 6.3 to 6.5). */
const streamModes: readonly Mode[] = ['CTR', 'CFB', 'OFB']

/** One key, and what it makes of the IVs. */
export class KeyedCipher {
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
export function frontsOf(bytes: Buffer): Fronts {
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

/**
 * What was opened, without what fills up the last block (PKCS #7, or zeros). Of several IVs with the one that gives the
 * beginning of a document, else text: those that are sent come last. In CBC the IV may be the first block, which is left out
 * where a document stands behind it.
 */
export function plainOf({ plain, heads, modes }: Reading): Buffer {
  const all = [plain, ...heads]
  const begun = all.find(beginsDocument) ?? all.findLast((one) => beginsText(one)) ?? plain
  const whole =
    begun === plain ? plain : Buffer.concat([begun.subarray(0, blockBytes), plain.subarray(blockBytes)])
  const own = withoutFilling(whole)
  const behind = own.subarray(blockBytes)
  return modes.includes('CBC') && !isDocument(own) && isDocument(behind) ? behind : own
}
