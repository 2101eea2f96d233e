import { daySeconds } from '../../core/day.ts'
import { parseEpochSeconds, parseEpochUnits } from '../../core/iso-time.ts'
import { plainDigits } from '../../core/plain-digits.ts'
import type { Instant } from '../../core/time.ts'

/** Nanoseconds of a fraction's digits. */
function nanoseconds(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.slice(0, 9).padEnd(9, '0'))
}

/** Seconds since 1970 of a date and time of day in UTC; null where the calendar has no such moment. */
export function utcSeconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  if (hour > 24 || minute > 59 || second > 60) return null
  const midnight = daySeconds(year, month, day)
  return midnight === null ? null : midnight + hour * 3_600 + minute * 60 + second
}

/** `+01:00`, `+0100`, `Z` in minutes east of UTC; null where it is none. */
export function zoneMinutesOf(text: string): number | null {
  if (text === 'Z' || text === 'z' || text === 'UTC') return 0
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text)
  if (match === null) return null
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  if (minutes > 18 * 60 || Number(match[3] ?? 0) > 59) return null
  return match[1] === '-' ? -minutes : minutes
}

const stamp =
  /^(\d{4})-(\d\d)-(\d\d)[T\s-](\d\d)[:-](\d\d)(?:[:-](\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d\d:?\d\d)?$/

/**
 * Dates as spreadsheets and people write them: with dots the day comes first, also with a year of two digits; with slashes and
 * the year behind, day and month can be told apart where one of them is more than 12.
 */
const sheetStamp =
  /^(?:(\d{4})[/-](\d{1,2})[/-](\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)|(\d{1,2})\/(\d{1,2})\/(\d{4}))(?:T|,?\s+)(?:(?:klo?\.?|um)\s+)?(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?(?:\s*([AaPp])\.?[Mm]\.?|\s*Uhr)?\s*(Z|z|UTC|[+-]\d\d:?\d\d)?$/

/** Such dates, for whoever wrote another one. */
export const readableTimes =
  '2026-10-24 07:49, 24.10.2026 07:49, 24.10.26 7:49 PM, 10/24/2026 07:49 (where one number is more than 12), seconds or milliseconds since 1970'

/** What `stamp` and `sheetStamp` find, in one order: year to second, fraction, zone. */
function stampParts(text: string): (string | undefined)[] | null {
  const plain = plainDigits(text).trim()
  const usual = stamp.exec(plain)
  if (usual !== null) return usual.slice(1)
  const sheet = sheetStamp.exec(plain)
  if (sheet === null) return null
  const [, year, month, day, dayFirst, monthSecond, yearLast, one, other, yearBehind, ...time] = sheet
  const [hour = '', minute, second, fraction, half, zone] = time
  const hourOfDay = half === undefined ? hour : hourOfHalf(Number(hour), half)
  if (hourOfDay === null) return null
  const clock = [hourOfDay, minute, second, fraction, zone]
  if (one !== undefined && other !== undefined) {
    const isDayFirst = Number(one) > 12
    // Both may be the month: nobody knows.
    if (!isDayFirst && Number(other) <= 12) return null
    return isDayFirst ? [yearBehind, other, one, ...clock] : [yearBehind, one, other, ...clock]
  }
  const whole = yearLast?.length === 2 ? `20${yearLast}` : yearLast
  return [year ?? whole, month ?? monthSecond, day ?? dayFirst, ...clock]
}

/** The hour of the day of one before or after noon; null where there is none. */
function hourOfHalf(hour: number, half: string): string | null {
  if (hour < 1 || hour > 12) return null
  return String((hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0))
}

/**
 * A date and time as logs and tables write it: RFC 3339 and its relatives, and those of spreadsheets. Without a zone the time is what `minutesAt`
 * says of it (minutes east of UTC at a local time, see EventCollector.zone); null where the text is none, or where it
 * names no zone and `minutesAt` is null.
 */
export function parseStamp(
  text: string,
  minutesAt: ((localSec: number) => number) | null,
): { at: Instant; hasZone: boolean } | null {
  const parts = stampParts(text)
  if (parts === null) return null
  const [year, month, day, hour, minute, second = 0] = parts.map(Number)
  const [fraction, zoneText] = parts.slice(6)
  const sec = utcSeconds(
    year as number,
    month as number,
    day as number,
    hour as number,
    minute as number,
    Number.isNaN(second) ? 0 : second,
  )
  if (sec === null) return null
  const zone = zoneText === undefined ? (minutesAt?.(sec) ?? null) : zoneMinutesOf(zoneText)
  if (zone === null) return null
  return { at: { sec: sec - zone * 60, nsec: nanoseconds(fraction) }, hasZone: zoneText !== undefined }
}

/** A number of seconds, milliseconds, microseconds or nanoseconds since 1970, by its size; digits as text, for 64 bits. */
export function parseEpoch(text: string): Instant | null {
  const match = /^-?(\d{1,20})(\.\d{1,9})?$/.exec(text.trim())
  if (match === null) return null
  const { length } = match[1] as string
  // Of milliseconds with a fraction, as some clocks give them, the fraction is left out.
  const isMilliseconds = length >= 12 && length <= 14
  const time =
    (match[2] !== undefined && !isMilliseconds) || length <= 11
      ? parseEpochSeconds(text)
      : parseEpochUnits(text.trim().split('.')[0] as string, length <= 14 ? 3 : length <= 17 ? 6 : 9)
  return time?.at ?? null
}

/** Years between two that have a 29th of February, at most (1896 and 1904). */
const leapYearsMax = 8

/**
 * The year that brings month and day closest to `near` (seconds since 1970), of those that have such a day; of two that are
 * as close, the one of `near`. Where no year has it, that of `near`. No day after `latest` is meant where there is another.
 */
export function yearNear(
  near: number,
  month: number,
  day: number,
  latest: number = Number.POSITIVE_INFINITY,
): number {
  const middle = new Date(near * 1_000).getUTCFullYear()
  let best = middle
  let least = Number.POSITIVE_INFINITY
  const reach = month === 2 && day === 29 ? leapYearsMax : 1
  for (let step = 0; step <= 2 * reach; step++) {
    // From the middle outwards: 0, -1, 1, -2, 2 …
    const year = middle + (step % 2 === 0 ? step / 2 : -(step + 1) / 2)
    const midnight = daySeconds(year, month, day)
    if (midnight === null || midnight > latest) continue
    const distance = Math.abs(midnight - near)
    if (distance < least) {
      least = distance
      best = year
    }
  }
  return best
}

/** Moves an instant by milliseconds. */
export function shifted(at: Instant, ms: number): Instant {
  const nsec = at.nsec + Math.round((ms % 1_000) * 1e6)
  const carry = Math.floor(nsec / 1e9)
  return { sec: at.sec + Math.trunc(ms / 1_000) + carry, nsec: nsec - carry * 1e9 }
}
