import type { Place } from '../../device/types.ts'
import { metresPerDegree, plusMinus } from '../grids/grid-cell.ts'
import { GridNumbers } from './grid-numbers.ts'
import type { GridNumberHit } from './grid-numbers.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import { mayBeChance } from './place-chance.ts'
import { knownSpots } from './known-spots.ts'
import type { KnownSpot } from './known-spots.ts'
import type { PairPlace } from './place-chance.ts'
import { bcdBits, bcdLatitude, bcdMetres, bcdPointAt, bcdPointBytes } from './bcd-point.ts'
import { shapeBits, shapeLatitude, shapeMetres, shapePointAt, shapePointBytes } from './shape-point.ts'
import type { PlaceHit } from '../spellings/place-hit.ts'
import { integerScales } from '../spellings/place-pair.ts'

/**
 * Places that are known, in binary numbers: a latitude and a longitude near each other in one format. Whole numbers of
 * 32 bits in the usual scales, floats and doubles, in both byte orders, and varints, plain and in zig-zag; points of shapes
 * of 24 bits; and ids of cells of 64 bits. The two highest bytes of a latitude near the place take few values: one look at a table of bits for each place in the bytes ends the question
 * for all but 1 in 10,000 of them.
 */

const reachMetres = 300
/** Of the longitude: the pair as a whole lies within a circle. */
const circleMetres = reachMetres * 1.5
/** Bytes between the two numbers: tags, heads of fields, short names. */
const betweenBytesMax = 8

interface Format {
  readonly title: string
  readonly bytes: number
  readonly isBig: boolean
  readonly metres: number
  /** Numbers without a sign: which half of the earth it is stands in a bit elsewhere. */
  readonly isSizeOnly?: true
  /** Degrees of the number at `at`, and where it ends; null where there is none. */
  readonly read: (buf: Buffer, at: number) => number
  /** The bytes of a latitude, of which the two highest are looked up. */
  readonly write: (degrees: number) => Buffer
}

/** `unit`: what a degree is. */
function integer(unit: number, of: string, isBig: boolean): Format {
  return {
    title: `whole numbers of ${of}, 32 bits${isBig ? '' : ', least first'}`,
    bytes: 4,
    isBig,
    metres: metresPerDegree / unit / 2,
    read: (buf, at) => (isBig ? buf.readInt32BE(at) : buf.readInt32LE(at)) / unit,
    write: (degrees) => {
      const bytes = Buffer.alloc(4)
      const value = Math.round(degrees * unit)
      if (isBig) bytes.writeInt32BE(value)
      else bytes.writeInt32LE(value)
      return bytes
    },
  }
}

function float(isBig: boolean, bytes: 4 | 8): Format {
  return {
    title: `floating-point numbers of ${bytes * 8} bits${isBig ? '' : ', least first'}`,
    bytes,
    isBig,
    metres: bytes === 4 ? 1 : 0,
    read: (buf, at) =>
      bytes === 4
        ? isBig
          ? buf.readFloatBE(at)
          : buf.readFloatLE(at)
        : isBig
          ? buf.readDoubleBE(at)
          : buf.readDoubleLE(at),
    write: (degrees) => {
      const out = Buffer.alloc(bytes)
      if (bytes === 4) out.writeFloatBE(degrees)
      else out.writeDoubleBE(degrees)
      return isBig ? out : out.reverse()
    },
  }
}

const formats: readonly Format[] = [
  // 10^-8 degrees of a longitude beyond 21 do not fit.
  ...integerScales
    .filter((scale) => scale < 8)
    .flatMap((scale) => [true, false].map((isBig) => integer(10 ** scale, `10^-${scale} degrees`, isBig))),
  // Trackers of vehicles say in a bit elsewhere which half of the earth it is: GT06 and its kin, and JT/T 808 (0x0200).
  { ...integer(1_800_000, '1/30,000 minutes', true), isSizeOnly: true },
  { ...integer(1_000_000, '10^-6 degrees without their signs', true), isSizeOnly: true },
  // The files of watches and bicycle computers (FIT): half a turn is 2^31.
  ...[true, false].map((isBig) => integer(2 ** 31 / 180, 'semicircles', isBig)),
  ...([4, 8] as const).flatMap((bytes) => [float(true, bytes), float(false, bytes)]),
]

const varintBytesMax = 5

interface Known extends KnownSpot {
  /** What a pair near it says in each of {@link formats}, and as varints in each of {@link integerScales}. */
  readonly bits: readonly number[]
  readonly varintBits: readonly number[]
  /** The same of the point of a shape, and of one in digits. */
  readonly shapeBits: number
  readonly bcdBits: number
}

function knownAt(spot: KnownSpot): Known {
  const { lat, lon } = spot
  const reach = reachMetres / metresPerDegree
  const circle = circleMetres / metresPerDegree / Math.cos((lat * Math.PI) / 180)
  // Without a sign a number may as well be of the other half of the earth.
  const signBits = Number(lat < 0) + Number(lon < 0)
  const bitsOf = (format: Format): number =>
    nearBits(format, lat, reach) +
    nearBits(format, Math.max(-180, Math.min(180, lon)), circle) -
    (format.isSizeOnly === true ? signBits : 0)
  return {
    ...spot,
    bits: formats.map(bitsOf),
    varintBits: integerScales.map((scale) => varintBits(lat, reach, scale) + varintBits(lon, circle, scale)),
    shapeBits: shapeBits(reach, circle),
    bcdBits: bcdBits(reach, circle),
  }
}

/** The same of a varint: each of its bytes also says whether it is the last. */
function varintBits(degrees: number, reach: number, scale: number): number {
  const unit = 10 ** scale
  return varint(Math.round(Math.abs(degrees) * unit)).length * 8 - Math.log2(2 * reach * unit)
}

/** What a number within `reach` degrees says: -log2 of the chance that random bits are such a number. */
function nearBits({ bytes, isBig, write }: Format, degrees: number, reach: number): number {
  const patternOf = (at: number): bigint => {
    const written = write(at)
    const pattern = BigInt(`0x${(isBig ? written : written.reverse()).toString('hex')}`)
    return BigInt.asIntN(bytes * 8, pattern)
  }
  const between = patternOf(degrees + reach) - patternOf(degrees - reach)
  const patterns = Number(between < 0n ? -between : between)
  return bytes * 8 - Math.log2(Math.max(1, patterns))
}

/**
 * Finds the profile's places as pairs of binary numbers, latitude and longitude in any order: floats, doubles, scaled
 * integers.
 */
export class PlaceSearch {
  /** A place in China is three: by so much chance finds it sooner. */
  private readonly spots: readonly Known[]
  private readonly cells: GridNumbers
  /** By the two bytes as they stand: a format may have its highest two there. */
  private readonly pairs: Uint32Array = new Uint32Array(65_536)
  /** A bit for each that has one: small enough to stay in the first cache. */
  private readonly marks: Int32Array = new Int32Array(65_536 / 32)

  constructor(places: readonly Place[]) {
    this.spots = knownSpots(places)
      .filter(({ lat, lon }) => lat !== 0 || lon !== 0)
      .map(knownAt)
    this.cells = new GridNumbers(this.spots)
    for (const id of this.cells.samples) this.noteCell(id)
    const reach = reachMetres / metresPerDegree
    for (const { lat } of this.spots) {
      for (let step = -stepsPerSide; step <= stepsPerSide; step++) {
        const degrees = lat + (reach * step) / stepsPerSide
        for (const [index, format] of formats.entries()) {
          const bytes = format.write(format.isSizeOnly === true ? Math.abs(degrees) : degrees)
          this.note(bytes, format.isBig ? 0 : format.bytes - 2, index)
        }
        this.note(shapeLatitude(degrees), 0, shapeBit)
        this.note(bcdLatitude(degrees), 0, bcdBit)
        for (const scale of integerScales) {
          const value = Math.round(degrees * 10 ** scale)
          const bytes = varint(value < 0 ? -value * 2 - 1 : value * 2)
          if (bytes.length >= 4 && bytes.length <= varintBytesMax)
            this.note(bytes, bytes.length - 2, zigZagBit)
          if (value < 0) this.note(varint64(BigInt.asUintN(64, BigInt(value))), negativePairAt, negativeBit)
          else if (varint(value).length >= 4) this.note(varint(value), varint(value).length - 2, varintBit)
        }
      }
    }
  }

  get isEmpty(): boolean {
    return this.spots.length === 0
  }

  private note(bytes: Buffer, at: number, bit: number): void {
    const pair = bytes.readUInt16BE(at)
    this.pairs[pair] = (this.pairs[pair] as number) | (1 << bit)
    this.marks[pair >> 5] = (this.marks[pair >> 5] as number) | (1 << (pair & 31))
  }

  private noteCell(id: bigint): void {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(id)
    this.note(bytes, 0, cellBit)
    this.note(Buffer.from(bytes).reverse(), 6, cellLeastFirstBit)
    const written = varint64(id)
    this.note(written, written.length - 2, cellVarintBit)
  }

  /**
   * The first place in `buf[from, end)`; null where there is none. Where a pair may be chance it takes a second one, as a
   * track has, unless chance is believed: behind another place of the same message, and where the question is whether the
   * message shall be read.
   */
  find(buf: Buffer, from: number, end: number, believesChance = false): Found | null {
    if (this.spots.length === 0) return null
    const { marks } = this
    let doubtful: Found | null = null
    let pair = buf[from] as number
    for (let at = from; at + 1 < end; at++) {
      pair = ((pair & 255) << 8) | (buf[at + 1] as number)
      if ((((marks[pair >> 5] as number) >>> (pair & 31)) & 1) === 0) continue
      const hit = this.hitAt(this.pairs[pair] as number, buf, at, from, end)
      if (hit === null) continue
      if (believesChance || hit.pair === null || !mayBeChance(buf, from, end, hit.pair, this.spots.length))
        return hit
      if (doubtful !== null && hit.start >= doubtful.end) return doubtful
      doubtful ??= hit
    }
    return null
  }

  private hitAt(bits: number, buf: Buffer, at: number, from: number, end: number): Found | null {
    for (let index = 0; index < formats.length; index++) {
      if (((bits >>> index) & 1) === 0) continue
      const hit = this.pairAt(index, buf, at, from, end)
      if (hit !== null) return hit
    }
    if (bits >>> formats.length === 0) return null
    return (
      this.varintsOf(bits, buf, at, from, end) ??
      (isSet(bits, shapeBit) ? this.shapeAt(buf, at, from, end) : null) ??
      (isSet(bits, bcdBit) ? this.digitsAt(buf, at, from, end) : null) ??
      this.cellOf(bits, buf, at, from, end)
    )
  }

  private pairAt(index: number, buf: Buffer, highAt: number, from: number, end: number): Found | null {
    const format = formats[index] as Format
    const { bytes } = format
    const at = format.isBig ? highAt : highAt + 2 - bytes
    if (at < from || at + bytes > end) return null
    const isSizeOnly = format.isSizeOnly === true
    const read = format.read(buf, at)
    if (isSizeOnly && read < 0) return null
    let nearest: Found | null = null
    for (const known of this.spots) {
      const lat = isSizeOnly && known.lat < 0 ? -read : read
      if (Math.abs(lat - known.lat) * metresPerDegree <= reachMetres)
        nearest = nearer(nearest, pairNear(known, index, lat, buf, at, from, end))
    }
    return nearest
  }

  private shapeAt(buf: Buffer, at: number, from: number, end: number): Found | null {
    const point = shapePointAt(buf, at, from, end)
    if (point === null) return null
    const lonAt = at + shapePointBytes / 2
    let nearest: Found | null = null
    for (const known of this.spots) {
      const { shapeBits: bits } = known
      const pair = { start: at, firstEnd: lonAt, second: lonAt, end: at + shapePointBytes, bits }
      nearest = nearer(nearest, hitOf(known, point.lat, point.lon, shapeFormat, pair))
    }
    return nearest
  }

  private digitsAt(buf: Buffer, at: number, from: number, end: number): Found | null {
    const point = bcdPointAt(buf, at, from, end)
    if (point === null) return null
    let nearest: Found | null = null
    for (const known of this.spots) {
      // A byte of the battery stands between the two, always in the same place.
      const pair = {
        start: at,
        firstEnd: at + 4,
        second: at + 4,
        end: at + bcdPointBytes,
        bits: known.bcdBits,
      }
      nearest = nearer(nearest, hitOf(known, point.lat, point.lon, bcdFormat, pair))
    }
    return nearest
  }

  private varintsOf(bits: number, buf: Buffer, at: number, from: number, end: number): Found | null {
    if (isSet(bits, zigZagBit)) {
      const hit = this.varintsAt(buf, varintStart(buf, at + 1, from), at + 2, end, unZigZag)
      if (hit !== null) return hit
    }
    if (isSet(bits, varintBit)) {
      const hit = this.varintsAt(buf, varintStart(buf, at + 1, from), at + 2, end, signedVarint)
      if (hit !== null) return hit
    }
    const start = at - negativePairAt
    if (!isSet(bits, negativeBit) || start < from || start + varint64BytesMax > end) return null
    return this.varintsAt(buf, start, start + varint64BytesMax, end, signedVarint)
  }

  /** A latitude in `buf[start, latEnd)`, and its longitude behind it. */
  private varintsAt(
    buf: Buffer,
    start: number,
    latEnd: number,
    end: number,
    read: VarintReader,
  ): Found | null {
    const lat = read(buf, start, latEnd)
    let nearest: Found | null = null
    for (const known of this.spots)
      nearest = nearer(nearest, varintsNear(known, lat, buf, start, latEnd, end, read))
    return nearest
  }

  /** An id of a cell whose two highest bytes are at `at`. */
  private cellOf(bits: number, buf: Buffer, at: number, from: number, end: number): Found | null {
    if (isSet(bits, cellBit) && at + 8 <= end) {
      const hit = this.cellAt(buf.readBigUInt64BE(at), buf, at, at + 8, from, end)
      if (hit !== null) return hit
    }
    if (isSet(bits, cellLeastFirstBit) && at - 6 >= from) {
      const hit = this.cellAt(buf.readBigUInt64LE(at - 6), buf, at - 6, at + 2, from, end)
      if (hit !== null) return hit
    }
    if (!isSet(bits, cellVarintBit)) return null
    let start = at + 1
    while (start > from && at + 2 - start < varint64BytesMax && (buf[start - 1] as number) >= 128) start--
    // The byte in front may end in a set bit, too: an id of 64 bits takes nine or ten.
    for (const size of [9, 10]) {
      if (at + 2 - size < start) continue
      const hit = this.cellAt(bigVarint(buf, at + 2 - size, at + 2), buf, at + 2 - size, at + 2, from, end)
      if (hit !== null) return hit
    }
    return null
  }

  private cellAt(
    id: bigint,
    buf: Buffer,
    start: number,
    stop: number,
    from: number,
    end: number,
  ): Found | null {
    const hit = this.cells.hitOf(id)
    if (hit === null || (hit.isLoose && !isApart(buf, start, from, end))) return null
    const { isLoose: _loose, ...place }: GridNumberHit = hit
    return { ...place, start, end: stop, pair: null }
  }
}

/** `pair`: null where it is one number, which says enough by itself. */
type Found = PlaceHit & { readonly place: Place; readonly pair: PairPlace | null }

/** Bytes among which chance does not write an id. */
const fewBytesMax = 64

/** Where there is little around, or protobuf's head of a number of 64 bits or a varint is in front. */
function isApart(buf: Buffer, start: number, from: number, end: number): boolean {
  if (start === from || end - from <= fewBytesMax) return true
  const head = buf[start - 1] as number
  return head < 128 && head >= 8 && (head & 7) <= 1
}

function isSet(bits: number, bit: number): boolean {
  return ((bits >>> bit) & 1) !== 0
}

/** Where the varint begins whose last byte is at `last`. */
function varintStart(buf: Buffer, last: number, from: number): number {
  let at = last
  while (at > from && last + 1 - at < varintBytesMax && (buf[at - 1] as number) >= 128) at--
  return at
}

/** Latitudes that are written to learn which bytes begin them. */
const stepsPerSide = 40
/** Behind those of the formats, in the same 32 bits. */
const zigZagBit = 31
const varintBit = 30
const negativeBit = 29
const cellBit = 28
const cellLeastFirstBit = 27
const cellVarintBit = 26
const shapeBit = 25
const bcdBit = 24
const bcdFormat = { title: 'degrees and minutes in packed digits (H02)', metres: bcdMetres }
const shapeFormat = { title: 'point of a shape, 24 bits', metres: shapeMetres }
/** Negative numbers take ten bytes in protobuf; of those that fit into 32 bits the fourth and fifth byte say most. */
const varint64BytesMax = 10
const negativePairAt = 3

function hitOf(
  known: Known,
  lat: number,
  lon: number,
  format: Pick<Format, 'title' | 'metres'>,
  pair: PairPlace,
): Found | null {
  // NaN is near nothing.
  const kilometres = kilometresBetween(lat, lon, known.lat, known.lon)
  if (!(Math.abs(lon) <= 180 && kilometres * 1_000 <= circleMetres)) return null
  return {
    place: known.place,
    pair,
    start: pair.start,
    end: pair.end,
    value: `${lat.toFixed(6)},${lon.toFixed(6)}`,
    form: `${format.title}: ${plusMinus(format.metres)}`,
    lat: Number(lat.toFixed(6)),
    lon: Number(lon.toFixed(6)),
    kilometres,
    ...(known.datum === 'wgs84' ? {} : { datum: known.datum }),
  }
}

type VarintReader = (buf: Buffer, start: number, end: number) => number

/** The pair near a spot whose latitude, in the format of this index, is at `at`, with the first longitude that fits it. */
function pairNear(
  known: Known,
  index: number,
  lat: number,
  buf: Buffer,
  at: number,
  from: number,
  end: number,
): Found | null {
  const format = formats[index] as Format
  const { bytes, isSizeOnly = false } = format
  for (let gap = 0; gap <= betweenBytesMax; gap++) {
    for (const other of [at + bytes + gap, at - bytes - gap]) {
      if (other < from || other + bytes > end) continue
      const start = Math.min(at, other)
      const second = Math.max(at, other)
      const bits = known.bits[index] as number
      const pair = { start, firstEnd: start + bytes, second, end: second + bytes, bits }
      const size = format.read(buf, other)
      const lon = isSizeOnly ? (size < 0 ? Number.NaN : known.lon < 0 ? -size : size) : size
      const hit = hitOf(known, lat, lon, format, pair)
      if (hit !== null) return hit
    }
  }
  return null
}

/** The same of varints, of which `lat` is the whole number of a latitude in some scale. */
function varintsNear(
  known: Known,
  lat: number,
  buf: Buffer,
  start: number,
  latEnd: number,
  end: number,
  read: VarintReader,
): Found | null {
  for (const [index, scale] of integerScales.entries()) {
    const degrees = lat / 10 ** scale
    if (Math.abs(degrees - known.lat) * metresPerDegree > reachMetres) continue
    for (let gap = 0; gap <= betweenBytesMax; gap++) {
      const lonStart = latEnd + gap
      let stop = lonStart
      while (stop < end && (buf[stop] as number) >= 128) stop++
      if (stop >= end || stop - lonStart >= varint64BytesMax) continue
      const lon = read(buf, lonStart, stop + 1) / 10 ** scale
      const format = {
        title: `varints of 10^-${scale} degrees`,
        metres: metresPerDegree / 10 ** scale / 2,
      }
      const bits = known.varintBits[index] as number
      const pair = { start, firstEnd: latEnd, second: lonStart, end: stop + 1, bits }
      const hit = hitOf(known, degrees, lon, format, pair)
      if (hit !== null) return hit
    }
  }
  return null
}

/** The one that is nearer to its place; of two as near the first. */
function nearer(one: Found | null, other: Found | null): Found | null {
  if (one === null || other === null) return one ?? other
  return other.kilometres < one.kilometres ? other : one
}

function varint(value: number): Buffer {
  return varint64(BigInt(value))
}

/** Seven bits in a byte, the lowest first (protobuf). */
function varint64(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}

function bigVarint(buf: Buffer, start: number, end: number): bigint {
  let value = 0n
  for (let at = end - 1; at >= start; at--) value = (value << 7n) | BigInt((buf[at] as number) & 127)
  return BigInt.asUintN(64, value)
}

/** Ten bytes are a negative number. */
function signedVarint(buf: Buffer, start: number, end: number): number {
  return Number(BigInt.asIntN(64, bigVarint(buf, start, end)))
}

function unZigZag(buf: Buffer, start: number, end: number): number {
  let value = 0
  for (let at = end - 1; at >= start; at--) value = value * 128 + ((buf[at] as number) & 127)
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2
}
