import { isAlnum } from '../ascii.ts'
import { isTextChar } from './printable.ts'

/** What is XORed shows from this many bytes on: of random bytes 1 in 16 million shows the same. */
const xorBytesMin = 24
const xorPeriodMax = 64
/**
 * The same where letters beyond ASCII may stand in it: under one byte, and under more, of which random bytes show some
 * period in 1 of 5,000 cases.
 */
const letteredBytesMin = 40
const letteredProofBytes = 64
const letteredPeriodMax = 32
/** Of 32 highest bits so many may be others than one period on. */
const differentMax = 10

const brace = 0x7b
const braceClose = 0x7d
const quote = 0x22
const lineFeed = 0x0a

/** True where JSON may stand under one byte, which leaves the distance of its first two characters: `{"`. */
export function mayBeXoredJson(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start] as number
  return (first ^ (bytes[start + 1] as number)) === (brace ^ quote) && first !== brace && first !== quote
}

/** The same of its end: `}`, or the end of a line behind it. */
export function endsAsXoredJson(bytes: Uint8Array, start: number, end: number): boolean {
  const distance = (bytes[start] as number) ^ (bytes[end - 1] as number)
  return distance === (brace ^ braceClose) || distance === (brace ^ lineFeed)
}

/**
 * True where XOR with a repeating key may hide text: bytes that are one period apart then have the same highest bit, but
 * for letters beyond ASCII. Random bytes end the question for one period after one look at 32 of them.
 */
export function hasPeriod(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length < xorBytesMin) return false
  // With a key of ASCII text, however long, no highest bit is set.
  if (hasNoHigh(bytes, start, end)) return true
  const last = Math.min(xorPeriodMax, length - xorBytesMin)
  let period = 1
  if (length >= letteredBytesMin) {
    const first = highBitsAt(bytes, start, start + 32)
    if (mayHaveLetters(first) && repeatsLettered(bytes, start, end, 1)) return true
    if (length >= 64) {
      const second = highBitsAt(bytes, start + 32, start + 64)
      const letteredLast = length - letteredProofBytes
      for (; period < 32; period++) {
        const different = first ^ ((first >>> period) | (second << (32 - period)))
        if (different === 0 && repeats(bytes, start, end, period)) return true
        if (period > letteredLast || ones(different) > differentMax) continue
        if (repeatsLettered(bytes, start, end, period)) return true
      }
      if (length >= 96) {
        const third = highBitsAt(bytes, start + 64, start + 96)
        if (first === second && repeats(bytes, start, end, period)) return true
        for (period++; period < 64; period++) {
          const behind = (second >>> (period - 32)) | (third << (64 - period))
          if (first === behind && repeats(bytes, start, end, period)) return true
        }
      }
    }
  }
  for (; period <= last; period++) if (repeats(bytes, start, end, period)) return true
  return false
}

/** Bytes of a head in clear that may stand in front of what is XORed: a magic, a version, a number, a checksum. */
export const xorHeadBytesMax = 16

/** The same of what stands behind a head of up to {@link xorHeadBytesMax} bytes: of what stands behind so many. Texts of a message of fields in clear are none. */
export function hasPeriodBehindHead(bytes: Buffer, start: number, end: number): boolean {
  const from = start + xorHeadBytesMax
  return hasPeriod(bytes, from, end) && (!hasNoHigh(bytes, from, end) || isNoClearText(bytes, from, end))
}

/** Of highest bits under one byte those of letters are few, and none of them stands alone; of random bytes half are set. */
function mayHaveLetters(high: number): boolean {
  const bits = ones(high) > 16 ? ~high : high
  const alone = bits & ~(bits << 1) & ~(bits >>> 1) & 0x7fffffff
  return alone === 0 && ones(bits) <= differentMax
}

function hasNoHigh(bytes: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end && (bytes[at] as number) < 128) at++
  return at === end
}

/** All highest bits are those of one period before. */
function repeats(bytes: Buffer, start: number, end: number, period: number): boolean {
  let at = start + period
  while (at < end && (((bytes[at] as number) ^ (bytes[at - period] as number)) & 128) === 0) at++
  return at === end
}

/** The same but for letters beyond ASCII, of what is no text as it is. */
function repeatsLettered(bytes: Buffer, start: number, end: number, period: number): boolean {
  const isPeriod =
    period === 1 ? repeatsButForLetters(bytes, start, end, 1) : repeatsMostly(bytes, start, end, period)
  return isPeriod && isNoClearText(bytes, start, end)
}

/** Three of four highest bits are those of one period before. */
function repeatsMostly(bytes: Buffer, start: number, end: number, period: number): boolean {
  let left = (end - start - period) >> 2
  for (let at = start + period; at < end; at++)
    if ((((bytes[at] as number) ^ (bytes[at - period] as number)) & 128) !== 0 && --left < 0) return false
  return true
}

/** The highest bits of up to 32 bytes, the first lowest. */
function highBitsAt(bytes: Buffer, start: number, end: number): number {
  let bits = 0
  for (let at = start; at < end; at++) bits |= ((bytes[at] as number) >> 7) << (at - start)
  return bits
}

/** How many bits of a number of 32 are set. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Control characters, which text has not, and fewer letters and digits than messages of binary fields with texts have. */
function isNoClearText(bytes: Uint8Array, start: number, end: number): boolean {
  let words = 0
  let hasControl = false
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (isAlnum(byte)) words++
    else if (byte < 128 && !isTextChar(byte)) hasControl = true
  }
  return hasControl && words * 5 < (end - start) * 3
}

/** As many bytes tell of a period. */
const comparedMax = 512
/** How much more often the highest bit is set than not, for each place of the period. */
const tallies: Int32Array = new Int32Array(letteredPeriodMax)

/**
 * True where the highest bits of the first bytes repeat after `period` bytes, of which there are at most 32, but for those of
 * letters beyond ASCII. UTF-8 writes these in two to four bytes that all have a highest bit, so what differs from what is
 * usual in its place of the period stands side by side; it is a third at most. The first byte of a letter has a bit that the
 * others have not, which shows under one byte.
 */
export function repeatsButForLetters(bytes: Uint8Array, start: number, end: number, period: number): boolean {
  const stop = Math.min(end, start + comparedMax)
  tallies.fill(0, 0, period)
  for (let at = start, place = 0; at < stop; at++) {
    tallies[place] = (tallies[place] as number) + ((bytes[at] as number) > 127 ? 1 : -1)
    if (++place === period) place = 0
  }
  let others = stop - start
  for (let place = 0; place < period; place++) others -= Math.abs(tallies[place] as number)
  // Half of those that no tally tells of.
  if (others * 3 > (stop - start) * 2) return false
  let run = 0
  /** The next highest bit but one of what begins a letter, under one byte; -1: unknown. */
  let beginning = -1
  let isBegun = false
  for (let at = start, place = 0; at < stop; at++) {
    const byte = bytes[at] as number
    const tally = tallies[place] as number
    if (tally !== 0 && byte > 127 !== tally > 0) {
      run++
      if (period === 1) {
        if (beginning === -1) beginning = byte & 64
        const begins = (byte & 64) === beginning
        if (begins ? isBegun : run === 1 && at > start) return false
        isBegun = begins
      }
    } else {
      // One alone is no letter, but where the first is cut; nor is it one where both bits are as usual.
      if (run === 1 && tally !== 0 && at - 1 > start) return false
      run = 0
      isBegun = false
    }
    if (++place === period) place = 0
  }
  return true
}
