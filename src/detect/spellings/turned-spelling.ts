import { createHash } from 'node:crypto'
import { base58Digits } from '../../core/signs/base58.ts'
import { base64Core } from './base64-core.ts'
import type { UnitWriting } from './character-units.ts'
import { base64Check, groupsCheck, unitsCheck } from './cut-spelling.ts'
import { base45, coreOf, numberOfGroups, turnedBase64, writtenCores } from './digit-groups.ts'
import type { DigitGroups } from './digit-groups.ts'
import type { Disguised } from './disguised-spelling.ts'
import { edges } from './matcher.ts'
import type { Edge } from './matcher.ts'
import type { EdgedForm } from '../identifier-type.ts'

/**
 * Spellings of a known text in usual encodings that somebody turned around or wrote with another alphabet: base64 and
 * hex backwards, base64 in ROT13 or with the digits of crypt(3), base32 of Crockford, base58 of Flickr.
 */

/** Nothing beside a hit can be checked, so that the value must be too long for chance, and no part of a longer number. */
const textBytesMin = 12
/** Shorter values can not be told from chance in any escapes. */
const escapedBytesMin = 5
const coreCharsMin = 14
/** Longer texts are not written as one number. */
const numberBytesMax = 40
const wordCharsMin = 8

/** Crockford's base32: no I, L, O, U. */
const crockfordDigits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** P. Zimmermann's, for people (2002). */
const zBase32Digits = 'ybndrfg8ejkmcpqxot1uwisza345h769'
/** Alphabets of base32 beside that of RFC 4648, 6, by name. */
export const base32Alphabets: readonly (readonly [name: string, alphabet: string])[] = [
  ['base32hex', '0123456789ABCDEFGHIJKLMNOPQRSTUV'],
  ['base32 of Crockford', crockfordDigits],
  ['z-base-32', zBase32Digits],
]
const rippleDigits = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz'
const small = 'abcdefghijklmnopqrstuvwxyz'
/** All of the text as one number. */
const textBases: readonly (readonly [form: string, digits: string])[] = [
  ['base36', `0123456789${small}`],
  ['base36', `0123456789${small.toUpperCase()}`],
  ['base62', `0123456789${small.toUpperCase()}${small}`],
  ['base62', `0123456789${small}${small.toUpperCase()}`],
  ['base62', `${small.toUpperCase()}${small}0123456789`],
]
const flickrDigits = '123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ'

/** Each spelling of the text with these bytes. `plainEdge`: what must not stand beside the text. */
export function* turnedSpellings(text: string, bytes: Buffer, plainEdge: Edge): Generator<Disguised> {
  if (bytes.length < escapedBytesMin) return
  yield* escapes(text, plainEdge)
  if (bytes.length >= textBytesMin) yield* turnedCores(bytes)
  if (bytes.length < wordCharsMin) return
  yield word('base32 of Crockford', inBase32(bytes, crockfordDigits))
  yield word('base32 of Crockford', inBase32(bytes, crockfordDigits).toLowerCase())
  yield word('z-base-32', inBase32(bytes, zBase32Digits))
  if (bytes.length > numberBytesMax) return
  yield word('base58 of Flickr', inLargeBase(bytes, flickrDigits))
  yield word('base58 of Ripple', inLargeBase(bytes, rippleDigits))
  for (const [form, digits] of textBases) yield word(form, inLargeBase(bytes, digits))
  yield word('base58 with a check', inLargeBase(Buffer.concat([bytes, checkOf(bytes)]), base58Digits))
}

/** What yEnc adds to each byte; 0, line ends and `=` are escaped. */
const yencShift = 42

function inYenc(bytes: Buffer): Buffer {
  return Buffer.from(
    [...bytes].flatMap((byte) => {
      const shifted = (byte + yencShift) & 255
      return [0, 10, 13, 61].includes(shifted) ? [61, (shifted + 64) & 255] : [shifted]
    }),
  )
}

/** The bytes as one big number with the digits of `alphabet` (base 58 as Bitcoin has it), whose leading zeros are kept as digits. */
export function inLargeBase(bytes: Buffer, alphabet: string = base58Digits): string {
  let number = BigInt(`0x0${bytes.toString('hex')}`)
  let text = ''
  const base = BigInt(alphabet.length)
  for (; number > 0n; number /= base) text = alphabet.charAt(Number(number % base)) + text
  for (let at = 0; bytes[at] === 0; at++) text = alphabet.charAt(0) + text
  return text
}

/** Five bits for each digit, without padding. */
export function inBase32(bytes: Buffer, alphabet: string): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet.charAt((held >> (bits - 5)) & 31)
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (5 - bits)) & 31)
}

/** `%u0033` of JavaScript's `escape` (ECMA-262, B.2.1.1), `\u{33}`, and `\063` of C. */
function* escapes(text: string, plainEdge: Edge): Generator<Disguised> {
  const bytes = Buffer.from(text)
  const inUnits = (form: string, writing: UnitWriting, written: string): Disguised => ({
    ...anywhere(form, written),
    check: unitsCheck(bytes, writing, plainEdge),
  })
  const units = text.split('')
  const codeOf = (char: string): number => char.charCodeAt(0)
  const all = units.map((char) => codeOf(char).toString(16))
  const escaped = all.map((code) => `%u${code.padStart(4, '0')}`).join('')
  yield inUnits('%u escapes', 'percentU', escaped)
  yield inUnits('%u escapes, URL-encoded', 'percentU', encodeURIComponent(escaped))
  const octal = all.map((code) => `\\${octalOf(code)}`).join('')
  yield inUnits('octal escapes', 'octal', octal)
  yield inUnits('octal escapes, in JSON', 'octalInJson', JSON.stringify(octal).slice(1, -1))
  for (const separator of ['', ' ']) {
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join(separator)
    yield inUnits('binary digits', 'bits', bits)
  }
  const points = all.map((code) => `U+${code.toUpperCase().padStart(4, '0')}`).join(' ')
  yield inUnits('U+ code points', 'codePoints', points)
  yield inUnits('\\u{} escapes', 'uInBraces', all.map((code) => `\\u{${code}}`).join(''))
  const foreign = units.map((char) => {
    const code = codeOf(char)
    if (code > 255) return `%u${code.toString(16).toUpperCase().padStart(4, '0')}`
    return /[0-9A-Za-z@*_+./-]/.test(char) ? char : `%${code.toString(16).toUpperCase().padStart(2, '0')}`
  })
  // Where all of it is ASCII the same stands there as URL-encoded.
  if (units.some((char) => codeOf(char) > 127)) yield anywhere('%u escapes', foreign.join(''))
}

/** Bytes as numbers of base 8, as `od` and shells print them. */
function* octalLists(bytes: Buffer): Generator<EdgedForm> {
  const numbers = [...bytes].map((byte) => byte.toString(8))
  for (const prefix of ['', '0', '0o'])
    for (const separator of [' ', ',', ', '])
      yield {
        form: 'octal numbers',
        bytes: Buffer.from(numbers.map((one) => prefix + one).join(separator)),
        edge: edges.digits,
      }
  const wide = numbers.map((one) => one.padStart(3, '0'))
  if (wide.some((one, index) => one !== `0${numbers[index]}`))
    for (const separator of [' ', ',', ', ']) yield anywhere('octal numbers', wide.join(separator))
}

function octalOf(hex: string): string {
  return Number.parseInt(hex, 16).toString(8).padStart(3, '0')
}

function* turnedCores(bytes: Buffer): Generator<Disguised> {
  for (const groups of turnedBase64)
    for (let phase = 0; phase < groups.bytes; phase++) {
      const core = coreOf(groups, bytes, phase)
      if (core.length >= coreCharsMin) yield* inGroups(groups, bytes, core)
    }
  yield* octalLists(bytes)
  yield { form: 'yEnc', bytes: inYenc(bytes), edge: edges.none }
  for (const phase of [0, 1]) yield* inGroups(base45, bytes, coreOf(base45, bytes, phase))
  const wide = Buffer.from(bytes.toString(), 'utf16le').swap16()
  for (let offset = 0; offset < 3; offset++)
    yield { ...anywhere('UTF-7', base64Core(wide, offset)), check: base64Check(wide, offset, edges.none) }
  const hex = bytes.toString('hex').split('').reverse().join('')
  yield anywhere('hex, reversed', hex)
  if (hex !== hex.toUpperCase()) yield anywhere('hex, reversed', hex.toUpperCase())
}

function* inGroups(groups: DigitGroups, bytes: Buffer, core: string): Generator<Disguised> {
  const check = groupsCheck(numberOfGroups(groups), bytes)
  for (const written of writtenCores(groups, core)) yield { ...anywhere(groups.form, written), check }
}

/** The first four bytes of SHA-256 twice (base58check, as Bitcoin's addresses have it). */
function checkOf(bytes: Buffer): Buffer {
  const once = createHash('sha256').update(bytes).digest()
  return createHash('sha256').update(once).digest().subarray(0, 4)
}

function anywhere(form: string, text: string): EdgedForm {
  return { form, bytes: Buffer.from(text), edge: edges.none }
}

function word(form: string, text: string): EdgedForm {
  return { form, bytes: Buffer.from(text), edge: edges.word }
}
