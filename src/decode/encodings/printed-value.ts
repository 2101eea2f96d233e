import { certainty, exactPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

/** No value that identifies anybody is longer. */
const bytesMax = 4_096
const bytesMin = 8
const quote = 0x22
const lessThan = 0x3c
/** Of what is printed in front of a value. */
const objectBytesMax = 96

/** How Swift and Rust print a value that may be missing. */
const optionals: readonly Buffer[] = ['Optional(', 'Some('].map((text) => Buffer.from(text))

/**
 * A value as a program prints it for its developers: `Optional("…")` of Swift, `Some("…")` of Rust, and the class and
 * address of an object of Objective-C (`<__NSConcreteUUID 0x…> …`). What it is printed around is a value of its own, under the
 * same name.
 */
export const encoding: Encoding = {
  name: 'printed-value',
  kind: 'transform',
  title: 'printed value',
  probe: (bytes) => (rangeOf(bytes) === null ? certainty.no : certainty.declared + 2),
  decode(bytes, hint, budget) {
    const range = rangeOf(bytes)
    if (range === null) return 'nothing printed around it'
    if (!budget.takeTransform() || !budget.takeBytes(range[1] - range[0])) return 'budget'
    const piece = exactPiece('printed-value', '', '', bytes, ...range, hint.role)
    return { pieces: [{ ...piece, key: null, contentType: hint.contentType }], isWhole: true }
  },
}

/** Where the value itself stands; null where nothing is around it. */
function rangeOf(bytes: Buffer): [start: number, end: number] | null {
  if (bytes.length < bytesMin || bytes.length > bytesMax) return null
  return bytes[0] === lessThan ? behindObject(bytes) : insideOptional(bytes)
}

/** The class of an object and where it lies, as `NSObject` describes itself, and a value behind it. */
const object = /^<_*[A-Z]\w{1,63}:? 0x[0-9a-fA-F]{1,16}>:?[ \t]+(?=\S)/

function behindObject(bytes: Buffer): [start: number, end: number] | null {
  const length = object.exec(bytes.toString('latin1', 0, objectBytesMax))?.[0].length ?? 0
  return length === 0 || length === bytes.length ? null : [length, bytes.length]
}

function insideOptional(bytes: Buffer): [start: number, end: number] | null {
  const opening = optionals.find((text) => text[0] === bytes[0] && bytes.indexOf(text) === 0)
  const end = bytes.length - 1
  if (opening === undefined || bytes[end] !== 0x29) return null
  const start = opening.length
  if (end <= start) return null
  if (bytes[start] === quote)
    return bytes.indexOf(quote, start + 1) === end - 1 && end - 1 > start + 1 ? [start + 1, end - 1] : null
  return isBalanced(bytes, start, end) ? [start, end] : null
}

/** No bracket closes what was not opened in it: `Optional(1), Optional(2)` is no value. */
function isBalanced(bytes: Buffer, start: number, end: number): boolean {
  let open = 0
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0x28) open++
    else if (bytes[at] === 0x29 && --open < 0) return false
  }
  return open === 0
}
