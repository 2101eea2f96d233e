import { utf8 } from './codecs.ts'

/** A way to write something, by name. */
export interface Written {
  readonly form: string
  readonly bytes: Buffer
  readonly isText: boolean
}

export function textForm(form: string, value: string): Written {
  return { form, bytes: utf8(value), isText: true }
}

export function binaryForm(form: string, bytes: Buffer): Written {
  return { form, bytes, isText: false }
}

/** Bytes as numbers between commas: what JSON libraries make of a byte[]; signed as Java has them. */
export function numberList(bytes: Buffer, isSigned: boolean): string {
  return `[${[...bytes].map((byte) => (isSigned && byte > 127 ? byte - 256 : byte)).join(',')}]`
}

/** What the low half of the first byte of a mobile identity says (3GPP TS 24.008, 10.5.1.4), where the digits are odd. */
const oddIdentity = { imsi: '9', imei: 'a' } as const

/** Fifteen digits behind their parity and type, as a SIM card has them in EF_IMSI and networks ask for them. */
export function mobileIdentity(digits: string, kind: keyof typeof oddIdentity): Buffer {
  return Buffer.from(`${digits.charAt(0)}${oddIdentity[kind]}${swapped(digits.slice(1))}`, 'hex')
}

/** A mobile identity as programs print bytes, alone and behind its length. */
export function printedIdentity(digits: string, kind: keyof typeof oddIdentity): Written[] {
  const identity = mobileIdentity(digits, kind)
  const withLength = Buffer.concat([Buffer.from([identity.length]), identity])
  return [
    ...[identity, withLength].flatMap((bytes) => [
      textForm('BCD, mobile identity, as numbers', numberList(bytes, false)),
      textForm('BCD, mobile identity, as signed numbers', numberList(bytes, true)),
    ]),
    textForm(
      'BCD, mobile identity, hex with colons',
      withLength.toString('hex').replace(/(..)(?=.)/g, '$1:'),
    ),
  ]
}

/** Raw bytes in base64 of which a byte or two stand in front: a length, a type and a length, a tag of protobuf. */
export function behindHeads(bytes: Buffer): Written[] {
  const heads: readonly (readonly [name: string, head: readonly number[], tail: readonly number[]])[] = [
    ['a length', [bytes.length], []],
    ['a type and a length', [4, bytes.length], []],
    ['a type and a length', [4, bytes.length], [0, 0]],
    ['a tag of protobuf', [0x0a, bytes.length], [0x10, 0x07]],
    ['two tags of protobuf', [0x08, 0x01, 0x12, bytes.length], [0x18, 0x03]],
  ]
  return heads.map(([name, head, tail]) =>
    textForm(
      `${bytes.length} bytes behind ${name}, in base64`,
      Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]).toString('base64'),
    ),
  )
}

/** In small letters and in capitals. */
export function upperOrLower(value: string): string[] {
  return [value.toLowerCase(), value.toUpperCase()]
}

/** The halves of each byte change places. */
export function swapped(hex: string): string {
  return hex.replace(/(.)(.)/g, '$2$1')
}

/** As SIM cards and networks write digits. */
export function telecom(digits: string): Written[] {
  const padded = digits.length % 2 === 0 ? digits : `${digits}f`
  return [
    binaryForm('BCD', Buffer.from(padded, 'hex')),
    binaryForm('BCD, halves swapped', Buffer.from(swapped(padded), 'hex')),
    binaryForm(
      'mobile identity',
      Buffer.from(
        `${digits.charAt(0)}a` + swapped(`${digits.slice(1)}${digits.length % 2 === 0 ? 'f' : ''}`),
        'hex',
      ),
    ),
    textForm('BCD, halves swapped, in hex', swapped(padded).toUpperCase()),
    textForm('BCD, halves swapped, in longer hex', `0102${swapped(padded)}0304`),
  ]
}

/** As a number of 64 bits. */
export function integers(value: bigint): Written[] {
  const big = Buffer.alloc(8)
  big.writeBigUInt64BE(BigInt.asUintN(64, value))
  return [binaryForm('64 bits', big), binaryForm('64 bits, least first', Buffer.from(big).reverse())]
}

/** A UUID as protobuf has it where it is kept as two fixed64. */
export function twoNumbers(bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([9]),
    Buffer.from(bytes.subarray(0, 8)).reverse(),
    Buffer.from([0x11]),
    Buffer.from(bytes.subarray(8)).reverse(),
  ])
}

/** In computerised scientific notation, as Java prints a double of ten millions and more; `mark` as the language has it. */
export function floatOf(digits: string, mark = 'E'): string {
  const whole = digits.replace(/^(-?)0+/, '$1')
  return whole.replace(
    /^(-?.)(.*?)0*$/,
    (_all, first: string, rest: string) =>
      `${first}.${rest || '0'}${mark}${whole.replace('-', '').length - 1}`,
  )
}

/** Whole numbers that were a double on their way, as a map of Gson or a script makes of every number. */
export function throughDouble(digits: string): readonly (readonly [form: string, text: string])[] {
  return [
    ['float', floatOf(digits)],
    ['float, small e', floatOf(digits, 'e+')],
    ['with .0', `${digits}.0`],
  ]
}
