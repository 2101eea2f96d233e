import { daySeconds } from '../../core/day.ts'
import { parseEpochSeconds, parseEpochUnits } from '../../core/iso-time.ts'
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
  if (minutes > 18 * 60) return null
  return match[1] === '-' ? -minutes : minutes
}

const stamp =
  /^(\d{4})-(\d\d)-(\d\d)[T\s-](\d\d)[:-](\d\d)(?:[:-](\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d\d:?\d\d)?$/

/**
 * A date and time as logs and tables write it: RFC 3339 and its relatives. Without a zone the time is what `minutesAt`
 * says of it (minutes east of UTC at a local time, see EventCollector.zone); null where the text is none, or where it
 * names no zone and `minutesAt` is null.
 */
export function parseStamp(
  text: string,
  minutesAt: ((localSec: number) => number) | null,
): { at: Instant; hasZone: boolean } | null {
  const match = stamp.exec(text.trim())
  if (match === null) return null
  const sec = utcSeconds(
    Number(match[1]),
    Number(match[2]),
    Number(match[3]),
    Number(match[4]),
    Number(match[5]),
    Number(match[6] ?? 0),
  )
  if (sec === null) return null
  const zone = match[8] === undefined ? (minutesAt?.(sec) ?? null) : zoneMinutesOf(match[8])
  if (zone === null) return null
  return { at: { sec: sec - zone * 60, nsec: nanoseconds(match[7]) }, hasZone: match[8] !== undefined }
}

/** A number of seconds, milliseconds, microseconds or nanoseconds since 1970, by its size; digits as text, for 64 bits. */
export function parseEpoch(text: string): Instant | null {
  const match = /^-?(\d{1,20})(\.\d{1,9})?$/.exec(text.trim())
  if (match === null) return null
  const { length } = match[1] as string
  const time =
    match[2] !== undefined || length <= 11
      ? parseEpochSeconds(text)
      : parseEpochUnits(text, length <= 14 ? 3 : length <= 17 ? 6 : 9)
  return time?.at ?? null
}

/** The year that brings month and day closest to `near` (seconds since 1970). */
export function yearNear(near: number, month: number, day: number): number {
  const middle = new Date(near * 1_000).getUTCFullYear()
  let best = middle
  let least = Number.POSITIVE_INFINITY
  for (const year of [middle - 1, middle, middle + 1]) {
    const distance = Math.abs(Date.UTC(year, month - 1, day) / 1_000 - near)
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

/** Seconds since 1970 as a float: for windows and statistics. */
export function secondsOf(at: Instant): number {
  return at.sec + at.nsec / 1e9
}
