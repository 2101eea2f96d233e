/** Pictures in which cameras and programs write where and by what they were taken. */

/** It stands in front of the picture, behind a preview at most. */
const searchedBytesMax = 262_144
/** What directories begin with, in both orders of bytes (TIFF 6.0, section 2). */
const orders = [Buffer.from('II*\0'), Buffer.from('MM\0*')]
/** A picture has a few other directories; more of their beginnings are of something else. */
const triesMax = 64
const pngSign = '\x89PNG\r\n\x1a\n'
const xmp = { begins: Buffer.from('<x:xmpmeta'), ends: Buffer.from('</x:xmpmeta>') }

/** True where bytes begin as JPEG, PNG, WebP or HEIC do. */
export function isPicture(bytes: Buffer): boolean {
  if (bytes.length < 32) return false
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return true
  if (bytes.toString('latin1', 0, pngSign.length) === pngSign) return true
  const sign = bytes.toString('latin1', 4, 12)
  return sign.startsWith('ftyp') || (bytes.toString('latin1', 0, 4) === 'RIFF' && sign.endsWith('WEBP'))
}

/** Where the directories of EXIF begin in `[start, end)`, -1 where there are none. */
export function exifAt(bytes: Buffer, start: number, end: number): number {
  const range = bytes.subarray(start, Math.min(end, start + searchedBytesMax))
  const found = orders.map((order) => namedAt(range, order)).filter((at) => at >= 0)
  return found.length === 0 ? -1 : start + Math.min(...found)
}

/** The first of these beginnings that stands behind a name of EXIF, -1 where none does. */
function namedAt(bytes: Buffer, order: Buffer): number {
  let at = bytes.indexOf(order)
  for (let tries = 1; at >= 0 && !isBehindName(bytes, at); tries++)
    at = tries < triesMax ? bytes.indexOf(order, at + 1) : -1
  return at
}

/** Behind the name of EXIF in JPEG and HEIC, of its chunk in PNG, or in WebP, where four bytes say how long it is. */
function isBehindName(bytes: Buffer, at: number): boolean {
  if (at >= 6 && bytes.toString('latin1', at - 6, at) === 'Exif\0\0') return true
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
