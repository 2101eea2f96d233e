import { limits } from '../core/limits.ts'
import type { Profile } from '../device/types.ts'
import { identifiers } from './identifiers.gen.ts'
import { BareXorTable } from './bare-xor.ts'
import { BinaryMatcher, hasBinaryByte } from './binary-matcher.ts'
import { base64Core } from './base64-core.ts'
import { base64Check, digitBeforeCheck } from './cut-spelling.ts'
import type { CoreCheck } from './cut-spelling.ts'
import { DigestPool } from './digest-pool.ts'
import type { DigestColumns, DigestInput, HashedInput } from './digest-pool.ts'
import { disguises, numberDigests, reversals } from './disguised-spelling.ts'
import { gbkInUrls, inGbk } from './gbk.ts'
import { isNoValue } from './identifier-type.ts'
import type { EdgedForm, IdentifierType, WrittenForm } from './identifier-type.ts'
import { Matcher, edges, needlesOf } from './matcher.ts'
import type { Edge } from './matcher.ts'
import { phoneSpellings } from './phone-spelling.ts'
import type { PhoneSpelling } from './phone-spelling.ts'
import { PlaceSearch } from './place-search.ts'
import { placeSpellings } from './place-spelling.ts'
import type { PlaceSpelling } from './place-spelling.ts'
import { hashedWords, wordForms } from './hashed-words.ts'
import { hexGroups } from './hex-groups-spelling.ts'
import { javaHashSpellings } from './java-hash-spelling.ts'
import { radixSpellings, thousands } from './radix-spelling.ts'
import { edgeInHex, numberSpellings, rawSpellings } from './raw-spelling.ts'
import { NameCollector, SpellingCollector, SpellingTable, chosen } from './spelling-table.ts'
import type { Indicator, KnownValue, SpellingColumns, SpellingNames } from './spelling-table.ts'
import { textHashSpellings } from './text-hash-spelling.ts'
import { turnedSpellings } from './turned-spelling.ts'
import { isWeak } from './weak-values.ts'
import { cases } from './written.ts'

/** All spellings of all values of a profile: nothing in it but data, so that it can be kept. */
export interface ProfileSpellings {
  readonly names: SpellingNames
  readonly common: SpellingPair
  /** Rare disguises. */
  readonly rare: SpellingPair
  /** Texts under 8 bytes: only whole words count. */
  readonly words: SpellingColumns
  /** Texts of the values, from their plainest, each with the number of its value. */
  readonly texts: readonly (readonly [value: number, text: string])[]
  /** Bytes of the values that are hashed beside their texts, in base64, with what they are. */
  readonly raws: readonly (readonly [value: number, form: string, bytes: string])[]
  /** Numbers of values that are too short to be told from chance. */
  readonly untraceable: readonly number[]
  /** Digests of the texts and bytes; null where nobody asked for them. */
  readonly digests: DigestColumns | null
}

/** Spellings that are searched everywhere, and those that are searched in binary data only. */
export interface SpellingPair {
  readonly long: SpellingColumns
  readonly binary: SpellingColumns
}

/** Spellings with what searches them. */
export interface Spellings {
  /** Spellings of 8 bytes and more that are searched everywhere, by number as in `matcher`. */
  readonly long: SpellingTable
  readonly matcher: Matcher
  /**
   * Binary spellings of 4 to 7 bytes, searched in binary data only, where chance does not write them; and those that
   * are shorter than every spelling in text: these cannot be in text at all, and would slow down the search in it.
   */
  readonly binary: SpellingTable
  readonly binaryMatcher: BinaryMatcher
}

/** All known values, ready to be searched. */
export interface IndicatorSet extends Spellings {
  /** Rare disguises: searched in what is sent, and in what is read in full; what servers answer is not searched for them. */
  readonly rare: Spellings
  /** Texts under 8 bytes: only whole words count. */
  readonly words: readonly Indicator[]
  /** Searches the same texts, for where answers hold them under a name. */
  readonly shortMatcher: Matcher
  /**
   * Parts of what stands for somewhere near a place of the profile, or for its telephone numbers, by number as in
   * `readMatcher`: what stands around a hit is read.
   */
  readonly reads: readonly (PlaceSpelling | PhoneSpelling)[]
  readonly readMatcher: Matcher
  /** The places in binary numbers. */
  readonly placeSearch: PlaceSearch
  /** Digests of all values, made when they are first asked for. */
  readonly digests: DigestPool
  /** Texts of the values, from their plainest: what XOR and salted digests are tried with. */
  readonly texts: readonly DigestInput[]
  /** The same texts, alone under XOR. */
  readonly bareXor: BareXorTable
  /** Values that are too short to be told from chance: found under their key names only. */
  readonly untraceable: readonly { readonly identifier: string; readonly value: string }[]
}

/** From this length on a spelling is searched anywhere; it bounds the speed of the matcher from below. */
const longBytesMin = 8
/** Up to here it pays to search binary spellings apart from those in text. */
const gatedBytesMax = 16
/** Of the texts of a value, the plainest so many are also searched in rare disguises. */
const disguisedTextsMax = 2
/** Digits need one more than letters to be no coincidence. */
const wordBytesMin = 4
const digitsMin = 5

/** Every spelling of every value of the profile. */
export function spell(profile: Profile | null): ProfileSpellings {
  const names = new NameCollector()
  const common = new PairCollector(names)
  const rare = new PairCollector(names)
  const words = new SpellingCollector(names)
  const untraceable: number[] = []
  const texts: (readonly [number, string])[] = []
  const raws: (readonly [number, string, string])[] = []
  const known = knownValues(profile)
  const seen = new SeenSpellings(known)
  const traceable = new Set<string>()
  for (const { type, value, normal } of known) {
    const number = names.values.push({ identifier: type.name, value, normal }) - 1
    seen.begin(type.name, normal)
    for (const { form, bytes, edge, check = null, isRare = false } of writtenForms(type, normal, value)) {
      if (seen.has(bytes, check !== null)) continue
      const pair = isRare ? rare : common
      if (bytes.length >= longBytesMin) pair.long.add(number, form, bytes, edge, check)
      else if (edge === edges.none && bytes.length >= wordBytesMin)
        pair.binary.add(number, form, bytes, edge, check)
      else if (
        !isRare &&
        edge === edges.word &&
        bytes.length >= (/^\d+$/.test(normal) ? digitsMin : wordBytesMin)
      )
        words.add(number, form, bytes, edge, check)
      else continue
      if (!isWeak(normal)) traceable.add(nameOf(type.name, normal))
    }
    const inputs = hashInputs(spelledTexts(type, normal, value), [value.trim(), normal])
    for (const text of inputs) texts.push([number, text])
    for (const { form, bytes } of [...rawForms(type, normal), ...textVariants(inputs)])
      raws.push([number, form, bytes.toString('base64')])
    for (const text of behindNames(type, inputs))
      raws.push([number, behindName, Buffer.from(text).toString('base64')])
    for (const { form, text } of moreHashed(type, normal, value, inputs))
      raws.push([number, form, Buffer.from(text).toString('base64')])
    if (!traceable.has(nameOf(type.name, normal))) untraceable.push(number)
  }
  for (const [number, text] of joinedTexts(names.values, texts))
    raws.push([number, joined, Buffer.from(text).toString('base64')])
  const pairs = { common: common.collected(), rare: rare.collected(), words: words.collected() }
  return { names: names.collected(), ...pairs, texts, raws, untraceable, digests: null }
}

/** Makes the spellings of a profile ready to be searched. */
export function compile(profile: Profile | null, spellings: ProfileSpellings = spell(profile)): IndicatorSet {
  const { names, common, rare, words } = spellings
  const texts = spellings.texts.map(([value, text]) => ({ ...(names.values[value] as KnownValue), text }))
  const phones = knownValues(profile).filter(
    ({ type, normal }) => type.name === 'msisdn' && !isNoValue(type, normal),
  )
  const reads = [
    ...placeSpellings(profile?.places ?? []),
    ...phoneSpellings(phones.map(({ value, normal }) => ({ identifier: 'msisdn', value, normal }))),
  ]
  return {
    ...searched(common, names),
    rare: searched(rare, names),
    words: [...new SpellingTable(words, names)],
    shortMatcher: new Matcher(words),
    reads,
    readMatcher: new Matcher(reads.map(({ bytes }) => ({ bytes, edge: edges.none }))),
    placeSearch: new PlaceSearch(profile?.places ?? []),
    digests: poolOf(spellings),
    texts,
    bareXor: new BareXorTable(texts),
    untraceable: spellings.untraceable.map((number) => {
      const { identifier, value } = names.values[number] as KnownValue
      return { identifier, value }
    }),
  }
}

/** The same spellings with the digests of all values, which else are made when the first token looks like one. */
export function withDigests(spellings: ProfileSpellings): ProfileSpellings {
  return { ...spellings, digests: poolOf(spellings).columns() }
}

function poolOf({ names, texts, raws, digests }: ProfileSpellings): DigestPool {
  const input = (value: number, text: string, bytes: Buffer): HashedInput => ({
    ...(names.values[value] as KnownValue),
    text,
    bytes,
  })
  const hashed = [
    ...texts.map(([value, text]) => input(value, text, Buffer.from(text, 'utf8'))),
    ...raws.map(([value, form, bytes]) => ({
      ...input(value, form, Buffer.from(bytes, 'base64')),
      isVariant: variantForms.has(form),
    })),
  ]
  return new DigestPool(hashed, digests)
}

function searched(pair: SpellingPair, names: SpellingNames): Spellings {
  const long = new SpellingTable(pair.long, names)
  const binary = new SpellingTable(pair.binary, names)
  return { long, matcher: new Matcher(long), binary, binaryMatcher: new BinaryMatcher(needlesOf(binary)) }
}

/** Two ways of writing may come to the same bytes: the first counts. */
class SeenSpellings {
  /** Of values that are given more than once. */
  private readonly kept: Map<string, Set<string>> = new Map()
  private seen: Set<string> = new Set()

  constructor(known: readonly { readonly type: IdentifierType; readonly normal: string }[]) {
    for (const [name, { length }] of Map.groupBy(known, ({ type, normal }) => nameOf(type.name, normal)))
      if (length > 1) this.kept.set(name, new Set())
  }

  /** What is asked for from now on is of this value. */
  begin(identifier: string, normal: string): void {
    this.seen = this.kept.get(nameOf(identifier, normal)) ?? new Set()
  }

  has(bytes: Buffer, isChecked: boolean): boolean {
    const key = `${isChecked ? '+' : '-'}${bytes.toString('latin1')}`
    if (this.seen.has(key)) return true
    this.seen.add(key)
    return false
  }
}

function nameOf(identifier: string, normal: string): string {
  return `${identifier} ${normal}`
}

class PairCollector {
  readonly long: SpellingCollector
  readonly binary: SpellingCollector
  private readonly names: NameCollector

  constructor(names: NameCollector) {
    this.names = names
    this.long = new SpellingCollector(names)
    this.binary = new SpellingCollector(names)
  }

  /** Of the long ones, those that are shorter than all texts and cannot be in text are searched with the binary ones. */
  collected(): SpellingPair {
    const all = this.long.collected()
    const { bytes, offsets } = all
    const lengthOf = (index: number): number => (offsets[index + 1] as number) - (offsets[index] as number)
    const isBinary = Uint8Array.from(all.edges, (_, index) =>
      Number(hasBinaryByte(bytes, offsets[index] as number, offsets[index + 1] as number)),
    )
    let textBytesMin = gatedBytesMax
    for (const index of isBinary.keys())
      if (isBinary[index] === 0) textBytesMin = Math.min(textBytesMin, lengthOf(index))
    const table = new SpellingTable(all, this.names.collected())
    const stays: number[] = []
    for (const index of isBinary.keys()) {
      if (isBinary[index] === 0 || all.edges[index] !== edges.none || lengthOf(index) >= textBytesMin) {
        stays.push(index)
        continue
      }
      const { form, bytes: spelled, edge, check } = table.at(index)
      this.binary.add(all.values[index] as number, form, spelled, edge, check)
    }
    const long = stays.length === all.edges.length ? all : chosen(all, stays)
    return { long, binary: this.binary.collected() }
  }
}

interface Known {
  readonly type: IdentifierType
  readonly value: string
  readonly normal: string
}

function knownValues(profile: Profile | null): Known[] {
  const known: Known[] = []
  if (profile === null) return known
  const byName = new Map(identifiers.map((type) => [type.name, type]))
  const add = (name: string, value: string): void => {
    const type = byName.get(name)
    if (type !== undefined && value.trim() !== '' && known.length < limits.detect.profileValuesMax)
      known.push({ type, value, normal: type.normalise(value) || value.trim() })
  }
  for (const [name, values] of profile.identifiers) for (const value of values) add(name, value)
  for (const place of profile.places) {
    for (const cell of place.cells) add('cell-id', cell)
    for (const bssid of place.bssids) add('bssid', bssid)
  }
  return known
}

interface Spelled extends EdgedForm {
  readonly check?: CoreCheck
  readonly isRare?: boolean
}

function* rarely(forms: Iterable<Spelled>): Generator<Spelled> {
  for (const form of forms) yield { ...form, isRare: true }
}

function spelledTexts(type: IdentifierType, normal: string, given: string): string[] {
  return [...new Set([given.trim(), ...type.spellings(normal)])].filter((text) => text !== '')
}

function* writtenForms(type: IdentifierType, normal: string, given: string): Generator<Spelled> {
  const texts = spelledTexts(type, normal, given)
  for (const [index, text] of texts.entries()) {
    const bytes = Buffer.from(text, 'utf8')
    const plainEdge = bytes.length < longBytesMin ? edges.word : edgeOf(type, text)
    yield { form: '', bytes, edge: plainEdge }
    yield* transforms(text, bytes, plainEdge)
    // Rare spellings in rare disguises are left: they would double the table.
    if (index < disguisedTextsMax) {
      yield* rarely(disguises(text, bytes))
      yield* rarely(turnedSpellings(text, bytes))
    } else yield* rarely(reversals(text, bytes))
    // In forms the signs are escaped before anything is laid around.
    const escaped = encodeURIComponent(text)
    if (index === 0 && escaped !== text) {
      const inner = Buffer.from(escaped)
      yield* rarely(transforms(escaped, inner, plainEdge))
      yield* rarely(disguises(escaped, inner))
    }
  }
  yield* rarely(numberSpellings(normal))
  yield* rarely(radixSpellings(normal))
  yield* rarely(thousands(normal))
  yield* rarely(hexGroups(normal))
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
    const named = asDigits[form] ?? `${form}, in hex`
    yield { form: named, bytes: Buffer.from(hex), edge: edgeInHex(form, bytes, edges.digits) }
  }
  for (let offset = 0; offset < 3; offset++) {
    const core = base64Core(bytes, offset)
    if (core.length < longBytesMin) continue
    const check = base64Check(bytes, offset, edges.none)
    yield { form: `${form}, in base64 (offset ${offset})`, bytes: Buffer.from(core), edge: edges.none, check }
    const url = core.replaceAll('+', '-').replaceAll('/', '_')
    if (url !== core)
      yield {
        form: `${form}, in base64url (offset ${offset})`,
        bytes: Buffer.from(url),
        edge: edges.none,
        check,
      }
  }
}

/** Text inside another writing. Short results are left out: chance writes them too. */
function* transforms(text: string, bytes: Buffer, edge: Edge): Generator<Spelled> {
  if (bytes.length < wordBytesMin) return
  const none = edges.none
  const percent = encodeURIComponent(text)
  const form = new URLSearchParams([['', text]]).toString().slice(1)
  for (const encoded of new Set([percent, lowerEscapes(percent), form])) {
    if (encoded === text) continue
    yield { form: 'URL-encoded', bytes: Buffer.from(encoded), edge: edge === edges.mail ? edge : none }
    yield { form: 'URL-encoded twice', bytes: Buffer.from(encodeURIComponent(encoded)), edge: none }
  }
  const all = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  yield { form: 'URL-encoded (every byte)', bytes: Buffer.from(all), edge: none }
  yield { form: 'URL-encoded (every byte)', bytes: Buffer.from(all.toUpperCase()), edge: none }
  const json = JSON.stringify(text).slice(1, -1)
  if (json !== text) yield { form: 'JSON-escaped', bytes: Buffer.from(json), edge: none }
  const escaped = inEscapes(text)
  if (escaped !== text) {
    yield { form: 'JSON-escaped', bytes: Buffer.from(escaped), edge: none }
    yield* otherLetters(text, bytes)
  }
  yield { form: 'UTF-16', bytes: Buffer.from(text, 'utf16le'), edge: none }
  const hex = bytes.toString('hex')
  yield { form: 'hex', bytes: Buffer.from(hex), edge: none }
  yield { form: 'hex', bytes: Buffer.from(hex.toUpperCase()), edge: none }
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

/** Two characters are four bytes, which chance writes. */
const gbkBytesMin = 6

/**
 * Letters beyond ASCII as others write them: Apple's file names take marks off their letters, mail writes bytes in hex
 * (RFC 2045, 6.7; RFC 2047, 4.2), old protocols have one byte for each, and careless programs encode twice.
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
  if (/^[\0-\xff]+$/.test(text)) yield { form: 'Latin-1', bytes: Buffer.from(text, 'latin1'), edge }
  const gbk = inGbk(text)
  if (gbk !== null && gbk.length >= gbkBytesMin) yield { form: 'GBK', bytes: gbk, edge }
  for (const url of gbkInUrls(text).flatMap((one) => [one, lowerEscapes(one)]))
    yield { form: 'GBK, URL-encoded', bytes: Buffer.from(url), edge }
  // Bytes of UTF-8 taken for letters of another set, and these written as UTF-8 again.
  for (const twice of new Set([bytes.toString('latin1'), new TextDecoder('windows-1252').decode(bytes)])) {
    yield { form: 'UTF-8 twice', bytes: Buffer.from(twice), edge }
    yield { form: 'UTF-8 twice, URL-encoded', bytes: Buffer.from(encodeURIComponent(twice)), edge }
    yield { form: 'UTF-8 twice, JSON-escaped', bytes: Buffer.from(inEscapes(twice)), edge }
  }
}

/** As JSON escapes what is none of ASCII. */
function inEscapes(text: string): string {
  return text.replace(/[^\0-~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function lowerEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())
}

/** The bytes that hex of a value stands for, not as numbers of a machine. */
const isRawForm = /^\d+ raw bytes$/

/** What people hash beside texts: the bytes that a value is in hex. */
function rawForms(type: IdentifierType, normal: string): readonly WrittenForm[] {
  const isHex = /^[0-9a-f]+$/.test(normal) && /[a-f]/.test(normal)
  return type
    .binary(normal)
    .filter(({ form, bytes }) => isRawForm.test(form) || (isHex && bytes.toString('hex') === normal))
}

/**
 * What people hash: the value as it is spelled, in one case or the other. Spellings with rare separators add nothing, but
 * what the value itself has (a blank in the name of a network, a dot in that of a user) is hashed with it.
 */
function hashInputs(texts: readonly string[], own: readonly string[]): readonly string[] {
  const kept = new Set(own.map((text) => text.toLowerCase()))
  return texts.filter(
    (text) =>
      text.length >= longBytesMin &&
      (text.includes('@') || !rareMarks.test(text) || kept.has(text.toLowerCase())),
  )
}

/** Marks, addresses in three and two groups or without zeros, and MEIDs in groups. */
const rareMarks =
  /[ ._/]|^[0-9a-f]{4}(?:-[0-9a-f]{4}){2}$|^[0-9a-f]{6}[:-][0-9a-f]{6}$|^(?=.{0,16}$)[0-9a-f]+(?::[0-9a-f]+){5}$|^A\w-\w{6}-\w{6}$/i

/** Of a value so many texts are also hashed as programs change them unawares. */
const variedTextsMax = 3

/**
 * What is done to a text, by name: `echo` and files end lines, C ends texts, Windows and Java keep text in UTF-16, who hashes
 * JSON hashes its quotes, some write it otherwise before, and of a mail address some hash the name alone.
 */
const variants: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['text with a line end', (text) => Buffer.from(`${text}\n`)],
  ['text with a line end of Windows', (text) => Buffer.from(`${text}\r\n`)],
  ['text with the zero that ends it in C', (text) => Buffer.from(`${text}\0`)],
  ['text in UTF-16', (text) => Buffer.from(text, 'utf16le')],
  ['text in UTF-16, high byte first', (text) => Buffer.from(text, 'utf16le').swap16()],
  ['text in UTF-16 behind its mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['text in base64', (text) => Buffer.from(Buffer.from(text).toString('base64'))],
  ['text, reversed', (text) => Buffer.from(text.split('').reverse().join(''))],
  ['text in quotes', (text) => Buffer.from(JSON.stringify(text))],
  ['text in front of its @', (text) => Buffer.from(text.slice(0, Math.max(0, text.indexOf('@'))))],
]
/** What a value is called by in a text that is hashed, where that is another name than the first of its keys. */
const prefixNames: Readonly<Record<string, readonly string[]>> = {
  'wifi-mac': ['mac'],
  msisdn: ['phone', 'msisdn', 'tel'],
  email: ['email', 'mail'],
  'android-id': ['android_id', 'androidid', 'androidId'],
  'advertising-id': ['gaid', 'idfa', 'adid'],
  serial: ['serial', 'sn'],
  'device-id': ['deviceid', 'device_id', 'deviceId'],
  'user-id': ['uid', 'userid', 'user_id', 'userId'],
}
/** What stands between a name and its value. */
const prefixMarks = [':', '=', '', '_']
/** Of a value so many texts are also hashed behind its name: as it is given, and without its marks or case. */
const namedTextsMax = 2

/** `imei:…`, `IMEI…`, `mac=…`: programs keep numbers of several kinds apart so, and hash that. */
function* behindNames(type: IdentifierType, inputs: readonly string[]): Generator<string> {
  const first = type.keys[0]?.name
  const own = prefixNames[type.name] ?? (first === undefined ? [] : [first])
  const names = new Set(own.flatMap((name) => [name, name.toUpperCase()]))
  for (const text of inputs.slice(0, namedTextsMax))
    for (const name of names) for (const mark of prefixMarks) yield `${name}${mark}${text}`
}

/** Texts under eight characters that no chance writes. */
const shortTextMin = 6
const shortText = 'short text'

/** What else is hashed of a value: a token whose case was changed, a short text, the words of a name. */
function moreHashed(
  type: IdentifierType,
  normal: string,
  given: string,
  inputs: readonly string[],
): { readonly form: string; readonly text: string }[] {
  if (isNoValue(type, normal)) return []
  const [text] = inputs
  const cased = text === undefined ? [] : [text.toLowerCase(), text.toUpperCase()]
  const changed = cased
    .filter((one) => !inputs.includes(one))
    .map((one) => ({ form: 'case changed', text: one }))
  const isShort = normal.length >= shortTextMin && normal.length < longBytesMin && !isWeak(normal)
  const short = isShort ? cases(given.trim(), normal).map((one) => ({ form: shortText, text: one })) : []
  return [...changed, ...short, ...(type.name === 'person-name' ? hashedWords(normal) : [])]
}

/** Forms of inputs that were made of more than the value. */
const behindName = 'text behind its name'
const joined = 'text with another value'
const variantForms: ReadonlySet<string> = new Set([
  behindName,
  joined,
  shortText,
  ...Object.values(wordForms),
  ...variants.map(([form]) => form),
])

/** Kinds of which programs hash two or three values, one behind the other, to make a number of the device. */
const joinedKinds: ReadonlySet<string> = new Set(['imei', 'wifi-mac', 'android-id', 'serial', 'imsi'])
/** Values that are joined with each other: of more phones than one each has its own. */
const joinedValuesMax = 8

/** Two or three values of one phone in one text, in all orders, each as the profile gives it. */
function joinedTexts(
  values: readonly KnownValue[],
  texts: readonly (readonly [value: number, text: string])[],
): [number, string][] {
  const first = new Map<number, string>()
  for (const [number, text] of texts)
    if (joinedKinds.has((values[number] as KnownValue).identifier) && !first.has(number))
      first.set(number, text)
  const used = [...first].slice(0, joinedValuesMax)
  const kindOf = (number: number): string => (values[number] as KnownValue).identifier
  return used.flatMap(([number, text]) =>
    used
      .filter(([other]) => kindOf(other) !== kindOf(number))
      .flatMap(([other, behind]): [number, string][] => [
        [number, text + behind],
        ...used
          .filter(([last]) => kindOf(last) !== kindOf(number) && kindOf(last) !== kindOf(other))
          .map(([, end]): [number, string] => [number, text + behind + end]),
      ]),
  )
}

function textVariants(texts: readonly string[]): Pick<WrittenForm, 'form' | 'bytes'>[] {
  return texts
    .slice(0, variedTextsMax)
    .flatMap((text) => variants.map(([form, vary]) => ({ form, bytes: vary(text) })))
    .filter(({ bytes }) => bytes.length >= longBytesMin)
}
