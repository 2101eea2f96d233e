import { isAscii } from 'node:buffer'
import { isAlnum } from '../../core/ascii.ts'
import { base32HexValues, base32Values } from '../../core/signs/digit-values.ts'
import { judgedBytesMin } from '../../core/signs/entropy.ts'
import { bytesOfCharacters } from '../../decode/byte-characters.ts'

/** How the bytes of a value are written, as far as its beginning shows: `characters` is text of one character for each byte. */
export type Written = 'bytes' | 'base64' | 'hex' | 'base32' | 'characters'

/** So many bytes of a value are judged and undone. */
export const keptBytesMax = 4_096

/** How a value is written; `bytes` is all that has no other form. */
export function writtenAs(bytes: Buffer): Written {
  if (bytes.length < judgedBytesMin) return 'bytes'
  const mayHaveDigits = mayBeDigits(bytes)
  if (!mayHaveDigits && !areCharacters(bytes)) return 'bytes'
  const head = bytes.toString('latin1', 0, headBytesMax).trim()
  if (head.length < judgedBytesMin) return 'bytes'
  if (!mayHaveDigits) return 'characters'
  if (/^[0-9a-fA-F]+$/.test(head)) return 'hex'
  if (base32Of(bytes) !== null) return 'base32'
  if (/^[0-9A-Za-z+/_-]+[=\r\n0-9A-Za-z+/_-]*$/.test(head)) return 'base64'
  return areCharacters(bytes) ? 'characters' : 'bytes'
}

/** So many bytes of a value show the alphabet that it is written in. */
const headBytesMax = 256

/** A byte that is in no alphabet soon shows nearly all documents and texts. */
function mayBeDigits(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, headBytesMax)
  for (let at = 0; at < end; at++) if (isDigitOrSpace[bytes[at] as number] === 0) return false
  return true
}

/** Digits of hex, base32 and base64, and what may stand around them. */
const isDigitOrSpace: Uint8Array = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) if (isAlnum(byte)) isDigitOrSpace[byte] = 1
for (const char of '+/_=- \t\n\v\f\r\u00a0') isDigitOrSpace[char.charCodeAt(0)] = 1

const ofBase32 = /^(?:[A-Z2-7]+|[a-z2-7]+)=*$/
const ofBase32Hex = /^(?:[\dA-V]+|[\da-v]+)=*$/

/** The digits of base32 that the beginning of a text is written in; null for other text, and for words. */
export function base32Of(bytes: Buffer): Uint8Array | null {
  const head = bytes.toString('latin1', 0, headBytesMax).trim()
  const isHex = !ofBase32.test(head)
  if (isHex && !ofBase32Hex.test(head)) return null
  // Of 32 digits six or ten are numbers.
  if (head.replaceAll(/\D/g, '').length * 16 < head.length) return null
  return isHex ? base32HexValues : base32Values
}

/** Where the digits of base32 end that a value begins with, or where no more of it is undone. */
export function endOfBase32(bytes: Buffer, digits: Uint8Array): number {
  let at = 0
  while (at < Math.min(bytes.length, keptBytesMax) && (digits[bytes[at] as number] as number) < 32) at++
  return at
}

/** Two bytes of UTF-8 for many characters, none beyond U+00FF: of languages few have so many such letters. */
function areCharacters(bytes: Buffer): boolean {
  const seen = bytes.length > keptBytesMax ? bytes.subarray(0, keptBytesMax) : bytes
  if (isAscii(seen)) return false
  const value = bytesOfCharacters(seen, 0, seen.length)
  return value !== null && (seen.length - value.length) * 4 > value.length
}
