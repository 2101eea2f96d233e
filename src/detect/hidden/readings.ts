import { base64Values } from '../../core/signs/digit-values.ts'

/**
 * What the text of a field may stand for, where nothing in it says so: keys, salts and short ciphertexts are sent as they
 * are, in hex, or in base64. Wrong readings cost a try: whoever asks has a proof of his own.
 */

/** One of them. */
export interface FieldReading {
  /** `hex`, `base64`; '' for the bytes as they are. */
  readonly written: '' | 'hex' | 'base64'
  readonly bytes: Buffer
}

const hex = /^(?:0[xX])?((?:[0-9a-fA-F]{2})+)$/
const base64 = /^[0-9A-Za-z+/_-]+={0,2}$/
/** A UUID, in a longer text too: base64 for URLs has all of its signs, and looks so by chance in no case. */
const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i
/** So many signs of base64 are all digits of hex in 1 of 10 million cases. */
const hexCharsMin = 16
const hexOnly = /^[0-9a-f]+$/i

/**
 * The field itself, and what it gives as hex or as base64 (either alphabet) of at least `decodedMin` bytes. Of what has digits
 * of hex alone, base64 is a reading only where `isCalledKey` says that its name calls it a key: programs take a key that is
 * written in hex, or a UUID, for base64, too.
 */
export function readingsOf(bytes: Buffer, decodedMin: number, isCalledKey: boolean = false): FieldReading[] {
  const readings: FieldReading[] = [{ written: '', bytes }]
  // Hex takes the most characters for a byte: base64 of so few bytes takes at least these.
  if (bytes.length * 3 < decodedMin * 4 || !mayBeCoded(bytes)) return readings
  const text = bytes.toString('latin1').trim().replaceAll(/\r?\n/g, '')
  const digits = hex.exec(text)?.[1]
  if (digits !== undefined && digits.length >= decodedMin * 2)
    readings.push({ written: 'hex', bytes: Buffer.from(digits, 'hex') })
  if (!isCalledKey && text.length >= hexCharsMin && hexOnly.test(text)) return readings
  const decoded = unbase64(text, isCalledKey)
  if (decoded !== null && decoded.length >= decodedMin) readings.push({ written: 'base64', bytes: decoded })
  return readings
}

/** Nothing but signs of hex and base64, blanks, and ends of the lines that MIME cuts base64 into: most values end at the first sign of another kind. */
function mayBeCoded(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (base64Values[byte] === 255 && byte !== 0x3d && byte !== 0x20 && byte !== 0x0a && byte !== 0x0d)
      return false
  }
  return true
}

/** Whole base64 of either alphabet, padded or not; null for anything else, and for UUIDs that no name calls a key. */
export function unbase64(text: string, isCalledKey: boolean = false): Buffer | null {
  // A `+` that was undone as if it stood in a form is a blank.
  const whole = isBlanked(text) ? text.replaceAll(' ', '+') : text
  if (!base64.test(whole) || (!isCalledKey && uuid.test(whole))) return null
  const decoded = Buffer.from(whole, 'base64')
  const isWhole = Math.ceil((decoded.length * 4) / 3) === whole.replace(/=+$/, '').length
  return isWhole ? decoded : null
}

const blanksMax = 4

/** No words: small and capital letters and digits, and few blanks. */
function isBlanked(text: string): boolean {
  const blanks = text.split(' ').length - 1
  return blanks > 0 && blanks <= blanksMax && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)
}

/** Digits of hex, and the hyphens of UUIDs. */
export function isHexText(bytes: Buffer): boolean {
  return /^[0-9a-f-]+$/i.test(bytes.toString('latin1'))
}
