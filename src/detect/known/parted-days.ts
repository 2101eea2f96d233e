import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { identifier as birthDate } from '../identifiers/birth-date.ts'
import type { FieldNames } from '../names/field-names.ts'
import { ownerObjection } from '../names/owner-names.ts'
import type { Detection } from '../types.ts'
import { dayOf, monthNumber } from '../written-days.ts'

/**
 * The date of birth in three fields of one object or form: under a name that says so (`birthday_year`, `{"birthday":{"year":…}}`),
 * or as the profile has it. A year or a day of the month alone is none.
 */

const yearKey = /^(.*?)([_.[-]?)(year|yyyy|y)(\]?)$/i
/** `yearOfBirth`, `year_of_birth`. */
const yearInFront = /^(year)(_?of_?birth)$/i
const partBytesMax = 12
const besideMax = 6
/** Names that are looked at above the three: `{"user":{"birthdays":[{"date":{"year":…}}]}}`. */
const aboveMax = 3

/** What the fields with the month and the day are called, by what that with the year is. */
const others: Readonly<Record<string, readonly [month: string, day: string]>> = {
  year: ['month', 'day'],
  yyyy: ['mm', 'dd'],
  y: ['m', 'd'],
}

/** What stands for the year of a date of birth, as the ends of names. The probe looks for them. */
export const birthYearNames: readonly string[] = [
  ...['birth', 'birthday', 'birthdate', 'dob', 'bday', 'bdate', 'dateofbirth', 'born'].flatMap((name) => [
    `${name}year`,
    `${name}yyyy`,
  ]),
  'yearofbirth',
]
/** The same where the profile has a date of birth: then it is compared. */
export const plainYearNames: readonly string[] = ['year', 'yyyy']
/** A year has four digits. */
export const yearBytesMin = 4

/** Dates of birth in a profile, in their normal form. */
export function knownDays(profile: Profile | null): ReadonlySet<string> {
  return new Set((profile?.identifiers.get(birthDate.name) ?? []).map((value) => birthDate.normalise(value)))
}

/** The date of birth of which `node` is the year; null where it is none. */
export function dayOfParts(node: Node, fields: FieldNames, days: ReadonlySet<string>): Detection | null {
  if (node.parent === null || node.bytes.length !== yearBytesMin || node.children.length > 0) return null
  const names = namesOfParts(node.key)
  if (names === null) return null
  const [month, day] = names.parts.map((name) => textBeside(node, name))
  const normal = dayOf(textOf(node), numberOf(month ?? ''), day ?? '')
  if (normal === '' || birthDate.placeholder(normal) !== '') return null
  const above = namesAbove(node)
  // In brackets a year alone is looked for where it is known.
  const isNamed = (names.isInBrackets ? [] : [names.stem, ...above]).some(
    (name) => name !== '' && fields.meaningsOf(name).some(({ type }) => type.name === birthDate.name),
  )
  const isKnown = days.has(normal)
  if (!isNamed && !isKnown) return null
  const owner =
    [node.key, ...above]
      .map((name) => ownerObjection(node, name, birthDate.subject))
      .find((one) => one !== '') ?? ''
  return {
    identifier: birthDate.name,
    value: normal,
    normal,
    node,
    start: 0,
    end: node.bytes.length,
    writtenAs: 'year, month and day in three fields',
    confidence: owner !== '' ? 'possible' : isKnown && isNamed ? 'certain' : 'probable',
    by: isKnown ? 'profile' : `recogniser:${birthDate.name}`,
    reasons: [
      isKnown
        ? 'it is the date of birth of the profile'
        : 'the names of the fields say that it is the date of birth',
      owner === '' ? '' : objectionOf(owner),
      isNamed ? '' : objectionOf('no name beside it says what it is'),
    ].filter((reason) => reason !== ''),
  }
}

interface PartNames {
  readonly stem: string
  readonly parts: readonly string[]
  /** As PHP and its like write an object in a form: `birthday[year]`. */
  readonly isInBrackets: boolean
}

/** What the fields beside one that is called so are called, and what is left of its name. */
function namesOfParts(key: string): PartNames | null {
  const [, front, rest = ''] = yearInFront.exec(key) ?? []
  if (front !== undefined)
    return { stem: `date${rest}`, parts: [`month${rest}`, `day${rest}`], isInBrackets: false }
  const [, stem = '', sign = '', year = '', end = ''] = yearKey.exec(key) ?? []
  // The end of a word is none of its own: `candy`.
  const isWord = stem === '' || sign !== '' || (/[a-z]$/.test(stem) && /^(?:Year|YYYY|Y$)/.test(year))
  const isGlued = year.length === yearBytesMin && birthYearNames.includes(key.toLowerCase())
  if (year === '' || !(isWord || isGlued)) return null
  const parts = (others[year.toLowerCase()] ?? []).map((part) => `${stem}${sign}${part}${end}`)
  return { stem, parts, isInBrackets: sign === '[' }
}

/** Names of the objects that the value stands in, the nearest first. */
function namesAbove({ step: { detail } }: Node): string[] {
  const names = groupOf(detail).split(/[./]/)
  return names
    .slice(-aboveMax)
    .map((name) => name.replace(/\[\d+\]$/, ''))
    .filter((name) => name !== '$')
}

/** The text of the field beside `node` that goes by this name, whatever its case. */
function textBeside(node: Node, name: string): string {
  const group = groupOf(node.step.detail)
  const found = node.parent?.children
    .slice(Math.max(0, node.order - besideMax), node.order + besideMax + 1)
    .find(
      (other) =>
        other.key.toLowerCase() === name.toLowerCase() &&
        other.bytes.length <= partBytesMax &&
        groupOf(other.step.detail) === group,
    )
  return found === undefined ? '' : textOf(found)
}

function textOf({ bytes }: Node): string {
  return bytes.toString('utf8').trim()
}

/** Of a month, which may be a word. */
function numberOf(month: string): string {
  return /^\d{1,2}$/.test(month) ? month : monthNumber(month)
}

function groupOf(detail: string): string {
  return detail.slice(0, Math.max(0, detail.lastIndexOf('.'), detail.lastIndexOf('/')))
}
