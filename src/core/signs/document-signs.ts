/**
 * Beginnings of documents that are no text and have a magic of their own, or a name in front: they are worth a look also
 * where they come out of base64 or hex and nothing legible stands in them. How often random bytes begin so stands beside each.
 */
import { mapNameAt, mapNameBytes } from './binary-document.ts'

/** True where `bytes[start, end)` begin with the magic of FIT, serialised Java, Amazon Ion or a Python pickle: random ones once in a million. */
export function hasDocumentSign(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < signBytesMin) return false
  switch (bytes[start]) {
    case 0x0c:
    case 0x0e:
      return isAt(bytes, start + fitAt, fit)
    case 0xac:
      return isAt(bytes, start, java)
    case 0xe0:
      return isAt(bytes, start, ion)
    case 0x80:
      return isPickle(bytes, start)
    default:
      return false
  }
}

/** The shortest of them with something in it. */
const signBytesMin = 12
/** The length of the head stands in front. */
const fitAt = 8
const fit: readonly number[] = [0x2e, 0x46, 0x49, 0x54]
/** STREAM_MAGIC and STREAM_VERSION (Java Object Serialization Specification, 6.4.2). */
const java: readonly number[] = [0xac, 0xed, 0x00, 0x05]
/** The binary version marker of Ion 1.0. */
const ion: readonly number[] = [0xe0, 0x01, 0x00, 0xea]

/** Tags that the first element of a sequence has: a truth value, a number, bytes, nothing, an object, texts, sequences. */
const elementTags: ReadonlySet<number> = new Set([
  0x01, 0x02, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x16, 0x30, 0x31,
])

/** What an eSIM and who manages it say to each other is such a value, its number in a second byte (GSMA SGP.22, 2.6 and 5.7). */
export const cardTag = 0xbf
const cardTags: readonly [from: number, to: number] = [0x20, 0x7e]

/** True where `bytes`, the first of `length`, begin a message of an eSIM that is as long as all of them. */
export function isCardMessage(bytes: Uint8Array, length: number): boolean {
  if (bytes[0] !== cardTag || bytes.length < signBytesMin || !isIn(bytes[1] as number, cardTags)) return false
  const element = contentAt(bytes, 2, length)
  return element !== -1 && contentFits(bytes, element, length)
}

/** Where the content begins whose length, told at `at`, reaches to the end of all; -1 where it does not. */
function contentAt(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] as number
  const width = first > 0x80 ? first - 0x80 : 0
  if (width > 3) return -1
  let size = width === 0 ? first : 0
  for (let index = at + 1; index <= at + width; index++) size = size * 256 + (bytes[index] as number)
  const start = at + 1 + width
  return start + size === length ? start : -1
}

/** A first element with a tag of one byte ends within all; of a longer one that is not asked. */
function contentFits(bytes: Uint8Array, element: number, length: number): boolean {
  const inner = bytes[element + 1] as number
  return ((bytes[element] as number) & 31) === 31 || inner >= 0x80 || element + 2 + inner <= length
}

/** True where `bytes`, the first of `length`, begin a sequence of ASN.1 that is as long as all of them, or marks its end (X.690, 8.1), or such a message of an eSIM. */
export function isWholeSequence(bytes: Uint8Array, length: number): boolean {
  if (bytes[0] !== 0x30 || bytes.length < signBytesMin) return isCardMessage(bytes, length)
  if (bytes[1] === 0x80) return elementTags.has(bytes[2] as number) && (bytes[3] as number) + 4 <= length
  const element = contentAt(bytes, 1, length)
  return element !== -1 && elementTags.has(bytes[element] as number) && contentFits(bytes, element, length)
}

/** Of one letter chance writes names, too. */
const nameMin = 2
/** A map of CBOR whose end is marked. */
const cborEndless = 0xbf

/**
 * True where `bytes`, the first of `length`, begin a map of MessagePack or CBOR whose first name has two letters or more, or a
 * document of BSON that is as long as all of them. Of random bytes less than 1 in 10,000 do.
 */
export function beginsNamedMap(bytes: Uint8Array, length: number): boolean {
  if (bytes.length < signBytesMin) return false
  const first = bytes[0] as number
  const at = first === cborEndless ? -1 : mapNameAt(bytes, 0)
  if (at < 0) return length < 65_536 && (((bytes[1] as number) << 8) | first) === length && isBson(bytes)
  // Where the number of entries takes two bytes: no map with a name has 4,000.
  if (at === 3 && (bytes[1] as number) >= 16) return false
  const size = mapNameBytes(bytes, 0, at)
  return size >= nameMin && isName(bytes, at + 1, at + 1 + size)
}

function isBson(bytes: Uint8Array): boolean {
  return bytes[2] === 0 && bytes[3] === 0 && (bytes[4] as number) < 20 && isNameChar(bytes[5] as number)
}

function isIn(byte: number, [from, to]: readonly [number, number]): boolean {
  return byte >= from && byte <= to
}

/** As far as it is there. */
function isName(bytes: Uint8Array, start: number, stop: number): boolean {
  for (let at = start; at < stop && at < bytes.length; at++)
    if (!isNameChar(bytes[at] as number)) return false
  return true
}

function isNameChar(byte: number): boolean {
  return isIn(byte | 0x20, [0x61, 0x7a]) || isIn(byte, [0x30, 0x39]) || byte === 0x5f || byte === 0x2d
}

function isAt(bytes: Uint8Array, at: number, sign: readonly number[]): boolean {
  for (let index = 0; index < sign.length; index++) if (bytes[at + index] !== sign[index]) return false
  return true
}

/** Opcodes that a pickle of a dictionary, list, tuple, text or object begins with. */
const pickleStarts: ReadonlySet<number> = new Set([0x7d, 0x5d, 0x28, 0x63, 0x58, 0x8c])

/** PROTO with its version, then a frame (from version 4 on, when it is long enough) or the first value. */
function isPickle(bytes: Uint8Array, start: number): boolean {
  const version = bytes[start + 1] as number
  const next = bytes[start + 2] as number
  if (version === 4 || version === 5) return next === 0x95 && bytes[start + 10] === 0
  return (version === 2 || version === 3) && pickleStarts.has(next)
}
