import { lowered } from '../../core/hidden-forms.ts'
import { callingCode } from '../../detect/telephony/calling-codes.ts'
import { mask } from './mask.ts'
import { PrefixIndex, prefixLength } from './prefix-index.ts'

/** Values of a profile, by the names of their kinds. */
export type KnownIdentifiers = ReadonlyMap<string, readonly string[]>

/** So many letters and digits a value has at least: shorter ones, with anything between, are too often something else. */
const lengthMin = 10
/** Names of several words, of people and networks, are less often something else. */
const namesMin = 8
const severalWords = /[^\d\s._-][\s._-]+[^\d\s._-]/
/** A number inside a country is shorter, and names its owner as well. */
const nationalMin = 7
/** Without its check digit the number of a phone is as good as with it: `35-718409-264173`. */
const imeiBody = 14
/** What stands between the groups of a printed number, and how much of it: `35 - 718409`, `+47 (0) 999`. */
const separator = /[\s.,:;_\-‐‑–/\\()[\]+]/
const separatorsMax = 3
/** The same as it stands in addresses. */
const encodedSeparator = /^%(?:20|2[bcdef89]|3[ab]|5[bcdf])$/
/** Of a value that has anything else in it, no other written form is looked for. */
const plain = /^[a-z0-9\s.:_\-/()+]+$/
const digits = /^\d+$/

/**
 * The values of a profile in text that people wrote (names of files and cases, notes), with whatever separators they
 * print them: `35-718409-264173-8`, `+47 999 00 137`. Found are whole numbers, no parts of longer ones.
 */
export class WrittenValues {
  private readonly index: PrefixIndex

  constructor(identifiers: KnownIdentifiers) {
    const values = new Set<string>()
    for (const [kind, listed] of identifiers) for (const value of listed) addForms(values, kind, value)
    this.index = new PrefixIndex(values)
  }

  /** `text`, as long as it was, with the values in it masked. */
  hide(text: string): string {
    if (this.index.isEmpty || text.length < nationalMin) return text
    const { letters, places } = squeezed(text)
    let hidden = ''
    let done = 0
    for (let at = 0; at + prefixLength <= letters.length; at++) {
      const value = this.index.longestAt(letters, at)
      if (value === undefined) continue
      const start = places[at] ?? 0
      const end = (places[at + value.length - 1] ?? 0) + 1
      if (!isWhole(text, start, end, digits.test(value))) continue
      hidden += text.slice(done, start) + mask(text.slice(start, end))
      done = end
      at += value.length - 1
    }
    return hidden + text.slice(done)
  }
}

/** Whether a value without a digit is no word all the same: several of them, as in the names of people and networks. */
export function isNameOfWords(value: string): boolean {
  return value.length >= namesMin && severalWords.test(value)
}

function addForms(values: Set<string>, kind: string, written: string): void {
  const value = lowered(written)
  const isName = !/\d/.test(value)
  if (!plain.test(value) || (isName && !isNameOfWords(value))) return
  const own = value.replaceAll(/[^a-z0-9]/g, '')
  if (own.length >= (isName ? namesMin : lengthMin)) values.add(own)
  if (kind === 'imei' && digits.test(own) && own.length > imeiBody) values.add(own.slice(0, imeiBody))
  if (kind !== 'msisdn' || !value.startsWith('+')) return
  const national = own.slice(callingCode(own).length)
  if (national.length < nationalMin) return
  values.add(national)
  values.add(`0${national}`)
}

/** Letters and digits of a text, in lower case, and where each stands. A blank is put where more stands between than a separator. */
function squeezed(text: string): { letters: string; places: number[] } {
  const lower = lowered(text)
  let letters = ''
  const places: number[] = []
  let between = 0
  for (let at = 0; at < lower.length; at++) {
    const character = lower.charAt(at)
    if (character === '%' && encodedSeparator.test(lower.slice(at, at + 3))) {
      between++
      at += 2
      continue
    }
    if (isLetterOrDigit(character)) {
      if (between > separatorsMax) {
        letters += ' '
        places.push(at)
      }
      between = 0
      letters += character
      places.push(at)
    } else between += separator.test(character) ? 1 : separatorsMax + 1
  }
  return { letters, places }
}

function isLetterOrDigit(character: string): boolean {
  return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z')
}

/** Whether what stands there is no part of a longer number or word. Calls from abroad begin with 00. */
function isWhole(text: string, start: number, end: number, isNumber: boolean): boolean {
  const more = isNumber ? /\d/ : /[a-z0-9]/i
  const before = text.slice(0, start)
  return !more.test(text.charAt(end)) && (!more.test(before.slice(-1)) || /(?<!\d)00$/.test(before))
}
