import { isAlnum } from '../../core/ascii.ts'
import { isPrintable } from '../../core/signs/printable.ts'
import { mayBeUtf16 } from '../../core/signs/wide-text.ts'
import { repeatsButForLetters, xorHeadBytesMax } from '../../core/signs/xor-signs.ts'
import { frontKeyBytes, isOfOtherValue, keyInFront } from './bare-xor.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import type { Node } from '../../decode/types.ts'
import { Matcher, edges } from '../spellings/matcher.ts'
import { open } from './sent-keys.ts'
import type { SentKey } from './sent-keys.ts'

/**
 * Known values under XOR. The value laid on any place gives the bytes that the key would have there; with them the
 * rest is opened as far as these bytes repeat, and only text proves the key. So keys of up to the value's length, and
 * longer ones in part, are recovered; also where a head in clear of up to {@link xorHeadBytesMax} bytes stands in front.
 * Keys that are sent along are tried as they are.
 */

/** Where a value stands under a key. */
export interface XorPlace {
  readonly text: DigestInput
  readonly start: number
  readonly end: number
  readonly key: Buffer
  /** Name of the field that held the key, '' where it was recovered. */
  readonly keyFrom: string
}

const bytesMin = 12
const bytesMax = 16_384
const periodMax = 32
/** Opened bytes that must be text beside a value of which so few bytes repeat the key: random ones are, in 1 of 50 cases. */
const besideBytesMin = 4
/** So many where all is legible as it is: small keys make other text of text. */
const legibleProofBytes = 12
/** So many where the key is free: random bytes are text in 1 of 10 billion cases. */
const freeProofBytes = 24
/** Bytes of the value that repeat the key, so that another value would not fit. */
const selfProofMin = 8
/** So many of them prove it alone: see `bare-xor.ts` for the chance. */
const wholeProofMin = 12
/** So many where the rest of what is opened must be a document. */
const weakProofMin = 4
const legibleMax = 0.7
/** Letters that a document has around a value. */
const lettersMin = 4
/** Shorter values are met by chance under a key that was sent. */
const openedBytesMin = 3
/** Shorter values are met by chance when a whole key may be chosen. */
const valueBytesMin = 6
/** Shorter ones beside a value are numbers of other things, too. */
const besideValueBytesMin = 8

/** The first known value in `bytes` of `node` under a key that was sent, of which no field is one itself; null where there is none. */
export function placeUnderSentKey(
  bytes: Buffer,
  texts: readonly DigestInput[],
  keys: readonly SentKey[],
  node: Node | null = null,
): XorPlace | null {
  if (bytes.length < bytesMin || bytes.length > bytesMax) return null
  const known = valuesOf(texts)
  const opened = Buffer.allocUnsafe(bytes.length)
  for (let index = 0; index < keys.length; index++) {
    // Its name is written when somebody asks: only where it opens something.
    const sent = keys[index] as SentKey
    const key = sent.bytes
    if (sent.node !== null && sent.node === node) continue
    const place = openedPlace(open(bytes, key, opened), key, '', texts, known)
    if (place !== null) return { ...place, keyFrom: sent.name }
  }
  return null
}

/** The first known value in `bytes` under a key that it gives itself, or that stands in front; null where there is none. The bytes alone decide. */
export function placeUnderOwnKey(bytes: Buffer, texts: readonly DigestInput[]): XorPlace | null {
  if (bytes.length < bytesMin || bytes.length > bytesMax) return null
  const known = valuesOf(texts)
  const isLegible = legibleShare(bytes) > legibleMax || mayBeUtf16(bytes, 0, bytes.length)
  const found: FoundCandidates = []
  if (!hasAnyPeriod(bytes)) return underOwnKey(bytes, texts, known, isLegible, xorHeadBytesMax, found)
  for (const size of frontKeyBytes) {
    const key = bytes.subarray(0, size)
    if (size * 2 > bytes.length || key.every((byte) => byte === 0)) continue
    const place = openedPlace(open(bytes.subarray(size), key), key, keyInFront, texts, known)
    if (place !== null) return { ...place, start: place.start + size, end: place.end + size }
  }
  return (
    underOwnKey(bytes, texts, known, isLegible, 0, found) ??
    underOwnKey(bytes, texts, known, isLegible, xorHeadBytesMax, found)
  )
}

/** What {@link candidates} gave for each period that was asked for: the same with a head in clear and without one. */
type FoundCandidates = (readonly [number, number][] | undefined)[]

/** A value that gives the key itself, where all that stands behind `head` bytes and behind the value is under that key. */
function underOwnKey(
  bytes: Buffer,
  texts: readonly DigestInput[],
  known: KnownValues,
  isLegible: boolean,
  head: number,
  found: FoundCandidates,
): XorPlace | null {
  // Highest bits that are all the same repeat.
  const isAscii = !hasHighBit(bytes, head)
  if (head > 0 && (bytes.length - head < bytesMin || !hasAnyPeriod(bytes.subarray(head)))) return null
  for (let period = 1; period <= periodMax && period * 2 <= bytes.length - head; period++) {
    if (!isAscii && !repeatsButForLetters(bytes, head, bytes.length, period)) continue
    const places = (found[period] ??= candidates(bytes, period, known))
    if (places.length === 0) continue
    const place = withPeriod(bytes, period, places, texts, known, isLegible, head)
    if (place !== null) return place
  }
  return null
}

/** The other known values that stand in `bytes` under the key of the first, each of them once, between marks. */
export function placesBeside(
  bytes: Buffer,
  first: XorPlace,
  texts: readonly DigestInput[],
): readonly XorPlace[] {
  const { key, keyFrom } = first
  const skipped = keyFrom === keyInFront ? key.length : 0
  const opened = open(bytes.subarray(skipped), key)
  const { values } = valuesOf(texts)
  const found = [{ ...first, start: first.start - skipped, end: first.end - skipped }]
  for (const [index, text] of texts.entries()) {
    const value = values[index] as Buffer
    if (value.length < besideValueBytesMin || found.some((one) => isOfSame(one.text, text))) continue
    for (let start = opened.indexOf(value); start !== -1; start = opened.indexOf(value, start + 1)) {
      const end = start + value.length
      if (isAlnum(opened[start - 1]) || isAlnum(opened[end])) continue
      if (isKeyItself(opened, key, start, end)) continue
      if (found.some((one) => start < one.end && one.start < end)) continue
      found.push({ text, start, end, key, keyFrom })
      break
    }
  }
  return found.slice(1).map((one) => ({ ...one, start: one.start + skipped, end: one.end + skipped }))
}

function isOfSame(one: DigestInput, other: DigestInput): boolean {
  return one.identifier === other.identifier && one.normal === other.normal
}

/** The first value that the opened bytes hold between text. */
function openedPlace(
  opened: Buffer,
  key: Buffer,
  keyFrom: string,
  texts: readonly DigestInput[],
  known: KnownValues,
): XorPlace | null {
  if (!known.matcher.contains(opened, 0, opened.length)) return null
  for (const text of texts) {
    const length = Buffer.byteLength(text.text)
    let at = opened.indexOf(text.text)
    while (at !== -1 && isKeyItself(opened, key, at, at + length)) at = opened.indexOf(text.text, at + 1)
    const end = at + length
    if (
      at !== -1 &&
      isText(opened, Math.max(0, at - 4), at) &&
      isText(opened, end, Math.min(opened.length, end + 4))
    )
      return { text, start: at, end, key, keyFrom }
  }
  return null
}

/** Zeros under a key are the key: a value in them was sent as the key, and is not hidden by it. */
function isKeyItself(opened: Buffer, key: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (opened[at] !== key[at % key.length]) return false
  return true
}

function hasHighBit(bytes: Buffer, start: number): boolean {
  for (let at = start; at < bytes.length; at++) if ((bytes[at] as number) > 127) return true
  return false
}

/** Some period shows in the first bytes, or no highest bit is set: else no key that repeats opens text. */
function hasAnyPeriod(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 128)
  for (let period = 1; period <= periodMax && period * 2 <= head.length; period++)
    if (repeatsButForLetters(head, 0, head.length, period)) return true
  return false
}

/** The known values, and those of them that can prove a key of each period. */
interface KnownValues {
  readonly values: readonly Buffer[]
  /** Says whether any of them is in opened bytes. */
  readonly matcher: Matcher
  readonly byPeriod: (PeriodTable | undefined)[]
}

/**
 * Values by what a key of one period can not hide: each byte XORed with the one a period on is the same with the key and
 * without it. `isAny` has a mark for each hash of the first four such bytes, `byStart` the values that begin so.
 */
interface PeriodTable {
  readonly isAny: Uint8Array
  readonly byStart: ReadonlyMap<number, readonly number[]>
}

/** How many such bytes are looked up at once: as many as the weakest proof has. */
const startBytes = weakProofMin
const marks = 4_096

function markOf(start: number): number {
  return ((start >>> 20) ^ (start >>> 10) ^ start) & (marks - 1)
}

const knownValues: WeakMap<readonly DigestInput[], KnownValues> = new WeakMap()

/** The bytes of known values: the same list is asked for with every message. */
function valuesOf(texts: readonly DigestInput[]): KnownValues {
  let known = knownValues.get(texts)
  if (known === undefined) {
    const values = texts.map(({ text }) => Buffer.from(text))
    const needles = values.filter(({ length }) => length >= openedBytesMin)
    known = {
      values,
      matcher: new Matcher(needles.map((bytes) => ({ bytes, edge: edges.none }))),
      byPeriod: [],
    }
    knownValues.set(texts, known)
  }
  return known
}

function tableOf(known: KnownValues, period: number): PeriodTable {
  const made = known.byPeriod[period]
  if (made !== undefined) return made
  const isAny = new Uint8Array(marks)
  const byStart = new Map<number, number[]>()
  for (const [index, value] of known.values.entries()) {
    if (value.length < valueBytesMin || value.length - period < startBytes) continue
    let start = 0
    for (let at = 0; at < startBytes; at++)
      start = (start << 8) | ((value[at] as number) ^ (value[at + period] as number))
    isAny[markOf(start)] = 1
    const same = byStart.get(start)
    if (same === undefined) byStart.set(start, [index])
    else same.push(index)
  }
  const table = { isAny, byStart }
  known.byPeriod[period] = table
  return table
}

const noCandidates: readonly [number, number][] = []

/** Where which value may stand under a key of the period: `[value, place]`, by value and then by place. */
function candidates(bytes: Buffer, period: number, known: KnownValues): readonly [number, number][] {
  const { isAny, byStart } = tableOf(known, period)
  if (byStart.size === 0) return noCandidates
  const found: [number, number][] = []
  let start = 0
  for (let at = 0; at + period < bytes.length; at++) {
    start = (start << 8) | ((bytes[at] as number) ^ (bytes[at + period] as number))
    if (at < startBytes - 1 || isAny[markOf(start)] === 0) continue
    for (const index of byStart.get(start) ?? []) found.push([index, at - startBytes + 1])
  }
  if (found.length < 2) return found
  return found.sort(([value, place], [otherValue, otherPlace]) => value - otherValue || place - otherPlace)
}

function withPeriod(
  bytes: Buffer,
  period: number,
  places: readonly [number, number][],
  texts: readonly DigestInput[],
  known: KnownValues,
  isLegible: boolean,
  head: number,
): XorPlace | null {
  const key = new Int16Array(period)
  for (const [index, at] of places) {
    const text = texts[index] as DigestInput
    const value = known.values[index] as Buffer
    // Where the value is longer than the key it proves itself; else the key is free, and the rest has to prove it. So it is
    // where the value repeats itself as the key does: it fits zeros as well as any other run.
    const isProved = value.length - period >= selfProofMin && !repeats(value, period)
    if (!isProved && isLegible) continue
    if (at + value.length > bytes.length || !keyAt(bytes, at, value, key)) continue
    const parts = key.filter((byte) => byte >= 0)
    if (parts.every((byte) => byte === 0) || isOfOtherValue(parts)) continue
    const isWhole = value.length - period >= wholeProofMin && !(isLegible && key.includes(0))
    const proof = isLegible ? legibleProofBytes : besideBytesMin
    const from = Math.min(head, at)
    if (!opensText(bytes, from, key, value.length + (!isProved ? freeProofBytes : isWhole ? 0 : proof)))
      continue
    const whole = Buffer.from(Array.from(key, (byte) => Math.max(0, byte)))
    const inDocument = at - from
    if (!isProved && !isDocument(open(bytes, whole).subarray(from), inDocument, inDocument + value.length))
      continue
    return { text, start: at, end: at + value.length, key: whole, keyFrom: '' }
  }
  return null
}

/**
 * The value stands between marks, also escaped ones, in what has the marks of JSON, forms or lines, and is to a good part
 * letters and digits (JSON in JSON has as many quotes and strokes).
 */
function isDocument(opened: Buffer, start: number, end: number): boolean {
  const text = opened.toString('latin1')
  const isBegun =
    !/[0-9A-Za-z]/.test(text.charAt(start - 1)) ||
    /%[0-9A-Fa-f]{2}$/.test(text.slice(Math.max(0, start - 3), start))
  const isFramed = isBegun && !/[0-9A-Za-z]/.test(text.charAt(end))
  // Small numbers under a key of digits give digits and signs, but no names of fields.
  const letters = (text.slice(0, start) + text.slice(end)).match(/[A-Za-z]/g)?.length ?? 0
  if (letters < lettersMin) return false
  const words = text.match(/[0-9A-Za-z]/g)?.length ?? 0
  return isFramed && /["=&:]/.test(text) && words * 5 > text.length * 2 && words < text.length * 0.95
}

/** Share of bytes that read as text: what reads as text as it is, is not opened by a free key. */
function legibleShare(bytes: Buffer): number {
  let count = 0
  for (let at = 0; at < bytes.length; at++) if (isPrintable(bytes[at] as number)) count++
  return count / bytes.length
}

/** Whether each byte of a value is the one a period before it: `22-22-22-22` after three. */
function repeats(value: Buffer, period: number): boolean {
  for (let at = period; at < value.length; at++) if (value[at] !== value[at - period]) return false
  return true
}

/** Fills `key` (-1 where nothing is known) as the value at `at` asks; false where it contradicts itself. */
function keyAt(bytes: Buffer, at: number, value: Buffer, key: Int16Array): boolean {
  const period = key.length
  // The value must agree with itself one period on: nearly all places fail here at once.
  for (let index = period; index < value.length; index++) {
    const here = (bytes[at + index] as number) ^ (value[index] as number)
    const before = (bytes[at + index - period] as number) ^ (value[index - period] as number)
    if (here !== before) return false
  }
  key.fill(-1)
  for (let index = 0; index < Math.min(period, value.length); index++)
    key[(at + index) % period] = (bytes[at + index] as number) ^ (value[index] as number)
  return true
}

/**
 * All bytes from `start` on that the known part of the key opens are text, and at least so many. Of these a quarter may be of letters beyond
 * ASCII, each behind the first of its letter and as many as this asks for, as far as the bytes beside it are known.
 */
function opensText(bytes: Buffer, start: number, key: Int16Array, openedMin: number): boolean {
  let opened = 0
  let high = 0
  /** Bytes that the letter still has; -1: unknown. */
  let due = -1
  for (let at = start; at < bytes.length; at++) {
    const part = key[at % key.length] as number
    if (part < 0) {
      due = -1
      continue
    }
    const byte = (bytes[at] as number) ^ part
    if (byte < 128) {
      if (due > 0 || (byte !== 9 && byte !== 10 && byte !== 13 && !isPrintable(byte))) return false
      due = 0
    } else if (byte < 0xc0) {
      if (due === 0) return false
      if (due > 0) due--
      high++
    } else {
      if (due > 0 || byte < 0xc2 || byte > 0xf4) return false
      due = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
      high++
    }
    opened++
  }
  return opened >= openedMin && high * 4 <= opened
}

function isText(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte > 126 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false
  }
  return true
}
