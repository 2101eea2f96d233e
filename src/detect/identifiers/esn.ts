import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { cases, isCounting, isRepeated } from '../spellings/written.ts'

/** The decimal form: 3 digits of the maker's 8 bits, 8 digits of the other 24 (3GPP2 C.S0072 tells it beside that of MEIDs). */
function decimalOf(hex: string): string {
  const maker = String(Number.parseInt(hex.slice(0, 2), 16)).padStart(3, '0')
  return maker + String(Number.parseInt(hex.slice(2), 16)).padStart(8, '0')
}

/** 32 bits: 8 hex digits, or 11 of the decimal form. So few say nothing by themselves: it needs the name of its field, and four bytes of any content may be it. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'esn',
  title: 'ESN (number of an older CDMA phone)',
  subject: 'device',
  stability: 'for the life of the phone',
  whyPersonal: 'An ESN numbers one phone in the world; one that is made of a MEID (from 80 on) nearly so.',
  names: ['esn', 'pesn', 'esnhex', 'esndec', 'esnnumber', 'electronicserialnumber', 'deviceesn'],
  proof: 'it has the 8 hex digits or the 11 digits of one',
  lengthMin: 8,
  normalise(value: string): string {
    const text = value
      .trim()
      .toLowerCase()
      .replace(/^0x(?=[0-9a-f]{8}$)/, '')
    if (/^[0-9a-f]{8}$/.test(text)) return text
    if (!/^\d{11}$/.test(text)) return ''
    const maker = Number(text.slice(0, 3))
    const serial = Number(text.slice(3))
    if (maker > 0xff || serial > 0xffffff) return ''
    return maker.toString(16).padStart(2, '0') + serial.toString(16).padStart(6, '0')
  },
  // Of 43 numbers of 32 bits one has no letter in hex.
  fault: (hex: string): string =>
    /^\d+$/.test(hex) ? 'its hex has no letter, as numbers of events and engines have none' : '',
  placeholder: (hex: string): string =>
    isRepeated(hex)
      ? 'one digit over and over'
      : isCounting(hex)
        ? 'counting digits'
        : hex.startsWith('0000')
          ? 'half of it zeros: no phone has such a number'
          : '',
  spellings: (hex: string): readonly string[] => [...cases(hex), `0x${hex}`, decimalOf(hex)],
})
