import { isPrintable } from '../../core/byte-signs.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

/** Shorter text hides nothing that its characters do not say. */
const textBytesMin = 12
const lengthBytesMin = textBytesMin + 1
/** Bytes behind the last text that are printable by chance, or belong to what follows. */
const behindMax = 4
const piecesMax = 64

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
    let at = 0
    while (at < bytes.length && pieces.length < Math.min(piecesMax, budget.nodesLeft)) {
      const from = at
      while (at < bytes.length && isTextByte(bytes[at] as number)) at++
      if (at - from >= lengthBytesMin)
        for (const [start, end] of [...textBehind(bytes, from, at), ...textsIn(bytes, from, at)])
          pieces.push(exactPiece('sized-text', '', '', bytes, start, end, 'value'))
      at++
    }
    return pieces.length === 0 ? 'no length fits' : { pieces, isWhole: false }
  },
}

/** Blanks are lengths of prose only. */
function isTextByte(byte: number): boolean {
  return byte !== 0x20 && isPrintable(byte)
}

/** The text that ends inside the printable bytes `[from, to)`, by the length in front of them: what follows is glued to it. */
export function textBehind(bytes: Buffer, from: number, to: number): [number, number][] {
  if (from === 0) return []
  const length = bytes[from - 1] as number
  const size = length >= packedText && length <= packedText + packedTextMax ? length - packedText : length
  return [size, length >> 1]
    .filter((one) => one >= textBytesMin && from + one < to)
    .map((one): [number, number] => [from, from + one])
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

/** Texts in the printable bytes `[from, to)` whose length is a printable byte in front. */
export function textsIn(bytes: Buffer, from: number, to: number): [number, number][] {
  const texts: [number, number][] = []
  /** Where a text may end: at a length that starts a text itself, and at the end. */
  const ends = new Set<number>()
  for (let end = to; end >= to - behindMax && end > from; end--) ends.add(end)
  for (let at = to - lengthBytesMin; at >= from; at--) {
    const length = bytes[at] as number
    for (const size of sizesOf(length)) {
      if (!ends.has(at + 1 + size)) continue
      ends.add(at)
      if (size >= textBytesMin) texts.push([at + 1, at + 1 + size])
    }
  }
  return texts
}
