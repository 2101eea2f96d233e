import { isDay } from '../core/day.ts'

/** Days as people and programs write them, by ISO 8601, in the orders of countries, with the name of the month, and as moments. */

/** Born before nobody lives, and by the time that anybody has a phone. */
const [yearMin, yearMax] = [1900, 2025]

const yearFirst = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/
const yearLast = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})$/
/** Eight digits that do not begin with a year. */
const yearLastBare = /^(\d\d)(\d\d)(\d{4})$/
/** `23.04.87`, `04/23/87`, `870423`. */
const shortYear = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{1,2})$/
const shortYearBare = /^(\d\d)(\d\d)(\d\d)$/
/** `Apr 23, 1987`, with midnight behind it as Java prints it; `23. april 1987`. */
const monthFirst =
  /^([A-Za-z\u00c0-\u024f]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,? 12:00:00\s?AM)?$/
const dayFirst =
  /^(\d{1,2})(?:st|nd|rd|th)?[. -]{1,2}(?:de )?([A-Za-z\u00c0-\u024f]{3,10})\.?(?: de |[, -]{1,2})(\d{4})$/
/** Midnight somewhere, in the time of Greenwich. */
const elsewhere = /^(\d{4}-\d{2}-\d{2})[T ](\d\d:(?:00|15|30|45))(?::00(?:\.0+)?)?(?:Z|\+00:?00)$/
/** A number of seconds or milliseconds, as .NET (`/Date(…)/`, with a zone) and CleverTap (`$D_…`) write it, too. */
const moment = /^(?:\/Date\(|\$D_)?(-?\d{7,13})(?:\.0+)?(?:[+-]\d{4})?(?:\)\/)?$/

/** Months by the beginnings of their names, in the languages of Europe that begin them alike, and where they do not. */
const months: readonly RegExp[] = [
  /^(?:jan|ene|gen|tammi)/,
  /^(?:feb|f[eé]v|helmi)/,
  /^(?:mar|m[aä]r|maa|mrt)/,
  /^(?:apr|avr|abr|huhti)/,
  /^(?:ma[yij]|mag|touko)/,
  /^(?:jun|juin|giu|kes[aä])/,
  /^(?:jul|juil|lug|hein[aä])/,
  /^(?:aug|ao[uû]|ago|elo)/,
  /^(?:sep|set|syys)/,
  /^(?:o[ck]t|out|ott|loka)/,
  /^(?:nov|marras)/,
  /^(?:de[csz]|d[eé]c|dic|joulu)/,
]

/** The number of the month of this name, or ''. */
export function monthNumber(name: string): string {
  const text = name.toLowerCase()
  const found = months.findLastIndex((month) => month.test(text))
  return found === -1 ? '' : String(found + 1)
}

/** The day as ISO 8601 writes it; '' where there is none, or nobody was born on it who has a phone. */
export function dayOf(year: string, month: string, day: string): string {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return Number(year) >= yearMin && Number(year) <= yearMax && isDay(text) ? text : ''
}

/** The days that a text may stand for, as ISO 8601 writes them, the likeliest first. */
export function daysIn(value: string): readonly string[] {
  const text = value.trim()
  const days = [...wholeYears(text), ...named(text), ...shortYears(text), ...moments(text)]
  return [...new Set(days.filter((day) => day !== ''))]
}

function wholeYears(text: string): string[] {
  const [, year = '', sign = '', month = '', day = ''] = yearFirst.exec(text) ?? []
  // Without signs both have two digits.
  const first = year === '' || (sign === '' && month.length + day.length < 4) ? '' : dayOf(year, month, day)
  const [, one = '', between = '', two = '', last = ''] = yearLast.exec(text) ?? []
  const [, bareOne = '', bareTwo = '', bareYear = ''] = yearLastBare.exec(text) ?? []
  return [first, ...inBothOrders(one, between, two, last), ...inBothOrders(bareOne, '', bareTwo, bareYear)]
}

/** `10/26/1984` can be one day only; of `05/06/1984` the day is taken to stand first, but behind slashes, where it is the month (Meta's `birthday`). */
function inBothOrders(first: string, sign: string, second: string, year: string): string[] {
  const days = [dayOf(year, second, first), dayOf(year, first, second)]
  return sign === '/' ? days.reverse() : days
}

function named(text: string): string[] {
  const [, month = '', day = '', year = ''] = monthFirst.exec(text) ?? []
  const [, dayBefore = '', monthBehind = '', yearBehind = ''] = dayFirst.exec(text) ?? []
  return [dayOf(year, monthNumber(month), day), dayOf(yearBehind, monthNumber(monthBehind), dayBefore)]
}

/** Of each order, and of both centuries. */
function shortYears(text: string): string[] {
  const [, first = '', sign = '', second = '', third = ''] = shortYear.exec(text) ?? []
  const [, one = first, two = second, three = third] = shortYearBare.exec(text) ?? []
  if (one === '') return []
  return ['19', '20'].flatMap((century) => [
    ...(one.length === 2 ? [dayOf(century + one, two, three)] : []),
    ...(three.length === 2 ? inBothOrders(one, sign, two, century + three) : []),
  ])
}

const daySeconds = 86_400
/** Zones are apart by as much, or more of it. */
const quarterSeconds = 900
/** Fewer digits are the first weeks of 1970; from so many on they count milliseconds. */
const [momentDigitsMin, milliDigitsMin] = [8, 11]

/** Midnight somewhere on Earth: the nearest one of Greenwich is that of the same day. */
function moments(text: string): string[] {
  const [, day = '', time = ''] = elsewhere.exec(text) ?? []
  if (day !== '') return isDay(day) ? [nearestDay(Date.parse(`${day}T${time}Z`) / 1_000)] : []
  const digits = moment.exec(text)?.[1] ?? ''
  const length = digits.replace('-', '').length
  if (length < momentDigitsMin) return []
  return [nearestDay(length < milliDigitsMin ? Number(digits) : Number(digits) / 1_000)]
}

function nearestDay(seconds: number): string {
  if (!Number.isInteger(seconds / quarterSeconds)) return ''
  const midnight = Math.round(seconds / daySeconds) * daySeconds
  const [year = '', month = '', day = ''] = new Date(midnight * 1_000).toISOString().slice(0, 10).split('-')
  return dayOf(year, month, day)
}
