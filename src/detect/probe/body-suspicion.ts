import { mayBeCompressed } from '../../core/signs/compression-signs.ts'
import { mayBeRawLzString, mayBeWideLzString } from '../../core/signs/lz-string-signs.ts'
import { isPrintable } from '../../core/signs/printable.ts'
import { mayBeUtf16, mayBeUtf32 } from '../../core/signs/wide-text.ts'
import {
  endsAsXoredJson,
  hasPeriod,
  hasPeriodBehindHead,
  mayBeXoredJson,
} from '../../core/signs/xor-signs.ts'
import { beginsPassphraseCipher } from '../../core/signs/passphrase-sign.ts'
import { mayBeDeflatedText } from '../../core/signs/deflate-sniff.ts'
import { hasDocumentSign } from '../../core/signs/document-signs.ts'
import { behindWordLength, holdsSized } from '../../core/signs/embedded-signs.ts'
import { mayHideDeflate } from '../../core/signs/hidden-deflate.ts'
import { packingAt } from '../../core/signs/packed-signs.ts'
import type { DigestPool } from '../digests/digest-pool.ts'
import { bareBytesMin } from '../hidden/bare-xor.ts'
import type { BareXorTable } from '../hidden/bare-xor.ts'
import { cborText, isLengthOf, peekBytes, wordCharsMin } from './suspicion.ts'
import type { Suspicion } from './suspicion.ts'
import type { TokenSigns } from './token-signs.ts'

/** What the probe asks of bodies as a whole, most of all where they are no text; as `suspicion.ts` asks of words. */

/** The shortest LZ-string in UTF-16, and what stands in front of a value. */
const wideBytesMin = 12
const beforeValue: ReadonlySet<number> = new Set(Buffer.from('"\'=:>,[ \n\t'))

/** Bytes of raw digests, and bytes of a message in which they are looked for behind a tag of this wire type. */
const rawDigestBytes: ReadonlySet<number> = new Set([16, 20, 32, 48, 64])
const sizedBytesMax = 1_024
const bytesField = 2
/** What MessagePack and CBOR write in front of bytes and their length. */
const packBytes = 0xc4
const cborBytes = 0x58
/** Shorter texts show no period. */
const xorBytesMin = 24

/** Bytes in front of a message: a length of four bytes, gRPC's five, a marker and a length. */
const headBytes = [4, 5, 8]
/** zlib, gzip, zstd, LZ4, a binary property list, a ZIP archive, bzip2, xz, Snappy, a file of Avro. */
const magics = [
  '789c',
  '78da',
  '7801',
  '785e',
  '1f8b08',
  '28b52ffd',
  '04224d18',
  '62706c6973743030',
  '504b0304',
  '314159265359',
  'fd377a585a00',
  '734e61507059',
  '4f626a01',
].map((hex) => Buffer.from(hex, 'hex'))

/** Behind the head of a part of a multipart body, and behind the part. */
const emptyLine = Buffer.from('\r\n\r\n')
const delimiter = Buffer.from('\r\n--')

/** Of LZMA: what follows has to fit, too. */
const lzma = Buffer.from('5d0000', 'hex')

/**
 * Judges bodies by their form alone: what could hide a value must be decoded, so it suspects too much rather than too
 * little.
 */
export class BodySuspicion {
  private readonly digests: DigestPool
  private readonly bare: BareXorTable
  private readonly words: Suspicion
  private readonly tokens: TokenSigns

  constructor(digests: DigestPool, bare: BareXorTable, words: Suspicion, tokens: TokenSigns) {
    this.digests = digests
    this.bare = bare
    this.words = words
    this.tokens = tokens
  }

  /** A raw digest of a known value. */
  hasDigest(buf: Buffer, start: number, end: number): boolean {
    return this.digests.indexIn(buf, start, end) !== -1
  }

  /** Bytes of a message that are no text. */
  isBinaryOdd(buf: Buffer, start: number, end: number): boolean {
    if (this.isPartOdd(buf, start, end)) return true
    // A message stands behind its length, a file in a form behind an empty line.
    for (const head of headBytes)
      if (end - start > head + 8 && this.isPartOdd(buf, start + head, end)) return true
    if (mayHideDeflate(buf, start, end) || hasPeriodBehindHead(buf, start, Math.min(end, start + peekBytes)))
      return true
    const behindWord = behindWordLength(buf, start, end)
    if (behindWord !== -1 && this.isPartOdd(buf, behindWord, end)) return true
    if (hasEmbedded(buf, start, end) || holdsSized(buf, start, end) || this.hasSizedText(buf, start, end))
      return true
    if (hasWideLzString(buf, start, end) || hasSizedXor(buf, start, end)) return true
    if (this.hasSizedBare(buf, start, end) || this.hasNewSizedDigest(buf, start, end)) return true
    for (
      let at = buf.indexOf('\r\n\r\n', start, 'latin1');
      at !== -1 && at < end;
      at = buf.indexOf('\r\n\r\n', at + 4, 'latin1')
    ) {
      const next = buf.indexOf('\r\n--', at + 4, 'latin1')
      if (this.isPartOdd(buf, at + 4, next === -1 || next > end ? end : next)) return true
    }
    return false
  }

  /**
   * A known value alone under XOR, all of `buf[start, end)`; and JSON in text under one byte, which leaves the distance of
   * its first two characters.
   */
  isXoredWhole(buf: Buffer, start: number, end: number): boolean {
    if (end - start < bareBytesMin) return false
    // Where nothing is known to look for, it has to end as JSON, too.
    if (this.digests.isEmpty) return mayBeXoredJson(buf, start) && endsAsXoredJson(buf, start, end)
    return mayBeXoredJson(buf, start) || this.bare.find(buf, start, end) !== null
  }

  /** The same of a part of a multipart body, which stands behind an empty line. */
  isXoredPart(buf: Buffer, start: number, end: number): boolean {
    const body = buf.subarray(start, end)
    for (let at = body.indexOf(emptyLine); at !== -1; at = body.indexOf(emptyLine, at + 1)) {
      const from = at + emptyLine.length
      const next = body.indexOf(delimiter, from)
      if (this.isXoredWhole(body, from, next === -1 ? body.length : next)) return true
    }
    return false
  }

  /** A known value alone under XOR, behind its length of one byte as containers write it. */
  private hasSizedBare(buf: Buffer, start: number, end: number): boolean {
    if (this.digests.isEmpty) return false
    const stop = Math.min(end - bareBytesMin, start + sizedBytesMax)
    for (let at = start; at < stop; at++) {
      const size = buf[at] as number
      if (
        this.bare.mayBe(size) &&
        at + 1 + size <= end &&
        this.bare.find(buf, at + 1, at + 1 + size) !== null
      )
        return true
    }
    return false
  }

  /** Bytes behind a length that is a digest's, as a protobuf field: they may be salted. The first few for each peer. */
  private hasNewSizedDigest(buf: Buffer, start: number, end: number): boolean {
    if (this.digests.isEmpty) return false
    const stop = Math.min(end, start + sizedBytesMax)
    for (let at = start; at + 1 < stop; at++) {
      const size = buf[at + 1] as number
      if (!rawDigestBytes.has(size) || ((buf[at] as number) & 7) !== bytesField) continue
      const from = at + 2
      if (from + size > end || !isMostlyBinary(buf, from, from + size)) continue
      // No name stands in front: the length alone says what it is.
      return this.tokens.isNewSized(buf, from, from + size)
    }
    return false
  }

  /** Base32 or base58 behind a length that is a letter or digit itself, to the end of the printable bytes. */
  private hasSizedText(buf: Buffer, start: number, end: number): boolean {
    let from = start
    for (let at = start; at <= end; at++) {
      if (at < end && isPrintable(buf[at] as number) && buf[at] !== 0x20) continue
      const glued = from > start && at > from ? gluedEnd(buf[from - 1] as number, from, at) : -1
      if (glued > 0 && this.words.isWordOdd(buf, from, glued)) return true
      for (let place = from; at - place > wordCharsMin; place++) {
        const size = at - place - 1
        if (!isLengthOf(buf[place] as number, size) && buf[place] !== cborText + size) continue
        if (this.words.isWordOdd(buf, place + 1, at)) return true
      }
      from = at + 1
    }
    return false
  }

  private isPartOdd(buf: Buffer, start: number, end: number): boolean {
    if (end - start < 8) return false
    return (
      mayBeCompressed(buf, start, end) ||
      beginsPassphraseCipher(buf, start, end) ||
      hasDocumentSign(buf, start, end) ||
      mayBeDeflatedText(buf, start, end) ||
      mayBeUtf16(buf, start, end) ||
      mayBeUtf32(buf, start, end) ||
      hasPeriod(buf, start, Math.min(end, start + peekBytes)) ||
      mayBeWideLzString(buf, start, end) ||
      mayBeRawLzString(buf, start, end)
    )
  }
}

/** A quarter and more of the bytes have their top bit set: of a digest half of them have. */
function isMostlyBinary(buf: Buffer, start: number, end: number): boolean {
  let high = 0
  for (let at = start; at < end; at++) high += (buf[at] as number) >> 7
  return high * 4 >= end - start
}

/** Compressed bytes that begin inside other bytes. */
function hasEmbedded(buf: Buffer, start: number, end: number): boolean {
  const range = buf.subarray(start, end)
  for (let at = range.indexOf(lzma); at !== -1; at = range.indexOf(lzma, at + 1))
    if (packingAt(range, at, range.length) !== null) return true
  for (const magic of magics) {
    const at = range.indexOf(magic)
    if (at !== -1 && at + magic.length < range.length) return true
  }
  return false
}

/**
 * A document under XOR as bytes of protobuf, MessagePack or CBOR: the highest bits repeat, and one of them is set, as
 * messages inside messages have none; or JSON under one byte that leaves them clear.
 */
function hasSizedXor(buf: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end - xorBytesMin, start + sizedBytesMax)
  for (let at = start + 1; at < stop; at++) {
    const before = buf[at - 1] as number
    if ((before & 7) !== bytesField && before !== packBytes && before !== cborBytes) continue
    let size = buf[at] as number
    let from = at + 1
    // Of protobuf's varints the first two bytes are enough.
    if (size > 127 && (before & 7) === bytesField) size = (size & 127) | ((buf[from++] as number) << 7)
    if (size < xorBytesMin || from + size > end) continue
    if (mayBeXoredJson(buf, from) && endsAsXoredJson(buf, from, from + size)) return true
    if (repeatsHighBits(buf, from, from + Math.min(size, peekBytes))) return true
  }
  return false
}

/** Longer keys show in longer texts only. */
const xorPeriodMax = 32

/** Some highest bit is set, and all of them repeat, three times and more: twice chance does it, too. */
function repeatsHighBits(buf: Buffer, start: number, end: number): boolean {
  let high = start
  while (high < end && (buf[high] as number) < 128) high++
  if (high === end) return false
  const last = Math.min(xorPeriodMax, Math.floor((end - start) / 3))
  for (let period = 1; period <= last; period++) {
    let at = start + period
    while (at < end && (((buf[at] as number) ^ (buf[at - period] as number)) & 128) === 0) at++
    if (at === end) return true
  }
  return false
}

/** LZ-string in UTF-16 as a value of a document: nearly all of its first characters begin with one of two bytes. */
function hasWideLzString(buf: Buffer, start: number, end: number): boolean {
  for (let at = start + 1; at + wideBytesMin <= end; at++)
    if (
      ((buf[at] as number) | 1) === 0xe1 &&
      beforeValue.has(buf[at - 1] as number) &&
      mayBeWideLzString(buf, at, end)
    )
      return true
  return false
}

/** End of a text that ends inside printable bytes, by the length in front of them; -1 where it says nothing. */
function gluedEnd(length: number, from: number, to: number): number {
  const size = length >= 0xa0 && length < 0xc0 ? length - 0xa0 : length
  for (const one of [size, length >> 1]) if (one >= wordCharsMin - 1 && from + one < to) return from + one
  return -1
}
