import { isPrintable } from '../../core/signs/printable.ts'

/** What a few bytes of a block tell of whether a key opened it, and what fills it up (RFC 5652, 6.3: PKCS #7). */

const blockBytes = 16
/** Shorter values stand in random bytes, too. */
const valueBytesMin = 8
const noStream = Buffer.alloc(blockBytes)
const gzipMagic = [0x1f, 0x8b, 8]
/** Its head and its end have so many. */
const gzipBytesMin = 18

/** Whether the first block may be opened by this IV: what `isOpened` asks, before anything is made. */
export function mayBeginOpened(blocks: Buffer, iv: Buffer): boolean {
  const last = iv.length - 1
  return ((blocks[last] as number) ^ (iv[last] as number)) <= blockBytes || beginsText(blocks, iv)
}

/** The last block is filled up as PKCS #7 says, or with zeros, or the first one is text. */
export function isOpened(plain: Buffer): boolean {
  return plain.length > 0 && (isFilled(plain) || beginsText(plain))
}

/**
 * A first block, or what there is of it, of which all but a quarter is of ASCII, and nothing a control character: random ones
 * are in 1 of 700 cases, of ten bytes in 1 of 160. With `stream` from `from` on laid
 * over it, which is as long as `most`.
 */
export function beginsText(
  bytes: Buffer,
  stream: Buffer = noStream,
  from: number = 0,
  most: number = blockBytes,
): boolean {
  const end = Math.min(most, bytes.length)
  let high = 0
  for (let at = 0; at < end; at++) {
    const byte = (bytes[at] as number) ^ (stream[from + at] as number)
    if (byte >= 0x80) high++
    else if (!isPrintable(byte) && byte !== 9 && byte !== 10 && byte !== 13) return false
  }
  return high * 4 <= end
}

/** What gzip makes begins so (RFC 1952, 2.3.1: its magic, its only method, no flag that is not in use): random bytes in 1 of 100 million cases. `stream`: as in {@link beginsText}. */
export function beginsGzip(bytes: Buffer, stream: Buffer, from: number = 0): boolean {
  if (bytes.length < gzipBytesMin) return false
  for (let at = 0; at < gzipMagic.length; at++)
    if (((bytes[at] as number) ^ (stream[from + at] as number)) !== gzipMagic[at]) return false
  const flags = (bytes[gzipMagic.length] as number) ^ (stream[from + gzipMagic.length] as number)
  return flags < 0x20
}

/** One block of text that is filled up as PKCS #7 says, which libraries do in modes that need no filling, too. */
export function isFilledText(bytes: Buffer, stream: Buffer, from: number): boolean {
  if (bytes.length !== blockBytes) return false
  const last = blockBytes - 1
  const filled = (bytes[last] as number) ^ (stream[from + last] as number)
  const end = blockBytes - filled
  if (filled === 0 || end < valueBytesMin) return false
  for (let at = end; at < last; at++)
    if (((bytes[at] as number) ^ (stream[from + at] as number)) !== filled) return false
  return beginsText(bytes.subarray(0, end), stream, from)
}

/** Without what fills up its last block: PKCS #7, or zeros, which what gzip makes may end in itself. */
export function withoutFilling(plain: Buffer): Buffer {
  const filled = plain.at(-1) ?? 0
  if (isFilled(plain) && filled > 0) return plain.subarray(0, plain.length - filled)
  if (beginsGzip(plain, noStream)) return plain
  let end = plain.length
  while (end > plain.length - blockBytes && end > 0 && plain[end - 1] === 0) end--
  return plain.subarray(0, end)
}

/** The last block ends as PKCS #7 says, or in zeros. */
export function isFilled(plain: Buffer): boolean {
  const filled = plain.at(-1) ?? blockBytes + 1
  return (
    filled <= blockBytes &&
    plain.subarray(Math.max(0, plain.length - Math.max(1, filled))).every((byte) => byte === filled)
  )
}
