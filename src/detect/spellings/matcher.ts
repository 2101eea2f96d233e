/**
 * Searches many byte strings at once: Wu-Manber with blocks of three bytes. One table says for each block how far the
 * window may move on; only where that is 0 the strings that end their first `m` bytes in this block are compared.
 * With `m` the shortest length and b = 3, the mean move is near m - b: the longer the shortest string, the faster.
 * Each move waits for the look-up before it; so {@link Matcher.contains} walks through four quarters of the bytes at the
 * same time, which more than doubles its speed.
 */
import { isAlnum, isDigit } from '../../core/ascii.ts'
import { endsAsFile } from '../names/file-endings.ts'

/**
 * What must not stand beside a hit. Digits inside a longer number, and words inside a longer word, are coincidence; so
 * are few digits (`number`) inside hex or behind a decimal point. Of a mail address (`mail`) the local part goes on
 * over signs, too: `x.max@…` is somebody else.
 */
export const edges = { none: 0, digits: 1, word: 2, number: 3, mail: 4 } as const
/** One of {@link edges}. */
export type Edge = 0 | 1 | 2 | 3 | 4
/** The last of them. */
export const edgeMax: Edge = edges.mail

/** A byte string that is searched, of three bytes at least. */
export interface Needle {
  readonly bytes: Uint8Array
  readonly edge: Edge
}

/** Needles one behind the other in `bytes`; `offsets` has one more entry than there are needles. */
export interface NeedleTable {
  readonly bytes: Uint8Array
  readonly offsets: Int32Array
  readonly edges: Uint8Array
}

/** Takes hits; returns true to stop the search. */
export interface MatchSink {
  match(needle: number, start: number, end: number): boolean
}

const blockBytes = 3
/** Spreads the hashes of blocks over the upper bits of a number: most blocks are of digits, and hashes near each other. */
const spread = 0x9e37_79b1
/** As `spread`, for a second hash beside it. */
const spreadOfEnd = 0x85eb_ca6b
/** Bits for each needle's slot: so few of them are set that chance hits one in sixteen. */
const endBits = 4
/** Ranges below this are walked through in one piece. */
const quartersBytesMin = 160

/** Both ends of a window in one number: its first three bytes, and the hash of its last three. */
function endsOf(buf: Uint8Array, first: number, hash: number): number {
  const begin =
    ((buf[first] as number) << 16) | ((buf[first + 1] as number) << 8) | (buf[first + 2] as number)
  return Math.imul(begin, spread) ^ Math.imul(hash, spreadOfEnd)
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}

/**
 * True where the bytes that end before `at` are an escape (`%22`, `\u0022`): its last digit is no neighbour of what follows.
 */
function endsEscape(buf: Uint8Array, start: number, at: number): boolean {
  if (at - 3 >= start && buf[at - 3] === 37 && isHex(buf[at - 2] as number) && isHex(buf[at - 1] as number))
    return true
  if (at - 2 >= start && buf[at - 2] === 92) return true
  return at - 6 >= start && buf[at - 6] === 92 && buf[at - 5] === 117
}

/** True where the hit's neighbours are as its `edge` asks. */
export function hasEdges(
  buf: Uint8Array,
  start: number,
  end: number,
  from: number,
  to: number,
  edge: Edge,
): boolean {
  if (edge === edges.none) return true
  if (edge === edges.mail) return hasMailEdges(buf, start, end, from, to)
  if (edge === edges.number && (isInHex(buf, start, end, from, to) || isInDecimal(buf, start, end, from, to)))
    return false
  if (to < end && isNeighbour(buf[to] as number, edge) && !isSized(buf, start, from, to)) return false
  if (from === start || !isNeighbour(buf[from - 1] as number, edge)) return true
  return endsEscape(buf, start, from)
}

/**
 * The length of the text stands in front of it, as in binary containers: what follows is the next field, whose tag may be a
 * digit or a letter (`2` in protobuf). Bytes that stand in text, too, say nothing.
 */
function isSized(buf: Uint8Array, start: number, from: number, to: number): boolean {
  const length = to - from
  if (from === start) return false
  if (buf[from - 1] === 0) return isLowFirstSized(buf, start, from, length)
  return buf[from - 1] === length && length < 32 && length !== 9 && length !== 10 && length !== 13
}

/** A length of 16 or 32 bits with its lowest byte first, as pickles of Python and structures of C have it. */
function isLowFirstSized(buf: Uint8Array, start: number, from: number, length: number): boolean {
  let at = from - 1
  while (at > start && from - at < 4 && buf[at] === 0) at--
  return buf[at] === length
}

function isNeighbour(code: number, edge: Edge): boolean {
  if (code >= 48 && code <= 57) return true
  return edge === edges.word && ((code >= 97 && code <= 122) || (code >= 65 && code <= 90))
}

/** Characters of hex on each side that are read to know it from a word: `ad4799…` is none. */
const hexBesideMax = 64

/** Letters of hex stand beside the digits, and nothing but hex does. */
function isInHex(buf: Uint8Array, start: number, end: number, from: number, to: number): boolean {
  let left = from
  while (left > start && from - left < hexBesideMax && isAlnum(buf[left - 1] as number)) left--
  let right = to
  while (right < end && right - to < hexBesideMax && isAlnum(buf[right] as number)) right++
  if (left === from && right === to) return false
  for (let at = left; at < from; at++) if (!isHex(buf[at] as number)) return false
  for (let at = to; at < right; at++) if (!isHex(buf[at] as number)) return false
  if (left > start && isEscapeBefore(buf[left - 1] as number, buf, left, from)) return false
  return !endsEscape(buf, start, from)
}

/** Signs that stand in front of a value, as quoted-printable writes them: `=` `:` `"` and a blank. */
const quotedSigns: ReadonlySet<string> = new Set(['3D', '3A', '22', '20'])

/** The hex between `left` and `from` is an escape: percent, once or again and again (`%253D`), or quoted-printable. */
function isEscapeBefore(sign: number, buf: Uint8Array, left: number, from: number): boolean {
  if (sign === 37) {
    let at = left
    while (at < from - 2 && buf[at] === 50 && buf[at + 1] === 53) at += 2
    // The sign of quoted-printable, escaped itself.
    if (from - at === 4 && buf[at] === 51 && ((buf[at + 1] as number) | 32) === 100)
      return isQuotedSign(buf, at + 2)
    return from - at <= 2 && (from - left) % 2 === 0
  }
  return sign === 61 && from - left === 2 && isQuotedSign(buf, left)
}

function isQuotedSign(buf: Uint8Array, at: number): boolean {
  return quotedSigns.has(String.fromCharCode(buf[at] as number, buf[at + 1] as number))
}

const dot = 46
const hyphen = 45

/** A double has no more digits (IEEE 754, 17 tell each from the next). */
const doubleDigitsMax = 17
/** Behind a dot nine digits may be the nanoseconds of a moment. */
const nanosecondDigits = 9
const partDigitsMax = 32

/** The digits are a fraction (`0.99912837`), or have one that is not zero. */
function isInDecimal(buf: Uint8Array, start: number, end: number, from: number, to: number): boolean {
  let left = from - 1
  if (left > start && buf[left] === dot)
    while (left > start && from - left < partDigitsMax && isDigit(buf[left - 1])) left--
  let right = to + 1
  if (to < end && buf[to] === dot)
    while (right < end && right - to < partDigitsMax && isDigit(buf[right])) right++
  const before = Math.max(0, from - 1 - left)
  const behind = right - to - 1
  if (before === 0 && (behind === 0 || (behind === 1 && buf[to + 1] === 48))) return false
  // A list of numbers, as in cookies of measurement: `GA1.2.1783420956.1700000000`.
  if (before > 0 && behind > 0) return false
  if (before > 0 && left - 1 > start && buf[left - 1] === dot && isDigit(buf[left - 2])) return false
  if (behind > 0 && right + 1 < end && buf[right] === dot && isDigit(buf[right + 1])) return false
  if (to - from + before + behind <= doubleDigitsMax) return true
  return before > 0 && to - from <= nanosecondDigits
}

const mailSignsMax = 8
const mailSigns: ReadonlySet<number> = new Set(Buffer.from('._%+-'))

const domainBytesMax = 255

/** The domain goes on in `buf[to, end)`: not where a dot ends a sentence, nor in what the name of a file ends with. */
function isDomainBehind(buf: Uint8Array, to: number, end: number): boolean {
  if (buf[to] !== dot || to + 1 >= end || !isAlnum(buf[to + 1])) return false
  let at = to + 1
  const last = Math.min(end, to + domainBytesMax)
  while (at < last && (isAlnum(buf[at]) || buf[at] === dot || buf[at] === hyphen)) at++
  const behind = String.fromCharCode(...buf.subarray(to, at))
  return !endsAsFile(behind.replace(/[.-]+$/, ''))
}

/** Neither the local part goes on in front, nor the domain behind. */
function hasMailEdges(buf: Uint8Array, start: number, end: number, from: number, to: number): boolean {
  if (from > start && isMailSized(buf[from - 1] as number, to - from)) return true
  if (from > start && buf[from - 1] === 0 && isLowFirstSized(buf, start, from, to - from)) return true
  const next = to < end ? (buf[to] as number) : 0
  if (isAlnum(next) || next === hyphen || isDomainBehind(buf, to, end)) return false
  // Signs alone are no local part: something else ends in them.
  let at = from
  while (at > start && from - at < mailSignsMax && mailSigns.has(buf[at - 1] as number)) at--
  if (at === start || !isAlnum(buf[at - 1] as number)) return true
  return endsEscape(buf, start, from)
}

/**
 * In binary containers the length stands in front of a text: as it is, doubled (Avro), in the head of a short one (CBOR,
 * MessagePack), with the bit that ends a number (Ion).
 */
function isMailSized(before: number, length: number): boolean {
  if (before === length || before === length * 2) return true
  if (length < 24 && before === (0x60 | length)) return true
  return (length < 32 && before === (0xa0 | length)) || (length < 128 && before === (0x80 | length))
}

/** A set of needles, ready for the search. Hits name their needle by its index in the list that was given. */
export class Matcher {
  /** Shortest needle; needles must have at least three bytes. */
  readonly lengthMin: number
  readonly count: number
  private readonly shifts: Uint8Array
  private readonly mask: number
  /**
   * Needles by the block that their windows end in, few of which share a slot: 1 more than the first needle of the slot, 0
   * for none; then the next of it.
   */
  private readonly heads: Int32Array
  private readonly headShift: number
  private readonly nexts: Int32Array
  /** A bit for what each needle's window begins and ends with: nearly no other window has one. */
  private readonly ends: Uint8Array
  private readonly endShift: number
  private readonly offsets: Int32Array
  private readonly bytes: Uint8Array
  private readonly needleEdges: Uint8Array
  private readonly found: FirstHit = new FirstHit()

  constructor(needles: readonly Needle[] | NeedleTable) {
    const { bytes, offsets, edges } = 'offsets' in needles ? needles : tableOf(needles)
    this.count = edges.length
    this.bytes = bytes
    this.offsets = offsets
    this.needleEdges = edges
    let shortest = 255
    for (let index = 0; index < this.count; index++)
      shortest = Math.min(shortest, (offsets[index + 1] as number) - (offsets[index] as number))
    if (shortest < blockBytes) throw new RangeError('a needle has fewer than three bytes')
    this.lengthMin = shortest
    // 2^15 slots lie in the first cache; thousands of strings need a sparser table.
    const { count } = this
    const bits = count === 0 ? 0 : count <= 256 ? 15 : count <= 2_048 ? 16 : count <= 8_192 ? 17 : 18
    const mask = (1 << bits) - 1
    const shifts = new Uint8Array(1 << bits).fill(shortest - blockBytes + 1)
    const headBits = Math.min(bits, 33 - Math.clz32(count))
    const headShift = 32 - headBits
    const heads = new Int32Array(1 << headBits)
    const nexts = new Int32Array(count)
    const endShift = headShift - endBits
    const ends = new Uint8Array(1 << (headBits + endBits - 3))
    // Every start does this, before anything of it is compiled: nothing is called, and nothing is looked up twice.
    for (let index = 0; index < count; index++) {
      const first = (offsets[index] as number) - 1
      let two = bytes[first + 1] as number
      let three = bytes[first + 2] as number
      for (let left = shortest - blockBytes, last = first + blockBytes; left >= 0; left--, last++) {
        const one = two
        two = three
        three = bytes[last] as number
        const hash = ((one << 10) ^ (two << 5) ^ three) & mask
        if (left < (shifts[hash] as number)) shifts[hash] = left
        if (left > 0) continue
        const slot = Math.imul(hash, spread) >>> headShift
        nexts[index] = heads[slot] as number
        heads[slot] = index + 1
        const end = endsOf(bytes, first + 1, hash) >>> endShift
        ends[end >> 3] = (ends[end >> 3] as number) | (1 << (end & 7))
      }
    }
    this.mask = mask
    this.shifts = shifts
    this.heads = heads
    this.headShift = headShift
    this.nexts = nexts
    this.ends = ends
    this.endShift = endShift
  }

  /** Hands every hit in `buf[start, end)` to `sink`, in order of position. False where the sink stopped it. */
  search(buf: Uint8Array, start: number, end: number, sink: MatchSink): boolean {
    if (this.count === 0) return true
    const { shifts, mask } = this
    let at = start + this.lengthMin - 1
    while (at < end) {
      const hash =
        (((buf[at - 2] as number) << 10) ^ ((buf[at - 1] as number) << 5) ^ (buf[at] as number)) & mask
      const shift = shifts[hash] as number
      if (shift !== 0) {
        at += shift
        continue
      }
      if (this.mayHit(hash, buf, at) && !this.compare(hash, buf, start, end, at, sink)) return false
      at++
    }
    return true
  }

  /** True where any needle is in `buf[start, end)`. */
  contains(buf: Uint8Array, start: number, end: number): boolean {
    if (this.count === 0) return false
    const first = start + this.lengthMin - 1
    const quarter = (end - first) >> 2
    if (quarter * 4 < quartersBytesMin) return this.isFound(buf, start, end, first, end)
    const { shifts, mask } = this
    // Each walk takes the windows that end in its quarter.
    const secondFirst = first + quarter
    const thirdFirst = secondFirst + quarter
    const fourthFirst = thirdFirst + quarter
    let one = first
    let two = secondFirst
    let three = thirdFirst
    let four = fourthFirst
    while (one < secondFirst && two < thirdFirst && three < fourthFirst && four < end) {
      const shiftOne = shifts[
        (((buf[one - 2] as number) << 10) ^ ((buf[one - 1] as number) << 5) ^ (buf[one] as number)) & mask
      ] as number
      const shiftTwo = shifts[
        (((buf[two - 2] as number) << 10) ^ ((buf[two - 1] as number) << 5) ^ (buf[two] as number)) & mask
      ] as number
      const shiftThree = shifts[
        (((buf[three - 2] as number) << 10) ^ ((buf[three - 1] as number) << 5) ^ (buf[three] as number)) &
          mask
      ] as number
      const shiftFour = shifts[
        (((buf[four - 2] as number) << 10) ^ ((buf[four - 1] as number) << 5) ^ (buf[four] as number)) & mask
      ] as number
      one += shiftOne
      two += shiftTwo
      three += shiftThree
      four += shiftFour
      if (shiftOne === 0 && this.isHit(buf, start, end, one++)) return true
      if (shiftTwo === 0 && this.isHit(buf, start, end, two++)) return true
      if (shiftThree === 0 && this.isHit(buf, start, end, three++)) return true
      if (shiftFour === 0 && this.isHit(buf, start, end, four++)) return true
    }
    return (
      this.isFound(buf, start, end, one, secondFirst) ||
      this.isFound(buf, start, end, two, thirdFirst) ||
      this.isFound(buf, start, end, three, fourthFirst) ||
      this.isFound(buf, start, end, four, end)
    )
  }

  /** True where the first bytes of a needle end in `buf[from, to)`, and all of it is in `buf[start, end)`. */
  private isFound(buf: Uint8Array, start: number, end: number, from: number, to: number): boolean {
    const { shifts, mask } = this
    let at = from
    while (at < to) {
      const shift = shifts[
        (((buf[at - 2] as number) << 10) ^ ((buf[at - 1] as number) << 5) ^ (buf[at] as number)) & mask
      ] as number
      at += shift
      if (shift === 0 && this.isHit(buf, start, end, at++)) return true
    }
    return false
  }

  private isHit(buf: Uint8Array, start: number, end: number, at: number): boolean {
    const hash = this.hash(buf, at)
    return this.mayHit(hash, buf, at) && !this.compare(hash, buf, start, end, at, this.found)
  }

  /** True where a needle's window begins and ends as the one that ends at `at` does. */
  private mayHit(hash: number, buf: Uint8Array, at: number): boolean {
    const slot = endsOf(buf, at - this.lengthMin + 1, hash) >>> this.endShift
    return (((this.ends[slot >> 3] as number) >> (slot & 7)) & 1) === 1
  }

  private compare(
    hash: number,
    buf: Uint8Array,
    start: number,
    end: number,
    at: number,
    sink: MatchSink,
  ): boolean {
    const from = at - this.lengthMin + 1
    const { bytes, offsets } = this
    const slot = Math.imul(hash, spread) >>> this.headShift
    for (let next = this.heads[slot] as number; next !== 0; next = this.nexts[next - 1] as number) {
      const needle = next - 1
      const first = offsets[needle] as number
      const length = (offsets[needle + 1] as number) - first
      if (from + length > end || buf[from] !== bytes[first]) continue
      let matched = 1
      while (matched < length && buf[from + matched] === bytes[first + matched]) matched++
      if (matched < length) continue
      if (!hasEdges(buf, start, end, from, from + length, this.needleEdges[needle] as Edge)) continue
      if (sink.match(needle, from, from + length)) return false
    }
    return true
  }

  private hash(buf: Uint8Array, at: number): number {
    return (
      (((buf[at - 2] as number) << 10) ^ ((buf[at - 1] as number) << 5) ^ (buf[at] as number)) & this.mask
    )
  }
}

/** The needles of a table, one by one. */
export function needlesOf({ bytes, offsets, edges: all }: NeedleTable): Needle[] {
  return Array.from(all, (edge, index) => ({
    bytes: bytes.subarray(offsets[index], offsets[index + 1]),
    edge: edge as Edge,
  }))
}

/** Needles one behind the other. */
export function tableOf(needles: readonly Needle[]): NeedleTable {
  const offsets = new Int32Array(needles.length + 1)
  for (const [index, { bytes }] of needles.entries())
    offsets[index + 1] = (offsets[index] as number) + bytes.length
  const table = {
    bytes: new Uint8Array(offsets[needles.length] as number),
    offsets,
    edges: Uint8Array.from(needles, ({ edge }) => edge),
  }
  for (const [index, { bytes }] of needles.entries()) table.bytes.set(bytes, offsets[index])
  return table
}

class FirstHit implements MatchSink {
  match(): boolean {
    return true
  }
}
