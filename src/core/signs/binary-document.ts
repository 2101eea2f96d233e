import { isPrintable } from './printable.ts'
import { mayBeUtf16 } from './wide-text.ts'

/**
 * True where a document begins that is no text: a binary property list, a map of MessagePack or CBOR with a name in front,
 * BSON, UTF-16. Of random bytes 1 in 1,000 begin so.
 */
export function beginsBinaryDocument(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8) return false
  const first = bytes[start] as number
  const second = bytes[start + 1] as number
  if (first === 0x62)
    return (
      second === 0x70 && bytes[start + 2] === 0x6c && bytes[start + 3] === 0x69 && bytes[start + 4] === 0x73
    )
  const at = mapNameAt(bytes, start)
  if (at >= 0) {
    const size = mapNameBytes(bytes, start, at)
    return size > 0 && isName(bytes, at + 1, at + 1 + size, end)
  }
  // The length of a document, then the type of its first value (BSON's numbers, texts, documents and lists) and a name.
  if (bytes[start + 3] === 0 && bsonTypes.has(bytes[start + 4] as number))
    return bytes[start + 2] === 0 && isName(bytes, start + 5, start + 7, end)
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return mayBeUtf16(bytes, isMarked ? start + 2 : start, end)
}

function isPackMap(first: number): boolean {
  return first === 0xde || (first >= 0x81 && first <= 0x8f)
}

/** Where the head of the first name of a map of MessagePack or CBOR stands, which begins at `start`; -1 where none does. */
export function mapNameAt(bytes: Uint8Array, start: number): number {
  const first = bytes[start] as number
  const isCbor = (first > 0xa0 && first < 0xba) || first === 0xbf
  if (!isCbor && !isPackMap(first)) return -1
  // A map's size may take one or two bytes.
  return first === 0xde || first === 0xb9 ? start + 3 : first === 0xb8 ? start + 2 : start + 1
}

/** How long the name is whose head stands at `at` of the map that begins at `start`; 0 where it is none of up to 31 bytes. */
export function mapNameBytes(bytes: Uint8Array, start: number, at: number): number {
  const head = bytes[at] as number
  const isNamed = isPackMap(bytes[start] as number) ? head > 0xa0 && head < 0xc0 : head > 0x60 && head < 0x78
  return isNamed ? head & 31 : 0
}

const bsonTypes: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 8, 9, 16, 18])

/** Printable characters up to `stop`, as far as they are there; the last may be the end of a name that is shorter. */
function isName(bytes: Uint8Array, start: number, stop: number, end: number): boolean {
  for (let at = start; at < stop && at < end; at++) {
    const byte = bytes[at] as number
    if (!isPrintable(byte) && (byte !== 0 || at === start)) return false
  }
  return true
}
