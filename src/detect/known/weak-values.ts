import { backslash, percent } from '../../core/ascii-codes.ts'
import { isDigit } from '../../core/ascii.ts'

/**
 * Values that chance and ordinary words write, too: few digits (a cell of GSM, an account), words (`home`). They count
 * only under a name of their kind. Eight or nine digits are rarely chance, but not never: without a name they are
 * `probable`.
 */

/** Digits that counters, sizes and prices also reach. */
const weakDigitsMax = 7
/** Letters of an ordinary word. */
const weakLettersMax = 9
/** Groups of UUIDs are as short. */
const weakHexMax = 5
const slightDigitsMax = 9

/** True for a value that counts under names of its kind only. */
export function isWeak(text: string): boolean {
  if (/^\d+$/.test(text)) return text.length <= weakDigitsMax
  if (/^\p{L}+$/u.test(text)) return text.length <= weakLettersMax
  return text.length <= weakHexMax && /^[0-9A-Fa-f]+$/.test(text)
}

/** True for digits that are `probable` without a name of their kind; in groups one less is. */
export function isSlight(text: string): boolean {
  if (/^\d+$/.test(text)) return text.length <= slightDigitsMax
  return /^[\d .-]+$/.test(text) && text.replace(/\D/g, '').length < slightDigitsMax
}

/** So many digits chance writes nowhere. */
const sureDigitsMin = 15

/** True for digits that count in longer numbers, too: requests are numbered by `<imei><moment>`. */
export function isSureNumber(text: string): boolean {
  return text.length >= sureDigitsMin && /^\d+$/.test(text)
}

/** A moment, a network or another number has more; one digit more or less is another number. */
const besideDigitsMin = 5

/** How many digits stand right beside `bytes[start, end)`: no more are counted than say enough. */
function digitsBeside(bytes: Buffer, start: number, end: number): number {
  let left = start
  while (start - left < besideDigitsMin && left > 0 && isDigit(bytes[left - 1] as number)) left--
  left = Math.min(start, behindEscape(bytes, left))
  let right = end
  while (right - end < besideDigitsMin && right < bytes.length && isDigit(bytes[right] as number)) right++
  return right - left - (end - start)
}

/** Where the escape ends that `at` stands in (`%22`, `\\u0022`): its digits are of no number; `at` where it stands in none. */
function behindEscape(bytes: Buffer, at: number): number {
  for (let digits = 0; digits < unicodeDigits; digits++) {
    const sign = at - digits - 1
    if (digits < 2 && bytes[sign] === percent) return sign + 3
    if (bytes[sign] === 0x75 && bytes[sign - 1] === backslash) return sign + 1 + unicodeDigits
  }
  return at
}

const unicodeDigits = 4

/** What it says that a sure number is a part of a longer one: '' where it stands alone; null where it is another number. */
export function partOfNumber(bytes: Buffer, start: number, end: number): string | null {
  const beside = digitsBeside(bytes, start, end)
  if (beside === 0) return ''
  return beside < besideDigitsMin ? null : 'it is a part of a longer number'
}

/** A name, an assignment and an opening quote, up to where the value stands. */
const nameBefore = /([0-9A-Za-z_-]{2,64})(?:\[\d+\])?\\?["'\]]?\s{0,2}[=:>]\s{0,2}\\?["']?$/
const nameBytesMax = 80

/** The name that text gives to what stands at `start` in it; '' for none. */
export function nameInText(bytes: Buffer, start: number): string {
  const before = bytes.toString('latin1', Math.max(0, start - nameBytesMax), start)
  return nameBefore.exec(before)?.[1] ?? ''
}

/** A mail address has no more on either side of a word (RFC 5321, 4.5.3.1.1). */
const mailBytesMax = 64

function isMailByte(code: number): boolean {
  const lower = code | 32
  return (
    (code >= 48 && code <= 57) ||
    (lower >= 97 && lower <= 122 && code < 128) ||
    '.@_%+-'.includes(String.fromCharCode(code))
  )
}

/** True where `bytes[start, end)` is a part of a mail address: of its domain, or one of several words in front of the @. */
export function isPartOfMail(bytes: Buffer, start: number, end: number): boolean {
  let left = start
  while (left > 0 && start - left < mailBytesMax && isMailByte(bytes[left - 1] as number)) left--
  let right = end
  while (right < bytes.length && right - end < mailBytesMax && isMailByte(bytes[right] as number)) right++
  const text = bytes.toString('latin1', left, right)
  const sign = text.search(/(?<=[0-9A-Za-z])(?:@|%40)[0-9A-Za-z]/)
  return sign !== -1 && (left !== start || left + sign !== end)
}
