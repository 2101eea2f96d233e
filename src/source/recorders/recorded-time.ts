import { parseEpochMillis, parseEpochSeconds, parseEpochUnits, parseIsoTime } from '../../core/iso-time.ts'
import type { WrittenTime } from '../../core/iso-time.ts'
import { numberOf } from '../../core/json-value.ts'
import { plainDigits } from '../../core/plain-digits.ts'

/** JavaScript writes the whole name of the zone behind a time. */
const charactersMax = 128

/**
 * A time as recorders write it: of ISO 8601, also in digits of other scripts and with the name of a zone behind it, of HTTP
 * and mail (`Wed, 04 Mar 2026 07:42:06 GMT`, also the two older forms of RFC 9110, 5.6.7), of JavaScript (`Wed Mar 04 2026 08:42:06 GMT+0100`), with slashes behind the
 * year, with hours up to 12 and AM or PM, or as a number that counts from 1970, in seconds, thousandths or millionths of them. Null where
 * it is none, or before 1970: no program recorded then, and .NET writes the year 1 for no time.
 */
export function recordedTime(value: unknown): WrittenTime | null {
  if (typeof value !== 'string') return epochOf(value)
  if (value.length > charactersMax) return null
  const text = dayTime(plainDigits(value).trim())
  const time = parseIsoTime(text) ?? epochOf(text) ?? parseIsoTime(isoTextOf(text))
  return time !== null && time.at.sec < 0 ? null : time
}

/** With hours up to 12 and the half of the day; '' where they make no time. */
function dayTime(text: string): string {
  const found = halfMark.test(text) ? halfDay.exec(text) : null
  if (found === null) return text
  const [whole, hour = '', rest = '', half = ''] = found
  const number = Number(hour)
  if (number < 1 || number > 12) return ''
  const hours = (number % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  const behind = text.slice(found.index + whole.length)
  return `${text.slice(0, found.index)}${String(hours).padStart(2, '0')}${rest}${behind}`
}

/** In all that have one; most times have no letter but those of ISO 8601. */
const halfMark = /m/i
const halfDay = /(?<!\d)(\d{1,2})(:\d\d(?::\d\d)?(?:[.,]\d+)?)\s?([ap])\.?m\b\.?/i

/** Some programs count from 1970, in seconds, thousandths or millionths of them. */
function epochOf(value: unknown): WrittenTime | null {
  const number = typeof value === 'string' && !/^\d{9,16}(?:\.\d+)?$/.test(value) ? null : numberOf(value)
  if (number === null || number < epochSecondsMin) return null
  if (number >= epochMicrosMin) return parseEpochUnits(Math.trunc(number), 6)
  return number < epochMillisMin ? parseEpochSeconds(number) : parseEpochMillis(number)
}

/** As seconds it is of 2001, as thousands of them of 1973 or later; less counts something else. */
const epochSecondsMin = 1e9
const epochMillisMin = 1e11
/** As thousandths of a second it would be of the year 5138 or later. */
const epochMicrosMin = 1e14

/** Dates and times in other orders. Of 03/04/2026 nobody knows which is the month. */
const forms: readonly RegExp[] = [
  /^(?<year>\d{4})[/-](?<month>\d\d)[/-](?<day>\d\d)[T ](?<time>[\d:.,]+) ?(?<zone>\S*)$/i,
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)T(?<time>\d{6}(?:[.,]\d+)?)(?<zone>\S*)$/,
  /^(?:[a-z]+,? )?(?<day>\d{1,2})[ -](?<month>[a-z]{3})[a-z]*[ -](?<year>\d{4}|(?<=-)\d\d) (?<time>[\d:.]+) ?(?<zone>\S*)$/i,
  /^(?:[a-z]+,? )?(?<month>[a-z]{3})[a-z]* +(?<day>\d{1,2}),? (?<year>\d{4}),? (?<time>[\d:.]+) ?(?<zone>[^\s(]*)(?: ?\(.*\))?$/i,
  /^[a-z]{3} (?<month>[a-z]{3}) +(?<day>\d{1,2}) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})(?<zone>)$/i,
]

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The same time in ISO 8601; '' where it has none of the forms. */
function isoTextOf(text: string): string {
  for (const form of forms) {
    const parts = form.exec(text)?.groups
    if (parts === undefined) continue
    const { year = '', month = '', day = '', time = '', zone = '' } = parts
    const named = months.indexOf(month.toLowerCase()) + 1
    const monthText = named > 0 ? String(named).padStart(2, '0') : month
    const clock = time.replace(/^(\d\d)(\d\d)(\d\d)/, '$1:$2:$3')
    return `${year.length === 2 ? `20${year}` : year}-${monthText}-${day.padStart(2, '0')}T${clock}${zoneOf(zone)}`
  }
  return ''
}

/** `GMT`, `UTC+01:00`, `+0100[Europe/Oslo]` as ISO 8601 has it. */
function zoneOf(zone: string): string {
  const told = zone.replace(/\[.*\]$/, '')
  const offset = told.replace(/^(?:GMT|UTC|UT|Z)/i, '')
  return told !== '' && offset === '' ? 'Z' : offset
}
