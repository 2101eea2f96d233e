import { limits } from '../core/limits.ts'
import type { Profile } from '../device/types.ts'
import { identifiers } from './identifiers.gen.ts'
import { BareXorTable } from './hidden/bare-xor.ts'
import { BinaryMatcher, hasBinaryByte } from './spellings/binary-matcher.ts'
import { DigestPool } from './digests/digest-pool.ts'
import type { DigestColumns } from './digests/digest-columns.ts'
import type { DigestInput, HashedInput } from './digests/digest-input.ts'
import { isNoValue } from './identifier-type.ts'
import type { IdentifierType } from './identifier-type.ts'
import { edges, Matcher, needlesOf } from './spellings/matcher.ts'
import { nameSpellings } from './spellings/name-spelling.ts'
import type { NameSpelling } from './spellings/name-spelling.ts'
import { phoneSpellings } from './spellings/phone-spelling.ts'
import type { PhoneSpelling } from './spellings/phone-spelling.ts'
import { PlaceSearch } from './places/place-search.ts'
import { placeSpellings } from './spellings/place-spelling.ts'
import type { PlaceSpelling } from './spellings/place-spelling.ts'
import { chosen, NameCollector, SpellingCollector, SpellingTable } from './spellings/spelling-table.ts'
import type { Indicator, KnownValue, SpellingColumns, SpellingNames } from './spellings/spelling-table.ts'
import { impliedImeis } from './known/implied-imeis.ts'
import { isWeak } from './known/weak-values.ts'
import { digitsMin, longBytesMin, wordBytesMin } from './spellings/spelling-lengths.ts'
import {
  behindNames,
  hashInputs,
  isRawInput,
  isVariantForm,
  joinedTexts,
  moreHashed,
  rawForms,
  textVariants,
} from './digests/hash-inputs.ts'
import { spelledTexts, writtenForms } from './spellings/written-forms.ts'

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

/** A part of a value; what stands around it is read. */
export type ReadSpelling = PlaceSpelling | PhoneSpelling | NameSpelling

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
   * Parts of what stands for somewhere near a place of the profile, for its telephone numbers or for its names, by number as in
   * `readMatcher`: what stands around a hit is read.
   */
  readonly reads: readonly ReadSpelling[]
  readonly readMatcher: Matcher
  /** The places in binary numbers. */
  readonly placeSearch: PlaceSearch
  /** Digests of all values, made when they are first asked for. */
  readonly digests: DigestPool
  /** Texts of the values, from their plainest: what XOR and salted digests are tried with. */
  readonly texts: readonly DigestInput[]
  /** Bytes that the values stand for, and how, which are hashed with salts, too. */
  readonly raws: readonly HashedInput[]
  /** The same texts, alone under XOR. */
  readonly bareXor: BareXorTable
  /** Values that are too short to be told from chance: found under their key names only. */
  readonly untraceable: readonly { readonly identifier: string; readonly value: string }[]
}

/** Up to here it pays to search binary spellings apart from those in text. */
const gatedBytesMax = 16
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
  for (const { type, value, normal, implied } of known) {
    const number = names.values.push({ identifier: type.name, value, normal, ...implied }) - 1
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
    for (const { form, text } of [...behindNames(type, inputs), ...moreHashed(type, normal, value, inputs)])
      raws.push([number, form, Buffer.from(text).toString('base64')])
    if (!traceable.has(nameOf(type.name, normal))) untraceable.push(number)
  }
  for (const { value, form, text } of joinedTexts(names.values, texts))
    raws.push([value, form, Buffer.from(text).toString('base64')])
  const pairs = { common: common.collected(), rare: rare.collected(), words: words.collected() }
  return { names: names.collected(), ...pairs, texts, raws, untraceable, digests: null }
}

/** Makes the spellings of a profile ready to be searched. */
export function compile(profile: Profile | null, spellings: ProfileSpellings = spell(profile)): IndicatorSet {
  const { names, common, rare, words } = spellings
  const texts = spellings.texts.map(([value, text]) => ({ ...(names.values[value] as KnownValue), text }))
  const known = knownValues(profile)
  const reads = [
    ...placeSpellings(profile?.places ?? []),
    ...phoneSpellings(valuesOf('msisdn', known)),
    ...nameSpellings(valuesOf('person-name', known)),
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
    raws: spellings.raws.filter(([, form]) => isRawInput(form)).map((raw) => rawInput(names, raw)),
    bareXor: new BareXorTable(texts),
    untraceable: spellings.untraceable.map((number) => {
      const { identifier, value } = names.values[number] as KnownValue
      return { identifier, value }
    }),
  }
}

/** Those of one kind that are no placeholders, for what is read around them. */
function valuesOf(identifier: string, known: readonly Known[]): KnownValue[] {
  return known
    .filter(({ type, normal }) => type.name === identifier && !isNoValue(type, normal))
    .map(({ value, normal }) => ({ identifier, value, normal }))
}

/** The same spellings with the digests of all values, which else are made when the first token looks like one. */
export function withDigests(spellings: ProfileSpellings): ProfileSpellings {
  return { ...spellings, digests: poolOf(spellings).columns() }
}

function poolOf({ names, texts, raws, digests }: ProfileSpellings): DigestPool {
  const hashed = [
    ...texts.map(([value, text]) => ({
      ...(names.values[value] as KnownValue),
      text,
      bytes: Buffer.from(text, 'utf8'),
    })),
    ...raws.map((raw) => ({ ...rawInput(names, raw), isVariant: isVariantForm(raw[1]) })),
  ]
  return new DigestPool(hashed, digests)
}

function rawInput(names: SpellingNames, [value, text, bytes]: ProfileSpellings['raws'][number]): HashedInput {
  return { ...(names.values[value] as KnownValue), text, bytes: Buffer.from(bytes, 'base64') }
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
  readonly implied: Pick<KnownValue, 'impliedBy'>
}

function knownValues(profile: Profile | null): Known[] {
  const known: Known[] = []
  if (profile === null) return known
  const byName = new Map(identifiers.map((type) => [type.name, type]))
  const add = (name: string, value: string, implied: Known['implied'] = {}): void => {
    const type = byName.get(name)
    if (type !== undefined && value.trim() !== '' && known.length < limits.detect.profileValuesMax)
      known.push({ type, value, normal: type.normalise(value) || value.trim(), implied })
  }
  for (const [name, values] of profile.identifiers) for (const value of values) add(name, value)
  for (const imei of impliedImeis(profile)) add('imei', imei, { impliedBy: 'imeisv' })
  for (const place of profile.places) {
    for (const cell of place.cells) add('cell-id', cell)
    for (const bssid of place.bssids) add('bssid', bssid)
  }
  return known
}
