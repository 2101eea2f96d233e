import { base32Digits } from '../../core/signs/digit-values.ts'
import { inBase85 } from './disguised-spelling.ts'
import { edges } from './matcher.ts'
import type { Edge } from './matcher.ts'
import type { EdgedForm, WrittenForm } from '../identifier-type.ts'
import { inBase32, inLargeBase } from './turned-spelling.ts'
import { nullSchemeForm, uuidOnly } from './written.ts'

/**
 * Raw bytes and numbers of a value as texts, beside plain hex and base64: hex with signs between the bytes, base85, base58
 * and base32 of all of it, numbers as languages print them.
 */

/** The bytes of an identifier; shorter ones chance writes, too. */
const rawBytesMin = 6
/** From here on hex with signs between its bytes is written of the bytes and not of what they mean (as a MAC address is). */
const spacedBytesMin = 8
/** Digits that a number of 53 bits holds for certain, and fewest of a number that is no chance in hex. */
const digitsMin = 12
const digitsMax = 16
const longDigitsMax = 20
const raw = /^\d+ raw bytes/
/** Forms of which each hex digit belongs to the value, but for zeros in front of a number. */
const dense = /raw bytes|half of it|halves swapped|mobile identity|64 bits|varint/
const denseBytesMin = 6
/** Digits in pairs with the half byte that fills them up: without it, they are the value's text in a longer number. */
const filled = /^BCD(?: behind a zero| filled with a zero)?$/
const filledBytesMin = 7

/**
 * The raw bytes of a form of a value as other text than hex and base64; nothing for forms that are no bytes of the value. Digits
 * in pairs are also written byte by byte, as Java and modems print what a SIM card answers.
 */
export function* rawSpellings(written: WrittenForm): Generator<EdgedForm> {
  const { form, bytes } = written
  if (packed.test(form)) for (const whole of packedWholes(written)) yield* byteByByte(form, whole)
  if (!raw.test(form) || bytes.length < rawBytesMin) return
  const word = (name: string, text: string): EdgedForm => ({
    form: `${form}, in ${name}`,
    bytes: Buffer.from(text),
    edge: edges.word,
  })
  const base32 = inBase32(bytes, base32Digits)
  yield word('base32', base32)
  yield word('base32', base32.toLowerCase())
  yield word('base58', inLargeBase(bytes))
  if (bytes.length < spacedBytesMin) return
  for (const one of inBase85(bytes, 1)) yield { ...one, form: `${form}, in ${one.form}` }
  for (const separator of [':', ' ', '-']) {
    const spaced = (bytes.toString('hex').match(/../g) ?? []).join(separator)
    yield word('hex, spaced', spaced)
    yield word('hex, spaced', spaced.toUpperCase())
  }
}

const packed = /^BCD/
/** The low half of the first byte of a mobile identity: IMSI, IMEI or IMEISV, of an even or odd number of digits (3GPP TS 24.008, 10.5.1.4). */
const identityTypes = [1, 2, 3, 9, 10, 11]

/** All bytes of digits in pairs: with the one that the first digit shares. */
function packedWholes({ bytes, digitBefore }: WrittenForm): Buffer[] {
  if (digitBefore === undefined) return [bytes]
  return identityTypes.map((type) => Buffer.concat([Buffer.from([(digitBefore << 4) | type]), bytes]))
}

/** Signs between numbers of a list, as they are and in URLs. */
const listSigns = [',', ', ', ' ', '%2C', '+']

/** Bytes as numbers, with and without a sign, and as hex with signs between. */
function* byteByByte(form: string, bytes: Buffer): Generator<EdgedForm> {
  if (bytes.length < filledBytesMin) return
  const signed = new Int8Array(bytes)
  for (const sign of listSigns)
    for (const text of new Set([bytes.join(sign), signed.join(sign)]))
      yield { form: `${form}, decimal bytes`, bytes: Buffer.from(text), edge: edges.digits }
  const pairs = bytes.toString('hex').match(/../g) ?? []
  for (const sign of [':', ' ', '-']) {
    const spaced = pairs.join(sign)
    for (const text of new Set([spaced, spaced.toUpperCase()]))
      yield { form: `${form}, in hex, spaced`, bytes: Buffer.from(text), edge: edges.word }
  }
}

/**
 * What may stand beside a form in hex: nothing of a word, but of files on a SIM card, which begin with a length and a type
 * (3GPP TS 31.102, 4.2.2 and 4.2.26), and of messages in hex. Behind the zeros of the null scheme stands
 * the rest of the value. Six bytes of the value are no chance wherever they stand.
 */
export function edgeInHex(form: string, bytes: Buffer, otherwise: Edge): Edge {
  if (form === nullSchemeForm) return edges.none
  if (filled.test(form)) {
    const isFilled = form !== 'BCD' || (bytes.at(-1) as number) % 16 === 15
    return isFilled && bytes.length >= filledBytesMin ? edges.none : otherwise
  }
  return dense.test(form) && bytesOfValue(bytes) >= denseBytesMin ? edges.none : otherwise
}

/** Bytes without the zeros that fill a number up, at either end. */
function bytesOfValue(bytes: Buffer): number {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first === -1 ? 0 : bytes.findLastIndex((byte) => byte !== 0) + 1 - first
}

/** Numbers of more than 32 bits, which JavaScript keeps in two. */
const halfBits = 32n

/**
 * A number, or hex of 64 bits, in two halves as programs in JavaScript write it that have no such numbers
 * (`{"low":-905946072,"high":201194,"unsigned":true}` of protobufjs): with the signs that 32 bits have, and without.
 */
export function* longHalves(normal: string): Generator<EdgedForm> {
  const whole = wholeNumber(normal)
  const isHex = /^(?=\d*[a-f])[0-9a-f]{16}$/.test(normal)
  if (!isHex && (whole.length < digitsMin || whole.length > longDigitsMax)) return
  const number = BigInt(isHex ? `0x${normal}` : whole)
  if (number >> 64n !== 0n) return
  const [low, high] = [number & 0xffff_ffffn, number >> halfBits]
  const texts = [
    `"low":${BigInt.asIntN(32, low)},"high":${BigInt.asIntN(32, high)}`,
    `"low":${low},"high":${high}`,
  ]
  for (const text of new Set(texts))
    for (const spaced of [text, text.replaceAll(/[:,]/g, '$& ')])
      for (const written of [spaced, spaced.replaceAll('"', String.raw`\"`)])
        yield { form: 'halves of 32 bits', bytes: Buffer.from(written), edge: edges.digits }
}

/** A number of 12 to 16 digits as Java and JavaScript print a double of it, and in hex without zeros in front. */
export function* numberSpellings(normal: string): Generator<EdgedForm> {
  const whole = wholeNumber(normal)
  if (whole.length < digitsMin || whole.length > digitsMax) return
  const number = Number(whole)
  if (number > Number.MAX_SAFE_INTEGER) return
  const digits = whole.replace(/0+$/, '')
  const mantissa = `${digits.charAt(0)}.${digits.slice(1) || '0'}`
  for (const sign of ['E', 'e+', 'E+', 'e'])
    yield {
      form: 'a float in decimals',
      bytes: Buffer.from(`${mantissa}${sign}${whole.length - 1}`),
      edge: edges.word,
    }
  const hex = number.toString(16)
  for (const text of new Set([hex, hex.toUpperCase(), `0x${hex}`, `0x${hex.toUpperCase()}`]))
    yield { form: 'number in hex', bytes: Buffer.from(text), edge: edges.word }
  // Java's `new UUID(0, number)`, and the other way round.
  const half = hex.padStart(16, '0')
  for (const uuid of [uuidOnly(half.padStart(32, '0')), uuidOnly(half.padEnd(32, '0'))])
    for (const text of new Set([uuid, uuid.toUpperCase()]))
      yield { form: 'half of a UUID', bytes: Buffer.from(text), edge: edges.word }
}

/** Digits as a number has them: without zeros in front, though the IMEI of an old phone has one; '' for anything else. */
export function wholeNumber(normal: string): string {
  return /^0*([1-9]\d*)$/.exec(normal)?.[1] ?? ''
}
