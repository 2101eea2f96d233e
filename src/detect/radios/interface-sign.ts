/**
 * In the middle of an IPv6 address that is made of a MAC address (modified EUI-64, RFC 4291, appendix A): `66cc:2eff:fe5a:91d3`.
 * The quick look stops at a word of four characters with a colon behind it and asks here.
 */
import { colon, percent } from '../../core/ascii-codes.ts'

/** As it stands there: what stops the walk by strides. */
export const interfaceSign = 'ff:fe'
/** Characters of the word behind its colon. */
export const interfaceWordChars = 4

const [letterA, letterE, letterF] = [0x61, 0x65, 0x66]
const three = 51

/** True where the word at `start` begins with `fe`, and `ff:` stands in front of it, its colon maybe escaped. */
export function isInterfaceId(buf: Buffer, from: number, start: number): boolean {
  if (lower(buf, start) !== letterF || lower(buf, start + 1) !== letterE) return false
  const before = colonStart(buf, start)
  return before - 2 >= from && lower(buf, before - 1) === letterF && lower(buf, before - 2) === letterF
}

/** True in the middle of what may be such an address: a walk that begins here would not see it. */
export function isBehindHalf(buf: Buffer, at: number): boolean {
  return buf[at - 1] === colon && lower(buf, at - 2) === letterF
}

function colonStart(buf: Buffer, at: number): number {
  if (buf[at - 1] === colon) return at - 1
  const isEscaped = lower(buf, at - 1) === letterA && buf[at - 2] === three && buf[at - 3] === percent
  return isEscaped ? at - 3 : 0
}

function lower(buf: Buffer, at: number): number {
  return (buf[at] as number) | 32
}
