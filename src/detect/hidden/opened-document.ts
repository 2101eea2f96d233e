import { mayBeDeflatedText } from '../../core/signs/deflate-sniff.ts'

/** So many bytes of text come out of random ones under any of the keys of all messages ever scanned with no chance worth a name. */
const documentBytesMin = 24
const blockBytes = 16

/** How JSON and XML begin and end. */
const brackets: ReadonlyMap<number | undefined, number> = new Map([
  [0x7b, 0x7d],
  [0x5b, 0x5d],
  [0x3c, 0x3e],
])
/** A form of two fields and more. */
const form = /^[\w.%+[\]-]{1,64}=[^&\s]*(?:&[\w.%+[\]-]{1,64}=[^&\s]*)+$/
/** Of the form that is looked at: no name is so long that more would tell. */
const formCharsMax = 4_096

/**
 * True where all of the bytes are a document as programs send it: JSON, XML or a form, from the first sign to the last, or
 * what gzip (RFC 1952, 2.3.1: its magic, its only method, no flag that is not in use) or zlib makes of one. A wrong key gives none:
 * of random bytes 24 are text in 1 of 10^10 cases, and hardly ever begin and end so.
 */
export function isDocument(bytes: Buffer): boolean {
  if (bytes.length < documentBytesMin) return false
  if (isCompressed(bytes)) return true
  const last = brackets.get(bytes[0])
  if (last === undefined) return isForm(bytes)
  return endsWith(bytes, last) && isText(bytes)
}

/** The first block of JSON, of XML, or of what gzip and zlib make. */
export function beginsDocument(bytes: Buffer): boolean {
  return isCompressed(bytes) || (brackets.has(bytes[0]) && hasNoControls(bytes, blockBytes))
}

function isCompressed(bytes: Buffer): boolean {
  return beginsGzip(bytes) || beginsZlib(bytes)
}

function beginsGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && (bytes[3] as number) < 0x20
}

/** Its two bytes of head (RFC 1950, 2.2: deflate, no dictionary, a check of both), and a block of text behind them. */
function beginsZlib(bytes: Buffer): boolean {
  const [method = 0, flags = 0] = bytes
  if ((method & 0x8f) !== 8 || (flags & 0x20) !== 0 || ((method << 8) | flags) % 31 !== 0) return false
  return mayBeDeflatedText(bytes, 2, bytes.length)
}

function isForm(bytes: Buffer): boolean {
  if (!bytes.subarray(0, 65).includes(0x3d)) return false
  return form.test(bytes.toString('latin1', 0, Math.min(bytes.length, formCharsMax))) && isText(bytes)
}

/** The last sign that is no blank or line end. */
function endsWith(bytes: Buffer, sign: number): boolean {
  let last = bytes.length - 1
  while (last > 0 && (bytes[last] as number) <= 0x20) last--
  return bytes[last] === sign
}

function isText(bytes: Buffer): boolean {
  return hasNoControls(bytes, bytes.length) && !bytes.toString('utf8').includes('\ufffd')
}

/** No control character that text has not stands in the first `count` bytes. */
export function hasNoControls(bytes: Buffer, count: number): boolean {
  const end = Math.min(count, bytes.length)
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === 0x7f || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return false
  }
  return true
}
