import { nextRun, runEnd } from '../../core/signs/byte-runs.ts'
import { isPrintable } from '../../core/signs/printable.ts'
import { limits } from '../../core/limits.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'
import { sizedChains } from '../sized-chains.ts'

/** Shorter text hides nothing that its characters do not say. */
const textBytesMin = 12
const lengthBytesMin = textBytesMin + 1
/** Bytes behind the last text that are printable by chance, or belong to what follows. */
const behindMax = 4
/** Texts that one byte may belong to: a length, half of it, and one that fits by chance. Digits alone are lengths that fit everywhere. */
const overlapMax = 3
/** Of those that overlap too much so many are looked at, beside those that follow each other. */
const crowdMax = 16 * limits.decode.sizedTextsMax
const nothing = (): void => undefined

/**
 * Text behind its length in one byte, in bytes of unknown form (Avro, Thrift, CBOR behind a strange head, names in DNS).
 * A length from 32 on is a printable character itself: without it a run of base32 or base58 begins one too early and
 * can not be read. Lengths chain: each text ends where the next length stands, the last where the printable bytes end.
 * Behind a text in turn may stand what is printable by chance.
 */
export const encoding: Encoding = {
  name: 'sized-text',
  kind: 'container',
  title: 'text behind its length',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.controls + shape.high === 0 || bytes.length < lengthBytesMin) return certainty.no
    return certainty.guess - 3
  },
  decode(bytes, _hint, budget) {
    const pieces: Piece[] = []
    const reach = (): void => budget.reach('sizedTextsMax')
    const { length } = bytes
    for (let at = 0; ; ) {
      const from = nextRun(isOfText, bytes, at, length, lengthBytesMin)
      if (from === -1) break
      at = runEnd(isOfText, bytes, from, length)
      const texts = [...textBehind(bytes, from, at), ...textsIn(bytes, from, at, reach)]
      if (texts.length > 0 && pieces.length >= limits.decode.sizedTextsMax) {
        reach()
        break
      }
      for (const [start, end] of texts)
        pieces.push(exactPiece('sized-text', '', '', bytes, start, end, 'value'))
    }
    return pieces.length === 0 ? 'no length fits' : { pieces, isWhole: false }
  },
}

/** Blanks are lengths of prose only. */
const isOfText: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte !== 0x20 && isPrintable(byte) ? 1 : 0,
)

/** The text that ends inside the printable bytes `[from, to)`, by the length in front of them: what follows is glued to it. */
export function textBehind(bytes: Buffer, from: number, to: number): [number, number][] {
  if (from === 0 || isUtf8End(bytes, from) || isCounted(bytes, from, to)) return []
  const length = bytes[from - 1] as number
  const size = length >= packedText && length <= packedText + packedTextMax ? length - packedText : length
  return [size, length >> 1]
    .filter((one) => one >= textBytesMin && from + one < to)
    .map((one): [number, number] => [from, from + one])
    .filter(([start, end]) => mayEndInside(bytes, start, end))
}

/** MessagePack's heads of short text. */
const packedText = 0xa0
const packedTextMax = 31

const cborText = 0x60
const cborTextMax = 23
/** By length byte, made when the byte comes. */
const sizes: (readonly number[] | undefined)[] = []

/** What a length byte may mean: itself; in zig-zag (Avro) half of it; in CBOR's heads of text (0x60 to 0x77) the rest. */
export function sizesOf(length: number): readonly number[] {
  return (sizes[length] ??= [
    length,
    ...(length % 2 === 0 ? [length >> 1] : []),
    ...(length >= cborText && length <= cborText + cborTextMax ? [length - cborText] : []),
  ])
}

/** Texts in the printable bytes `[from, to)` whose length is a printable byte in front. `onCrowd`: where more fit than {@link overlapMax}. */
export function textsIn(
  bytes: Buffer,
  from: number,
  to: number,
  onCrowd: () => void = nothing,
): [number, number][] {
  if (isCounted(bytes, from, to) || beginsDocument(bytes, from, to)) return []
  if (continuesText(bytes, from)) return chained(bytes, from, to)
  if (bytes[from] === to - from - 1 && to - from > textBytesMin) return [[from + 1, to]]
  const fits = fitsIn(bytes, from, to)
  if (fits.length === 0) return []
  /** Where a length may stand: in front, behind one byte that is a tag, and where a text ends in turn. */
  const heads = new Set<number>([from])
  const addHeads = (end: number): void => {
    heads.add(end)
    if (!isStructure(bytes[end] as number)) heads.add(end + 1)
  }
  if (!isStructure(bytes[from] as number)) heads.add(from + 1)
  if (from > 0)
    for (const size of sizesOf(bytes[from - 1] as number))
      if (!hasStructure(bytes, from, Math.min(from + size, to))) addHeads(from + size)
  const first = [...heads]
  const texts: [number, number][] = []
  const room = new Room(from, to)
  let isCrowded = false
  for (const [start, end] of fits.reverse()) {
    if (!heads.has(start - 1)) continue
    const isWord = !hasStructure(bytes, start, end)
    // A length is no sign inside of a document: it is one of its characters.
    if (isWord) addHeads(end)
    if (end - start < textBytesMin || (end !== to && !mayEndInside(bytes, start, end))) continue
    texts.push([start, end])
    isCrowded ||= !room.take([start, end])
    if (isCrowded && texts.length >= crowdMax) break
  }
  if (!isCrowded) return texts.reverse()
  onCrowd()
  return fewer(bytes, first, texts, from, to)
}

/** Of texts in `[from, to)` that overlap too much: those that follow each other to the end, then those that there is room for. */
function fewer(
  bytes: Buffer,
  heads: readonly number[],
  texts: readonly [number, number][],
  from: number,
  to: number,
): [number, number][] {
  const room = new Room(from, to)
  const chosen = new Map<string, [number, number]>()
  const take = (text: [number, number]): void => {
    if (!chosen.has(text.join()) && room.take(text)) chosen.set(text.join(), text)
  }
  const isText = (start: number, end: number): boolean => !hasStructure(bytes, start, end)
  for (const chain of sizedChains(bytes, heads, to, behindMax, isText))
    for (const text of chain) if (text[1] - text[0] >= textBytesMin) take(text)
  for (const text of texts) if (chosen.size < limits.decode.sizedTextsMax) take(text)
  return [...chosen.values()].sort(([one], [other]) => other - one)
}

/** Room for texts in `[from, to)`: no byte of it is of more than {@link overlapMax}. */
class Room {
  private readonly from: number
  private readonly taken: Uint8Array

  constructor(from: number, to: number) {
    this.from = from
    this.taken = new Uint8Array(to - from)
  }

  take([start, end]: [number, number]): boolean {
    const span = this.taken.subarray(start - this.from, end - this.from)
    if (span.includes(overlapMax)) return false
    for (let at = 0; at < span.length; at++) span[at] = (span[at] as number) + 1
    return true
  }
}

/**
 * The rest of a text may be none: what looks like the end of its line is the length of some words, behind which the length
 * of all that follows stands.
 */
function chained(bytes: Buffer, from: number, to: number): [number, number][] {
  if (hasStructure(bytes, from, to)) return []
  let lengthAt = from - 1
  while (lengthAt > 0 && from - lengthAt < wordsBytesMax && isPrintable(bytes[lengthAt] as number)) lengthAt--
  for (const size of sizesOf(bytes[lengthAt] as number)) {
    const start = lengthAt + size + 2
    if (start <= from || to - start < textBytesMin) continue
    for (const length of sizesOf(bytes[start - 1] as number))
      if (length >= textBytesMin && length <= to - start && to - start - length <= behindMax)
        return [[start, start + length]]
  }
  return []
}

const wordsBytesMax = 32

/** All that a length in front fits: to the end, or to where the next stands. From the last to the first. */
function fitsIn(bytes: Buffer, from: number, to: number): [number, number][] {
  const fits: [number, number][] = []
  const ends = new Set<number>()
  for (let end = to; end >= to - behindMax && end > from; end--) ends.add(end)
  for (let at = to - lengthBytesMin; at >= from; at--) {
    for (const size of sizesOf(bytes[at] as number)) {
      if (!ends.has(at + 1 + size)) continue
      ends.add(at)
      fits.push([at + 1, at + 1 + size])
    }
  }
  return fits
}

/** True where the readable bytes from `from` on are the rest of a text: behind a blank or line end in it, or a character of UTF-8. */
function continuesText(bytes: Buffer, from: number): boolean {
  if (from < 2) return false
  const before = bytes[from - 1] as number
  if (before !== 0x20 && before !== 0x09 && before !== 0x0a && before !== 0x0d) return isUtf8End(bytes, from)
  const last = bytes[from - 2] as number
  return isPrintable(last) || last === 0x0a || last === 0x0d || isUtf8End(bytes, from - 1)
}

/** True where a character of UTF-8 with several bytes ends at `end`. */
function isUtf8End(bytes: Buffer, end: number): boolean {
  for (let size = 2; size <= 4 && size <= end; size++) {
    const byte = bytes[end - size + 1] as number
    if (byte < 0x80 || byte > 0xbf) return false
    const lead = bytes[end - size] as number
    if (lead >= (leads[size] as number) && lead < (leads[size + 1] as number)) return true
  }
  return false
}

/** The least first byte of a character of so many bytes in UTF-8. */
const leads: readonly number[] = [0, 0, 0xc2, 0xe0, 0xf0, 0xf5]

/** True where a length in front says that all of `[from, to)` is one text. */
function isCounted(bytes: Buffer, from: number, to: number): boolean {
  const size = to - from
  if (from === 0) return false
  const last = bytes[from - 1] as number
  if (last === size || last === size * 2 || last === packedText + size) return true
  if (from < 2) return false
  return bytes.readUInt16BE(from - 2) === size || bytes.readUInt16LE(from - 2) === size
}

/** JSON, XML or a string of JSON begins: its first character is no length. */
function beginsDocument(bytes: Buffer, from: number, to: number): boolean {
  const closer = closers.get(bytes[from] as number)
  const at = closer === undefined ? -1 : bytes.indexOf(closer, from + 1)
  return at !== -1 && at < to
}

const closers: ReadonlyMap<number, string> = new Map([
  [0x7b, '"'],
  [0x5b, '"'],
  [0x22, '"'],
  [0x3c, '>'],
])

/** A text may end inside readable bytes where it is one word, as encodings are, or a document that ends there. */
function mayEndInside(bytes: Buffer, start: number, end: number): boolean {
  const last = bytes[end - 1]
  return last === 0x7d || last === 0x5d || last === 0x3e || !hasStructure(bytes, start, end)
}

function hasStructure(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isStructure(bytes[at] as number)) return true
  return false
}

/** Characters that stand between names and values, in documents, addresses and lists. */
const structure: ReadonlySet<number> = new Set(Buffer.from('"\'{}[]<>&:,;@?|'))

function isStructure(byte: number): boolean {
  return structure.has(byte)
}
