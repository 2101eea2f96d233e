import { lengthPlaces } from '../core/signs/deflate-sniff.ts'

/**
 * Deflate (RFC 1951) in plain code, for what zlib refuses: zlib's one-shot calls give nothing at all when the stream
 * is damaged, followed by other bytes or longer than the bound, but the part before that must still be searched. It
 * throws nothing, so it is also the cheap judge of whether bytes are deflate at all. The hot path does not come here.
 *
 * The codes are walked bit by bit over counts and sorted symbols (as in Mark Adler's puff), which needs no tables to
 * be built for each block: a stream of a million tiny blocks stays linear.
 */

/** How a stream ended: with its last block, with the input, at a code that makes no sense, or at the bound on its output. */
export type InflateEnd = 'whole' | 'cut' | 'damaged' | 'limit'

/** What could be inflated before the end. */
export interface TolerantInflated {
  readonly bytes: Buffer
  readonly end: InflateEnd
  /** Input bytes used. */
  readonly used: number
}

const bitsMax = 15
/** Room that all streams share, since most are none and give a few bytes. What needs more gets its own, which doubles. */
const sharedBytes = 8_192
const sharedRoom: Buffer = Buffer.allocUnsafeSlow(sharedBytes)
const nothing: Buffer = Buffer.alloc(0)
const lengthBase: readonly number[] = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
]
const lengthExtra: readonly number[] = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
const distanceBase: readonly number[] = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
]
const distanceExtra: readonly number[] = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]

/** Where the symbols of each length begin, while a code is built. */
const offsets: Uint16Array = new Uint16Array(bitsMax + 2)

/** A canonical Huffman code: how many codes of each length, and the symbols in order of their codes. */
class Code {
  readonly counts = new Uint16Array(bitsMax + 1)
  readonly symbols: Uint16Array

  constructor(symbolsMax: number) {
    this.symbols = new Uint16Array(symbolsMax)
  }

  /** Codes left unused: 0 complete, above 0 incomplete, below 0 over-subscribed (not a code). */
  build(lengths: Uint8Array, start: number, count: number): number {
    this.counts.fill(0)
    for (let index = 0; index < count; index++) {
      const length = lengths[start + index] as number
      this.counts[length] = (this.counts[length] as number) + 1
    }
    if (this.counts[0] === count) return 0
    let left = 1
    for (let length = 1; length <= bitsMax; length++) {
      left = left * 2 - (this.counts[length] as number)
      if (left < 0) return left
    }
    offsets[1] = 0
    for (let length = 1; length <= bitsMax; length++)
      offsets[length + 1] = (offsets[length] as number) + (this.counts[length] as number)
    for (let index = 0; index < count; index++) {
      const length = lengths[start + index] as number
      if (length === 0) continue
      const offset = offsets[length] as number
      this.symbols[offset] = index
      offsets[length] = offset + 1
    }
    return left
  }
}

const fixedLiterals: Code = new Code(288)
const fixedDistances: Code = new Code(30)
buildFixed()

/** The codes of a block, and the lengths that they are built from: of one block at a time, so that all streams share them. */
const ownLiterals: Code = new Code(288)
const ownDistances: Code = new Code(30)
const ownLengths: Uint8Array = new Uint8Array(320)

function buildFixed(): void {
  const lengths = new Uint8Array(288)
  lengths.fill(8, 0, 144)
  lengths.fill(9, 144, 256)
  lengths.fill(7, 256, 280)
  lengths.fill(8, 280, 288)
  fixedLiterals.build(lengths, 0, 288)
  fixedDistances.build(new Uint8Array(30).fill(5), 0, 30)
}

/** Inflates `bytes` from `start` on, giving at most `outputMax` bytes and whatever came before the end or a fault. */
export function inflateTolerant(bytes: Buffer, start: number, outputMax: number): TolerantInflated {
  return new Inflater(bytes, start, outputMax).run()
}

class Inflater {
  private readonly input: Buffer
  private readonly outputMax: number
  private position: number
  private bitBuffer = 0
  private bitCount = 0
  private out = sharedRoom
  /** Bytes of `out` that may be written. */
  private size: number
  private used = 0
  private state: InflateEnd | 'running' = 'running'

  constructor(input: Buffer, start: number, outputMax: number) {
    this.input = input
    this.position = start
    this.outputMax = outputMax
    this.size = Math.min(outputMax, sharedBytes)
  }

  run(): TolerantInflated {
    let isLast = false
    while (this.state === 'running' && !isLast) {
      isLast = this.bits(1) === 1
      const kind = this.bits(2)
      if (this.state !== 'running') break
      if (kind === 0) this.stored()
      else if (kind === 1) this.codes(fixedLiterals, fixedDistances)
      else if (kind === 2) this.dynamic()
      else this.state = 'damaged'
    }
    const end = this.state === 'running' ? 'whole' : this.state
    return { bytes: this.made(), end, used: this.position }
  }

  /** What came out, in room of its own. */
  private made(): Buffer {
    if (this.used === 0) return nothing
    const made = this.out.subarray(0, this.used)
    return this.out === sharedRoom ? Buffer.from(made) : made
  }

  private bits(need: number): number {
    let value = this.bitBuffer
    while (this.bitCount < need) {
      if (this.position >= this.input.length) {
        if (this.state === 'running') this.state = 'cut'
        return 0
      }
      value |= (this.input[this.position++] as number) << this.bitCount
      this.bitCount += 8
    }
    this.bitBuffer = value >>> need
    this.bitCount -= need
    return value & ((1 << need) - 1)
  }

  private symbol(code: Code): number {
    let value = 0
    let first = 0
    let index = 0
    for (let length = 1; length <= bitsMax; length++) {
      value |= this.bits(1)
      if (this.state !== 'running') return -1
      const count = code.counts[length] as number
      if (value - count < first) return code.symbols[index + (value - first)] as number
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    this.state = 'damaged'
    return -1
  }

  /** Makes room for `more` bytes; what does not fit below the bound is left out, and the state says so. */
  private room(more: number): number {
    const wanted = this.used + more
    if (wanted > this.size && this.size < this.outputMax) {
      this.size = Math.min(this.outputMax, Math.max(wanted, this.size * 2))
      const larger = Buffer.allocUnsafe(this.size)
      this.out.copy(larger, 0, 0, this.used)
      this.out = larger
    }
    if (wanted <= this.size) return more
    this.state = 'limit'
    return this.size - this.used
  }

  private stored(): void {
    this.bitBuffer = 0
    this.bitCount = 0
    if (this.position + 4 > this.input.length) {
      this.state = 'cut'
      return
    }
    const length = this.input.readUInt16LE(this.position)
    if (length !== (this.input.readUInt16LE(this.position + 2) ^ 0xffff)) {
      this.state = 'damaged'
      return
    }
    this.position += 4
    const available = Math.min(length, this.input.length - this.position)
    const fits = this.room(available)
    this.input.copy(this.out, this.used, this.position, this.position + fits)
    this.used += fits
    this.position += fits
    if (available < length && this.state === 'running') this.state = 'cut'
  }

  private codes(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.symbol(literals)
      if (symbol < 0 || symbol === 256) return
      if (symbol < 256) {
        if (this.room(1) < 1) return
        this.out[this.used++] = symbol
        continue
      }
      const lengthIndex = symbol - 257
      if (lengthIndex >= 29) {
        this.state = 'damaged'
        return
      }
      const length = (lengthBase[lengthIndex] as number) + this.bits(lengthExtra[lengthIndex] as number)
      const distanceIndex = this.symbol(distances)
      if (distanceIndex < 0) return
      const distance =
        (distanceBase[distanceIndex] as number) + this.bits(distanceExtra[distanceIndex] as number)
      if (this.state !== 'running') return
      if (distance > this.used) {
        this.state = 'damaged'
        return
      }
      const fits = this.room(length)
      const out = this.out
      for (let count = 0; count < fits; count++, this.used++)
        out[this.used] = out[this.used - distance] as number
      if (fits < length) return
    }
  }

  private dynamic(): void {
    const literalCount = this.bits(5) + 257
    const distanceCount = this.bits(5) + 1
    const lengthCount = this.bits(4) + 4
    if (this.state !== 'running') return
    if (literalCount > 286 || distanceCount > 30) {
      this.state = 'damaged'
      return
    }
    const lengths = ownLengths
    lengths.fill(0)
    for (let index = 0; index < lengthCount; index++) lengths[lengthPlaces[index] as number] = this.bits(3)
    if (this.state !== 'running') return
    if (ownLiterals.build(lengths, 0, 19) !== 0) {
      this.state = 'damaged'
      return
    }
    lengths.fill(0)
    let index = 0
    while (index < literalCount + distanceCount) {
      const symbol = this.symbol(ownLiterals)
      if (symbol < 0) return
      if (symbol < 16) {
        lengths[index++] = symbol
        continue
      }
      let repeated = 0
      let times = 0
      if (symbol === 16) {
        if (index === 0) {
          this.state = 'damaged'
          return
        }
        repeated = lengths[index - 1] as number
        times = 3 + this.bits(2)
      } else times = symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7)
      if (this.state !== 'running') return
      if (index + times > literalCount + distanceCount) {
        this.state = 'damaged'
        return
      }
      lengths.fill(repeated, index, index + times)
      index += times
    }
    if (lengths[256] === 0) {
      this.state = 'damaged'
      return
    }
    const literalsLeft = ownLiterals.build(lengths, 0, literalCount)
    // An incomplete code is allowed only where it is a single code of one bit.
    if (literalsLeft < 0 || (literalsLeft > 0 && literalCount - (ownLiterals.counts[0] as number) !== 1)) {
      this.state = 'damaged'
      return
    }
    const distancesLeft = ownDistances.build(lengths, literalCount, distanceCount)
    if (
      distancesLeft < 0 ||
      (distancesLeft > 0 && distanceCount - (ownDistances.counts[0] as number) !== 1)
    ) {
      this.state = 'damaged'
      return
    }
    this.codes(ownLiterals, ownDistances)
  }
}
