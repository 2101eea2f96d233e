import { mayBeBrotli } from './compression-signs.ts'
import { mayBeDeflateBlock, mayBeDeflatedText } from './deflate-sniff.ts'
import { packingAt } from './packed-signs.ts'

/**
 * Where compressed bytes may begin inside other bytes: a field of protobuf, MessagePack or CBOR, or what stands behind a
 * length. Judged alike by the probe and by the decoders; a wrong yes costs a try.
 */

/** Shorter bytes hold nothing worth compressing. */
const bytesMin = 12
/** Of compression without magic, whose place only a length tells: how far in front it may begin, and its least bytes. */
const leadMax = 24
const sizedBytesMin = 24
/** Bytes that may follow what a length tells: a checksum, a short field. */
const tailMax = 8

/**
 * The next place from `from` on, behind `start`, where compressed bytes may begin in `bytes[start, end)`: by the magic of
 * gzip, zlib, zstd, LZ4, ZIP, bzip2, xz, LZMA or framed Snappy, or by a length in front that tells nearly all of the rest and the beginning of deflated text
 * or brotli. `length`: bytes there are in all, of which these are the first. -1 for none. Of random bytes less than 1 in
 * 100 have such a place in each kilobyte.
 */
export function nextEmbedded(
  bytes: Buffer,
  from: number,
  start: number,
  end: number,
  length: number,
): number {
  for (let at = Math.max(from, start + 1); at + bytesMin <= end; at++) {
    if (isMagic(bytes, at, end)) return at
    if (at <= start + leadMax && isSized(bytes, at, start, end, length)) return at
  }
  return -1
}

/** The same without a magic: deflated text or brotli near the beginning, by a length in front that tells nearly all of the rest. */
export function holdsSized(bytes: Buffer, start: number, end: number): boolean {
  const stop = Math.min(start + leadMax, end - sizedBytesMin)
  for (let at = start + 1; at <= stop; at++) if (isSized(bytes, at, start, end, end - start)) return true
  return false
}

/** How far in a length of two bytes may end that tells all of the rest, and the least that it tells: a smaller one is any number. */
const wordEndMax = 12
const wordSizeMin = 16

/** What ASN.1, MessagePack and CBOR write in front of such lengths of their own: who reads these reads what is in them, too. */
const ownLengths: ReadonlySet<number> = new Set([0x82, 0xc5, 0xda, 0xdc, 0xde, 0x59, 0x79, 0x99, 0xb9])
/** So far in they stand: behind a tag. */
const ownLengthMax = 4

/** Where the content of a message begins that stands behind a length of two bytes, in either order, which tells all of the rest to the byte; -1 for none. */
export function behindWordLength(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(start + wordEndMax, end - wordSizeMin)
  for (let at = start + 2; at <= stop; at++) {
    const first = bytes[at - 2] as number
    const second = bytes[at - 1] as number
    const rest = end - at
    if (((first << 8) | second) !== rest && ((second << 8) | first) !== rest) continue
    const isOwn = at >= start + 3 && at <= start + ownLengthMax && ownLengths.has(bytes[at - 3] as number)
    if (!isOwn) return at
  }
  return -1
}

function isMagic(bytes: Buffer, at: number, end: number): boolean {
  switch (bytes[at]) {
    case 0x1f:
      // Its only method, and no flag that is reserved (RFC 1952, 2.3).
      return bytes[at + 1] === 0x8b && bytes[at + 2] === 0x08 && ((bytes[at + 3] as number) & 0xe0) === 0
    case 0x50:
      return bytes[at + 1] === 0x4b && bytes[at + 2] === 3 && bytes[at + 3] === 4
    case 0x28:
      return bytes[at + 1] === 0xb5 && bytes[at + 2] === 0x2f && bytes[at + 3] === 0xfd
    case 0x04:
      return bytes[at + 1] === 0x22 && bytes[at + 2] === 0x4d && bytes[at + 3] === 0x18
    case 0x78: {
      const flag = bytes[at + 1]
      if (flag !== 0x9c && flag !== 0xda && flag !== 0x01 && flag !== 0x5e) return false
      return mayBeDeflateBlock(bytes, at + 2, end)
    }
    case 0x42:
    case 0x5d:
    case 0x82:
    case 0xfd:
    case 0xff:
      return packingAt(bytes, at, end) !== null
    default:
      return false
  }
}

/** A length in one of the usual forms ends before `at`, and what begins there may be deflate or brotli. */
function isSized(bytes: Buffer, at: number, start: number, end: number, length: number): boolean {
  const rest = length - (at - start)
  if (rest < sizedBytesMin) return false
  const size = sizeBefore(bytes, at, start, rest)
  return (
    size > 0 && (mayBeDeflatedText(bytes, at, Math.min(end, at + size)) || mayBeBrotli(bytes, at, end, size))
  )
}

/** The length that ends before `at` and tells nearly all of the `rest`; 0 where there is none. */
function sizeBefore(bytes: Buffer, at: number, start: number, rest: number): number {
  const last = bytes[at - 1] as number
  if (isNearly(last, rest)) return last
  if (at - start < 2) return 0
  const before = bytes[at - 2] as number
  // A varint of two bytes; then two bytes with the highest first, of which four have zeros in front.
  const varint = (before & 127) | (last << 7)
  if (before > 127 && isNearly(varint, rest)) return varint
  const word = (before << 8) | last
  if (isNearly(word, rest)) return word
  if (at - start < 4) return 0
  const least = bytes.readUInt32LE(at - 4)
  return isNearly(least, rest) ? least : 0
}

function isNearly(size: number, rest: number): boolean {
  return size >= sizedBytesMin && size <= rest && rest - size <= tailMax
}
