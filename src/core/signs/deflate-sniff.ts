import { beginsBinaryDocument } from './binary-document.ts'

/**
 * Headerless deflate (RFC 1951) has no magic: a fourth of all random bytes begin like it. This reads the first symbols
 * and says whether text, or a message with texts in it, may come out; a short block is walked to its end. Random bytes
 * pass in about 1 of 100 cases; deflated text always passes.
 */

/** Symbols of a fixed-code block that are read, and bytes that these may give. */
const symbolsMax = 16
const outputBytes = 64
const output: Uint8Array = new Uint8Array(outputBytes)
/** Of bytes that are no text: printable ones among the first, as in messages of protobuf, and how many there are at least. */
const mixedBytesMin = 12
const mixedPrintableMin = 8

/** Order in which the lengths of the code of code lengths are sent (RFC 1951, 3.2.7). */
const lengthOrder = 19

/**
 * True where `buf[start, end)` may be one last block of deflate that gives text, or a message with texts in it; or blocks up
 * to the end of a flush.
 */
export function mayBeDeflatedText(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8) return false
  const kind = (buf[start] as number) & 7
  // Last block (1), with fixed codes (01) or dynamic ones (10); one that is not the last where they end in a flush.
  if ((kind === 2 || kind === 4) && endsInFlush(buf, start, end))
    return kind === 4 ? hasCompleteCode(buf, start, end) : beginsWithText(buf, start, end)
  if (kind === 5) return hasCompleteCode(buf, start, end)
  return kind === 3 && (beginsWithText(buf, start, end) || isWholeFixedBlock(buf, start, end))
}

/** An empty stored block (3.2.4), as a flush ends with; Go ends every stream so. */
export function endsInFlush(buf: Uint8Array, start: number, end: number): boolean {
  return (
    end - start >= 8 &&
    buf[end - 1] === 255 &&
    buf[end - 2] === 255 &&
    buf[end - 3] === 0 &&
    buf[end - 4] === 0
  )
}

/**
 * True where a block of deflate may begin, of whatever it is and whether or not it is the last: asked behind a header, so
 * of the code of code lengths and of stored lengths only (3.2.4).
 */
export function mayBeDeflateBlock(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < 5) return false
  const kind = ((buf[start] as number) >> 1) & 3
  if (kind === 2) return hasCompleteCode(buf, start, end)
  if (kind !== 0) return kind === 1
  const length = (buf[start + 1] as number) | ((buf[start + 2] as number) << 8)
  return (length ^ ((buf[start + 3] as number) | ((buf[start + 4] as number) << 8))) === 0xffff
}

/**
 * True where a block of deflate begins that is the last or not: one with fixed codes that gives some text, or one whose own
 * codes are all complete. Random bytes pass in 1 of 1,300 cases.
 */
export function beginsDeflate(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8) return false
  const kind = ((buf[start] as number) >> 1) & 3
  if (kind === 1) return beginsWithText(buf, start, end) && textBytes >= longTextBytes
  return kind === 2 && hasCompleteCode(buf, start, end) && hasCompleteCodes(buf, start, end)
}

function bitsAt(buf: Uint8Array, start: number, end: number, bit: number, count: number): number {
  let value = 0
  for (let index = 0; index < count; index++) {
    const at = start + ((bit + index) >> 3)
    if (at >= end) break
    value |= (((buf[at] as number) >> ((bit + index) & 7)) & 1) << index
  }
  return value
}

/** The code of code lengths is complete: its lengths fill the space of codes exactly (3.2.2). */
function hasCompleteCode(buf: Uint8Array, start: number, end: number): boolean {
  if (bitsAt(buf, start, end, 3, 5) > 29 || bitsAt(buf, start, end, 8, 5) > 29) return false
  const count = Math.min(lengthOrder, bitsAt(buf, start, end, 13, 4) + 4)
  let filled = 0
  let bit = 17
  for (let index = 0; index < count && filled <= 128; index++, bit += 3) {
    const at = start + (bit >> 3)
    const low = at < end ? (buf[at] as number) : 0
    const high = at + 1 < end ? (buf[at + 1] as number) : 0
    const length = ((low | (high << 8)) >> (bit & 7)) & 7
    if (length > 0) filled += 128 >> length
  }
  return filled === 128 || filled === 64
}

/** Order in which lengths of the code of code lengths stand (RFC 1951, 3.2.7). */
export const lengthPlaces: readonly number[] = [
  16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
]
const codeLengths: Uint8Array = new Uint8Array(lengthOrder)
const shortBitsMax = 7
const longBitsMax = 15

/** The codes of literals and of distances, read by the code of code lengths, fill the space of codes exactly (3.2.7). */
function hasCompleteCodes(buf: Uint8Array, start: number, end: number): boolean {
  const literals = bitsAt(buf, start, end, 3, 5) + 257
  const all = literals + bitsAt(buf, start, end, 8, 5) + 1
  const count = Math.min(lengthOrder, bitsAt(buf, start, end, 13, 4) + 4)
  codeLengths.fill(0)
  for (let index = 0; index < count; index++)
    codeLengths[lengthPlaces[index] as number] = bitsAt(buf, start, end, 17 + index * 3, 3)
  let bit = 17 + count * 3
  let last = 0
  let literalSpace = 0
  let distanceSpace = 0
  let distances = 0
  for (let place = 0; place < all; ) {
    const symbol = codedLength(buf, start, end, bit)
    if (symbol === -1) return false
    bit += codeLengths[symbol] as number
    let repeated = 1
    if (symbol < 16) last = symbol
    else {
      if (symbol === 16 && place === 0) return false
      const extra = symbol === 16 ? 2 : symbol === 17 ? 3 : 7
      repeated = (symbol === 18 ? 11 : 3) + bitsAt(buf, start, end, bit, extra)
      bit += extra
      if (symbol > 16) last = 0
    }
    if (place + repeated > all || start + (bit >> 3) >= end) return false
    for (; repeated > 0; repeated--, place++) {
      if (last === 0) continue
      const space = 1 << (longBitsMax - last)
      if (place < literals) literalSpace += space
      else {
        distanceSpace += space
        distances++
      }
    }
  }
  const whole = 1 << longBitsMax
  // One distance alone has a code of one bit, of which the other is no code.
  return literalSpace === whole && (distanceSpace === whole || distances <= 1)
}

/** The symbol whose code of code lengths stands at `bit`; -1 for none. */
function codedLength(buf: Uint8Array, start: number, end: number, bit: number): number {
  let code = 0
  let first = 0
  for (let length = 1; length <= shortBitsMax; length++) {
    code = (code << 1) | bitsAt(buf, start, end, bit + length - 1, 1)
    first <<= 1
    for (let symbol = 0; symbol < lengthOrder; symbol++) {
      if (codeLengths[symbol] !== length) continue
      if (code === first) return symbol
      first++
    }
  }
  return -1
}

/** What a fixed-code block (3.2.6) gives first is text or has texts, and its copies reach no further back than what there is. */
function beginsWithText(buf: Uint8Array, start: number, end: number): boolean {
  textBytes = 0
  let bit = 3
  let produced = 0
  let isText = true
  for (let symbol = 0; symbol < symbolsMax && produced < outputBytes / 2; symbol++) {
    if (start + ((bit + 9) >> 3) >= end) break
    let code = 0
    for (let index = 0; index < 7; index++) code = (code << 1) | bitsAt(buf, start, end, bit + index, 1)
    if (code <= 0b0010111) {
      // 256 ends the block; above it stand copies.
      if (code === 0) break
      bit = behindCopy(buf, start, end, bit + 7, code - 1)
      if (copyDistance === 0 || copyDistance > produced) return false
      for (let index = 0; index < copyLength && produced < outputBytes; index++) {
        output[produced] = output[produced - copyDistance] as number
        produced++
      }
      continue
    }
    code = (code << 1) | bitsAt(buf, start, end, bit + 7, 1)
    bit += 8
    let literal = code - 0x30
    if (code >= 0xc8) {
      literal = (((code << 1) | bitsAt(buf, start, end, bit, 1)) & 0x1ff) - 0x190 + 144
      bit++
    } else if (code > 0xbf) {
      // 280 to 287 are lengths over 114: no text begins with such a copy.
      return produced > 0 && code <= 0xc5 && (isText || isMixed(produced))
    }
    output[produced++] = literal
    isText = isText && isTextSoFar(output, produced)
  }
  if (isText) textBytes = produced
  return produced > 0 && (isText || isMixed(produced))
}

/** Bytes of text that the last block with fixed codes was seen to begin with; and so many are no chance. */
let textBytes = 0
const longTextBytes = 8

/** What the last copy of a block said: see {@link behindCopy}. */
let copyLength = 0
let copyDistance = 0

/** Reads the copy whose length has this number (3.2.5), at `bit` behind its code; the distance is 0 where it is none. The place behind it. */
function behindCopy(buf: Uint8Array, start: number, end: number, bit: number, number: number): number {
  const extra = number < 8 || number > 27 ? 0 : (number - 4) >> 2
  const base = number < 8 ? number + 3 : number === 28 ? 258 : 3 + ((4 + (number & 3)) << extra)
  copyLength = base + bitsAt(buf, start, end, bit, extra)
  let at = bit + extra
  let code = 0
  for (let index = 0; index < 5; index++) code = (code << 1) | bitsAt(buf, start, end, at + index, 1)
  at += 5
  if (code > 29 || number > 28) {
    copyDistance = 0
    return at
  }
  const distanceExtra = code < 4 ? 0 : (code - 2) >> 1
  copyDistance =
    (code < 4 ? code + 1 : 1 + ((2 + (code & 1)) << distanceExtra)) +
    bitsAt(buf, start, end, at, distanceExtra)
  return at + distanceExtra
}

/** Of fixed codes zlib makes short blocks only. */
const wholeBytesMin = 24
const wholeBytesMax = 512

/**
 * One block with fixed codes that ends with the last byte and copies from what there is: random bytes of
 * this length hardly do, so that it may hold anything.
 */
function isWholeFixedBlock(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < wholeBytesMin || end - start > wholeBytesMax) return false
  const bits = (end - start) * 8
  let bit = 3
  let produced = 0
  while (bit + 7 <= bits) {
    let code = 0
    for (let index = 0; index < 7; index++) code = (code << 1) | bitsAt(buf, start, end, bit + index, 1)
    bit += 7
    if (code === 0) return bits - bit < 8
    let number = code - 1
    if (code > 0b0010111) {
      code = (code << 1) | bitsAt(buf, start, end, bit++, 1)
      // 280 to 287 have eight bits, literals eight or nine.
      number = code >= 0xc0 && code < 0xc8 ? code - 0xc0 + 23 : -1
      if (code >= 0xc8) bit++
    }
    if (number === -1) produced++
    else {
      bit = behindCopy(buf, start, end, bit, number)
      if (copyDistance === 0 || copyDistance > produced) return false
      produced += copyLength
    }
  }
  return false
}

/** Most of the first bytes are printable, or they begin a document that is no text. */
function isMixed(produced: number): boolean {
  if (beginsBinaryDocument(output, 0, produced)) return true
  if (produced < mixedBytesMin) return false
  let printable = 0
  for (let at = 0; at < produced; at++) {
    const byte = output[at] as number
    if (byte >= 32 && byte < 127) printable++
  }
  return printable >= mixedPrintableMin && printable * 3 >= produced * 2
}

/** UTF-8 without control characters; the last character may be cut. */
function isTextSoFar(buf: Uint8Array, length: number): boolean {
  const last = buf[length - 1] as number
  if (last < 128) {
    const isControl = last === 127 || (last < 32 && last !== 9 && last !== 10 && last !== 13)
    // A character of several bytes must be whole before another begins.
    return !isControl && (length === 1 || missingAfter(buf, length - 1) === 0)
  }
  return last >= 0xc0
    ? last >= 0xc2 && last <= 0xf4 && missingAfter(buf, length - 1) === 0
    : missingAfter(buf, length - 1) > 0
}

/** Bytes that the last character of `buf[0, length)` still needs. */
function missingAfter(buf: Uint8Array, length: number): number {
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = buf[length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return Math.max(0, (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) - back)
  }
  return 0
}
