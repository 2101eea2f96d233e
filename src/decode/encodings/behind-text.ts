import { quote } from '../../core/ascii-codes.ts'
import { exactPiece, certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { isText } from '../text.ts'

const bytesMin = 12
/** The longest text in front of a document, and behind it. */
const leadMax = 256
const tailMax = 64

const closers: ReadonlyMap<number, number> = new Map([
  [0x7b, 0x7d],
  [0x5b, 0x5d],
])

/**
 * JSON behind a word or some (`INFO sent {"imei":…}`, `event|{"imei":…}`), as logs have it and protocols of lines: without
 * its frame, names that belong together are far apart. What stands behind `name=` and `name:` is left to those who read names.
 */
export const encoding: Encoding = {
  name: 'behind-text',
  kind: 'container',
  title: 'JSON behind text',
  probe(bytes, { shape }) {
    if (shape.end - shape.start < bytesMin || shape.controls > 0) return certainty.no
    // Of a document itself nothing stands in front.
    if (shape.first === 0x7b || beginsDocument(shape.first, bytes[shape.start + 1] as number))
      return certainty.no
    return startOf(bytes, shape.start, shape.end) < 0 ? certainty.no : certainty.lines + 1
  },
  decode(bytes, { shape }) {
    const start = startOf(bytes, shape.start, shape.end)
    const closer = closers.get(bytes[start] as number)
    if (start < 0 || closer === undefined) return 'no document'
    let { end } = shape
    while (end > start && shape.end - end <= tailMax && bytes[end - 1] !== closer) end--
    if (end - start < bytesMin || shape.end - end > tailMax) return 'no end'
    const pieces = [
      exactPiece('behind-text', '', '', bytes, shape.start, start, 'value'),
      exactPiece('behind-text', '', '', bytes, start, end, 'value'),
    ]
    if (end < shape.end) pieces.push(exactPiece('behind-text', '', '', bytes, end, shape.end, 'value'))
    return { pieces, isWhole: true }
  },
}

/** Where `{"`, `[{` or `["` begins, no name in front; -1 where that is not soon. */
function startOf(bytes: Buffer, start: number, end: number): number {
  const stop = Math.min(end - bytesMin, start + leadMax)
  for (let at = start + 1; at < stop; at++) {
    const byte = bytes[at] as number
    if ((byte !== 0x7b && byte !== 0x5b) || !beginsDocument(byte, bytes[at + 1] as number)) continue
    return isName(bytes, start, at) || !isText(bytes, start, at) ? -1 : at
  }
  return -1
}

function beginsDocument(first: number, second: number): boolean {
  return second === quote || (first === 0x5b && second === 0x7b)
}

/** What stands in front of `at` names it. */
function isName(bytes: Buffer, start: number, at: number): boolean {
  let last = at - 1
  while (last > start && bytes[last] === 0x20) last--
  return bytes[last] === 0x3d || bytes[last] === 0x3a
}
