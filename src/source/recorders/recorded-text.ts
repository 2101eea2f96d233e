/**
 * Bytes of a body that a recorder kept as text. Where the body was no UTF-8, recorders write it in one of three ways: one
 * character for each byte (U+0000 to U+00FF: Chrome, also mitmproxy, which takes unnamed text for Latin-1), bytes that are
 * no UTF-8 as lone surrogates (U+DC80 to U+DCFF: Python's `surrogateescape`, PEP 383), or with U+FFFD in place of what was
 * lost. Only the last can not be undone.
 */

/** The bytes of a text. `isLossy`: some of them were lost in the recording, and it was no text. */
export interface RecordedText {
  readonly bytes: Buffer
  readonly isLossy: boolean
}

/** `stated`: lengths in bytes that the file tells of the body, 0 where it does not. */
export function recordedText(text: string, stated: readonly number[]): RecordedText {
  // Other characters have more than one byte each.
  if (Buffer.byteLength(text) === text.length) return { bytes: Buffer.from(text, 'latin1'), isLossy: false }
  const signs = signsOf(text)
  if (signs.isLatin1 && isBytePerCharacter(text, signs, stated))
    return { bytes: Buffer.from(text, 'latin1'), isLossy: false }
  return { bytes: surrogateBytes(text), isLossy: isBinaryWithLosses(text, signs) }
}

/** The text as UTF-8, with lone surrogates U+DC80 to U+DCFF as the bytes that they stand for. */
export function surrogateBytes(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8')
  const bytes = Buffer.alloc(text.length * 3)
  let end = 0
  let from = 0
  for (const { 0: escapes, index } of text.matchAll(/[\udc80-\udcff]+/gu)) {
    end += bytes.write(text.slice(from, index), end, 'utf8')
    for (let at = 0; at < escapes.length; at++) bytes[end++] = escapes.charCodeAt(at) - 0xdc00
    from = index + escapes.length
  }
  end += bytes.write(text.slice(from), end, 'utf8')
  return bytes.subarray(0, end)
}

/** What a text is made of: how many characters of each kind. */
interface Signs {
  /** All are at most U+00FF. */
  readonly isLatin1: boolean
  /** Controls that no text holds: C0 but for white space and escape. */
  readonly c0: number
  /** C1 controls, which bytes are at every eighth place by chance, and text never holds. */
  readonly c1: number
  readonly beyondAscii: number
  readonly lost: number
}

function signsOf(text: string): Signs {
  let c0 = 0
  let c1 = 0
  let beyondAscii = 0
  let lost = 0
  let isLatin1 = true
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20) c0 += isTextControl(code) ? 0 : 1
    else if (code > 0x7f) {
      beyondAscii++
      if (code < 0xa0) c1++
      else if (code > 0xff) isLatin1 = false
      if (code === 0xfffd) lost++
    }
  }
  return { isLatin1, c0, c1, beyondAscii, lost }
}

function isTextControl(code: number): boolean {
  return (code >= 9 && code <= 13) || code === 0x1b
}

/** Of binary formats (protobuf, say) that hold words of western languages, a smaller share of the characters is beyond ASCII. */
const bytesShareMin = 0.2

/** Whether characters, none above U+00FF and some above U+007F, stand for one byte each. */
function isBytePerCharacter(text: string, signs: Signs, stated: readonly number[]): boolean {
  if (compressed.test(text)) return true
  if (stated.includes(text.length + signs.beyondAscii)) return false
  if (signs.c1 > 0) return true
  const isDense = signs.beyondAscii >= text.length * bytesShareMin
  // Some recorders give the number of characters for that of bytes: it is no proof alone.
  if (stated.includes(text.length) && (signs.c0 > 0 || isDense)) return true
  return (signs.c0 > 0 && isDense) || isUtf8(text)
}

/** How gzip, zlib, Zstandard and LZ4 begin. */
// oxlint-disable-next-line no-control-regex -- bytes, one character each
const compressed = /^(?:\x1f\x8b|x[\x9c\xda][^\x20-\x7e]|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18)/

/** UTF-8 that was taken for Latin-1: `Ã©` for `é`. Other texts make UTF-8 by chance hardly ever. */
function isUtf8(text: string): boolean {
  return !Buffer.from(text, 'latin1').toString('utf8').includes('\ufffd')
}

/** The share of lost characters that no damaged text has. */
const lostShareMin = 0.1

function isBinaryWithLosses(text: string, { c0, lost }: Signs): boolean {
  return lost > 0 && (c0 > 0 || lost >= text.length * lostShareMin)
}
