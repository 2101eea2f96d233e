import { areSignsRandom } from '../../core/signs/random-signs.ts'
import { shortCharsMin } from './long-words.ts'
import { randomIn } from './random-part.ts'
import type { RandomValue } from './random-value.ts'
import { keptBytesMax } from './written-as.ts'

/** Signs that show whether a value is text, and decimal. */
const seenSigns = 64

/** Hex without a letter is a whole number in decimals, whose signs are near each other always. */
export function areDecimal(bytes: Buffer): boolean {
  return /^\d+$/.test(bytes.toString('latin1', 0, seenSigns))
}

/** Hex with a sign between its pairs, as programs print bytes. */
const pairsOfHex = /^[\da-f]{2}([-:., _|])(?:[\da-f]{2}\1)*[\da-f]{2}$/i

/** Text without blanks and signs of padding at its end, sought from there: a run of them inside of it may be long. */
function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && blankOrPadding.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

const blankOrPadding = /[\s=]/

/** Text in hex with signs between its pairs, or in an alphabet that is not known, where that looks random. */
export function randomText(bytes: Buffer): RandomValue | null {
  if (bytes.length < shortCharsMin || !isPlainText(bytes)) return null
  const text = withoutEnd(bytes.toString('latin1', 0, keptBytesMax))
  if (pairsOfHex.test(text)) {
    const value = Buffer.from(text.replaceAll(/[^\da-f]/gi, ''), 'hex')
    const random = randomIn(value)
    return random === null ? null : { written: 'hex', value, random }
  }
  return areSignsRandom(bytes, 0, bytes.length) ? { written: 'text', value: bytes, random: bytes } : null
}

/** No control character but white space, and nothing beyond ASCII, at its beginning. */
export function isPlainText(bytes: Buffer): boolean {
  const stop = Math.min(bytes.length, seenSigns)
  for (let at = 0; at < stop; at++) {
    const byte = bytes[at] as number
    if (byte >= 0x80 || byte < 0x09) return false
  }
  return true
}
