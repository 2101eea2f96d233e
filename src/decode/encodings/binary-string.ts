import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { isGzip, isZlib } from '../text.ts'

/** Bytes that are looked at to know what is compressed. */
const headBytes = 20
/** Of two bytes in UTF-8, the first of those that stand for U+0080 to U+00FF. */
const [lowLead, highLead] = [0xc2, 0xc3]

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
    const out = folded(bytes, 0, bytes.length)
    return out === null
      ? 'a character that is no byte'
      : transformedWhole('binary-string', '', out, bytes, hint)
  },
  // What begins so shows nothing as it is.
  mayHide: (bytes, start, end) => isCompressed(bytes, start, end),
}

/** The first bytes are gzip or zlib once they are put together. */
function isCompressed(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start]
  if (first !== 0x1f && first !== 0x78) return false
  const head = folded(bytes, start, Math.min(end, start + headBytes))
  return head !== null && (isGzip(head) || isZlib(head)) && head.some(isNoText)
}

/** `x^2 + y²` begins as zlib does: what is compressed has bytes that no text has. */
function isNoText(byte: number): boolean {
  return byte < 0x09 || (byte > 0x0d && byte < 0x20) || (byte > 0x7e && byte < 0xa0)
}

/** One byte for each character, up to where the last one is cut; null where one is none. */
function folded(bytes: Buffer, start: number, end: number): Buffer | null {
  const out = Buffer.allocUnsafe(end - start)
  let used = 0
  for (let at = start; at < end; at++) {
    const lead = bytes[at] as number
    if (lead < 0x80) {
      out[used++] = lead
      continue
    }
    if (lead !== lowLead && lead !== highLead) return null
    at++
    if (at === end) break
    const next = bytes[at] as number
    if (next >> 6 !== 2) return null
    out[used++] = ((lead & 3) << 6) | (next & 0x3f)
  }
  return out.subarray(0, used)
}
