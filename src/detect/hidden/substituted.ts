import { isPrintable } from '../../core/signs/printable.ts'
import { base64Values, hexValues } from '../../core/signs/digit-values.ts'
import { base64Core, charsBeforeCore } from '../spellings/base64-core.ts'
import type { DigestInput } from '../digests/digest-input.ts'

/**
 * Known values in base64, hex or digits whose signs stand for others, by an alphabet that only the program knows. Which
 * signs repeat, and where, stays as it was, and the signs of a value repeat often enough to tell it.
 */

/** Where a known value stands. */
export interface SubstitutedPlace {
  readonly text: DigestInput
  readonly start: number
  readonly end: number
  /** How it is written, for people. */
  readonly form: string
}

interface Pattern {
  readonly text: DigestInput
  /** What is written. */
  readonly written: string
  /** Of base64: how many signs of a group stand in front of it. */
  readonly phase: number
  /** For each sign how far back the same stands, 0 where it is the first of its kind. */
  readonly back: Uint8Array
}

const textsPerValueMax = 2
const textBytesMin = 12
const textBytesMax = 40
/** Different signs of a value: of fewer, others that mean nothing (`xxxxxxxxxxxxxxx`) have theirs in the same places. */
const differentMin = 5
/** Signs of a value that repeat others: by chance signs of 64 do so in 1 of 10^7 places (and the rest has to fit), those of 16 in 1 of 10^14, letters in 1 of 10^9 words. */
const base64RepeatsMin = 4
const base64CharsMin = 18
const hexRepeatsMin = 12
/** In hex every digit has the same first half, so that only which digits repeat tells one number from another: of twelve, 1 in 10^6 others have them alike, of fifteen 1 in 10^8. */
const hexDigitsMin = 15
const letterRepeatsMin = 7

const documentCharsMin = 56
const documentCharsMax = 16_384
/** Groups of base64 that are looked at, and how many different signs may begin them: text has some 14, random bytes 25. */
const groupsMax = 32
const hexSignsMax = 16
/** Text in hex has more; zeros in base64 and what fills up a message have one. */
const signsMin = 8
const [isSmall, isLarge, isDigit, isSign] = [1, 2, 4, 8]

const classes: Uint8Array = new Uint8Array(256)
for (let code = 0x61; code <= 0x7a; code++) classes[code] = isSmall
for (let code = 0x41; code <= 0x5a; code++) classes[code] = isLarge
for (let code = 0x30; code <= 0x39; code++) classes[code] = isDigit
for (const sign of '+/-_.*~!$@,:;=') classes[sign.charCodeAt(0)] = isSign
const seen: Uint8Array = new Uint8Array(256)

/** Of the different signs of base64 in another order more than half are no small letters, of words few: one in so many is enough. */
const notSmallShare = 3

/**
 * True where `buf[start, end)` may be a document in base64 or hex of an alphabet of its own: few signs begin the groups of
 * base64, since text has some of its bits the same; hex has no more than sixteen. Paths and names of many words are none.
 */
export function mayBeSubstituted(buf: Uint8Array, start: number, end: number): boolean {
  const groups = Math.min(groupsMax, (end - start) >> 2)
  if (end - start < documentCharsMin) return false
  seen.fill(0)
  let first = 0
  for (let group = 0; group < groups; group++) {
    const code = buf[start + group * 4] as number
    if (seen[code] === 0) first++
    seen[code] = 1
  }
  return first * 2 <= groups + 2 && areSignsOfBytes(buf, start, start + groups * 4)
}

/** Neither a few signs over and over, nor words. */
function areSignsOfBytes(buf: Uint8Array, start: number, end: number): boolean {
  seen.fill(0)
  let distinct = 0
  let small = 0
  for (let at = start; at < end; at++) {
    const code = buf[at] as number
    if (seen[code] !== 0) continue
    seen[code] = 1
    distinct++
    if (classes[code] === isSmall) small++
  }
  if (distinct <= hexSignsMax) return distinct >= signsMin
  return (distinct - small) * notSmallShare >= distinct
}

/** True where a word of letters may be hex in sixteen letters. */
export function mayBeHexInLetters(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < documentCharsMin) return false
  seen.fill(0)
  let distinct = 0
  for (let at = start; at < end; at++) {
    const code = buf[at] as number
    if (((classes[code] as number) & 3) === 0) return false
    if (seen[code] === 0 && ++distinct > hexSignsMax) return false
    seen[code] = 1
  }
  return distinct >= signsMin
}

/** Finds the texts of a profile; made once for it. */
export class SubstitutedTable {
  private readonly inBase64: PatternIndex
  private readonly inHex: PatternIndex
  /** By their length. */
  private readonly inLetters: ReadonlyMap<number, readonly Pattern[]>

  constructor(texts: readonly DigestInput[]) {
    const counts = new Map<string, number>()
    const plainest = texts.filter(({ identifier, normal, text }) => {
      const key = `${identifier} ${normal}`
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count > textsPerValueMax || text.length < textBytesMin || text.length > textBytesMax) return false
      return new Set(text).size >= differentMin
    })
    const patterns = (
      write: (bytes: Buffer) => readonly string[],
      repeatsMin: number,
      charsMin: number = 0,
    ): Pattern[] =>
      plainest.flatMap((text) =>
        write(Buffer.from(text.text)).flatMap((written, offset) => {
          const back = backOf(Buffer.from(written))
          const phase = charsBeforeCore(offset) & 3
          return repeatsOf(back) < repeatsMin || written.length < charsMin
            ? []
            : [{ text, written, phase, back }]
        }),
      )
    this.inBase64 = new PatternIndex(
      patterns(
        (bytes) => [0, 1, 2].map((offset) => base64Core(bytes, offset)),
        base64RepeatsMin,
        base64CharsMin,
      ),
    )
    this.inHex = new PatternIndex(
      patterns(
        (bytes) => (bytes.length < hexDigitsMin && isDigits(bytes) ? [] : [bytes.toString('hex')]),
        hexRepeatsMin,
      ),
    )
    this.inLetters = Map.groupBy(
      patterns((bytes) => (isDigits(bytes) ? [bytes.toString()] : []), letterRepeatsMin),
      ({ back }) => back.length,
    )
  }

  /** All known values in one that gave nothing else, each once. */
  find(value: Buffer): readonly SubstitutedPlace[] {
    const { length } = value
    if (length < textBytesMin || length > documentCharsMax) return []
    let found = 0
    let distinct = 0
    seen.fill(0)
    for (const code of value) {
      const kind = classes[code] as number
      if (kind === 0) return []
      found |= kind
      if (seen[code] === 0) distinct++
      seen[code] = 1
    }
    if (length < documentCharsMin) {
      const letters = this.inLetters.get(length)
      if (letters === undefined || (found !== isSmall && found !== isLarge)) return []
      const back = backOf(value)
      const pattern = letters.find((one) => isSame(back, 0, one.back))
      const form = 'digits as letters of an order of its own'
      return pattern === undefined ? [] : [{ text: pattern.text, start: 0, end: length, form }]
    }
    if (!mayBeSubstituted(value, 0, length)) return []
    if (distinct <= hexSignsMax) return this.inHex.find(value, 'hex in signs of its own', isOfBytes)
    return (found & 3) === 3 ? this.inBase64.find(value, 'base64 in an alphabet of its own', isOfText) : []
  }
}

/** Patterns by how they begin: a document is looked through once, however many values are known. */
class PatternIndex {
  private readonly byBeginning: Map<number, Pattern[]> = new Map()
  private readonly shortest: number

  constructor(patterns: readonly Pattern[]) {
    this.shortest = patterns.reduce((shortest, { back }) => Math.min(shortest, back.length), Infinity)
    for (const pattern of patterns) {
      const key = keyAt(pattern.back, 0, this.shortest)
      const same = this.byBeginning.get(key)
      if (same === undefined) this.byBeginning.set(key, [pattern])
      else same.push(pattern)
    }
  }

  find(
    value: Buffer,
    form: string,
    isRight: (pattern: Pattern, value: Buffer, at: number) => boolean,
  ): SubstitutedPlace[] {
    const { byBeginning, shortest } = this
    const places: SubstitutedPlace[] = []
    if (byBeginning.size === 0) return places
    const back = backOf(value)
    const alphabet = new Alphabet()
    const told = new Set<string>()
    for (let at = 0; at + shortest <= value.length; ) {
      const pattern = byBeginning
        .get(keyAt(back, at, shortest))
        ?.find(
          (one) =>
            isSame(back, at, one.back) && isRight(one, value, at) && alphabet.takes(one.written, value, at),
        )
      if (pattern === undefined) {
        at++
        continue
      }
      const { text } = pattern
      const end = at + pattern.back.length
      const key = `${text.identifier} ${text.normal}`
      if (!told.has(key)) places.push({ text, start: at, end, form })
      told.add(key)
      at = end
    }
    return places
  }
}

/** What the values that were found say of the alphabet: a document has one, and what contradicts it is chance. */
class Alphabet {
  private readonly plain: Map<number, string> = new Map()
  private readonly signs: Map<string, number> = new Map()

  /** True where what is `written` may stand at `at` in the same alphabet; it is learned then. */
  takes(written: string, value: Buffer, at: number): boolean {
    for (let index = 0; index < written.length; index++) {
      const sign = value[at + index] as number
      const char = written[index] as string
      if ((this.plain.get(sign) ?? char) !== char || (this.signs.get(char) ?? sign) !== sign) return false
    }
    for (let index = 0; index < written.length; index++) {
      this.plain.set(value[at + index] as number, written[index] as string)
      this.signs.set(written[index] as string, value[at + index] as number)
    }
    return true
  }
}

/** A number for which signs repeat, of so many from `start`. */
function keyAt(back: Uint8Array, start: number, count: number): number {
  let key = 0
  for (let at = 0; at < count; at++) {
    const distance = back[start + at] as number
    key = (Math.imul(key, 31) + (distance > at ? 0 : distance)) | 0
  }
  return key
}

function isDigits(bytes: Buffer): boolean {
  return /^\d+$/.test(bytes.toString())
}

/** Bytes have two signs each. */
function isOfBytes(pattern: Pattern, value: Buffer, at: number): boolean {
  return (at & 1) === 0 && !isMostlyCommon(pattern, value, at, hexValues)
}

/**
 * Most signs at `at` stand for what they stand for everywhere, by the table `values`: a value that is alike, and another,
 * stands there in the common alphabet.
 */
function isMostlyCommon({ written }: Pattern, value: Buffer, at: number, values: Uint8Array): boolean {
  const common = new Set<string>()
  for (let index = 0; index < written.length; index++) {
    const digit = values[value[at + index] as number]
    if (digit === 255) return false
    if (digit === values[written.charCodeAt(index)]) common.add(written.charAt(index))
  }
  return common.size * 2 > new Set(written).size
}

/** Base64 at `at` gives text in the common alphabet; in another it gives such bytes once in some 10^4 times. */
function isCommonText({ written, phase }: Pattern, value: Buffer, at: number): boolean {
  const from = at + ((4 - phase) & 3)
  return Buffer.from(value.toString('latin1', from, at + written.length), 'base64').every(isPrintable)
}

/** Bits of each sign of a group that are the highest of a byte, which those of ASCII have not. */
const highBits = [0x20, 0x08, 0x02, 0]
const checksMin = 12

/** The signs that the value gives make text of the rest, too, as far as they stand there. */
function isOfText(pattern: Pattern, value: Buffer, at: number): boolean {
  const { written, phase } = pattern
  if ((at & 3) !== phase || isMostlyCommon(pattern, value, at, base64Values)) return false
  if (isCommonText(pattern, value, at)) return false
  const values = new Uint8Array(256).fill(255)
  for (let index = 0; index < written.length; index++)
    values[value[at + index] as number] = base64Values[written.charCodeAt(index)] as number
  let checks = 0
  for (let index = 0; index < value.length; index++) {
    const bits = values[value[index] as number] as number
    if (bits === 255 || (index & 3) === 3 || (index >= at && index < at + written.length)) continue
    if ((bits & (highBits[index & 3] as number)) !== 0) return false
    checks++
  }
  return checks >= checksMin
}

function isSame(back: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let at = 0; at < wanted.length; at++) {
    const distance = back[start + at] as number
    // What stands in front of the value is none of its signs.
    if ((distance > at ? 0 : distance) !== wanted[at]) return false
  }
  return true
}

const distanceMax = 255

function backOf(bytes: Uint8Array): Uint8Array {
  const last = new Int32Array(256).fill(-1 - distanceMax)
  const back = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    const distance = at - (last[byte] as number)
    last[byte] = at
    if (distance <= distanceMax) back[at] = distance
  }
  return back
}

function repeatsOf(back: Uint8Array): number {
  return back.reduce((repeats, distance) => repeats + (distance > 0 ? 1 : 0), 0)
}
