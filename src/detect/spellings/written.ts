import { digestOfNothing } from '../digests/digests-of-nothing.ts'
import type { EdgedForm, WrittenForm } from '../identifier-type.ts'
import { edges } from './matcher.ts'

/** A UUID with its hyphens (RFC 9562, 4), in either case. */
export const plainUuid: RegExp = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Decimal digits of `value` where it consists of digits and the separators `- . / space` only; else ''. */
export function digitsOnly(value: string): string {
  // A number that JSON wrote as a fraction.
  if (/^[0-9]+\.0$/.test(value)) return value.slice(0, -2)
  const power = scientific.exec(value)
  if (power !== null) return wholeNumber(power[1] as string, power[2] as string, Number(power[3]))
  return /^\+?[0-9][0-9 ./-]*$/.test(value) ? value.replace(/[^0-9]/g, '') : ''
}

/** A number that was a double on its way: `3.52099001761481E14` of Java, `3.52099001761481e+14`. */
const scientific = /^([1-9])\.(\d{1,15})[eE]\+?(\d{1,2})$/
/** A double holds no more digits exactly. */
const exactDigitsMax = 15
/** More zeros at the end say that digits were rounded away. */
const zerosMax = 3

function wholeNumber(first: string, fraction: string, exponent: number): string {
  const zeros = exponent - fraction.length
  return zeros >= 0 && zeros <= zerosMax && exponent < exactDigitsMax
    ? first + fraction.padEnd(exponent, '0')
    : ''
}

/** As a program prints a double from 10^7 on, or below 10^-3, and others always; and a whole number that became one. */
const powerOfTen = /^([+-]?)(\d)\.(\d{1,17})[eE]([+-]?\d{1,2})$/
const wholeDouble = /^([+-]?\d{4,18})\.0$/
/** Of a number of a phone: those of further powers are of other things. */
const powerMin = -9
const powerMax = 17

/** A number that was a double on its way, without its power of ten: `5.991273E8`, `5.991273e+01`, `599127300.0`; another text as it is. */
export function withoutPower(text: string): string {
  const whole = wholeDouble.exec(text)?.[1]
  if (whole !== undefined) return whole
  const [, sign = '', first = '', fraction = '', power = ''] = powerOfTen.exec(text) ?? []
  const places = Number(power)
  if (first === '' || places < powerMin || places > powerMax) return text
  // The zero that a program puts behind the point where there is nothing else.
  const digits = first + (fraction === '0' ? '' : fraction)
  if (places < 0) return `${sign}0.${digits.padStart(digits.length - places - 1, '0')}`
  const behind = digits.slice(places + 1)
  return `${sign}${digits.slice(0, places + 1).padEnd(places + 1, '0')}${behind === '' ? '' : `.${behind}`}`
}

/** Digits as programs print them where they took the number for a double. */
export function scientificForms(digits: string): string[] {
  const exponent = digits.length - 1
  if (!/^[1-9]/.test(digits) || exponent >= exactDigitsMax) return []
  const fraction = digits.slice(1).replace(/0+$/, '') || '0'
  return [`${digits.charAt(0)}.${fraction}E${exponent}`, `${digits.charAt(0)}.${fraction}e+${exponent}`]
}

/** Lower-case hex digits of `value` where it consists of these and the separators `: - . space` only; else ''. */
export function hexOnly(value: string): string {
  return /^[0-9A-Fa-f][0-9A-Fa-f:. -]*$/.test(value) ? value.replace(/[^0-9A-Fa-f]/g, '').toLowerCase() : ''
}

/** One character over and over: no device has such a number. */
export function isRepeated(text: string): boolean {
  return text !== '' && text === text.charAt(0).repeat(text.length)
}

/** Digits that count up or down: `123456789012345`, `0123456789abcdef`. */
export function isCounting(text: string): boolean {
  if (text.length < 6) return false
  const up = '01234567890123456789012345'
  const hex = '0123456789abcdef0123456789abcdef'
  const down = '98765432109876543210987654321'
  return up.includes(text) || down.includes(text) || hex.includes(text)
}

/** Digits as packed BCD, first digit in the high half of the byte, filled with F. */
export function bcd(digits: string): Buffer {
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}f`, 'hex')
}

/** Digits as telephony BCD (3GPP TS 24.008, 10.5.4.7): first digit in the low half, filled with F. */
export function swappedBcd(digits: string): Buffer {
  const padded = digits.length % 2 === 0 ? digits : `${digits}f`
  return Buffer.from(padded.replace(/(.)(.)/g, '$2$1'), 'hex')
}

/** What the subscriber's part of an IMSI is called in BCD behind two bytes of zero, which say that it is not concealed. */
export const nullSchemeForm = 'BCD, halves swapped, SUCI of the null scheme'

/** Digits in the BCD forms of telephony (3GPP TS 24.008, 10.5.1.4 and 10.5.4.7). */
export function bcdForms(digits: string): WrittenForm[] {
  return [
    { form: 'BCD', bytes: bcd(digits) },
    // A whole number of digits in pairs, as databases pack them.
    ...(digits.length % 2 === 0
      ? []
      : [
          { form: 'BCD behind a zero', bytes: Buffer.from(`0${digits}`, 'hex') },
          { form: 'BCD filled with a zero', bytes: Buffer.from(`${digits}0`, 'hex') },
        ]),
    { form: 'BCD, halves swapped', bytes: swappedBcd(digits) },
    // Mobile identity (TS 24.008, 10.5.1.4): the first digit shares its byte with the type of identity.
    {
      form: 'BCD, mobile identity',
      bytes: swappedBcd(digits.slice(1)),
      digitBefore: Number(digits.charAt(0)),
    },
  ]
}

/** A number as programs write it: 64 bits in both orders, whole and as a float, and with seven bits in a byte (protobuf's varint, its zig-zag, and that with the highest first). */
export function integerForms(number: bigint): WrittenForm[] {
  const big = Buffer.alloc(8)
  big.writeBigUInt64BE(BigInt.asUintN(64, number))
  return [
    { form: '64 bits', bytes: big },
    { form: '64 bits, least first', bytes: Buffer.from(big).reverse() },
    { form: '64 bits, in as few bytes', bytes: shortest(big) },
    { form: '64 bits, least first, in as few bytes', bytes: Buffer.from(shortest(big)).reverse() },
    ...(number <= BigInt(Number.MAX_SAFE_INTEGER) ? doubleForms(Number(number)) : []),
    { form: 'varint', bytes: varint(BigInt.asUintN(64, number)) },
    { form: 'varint, highest first', bytes: varintHighestFirst(BigInt.asUintN(64, number)) },
    { form: 'zig-zag varint', bytes: varint(BigInt.asUintN(64, (number << 1n) ^ (number >> 63n))) },
  ]
}

/** A number for which 64 bits are too few, in its bytes alone: signs and zeros in front of it are none of it. */
export function longIntegerForms(number: bigint): WrittenForm[] {
  const hex = number.toString(16)
  const big = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return [
    { form: 'more than 64 bits', bytes: big },
    { form: 'more than 64 bits, least first', bytes: Buffer.from(big).reverse() },
  ]
}

/** As languages keep it that have no whole numbers of this size. */
function doubleForms(number: number): WrittenForm[] {
  const big = Buffer.alloc(8)
  big.writeDoubleBE(number)
  return [
    { form: 'float of 64 bits', bytes: big },
    { form: 'float of 64 bits, least first', bytes: Buffer.from(big).reverse() },
  ]
}

/** The same number and sign in as few bytes (ASN.1: X.690, 8.3; with the lowest first, pickles of Python). */
function shortest(big: Buffer): Buffer {
  let at = 0
  while (at < 7) {
    const sign = (big[at + 1] as number) >> 7
    if ((big[at] !== 0 || sign !== 0) && (big[at] !== 255 || sign !== 1)) break
    at++
  }
  return big.subarray(at)
}

/** Seven bits in a byte, the lowest first (protobuf). */
export function varint(number: bigint): Buffer {
  const bytes: number[] = []
  for (let rest = number; ; rest >>= 7n) {
    if (rest < 128n) {
      bytes.push(Number(rest))
      return Buffer.from(bytes)
    }
    bytes.push(Number(rest & 127n) | 128)
  }
}

/** The same, the highest first (SQLite, MIDI, base 128 of ASN.1: X.690, 8.19). */
function varintHighestFirst(number: bigint): Buffer {
  const groups = varint(number).reverse()
  return Buffer.from(groups.map((byte, at) => (at + 1 < groups.length ? byte | 128 : byte & 127)))
}

const longDigits = 16
/** Of 64 random bits fewer digits are left in 1 of 65,000 cases. */
const longDigitsMin = 13

/** 64 bits in hex, with the zeros in front that `Long.toHexString` of Java leaves out, in small letters; '' for other texts. */
export function longHex(text: string): string {
  if (!/^[0-9A-Fa-f]+$/.test(text) || text.length < longDigitsMin || text.length > longDigits) return ''
  // A number of fewer digits is one of something else.
  if (isShortLong(text) && !/[a-f]/i.test(text)) return ''
  return text.toLowerCase().padStart(longDigits, '0')
}

/** True for so few characters that a zero in front is missing. */
export function isShortLong(text: string): boolean {
  return text.length < longDigits
}

/** 64 bits in hex, also as `Long.toHexString` writes them. */
export function longSpellings(hex: string): string[] {
  const short = hex.replace(/^0+/, '')
  return longHex(short) === hex ? cases(hex, short) : cases(hex)
}

/** Splits `text` at the given lengths and joins with `separator`. */
export function grouped(text: string, lengths: readonly number[], separator: string): string {
  const parts: string[] = []
  let at = 0
  for (const length of lengths) {
    parts.push(text.slice(at, at + length))
    at += length
  }
  if (at < text.length) parts.push(text.slice(at))
  return parts.filter((part) => part !== '').join(separator)
}

/** A text and its lower and upper case, without repetition. */
export function cases(...texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]))]
}

/** How people and labels part long numbers; the groups of three and four that the parts of an IMEI make, and its halves. */
const plainGroups: readonly (readonly number[])[] = [
  [4, 4, 4, 4],
  [5, 5, 5],
  [3, 3, 3, 3, 3, 3],
]
const groupsOfImei: readonly (readonly number[])[] = [[2, 6, 6], [6, 2, 6], [8, 6], [7]]
const groupMarks = [' ', '-', '.', '/', '_', ':', ',', ';', '|', '\t', '\n']

/** A number of a phone or card in groups of three, four or five digits; one of 14 or 15 digits also in those of an IMEI. */
export function* inGroups(digits: string): Generator<EdgedForm> {
  const isImei = digits.length === 14 || digits.length === 15
  for (const lengths of isImei ? [...plainGroups, ...groupsOfImei] : plainGroups)
    for (const separator of groupMarks)
      yield {
        form: 'digits in groups',
        bytes: Buffer.from(grouped(digits, lengths, separator)),
        edge: edges.digits,
      }
}

const uuidForm =
  /^(?:urn:uuid:)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/

/** A UUID in lower case with hyphens, '' where `value` is none. */
export function uuidOnly(value: string): string {
  const match = uuidForm.exec(value.toLowerCase())
  return match === null ? '' : match.slice(1).join('-')
}

/**
 * A UUID (lower case, with hyphens) as programs write it: both cases, without hyphens, with underlines, and in decimals,
 * whole or in two halves with their signs (as Java keeps it).
 */
export function uuidSpellings(uuid: string): string[] {
  const hex = uuid.replaceAll('-', '')
  const halves = [hex.slice(0, 16), hex.slice(16)].map((half) => BigInt(`0x${half}`))
  return [
    ...cases(uuid, hex, uuid.replaceAll('-', '_')),
    String(BigInt(`0x${hex}`)),
    ...halves
      .flatMap((half) => [String(BigInt.asIntN(64, half)), String(half)])
      .filter((text) => text.length >= uuidHalfDigitsMin),
  ]
}

/** Numbers with hyphens between them: a moment and a random one, as AppsFlyer makes them. */
const hyphenedNumbers = /^\d+(?:-\d+)+$/

/** A number of a program's own making: both cases, and a UUID or numbers also without their hyphens. */
export function idSpellings(text: string): string[] {
  const whole = hyphenedNumbers.test(text) ? text : uuidOnly(text)
  return whole === '' ? cases(text) : cases(text, whole, whole.replaceAll('-', ''))
}

/** The bytes of one that is a UUID or hex: without a name, halves and numbers of it would be chance too often. */
export function idBinary(text: string): WrittenForm[] {
  const uuid = uuidOnly(text)
  return uuid === '' ? hexBinary(text) : uuidBinary(uuid).filter(({ form }) => form === '16 raw bytes')
}

/** Hex of bytes, as tokens and numbers of devices are: with a letter, for digits alone are a number. */
const hexOfBytes = /^(?=\d*[A-Fa-f])(?:[0-9A-Fa-f]{2}){8,64}$/

/** The bytes that hex stands for; nothing for other texts. */
export function hexBinary(text: string): WrittenForm[] {
  if (!hexOfBytes.test(text)) return []
  const bytes = Buffer.from(text, 'hex')
  return [{ form: `${bytes.length} raw bytes`, bytes }]
}

/** Hex in both cases, and as iOS describes bytes (NSData: `<740f4707 bebcf74f …>`); another text as it is. */
export function hexSpellings(text: string): string[] {
  if (!hexOfBytes.test(text)) return [text]
  const groups = Array.from({ length: Math.ceil(text.length / 8) - 1 }, () => 8)
  return [...cases(text), grouped(text.toLowerCase(), groups, ' ')]
}

/** Half a UUID has 17 decimals or more but in one of thousands; shorter ones chance writes, too. */
const uuidHalfDigitsMin = 16

/** A UUID (lower case, with hyphens) as 16 bytes, in order (RFC 9562), as a GUID, and reversed; and its halves as numbers. */
export function uuidBinary(uuid: string): WrittenForm[] {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex')
  // As a structure of Windows: its first three numbers have their lowest byte first.
  const turned = Buffer.concat([
    Buffer.from(bytes.subarray(0, 4)).reverse(),
    Buffer.from(bytes.subarray(4, 6)).reverse(),
    Buffer.from(bytes.subarray(6, 8)).reverse(),
    bytes.subarray(8),
  ])
  return [
    { form: '16 raw bytes', bytes },
    { form: '16 raw bytes of a GUID', bytes: turned },
    { form: '16 raw bytes, least first', bytes: Buffer.from(bytes).reverse() },
    ...[bytes.subarray(0, 8), bytes.subarray(8)].flatMap(halfForms),
  ]
}

/** Half a UUID as Java and protobuf keep it: 64 bits that are no chance by themselves. */
function halfForms(half: Buffer): WrittenForm[] {
  if (half.readUInt16BE() === 0) return []
  return [
    { form: 'half of it in 64 bits, least first', bytes: Buffer.from(half).reverse() },
    { form: 'half of it as a varint', bytes: varint(half.readBigUInt64BE()) },
  ]
}

/** Of encyclopaedias and manuals; of RFC 4122 and RFC 9562, with the name spaces there. */
const exampleUuids: ReadonlySet<string> = new Set([
  '123e4567-e89b-12d3-a456-426614174000',
  '550e8400-e29b-41d4-a716-446655440000',
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  'c232ab00-9414-11ec-b3c8-9f6bdeced846',
  '5df41881-3aed-3515-88a7-2f4a814cf09e',
  '919108f7-52d1-4320-9bac-f847db4148a8',
  '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  '1ec9414c-232a-6b00-b3c8-9f6bdeced846',
  '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
  ...['10', '11', '12', '14'].map((place) => `6ba7b8${place}-9dad-11d1-80b4-00c04fd430c8`),
])

/** `11111111-2222-3333-4444-555555555555`. */
const oneDigitGroups = /^(.)\1{7}-(.)\2{3}-(.)\3{3}-(.)\4{3}-(.)\5{11}$/

/** `00000000-0000-4000-8000-000000000000`: of one digit but for its version and variant (RFC 9562, 4.1 and 4.2). */
const oneDigitOfVersion = /^(.)\1{7}-\1{4}-[1-8]\1{3}-[89ab]\1{3}-\1{12}$/

/** UUIDs that stand for "none" or come from documentation. */
export function uuidPlaceholder(uuid: string): string {
  const hex = uuid.replaceAll('-', '')
  if (isRepeated(hex))
    return 'a UUID of one digit over and over stands for "none" (advertising limited or absent)'
  if (oneDigitOfVersion.test(uuid)) return 'one digit over and over, but for its version: an example UUID'
  if (oneDigitGroups.test(uuid)) return 'groups of one digit each: an example UUID'
  if (exampleUuids.has(uuid) || uuid.startsWith('12345678-1234-')) return 'an example UUID of documentation'
  // Without hyphens it is as long as an MD5.
  return isCounting(hex) ? 'counting digits: an example UUID' : digestOfNothing(hex)
}
