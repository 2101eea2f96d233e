import { mayBeSnappyBlock, packingAt } from './packed-signs.ts'
import { isPrintable, isTextChar } from './printable.ts'

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
