import { backslash } from '../../core/ascii-codes.ts'
import { isDigit } from '../../core/ascii.ts'
import { KeptResults } from '../../core/kept-results.ts'
import { hexValues } from '../../core/signs/digit-values.ts'
import type { IdentifierType, KeyName } from '../identifier-type.ts'
import { ownerNames } from './pair-names.ts'

/**
 * How keys are compared. A key is cut into words of `A-Z a-z 0-9 _ -`; the last word with a letter counts (`user[imei]`,
 * `device.imei`, `imei[0]`), and a key that is a few words of people is one (`Serial Number`). Of that word every ending that starts at a boundary is looked up, in lower case, without `_` and `-`
 * and without a number at the end: `phoneImei_1` is looked up as `phoneimei` and `imei`. Boundaries: the start, behind
 * `_` or `-`, a capital behind a small letter, a letter behind a digit, the last of several capitals in front of a small
 * letter (`MLBSerial`).
 * The same rule works on bytes in the probe ({@link KeyTable}), where any word may be a key.
 */

/** Longest ending that is looked up; no declared name is longer. */
const nameBytesMax = 40
/** Digits that may follow a name: `imei1`, `imei_02`. */
const suffixDigitsMax = 2

/** What the name of a field says of its value, and how sure that is: `names` of a type weigh more than its `hints`. */
export interface KeyMeaning {
  readonly type: IdentifierType
  readonly weight: KeyName['weight']
  /** The ending that was looked up. */
  readonly name: string
  /** Characters of the ending that was looked up: of `bluetooth_mac`, `bluetoothmac` says more than `mac`. */
  readonly length: number
  /** The whole name may be that of a thing that is no phone. */
  readonly isOfThing: boolean
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122
}
function isUpper(code: number): boolean {
  return code >= 65 && code <= 90
}
/** `_` or `-`. */
function isSign(code: number): boolean {
  return code === 95 || code === 45
}

/** Names for people: `Serial Number`, `SIM Card ID`. */
const words = /^[\w-]+(?: [\w-]+){1,3}$/

/** Words of sentences, which are part of no name: `… can and id=…` is no `andid`. */
const sentenceWords = /^(?:.* )?(?:an?|and) (?=.)/i

const wordsCharsMax = 64

const keptEndings = new KeptResults<readonly string[]>(endingsOf)

/** The endings of `key` to be looked up, longest first. */
export function keyEndings(key: string): readonly string[] {
  return keptEndings.of(key)
}

function endingsOf(given: string): string[] {
  const key =
    given.length <= wordsCharsMax && words.test(given)
      ? given.replace(sentenceWords, '').replaceAll(' ', '_')
      : given
  const parts = key.match(/[0-9A-Za-z_-]+/g)
  const word = parts?.findLast((part) => /[A-Za-z]/.test(part)) ?? ''
  // From the end on, for a key is as long as its sender likes, and only the last few characters can be a name.
  let end = withoutSigns(word, word.length)
  let digits = 0
  while (digits < suffixDigitsMax && isDigit(word.charCodeAt(end - digits - 1))) digits++
  if (digits > 0) end = withoutSigns(word, end - digits)
  const endings: string[] = []
  let ending = ''
  for (let at = end - 1; at >= 0 && ending.length <= nameBytesMax; at--) {
    const code = word.charCodeAt(at)
    if (isSign(code)) continue
    ending = `${(word[at] as string).toLowerCase()}${ending}`
    if (
      ending.length <= nameBytesMax &&
      isBoundary(word.charCodeAt(at - 1), code, word.charCodeAt(at + 1), at === 0)
    )
      endings.push(ending)
  }
  return endings.reverse()
}

/** Where `word[0, end)` ends without the `_` and `-` at its end. */
function withoutSigns(word: string, end: number): number {
  let at = end
  while (isSign(word.charCodeAt(at - 1))) at--
  return at
}

function isBoundary(before: number, code: number, after: number, isFirst: boolean): boolean {
  if (isSign(code)) return false
  if (isFirst || isSign(before)) return true
  if (isUpper(code)) return isLower(before) || isDigit(before) || (isUpper(before) && isLower(after))
  return isLower(code) && isDigit(before)
}

/** `device.id` of a flat object, a form or an attribute of OpenTelemetry: an id is what it is of (see `pair-names.ts`). */
const dottedId = new RegExp(`(?:^|[^0-9A-Za-z])(${ownerNames.join('|')})\\.id$`, 'i')

/** From names to the kinds that go by them. */
export class KeyIndex {
  private readonly meanings: Map<string, KeyMeaning[]> = new Map()
  private readonly kept: KeptResults<readonly KeyMeaning[]> = new KeptResults((key) => this.find(key))
  private readonly keptOwners: KeptResults<readonly KeyMeaning[]> = new KeptResults((name) =>
    this.findOwners(name),
  )

  constructor(types: readonly IdentifierType[]) {
    for (const type of types) {
      for (const { name, weight } of type.keys) {
        const list = this.meanings.get(name) ?? []
        list.push({ type, weight, name, length: name.length, isOfThing: false })
        this.meanings.set(name, list)
      }
    }
  }

  /** What `key` may mean: for each kind the strongest weight among its endings, the longest ending first. */
  meaningsOf(key: string): readonly KeyMeaning[] {
    return this.kept.of(key)
  }

  private find(key: string): readonly KeyMeaning[] {
    const found = new Map<string, KeyMeaning>()
    const endings = keyEndings(key)
    for (const ending of endings) {
      for (const meaning of this.meanings.get(ending) ?? []) {
        if (endings.some((one) => meaning.type.foreignNames.has(one))) continue
        const before = found.get(meaning.type.name)
        if (before === undefined || (before.weight === 'hints' && meaning.weight === 'names')) {
          const isOfThing = endings.some((one) => meaning.type.thingNames.has(one))
          found.set(meaning.type.name, isOfThing ? { ...meaning, isOfThing } : meaning)
        }
      }
    }
    if (found.size > 0) return [...found.values()].sort((one, other) => other.length - one.length)
    const owner = dottedId.exec(key)?.[1]
    return owner === undefined ? [] : this.ownersMeanings(`${owner}_id`)
  }

  /** What the id of an object may be, by its name (`device_id`): that says less than a name of the value's own. */
  ownersMeanings(name: string): readonly KeyMeaning[] {
    return this.keptOwners.of(name)
  }

  private findOwners(name: string): readonly KeyMeaning[] {
    return this.meaningsOf(name)
      .filter(({ weight }) => weight === 'names')
      .map((meaning) => ({ ...meaning, weight: 'hints' }))
  }
}

const multiplier = 0x01000193
/** Slots of the table; its load stays under a third. */
const slotsMax = 8_192

function hashBackwards(name: string): number {
  let hash = 0x811c9dc5
  for (let at = name.length - 1; at >= 0; at--) hash = Math.imul(hash ^ name.charCodeAt(at), multiplier)
  return hash
}

/** Classes of word bytes, five bits each: letters 1 to 26 in either case, digits, and what stands between words. 0: no word byte. */
export const wordClasses: Uint8Array = new Uint8Array(256)
const digitClass = 27
const separatorClass = 28
for (let letter = 1; letter <= 26; letter++) wordClasses[64 + letter] = wordClasses[96 + letter] = letter
for (let digit = 48; digit < 58; digit++) wordClasses[digit] = digitClass
wordClasses[95] = wordClasses[45] = separatorClass
const tailBytes = 3
/** Keeps the classes of three bytes: a word's tail is `((tail << 5) | class) & tailMask` byte after byte, from 0. */
export const tailMask = 0x7fff

/** Last words of names for people that are too short to stand in {@link KeyTable} as ends of names: `Android ID`, `Serial No`. */
const shortLastWords: readonly string[] = ['id', 'no']
const spacedWordsMax = 4
const separator = 95
const zero = 48

/** The tail of a word that is nothing but `word`. */
function tailOf(word: string): number {
  return Array.from(word, (char) => wordClasses[char.charCodeAt(0)] as number).reduce(
    (tail, wordClass) => ((tail << 5) | wordClass) & tailMask,
    0,
  )
}

/** Bytes of the blank in front of `at`, as it is or escaped; 0 for none. */
function blankBytes(buf: Buffer, from: number, at: number): number {
  const before = at > from ? buf[at - 1] : 0
  if (before === 32 || before === 43) return 1
  if (before !== zero || at - 3 < from || buf[at - 2] !== 50) return 0
  if (buf[at - 3] === zero) return unicodeBlankBytes(buf, from, at)
  // `%20`, `%2520` and so on.
  let first = at - 3
  while (first - 1 > from && buf[first] === 53 && buf[first - 1] === 50) first -= 2
  return buf[first] === 37 ? at - first : 0
}

/** `%0A`, `%250A` or `\n` ends at `at`: the digits and letters are of no word behind it. */
function endsEscape(buf: Buffer, from: number, at: number): boolean {
  const last = buf[at - 1] as number
  if (at - 2 >= from && buf[at - 2] === backslash) return lineLetters.has(last)
  if (at - 3 < from || !isHexDigit(last) || !isHexDigit(buf[at - 2] as number)) return false
  let first = at - 3
  while (first - 2 >= from && buf[first] === 53 && buf[first - 1] === 50) first -= 2
  return buf[first] === 37
}

/** Of `\n`, `\r` and `\t`. */
const lineLetters: ReadonlySet<number> = new Set(Buffer.from('nrt'))

function isHexDigit(code: number): boolean {
  return (hexValues[code] as number) < 16
}

/** `\u0020`, behind more backslashes where the text is escaped again. */
function unicodeBlankBytes(buf: Buffer, from: number, at: number): number {
  let first = at - 5
  if (first <= from || buf[at - 4] !== zero || buf[first] !== 117 || buf[first - 1] !== backslash) return 0
  while (first > from && buf[first - 1] === backslash) first--
  return at - first
}

/** A shape of a word's tail: the classes that are no letters of a name, and by what the class of each letter is multiplied. */
const shapeWords = 1 + tailBytes

/** By the number of a name's letters, made when a name with so many comes. */
const shapes: (number[] | undefined)[] = []

/**
 * The tails of all words that end in a name with so many letters, read backwards: separators, up to two digits, then the
 * name from its last letter on, with separators anywhere. {@link shapeWords} numbers for each; letters that are too far
 * from the end are multiplied by 0.
 */
function tailShapes(letters: number): number[] {
  const all: number[] = []
  const extend = (bytes: number, others: number, scales: readonly number[], digits: number): void => {
    if (bytes === tailBytes) {
      all.push(others, scales[0] ?? 0, scales[1] ?? 0, scales[2] ?? 0)
      return
    }
    const scale = 1 << (5 * bytes)
    const other = (wordClass: number, left: number): void =>
      extend(bytes + 1, others + wordClass * scale, scales, left)
    if (scales.length === letters) {
      // What stands before the name: anything, or nothing (0).
      for (let wordClass = 0; wordClass <= separatorClass; wordClass++) other(wordClass, 0)
      return
    }
    other(separatorClass, digits)
    if (scales.length === 0 && digits > 0) other(digitClass, digits - 1)
    extend(bytes + 1, others, [...scales, scale], digits)
  }
  extend(0, 0, [], suffixDigitsMax)
  return all
}

/**
 * The names as hashes, for bytes: finds whether the word `buf[start, end)` ends in a name, without strings. A false
 * hit (equal hashes) only costs a decoding.
 */
export class KeyTable {
  /** A bit for each ending of three bytes, by class: set where a word with it may end in a name. */
  readonly tails: Int32Array = new Int32Array((tailMask + 1) / 32)
  /** Those of {@link shortLastWords}, of which the words are many: they count behind a blank only. */
  readonly spacedTails: ReadonlySet<number> = new Set(shortLastWords.map(tailOf))
  /** Last letters of names whose bits are set. */
  private readonly endings: Set<number> = new Set()
  private readonly hashes: Int32Array = new Int32Array(slotsMax)
  private readonly values: Uint16Array = new Uint16Array(slotsMax)
  /** Where words with blanks between them are joined. */
  private readonly joined: Buffer = Buffer.alloc(nameBytesMax + spacedWordsMax)

  constructor() {
    for (const tail of this.spacedTails) this.setTail(tail)
  }

  /** `value` (1 to 65,535) is given back by {@link find}; of several for one name the smallest is kept. */
  add(name: string, value: number): void {
    this.addTails(name)
    const hash = hashBackwards(name)
    let slot = (hash ^ (hash >>> 15)) & (slotsMax - 1)
    while (this.values[slot] !== 0 && this.hashes[slot] !== hash) slot = (slot + 1) & (slotsMax - 1)
    const held = this.values[slot] as number
    this.hashes[slot] = hash
    this.values[slot] = held === 0 ? value : Math.min(held, value)
  }

  /** Sets the bits of all words that end in the name: its last letters alone matter, and many names have the same. */
  private addTails(name: string): void {
    const letters = Math.min(name.length, tailBytes)
    let ending = 0
    for (let index = 1; index <= letters; index++)
      ending = (ending << 5) | (wordClasses[name.charCodeAt(name.length - index)] as number)
    if (this.endings.has(ending)) return
    this.endings.add(ending)
    const all = (shapes[letters] ??= tailShapes(letters))
    for (let at = 0; at < all.length; at += shapeWords) {
      let tail = all[at] as number
      for (let index = 1; index <= letters; index++)
        tail += ((ending >> (5 * (letters - index))) & 31) * (all[at + index] as number)
      this.setTail(tail)
    }
  }

  private setTail(tail: number): void {
    this.tails[tail >> 5] = (this.tails[tail >> 5] as number) | (1 << (tail & 31))
  }

  /**
   * The same of `buf[start, end)` as the last word of a name for people (`Android ID`, `Android+ID`, `Android%20ID`); the
   * words in front of it are looked for from `from` on.
   */
  findSpaced(buf: Buffer, from: number, start: number, end: number): number {
    let blank = blankBytes(buf, from, start)
    if (blank === 0) return 0
    const { joined } = this
    let used = joined.length
    for (let at = end; at > start && used > 0; ) joined[--used] = buf[--at] as number
    let at = start
    for (let words = 1; words < spacedWordsMax && blank > 0 && used > 0; words++) {
      at -= blank
      joined[--used] = separator
      blank = 0
      while (at > from && used > 0 && wordClasses[buf[at - 1] as number] !== 0) {
        // The digits of an escaped blank are not of the word behind it.
        blank = buf[at - 1] === zero ? blankBytes(buf, from, at) : 0
        if (blank !== 0 || endsEscape(buf, from, at)) break
        joined[--used] = buf[--at] as number
      }
      if (blank === 0) blank = blankBytes(buf, from, at)
    }
    return this.find(joined, used, joined.length)
  }

  /** The smallest value among the names that the word ends in; 0 where there is none. */
  find(buf: Uint8Array, start: number, end: number): number {
    let to = end
    while (to > start && (buf[to - 1] === 95 || buf[to - 1] === 45)) to--
    let digits = 0
    while (to > start && digits < suffixDigitsMax && isDigit(buf[to - 1] as number)) {
      to--
      digits++
    }
    while (to > start && (buf[to - 1] === 95 || buf[to - 1] === 45)) to--
    if (to - start < 2) return 0
    let hash = 0x811c9dc5
    let found = 0
    const from = Math.max(start, to - nameBytesMax * 2)
    let after = 0
    for (let at = to - 1; at >= from; at--) {
      let code = buf[at] as number
      // Nearly all letters: a small one behind a small one begins nothing.
      if (at > start && isLower(code) && isLower(buf[at - 1] as number)) {
        after = code
        hash = Math.imul(hash ^ code, multiplier)
        continue
      }
      if (code === 95 || code === 45) {
        after = code
        continue
      }
      const isFirst = at === start
      const before = isFirst ? 0 : (buf[at - 1] as number)
      const isStart = isBoundary(before, code, after, isFirst)
      after = code
      if (isUpper(code)) code += 32
      hash = Math.imul(hash ^ code, multiplier)
      if (!isStart) continue
      const value = this.look(hash)
      if (value !== 0 && (found === 0 || value < found)) found = value
    }
    return found
  }

  private look(hash: number): number {
    let slot = (hash ^ (hash >>> 15)) & (slotsMax - 1)
    while (this.values[slot] !== 0) {
      if (this.hashes[slot] === hash) return this.values[slot] as number
      slot = (slot + 1) & (slotsMax - 1)
    }
    return 0
  }
}
