import type { Inflated } from './inflate.ts'
import { Output } from './output.ts'

/*
 * LZMA (the specification of Igor Pavlov's SDK): literals and copies in adaptive bits of a range coder. Alone behind a
 * header of 13 bytes, and as LZMA2 in pieces, of which xz (the .xz file format 1.2) makes its blocks.
 */

const probabilityBits = 11
const halfProbability = 1 << (probabilityBits - 1)
const moveBits = 5
const statesCount = 12
const positionStates = 16
const copyBytesMin = 2
/** Bytes of the header of LZMA alone: properties, dictionary, length. */
export const lzmaHeadBytes = 13
const coderHeadBytes = 5

const xzHeadBytes = 12
const xzMagic = Buffer.from('fd377a585a00', 'hex')
const lzma2Filter = 0x21
/** Bytes of the check behind a block, by its kind. */
const checkBytes: readonly number[] = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64]

/** How a piece ended: more may follow (`whole`), or why not. */
type End = Inflated['end']

function probabilities(count: number): Uint16Array {
  return new Uint16Array(count).fill(halfProbability)
}

/** Lengths of copies: short ones by position, long ones not. */
class Lengths {
  readonly choice: Uint16Array = probabilities(2)
  readonly low: Uint16Array = probabilities(positionStates << 3)
  readonly middle: Uint16Array = probabilities(positionStates << 3)
  readonly high: Uint16Array = probabilities(256)

  reset(): void {
    for (const table of [this.choice, this.low, this.middle, this.high]) table.fill(halfProbability)
  }
}

class Lzma {
  private readonly out: Output
  private bytes: Buffer = Buffer.alloc(0)
  private at = 0
  private stop = 0
  private range = 0
  private code = 0
  /** The coder asked for bytes that are not there. */
  private isShort = false
  private literalBits = 0
  private literalMask = 0
  private positionMask = 0
  private state = 0
  private readonly distances: Int32Array = new Int32Array(4)
  private literals: Uint16Array = probabilities(0)
  private readonly isCopy: Uint16Array = probabilities(statesCount * positionStates)
  private readonly isAgain: Uint16Array = probabilities(statesCount)
  private readonly isAgainOther: Uint16Array = probabilities(statesCount)
  private readonly isAgainThird: Uint16Array = probabilities(statesCount)
  private readonly isAgainFourth: Uint16Array = probabilities(statesCount)
  private readonly isAgainLong: Uint16Array = probabilities(statesCount * positionStates)
  private readonly slots: Uint16Array = probabilities(4 * 64)
  private readonly nearBits: Uint16Array = probabilities(128)
  private readonly alignBits: Uint16Array = probabilities(16)
  private readonly newLengths: Lengths = new Lengths()
  private readonly againLengths: Lengths = new Lengths()
  /** Where in the output its dictionary begins. */
  from = 0

  constructor(out: Output) {
    this.out = out
  }

  /** The byte that says how literals and positions are told apart; false where it says nothing that can be. */
  setProperties(properties: number): boolean {
    if (properties >= 225) return false
    const literalContext = properties % 9
    const rest = (properties - literalContext) / 9
    const literalPosition = rest % 5
    if (literalContext + literalPosition > literalBitsMax) return false
    this.literalBits = literalContext
    this.literalMask = (1 << literalPosition) - 1
    this.positionMask = (1 << ((rest - literalPosition) / 5)) - 1
    const count = 0x300 << (literalContext + literalPosition)
    // Hostile bytes say their properties anew every few bytes.
    if (this.literals.length !== count) this.literals = probabilities(count)
    this.resetState()
    return true
  }

  resetState(): void {
    this.state = 0
    this.distances.fill(0)
    this.literals.fill(halfProbability)
    for (const table of [
      this.isCopy,
      this.isAgain,
      this.isAgainOther,
      this.isAgainThird,
      this.isAgainFourth,
      this.isAgainLong,
      this.slots,
      this.nearBits,
      this.alignBits,
    ])
      table.fill(halfProbability)
    this.newLengths.reset()
    this.againLengths.reset()
  }

  /** Bytes of the input that were read. */
  get position(): number {
    return this.at
  }

  /** Decodes `bytes[start, stop)`, up to `count` bytes of content or the mark of the end. */
  run(bytes: Buffer, start: number, stop: number, count: number): End {
    this.bytes = bytes
    this.at = start + coderHeadBytes
    this.stop = stop
    this.isShort = false
    if (start + coderHeadBytes > stop) return 'cut'
    this.range = -1
    this.code = bytes.readInt32BE(start + 1)
    const { out } = this
    const end = out.length + count
    while (out.length < end) {
      const position = (out.length - this.from) & this.positionMask
      if (this.bit(this.isCopy, (this.state << 4) + position) === 0) this.literal()
      else {
        const length = this.copyLength(position)
        if (length === 0) return this.isShort ? 'cut' : 'whole'
        const distance = (this.distances[0] as number) + 1
        if (this.isShort) return 'cut'
        if (distance > out.length - this.from || distance < 1) return 'damaged'
        const room = Math.min(length, end - out.length)
        if (!out.copy(distance, room)) return 'limit'
        if (room < length) return 'damaged'
      }
      if (out.isFull) return 'limit'
      if (this.isShort) return 'cut'
    }
    return 'whole'
  }

  private literal(): void {
    const { out } = this
    const at = out.length - this.from
    const before = at === 0 ? 0 : out.back(1)
    const offset =
      0x300 * (((at & this.literalMask) << this.literalBits) + (before >> (8 - this.literalBits)))
    const { literals } = this
    let symbol = 1
    if (this.state >= 7) {
      let match = out.back((this.distances[0] as number) + 1)
      while (symbol < 256) {
        const high = (match >> 7) & 1
        match <<= 1
        const bit = this.bit(literals, offset + ((1 + high) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (high !== bit) break
      }
    }
    while (symbol < 256) symbol = (symbol << 1) | this.bit(literals, offset + symbol)
    if (!this.isShort) out.push(symbol & 255)
    this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6
  }

  /** Length of a copy, whose distance it leaves as the first; 0 for the mark of the end. */
  private copyLength(position: number): number {
    const { state, distances } = this
    if (this.bit(this.isAgain, state) === 0) {
      distances.copyWithin(1, 0, 3)
      const length = this.length(this.newLengths, position)
      this.state = state < 7 ? 7 : 10
      distances[0] = this.distance(length)
      return distances[0] === -1 ? 0 : length + copyBytesMin
    }
    if (this.bit(this.isAgainOther, state) === 0) {
      if (this.bit(this.isAgainLong, (state << 4) + position) === 0) {
        this.state = state < 7 ? 9 : 11
        return 1
      }
    } else {
      let which = 1
      if (this.bit(this.isAgainThird, state) === 1) which = 2 + this.bit(this.isAgainFourth, state)
      const distance = distances[which] as number
      distances.copyWithin(1, 0, which)
      distances[0] = distance
    }
    this.state = state < 7 ? 8 : 11
    return this.length(this.againLengths, position) + copyBytesMin
  }

  private length({ choice, low, middle, high }: Lengths, position: number): number {
    if (this.bit(choice, 0) === 0) return this.tree(low, position << 3, 3)
    if (this.bit(choice, 1) === 0) return 8 + this.tree(middle, position << 3, 3)
    return 16 + this.tree(high, 0, 8)
  }

  /** -1 for the mark of the end. */
  private distance(length: number): number {
    const slot = this.tree(this.slots, Math.min(length, 3) << 6, 6)
    if (slot < 4) return slot
    const count = (slot >> 1) - 1
    const base = (2 | (slot & 1)) << count
    if (slot < 14) return base + this.reverseTree(this.nearBits, base - slot, count)
    return (base + (this.directBits(count - 4) << 4) + this.reverseTree(this.alignBits, 0, 4)) | 0
  }

  private tree(table: Uint16Array, offset: number, count: number): number {
    let symbol = 1
    for (let index = 0; index < count; index++) symbol = (symbol << 1) | this.bit(table, offset + symbol)
    return symbol - (1 << count)
  }

  private reverseTree(table: Uint16Array, offset: number, count: number): number {
    let symbol = 1
    let value = 0
    for (let index = 0; index < count; index++) {
      const bit = this.bit(table, offset + symbol)
      symbol = (symbol << 1) | bit
      value |= bit << index
    }
    return value
  }

  private directBits(count: number): number {
    let value = 0
    for (let index = 0; index < count; index++) {
      this.range >>>= 1
      const isOne = this.code >>> 0 >= this.range
      if (isOne) this.code = (this.code - this.range) | 0
      value = (value << 1) | (isOne ? 1 : 0)
      this.fill()
    }
    return value
  }

  private bit(table: Uint16Array, at: number): number {
    const probability = table[at] as number
    const bound = Math.imul(this.range >>> probabilityBits, probability) >>> 0
    let bit = 0
    if (this.code >>> 0 < bound) {
      this.range = bound
      table[at] = probability + (((1 << probabilityBits) - probability) >> moveBits)
    } else {
      this.range = (this.range >>> 0) - bound
      this.code = (this.code - bound) | 0
      table[at] = probability - (probability >> moveBits)
      bit = 1
    }
    this.fill()
    return bit
  }

  private fill(): void {
    if (this.range >>> 0 >= 0x1000000) return
    this.range = (this.range << 8) >>> 0
    if (this.at >= this.stop) this.isShort = true
    this.code = (this.code << 8) | (this.at < this.stop ? (this.bytes[this.at++] as number) : 0)
  }
}

/** What literals are told apart by takes so many bits at most, as all programs have it. */
const literalBitsMax = 4

/** LZMA alone, behind its header. null where nothing comes out of it. */
export function unlzma(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1 || bytes.length < lzmaHeadBytes) return null
  const size = Number(bytes.readBigUInt64LE(5))
  // All ones: a mark ends it.
  const count = size >= 2 ** 48 ? Number.MAX_SAFE_INTEGER : size
  const out = new Output(outputMax, count)
  const lzma = new Lzma(out)
  if (!lzma.setProperties(bytes[0] as number)) return null
  const end = lzma.run(bytes, lzmaHeadBytes, bytes.length, count)
  const used = end === 'whole' ? lzma.position : bytes.length
  return out.length === 0 ? null : { bytes: out.bytes, end, used }
}

/** Streams of xz. Blocks under other filters than LZMA2 end it as damaged. null where nothing comes out of it. */
export function unxz(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1 || bytes.length < xzHeadBytes) return null
  const out = new Output(outputMax, bytes.length * 4)
  const lzma = new Lzma(out)
  let end: End = 'whole'
  let at = 0
  while (end === 'whole' && bytes.subarray(at, at + xzMagic.length).equals(xzMagic)) {
    const check = checkBytes[(bytes[at + 7] ?? 0) & 15] as number
    at += xzHeadBytes
    // A zero in the place of a header's size begins the index.
    for (let size = bytes[at]; end === 'whole' && size !== 0; size = bytes[at]) {
      if (size === undefined) return ended(out, 'cut', bytes.length)
      const block = readBlock(bytes, at, (size + 1) * 4, out, lzma)
      end = block.end
      at = block.used + check
    }
    if (end === 'whole') at = behindIndex(bytes, at)
  }
  return ended(out, end, end === 'whole' ? Math.min(at, bytes.length) : bytes.length)
}

function ended(out: Output, end: End, used: number): Inflated | null {
  return out.length === 0 ? null : { bytes: out.bytes, end, used }
}

/** One block, from its header at `start` on; `used` is behind its padding. */
function readBlock(
  bytes: Buffer,
  start: number,
  headBytes: number,
  out: Output,
  lzma: Lzma,
): { end: End; used: number } {
  if (start + headBytes > bytes.length) return { end: 'cut', used: bytes.length }
  const flags = bytes[start + 1] as number
  let at = start + 2
  for (const flag of [0x40, 0x80]) {
    if ((flags & flag) === 0) continue
    while (at < start + headBytes && (bytes[at] as number) > 127) at++
    at++
  }
  if ((flags & 3) !== 0 || bytes[at] !== lzma2Filter) return { end: 'damaged', used: at }
  const from = start + headBytes
  const { end, used } = readLzma2(bytes, from, out, lzma)
  return { end, used: from + Math.ceil((used - from) / 4) * 4 }
}

function readLzma2(bytes: Buffer, start: number, out: Output, lzma: Lzma): { end: End; used: number } {
  lzma.from = out.length
  let at = start
  for (;;) {
    const control = bytes[at]
    if (control === 0) return { end: 'whole', used: at + 1 }
    if (control === undefined || at + 6 > bytes.length) return { end: 'cut', used: bytes.length }
    // 1 and 2: bytes as they are; 1 forgets what came before, as do 0xe0 and above.
    if (control === 1 || control >= 0xe0) lzma.from = out.length
    if (control < 0x80) {
      if (control > 2) return { end: 'damaged', used: at }
      const stop = at + 3 + bytes.readUInt16BE(at + 1) + 1
      if (!out.append(bytes, at + 3, Math.min(stop, bytes.length))) return { end: 'limit', used: at }
      if (stop > bytes.length) return { end: 'cut', used: bytes.length }
      at = stop
      continue
    }
    const count = ((control & 31) << 16) + bytes.readUInt16BE(at + 1) + 1
    const size = bytes.readUInt16BE(at + 3) + 1
    at += 5
    if (control >= 0xc0) {
      if (!lzma.setProperties(bytes[at++] as number)) return { end: 'damaged', used: at }
    } else if (control >= 0xa0) lzma.resetState()
    const stop = Math.min(bytes.length, at + size)
    const end = lzma.run(bytes, at, stop, count)
    if (end !== 'whole') return { end: end === 'cut' && stop === at + size ? 'damaged' : end, used: stop }
    at += size
  }
}

/** Behind the index and the footer of the stream, with what fills up to the next: their sizes are not needed. */
function behindIndex(bytes: Buffer, start: number): number {
  const footer = bytes.indexOf('YZ', start, 'latin1')
  let at = footer === -1 ? bytes.length : footer + 2
  while (at + 4 <= bytes.length && bytes.readUInt32LE(at) === 0) at += 4
  return at
}
