import { base58Digits } from '../../core/signs/base58.ts'
import { base32Digits, base32HexDigits } from '../../core/signs/digit-values.ts'
import type { EdgedForm } from '../identifier-type.ts'
import { edges } from './matcher.ts'
import { wholeNumber } from './raw-spelling.ts'
import { uuidOnly } from './written.ts'

/**
 * Values that are numbers (digits, hex, UUIDs) as programs print them to be short or to be read: in the larger bases, and
 * in groups of thousands, which a formatter for people makes of an IMEI that is kept as a number.
 */

const digits = '0123456789'
const small = 'abcdefghijklmnopqrstuvwxyz'
const large = small.toUpperCase()
/** `Long.toString(id, 36)` of Java and `toString(36)` of JavaScript; two orders of 62 are in use. */
const bases: readonly (readonly [form: string, alphabet: string])[] = [
  ['base36', digits + small],
  ['base36', digits + large],
  ['base62', digits + large + small],
  ['base62', digits + small + large],
  ['base58', base58Digits],
  ['base32 of Crockford', '0123456789abcdefghjkmnpqrstvwxyz'],
  ['base32 of Crockford', '0123456789ABCDEFGHJKMNPQRSTVWXYZ'],
  // `toString(32)`, and the digits of RFC 4648, 6: of the number, where encoders take its bytes.
  ['number in base32', base32HexDigits.toLowerCase()],
  ['number in base32', base32HexDigits],
  ['number in base32', base32Digits],
  ['number in base32', base32Digits.toLowerCase()],
]
/** Of UUIDs: the order of Flickr, and without all that looks alike (shortuuid of Python). */
const uuidBases: readonly (readonly [form: string, alphabet: string])[] = [
  ['base58', `123456789${small}${large}`.replace(/[lIO]/g, '')],
  ['base57', `23456789${large}${small}`.replace(/[IOl]/g, '')],
]
/** Shorter results chance writes, too. */
const charsMin = 8
/** Digits of a number that is no chance with signs in it. */
const digitsMin = 12
const digitsMax = 20
/** Signs between thousands: of English, German, Switzerland (two), and France and the north (three kinds of blank). */
const groupSigns = [',', '.', "'", '’', '\u00a0', '\u202f', ' ']

/** The value in the bases of its kind. */
export function* radixSpellings(normal: string): Generator<EdgedForm> {
  const number = numberOf(normal)
  if (number === null) return
  const all = uuidOnly(normal) === '' ? bases : [...bases, ...uuidBases]
  // Java knows no number of 64 bits without a sign.
  const asSigned = BigInt.asIntN(64, number)
  const numbers = asSigned < 0n && number >> 64n === 0n ? [number, -asSigned] : [number]
  for (const one of numbers)
    for (const [form, alphabet] of all) {
      const text = inBase(one, alphabet)
      if (text.length >= charsMin) yield { form, bytes: Buffer.from(text), edge: edges.word }
    }
}

/** The digits in groups, as in `353,918,092,746,383`, and as India groups them. */
export function* thousands(normal: string): Generator<EdgedForm> {
  const whole = longNumber(normal)
  if (whole === '') return
  const grouped = groupSigns.map((sign) => whole.replace(/\B(?=(?:\d{3})+$)/g, sign))
  const indian = `${whole.slice(0, -3).replace(/\B(?=(?:\d{2})+$)/g, ',')},${whole.slice(-3)}`
  for (const text of [...grouped, indian])
    for (const one of new Set([text, encodeURIComponent(text)]))
      yield { form: 'with signs between thousands', bytes: Buffer.from(one), edge: edges.digits }
}

/** Digits of 12 and more, 16 hex digits and UUIDs are numbers; words are none. */
function numberOf(normal: string): bigint | null {
  const whole = longNumber(normal)
  if (whole !== '') return BigInt(whole)
  const hex = uuidOnly(normal).replaceAll('-', '') || normal
  return /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/.test(hex) ? BigInt(`0x${hex}`) : null
}

function inBase(number: bigint, alphabet: string): string {
  const base = BigInt(alphabet.length)
  let text = ''
  for (let rest = number; rest > 0n; rest /= base) text = alphabet.charAt(Number(rest % base)) + text
  return text
}

function longNumber(normal: string): string {
  const whole = wholeNumber(normal)
  return whole.length >= digitsMin && whole.length <= digitsMax ? whole : ''
}
