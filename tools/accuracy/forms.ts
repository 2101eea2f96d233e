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
