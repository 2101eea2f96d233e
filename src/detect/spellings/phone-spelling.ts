import { isDigit, isLetter } from '../../core/ascii.ts'
import { callingCode } from '../telephony/calling-codes.ts'
import type { KnownValue } from './spelling-table.ts'

/**
 * Telephone numbers as people write them: in groups of any lengths, with blanks, hyphens, dots, strokes and brackets
 * between them, behind a calling code, a trunk prefix, both (`+44 (0)7911 …`) or nothing. Spelling them all would take
 * hundreds of texts for each number. Only the last six digits are searched, in the few ways in which they are cut;
 * where they stand, the digits in front are compared one by one, and what stands before the number decides.
 */

/** A telephone number that stands somewhere. */
export interface PhoneHit {
  readonly start: number
  readonly end: number
  /** False for few digits without a calling code or trunk prefix, and behind a calling code that the profile leaves open. */
  readonly isSure: boolean
  readonly reason: string
}

/** The last digits of one number as they may be cut: `bytes` is what is searched, `read` judges what stands around. */
export interface PhoneSpelling {
  readonly phone: KnownValue
  readonly bytes: Buffer
  readonly read: (buf: Buffer, start: number, end: number) => PhoneHit | null
}

const searchedDigits = 6
/** Shorter numbers are found as their profile writes them. */
const significantDigitsMin = 7
/** From here on digits in groups are no chance without a prefix, and fewer count behind one only. */
const sureDigitsMin = 9
const bareDigitsMin = 8

/** How the last six digits are cut. */
const cuts: readonly (readonly number[])[] = [[6], [2, 4], [3, 3], [2, 2, 2], [1, 5], [1, 2, 3]]

/** Between groups: as text, and as forms and JSON escape it. Those that glue groups together, and those that part words. */
const glue: readonly string[] = ['-', '.', '/', '\u2011', '\u2013', '%2F', '%2f', '\\/', '\\u2011', '\\u2013']
const blanks: readonly string[] = [
  ' ',
  '+',
  '%20',
  '\u00a0',
  '%C2%A0',
  '\\u00a0',
  '\u202f',
  '%E2%80%AF',
  '\\u202f',
]
const brackets: readonly string[] = ['(', ')', '%28', '%29']

interface Mark {
  readonly bytes: Buffer
  /** What it counts as: `-` for glue, a blank for the rest. */
  readonly sign: '-' | ' '
}

// Longest first: an escape may end in digits, or in a sign.
const marks: readonly Mark[] = [
  ...glue.map((text): Mark => ({ bytes: Buffer.from(text), sign: '-' })),
  ...[...blanks, ...brackets].map((text): Mark => ({ bytes: Buffer.from(text), sign: ' ' })),
].toSorted((a, b) => b.bytes.length - a.bytes.length)
const marksMax = 3
const stroke = 0x2f
/** Signs in front of the number that are read: `+ 44 (0) `. */
const prefixSignsMax = 14

/** What is searched for these numbers, each in its normal form. */
export function phoneSpellings(phones: readonly KnownValue[]): PhoneSpelling[] {
  return phones.flatMap((phone) => {
    const number = numberOf(phone.normal)
    if (number.significant.length < significantDigitsMin) return []
    const last = number.significant.slice(-searchedDigits)
    const texts = cuts.flatMap((lengths) =>
      lengths.length === 1 ? [last] : [...glue, ...blanks].map((mark) => cut(last, lengths, mark)),
    )
    const read: PhoneSpelling['read'] = (buf, start, end) => readPhone(number, buf, start, end)
    return texts.map((text) => ({ phone, bytes: Buffer.from(text), read }))
  })
}

function cut(digits: string, lengths: readonly number[], mark: string): string {
  let at = 0
  return lengths.map((length) => digits.slice(at, (at += length))).join(mark)
}

interface PhoneNumber {
  readonly normal: string
  /** Without calling code and trunk prefix. */
  readonly significant: string
  /** '' where the profile does not say it. */
  readonly country: string
  readonly prefix: RegExp
}

/** The number of another country, or of a switchboard. */
const otherCode = /\+\d{1,3}[ -]*$/
const gap = '[ -]*'

function numberOf(normal: string): PhoneNumber {
  const digits = normal.replace('+', '')
  const country = normal.startsWith('+') ? callingCode(digits) : ''
  const significant = country === '' ? digits.replace(/^0/, '') : digits.slice(country.length)
  const code = country === '' ? String.raw`(?<code>[1-9]\d{0,2})` : country
  // The trunk prefix is 0 nearly everywhere, and 8 where the code is 7 (ITU-T E.164, list of national prefixes).
  const trunk = country === '7' ? '[08]' : '0'
  const before = significant.length < sureDigitsMin ? '(?<![0-9.,-])' : '(?<![0-9])'
  return {
    normal,
    significant,
    country,
    prefix: new RegExp(
      `${before}(?<written>(?:\\+|00|011)?${gap}${code}${gap}(?:0${gap})?|${trunk}${gap})?$`,
    ),
  }
}

function readPhone(number: PhoneNumber, buf: Buffer, start: number, end: number): PhoneHit | null {
  if (goesOn(buf, end)) return null
  const { significant, country } = number
  let isCut = end - start > searchedDigits
  let at = start
  for (let left = significant.length - searchedDigits - 1; left >= 0; left--) {
    const before = behindMarks(buf, at)
    if (before !== at) isCut = true
    if (buf[before - 1] !== significant.charCodeAt(left)) return null
    at = before - 1
  }
  // In one piece behind a dot: a fraction.
  if (!isCut && buf[at - 1] === 0x2e) return null
  const { text, starts } = signsBefore(buf, at)
  const match = number.prefix.exec(text)
  if (match === null || otherCode.test(text.slice(0, match.index))) return null
  const { written = '', code = '' } = match.groups ?? {}
  if (code !== '' && callingCode(code) !== code) return null
  if (written === '' && significant.length < bareDigitsMin) return null
  // What is written in one piece is found as a spelling of its own.
  const isPlain = !isCut && isSpelled(number, written)
  if (isPlain) return null
  const isOpen = country === '' && code !== ''
  return {
    start: starts[match.index] ?? at,
    end,
    isSure: !isOpen && (written !== '' || significant.length >= sureDigitsMin),
    reason: isOpen
      ? `the digits of the telephone number of the profile stand here behind the calling code ${code}, which the profile does not say`
      : 'the telephone number of the profile stands here',
  }
}

function isSpelled({ normal, significant, country }: PhoneNumber, written: string): boolean {
  if (country === '') return written + significant === normal
  return ['', '0', country, `+${country}`, `00${country}`].includes(written)
}

/** A digit follows, at once or behind one sign that glues. Behind a stroke it is the next segment of a path, or another extension. */
function goesOn(buf: Buffer, end: number): boolean {
  if (isDigit(buf[end])) return true
  const next = buf[end]
  return (next === 0x2d || next === 0x2e) && isDigit(buf[end + 1])
}

function markBefore(buf: Buffer, at: number): Mark | null {
  for (const mark of marks) {
    const from = at - mark.bytes.length
    if (from >= 0 && buf.compare(mark.bytes, 0, mark.bytes.length, from, at) === 0) return mark
  }
  return null
}

/** Where the few signs between two groups begin that end at `at`. */
function behindMarks(buf: Buffer, at: number): number {
  let from = at
  for (let count = 0; count < marksMax; count++) {
    const mark = markBefore(buf, from)
    if (mark === null) return from
    from -= mark.bytes.length
  }
  return from
}

/** What stands before `end`, in signs: digits, `+`, `-` for glue, a blank for what parts; and where each begins. */
function signsBefore(
  buf: Buffer,
  end: number,
): { readonly text: string; readonly starts: readonly number[] } {
  const signs: string[] = []
  const starts: number[] = []
  let at = end
  while (signs.length < prefixSignsMax && at > 0) {
    const escaped = buf.toString('latin1', Math.max(0, at - 3), at).toUpperCase()
    const isPlus = escaped === '%2B' || (buf[at - 1] === 0x2b && isDigit(buf[at]))
    // A stroke behind letters parts the segments of a path.
    const isSegment = buf[at - 1] === stroke && at > 1 && isLetter(buf[at - 2] as number)
    const mark = isPlus || isSegment ? null : markBefore(buf, at)
    if (isPlus) at -= escaped === '%2B' ? 3 : 1
    else if (mark !== null) at -= mark.bytes.length
    else if (isDigit(buf[at - 1])) at--
    else break
    signs.push(isPlus ? '+' : mark === null ? String.fromCharCode(buf[at] as number) : mark.sign)
    starts.push(at)
    if (isPlus) break
  }
  if (at > 0 && signs.length < prefixSignsMax && isLetter(buf[at - 1] as number)) {
    signs.push(',')
    starts.push(at)
  }
  return { text: signs.reverse().join(''), starts: [...starts.reverse(), end] }
}
