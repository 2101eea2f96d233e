import { isAlnum } from '../ascii.ts'
import { base64Values } from './digit-values.ts'
import { mayBeSnappyBlock, packingAt } from './packed-signs.ts'

/**
 * What the first bytes tell of encodings that have no magic, or whose magic stands inside other bytes. Judged alike by
 * the probe, which must not miss what the decoders find, and by the decoders. A wrong yes costs a try.
 */

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

/** True for the printable characters of ASCII, the blank among them. */
export function isPrintable(byte: number): boolean {
  return byte >= 32 && byte < 127
}

/** The same, and what stands between lines and columns. */
function isTextChar(byte: number): boolean {
  return isPrintable(byte) || byte === 9 || byte === 10 || byte === 13
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

/** Beginnings of LZ4, brotli, Snappy, bzip2, xz and LZMA, and those that the probe knows. `length`: bytes there are in all. */
export function mayBeCompressed(
  bytes: Buffer,
  start: number,
  end: number,
  length: number = end - start,
): boolean {
  const first = bytes[start] as number
  const second = bytes[start + 1] as number
  if (first === 0x1f && second === 0x8b) return true
  if (first === 0x78 && (second === 0x01 || second === 0x5e || second === 0x9c || second === 0xda))
    return true
  if (first === 0x28 && second === 0xb5 && bytes[start + 2] === 0x2f) return true
  // A ZIP archive.
  if (first === 0x50 && second === 0x4b && bytes[start + 2] === 3 && bytes[start + 3] === 4) return true
  if (first === 0x04 && second === 0x22 && bytes[start + 2] === 0x4d && bytes[start + 3] === 0x18) return true
  return (
    packingAt(bytes, start, end) !== null ||
    mayBeBrotli(bytes, start, end, length) ||
    mayBeLz4Block(bytes, start, end) ||
    mayBeSnappyBlock(bytes, start, end, length)
  )
}

/**
 * Text that begins as documents do: JSON, XML, a form, words. What is XORed with a small key is legible, too, but looks
 * like none of them.
 */
export function isNaturalText(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] as number
  if (first === 0x7b || first === 0x5b || first === 0x3c || first === 0x22) return true
  let hasSign = false
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    const isWord = (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)
    // `name=` at the beginning.
    if (byte === 0x3d && at > start && !hasSign) return true
    // Blank, line end, - . _ : @ / + , %
    if (isWord || byte === 0x20 || byte === 0x0a || byte === 0x0d) continue
    if (byte >= 0x2b && byte <= 0x3a) continue
    if (byte === 0x5f || byte === 0x40 || byte === 0x25) continue
    hasSign = true
  }
  return !hasSign
}

/**
 * Brotli (RFC 7932, section 9) as encoders write it for one document: a window of 16 to 24 bits, one last meta-block,
 * whose length is told and fits what there is.
 */
export function mayBeBrotli(
  bytes: Buffer,
  start: number,
  end: number,
  length: number = end - start,
): boolean {
  if (end - start < 8) return false
  const bits =
    (bytes[start] as number) | ((bytes[start + 1] as number) << 8) | ((bytes[start + 2] as number) << 16)
  // One bit for 16, four for 18 to 24; rarer windows are left.
  const isWide = (bits & 1) === 1
  if (isWide && (bits & 14) === 0) return false
  const at = isWide ? 4 : 1
  const isLast = ((bits >> at) & 1) === 1
  // ISLAST, then ISLASTEMPTY; then MNIBBLES 0: four nibbles of MLEN - 1.
  const nibblesAt = isLast ? at + 2 : at + 1
  if (!isLast || ((bits >> (at + 1)) & 1) === 1 || ((bits >> nibblesAt) & 3) !== 0) return false
  const all = bits + (bytes[start + 3] as number) * 0x1000000
  const size = (Math.floor(all / 2 ** (nibblesAt + 2)) & 0xffff) + 1
  return size * 2 >= length && size <= length * 64
}

/** Characters of the text that a block must give before it is believed. */
const lz4TextMin = 14

/**
 * A block of LZ4 (its block format) of text: its first sequences are read. Literals must be text, and copies reach no
 * further back than what there is: random bytes end the question at once.
 */
export function mayBeLz4Block(bytes: Buffer, start: number, end: number): boolean {
  let at = start
  let produced = 0
  let literals = 0
  while (at < end && literals < lz4TextMin) {
    const token = bytes[at++] as number
    let count = token >> 4
    if (count === 15) {
      while (at < end && bytes[at] === 255) {
        count += 255
        at++
      }
      count += at < end ? (bytes[at++] as number) : 0
    }
    // Text in front of text is text, and no block.
    if (produced === 0 && (count < 2 || (isPrintable(token) && isPrintable(bytes[start + 1] as number))))
      return false
    for (let left = count; left > 0 && at < end && literals < lz4TextMin; left--) {
      if (!isTextChar(bytes[at++] as number)) return false
      literals++
      produced++
    }
    if (literals >= lz4TextMin || at + 2 > end) break
    const offset = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    at += 2
    if (offset === 0 || offset > produced) return false
    let length = (token & 15) + 4
    if ((token & 15) === 15) {
      while (at < end && bytes[at] === 255) {
        length += 255
        at++
      }
      length += at < end ? (bytes[at++] as number) : 0
    }
    produced += length
  }
  return literals >= lz4TextMin
}

/**
 * True where a document begins that is no text: a binary property list, a map of MessagePack or CBOR with a name in front,
 * BSON, UTF-16. Of random bytes 1 in 1,000 begin so.
 */
export function beginsBinaryDocument(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8) return false
  const first = bytes[start] as number
  const second = bytes[start + 1] as number
  if (first === 0x62)
    return (
      second === 0x70 && bytes[start + 2] === 0x6c && bytes[start + 3] === 0x69 && bytes[start + 4] === 0x73
    )
  const at = mapNameAt(bytes, start)
  if (at >= 0) {
    const size = mapNameBytes(bytes, start, at)
    return size > 0 && isName(bytes, at + 1, at + 1 + size, end)
  }
  // The length of a document, then the type of its first value (BSON's numbers, texts, documents and lists) and a name.
  if (bytes[start + 3] === 0 && bsonTypes.has(bytes[start + 4] as number))
    return bytes[start + 2] === 0 && isName(bytes, start + 5, start + 7, end)
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return mayBeUtf16(bytes, isMarked ? start + 2 : start, end)
}

function isPackMap(first: number): boolean {
  return first === 0xde || (first >= 0x81 && first <= 0x8f)
}

/** Where the head of the first name of a map of MessagePack or CBOR stands, which begins at `start`; -1 where none does. */
export function mapNameAt(bytes: Uint8Array, start: number): number {
  const first = bytes[start] as number
  const isCbor = (first > 0xa0 && first < 0xba) || first === 0xbf
  if (!isCbor && !isPackMap(first)) return -1
  // A map's size may take one or two bytes.
  return first === 0xde || first === 0xb9 ? start + 3 : first === 0xb8 ? start + 2 : start + 1
}

/** How long the name is whose head stands at `at` of the map that begins at `start`; 0 where it is none of up to 31 bytes. */
export function mapNameBytes(bytes: Uint8Array, start: number, at: number): number {
  const head = bytes[at] as number
  const isNamed = isPackMap(bytes[start] as number) ? head > 0xa0 && head < 0xc0 : head > 0x60 && head < 0x78
  return isNamed ? head & 31 : 0
}

const bsonTypes: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 8, 9, 16, 18])

/** Printable characters up to `stop`, as far as they are there; the last may be the end of a name that is shorter. */
function isName(bytes: Uint8Array, start: number, stop: number, end: number): boolean {
  for (let at = start; at < stop && at < end; at++) {
    const byte = bytes[at] as number
    if (!isPrintable(byte) && (byte !== 0 || at === start)) return false
  }
  return true
}

/** Every second byte is 0 in UTF-16 of western text. */
export function mayBeUtf16(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + 24) - 1
  if (stop - start < 14) return false
  for (const shift of [0, 1]) {
    let at = start + shift
    while (at <= stop && bytes[at] === 0 && bytes[at ^ 1] !== 0) at += 2
    if (at > stop) return true
  }
  return false
}

/** UTF-32 of western text: of each four bytes three are 0, the same for six characters. A mark of byte order may stand in front. */
export function mayBeUtf32(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = start + 24
  if (stop > end) return false
  const isBig = bytes[start] === 0
  for (let at = start; at < stop; at += 4) {
    const low = bytes[isBig ? at + 3 : at] as number
    const isMark = at === start && (isBig ? low === 0xff : low === 0xff && bytes[at + 1] === 0xfe)
    if (isMark) continue
    const others = isBig
      ? (bytes[at] as number) | (bytes[at + 1] as number) | (bytes[at + 2] as number)
      : (bytes[at + 1] as number) | (bytes[at + 2] as number) | (bytes[at + 3] as number)
    if (others !== 0 || (low < 0x20 && low !== 9 && low !== 10 && low !== 13)) return false
  }
  return true
}

/** Characters of a run of UTF-16 that are no chance. */
const utf16RunCharsMin = 8

/** A run of western text in UTF-16 anywhere: printable bytes with a 0 beside each. */
export function hasUtf16Run(bytes: Buffer, start: number, end: number): boolean {
  let run = 0
  for (let at = start; at + 1 < end; at++) {
    // In a run every second place is such a pair, whichever byte comes first.
    const isPair =
      (bytes[at] === 0 && isPrintable(bytes[at + 1] as number)) ||
      (bytes[at + 1] === 0 && isPrintable(bytes[at] as number))
    run = isPair ? run + 1 : 0
    if (run >= utf16RunCharsMin * 2) return true
  }
  return false
}

/** What LZ-string pads base64 and its alphabet for URLs with. */
const padding = 0x3d
const uriPadding = 0x24

/** Where LZ-string in base64 or its alphabet for URLs ends: padding has no bits. */
export function lzStringEnd(buf: Uint8Array, start: number, end: number): number {
  let stop = end
  while (stop > start && (buf[stop - 1] === padding || buf[stop - 1] === uriPadding)) stop--
  return stop
}

/** Symbols of LZ-string that are read to judge by. */
const symbolsMax = 14
/** So many of them must be new characters. */
const charsMin = 5

/** LZ-string (base64 and URI forms): the first symbols must be characters of text, or words made of them. */
export function mayBeLzString(buf: Buffer, start: number, end: number): boolean {
  // Two bits of zeros stand in front, for a character of eight.
  if ((base64Values[buf[start] as number] as number) >= 16) return false
  const bit = (index: number): number => {
    const value = base64Values[buf[start + Math.floor(index / 6)] as number] as number
    return (value >> (5 - (index % 6))) & 1
  }
  return beginsWithLzText(bit, (lzStringEnd(buf, start, end) - start) * 6)
}

/** LZ-string in UTF-16, written as UTF-8: characters from U+0020 on with 15 bits each. */
export function mayBeWideLzString(buf: Buffer, start: number, end: number): boolean {
  const first = buf[start] as number
  // Nearly all of these characters take three bytes.
  if (first < 0xc2) return false
  const text = buf.toString('utf8', start, Math.min(end, start + 96))
  const bit = (index: number): number =>
    ((text.charCodeAt(Math.floor(index / 15)) - 32) >> (14 - (index % 15))) & 1
  return beginsWithLzText(bit, Math.max(0, text.length - 2) * 15)
}

/** LZ-string in bytes (`compressToUint8Array`): two bits of zeros, for a character of eight, stand in front. */
export function mayBeRawLzString(buf: Buffer, start: number, end: number): boolean {
  if ((buf[start] as number) >> 6 !== 0) return false
  const bit = (index: number): number => ((buf[start + (index >> 3)] as number) >> (7 - (index & 7))) & 1
  return beginsWithLzText(bit, (end - start) * 8)
}

function beginsWithLzText(bit: (index: number) => number, bits: number): boolean {
  let at = 0
  const take = (count: number): number => {
    let value = 0
    for (let index = 0; index < count; index++) value |= bit(at++) << index
    return value
  }
  if (bits < 60 || take(2) !== 0) return false
  const first = take(8)
  if (!isPrintable(first)) return false
  // In what begins like JSON other letters may stand, too.
  const isDocument = first === 0x7b || first === 0x5b || first === 0x22
  let width = 3
  let codes = 4
  let room = 4
  let chars = 1
  for (let symbol = 1; symbol < symbolsMax; symbol++) {
    if (at + width + 8 > bits) break
    const code = take(width)
    if ((code === 1 && !isDocument) || code === 2 || code > codes) return false
    if (code < 2) {
      const char = take(code === 0 ? 8 : 16)
      if (!isTextChar(char) && !(isDocument && char >= 0xa0)) return false
      chars++
      codes++
      if (--room === 0) room = 2 ** width++
    }
    codes++
    if (--room === 0) room = 2 ** width++
  }
  return chars >= charsMin
}
