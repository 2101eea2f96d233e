import { KeptResults } from '../../core/kept-results.ts'
import { isTellingName } from '../../decode/telling-name.ts'
import { hideCompressed, hideRuns } from './encoded-runs.ts'
import { mask, maskIn } from './mask.ts'
import type { WrittenValues } from './written-values.ts'

/** Numbers as long as those of phones and cards, serials that hold one, hardware addresses, and addresses of mail. */
const numbers =
  /(?<![a-z\d])(?=[a-z\d]*\d[a-z])[a-z\d]*\d{10,}[a-z\d]*|\d{10,}|(?:[0-9a-f]{2}(?:[:-]|%3a)){5}[0-9a-f]{2}|[\w.+-]{1,64}(?:@|%40)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi
/** Numbers in groups, as they are printed: `35-718409-264173-8`, `+47 999 00 137`. */
const groups = /(?<!\d)\+?\d{1,8}(?:[ \u{a0}_-]\d{1,8}){1,9}(?!\d)/gu
/** So many digits have numbers of phones and cards in groups; those of telephones, which a plus begins, fewer. */
const groupedMin = 14
const phoneMin = 7
/** A day, in names of files more often than anything else. */
const day =
  /(?<!\d)(?:(?:19|20)\d\d[ _-]?(?:0[1-9]|1[0-2])[ _-]?(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])[ _-](?:0[1-9]|1[0-2])[ _-](?:19|20)\d\d)/
/** A day with its time of day, as programs that capture in a ring name their files: the same digits are no number of a phone. */
const moment = /^20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/
/** What is an identifier in a note, where it need not be in a name: telephone numbers of a country, and serials. */
const shortNumbers = /(?<!\d)\d{7,9}(?!\d)/g
const serials = /(?<![a-z\d])(?=[a-z]*\d)(?=\d*[a-z])(?=(?:[a-z]*\d){4})[a-z\d]{8,32}(?![a-z\d])/gi
/** What stands in brackets in the path of a value: `$["+4791738205"].name`, `phones[352099001761481].model`. */
const members = /(?<=\[")[^"\\]{1,128}(?="\])|(?<=\[)\d{10,20}(?=\])/g
/** Steps whose detail is the name of a field, or says of which name it is. */
const fieldSteps: ReadonlySet<string> = new Set([
  'cookie',
  'form',
  'header',
  'lines',
  'multipart',
  'query',
  'words',
])
const fieldName = /^(name of )?(.+)$/s
/** Not as many as the name has characters: these tell something of what is in it. */
const nameDots = 3
/** Not by `Buffer`: the page that checks bundles masks names, too. */
const utf8 = new TextEncoder()

/** What is known of the phone that a name is about. */
export interface KnownValues {
  /** Masked as they are. */
  readonly values: readonly string[]
  /** Masked with any separators. */
  readonly written: Pick<WrittenValues, 'hide'>
}

/**
 * A short text that no scan has read (name of a file or a case), with what may be an identifier in it masked: `known`
 * values, and numbers that are long enough.
 */
export function maskedName(name: string, known: KnownValues | null = null): string {
  return maskedNumbers(maskedKnown(name, known), groupedMin)
}

/** The note of an event: as a name, but nothing counts or dates with seven digits in it. */
export function maskedNote(note: string, known: KnownValues | null): string {
  return maskedNumbers(maskedKnown(note, known), phoneMin)
    .replaceAll(serials, mask)
    .replaceAll(shortNumbers, (number) => (day.test(number) ? number : mask(number)))
}

function maskedKnown(text: string, known: KnownValues | null): string {
  return known === null ? text : known.written.hide(maskIn(text, known.values))
}

/** `min`: so many digits a number in groups has at least. */
function maskedNumbers(text: string, min: number): string {
  return maskedMembers(maskedRuns(text))
    .replaceAll(numbers, (run) => (moment.test(run) ? run : mask(run)))
    .replaceAll(groups, (run) => {
      const digits = run.replaceAll(/\D/g, '').length
      return digits >= (run.startsWith('+') ? phoneMin : min) && !day.test(run) ? mask(run) : run
    })
}

/** What a part of a name stands for (base64, hex …) may be an identifier as well as the name itself. */
function showsNumbers(decoded: string): boolean {
  return (
    isTelling(decoded) ||
    decoded.search(numbers) >= 0 ||
    (decoded.match(groups) ?? []).some((run) => run.replaceAll(/\D/g, '').length >= groupedMin)
  )
}

/**
 * The detail of a step of a chain, with names in it masked that may be values themselves, recognised or not: what programs
 * know of people and phones they keep under their numbers.
 */
export function maskedDetail(step: string, detail: string): string {
  return (fieldSteps.has(step) ? keptFields : keptMembers).of(detail)
}

/** Messages come again and again, and with them the ways to what they hold. */
const keptDetailsMax = 4_096
const keptCharsMax = 256
const keptFields = new KeptResults(maskedField, keptDetailsMax, keptCharsMax)
const keptMembers = new KeptResults(
  (detail) => maskedMembers(maskedRuns(detail)),
  keptDetailsMax,
  keptCharsMax,
)

/** The name of a field, masked where it, or a name in its path, may be a value itself. */
export function maskedField(field: string): string {
  const [, of = '', name = ''] = fieldName.exec(field) ?? []
  return isTelling(name) ? `${of}${mask(name)}` : maskedMembers(maskedRuns(field))
}

function maskedRuns(name: string): string {
  return hideRuns(hideCompressed(name), showsNumbers)
}

function maskedMembers(text: string): string {
  return text.replaceAll(members, (name) => (isTelling(name) ? mask(name) : name))
}

function isTelling(name: string): boolean {
  const bytes = utf8.encode(name)
  return isTellingName(bytes, 0, bytes.length)
}

/** The name that a step tells of, hidden whole: what was decoded of it, is a value. */
export function hiddenName(detail: string): string {
  return detail.replace(/^name of .+$/s, `name of ${'•'.repeat(nameDots)}`)
}

/** The label of a field that runs were compared by: behind its host or address, each part of path and steps may be a value. */
export function maskedLabel(label: string, known: KnownValues | null): string {
  const [host = '', ...rest] = maskedName(label, known).split(' ')
  return [host, ...rest.map((word) => word.replaceAll(/[^/]+/g, maskedPart))].join(' ')
}

function maskedPart(part: string): string {
  return isTelling(part) ? mask(part) : part
}

/** How names are shown: as {@link maskedName} does, or as they are. */
export function namesShown(isRevealed: boolean, known: KnownValues | null = null): (name: string) => string {
  return isRevealed ? (name) => name : (name) => maskedName(name, known)
}

/** How notes are shown: as {@link maskedNote} does, or as they are. */
export function notesShown(isRevealed: boolean, known: KnownValues | null = null): (note: string) => string {
  return isRevealed ? (note) => note : (note) => maskedNote(note, known)
}
