/**
 * Pictures, sound, films and documents for print: as random as what is encrypted, and no secret. A few bytes begin what
 * anybody likes, so that each is asked for what its format wants behind its sign: the next segment, chunk, page or box where
 * the first one ends. Uploads go in pieces and recordings stop: behind right parts one may reach beyond all bytes. Archives are none: what can not be unpacked may hold anything.
 */
import { crc32 } from 'node:zlib'

/** Bytes from where a medium seems to begin, and how many there are of it where more of it is not at hand. */
interface Medium {
  readonly bytes: Buffer
  readonly length: number
}

type IsMedium = (medium: Medium) => boolean

/** Compressed data that is looked at, and parts of a medium in front of it. */
const scannedBytesMax = 16_384
const partsMax = 256

function word({ bytes }: Medium, at: number): string {
  return bytes.toString('latin1', at, at + 4)
}

/** What stands at `at`: `here` where it is at hand, `cut` where it is not, `none` where the medium has ended. */
function reach({ bytes, length }: Medium, at: number, size = 4): 'here' | 'cut' | 'none' {
  if (at + size <= bytes.length) return 'here'
  return at + size <= length ? 'cut' : 'none'
}

/** True where a part reaches beyond what is at hand; beyond all of the medium two right ones are asked for. */
function isCut(reached: 'cut' | 'none', partsRight: number): boolean {
  return partsRight > (reached === 'cut' ? 0 : 1)
}

/** JPEG (ITU-T T.81, B.1.1): segments, each where the one before ends, and behind the last a scan. */
const isJpeg: IsMedium = (medium) => {
  const { bytes } = medium
  for (let at = 2, count = 0; count < partsMax; count++) {
    const reached = reach(medium, at)
    if (reached !== 'here') return isCut(reached, count)
    while (bytes[at + 1] === 0xff) at++
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff || marker < 0xc0 || (marker >= 0xd0 && marker < 0xda)) return false
    if (at + 4 > bytes.length) return false
    at += 2 + bytes.readUInt16BE(at + 2)
    if (marker === 0xda) return isJpegScan(bytes, at)
  }
  return false
}

/** In a scan FF stands in front of a zero, of a restart, or of the next marker (B.1.1.5): in random bytes of anything. */
function isJpegScan(bytes: Buffer, start: number): boolean {
  const stop = Math.min(bytes.length - 1, start + scannedBytesMax)
  for (let at = bytes.indexOf(0xff, start); at !== -1 && at < stop; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] as number
    if (next === 0xd9) return true
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next < 0xd8) && !isBetweenScans(next)) return false
  }
  return true
}

/** Tables, restart intervals, a number of lines, and scans of progressive pictures. */
function isBetweenScans(marker: number): boolean {
  return marker === 0xc4 || (marker >= 0xda && marker <= 0xdd) || marker === 0xfe
}

/** PNG (W3C, 5.3): chunks with a sum each, of which the first is the head, up to the first one of data. */
const isPng: IsMedium = (medium) => {
  const { bytes } = medium
  for (let at = 8, count = 0; count < partsMax; count++) {
    // The first one is right by its sum.
    if (reach(medium, at, 12) !== 'here') return count > 0
    const size = bytes.readUInt32BE(at)
    const name = word(medium, at + 4)
    // Those of Apple's form begin with a chunk of its own.
    if (count === 0 && name !== 'IHDR' && name !== 'CgBI') return false
    if (!/^[A-Za-z]{2}[A-Z][A-Za-z]$/.test(name) || size >>> 31 === 1) return false
    const end = at + 8 + size
    if (reach(medium, end) !== 'here') return count > 0
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return false
    if (name === 'IDAT') return true
    at = end + 4
  }
  return false
}

/** GIF (version 89a, 18 to 24): behind the head and its colours extensions and pictures, made of blocks. */
const isGif: IsMedium = (medium) => {
  const { bytes } = medium
  if (!/^[79]a$/.test(bytes.toString('latin1', 4, 6))) return false
  let at = 13 + coloursOf(bytes[10] ?? 0)
  for (let count = 0; count < partsMax; count++) {
    const reached = reach(medium, at, 12)
    if (reached !== 'here') return reached === 'cut'
    if (bytes[at] === 0x2c) {
      at += 10 + coloursOf(bytes[at + 9] as number)
      const bits = bytes[at] ?? 0
      return bits >= 1 && bits <= 8
    }
    const label = bytes[at + 1] as number
    if (bytes[at] !== 0x21 || ![0x01, 0xf9, 0xfe, 0xff].includes(label)) return false
    const end = blocksEnd(medium, at + 2)
    if (end === null) return false
    if (end >= bytes.length) return true
    at = end
  }
  return true
}

function coloursOf(packed: number): number {
  return packed < 0x80 ? 0 : 3 << ((packed & 7) + 1)
}

/** Behind the empty block that ends all, or where looking ends; null where a block is longer than what there is. */
function blocksEnd({ bytes, length }: Medium, start: number): number | null {
  let at = start
  while (at < Math.min(bytes.length, start + scannedBytesMax)) {
    const size = bytes[at] as number
    at += 1 + size
    if (size === 0) return at
  }
  return at < length ? at : null
}

/** RIFF: the first chunk fits into it, or into what there is; a picture of WebP (RFC 9649) says so once more in its data. */
const isRiff: IsMedium = (medium) => {
  const { bytes, length } = medium
  const chunk = word(medium, 12)
  if (bytes.length < 32) return false
  const total = bytes.readUInt32LE(4)
  const size = bytes.readUInt32LE(16)
  if (size > (total + 8 > length + 1 ? total - 12 : length - 20)) return false
  switch (word(medium, 8)) {
    case 'WEBP':
      if (chunk === 'VP8 ') return bytes.toString('hex', 23, 26) === '9d012a'
      if (chunk === 'VP8L') return bytes[20] === 0x2f && (bytes[24] as number) >> 5 === 0
      return chunk === 'VP8X' && size === 10 && reachesName(medium, 30)
    case 'WAVE':
      return /^(?:fmt |JUNK|bext|LIST|fact|id3 )$/.test(chunk) && reachesName(medium, 20 + size + (size & 1))
    case 'AVI ':
      return chunk === 'LIST' && word(medium, 20) === 'hdrl'
    default:
      return false
  }
}

function reachesName(medium: Medium, at: number): boolean {
  const reached = reach(medium, at)
  return reached === 'here' ? /^[A-Za-z][\w ]{3}$/.test(word(medium, at)) : reached === 'cut'
}

/** PDF (ISO 32000-1, 7.5): an object soon behind the head, and a mark where it ends, or what its first piece has. */
const isPdf: IsMedium = ({ bytes, length }) => {
  const head = /^%PDF-[12]\.\d[\s\S]{0,1000}?\d \d+ obj\b/.exec(bytes.toString('latin1', 0, 1_100))
  if (head === null) return false
  if (length > bytes.length || bytes.subarray(-2_048).includes('%%EOF')) return true
  return isPdfPiece(bytes, head[0].length)
}

/** Behind the first object begins another one, or its stream reaches beyond the end. */
function isPdfPiece(bytes: Buffer, start: number): boolean {
  const text = bytes.toString('latin1', start, start + scannedBytesMax)
  if (/^\s*[<[(/\d][\s\S]*?\bendobj\s+\d+ \d+ obj\b/.test(text)) return true
  const stream = /^\s*<<[^\0]{0,1000}?\/Length (\d+)( \d+ R)?[^\0]{0,1000}?>>\s*stream\r?\n/.exec(text)
  if (stream === null) return false
  return stream[2] !== undefined || start + stream[0].length + Number(stream[1]) > bytes.length
}

/** Ogg (RFC 3533, 6): the version, a kind of page of three bits, and the next page where the segments end. */
const isOgg: IsMedium = (medium) => {
  const { bytes, length } = medium
  const segments = bytes[26] ?? 0
  if (bytes[4] !== 0 || (bytes[5] ?? 255) > 7) return false
  let at = 27 + segments
  for (const size of bytes.subarray(27, 27 + segments)) at += size
  const reached = reach(medium, at)
  if (reached === 'here') return word(medium, at) === 'OggS'
  return reached === 'cut' || at === length
}

/** ID3: its version, a size of four times seven bits, the name of a frame, and behind all a frame of sound. */
const isId3: IsMedium = (medium) => {
  const { bytes } = medium
  const sizes = bytes.subarray(6, 10)
  if (![2, 3, 4].includes(bytes[3] ?? 0) || sizes.some((byte) => byte >= 0x80)) return false
  const size = sizes.reduce((sum, byte) => sum * 128 + byte, 0)
  if (size > 0 && !/^(?:[A-Z][A-Z\d]{2}|\0{3})/.test(bytes.toString('latin1', 10, 13))) return false
  const at = 10 + size
  if (reach(medium, at) !== 'here') return size > 0
  const isPadded = bytes.subarray(at, at + 4).every((byte) => byte === 0)
  return isPadded || word(medium, at) === 'fLaC' || isMpegFrame(bytes, at)
}

/** The head of a frame of MPEG audio (ISO 11172-3, 2.4.2.3) or of AAC: nothing that is reserved. */
function isMpegFrame(bytes: Buffer, at: number): boolean {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3)
  const isAac = (second & 0xf6) === 0xf0
  return first === 0xff && second >= 0xe0 && (isAac || ((second & 0x06) !== 0 && third >> 4 !== 15))
}

/** FLAC (RFC 9639, 8): the first block is the stream's, of 34 bytes; behind the last one a frame begins. */
const isFlac: IsMedium = (medium) => {
  const { bytes } = medium
  for (let at = 4, count = 0; count < partsMax; count++) {
    const reached = reach(medium, at)
    if (reached !== 'here') return isCut(reached, count)
    const head = bytes.readUInt32BE(at)
    const size = head & 0xff_ffff
    const kind = (head >>> 24) & 0x7f
    if (count === 0 ? kind !== 0 || size !== 34 : kind > 6) return false
    at += 4 + size
    if (head >>> 31 === 0) continue
    const frame = reach(medium, at)
    return frame === 'here' ? bytes[at] === 0xff && (bytes[at + 1] as number) >> 1 === 0x7c : frame === 'cut'
  }
  return false
}

/** Matroska and WebM: the head of EBML, and behind it the segment with one of its parts (RFC 8794, 9559). */
const isMatroska: IsMedium = (medium) => {
  const { bytes } = medium
  const head = sizeAt(bytes, 4)
  if (head === null) return false
  const at = head.end + head.size
  const reached = reach(medium, at, 16)
  if (reached !== 'here') return reached === 'cut' && head.size < 256
  const segment = sizeAt(bytes, at + 4)
  if (bytes.toString('hex', at, at + 4) !== '18538067' || segment === null) return false
  const part = bytes.toString('hex', segment.end, segment.end + 4)
  return /^(?:ec|bf|114d9b74|1549a966|1654ae6b|1f43b675|1254c367|1c53bb6b)/.test(part)
}

/** A size of EBML (RFC 8794, 4.1): the zeros in front of its first bit say how many bytes follow. */
function sizeAt(bytes: Buffer, at: number): { readonly size: number; readonly end: number } | null {
  const first = bytes[at] ?? 0
  const count = Math.clz32(first) - 23
  if (first === 0 || at + count > bytes.length) return null
  let size = first & (0xff >> count)
  for (const byte of bytes.subarray(at + 1, at + count)) size = size * 256 + byte
  return { size, end: at + count }
}

/** Icons: the first one lies within, behind the list of all. */
const isIcon: IsMedium = ({ bytes, length }) => {
  const count = bytes.readUInt16LE(4)
  if (count === 0 || bytes[9] !== 0 || bytes.length < 22) return false
  const from = bytes.readUInt32LE(18)
  return from >= 6 + 16 * count && from + bytes.readUInt32LE(14) <= length
}

/** Films and pictures in boxes (ISO 14496-12, 4.3): one box behind the other, with what says how to read them among them. */
const isInBoxes: IsMedium = (medium) => {
  for (let at = 0, count = 0; count < partsMax; count++) {
    const reached = reach(medium, at, 16)
    if (reached !== 'here') return isCut(reached, count)
    const name = word(medium, at + 4)
    if (count > 0 && !boxes.has(name)) return false
    const size = boxSize(medium, at)
    if (size < 8 || (count === 0 && (size > boxesHeadMax || size > medium.length))) return false
    if (describing.has(name)) return true
    at += size
  }
  return false
}

/** Of the box at `at`: 1 stands for a long size behind the name, 0 for one to the end of the file. */
function boxSize({ bytes, length }: Medium, at: number): number {
  const short = bytes.readUInt32BE(at)
  if (short === 0) return length - at
  return short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short
}

const boxesHeadMax = 1_024
const describing: ReadonlySet<string> = new Set(['moov', 'meta', 'moof'])
const boxes: ReadonlySet<string> = new Set([
  ...describing,
  ...'mdat free skip wide styp sidx uuid pnot emsg prft pdin'.split(' '),
])

/** Each with its sign, and how many bytes stand in front of that. */
const media: readonly (readonly [sign: Buffer, before: number, isMedium: IsMedium])[] = [
  [Buffer.from('ffd8ff', 'hex'), 0, isJpeg],
  [Buffer.from('89504e470d0a1a0a', 'hex'), 0, isPng],
  [Buffer.from('GIF8'), 0, isGif],
  [Buffer.from('RIFF'), 0, isRiff],
  [Buffer.from('%PDF-'), 0, isPdf],
  [Buffer.from('OggS'), 0, isOgg],
  [Buffer.from('ID3'), 0, isId3],
  [Buffer.from('fLaC'), 0, isFlac],
  [Buffer.from('1a45dfa3', 'hex'), 0, isMatroska],
  [Buffer.from('00000100', 'hex'), 0, isIcon],
  [Buffer.from('ftyp'), 4, isInBoxes],
]
const longestHead = 16

/** True where a medium begins at the first byte, of `length` bytes, of which `bytes` may be the first only. */
export function isMedia(bytes: Buffer, length: number = bytes.length): boolean {
  for (const [sign, before, isMedium] of media)
    if (
      bytes[before] === sign[0] &&
      bytes.length >= before + longestHead &&
      sign.equals(bytes.subarray(before, before + sign.length)) &&
      isMedium({ bytes, length: Math.max(length, bytes.length) })
    )
      return true
  return false
}

/** True where one begins somewhere in the first `length` bytes, as one does behind a head of its own. */
export function holdsMedia(bytes: Buffer, length: number): boolean {
  const stop = Math.min(length, bytes.length - longestHead)
  return media.some(([sign, before, isMedium]) => {
    for (let at = bytes.indexOf(sign, before); at !== -1 && at < stop; at = bytes.indexOf(sign, at + 1)) {
      const medium = bytes.subarray(at - before)
      if (isMedium({ bytes: medium, length: medium.length })) return true
    }
    return false
  })
}
