import type { Encoding, Written } from '../encoding.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import { isText } from '../text.ts'

const bytesMin = 16
/** What an object or a list of objects ends with, and begins with, when it is read from its end. */
const endings: ReadonlyMap<number, number> = new Map([
  [0x7d, 0x7b],
  [0x5d, 0x5b],
])
/** What stands behind the bracket that JSON begins with: a quote, or the next bracket. */
const firsts: ReadonlySet<number> = new Set([0x22, 0x7b])
/** Names and values of JSON as they stand there: `"imei":` is `:"iemi"`. */
const turnedName = /:\s?"[^"]{1,64}"/

/** JSON in a form, read from its end: `%7B%22` is where an object begins, `%22%3A%22` stands between a name and a text. */
const turnedObject = /22%b7%/i
const turnedAssignment = /22%a3%22%/i
/** In front of its own name, which stands last or has some fields behind it: `22%B7%=m`, no form has `%=`. */
const namesBytesMax = 48

/**
 * JSON that was written backwards, byte by byte or character by character, as a whole value: `}"…":"iemi"{`; also inside
 * a form: `D7%22%…22%B7%=m`.
 */
export const encoding: Encoding = {
  name: 'backwards',
  kind: 'transform',
  title: 'backwards',
  probe(bytes, { shape }) {
    if (shape.length < bytesMin) return certainty.no
    const isTurned = endings.get(shape.first) === shape.last || endsWithName(bytes, shape.start, shape.end)
    return isTurned ? certainty.json + 3 : certainty.no
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const { start, end } = shape
    const text = bytes.toString('latin1', start, end)
    const isTurned =
      endings.get(shape.first) === shape.last
        ? turnedName.test(text)
        : turnedObject.test(text) && turnedAssignment.test(text)
    if (!isTurned) return 'no names'
    if (!budget.takeTransform() || !budget.takeBytes(end - start)) return 'budget'
    return transformedWhole('backwards', '', turned(bytes.subarray(start, end), shape.high > 0), bytes, hint)
  },
  mayHide: (bytes, start, end) =>
    end - start >= bytesMin &&
    ((endings.get(bytes[start] as number) === bytes[end - 1] && firsts.has(bytes[end - 2] as number)) ||
      endsWithName(bytes, start, end)),
  hidesIn: { bytesMin },
}

/** `%=` and a name end it. */
function endsWithName(bytes: Buffer, start: number, end: number): boolean {
  for (let at = end - 1; at > Math.max(start, end - namesBytesMax); at--)
    if (bytes[at] === 0x3d && bytes[at - 1] === 0x25) return true
  return false
}

/** Character by character, as programs turn texts. */
export const written: Written = {
  name: 'document backwards',
  family: 'E4',
  gives: 'text',
  isForDocuments: true,
  encode: (bytes) => turned(bytes, true),
}

/** Programs turn texts, whose characters stay whole: where they are, they are kept. */
function turned(bytes: Buffer, mayHaveCharacters: boolean): Buffer {
  if (mayHaveCharacters && isText(bytes, 0, bytes.length))
    return Buffer.from(Array.from(bytes.toString()).reverse().join(''))
  return Buffer.from(bytes).reverse()
}
