import { limits } from '../core/limits.ts'
import type { Profile } from '../device/types.ts'
import { identifiers } from './identifiers.gen.ts'
import { BinaryMatcher, hasBinaryByte } from './binary-matcher.ts'
import { base64Check, charsBeforeCore, digitBeforeCheck } from './cut-spelling.ts'
import type { CoreCheck } from './cut-spelling.ts'
import { DigestPool } from './digest-pool.ts'
import type { DigestInput, HashedInput } from './digest-pool.ts'
import { disguises, numberDigests } from './disguised-spelling.ts'
import type { IdentifierType, WrittenForm } from './identifier-type.ts'
import { Matcher, edges } from './matcher.ts'
import type { Edge } from './matcher.ts'
import { PlaceSearch } from './place-search.ts'
import { placeSpellings } from './place-spelling.ts'
import type { PlaceSpelling } from './place-spelling.ts'

/** One spelling of one known value. */
export interface Indicator {
  readonly identifier: string
  /** As given in the profile, and in its normal form. */
  readonly value: string
  readonly normal: string
  /** How it is written, for people; '' for plain text. */
  readonly form: string
  readonly bytes: Buffer
  readonly edge: Edge
  /** What a hit must hold beside its bytes; null where these are all. */
  readonly check: CoreCheck | null
}

/** Spellings with what searches them. */
export interface Spellings {
  /** Spellings of 8 bytes and more that are searched everywhere, by number as in `matcher`. */
  readonly long: readonly Indicator[]
  readonly matcher: Matcher
  /**
   * Binary spellings of 4 to 7 bytes, searched in binary data only, where chance does not write them; and those that
   * are shorter than every spelling in text: these cannot be in text at all, and would slow down the search in it.
   */
  readonly binary: readonly Indicator[]
  readonly binaryMatcher: BinaryMatcher
}

/** All known values, ready to be searched. */
export interface IndicatorSet extends Spellings {
  /** Rare disguises: searched in what is sent, and in what is read in full; what servers answer is not searched for them. */
  readonly rare: Spellings
  /** Texts under 8 bytes: only whole words count. */
  readonly words: readonly Indicator[]
  /** Beginnings of what stands for somewhere near a place of the profile, by number as in `placeMatcher`. */
  readonly places: readonly PlaceSpelling[]
  readonly placeMatcher: Matcher
  /** The places in binary numbers. */
  readonly placeSearch: PlaceSearch
  /** Digests of all values, made when they are first asked for. */
  readonly digests: DigestPool
  /** Texts of the values, from their plainest: what XOR and salted digests are tried with. */
  readonly texts: readonly DigestInput[]
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
export function compile(profile: Profile | null): IndicatorSet {
  const common = new Collection()
  const rare = new Collection()
  const words: Indicator[] = []
  const untraceable: { identifier: string; value: string }[] = []
  const texts: DigestInput[] = []
  const hashed: HashedInput[] = []
  const seen = new Set<string>()
  for (const { type, value } of knownValues(profile)) {
    const normal = type.normalise(value) || value.trim()
    let isTraceable = false
    for (const { form, bytes, edge, check = null, isRare = false } of writtenForms(type, normal, value)) {
      const key = `${type.name}\0${bytes.toString('latin1')}\0${normal}\0${check === null ? '' : 'checked'}`
      if (seen.has(key)) continue
      seen.add(key)
      const indicator: Indicator = { identifier: type.name, value, normal, form, bytes, edge, check }
      const collection = isRare ? rare : common
      if (bytes.length >= longBytesMin) collection.long.push(indicator)
      else if (edge === edges.none && bytes.length >= wordBytesMin) collection.binary.push(indicator)
      else if (
        !isRare &&
        edge === edges.word &&
        bytes.length >= (/^\d+$/.test(normal) ? digitsMin : wordBytesMin)
      )
        words.push(indicator)
      else continue
      isTraceable = true
    }
    for (const text of hashInputs(spelledTexts(type, normal, value)))
      texts.push({ identifier: type.name, value, normal, text })
    for (const { text, bytes } of hashedForms(type, normal, value))
      hashed.push({ identifier: type.name, value, normal, text, bytes })
    if (!isTraceable) untraceable.push({ identifier: type.name, value })
  }
  const places = placeSpellings(profile?.places ?? [])
  return {
    ...common.spellings(),
    rare: rare.spellings(),
    words,
    places,
    placeMatcher: new Matcher(places.map(({ bytes }) => ({ bytes, edge: edges.none }))),
    placeSearch: new PlaceSearch(profile?.places ?? []),
    digests: new DigestPool(hashed),
    texts,
    untraceable,
  }
}

class Collection {
  readonly long: Indicator[] = []
  readonly binary: Indicator[] = []

  spellings(): Spellings {
    const textBytesMin = this.long.reduce(
      (least, { bytes }) => (hasBinaryByte(bytes, 0, bytes.length) ? least : Math.min(least, bytes.length)),
      gatedBytesMax,
    )
    const isGated = ({ bytes, edge }: Indicator): boolean =>
      edge === edges.none && bytes.length < textBytesMin && hasBinaryByte(bytes, 0, bytes.length)
    const binary = [...this.binary, ...this.long.filter(isGated)]
    const long = this.long.filter((indicator) => !isGated(indicator))
    return { long, matcher: new Matcher(long), binary, binaryMatcher: new BinaryMatcher(binary) }
  }
}

function knownValues(profile: Profile | null): { type: IdentifierType; value: string }[] {
  const known: { type: IdentifierType; value: string }[] = []
  if (profile === null) return known
  const byName = new Map(identifiers.map((type) => [type.name, type]))
  const add = (name: string, value: string): void => {
    const type = byName.get(name)
    if (type !== undefined && value.trim() !== '' && known.length < limits.detect.profileValuesMax)
      known.push({ type, value })
  }
  for (const [name, values] of profile.identifiers) for (const value of values) add(name, value)
  for (const place of profile.places) {
    for (const cell of place.cells) add('cell-id', cell)
    for (const bssid of place.bssids) add('bssid', bssid)
  }
  return known
}

interface Spelled extends Pick<WrittenForm, 'form' | 'bytes'> {
  readonly edge: Edge
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
    // Digits in longer numbers and words in longer words are chance; from 12 mixed characters on they are none.
    const edge = /^[0-9 .-]+$/.test(text) ? edges.digits : text.length < 12 ? edges.word : edges.none
    const plainEdge = bytes.length < longBytesMin ? edges.word : edge
    yield { form: '', bytes, edge: plainEdge }
    yield* transforms(text, bytes, plainEdge)
    // Rare spellings in rare disguises are left: they would double the table.
    if (index < disguisedTextsMax) yield* rarely(disguises(text, bytes))
    // In forms the signs are escaped before anything is laid around.
    const escaped = encodeURIComponent(text)
    if (index === 0 && escaped !== text) {
      const inner = Buffer.from(escaped)
      yield* rarely(transforms(escaped, inner, plainEdge))
      yield* rarely(disguises(escaped, inner))
    }
  }
  for (const { form, bytes, digitBefore } of type.binary(normal)) {
    const spelled = { form, bytes, edge: edges.none, isRare: isNumber.test(form) }
    yield digitBefore === undefined ? spelled : { ...spelled, check: digitBeforeCheck(digitBefore) }
    yield* rarely(inText(form, bytes))
    // By chance all of it is letters and digits: then it counts as a word.
    if (
      bytes.length >= digitsMin &&
      bytes.length < longBytesMin &&
      /^[0-9A-Za-z]+$/.test(bytes.toString('latin1'))
    )
      yield { form, bytes, edge: edges.word }
  }
  yield* rarely(type.framed(normal))
  for (const { bytes } of hashedForms(type, normal, given)) yield* rarely(numberDigests(bytes))
}

/** Binary forms as programs keep numbers, beside those of telephony and of addresses. */
const isNumber = /64 bits|varint|least first|GUID/

/** Binary forms in hex and base64. */
function* inText(form: string, bytes: Buffer): Generator<Spelled> {
  const hex = bytes.toString('hex')
  if (hex.length >= longBytesMin && !/^\d+$/.test(hex)) {
    yield { form: `${form}, in hex`, bytes: Buffer.from(hex), edge: edges.word }
    yield { form: `${form}, in hex`, bytes: Buffer.from(hex.toUpperCase()), edge: edges.word }
  }
  if (hex.length >= longBytesMin && /^\d+$/.test(hex))
    yield { form: `${form}, in hex`, bytes: Buffer.from(hex), edge: edges.digits }
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
    yield { form: 'URL-encoded', bytes: Buffer.from(encoded), edge: none }
    yield { form: 'URL-encoded twice', bytes: Buffer.from(encodeURIComponent(encoded)), edge: none }
  }
  const all = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  yield { form: 'URL-encoded (every byte)', bytes: Buffer.from(all), edge: none }
  yield { form: 'URL-encoded (every byte)', bytes: Buffer.from(all.toUpperCase()), edge: none }
  const json = JSON.stringify(text).slice(1, -1)
  if (json !== text) yield { form: 'JSON-escaped', bytes: Buffer.from(json), edge: none }
  const escaped = text.replace(/[^\0-~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  if (escaped !== text) yield { form: 'JSON-escaped', bytes: Buffer.from(escaped), edge: none }
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

function lowerEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())
}

/** The base64 characters that the value alone decides, when `offset` bytes stand before it in its group of three. */
export function base64Core(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes, Buffer.alloc(2)]).toString('base64')
  return text.slice(charsBeforeCore(offset), Math.floor(((offset + bytes.length) * 8) / 6))
}

/** The bytes that hex of a value stands for, not as numbers of a machine. */
const isRawForm = /^\d+ raw bytes$/

/** All that people hash of a value, with its bytes. */
function hashedForms(type: IdentifierType, normal: string, given: string): { text: string; bytes: Buffer }[] {
  const texts = hashInputs(spelledTexts(type, normal, given))
  return [
    ...texts.map((text) => ({ text, bytes: Buffer.from(text, 'utf8') })),
    ...type
      .binary(normal)
      .filter(({ form }) => isRawForm.test(form))
      .map(({ form, bytes }) => ({ text: form, bytes })),
  ]
}

/** What people hash: the value as it is spelled, in one case or the other. Spellings with rare separators add nothing. */
function hashInputs(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => text.length >= longBytesMin && (text.includes('@') || !/[ ._/]/.test(text)))
}
