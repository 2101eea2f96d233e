import { backslash, percent } from '../ascii-codes.ts'
import { hexValues } from './digit-values.ts'

/**
 * Characters of Unicode that stand for ones of ASCII, in UTF-8. Programs that format numbers for the language of the phone
 * write its digits (Unicode's category Nd) into what they send: `String.format("%.4f", lat)` of Java gives `٥٩٫٩١٣٩`
 * where the language is Arabic. Keyboards of East Asia write letters of full width. What was copied from a text, a form or
 * a list of contacts brings marks that nobody sees, blanks that do not break and hyphens of typography.
 */

/** The zeros of all sets of decimal digits (Unicode 16, category Nd); nine digits follow each. */
const zeros = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
  0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
  0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40,
  0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730,
  0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11de0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50,
  0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950,
  0x1fbf0,
]
const digitCount = 10
/** What else stands in a number: the decimal sign and that of thousands in Arabic, and signs of full width. */
const signs: ReadonlyMap<number, string> = new Map([
  [0x066b, '.'],
  [0x066c, ','],
  ...Array.from('+,-./:', (sign): [number, string] => [sign.charCodeAt(0) + 0xfee0, sign]),
])
/** `⁰¹²³⁴⁵⁶⁷⁸⁹`, of which the first four are not in a row; `₀₁…` are. */
const raised = [0x2070, 0xb9, 0xb2, 0xb3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079]
const loweredZero = 0x2080
/** Ones of rows of nine, in circles and brackets and with a full stop: `①`, `⑴`, `⒈`, `❶`; their zeros stand elsewhere. */
const ones = [0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a]
const enclosedZeros = [0x24ea, 0x24ff, 0x1f100, 0x1f10b, 0x1f10c]
/** What is drawn with no width: marks of joining and direction, the hyphen that may be, the mark of byte order. */
const unseen = ranges([
  [0xad],
  [0x034f],
  // Lines and keys that are drawn around a character.
  [0x0332],
  [0x0335, 0x0338],
  [0x061c],
  // Fillers of Korean and Khmer.
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x20dd, 0x20e3],
  [0x2800],
  [0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff],
  [0xffa0],
  [0x1d173, 0x1d17a],
])
/** Tags and further variants, too far away for a table; the first bytes of both in UTF-8. */
const isFarUnseen = (code: number): boolean =>
  (code >= 0xe0001 && code <= 0xe007f) || (code >= 0xe0100 && code <= 0xe01ef)
const farLead = 0xf3
const hyphens = ranges([[0x2010, 0x2015], [0x2212], [0xfe58], [0xfe63]])
const blanks = ranges([[0xa0], [0x1680], [0x2000, 0x200a], [0x202f], [0x205f], [0x3000]])

function ranges(given: readonly (readonly [number, number?])[]): number[] {
  return given.flatMap(([from, to = from]) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
}

/** What a character is beside digits and their signs; the low seven bits are the ASCII code that it stands for. */
const letterBit = 0x80
/** Stands for nothing. */
const unseenForm = 1

/** By code point: an ASCII code, with {@link letterBit} where it is no digit or sign of a number. */
const forms: Uint8Array = new Uint8Array(0x1_fc00)
/** First bytes of such characters in UTF-8, with the bytes that each has in all. */
export const formLeads: Uint8Array = new Uint8Array(256)

/** Each character is entered by itself: to go over all code points would take longer than a start may. */
function stands(code: number, form: number): void {
  forms[code] = form
  if (code < 0x800) formLeads[0xc0 | (code >> 6)] = 2
  else if (code < 0x1_0000) formLeads[0xe0 | (code >> 12)] = 3
  else formLeads[0xf0 | (code >> 18)] = 4
}

for (let code = 0xff01; code <= 0xff5e; code++) stands(code, letterBit | (code - 0xfee0))
for (let digit = 0; digit < digitCount; digit++) {
  for (const zero of zeros) stands(zero + digit, 48 + digit)
  stands(raised[digit] as number, letterBit | (48 + digit))
  stands(loweredZero + digit, letterBit | (48 + digit))
}
for (const one of ones)
  for (let digit = 1; digit < digitCount; digit++) stands(one + digit - 1, letterBit | (48 + digit))
for (const code of enclosedZeros) stands(code, letterBit | 48)
for (const [code, sign] of signs) stands(code, sign.charCodeAt(0))
for (const code of unseen) stands(code, unseenForm)
for (const code of hyphens) stands(code, letterBit | 45)
for (const code of blanks) stands(code, letterBit | 32)
formLeads[farLead] = 4

/** So many in a row are no chance among bytes that are no text. */
const rowMin = 3

/** The entry of {@link forms} for the character at `at`; 0 where it has none. */
function formAt(bytes: Uint8Array, at: number, end: number): number {
  const length = formLeads[bytes[at] as number] as number
  if (length === 0 || at + length > end) return 0
  let code = (bytes[at] as number) & (0x7f >> length)
  for (let next = at + 1; next < at + length; next++) {
    const follow = ((bytes[next] as number) ^ 0x80) & 0xff
    if (follow > 63) return 0
    code = (code << 6) | follow
  }
  return forms[code] ?? (isFarUnseen(code) ? unseenForm : 0)
}

/** The ASCII code that the character at `at` stands for, 0 where it is no digit of another script and no sign of one. */
export function nativeDigitAt(bytes: Uint8Array, at: number, end: number): number {
  const form = formAt(bytes, at, end)
  return form < letterBit && form !== unseenForm ? form : 0
}

/** The same for letters, signs and digits of full width and raised or lowered digits, too. */
export function wideCharacterAt(bytes: Uint8Array, at: number, end: number): number {
  const form = formAt(bytes, at, end)
  const code = form & ~letterBit
  return form === unseenForm || form === (letterBit | 32) || form === (letterBit | 45) ? 0 : code
}

/**
 * What the character at `at` is to people who read over it: the code of `-` for a hyphen of typography, of a blank for one
 * that does not break, 1 for what nobody sees; 0 for all others.
 */
export function typographyAt(bytes: Uint8Array, at: number, end: number): number {
  const form = formAt(bytes, at, end)
  return form === unseenForm || form === (letterBit | 32) || form === (letterBit | 45) ? form & ~letterBit : 0
}

/**
 * The bytes with each character as what it stands for: `codeAt` is one of the functions above. What nobody sees is left
 * out; where nothing was replaced, as many bytes come back.
 */
export function replaceForms(
  bytes: Buffer,
  codeAt: (bytes: Uint8Array, at: number, end: number) => number,
): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  let used = 0
  let at = 0
  while (at < bytes.length) {
    const code = codeAt(bytes, at, bytes.length)
    if (code !== unseenForm) out[used++] = code === 0 ? (bytes[at] as number) : code
    at += code === 0 ? 1 : (formLeads[bytes[at] as number] as number)
  }
  return out.subarray(0, used)
}

/** Whether a row of letters and digits for which others stand begins at `at`; pairs of an address may have a sign between. */
export function hasFormRow(bytes: Uint8Array, at: number, end: number): boolean {
  let next = at
  for (let count = 0; count < rowMin; count++) {
    if (count === 2 && (bytes[next] === 0x3a || bytes[next] === 0x2d)) next++
    if (next >= end || wideCharacterAt(bytes, next, end) === 0) return false
    next += formLeads[bytes[next] as number] as number
  }
  return true
}

/**
 * Whether what nobody sees, a blank or a hyphen at `at` cuts a value: letters or digits of ASCII stand on both sides, and
 * where it is a blank or a hyphen they are digits of hex, one of them below `a`.
 */
export function cutsValue(bytes: Uint8Array, start: number, at: number, end: number): boolean {
  const form = typographyAt(bytes, at, end)
  if (form === 0 || at <= start) return false
  let next = at
  while (next < end && typographyAt(bytes, next, end) !== 0)
    next += formLeads[bytes[next] as number] as number
  if (next >= end) return false
  const before = bytes[at - 1] as number
  const behind = bytes[next] as number
  return isCut(form, before, behind)
}

function isCut(form: number, before: number, behind: number): boolean {
  if ((form & ~letterBit) === unseenForm) return isWord(before) && isWord(behind)
  return isHex(before) && isHex(behind) && (before < 0x40 || behind < 0x40)
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122)
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102)
}

/** One character as it stands, as `\u200b`, or as `%E2%80%8B`: what is read of it is kept here until the next. */
const read: { form: number; next: number } = { form: 0, next: 0 }
const scratch = new Uint8Array(4)

/** Reads the escape at `at` into {@link read}; false where none begins there that stands for a character of {@link forms}. */
function readEscape(bytes: Uint8Array, at: number, end: number): boolean {
  let form: number
  if (bytes[at] === backslash) {
    if (at + 6 > end || (bytes[at + 1] as number) !== 0x75) return false
    const code = (hexPair(bytes, at + 2) << 8) | hexPair(bytes, at + 4)
    form = code < 0 ? 0 : (forms[code] ?? 0)
    read.next = at + 6
  } else {
    const first = bytes[at] === percent && at + 3 <= end ? hexPair(bytes, at + 1) : -1
    const length = first < 0 ? 0 : (formLeads[first] as number)
    if (length === 0 || at + length * 3 > end) return false
    for (let index = 0; index < length; index++) {
      const from = at + index * 3
      const byte = bytes[from] === percent ? hexPair(bytes, from + 1) : -1
      if (byte < 0) return false
      scratch[index] = byte
    }
    form = formAt(scratch, 0, length)
    read.next = at + length * 3
  }
  read.form = form
  return form !== 0
}

/** As {@link hasFormRow} and {@link cutsValue}, of characters that are written as escapes of JSON or of URLs. */
export function hidesInEscapes(bytes: Uint8Array, start: number, at: number, end: number): boolean {
  if (!readEscape(bytes, at, end)) return false
  const { form } = read
  if (form !== unseenForm && form !== (letterBit | 32) && form !== (letterBit | 45)) {
    let count = 1
    while (count < rowMin && readEscape(bytes, read.next, end) && read.form !== unseenForm) count++
    return count === rowMin
  }
  while (readEscape(bytes, read.next, end));
  return at > start && read.next < end && isCut(form, bytes[at - 1] as number, bytes[read.next] as number)
}

/** Two hex digits; negative where they are none. */
function hexPair(bytes: Uint8Array, at: number): number {
  const high = hexValues[bytes[at] as number] as number
  const low = hexValues[bytes[at + 1] as number] as number
  return high > 15 || low > 15 ? -0x10000 : (high << 4) | low
}
