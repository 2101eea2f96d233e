/** Pictures in which cameras and programs write where and by what they were taken. */

/** It stands in front of the picture, behind a preview at most. */
const searchedBytesMax = 262_144
/** What directories begin with, in both orders of bytes (TIFF 6.0, section 2). */
const orders = [Buffer.from('II*\0'), Buffer.from('MM\0*')]
/** A picture has a few other directories; more of their beginnings are of something else. */
const triesMax = 64
const exifName = 'Exif\0\0'
const pngSign = '\x89PNG\r\n\x1a\n'
const xmp = { begins: Buffer.from('<x:xmpmeta'), ends: Buffer.from('</x:xmpmeta>') }

/** First bytes of all of them but HEIC, whose fifth is the `f` of `ftyp`: EXIF, TIFF in both orders, WebP, PNG, JPEG. */
const isFirst: Uint8Array = new Uint8Array(256)
for (const first of Buffer.from('EIMR\x89\xff', 'latin1')) isFirst[first] = 1

/** True where bytes begin as JPEG, PNG, WebP, HEIC or TIFF (and so raw photographs, DNG) do, or with the name of EXIF itself. */
export function isPicture(bytes: Buffer): boolean {
  // Asked of each value: nearly none begins so, and none has to become a text for that.
  if (bytes.length < 32 || (isFirst[bytes[0] as number] === 0 && bytes[4] !== 0x66)) return false
  if (isTiff(bytes, 0) || bytes.toString('latin1', 0, exifName.length) === exifName) return true
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return true
  if (bytes.toString('latin1', 0, pngSign.length) === pngSign) return true
  const sign = bytes.toString('latin1', 4, 12)
  return sign.startsWith('ftyp') || (bytes.toString('latin1', 0, 4) === 'RIFF' && sign.endsWith('WEBP'))
}

/** Where the directories of EXIF begin in `[start, end)`, -1 where there are none. */
export function exifAt(bytes: Buffer, start: number, end: number): number {
  const range = bytes.subarray(start, end)
  const found = orders.map((order) => directoriesAt(range, order)).filter((at) => at >= 0)
  return found.length === 0 ? -1 : start + Math.min(...found)
}

/** The first of these beginnings that stands behind a name of EXIF, or in front of a directory; -1 where none does. */
function directoriesAt(bytes: Buffer, order: Buffer): number {
  const searched = bytes.subarray(0, searchedBytesMax)
  const isOne = (at: number): boolean => isBehindName(bytes, at) || isTiff(bytes, at)
  let at = searched.indexOf(order)
  for (let tries = 1; at >= 0 && !isOne(at); tries++)
    at = tries < triesMax ? searched.indexOf(order, at + 1) : -1
  return at
}

const headBytes = 8
const entryBytes = 12
const entriesMax = 256
/** The types of fields (TIFF 6.0, section 2; its supplement 1). */
const typeMax = 13

/** True where TIFF begins at `at`: a whole directory of fields, in the order of their tags, stands where its head says. */
function isTiff(bytes: Buffer, at: number): boolean {
  if (at + headBytes > bytes.length) return false
  const isLittle = bytes[at] === 0x49
  if (orders[isLittle ? 0 : 1]?.compare(bytes, at, at + 4) !== 0) return false
  const u16 = (place: number): number => (isLittle ? bytes.readUInt16LE(place) : bytes.readUInt16BE(place))
  const first = at + (isLittle ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4))
  if (first < at + headBytes || first + 2 > bytes.length) return false
  const count = u16(first)
  if (count === 0 || count > entriesMax || first + 2 + count * entryBytes > bytes.length) return false
  for (let index = 0; index < count; index++) {
    const entry = first + 2 + index * entryBytes
    const type = u16(entry + 2)
    if (type === 0 || type > typeMax || (index > 0 && u16(entry) <= u16(entry - entryBytes))) return false
  }
  return true
}

/** Behind the name of EXIF in JPEG and HEIC, of its chunk in PNG, or in WebP, where four bytes say how long it is. */
function isBehindName(bytes: Buffer, at: number): boolean {
  if (at >= exifName.length && bytes.toString('latin1', at - exifName.length, at) === exifName) return true
  if (at >= 4 && bytes.toString('latin1', at - 4, at) === 'eXIf') return true
  return at >= 8 && bytes.toString('latin1', at - 8, at - 4) === 'EXIF'
}

/** The range of the XMP packet in a picture; null where there is none. */
export function xmpIn(bytes: Buffer): { readonly start: number; readonly end: number } | null {
  const start = bytes.subarray(0, searchedBytesMax).indexOf(xmp.begins)
  if (start < 0) return null
  const end = bytes.indexOf(xmp.ends, start)
  return end < 0 ? null : { start, end: end + xmp.ends.length }
}
