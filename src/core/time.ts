/**
 * A moment on the capture's clock. Kept as two small numbers in the hot path (no allocation, no bigint), and
 * printed with as many digits as the capture had: `2019-02-11T06:42:13.123456Z`.
 */
export interface Instant {
  /** Whole seconds since 1970-01-01T00:00:00Z; may be negative. */
  readonly sec: number
  /** Nanoseconds within that second, 0 to 999,999,999. */
  readonly nsec: number
}

/** ISO 8601 in UTC with `digits` (0 to 9) decimals of the second. Years beyond 9999 and before 0 print as ISO's extended years. */
export function formatInstant(at: Instant, digits: number): string {
  const text = secondText(at.sec)
  if (text === '') return `${at.sec}.${String(at.nsec).padStart(9, '0')}s`
  return digits === 0 ? `${text}Z` : `${text}.${String(at.nsec).padStart(9, '0').slice(0, digits)}Z`
}

/** What one message shows is told at the same moment, again and again. */
const lastSecond: { sec: number; text: string } = { sec: Number.NaN, text: '' }

/** A second without fractions and zone; '' beyond what `Date` holds. */
function secondText(sec: number): string {
  if (sec !== lastSecond.sec) {
    const whole = new Date(sec * 1000)
    lastSecond.sec = sec
    lastSecond.text = Number.isNaN(whole.getTime()) ? '' : whole.toISOString().slice(0, -5)
  }
  return lastSecond.text
}

/** Order of two moments: negative, zero or positive. */
export function compareInstants(left: Instant, right: Instant): number {
  return left.sec - right.sec || left.nsec - right.nsec
}

/** Seconds from `from` to `to`, as a float: for people and windows, not for ordering. */
export function secondsBetween(from: Instant, to: Instant): number {
  return to.sec - from.sec + (to.nsec - from.nsec) / 1e9
}

/** Seconds since 1970 as a float: for windows and statistics, not for ordering. */
export function secondsOf({ sec, nsec }: Instant): number {
  return sec + nsec / 1e9
}

/** Seconds from 1900, when the time of NTP begins (RFC 5905, 6), to 1970. */
export const ntpEpochSeconds = 2_208_988_800
