import { base64Values } from './digit-values.ts'
import { isPrintable, isTextChar } from './printable.ts'

/** What LZ-string pads base64 and its alphabet for URLs with. */
const padding = 0x3d
const uriPadding = 0x24

/** Where LZ-string in base64 or its alphabet for URLs ends: padding has no bits. */
export function lzStringEnd(buf: Uint8Array, start: number, end: number): number {
  let stop = end
  while (stop > start && (buf[stop - 1] === padding || buf[stop - 1] === uriPadding)) stop--
  return stop
}

/** Symbols of LZ-string that are read to judge by. */
const symbolsMax = 14
/** So many of them must be new characters. */
const charsMin = 5

/** LZ-string (base64 and URI forms): the first symbols must be characters of text, or words made of them. */
export function mayBeLzString(buf: Buffer, start: number, end: number): boolean {
  // Two bits of zeros stand in front, for a character of eight.
  if ((base64Values[buf[start] as number] as number) >= 16) return false
  const bit = (index: number): number => {
    const value = base64Values[buf[start + Math.floor(index / 6)] as number] as number
    return (value >> (5 - (index % 6))) & 1
  }
  return beginsWithLzText(bit, (lzStringEnd(buf, start, end) - start) * 6)
}

/** LZ-string in UTF-16, written as UTF-8: characters from U+0020 on with 15 bits each. */
export function mayBeWideLzString(buf: Buffer, start: number, end: number): boolean {
  const first = buf[start] as number
  // Nearly all of these characters take three bytes.
  if (first < 0xc2) return false
  const text = buf.toString('utf8', start, Math.min(end, start + 96))
  const bit = (index: number): number =>
    ((text.charCodeAt(Math.floor(index / 15)) - 32) >> (14 - (index % 15))) & 1
  return beginsWithLzText(bit, Math.max(0, text.length - 2) * 15)
}

/** LZ-string in bytes (`compressToUint8Array`): two bits of zeros, for a character of eight, stand in front. */
export function mayBeRawLzString(buf: Buffer, start: number, end: number): boolean {
  if ((buf[start] as number) >> 6 !== 0) return false
  const bit = (index: number): number => ((buf[start + (index >> 3)] as number) >> (7 - (index & 7))) & 1
  return beginsWithLzText(bit, (end - start) * 8)
}

function beginsWithLzText(bit: (index: number) => number, bits: number): boolean {
  let at = 0
  const take = (count: number): number => {
    let value = 0
    for (let index = 0; index < count; index++) value |= bit(at++) << index
    return value
  }
  if (bits < 60 || take(2) !== 0) return false
  const first = take(8)
  if (!isPrintable(first)) return false
  // In what begins like JSON other letters may stand, too.
  const isDocument = first === 0x7b || first === 0x5b || first === 0x22
  let width = 3
  let codes = 4
  let room = 4
  let chars = 1
  for (let symbol = 1; symbol < symbolsMax; symbol++) {
    if (at + width + 8 > bits) break
    const code = take(width)
    if ((code === 1 && !isDocument) || code === 2 || code > codes) return false
    if (code < 2) {
      const char = take(code === 0 ? 8 : 16)
      if (!isTextChar(char) && !(isDocument && char >= 0xa0)) return false
      chars++
      codes++
      if (--room === 0) room = 2 ** width++
    }
    codes++
    if (--room === 0) room = 2 ** width++
  }
  return chars >= charsMin
}
