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

/** JSON that was written backwards, byte by byte or character by character, as a whole value: `}"…":"iemi"{`. */
export const encoding: Encoding = {
  name: 'backwards',
  kind: 'transform',
  title: 'backwards',
  probe(_bytes, { shape }) {
    if (shape.length < bytesMin || endings.get(shape.first) !== shape.last) return certainty.no
    return certainty.json + 3
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const { start, end } = shape
    if (!turnedName.test(bytes.toString('latin1', start, end))) return 'no names'
    if (!budget.takeTransform() || !budget.takeBytes(end - start)) return 'budget'
    return transformedWhole('backwards', '', turned(bytes.subarray(start, end), shape.high > 0), bytes, hint)
  },
  mayHide: (bytes, start, end) =>
    end - start >= bytesMin &&
    endings.get(bytes[start] as number) === bytes[end - 1] &&
    firsts.has(bytes[end - 2] as number),
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
