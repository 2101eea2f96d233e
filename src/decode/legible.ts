import { beginsBinaryDocument } from '../core/signs/binary-document.ts'
import { mayBeBrotli, mayBeLz4Block } from '../core/signs/compression-signs.ts'
import { hasUtf16Run, mayBeUtf16, mayBeUtf32 } from '../core/signs/wide-text.ts'
import { hasPeriod, hasPeriodBehindHead } from '../core/signs/xor-signs.ts'
import { beginsNamedMap, hasDocumentSign, isWholeSequence } from '../core/signs/document-signs.ts'
import { nextEmbedded } from '../core/signs/embedded-signs.ts'
import { mayBeSnappyBlock } from '../core/signs/packed-signs.ts'
import { isSmallMessage } from '../core/signs/small-message.ts'
import { brotliProvedBytesMin, isCompressed, isDeflatedText, tryBrotli } from './inflate.ts'
import { isLz4 } from './lz4-codec.ts'
import { isHiddenDeflate } from './open-hidden-deflate.ts'
import { hasPrintableRun, isPlainValue, isText } from './text.ts'

/** A result of at most this many bytes must read like a value, since chance text is possible there. */
const shortBytesMax = 18
/** Fewer bytes of brotli give no text that is worth it, and each number in a message has as many. */
const brotliBytesMin = 12
/** Bytes of brotli that are tried give at most so many. */
const triedBytesMax = 4_096

/**
 * What came out of an encoding of letters and digits: `text`; `binary` for compressed or structured bytes; '' where
 * nothing says that it was this encoding at all.
 */
export function verdictOf(bytes: Buffer): 'text' | 'binary' | '' {
  if (bytes.length === 0) return ''
  if (isText(bytes, 0, bytes.length))
    return bytes.length > shortBytesMax || isPlainValue(bytes, 0, bytes.length) ? 'text' : ''
  if (isCompressed(bytes, false) || hasPrintableRun(bytes, 0, bytes.length)) return 'binary'
  return hides(bytes, bytes.length) || isDeflatedText(bytes, false) ? 'binary' : ''
}

/**
 * What bytes out of base64 or hex may hide that are no text: small messages, and what any encoding may hide.
 * `length`: bytes there are in all, of which `bytes` are the first. Encodings of which several are tried meet small
 * messages by chance.
 */
export function hidesMore(bytes: Buffer, length: number): boolean {
  return isSmallMessage(bytes, length) || hides(bytes, length)
}

/** Compression without magic, hidden, or inside of a message, documents with a magic, UTF-16, XORed text. */
function hides(bytes: Buffer, length: number): boolean {
  const end = bytes.length
  return (
    isLz4(bytes) ||
    hasDocumentSign(bytes, 0, end) ||
    isWholeSequence(bytes, length) ||
    beginsNamedMap(bytes, length) ||
    mayBeLz4Block(bytes, 0, end) ||
    mayBeSnappyBlock(bytes, 0, end, length) ||
    mayBeUtf16(bytes, 0, end) ||
    mayBeUtf32(bytes, 0, end) ||
    hasUtf16Run(bytes, 0, end) ||
    hasPeriod(bytes, 0, Math.min(end, periodBytesMax)) ||
    hasPeriodBehindHead(bytes, 0, Math.min(end, periodBytesMax)) ||
    (mayBeBrotli(bytes, 0, end, length) && isBrotliText(bytes)) ||
    isHiddenDeflate(bytes, length) ||
    hidesCompressed(bytes, length)
  )
}

/** Places that are tried: chance gives few. */
const placesMax = 8

/** True where compressed bytes stand inside: a field of a message, or behind a length. */
function hidesCompressed(bytes: Buffer, length: number): boolean {
  const end = bytes.length
  let at = nextEmbedded(bytes, 1, 0, end, length)
  for (let tries = 0; at !== -1 && tries < placesMax; tries++) {
    const rest = bytes.subarray(at)
    const isPrefix = end < length
    if (isCompressed(rest, isPrefix) || isLz4(rest) || isDeflatedText(rest, isPrefix) || isBrotliText(rest))
      return true
    at = nextEmbedded(bytes, at + 1, 0, end, length)
  }
  return false
}

/** As many as the probe looks at. */
const periodBytesMax = 128

/** The two bytes that brotli can be told by are met by chance: text has to come out, or the stream be whole. */
function isBrotliText(bytes: Buffer): boolean {
  if (bytes.length < brotliBytesMin) return false
  const content = tryBrotli(bytes, triedBytesMax)
  if (content === null || content.bytes.length < 8) return false
  return (
    isText(content.bytes, 0, content.bytes.length) ||
    (content.end === 'whole' && bytes.length >= brotliProvedBytesMin) ||
    ((content.end === 'whole' || content.end === 'limit') &&
      beginsBinaryDocument(content.bytes, 0, content.bytes.length))
  )
}
