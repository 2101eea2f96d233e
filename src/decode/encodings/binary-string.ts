import { bytesOfCharacters } from '../byte-characters.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { isGzip, isZlib } from '../text.ts'

/** Bytes that are looked at to know what is compressed. */
const headBytes = 20
const gzipStart = 0x1f
const zlibStart = 0x78

/**
 * Compressed bytes that JavaScript held as a string of one character for each byte (`pako.deflate(text, { to: 'string' })`,
 * `atob`), and sent as text: all above 127 became two bytes of UTF-8.
 */
export const encoding: Encoding = {
  name: 'binary-string',
  kind: 'transform',
  title: 'bytes as characters',
  probe: (bytes, { shape }) =>
    shape.high > 0 && isCompressed(bytes, 0, bytes.length) ? certainty.magic : certainty.no,
  decode(bytes, hint, budget) {
    if (!budget.takeTransform() || !budget.takeBytes(bytes.length)) return 'budget'
    const out = bytesOfCharacters(bytes, 0, bytes.length)
    return out === null
      ? 'a character that is no byte'
      : transformedWhole('binary-string', '', out, bytes, hint)
  },
  // What begins so shows nothing as it is.
  mayHide: (bytes, start, end) => isCompressed(bytes, start, end),
  hidesIn: { firstBytes: [gzipStart, zlibStart], bytesMin: 2 },
}

/** The first bytes are gzip or zlib once they are put together. */
function isCompressed(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start]
  if (first !== gzipStart && first !== zlibStart) return false
  const head = bytesOfCharacters(bytes, start, Math.min(end, start + headBytes))
  return head !== null && (isGzip(head) || isZlib(head)) && head.some(isNoText)
}

/** `x^2 + y²` begins as zlib does: what is compressed has bytes that no text has. */
function isNoText(byte: number): boolean {
  return byte < 0x09 || (byte > 0x0d && byte < 0x20) || (byte > 0x7e && byte < 0xa0)
}
