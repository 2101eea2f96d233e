import { base32Digits, base32HexDigits } from '../../core/signs/digit-values.ts'
import { base64Core } from './base64-core.ts'
import { base64Check, groupsCheck, neverCheck, unitsCheck } from './cut-spelling.ts'
import type { UnitWriting } from './character-units.ts'
import type { CoreCheck } from './cut-spelling.ts'
import { base85, coreOf, numberOfGroups, writtenCores } from './digit-groups.ts'
import type { EdgedForm } from '../identifier-type.ts'
import { crc32 } from '../hashes/crc32.ts'
import { fnv1a64 } from '../hashes/fnv.ts'
import { murmur3 } from '../hashes/murmur3.ts'
import { xxh32, xxh64 } from '../hashes/xxhash.ts'
import { edges } from './matcher.ts'
import type { Edge } from './matcher.ts'
import { inBase32, inLargeBase } from './turned-spelling.ts'

/**
 * Spellings of a known text in encodings that work on small pieces of it, so that the value shows as a fixed string
 * wherever it stands in what was encoded: escapes, lists of bytes, base85 by its phases, reversed, rotated.
 */

/** A spelling, and what must stand beside it where it is a part of the value only. */
export interface Disguised extends EdgedForm {
  readonly check?: CoreCheck
}

/** HTML's names of the signs that stand in identifiers. */
const namedEntities: ReadonlyMap<string, string> = new Map([
  [':', '&colon;'],
  ['@', '&commat;'],
  ['+', '&plus;'],
  ['-', '&hyphen;'],
])

/** Texts of which each character may stand alone, as in a list of digits: shorter ones are met among other numbers. */
const spelledOutMin = 10

/** Shorter results are left out: chance writes them too, and they would slow down the search. */
const bytesMin = 8

/** Fewer characters of base64 are met by chance. */
const coreCharsMin = 10

/**
 * Each spelling of `text` (`bytes` are its bytes) with its form for people; none for texts under five bytes, which
 * chance would write. `plainEdge`: what must not stand beside the text, which is asked where characters are written one by one.
 */
export function* disguises(text: string, bytes: Buffer, plainEdge: Edge): Generator<Disguised> {
  if (bytes.length < 5) return
  const none = edges.none
  const spelled = (form: string, written: string, edge: Edge = none): Disguised => ({
    form,
    bytes: Buffer.from(written),
    edge,
  })
  const inUnits = (form: string, writing: UnitWriting, written: Buffer | string): Disguised => ({
    form,
    bytes: typeof written === 'string' ? Buffer.from(written) : written,
    edge: none,
    check: unitsCheck(bytes, writing, plainEdge),
  })
  const each = (write: (byte: number) => string): string => [...bytes].map(write).join('')
  const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0')
  for (const [form, writing, written] of [
    ['HTML entities', 'entities', each((byte) => `&#${byte};`)],
    ['HTML entities', 'entitiesInHex', each((byte) => `&#x${hexOf(byte)};`)],
    ['HTML entities', 'entitiesInHex', each((byte) => `&#x${hexOf(byte).toUpperCase()};`)],
    ['HTML entities', 'entities', text.replace(/[:@+-]/g, (sign) => namedEntities.get(sign) as string)],
    ['\\x escapes', 'x', each((byte) => `\\x${hexOf(byte)}`)],
    ['\\u escapes', 'u', each((byte) => `\\u00${hexOf(byte)}`)],
    ['quoted-printable', 'quotedPrintable', each((byte) => `=${hexOf(byte).toUpperCase()}`)],
  ] as const) {
    if (written === text) continue
    const once = encodeURIComponent(written)
    yield inUnits(form, writing, written)
    yield inUnits(`${form}, URL-encoded`, writing, once)
    yield inUnits(`${form}, URL-encoded twice`, writing, encodeURIComponent(once))
  }
  for (const separator of [',', ', ', ' ', '+', ';', '|', '-', '.', '_', '/', ':']) {
    const list = [...bytes].join(separator)
    yield inUnits('decimal bytes', 'decimals', list)
    if (separator.length > 1 || separator === ' ' || separator === ',')
      yield inUnits('decimal bytes, URL-encoded', 'decimals', encodeURIComponent(list))
  }
  for (const separator of [':', ' ', '+', ', 0x', ',0x', '.', '_', '|', ',', '-']) {
    const list = [...bytes].map(hexOf).join(separator)
    yield inUnits('hex, spaced', 'hex', list)
    yield inUnits('hex, spaced', 'hex', list.toUpperCase())
  }
  // As JSON writes a `Uint8Array`; the tree reads it, too, where the message is read in full.
  const indexed = [...bytes].map((byte, index) => `"${index}":${byte}`).join(',')
  yield spelled('typed array in JSON', indexed)
  yield spelled('typed array in JSON', indexed.replaceAll('"', '\\"'))
  yield inUnits('UTF-16, high byte first', 'utf16Swapped', Buffer.from(text, 'utf16le').swap16())
  if (text.length >= spelledOutMin)
    for (const separator of [
      ' ',
      '-',
      ',',
      ', ',
      '","',
      '", "',
      '\\",\\"',
      ':',
      '.',
      '_',
      '|',
      '%2C',
      '+',
      '%20',
    ])
      yield spelled('character by character', text.split('').join(separator), edges.word)
  const wide = Buffer.from(text, 'utf16le')
  // Of characters of 16 bits; for others nobody asks.
  const wider = Buffer.alloc(wide.length * 2)
  for (let at = 0; at < wide.length; at += 2) wider.writeUInt32LE(wide.readUInt16LE(at), at * 2)
  yield inUnits('UTF-32', 'utf32', wider)
  yield inUnits('UTF-32, high byte first', 'utf32Swapped', Buffer.from(wider).swap32())
  yield* inBase85(bytes)
  // One half of a value that is cut in two: see CutValues. These places tell nothing by themselves.
  if (bytes.length >= bytesMin + 2) {
    yield { form: 'part', bytes: bytes.subarray(0, bytesMin), edge: none, check: neverCheck }
    yield { form: 'part', bytes: bytes.subarray(-bytesMin), edge: none, check: neverCheck }
  }
  yield* reversals(text, bytes)
  yield* rotations(text)
  yield* shuffles(text, bytes, plainEdge)
  yield* substitutions(text)
  const rotated = text.replace(/[A-Za-z]/g, rotate)
  if (rotated !== text && text.replace(/[^A-Za-z]/g, '').length >= 1)
    yield spelled('ROT13', rotated, edges.word)
  const turned = text.replace(/[0-9]/g, (digit) => String((Number(digit) + 5) % 10))
  const both = turned.replace(/[A-Za-z]/g, rotate)
  // Of digits alone the two are the same.
  for (const [form, written] of [
    ['ROT5', turned],
    ['ROT18', both],
  ] as const)
    if (written !== text && written !== rotated && bytes.length >= bytesMin)
      yield spelled(form, written, text.length < 12 ? edges.word : edges.digits)
  yield* replaced(text)
  const shifted = text.replace(/[!-~]/g, (char) => String.fromCharCode(33 + ((char.charCodeAt(0) + 14) % 94)))
  if (bytes.length >= bytesMin) {
    yield spelled('ROT47', shifted)
    // In JSON and in URLs: a digit may become a sign that neither has as it is.
    const inJson = JSON.stringify(shifted).slice(1, -1)
    for (const written of new Set([inJson, encodeURIComponent(shifted), formEncoded(shifted)]))
      if (written !== shifted) yield spelled('ROT47', written)
  }
  for (const [written, form] of new Map([
    [rotated, 'ROT13'],
    [both, 'ROT18'],
    [turned, 'ROT5'],
    [shifted, 'ROT47'],
  ]))
    if (written !== text) yield* encoded(form, Buffer.from(written))
  if (bytes.length <= shortBytesMax) {
    for (const [writing, one] of [
      ['utf16InHex', wide],
      ['utf16SwappedInHex', Buffer.from(wide).swap16()],
    ] as const) {
      const hex = one.toString('hex')
      yield inUnits('UTF-16, in hex', writing, hex)
      yield inUnits('UTF-16, in hex', writing, hex.toUpperCase())
    }
    yield* inShortTokens(text, bytes, spelled)
  }
  const big = inLargeBase(bytes)
  if (big.length >= bytesMin && bytes.length <= 40) yield spelled('base58', big, edges.word)
}

/** The text from its end on: of every spelling, since nothing else leads to one. */
export function* reversals(text: string, bytes: Buffer): Generator<Disguised> {
  const reversed = text.split('').reverse().join('')
  if (reversed === text || bytes.length < bytesMin) return
  yield {
    form: 'reversed',
    bytes: Buffer.from(reversed),
    edge: text.length < 12 ? edges.word : edges.digits,
  }
}

/** Of longer texts (push tokens) nobody turns the characters round. */
const rotatedCharsMax = 40

/** The text cut in two, the second part in front. Shorter texts are met among other numbers. */
function* rotations(text: string): Generator<Disguised> {
  if (text.length < spelledOutMin || text.length > rotatedCharsMax || !/^[!-~]+$/.test(text)) return
  for (let at = 1; at < text.length; at++) {
    const written = text.slice(at) + text.slice(0, at)
    // A digit of a value that has nothing else would stand where it stood.
    if (written === text) return
    yield { form: 'turned round', bytes: Buffer.from(written), edge: edges.word }
  }
}

const swappedInPairs = 'characters swapped in pairs'

/** The characters in another order that one line of a program makes: in pairs, or every second one first; and hex with the halves of its bytes swapped. */
function* shuffles(text: string, bytes: Buffer, plainEdge: Edge): Generator<Disguised> {
  if (bytes.length < spelledOutMin || bytes.length > rotatedCharsMax || !/^[!-~]+$/.test(text)) return
  const every = (from: number): string =>
    text
      .split('')
      .filter((_, index) => index % 2 === from)
      .join('')
  // Digits in pairs are BCD with its halves swapped, which is looked for in longer hex, too.
  for (const [form, written] of [
    [swappedInPairs, text.replace(/(.)(.)/g, '$2$1')],
    ['every second character first', every(0) + every(1)],
    ['every second character first', every(1) + every(0)],
  ] as const)
    if (written !== text && !(form === swappedInPairs && /^(?:\d\d)+$/.test(text)))
      yield { form, bytes: Buffer.from(written), edge: edges.word }
  const swapped = bytes.toString('hex').replace(/(.)(.)/g, '$2$1')
  const check = unitsCheck(bytes, 'hexSwapped', plainEdge)
  for (const written of new Set([swapped, swapped.toUpperCase()]))
    yield { form: 'hex, halves of bytes swapped', bytes: Buffer.from(written), edge: edges.none, check }
}

/** Digits of a value of which others are made without a doubt, and how far on each may be; by five is ROT5. */
const shiftedDigitsMin = 10
const digitShifts = [1, 2, 3, 4, 6, 7, 8, 9]
/** Steps from one digit to the next: of `0011223344` or `1111111111` there are fewer, and what they are shifted to others have who make up a value, too. */
const differentStepsMin = 4

/** Each digit by the one that is so many further on, or by what is missing to nine. */
function* substitutions(text: string): Generator<Disguised> {
  const digits = text.replace(/\D/g, '')
  if (digits.length < shiftedDigitsMin || text.length > rotatedCharsMax) return
  const steps = new Set(
    digits
      .slice(1)
      .split('')
      .map((digit, index) => (Number(digit) - Number(digits[index]) + 10) % 10),
  )
  if (steps.size < differentStepsMin) return
  const each = (write: (digit: number) => number): Buffer =>
    Buffer.from(text.replace(/\d/g, (digit) => String(write(Number(digit)))))
  for (const shift of digitShifts)
    yield { form: `digits ${shift} on`, bytes: each((digit) => (digit + shift) % 10), edge: edges.word }
  yield { form: 'digits taken from nine', bytes: each((digit) => 9 - digit), edge: edges.word }
}

/** Digits as letters, as those write who take them for places in the alphabet. */
const digitLetters = ['ABCDEFGHIJ', 'abcdefghij']

/** Each character by another one: the next or the one before (Caesar), or for each digit a letter. */
function* replaced(text: string): Generator<Disguised> {
  if (text.length < spelledOutMin || !/^[!-~]+$/.test(text)) return
  for (const [form, step] of [
    ['each character one on', 1],
    ['each character one back', -1],
  ] as const) {
    const written = text.replace(/./g, (char) => String.fromCharCode(char.charCodeAt(0) + step))
    // JSON and URLs escape some of the signs that digits and letters become.
    const inJson = JSON.stringify(written).slice(1, -1)
    for (const one of new Set([written, inJson, encodeURIComponent(written)]))
      yield { form, bytes: Buffer.from(one), edge: edges.none }
  }
  if (!/^\d+$/.test(text)) return
  for (const letters of digitLetters) {
    const written = text.replace(/\d/g, (digit) => letters.charAt(Number(digit)))
    yield { form: 'digits as letters', bytes: Buffer.from(written), edge: edges.word }
  }
}

/** Values so short that nothing tells their encoding from a word: only the whole of it is looked for. */
const shortBytesMax = 12

function* inShortTokens(
  text: string,
  bytes: Buffer,
  spelled: (form: string, written: string, edge?: Edge) => Disguised,
): Generator<Disguised> {
  for (const [form, alphabet] of Object.entries(base32Alphabets)) {
    const written = inBase32(bytes, alphabet)
    yield spelled(form, written, edges.word)
    yield spelled(form, written.toLowerCase(), edges.word)
  }
  const reversed = text.split('').reverse().join('')
  const rotated = text.replace(/[A-Za-z]/g, rotate)
  for (const [form, turned] of [
    ['reversed', reversed],
    ['ROT13', rotated],
  ] as const) {
    if (turned === text) continue
    yield spelled(`${form}, in base64`, Buffer.from(turned).toString('base64').replace(/=+$/, ''), edges.word)
    for (const [name, alphabet] of Object.entries(base32Alphabets)) {
      const written = inBase32(Buffer.from(turned), alphabet)
      yield spelled(`${form}, in ${name}`, written, edges.word)
      yield spelled(`${form}, in ${name}`, written.toLowerCase(), edges.word)
    }
  }
}

const base32Alphabets: Readonly<Record<'base32' | 'base32hex', string>> = {
  base32: base32Digits,
  base32hex: base32HexDigits,
}

function rotate(char: string): string {
  const code = char.charCodeAt(0)
  return String.fromCharCode((code & 31) > 13 ? code - 13 : code + 13)
}

/**
 * Whole groups of four bytes, for each of `places` of the value's first byte in its group; as it is, in JSON and in URLs.
 */
export function* inBase85(bytes: Buffer, places: number = 4): Generator<Disguised> {
  for (const groups of base85)
    for (let skipped = 0; skipped < places; skipped++) {
      if (bytes.length - skipped < groups.bytes * 2) continue
      const check = groupsCheck(numberOfGroups(groups), bytes)
      for (const written of writtenCores(groups, coreOf(groups, bytes, skipped)))
        yield { form: groups.form, bytes: Buffer.from(written), edge: edges.none, check }
    }
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

/** Digests of 32 and 64 bits as numbers, and those of 64 bits in base64: only whole words count. */
export function* numberDigests(bytes: Buffer): Generator<Disguised> {
  for (const [form, number] of [
    ['CRC-32', crc32(bytes)],
    ['Murmur3', murmur3(bytes)],
    ['XXH32', xxh32(bytes)],
  ] as const) {
    const hex = number.toString(16).padStart(8, '0')
    const written = [hex, hex.toUpperCase(), `0x${hex}`, String(number), String(number | 0)]
    for (const one of new Set(written))
      if (one.length >= bytesMin) yield { form, bytes: Buffer.from(one), edge: edges.word }
  }
  for (const [form, digest] of [
    ['XXH64', xxh64(bytes)],
    ['FNV-1a', fnv1a64(bytes)],
  ] as const) {
    const long = digest.readBigUInt64BE(0)
    const plain = digest.toString('base64').replace(/=+$/, '')
    const written = [String(long), String(BigInt.asIntN(64, long)), plain, digest.toString('base64url')]
    for (const one of new Set(written)) yield { form, bytes: Buffer.from(one), edge: edges.word }
  }
}

/** What a text was turned into, in base64 wherever it begins, and in hex. */
function* encoded(form: string, bytes: Buffer): Generator<Disguised> {
  const edge = edges.none
  const hex = bytes.toString('hex')
  if (bytes.length >= bytesMin)
    for (const written of new Set([hex, hex.toUpperCase()]))
      yield { form: `${form}, hex`, bytes: Buffer.from(written), edge }
  for (let offset = 0; offset < 3; offset++) {
    const core = base64Core(bytes, offset)
    if (core.length < coreCharsMin) continue
    const check = base64Check(bytes, offset, edge)
    for (const written of new Set([core, core.replaceAll('+', '-').replaceAll('/', '_')]))
      yield { form: `${form}, base64`, bytes: Buffer.from(written), edge, check }
  }
}
