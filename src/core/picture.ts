/** Pictures in which cameras write where and by what they were taken. */

const exif = Buffer.from('Exif\0\0')
/** It stands in front of the picture, behind a preview at most. */
const searchedBytesMax = 262_144

/** True where bytes begin as JPEG, WebP or HEIC do. */
export function isPicture(bytes: Buffer): boolean {
  if (bytes.length < 32) return false
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return true
  const sign = bytes.toString('latin1', 4, 12)
  return sign.startsWith('ftyp') || (bytes.toString('latin1', 0, 4) === 'RIFF' && sign.endsWith('WEBP'))
}

/** Where the directories of EXIF begin in `[start, end)`, -1 where there are none. */
export function exifAt(bytes: Buffer, start: number, end: number): number {
  const range = bytes.subarray(start, Math.min(end, start + searchedBytesMax))
  const at = range.indexOf(exif)
  if (at < 0) return -1
  const from = at + exif.length
  const order = range.toString('latin1', from, from + 4)
  return order === 'II*\0' || order === 'MM\0*' ? start + from : -1
}
