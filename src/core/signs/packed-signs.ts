/**
 * By what bzip2, xz, LZMA, Snappy and those of Apple's systems are known: the compressions that the platform does not open. Judged alike by the
 * quick look, which asks it of bytes that are no text only, and by the decoders.
 */

/** A compression with a beginning of its own. */
export type Packing = 'bzip2' | 'xz' | 'lzma' | 'snappy' | 'snappy-java' | 'lzfse' | 'apple-lz4'

interface Sign {
  readonly packing: Packing
  readonly magic: Buffer
}

/** `BZh`, the level, then a block or (of nothing) the end. */
const bzip2Level = 3
const bzip2Block = Buffer.from('314159265359', 'hex')

const signs: readonly Sign[] = [
  { packing: 'bzip2', magic: Buffer.from('BZh') },
  { packing: 'xz', magic: Buffer.from('fd377a585a00', 'hex') },
  // LZMA as everybody writes it: lc 3, lp 0, pb 2; a dictionary of a multiple of 64 KiB.
  { packing: 'lzma', magic: Buffer.from('5d0000', 'hex') },
  { packing: 'snappy', magic: Buffer.from('ff060000734e61507059', 'hex') },
  { packing: 'snappy-java', magic: Buffer.from('82534e4150505900', 'hex') },
  // Or Apple's LZ4: the third byte tells them apart.
  { packing: 'lzfse', magic: Buffer.from('bv') },
]
/** By the first byte: nearly all bytes begin none. */
const signOf: (Sign | undefined)[] = Array.from({ length: 256 })
for (const sign of signs) signOf[sign.magic[0] as number] = sign

/** Which of them begins at `start` of `bytes[start, end)`; null for none. */
export function packingAt(bytes: Uint8Array, start: number, end: number): Packing | null {
  const sign = signOf[bytes[start] as number]
  if (sign === undefined || start + sign.magic.length > end) return null
  const { magic, packing } = sign
  for (let at = 1; at < magic.length; at++) if (bytes[start + at] !== magic[at]) return null
  if (packing === 'lzfse') return appleBlockAt(bytes, start, end)
  if (packing === 'bzip2') return isBzip2(bytes, start, end) ? packing : null
  return packing !== 'lzma' || isLzma(bytes, start, end) ? packing : null
}

function isBzip2(bytes: Uint8Array, start: number, end: number): boolean {
  const level = (bytes[start + bzip2Level] as number) - 0x30
  if (level < 1 || level > 9) return false
  const from = start + bzip2Level + 1
  for (let at = 0; at < bzip2Block.length && from + at < end; at++)
    if (bytes[from + at] !== bzip2Block[at]) return false
  return from + 2 <= end
}

/** Of blocks that hold something: behind `bvx` tables (`1`, `2`), LZVN (`n`) or what is stored (`-`), behind `bv4` what is packed (`1`) or stored. */
const appleBlocks: readonly {
  readonly packing: Packing
  readonly third: number
  readonly fourths: Buffer
}[] = [
  { packing: 'lzfse', third: 0x78, fourths: Buffer.from('12n-') },
  { packing: 'apple-lz4', third: 0x34, fourths: Buffer.from('1-') },
]
/** The highest byte of the length of what comes out of a block: less than 256 MiB, and so no text. */
const appleLengthMax = 0x0f

/** A block of Apple's Compression framework: its sign, and how long its content is. */
function appleBlockAt(bytes: Uint8Array, start: number, end: number): Packing | null {
  if (start + 12 > end || (bytes[start + 7] as number) > appleLengthMax) return null
  if (((bytes[start + 4] as number) | (bytes[start + 5] as number) | (bytes[start + 6] as number)) === 0)
    return null
  const third = bytes[start + 2]
  const found = appleBlocks.find((block) => block.third === third)
  return found?.fourths.includes(bytes[start + 3] as number) === true ? found.packing : null
}

/** Size of the header of LZMA alone: the properties, the dictionary, the length of the content; the range coder begins with a zero. */
const lzmaHeadBytes = 13

function isLzma(bytes: Uint8Array, start: number, end: number): boolean {
  if (start + lzmaHeadBytes + 5 > end || bytes[start + lzmaHeadBytes] !== 0) return false
  // A dictionary of 64 KiB to 1 GiB.
  const third = bytes[start + 3] as number
  const fourth = bytes[start + 4] as number
  if (third + fourth === 0 || fourth > 0x40) return false
  // The length is not told, or less than 16 TB.
  const high = [bytes[start + 10], bytes[start + 11], bytes[start + 12]]
  return high.every((byte) => byte === 255) || high.every((byte) => byte === 0)
}

/** Fewer bytes hold nothing worth compressing. */
const snappyBytesMin = 12
/** The content is no longer than so many times the block: a copy of three bytes gives 64 at most. */
const snappyRatioMax = 22
/** Printable characters that prove a block of which only the beginning is known. */
const snappyTextMin = 14
/** Of what is no text, so many bytes and parts that contradict nothing. */
const snappyPrefixMin = 96
const snappyPartsMin = 4
/** How much too long those take base64 to be who do not look at its padding. */
const paddingMax = 2
/** So many parts of a block are followed; more are taken for it. */
const snappyPartsMax = 4_096

/**
 * A block of Snappy, which has no magic: the length of its content in front, then literals and copies that give exactly as
 * much where all of it is there. Where `bytes[start, end)` is only the beginning of `length` bytes, its literals must be
 * legible, or many parts must fit. Of random bytes less than 1 in a million pass where they are all there; most end the question with their second byte.
 */
export function mayBeSnappyBlock(
  bytes: Uint8Array,
  start: number,
  end: number,
  length: number = end - start,
): boolean {
  if (end - start < snappyBytesMin) return false
  let size = 0
  let at = start
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number
    size += (byte & 127) * 2 ** shift
    if (byte < 128) break
    if (shift === 28 || at >= end) return false
  }
  // The first part is a literal; what can not be made shorter is longer by little.
  if (((bytes[at] as number) & 3) !== 0 || size > length * snappyRatioMax || size + size / 6 + 32 < length)
    return false
  const isWhole = length - (end - start) <= paddingMax
  let given = 0
  let legible = 0
  let isLegible = true
  let parts = 0
  for (; at < end; parts++) {
    if (parts >= snappyPartsMax) return true
    const tag = bytes[at++] as number
    const kind = tag & 3
    if (kind === 0) {
      let literals = (tag >> 2) + 1
      if (literals > 60) {
        const width = literals - 60
        if (at + width > end) break
        literals = 1
        for (let index = 0; index < width; index++) literals += (bytes[at + index] as number) * 256 ** index
        at += width
      }
      if (given + literals > size || (isWhole && at + literals > end)) return false
      if (!isWhole)
        for (let index = at; index < at + literals && index < end; index++) {
          const byte = bytes[index] as number
          if (byte < 32 || byte > 126) isLegible = false
          else legible++
        }
      given += literals
      at += literals
      continue
    }
    if (at + (kind === 1 ? 1 : kind === 2 ? 2 : 4) > end) break
    const distance =
      kind === 1
        ? ((tag >> 5) << 8) | (bytes[at] as number)
        : (bytes[at] as number) + (bytes[at + 1] as number) * 256
    if (kind !== 3 && (distance === 0 || distance > given)) return false
    at += kind === 1 ? 1 : kind === 2 ? 2 : 4
    given += kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
  }
  if (isWhole) return given === size && at === end
  return (
    (isLegible && legible >= snappyTextMin) || (parts >= snappyPartsMin && end - start >= snappyPrefixMin)
  )
}
