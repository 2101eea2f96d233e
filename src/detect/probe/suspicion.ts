import { beginsBinaryDocument } from '../../core/signs/binary-document.ts'
import { mayBeCompressed } from '../../core/signs/compression-signs.ts'
import { mayBeLzString } from '../../core/signs/lz-string-signs.ts'
import { isNaturalText } from '../../core/signs/natural-text.ts'
import { isPrintable } from '../../core/signs/printable.ts'
import { hasUtf16Run, mayBeUtf16, mayBeUtf32 } from '../../core/signs/wide-text.ts'
import { hasPeriod, hasPeriodBehindHead } from '../../core/signs/xor-signs.ts'
import { mayBeDeflatedText } from '../../core/signs/deflate-sniff.ts'
import { beginsNamedMap, hasDocumentSign, isWholeSequence } from '../../core/signs/document-signs.ts'
import { base58Values, readBase58 } from '../../core/signs/base58.ts'
import { base32HexValues, base32Values, base64Values, hexValues } from '../../core/signs/digit-values.ts'
import { nextEmbedded } from '../../core/signs/embedded-signs.ts'
import { mayHideDeflate } from '../../core/signs/hidden-deflate.ts'
import { isSmallMessage } from '../../core/signs/small-message.ts'
import { h3Chars, h3Resolution } from '../grids/h3-cell.ts'
import { bareBytesMin, bareWholeMax } from '../hidden/bare-xor.ts'
import type { BareXorTable } from '../hidden/bare-xor.ts'
import {
  bytesInDecimals,
  bytesOfBase36,
  bytesOfDecimal,
  endDigestChars,
  mayBeBase36,
  secondOfThree,
} from '../digests/digest-search.ts'
import { wordAt } from '../digests/digest-word.ts'
import type { DigestPool } from '../digests/digest-pool.ts'
import { mayBeHexInLetters, mayBeSubstituted } from '../hidden/substituted.ts'

/**
 * What the probe asks beside its own questions, in places where it already stops (long words, runs of base64 and hex):
 * encodings that it does not follow itself. As there: a wrong yes costs a decoding, a wrong no would be a silent miss. Each
 * question ends after a few bytes on nearly all ordinary traffic. What bodies ask is in `body-suspicion.ts`.
 */

/** From here on bytes that are no text are asked for what they may hide, as the decoders do. */
const hiddenBytesMin = 20
const deflateBytesMin = 24
/** A printable run of this length is no chance. */
const printableRunMin = 12
/** Bytes of a run that are decoded to ask: enough for all questions but where a compression may begin inside. */
export const peekBytes = 128
const embeddedBytesMax = 1_536
const base58CharsMax = 256
/** Of what Base58Check adds behind. */
const base58CheckBytes = 4
/** The shortest run in which base32 or base58 is looked for. */
export const wordCharsMin = 16
const printableMin = 10
const uuidChars = 36
/** Eight pairs of hex digits with hyphens between them. */
const hyphenedCharsMin = 23
/** The shortest digest that is written in base58. */
const digestBytes = 16
/** Characters of base32 that hold a digest of 16 bytes. */
const base32DigestChars = 26
/** Characters that may be glued to the end of a run: a tag, and a length. */
const gluedMax = 4
/** Characters of base32 that give what is looked at, and bytes of which all must be text to be one. */
const base32PeekChars = 204
const base32TextBytes = 32
/** CBOR's head of a short text, to which its length is added. */
export const cborText = 0x60

/** Of random bytes 1 in 16,000 have no highest bit set. */
const underTextBytesMin = 14

/** The beginning of a binary property list. */
const propertyList = Buffer.from('bplist')

/**
 * Judges words and runs by their form alone: what could hide a value must be decoded, so it suspects too much rather than
 * too little.
 */
export class Suspicion {
  private readonly digests: DigestPool
  private readonly bare: BareXorTable
  private readonly peeked: Buffer = Buffer.alloc(embeddedBytesMax)
  private readonly number: Uint8Array = new Uint8Array(base58CharsMax)

  constructor(digests: DigestPool, bare: BareXorTable) {
    this.digests = digests
    this.bare = bare
  }

  /** A word of letters, digits, `-` and `_` of 15 characters and more. */
  isWordOdd(buf: Buffer, start: number, end: number): boolean {
    if (
      end - start === h3Chars &&
      buf[start] === 0x38 &&
      h3Resolution(buf.toString('latin1', start, end)) !== -1
    )
      return true
    if (buf[start + 2] === 45 && hasHyphenedHex(buf, start, end)) return true
    if (end - start === uuidChars && buf[start + 8] === 45 && this.isDigestInUuid(buf, start)) return true
    if (this.isDigestInDecimals(buf, start, end)) return true
    if (!this.digests.isEmpty && mayBeHexInLetters(buf, start, end)) return true
    // `-` and `_` are of no such alphabet.
    let at = start
    while (at < end) {
      let to = at
      while (to < end && buf[to] !== 45 && buf[to] !== 95) to++
      if (to - at >= wordCharsMin - 1 && (this.isBase32Text(buf, at, to) || this.isBase58Text(buf, at, to)))
        return true
      if (mayBeBase36(to - at) && this.isDigestInBase36(buf, at, to)) return true
      at = to + 1
    }
    return false
  }

  /** A run of 16 hex digits and more. */
  isHexOdd(buf: Buffer, start: number, end: number): boolean {
    const { peeked } = this
    const values = hexValues
    let used = 0
    for (let at = start; at + 1 < end && used < embeddedBytesMax; at += 2)
      peeked[used++] =
        ((values[buf[at] as number] as number) << 4) | (values[buf[at + 1] as number] as number)
    if (!this.digests.isEmpty) {
      if (this.isDigest(peeked)) return true
      // The length of a DNS label may be a digit in front.
      if (((end - start) & 1) === 1 && end - start > 16 && this.isDigestInHex(buf, start + 1)) return true
      // Behind a number, a time mostly.
      for (const chars of endDigestChars)
        if (end - start > chars && this.isDigestInHex(buf, end - chars)) return true
      for (const ahead of secondOfThree(end - start)) if (this.isDigestInHex(buf, start + ahead)) return true
      if (this.isBareUnderHex((end - start) >> 1)) return true
    }
    if (end - start < hiddenBytesMin * 2) return false
    if (hasPrintablePairs(buf, start, end)) return true
    if (used >= deflateBytesMin && mayBeDeflatedText(peeked, 0, used)) return true
    return this.isBlobOdd(peeked, used, (end - start) >> 1) || isSmallMessage(peeked, (end - start) >> 1)
  }

  /**
   * A run of base64 of 14 characters and more, and what is behind a `/`, `-` or `_` in it. `isInBinary`: bytes that are no
   * text stand in front, so that its first character may be its length.
   */
  isBase64Odd(buf: Buffer, start: number, end: number, isInBinary = false): boolean {
    if (this.isBase64OddAt(buf, start, end)) return true
    const behindPath = behindPathOf(buf, start, end)
    if (behindPath > start && this.isBase64OddAt(buf, behindPath, end)) return true
    if (isLengthOf(buf[start] as number, end - start - 1)) return this.isBase64OddAt(buf, start + 1, end)
    if (!isInBinary) return false
    // Behind its length, or behind a tag and its length.
    for (let at = start; at < start + 2; at++)
      if (mayBeLengthOf(buf[at] as number, end - at - 1) && this.isBase64OddAt(buf, at + 1, end)) return true
    return false
  }

  private isBase64OddAt(buf: Buffer, start: number, end: number): boolean {
    if (this.isDigestInBase64(buf, start, end) || this.isBareInBase64(buf, start, end)) return true
    const { peeked } = this
    let used = 0
    for (let at = start; at + 3 < end && used + 3 <= embeddedBytesMax; at += 4) {
      const bits =
        ((base64Values[buf[at] as number] as number) << 18) |
        ((base64Values[buf[at + 1] as number] as number) << 12) |
        ((base64Values[buf[at + 2] as number] as number) << 6) |
        (base64Values[buf[at + 3] as number] as number)
      peeked[used] = (bits >> 16) & 255
      peeked[used + 1] = (bits >> 8) & 255
      peeked[used + 2] = bits & 255
      used += 3
    }
    const length = ((end - start) * 3) >> 2
    if (this.isBlobOdd(peeked, used, length)) return true
    if (length > used && length < used + 3) {
      const rest = sextetsAt(buf, end - ((end - start) & 3))
      peeked[used] = (rest >> 16) & 255
      peeked[used + 1] = (rest >> 8) & 255
    }
    if (isSmallMessage(peeked, length)) return true
    if (length >= deflateBytesMin && length <= used + 2 && mayBeDeflatedText(peeked, 0, length)) return true
    if (end - start >= wordCharsMin && mayBeLzString(buf, start, end)) return true
    return !this.digests.isEmpty && mayBeSubstituted(buf, start, end)
  }

  private isBlobOdd(bytes: Buffer, decoded: number, length: number): boolean {
    if (decoded < hiddenBytesMin) return false
    if (nextEmbedded(bytes, 1, 0, decoded, length) !== -1) return true
    const used = Math.min(decoded, peekBytes)
    if (hasDocumentSign(bytes, 0, used) || isWholeSequence(bytes, length) || beginsNamedMap(bytes, length))
      return true
    if (bytes[0] === propertyList[0] && bytes.indexOf(propertyList) === 0) return true
    if (mayBeCompressed(bytes, 0, used, length) || mayBeUtf16(bytes, 0, used)) return true
    if (mayHideDeflate(bytes, 0, decoded, length)) return true
    if (mayBeUtf32(bytes, 0, used)) return true
    if (hasUtf16Run(bytes, 0, used)) return true
    // Text has the highest bits of XORed text: where it looks like text it is read as such.
    const mayBeXored = hasPeriod(bytes, 0, used) || hasPeriodBehindHead(bytes, 0, used)
    return mayBeXored && !(isLegible(bytes, used) && isNaturalText(bytes, 0, used))
  }

  /** What the hex of `size` bytes stands for, which was read into {@link peeked}. */
  private isBareUnderHex(size: number): boolean {
    if (size < bareBytesMin || size > bareWholeMax) return false
    return isUnderText(this.peeked, size) || this.bare.find(this.peeked, 0, size) !== null
  }

  private isBareInBase64(buf: Buffer, start: number, end: number): boolean {
    const size = ((end - start) * 3) >> 2
    if (this.digests.isEmpty || size < bareBytesMin || size > bareWholeMax) return false
    const isAsked = this.bare.mayBe(size)
    const { peeked } = this
    let held = 0
    let bits = 0
    let used = 0
    let isText = size >= underTextBytesMin
    for (let at = start; at < end; at++) {
      if (!isAsked && !isText) return false
      held = ((held << 6) | (base64Values[buf[at] as number] as number)) & 0xffff
      bits += 6
      if (bits < 8) continue
      bits -= 8
      const byte = (held >> bits) & 255
      if (byte > 127) isText = false
      peeked[used++] = byte
    }
    return isText || (isAsked && this.bare.find(peeked, 0, used) !== null)
  }

  private isDigestInHex(buf: Buffer, start: number): boolean {
    if (this.digests.isEmpty) return false
    return this.digests.has(hexWordAt(buf, start), hexWordAt(buf, start + 8))
  }

  /** A digest of 16 bytes in the clothes of a UUID: its first eight bytes. */
  private isDigestInUuid(buf: Buffer, start: number): boolean {
    if (this.digests.isEmpty) return false
    const low = (hexHalfAt(buf, start + 9) << 16) | hexHalfAt(buf, start + 14)
    return this.digests.has(hexWordAt(buf, start), low)
  }

  /** The first eight bytes of a digest as a number of 64 bits. */
  private isDigestInDecimals(buf: Buffer, start: number, end: number): boolean {
    const from = buf[start] === 0x2d ? start + 1 : start
    if (this.digests.isEmpty || bytesInDecimals(end - from) === 0) return false
    for (let at = from; at < end; at++) if ((hexValues[buf[at] as number] as number) > 9) return false
    return bytesOfDecimal(buf, from, end).some((bytes) => this.isDigest(bytes))
  }

  private isDigestInBase36(buf: Buffer, start: number, end: number): boolean {
    const bytes = this.digests.isEmpty ? null : bytesOfBase36(buf, start, end)
    return bytes !== null && this.isDigest(bytes)
  }

  private isDigestInBase64(buf: Buffer, start: number, end: number): boolean {
    if (this.digests.isEmpty) return false
    for (let at = start; end - at >= 11; ) {
      const one = sextetsAt(buf, at)
      const two = sextetsAt(buf, at + 4)
      const rest =
        ((base64Values[buf[at + 8] as number] as number) << 12) |
        ((base64Values[buf[at + 9] as number] as number) << 6) |
        (base64Values[buf[at + 10] as number] as number)
      // 24 bits and 8 of the next; then 16 and 16.
      if (this.digests.has((one << 8) | (two >>> 16), ((two & 0xffff) << 16) | (rest >>> 2))) return true
      while (at < end && buf[at] !== 47 && buf[at] !== 45 && buf[at] !== 95) at++
      at++
    }
    return false
  }

  private isBase32Text(buf: Buffer, start: number, end: number): boolean {
    // Digits and letters up to f are hex, of which there is so much that chance would say yes.
    let at = start
    while (at < end && (hexValues[buf[at] as number] as number) < 16) at++
    if (at === end) return false
    if (this.isBase32In(base32Values, buf, start, end) || this.isBase32In(base32HexValues, buf, start, end))
      return true
    // The mark of Multibase, of base32 or base32hex.
    const mark = (buf[start] as number) | 0x20
    if (mark === 0x62) return this.isBase32In(base32Values, buf, start + 1, end)
    return mark === 0x76 && this.isBase32In(base32HexValues, buf, start + 1, end)
  }

  private isBase32In(values: Uint8Array, buf: Buffer, start: number, end: number): boolean {
    const { peeked } = this
    let bits = 0
    let held = 0
    let used = 0
    for (let at = start; at < end && used < peekBytes; at++) {
      const value = values[buf[at] as number] as number
      if (value === 255) return false
      held = ((held << 5) | value) & 0xffff
      bits += 5
      if (bits < 8) continue
      bits -= 8
      peeked[used++] = (held >> bits) & 255
    }
    for (let at = end - 1; at >= start + base32PeekChars; at--)
      if (values[buf[at] as number] === 255) return false
    return (
      isWritten(peeked, Math.min(used, base32TextBytes)) ||
      hasPrintableRun(peeked, used) ||
      beginsBinaryDocument(peeked, 0, used) ||
      mayBeCompressed(peeked, 0, used, ((end - start) * 5) >> 3) ||
      mayBeUtf16(peeked, 0, used) ||
      mayBeDeflatedText(peeked, 0, used) ||
      hasPeriod(peeked, 0, used) ||
      hasPeriodBehindHead(peeked, 0, used) ||
      (end - start >= base32DigestChars && this.isDigest(peeked))
    )
  }

  private isDigest(bytes: Uint8Array): boolean {
    return !this.digests.isEmpty && this.digests.has(wordAt(bytes, 0), wordAt(bytes, 4))
  }

  private isBase58Text(buf: Buffer, start: number, end: number): boolean {
    // The mark of Multibase.
    return this.isBase58In(buf, start, end) || (buf[start] === 0x7a && this.isBase58In(buf, start + 1, end))
  }

  private isBase58In(buf: Buffer, start: number, end: number): boolean {
    if (end - start > base58CharsMax) return false
    for (let at = start; at < end; at++) if (base58Values[buf[at] as number] === 255) return false
    const { number } = this
    const size = readBase58(buf, start, end, number)
    // Its highest byte comes first: gzip or zlib.
    const first = number[size - 1] as number
    const second = number[size - 2] as number
    if (first === 0x1f && second === 0x8b) return true
    if (first === 0x78 && (second === 0x9c || second === 0xda || second === 0x01 || second === 0x5e))
      return true
    if (size >= digestBytes && this.isDigest(number.subarray(size - 8, size).toReversed())) return true
    // The first byte may be a version, the last four a check sum.
    let printable = base58CheckBytes
    while (printable < size - 1 && isPrintable(number[printable] as number)) printable++
    if (printable - base58CheckBytes >= printableMin && printable === size - 1) return true
    for (let index = 0; index < size; index++) if (!isPrintable(number[index] as number)) return false
    return size >= printableMin
  }
}

/** Text under a key of text, which is sent elsewhere in the message: no highest bit is set. Digits alone are a number. */
function isUnderText(bytes: Buffer, size: number): boolean {
  if (size < underTextBytesMin) return false
  for (let at = 0; at < size; at++) if ((bytes[at] as number) > 127) return false
  return !isDecimalOnly(bytes, size)
}

/** Its hex has no letter. */
function isDecimalOnly(bytes: Buffer, size: number): boolean {
  for (let at = 0; at < size; at++)
    if (((bytes[at] as number) & 15) > 9 || (bytes[at] as number) >> 4 > 9) return false
  return true
}

/** Twelve pairs in a row stand for printable characters. */
function hasPrintablePairs(buf: Buffer, start: number, end: number): boolean {
  let run = 0
  for (let at = start; at + 1 < end; at += 2) {
    const high = hexValues[buf[at] as number] as number
    run = high >= 2 && high <= 7 ? run + 1 : 0
    if (run >= printableRunMin) return true
  }
  return false
}

/** Pairs of hex digits with hyphens between them, as .NET prints bytes; an address of a radio has fewer. */
function hasHyphenedHex(buf: Buffer, start: number, end: number): boolean {
  if (end - start < hyphenedCharsMin) return false
  for (let at = start; at < start + hyphenedCharsMin; at++) {
    const value = hexValues[buf[at] as number] as number
    if ((at - start) % 3 === 2 ? buf[at] !== 45 : value > 15) return false
  }
  return true
}

/** A byte that may be the length of what follows is no part of it: see the encoding `sized-text`. */
export function isLengthOf(byte: number, size: number): boolean {
  return byte === size || byte === size * 2
}

/** The same where padding or other text may stand behind what follows, or a tag that looks like more of it. */
function mayBeLengthOf(byte: number, size: number): boolean {
  return byte + gluedMax >= size || byte === cborText + size
}

/**
 * Behind the last `/` of what a run begins with in small letters, digits and hyphens, as paths do (`v1/collect/CAUS…`);
 * `start` where there is none.
 */
function behindPathOf(buf: Buffer, start: number, end: number): number {
  let behind = start
  for (let at = start; at < end; at++) {
    const code = buf[at] as number
    if (code === 0x2f) behind = at + 1
    else if (code < 0x2d || (code > 0x39 && code < 0x5f)) break
  }
  return end - behind >= wordCharsMin ? behind : start
}

function sextetsAt(buf: Buffer, at: number): number {
  return (
    ((base64Values[buf[at] as number] as number) << 18) |
    ((base64Values[buf[at + 1] as number] as number) << 12) |
    ((base64Values[buf[at + 2] as number] as number) << 6) |
    (base64Values[buf[at + 3] as number] as number)
  )
}

/** Two bytes in hex. */
function hexHalfAt(buf: Buffer, start: number): number {
  let half = 0
  for (let at = start; at < start + 4; at++) half = (half << 4) | (hexValues[buf[at] as number] as number)
  return half
}

function hexWordAt(buf: Buffer, start: number): number {
  let word = 0
  for (let at = start; at < start + 8; at++) word = (word << 4) | (hexValues[buf[at] as number] as number)
  return word
}

function isLegible(bytes: Buffer, length: number): boolean {
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number
    if (byte < 32 ? byte !== 10 && byte !== 13 && byte !== 9 : byte === 127) return false
  }
  return true
}

/** Texts in bytes that are none: no chance. */
function hasPrintableRun(bytes: Buffer, length: number): boolean {
  let run = 0
  for (let at = 0; at < length; at++) {
    run = isPrintable(bytes[at] as number) ? run + 1 : 0
    if (run >= printableRunMin) return true
  }
  return false
}

/** All of it is what people write; the last byte may be cut. */
function isWritten(bytes: Buffer, length: number): boolean {
  if (length < printableMin - 1) return false
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number
    if (!isPrintable(byte) && byte !== 10 && byte !== 13 && byte !== 9) return false
  }
  return true
}
