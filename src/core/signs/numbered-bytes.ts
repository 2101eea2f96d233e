import { backslash, colon, comma, minus, quote } from '../ascii-codes.ts'
import { isDigit } from '../ascii.ts'

/**
 * Bytes as the members of an object, each under its number: `{"0":123,"1":34,"2":105}`, which is what `JSON.stringify`
 * makes of a `Uint8Array`.
 */

/** Six with one that is no character, or so many characters: the numbers in a row say more than commas do. */
const itemsMin = 6
const textItemsMin = 8
/** Members in a row that are no chance. */
const askedItems = 6

/** Bytes of an object, which `[start, end)` are. */
export interface NumberedBytes {
  readonly start: number
  readonly end: number
  readonly bytes: Buffer
}

/** Where the last member that was read ends, its number and its value. */
const member: { end: number; index: number; value: number } = { end: 0, index: 0, value: 0 }

function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9)) at++
  return at
}

/** Reads `"12": 34` at `at` into {@link member}. */
function readMember(bytes: Uint8Array, from: number, end: number): boolean {
  // In JSON inside JSON the quotes are escaped.
  let at = bytes[from] === backslash ? from + 1 : from
  if (bytes[at++] !== quote) return false
  let index = 0
  const first = at
  while (at < end && isDigit(bytes[at]) && at - first < 7) index = index * 10 + (bytes[at++] as number) - 48
  if (at === first) return false
  if (bytes[at] === backslash) at++
  if (bytes[at++] !== quote) return false
  at = skipBlanks(bytes, at, end)
  if (bytes[at++] !== colon) return false
  at = skipBlanks(bytes, at, end)
  const isNegative = bytes[at] === minus
  if (isNegative) at++
  const digits = at
  let value = 0
  while (at < end && isDigit(bytes[at]) && at - digits < 4) value = value * 10 + (bytes[at++] as number) - 48
  if (at === digits || at > end || value > (isNegative ? 128 : 255)) return false
  member.end = at
  member.index = index
  member.value = isNegative ? -value : value
  return true
}

/** Behind the comma at `from` and blanks around it; -1 where there is none. */
function behindComma(bytes: Uint8Array, from: number, end: number): number {
  const at = skipBlanks(bytes, from, end)
  return bytes[at] === comma && at < end ? skipBlanks(bytes, at + 1, end) : -1
}

/** Whether a value that begins at `at` is one of some members that are numbered one after the other: for the quick look. */
export function isNumberedAt(bytes: Uint8Array, start: number, at: number, end: number): boolean {
  // In front: `"12":`.
  let from = at - 1
  while (from > start && bytes[from] === 0x20) from--
  if (bytes[from] !== colon || bytes[from - 1] !== quote) return false
  from -= bytes[from - 2] === backslash ? 3 : 2
  while (from > start && isDigit(bytes[from])) from--
  if (from < start || !readMember(bytes, from, end)) return false
  for (let count = 1; count < askedItems; count++) {
    const { index } = member
    const next = behindComma(bytes, member.end, end)
    if (next === -1 || !readMember(bytes, next, end) || member.index !== index + 1) return false
  }
  return true
}

const beginning = Buffer.from('"0"')

/** The first such object from `from` on; null for none. */
export function nextNumbered(bytes: Buffer, from: number, end: number): NumberedBytes | null {
  for (let start = bytes.indexOf(beginning, from); start !== -1 && start < end; ) {
    const values: number[] = []
    let stop = start
    for (let at = start; at !== -1 && readMember(bytes, at, end) && member.index === values.length; ) {
      values.push(member.value)
      stop = member.end
      at = behindComma(bytes, stop, end)
    }
    const hasOther = values.some((value) => value < 0 || value > 126)
    const isText = values.every((value) => value >= 32 || value === 9 || value === 10 || value === 13)
    const isSound = values.length >= textItemsMin ? hasOther || isText : values.length >= itemsMin && hasOther
    if (isSound) return { start, end: stop, bytes: Buffer.from(values) }
    start = bytes.indexOf(beginning, Math.max(stop, start + 1))
  }
  return null
}
