import type { KnownValue } from './spelling-table.ts'
import { cases } from './written.ts'

/**
 * The owner's name as programs and people write it: without its middle names or with their initials, the last name first
 * (`DAHL/INGRID SOLBERG MRS` of bookings, `Dahl;Ingrid` of cards), with other marks between its words, and with the `s` of the genitive
 * (`Ingrid Dahls iPhone`). Spelling them all would take hundreds of texts: only its first or last word is searched, and where
 * that stands, what is around it is read.
 */

/** A name that stands somewhere, in `[start, end)`. */
export interface NameHit {
  readonly start: number
  readonly end: number
  /**
   * Which of its words stand there: all; its first and last; those with an initial that the profile does not have. `apart`:
   * both stand near, and no more is known of them.
   */
  readonly words: 'all' | 'outer' | 'initialled' | 'apart'
}

/** A word of one name: `bytes` is what is searched, `read` judges what stands around. */
export interface NameSpelling {
  readonly name: KnownValue
  readonly bytes: Buffer
  readonly read: (buf: Buffer, start: number, end: number) => NameHit | null
}

/** Fewer bytes are no needle. */
const needleBytesMin = 3
/** How far from each other both words stand in fields of one object. */
const apartBytesMax = 256
/** How far around the word the rest of a name is read. */
const nameBytesMax = 96
const wordsMax = 8

/** What is searched for these names; nothing for those of one word, which count under names only. */
export function nameSpellings(names: readonly KnownValue[]): NameSpelling[] {
  return names.flatMap((name) => {
    const words = wordsOfName(name.normal)
    const [first = '', last = ''] = [words[0], words.at(-1)]
    const ends = [runOf(first), runOf(last)].toSorted((one, other) => other.length - one.length)
    const [searched = '', other = ''] = ends
    if (words.length < 2 || words.length > wordsMax || searched.length < needleBytesMin) return []
    const reader = new NameReader(words, other.toLowerCase())
    const read: NameSpelling['read'] = (buf, start, end) => reader.read(buf, start, end)
    return cases(searched).map((text) => ({ name, bytes: Buffer.from(text), read }))
  })
}

/** The words of a name in the order in which they are said; in a list the last stands in front, with a comma. */
export function wordsOfName(normal: string): readonly string[] {
  const [first = '', ...rest] = normal.split(' ')
  return first.endsWith(',') ? [...rest, first.slice(0, -1)] : [first, ...rest]
}

/** Shorter names without their blanks are those of others, and words. */
const inOneLettersMin = 10

/** A name of several words without its blanks, as names of users are made of it, in its cases; nothing of a short one. */
export function nameInOne(normal: string): readonly string[] {
  const words = wordsOfName(normal)
  const whole = words.join('')
  return words.length > 1 && whole.length >= inOneLettersMin ? cases(whole) : []
}

/** The longest run of ASCII in a word, which stands in all ways to escape it. */
function runOf(word: string): string {
  return (word.match(/[A-Za-z]+/g) ?? []).reduce(
    (one, other) => (other.length > one.length ? other : one),
    '',
  )
}

/** Letters in the bytes of UTF-8, each of which is a character here. */
const letter = String.raw`(?:[A-Za-z]|[\xc3-\xdf][\x80-\xbf])`
const notBehindLetter = `(?<!${letter})`
const notBeforeLetter = `(?!${letter})`
const blank = String.raw`(?:[ \t\r\n+]|\xc2\xa0)`
const between = `(?:${blank}{1,4}|[._-])`
const genitive = String.raw`(?:(?:['’]|\xe2\x80\x99)?[sS])?`
const title = `(?:${blank}{0,2}(?:MRS?|MS|MISS|MSTR|DR|mrs?|ms|miss|mstr|dr))?`

class NameReader {
  private readonly words: readonly string[]
  /** In small letters. */
  private readonly other: string
  private forms: readonly RegExp[] | null = null

  constructor(words: readonly string[], other: string) {
    this.words = words
    this.other = other
  }

  read(buf: Buffer, start: number, end: number): NameHit | null {
    const around = buf.toString('latin1', Math.max(0, start - apartBytesMax), end + apartBytesMax)
    if (!around.toLowerCase().includes(this.other)) return null
    const from = Math.max(0, start - nameBytesMax)
    const text = buf.toString('latin1', from, end + nameBytesMax)
    this.forms ??= formsOf(this.words)
    for (const form of this.forms)
      for (const match of text.matchAll(form)) {
        const at = from + match.index
        const to = at + match[0].length
        if (at > start || to < end) continue
        const words = this.wordsIn(match.groups?.middle ?? '')
        if (words !== 'apart') return { start: at, end: to, words }
      }
    return { start, end, words: 'apart' }
  }

  /** What the middle of a name says of the whole: whether it has all words of the profile's, and no others. */
  private wordsIn(middle: string): NameHit['words'] {
    const own = this.words.slice(1, -1).map((word) => word.toLowerCase().replace(/\.$/, ''))
    const given = Buffer.from(middle, 'latin1')
      .toString('utf8')
      .toLowerCase()
      .split(/[\s+._\u00a0-]+/)
      .filter((word) => word !== '')
    if (
      given.every((word) => own.some((name) => name === word || (isInitial(word) && name.startsWith(word))))
    )
      return given.length === own.length && given.every((word) => own.includes(word)) ? 'all' : 'outer'
    // Of two words: who has a middle name may have left it out of the profile. Of another middle name it is another person.
    return own.length === 0 ? 'initialled' : 'apart'
  }
}

function isInitial(word: string): boolean {
  return /^.$/u.test(word)
}

/** Patterns for the name from its first word on, and for that with the last in front. */
function formsOf(words: readonly string[]): readonly RegExp[] {
  const [first, last] = [written(words[0] ?? ''), written(words.at(-1) ?? '')]
  const middles = words.slice(1, -1).map(written)
  const middle = `(?<middle>(?:${between}(?:${[...middles, String.raw`${letter}\.?${notBeforeLetter}`].join('|')})){0,4})`
  return [
    new RegExp(`${notBehindLetter}${first}${middle}${between}${last}${genitive}${notBeforeLetter}`, 'g'),
    new RegExp(
      `${notBehindLetter}${last}(?:,${blank}{0,3}|[/;]|${between})${first}${middle}${title}${notBeforeLetter}`,
      'g',
    ),
  ]
}

/** A word in its cases, as the bytes of UTF-8. */
function written(word: string): string {
  const forms = cases(word).map((form) =>
    Buffer.from(form)
      .toString('latin1')
      .replace(/[^A-Za-z]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`),
  )
  return `(?:${forms.join('|')})`
}
