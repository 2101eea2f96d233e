import { entityOfLetter } from '../../core/signs/letter-entities.ts'
import { base64Core, widerCores } from './base64-core.ts'
import { base64Check, digitBeforeCheck, pairsCheck, unitsCheck } from './cut-spelling.ts'
import type { CoreCheck } from './cut-spelling.ts'
import { disguises, numberDigests, reversals } from './disguised-spelling.ts'
import { inCharacterSets } from './character-sets.ts'
import { isNoValue } from '../identifier-type.ts'
import type { EdgedForm, IdentifierType } from '../identifier-type.ts'
import { edges } from './matcher.ts'
import type { Edge } from './matcher.ts'
import { isSureNumber } from '../known/weak-values.ts'
import { hexGroups } from './hex-groups-spelling.ts'
import { javaHashSpellings } from './java-hash-spelling.ts'
import { partSpellings } from './part-spelling.ts'
import { radixSpellings, thousands } from './radix-spelling.ts'
import { edgeInHex, longHalves, numberSpellings, rawSpellings } from './raw-spelling.ts'
import { textHashSpellings } from './text-hash-spelling.ts'
import { turnedSpellings } from './turned-spelling.ts'
import { nullSchemeForm } from './written.ts'
import { digitsMin, longBytesMin, wordBytesMin } from './spelling-lengths.ts'
import { hashInputs, rawForms } from '../digests/hash-inputs.ts'

/** Of the texts of a value, the plainest so many are also searched in rare disguises. */
const disguisedTextsMax = 2

interface Spelled extends EdgedForm {
  readonly check?: CoreCheck
  readonly isRare?: boolean
}

function* rarely(forms: Iterable<Spelled>): Generator<Spelled> {
  for (const form of forms) yield { ...form, isRare: true }
}

/** The texts of a value: as it was given first, then its usual spellings. */
export function spelledTexts(type: IdentifierType, normal: string, given: string): string[] {
  return [...new Set([given.trim(), ...type.spellings(normal)])].filter((text) => text !== '')
}

/** All bytes that may stand for a value in traffic; what is rare says so. */
export function* writtenForms(type: IdentifierType, normal: string, given: string): Generator<Spelled> {
  const texts = spelledTexts(type, normal, given)
  for (const [index, text] of texts.entries()) {
    const bytes = Buffer.from(text, 'utf8')
    const plainEdge = bytes.length < longBytesMin ? edges.word : edgeOf(type, text)
    yield { form: '', bytes, edge: isSureNumber(text) ? edges.none : plainEdge }
    yield* transforms(text, bytes, plainEdge)
    // Rare spellings in rare disguises are left: they would double the table.
    if (index < disguisedTextsMax) {
      yield* rarely(disguises(text, bytes, plainEdge))
      yield* rarely(turnedSpellings(text, bytes, plainEdge))
    } else yield* rarely(reversals(text, bytes))
    // In forms the signs are escaped before anything is laid around.
    const escaped = encodeURIComponent(text)
    if (index === 0 && escaped !== text) {
      const inner = Buffer.from(escaped)
      yield* rarely(transforms(escaped, inner, plainEdge))
      yield* rarely(disguises(escaped, inner, plainEdge))
    }
  }
  yield* rarely(numberSpellings(normal))
  yield* rarely(longHalves(normal))
  yield* rarely(radixSpellings(normal))
  yield* rarely(thousands(normal))
  yield* rarely(hexGroups(normal))
  if (!isNoValue(type, normal)) yield* rarely(partSpellings(type.name, normal, texts))
  for (const text of new Set([given.trim(), normal])) {
    yield* rarely(javaHashSpellings(type.name, text))
    yield* rarely(textHashSpellings(text))
  }
  for (const written of type.binary(normal)) {
    const { form, bytes, digitBefore } = written
    const spelled = { form, bytes, edge: edges.none, isRare: isNumber.test(form) }
    yield digitBefore === undefined ? spelled : { ...spelled, check: digitBeforeCheck(digitBefore) }
    yield* rarely(inText(form, bytes))
    yield* rarely(rawSpellings(written))
    // By chance all of it is letters and digits: then it counts as a word.
    if (
      bytes.length >= digitsMin &&
      bytes.length < longBytesMin &&
      /^[0-9A-Za-z]+$/.test(bytes.toString('latin1'))
    )
      yield { form, bytes, edge: edges.word }
  }
  yield* rarely(type.framed(normal))
  yield* rarely(type.derived(normal))
  for (const bytes of [
    ...hashInputs(texts, [given.trim(), normal]).map((text) => Buffer.from(text, 'utf8')),
    ...rawForms(type, normal).map((raw) => raw.bytes),
  ])
    yield* rarely(numberDigests(bytes))
}

/** Up to so many digits chance also writes inside hex and fractions; longer ones may be packed in hex. */
const chanceDigitsMax = 12

/** Digits in longer numbers and words in longer words are chance; from 12 mixed characters on they are none. */
function edgeOf(type: IdentifierType, text: string): Edge {
  if (type.sign === '@') return edges.mail
  if (/^[0-9 .-]+$/.test(text)) return text.length <= chanceDigitsMax ? edges.number : edges.digits
  return text.length < 12 ? edges.word : edges.none
}

/** Binary forms as programs keep numbers, beside those of telephony and of addresses. */
const isNumber = /64 bits|varint|least first|GUID/

/** What BCD in hex is where it is read as it stands: a name for a network has an IMSI behind a zero, too. */
const asDigits: Readonly<Record<string, string>> = {
  'BCD behind a zero': 'digits behind a zero',
  'BCD filled with a zero': 'digits in front of a zero',
  [nullSchemeForm]: `${nullSchemeForm}, in hex`,
}

/** Binary forms in hex and base64. */
function* inText(form: string, bytes: Buffer): Generator<Spelled> {
  const hex = bytes.toString('hex')
  if (hex.length >= longBytesMin && !/^\d+$/.test(hex)) {
    const edge = edgeInHex(form, bytes, edges.word)
    yield { form: `${form}, in hex`, bytes: Buffer.from(hex), edge }
    yield { form: `${form}, in hex`, bytes: Buffer.from(hex.toUpperCase()), edge }
  }
  if (hex.length >= longBytesMin && /^\d+$/.test(hex)) {
    const named = asDigits[form]
    const spelled = { bytes: Buffer.from(hex), edge: edgeInHex(form, bytes, edges.digits) }
    // A longer number may hold the zero, too.
    yield named === undefined
      ? { form: `${form}, in hex`, ...spelled }
      : { form: named, ...spelled, check: pairsCheck }
  }
  for (let offset = 0; offset < 3; offset++) {
    const core = base64Core(bytes, offset)
    if (core.length >= longBytesMin) {
      yield* inAlphabets(form, core, offset, base64Check(bytes, offset, edges.none))
      continue
    }
    // The six bytes of an address: what is left of them is as sure with the rest of one more character.
    if (core.length < longBytesMin - 1) continue
    for (const { text, isLed } of widerCores(bytes, offset))
      yield* inAlphabets(form, text, offset, base64Check(bytes, offset, edges.none, isLed))
  }
}

/** A core as it is, and as it is in URLs. */
function* inAlphabets(form: string, core: string, offset: number, check: CoreCheck): Generator<Spelled> {
  const edge = edges.none
  yield { form: `${form}, in base64 (offset ${offset})`, bytes: Buffer.from(core), edge, check }
  const url = core.replaceAll('+', '-').replaceAll('/', '_')
  if (url !== core)
    yield { form: `${form}, in base64url (offset ${offset})`, bytes: Buffer.from(url), edge, check }
}

/** Text inside another writing. Short results are left out: chance writes them too. */
function* transforms(text: string, bytes: Buffer, edge: Edge): Generator<Spelled> {
  if (bytes.length < wordBytesMin) return
  const none = edges.none
  const percent = encodeURIComponent(text)
  const form = new URLSearchParams([['', text]]).toString().slice(1)
  const inPercents = unitsCheck(bytes, 'percent', edge)
  for (const encoded of new Set([percent, lowerEscapes(percent), form])) {
    if (encoded === text) continue
    const beside = edge === edges.mail ? edge : none
    yield { form: 'URL-encoded', bytes: Buffer.from(encoded), edge: beside, check: inPercents }
    yield {
      form: 'URL-encoded twice',
      bytes: Buffer.from(encodeURIComponent(encoded)),
      edge: none,
      check: inPercents,
    }
  }
  const all = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  for (const one of [all, all.toUpperCase()])
    yield { form: 'URL-encoded (every byte)', bytes: Buffer.from(one), edge: none, check: inPercents }
  const json = JSON.stringify(text).slice(1, -1)
  if (json !== text) yield { form: 'JSON-escaped', bytes: Buffer.from(json), edge: none }
  const escaped = inEscapes(text)
  if (escaped !== text) {
    yield { form: 'JSON-escaped', bytes: Buffer.from(escaped), edge: none }
    yield* otherLetters(text, bytes)
  }
  const inUtf16 = unitsCheck(bytes, 'utf16', edge)
  yield { form: 'UTF-16', bytes: Buffer.from(text, 'utf16le'), edge: none, check: inUtf16 }
  const hex = bytes.toString('hex')
  const inHex = unitsCheck(bytes, 'hex', edge)
  for (const one of [hex, hex.toUpperCase()])
    yield { form: 'hex', bytes: Buffer.from(one), edge: none, check: inHex }
  for (let offset = 0; offset < 3; offset++) {
    const core = base64Core(bytes, offset)
    if (core.length < longBytesMin) continue
    const check = base64Check(bytes, offset, edge)
    yield { form: `base64 (offset ${offset})`, bytes: Buffer.from(core), edge: none, check }
    const url = core.replaceAll('+', '-').replaceAll('/', '_')
    if (url !== core)
      yield { form: `base64url (offset ${offset})`, bytes: Buffer.from(url), edge: none, check }
  }
}

/**
 * Letters beyond ASCII as others write them: Apple's file names take marks off their letters, mail writes bytes in hex
 * (RFC 2045, 6.7; RFC 2047, 4.2), older programs have their country's own set, and careless programs encode twice.
 */
function* otherLetters(text: string, bytes: Buffer): Generator<Spelled> {
  const edge = edges.none
  for (const [form, other] of [
    ['letters with their marks apart', text.normalize('NFD')],
    ['letters with their marks', text.normalize('NFC')],
  ] as const) {
    if (other === text) continue
    yield { form, bytes: Buffer.from(other), edge }
    yield { form: `${form}, URL-encoded`, bytes: Buffer.from(encodeURIComponent(other)), edge }
    yield { form: `${form}, JSON-escaped`, bytes: Buffer.from(inEscapes(other)), edge }
  }
  const inHex = [...bytes]
    .map((byte) => (byte < 0x7f ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase()}`))
    .join('')
  for (const written of new Set([inHex, inHex.replaceAll(' ', '_')]))
    yield { form: 'quoted-printable', bytes: Buffer.from(written), edge }
  // What C and the text form of Protocol Buffers print, and the same in JSON.
  const octal = [...bytes]
    .map((byte) => (byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8)}`))
    .join('')
  for (const written of [octal, octal.replaceAll('\\', '\\\\')])
    yield { form: 'octal escapes', bytes: Buffer.from(written), edge }
  const named = text.replace(/[^\0-~]/g, inHtml)
  if (named !== text) {
    yield { form: 'HTML entities', bytes: Buffer.from(named), edge }
    yield { form: 'HTML entities, URL-encoded', bytes: Buffer.from(encodeURIComponent(named)), edge }
  }
  for (const { name, bytes: other, inUrls } of inCharacterSets(text)) {
    if (other !== null) yield { form: name, bytes: other, edge }
    for (const url of new Set(inUrls.flatMap((one) => [one, lowerEscapes(one)])))
      yield { form: `${name}, URL-encoded`, bytes: Buffer.from(url), edge }
  }
  // Bytes of UTF-8 taken for letters of another set, and these written as UTF-8 again.
  for (const twice of new Set([bytes.toString('latin1'), new TextDecoder('windows-1252').decode(bytes)])) {
    yield { form: 'UTF-8 twice', bytes: Buffer.from(twice), edge }
    yield { form: 'UTF-8 twice, URL-encoded', bytes: Buffer.from(encodeURIComponent(twice)), edge }
    yield { form: 'UTF-8 twice, JSON-escaped', bytes: Buffer.from(inEscapes(twice)), edge }
  }
}

/** The name of a letter; others as they are. */
function inHtml(letter: string): string {
  const name = entityOfLetter(letter)
  return name === undefined ? letter : `&${name};`
}

/** As JSON escapes what is none of ASCII. */
function inEscapes(text: string): string {
  return text.replace(/[^\0-~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function lowerEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())
}
