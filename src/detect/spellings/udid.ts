import { cases, isCounting, isRepeated } from './written.ts'

/**
 * The number of an iPhone or iPad since 2018 (UDID): the type of its chip in 8 hex digits, a hyphen, and the number that is
 * burnt into the chip (ECID) in 16. The USB descriptor has it without the hyphen; Apple's restore service and activation
 * write the ECID in decimal, other programs in hex.
 */

/**
 * Types of chips have four digits (8020, 8110), and the first byte of an ECID is 0; four more zeros in front are those of a
 * counter that is filled up.
 */
export const udidForm: string = '0000[1-9][0-9]{3}-00(?!0{4})[0-9A-Fa-f]{14}'
/** Characters of one with its hyphen. */
export const udidChars = 25
/** Of the type of the chip, in front of the hyphen. */
const chipChars = 8
const ecidChars = 16

const udid = /^0000[0-9a-f]{4}-?00[0-9a-f]{14}$/i
/** An ECID alone: in hex as long as in the UDID or behind `0x`, or in decimal. */
const ecidInHex = /^(?:0x)?(?=\d*[a-f])(00[0-9a-f]{14})$|^0x([0-9a-f]{11,14})$/i
const ecidInDecimal = /^\d{14,17}$/

/** The other ways to write a UDID or an ECID, and the ECID of a UDID; none of what is neither. */
export function udidSpellings(text: string): string[] {
  if (udid.test(text)) {
    const hex = text.replace('-', '')
    const [chip, ecid] = [hex.slice(0, chipChars), hex.slice(chipChars)]
    return [...cases(`${chip}-${ecid}`, hex), ...ecidSpellings(BigInt(`0x${ecid}`))]
  }
  const hex = ecidInHex.exec(text)
  if (hex !== null) return ecidSpellings(BigInt(`0x${hex[1] ?? hex[2]}`))
  return ecidInDecimal.test(text) ? ecidSpellings(BigInt(text)) : []
}

/** Why a text of this form is the number of no chip; '' where nothing says so. */
export function udidPlaceholder(text: string): string {
  if (!udid.test(text)) return ''
  const ecid = text.slice(-ecidChars).toLowerCase().replace(/^0+/, '')
  if (isRepeated(ecid)) return 'one digit over and over'
  const isPaired = /^(?:(.)\1){5,}$/.test(ecid)
  return isCounting(ecid) || (isPaired && isCounting(ecid.replace(/(.)\1/g, '$1'))) ? 'counting digits' : ''
}

function ecidSpellings(ecid: bigint): string[] {
  const hex = ecid.toString(16)
  const written = cases(hex.padStart(16, '0')).concat(cases(hex).map((digits) => `0x${digits}`))
  // Fewer digits chance writes, too.
  return hex.length < 11 ? [] : [...written, String(ecid)]
}
