import { alnumBit, classes, digitBit } from './byte-roles.ts'
import { chineseIdChars } from '../identifiers/national-id.ts'
import { vinChars } from '../identifiers/vin.ts'

/** CBOR's head of a text of no bytes. */
const cborText = 0x60
/** Digits at the end of the number of a car of a large maker. */
const vinDigits = 5
/** Where the year of birth stands in a Chinese identity number. */
const yearAt = 6

/**
 * True where the whole word may be a number of the owner's that is recognised without a name: that of a car, or a Chinese
 * identity number. In a list of CBOR a letter stands in front, which says its length.
 */
export function isOwnersNumber(buf: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length < vinChars || length > chineseIdChars + 1) return false
  return isOne(buf, start, end) || (buf[start] === cborText + length - 1 && isOne(buf, start + 1, end))
}

function isOne(buf: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length === vinChars) return mayBeVin(buf, start, end)
  return length === chineseIdChars && mayBeChinese(buf, start)
}

function mayBeVin(buf: Buffer, start: number, end: number): boolean {
  for (let at = end - vinDigits; at < end; at++)
    if (((classes[buf[at] as number] as number) & digitBit) === 0) return false
  for (let at = start; at < end; at++) {
    const code = buf[at] as number
    if (((classes[code] as number) & alnumBit) === 0 || code > 90) return false
  }
  return true
}

/** Born from 1930 to 2029. */
function mayBeChinese(buf: Buffer, start: number): boolean {
  const century = (buf[start + yearAt] as number) * 256 + (buf[start + yearAt + 1] as number)
  const decade = buf[start + yearAt + 2] as number
  const month = buf[start + yearAt + 4] as number
  const isYear = (century === 0x3139 && decade >= 51) || (century === 0x3230 && decade <= 50)
  return isYear && (month === 48 || month === 49)
}
