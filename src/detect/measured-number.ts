import { isDigit, isLetter } from '../core/ascii.ts'

const minus = 0x2d
const point = 0x2e
const lowLine = 0x5f
const wholeDigitsMax = 9
const charsMax = 32

/**
 * True for a number with a fraction, as programs write what they measured (`-0.4723091827364519`): its digits are no digest,
 * and it hides nothing.
 */
export function isMeasuredNumber(bytes: Uint8Array): boolean {
  const { length } = bytes
  if (length > charsMax) return false
  const first = bytes[0] === minus ? 1 : 0
  let at = first
  while (at < length && isDigit(bytes[at])) at++
  if (at === first || at - first > wholeDigitsMax || bytes[at] !== point || at + 1 === length) return false
  do at++
  while (at < length && isDigit(bytes[at]))
  return at === length
}

/** True where the digits from `at` on are the fraction of such a number: `fb.1.1596403881668` is none. */
export function isFractionAt(bytes: Uint8Array, at: number): boolean {
  if (bytes[at - 1] !== point) return false
  let first = at - 1
  while (first > 0 && isDigit(bytes[first - 1])) first--
  const whole = at - 1 - first
  return whole > 0 && whole <= wholeDigitsMax && (first === 0 || !isOfWord(bytes[first - 1]))
}

/** True where all of `[start, end)` is such a fraction. */
export function isFraction(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isFractionAt(bytes, start)) return false
  let at = start
  while (at < end && isDigit(bytes[at])) at++
  return at === end
}

/** A letter of ASCII, a sign of names, or a point: the number is part of something else. */
function isOfWord(byte: number | undefined): boolean {
  return isLetter(byte) || byte === lowLine || byte === point
}
