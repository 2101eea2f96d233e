import { formatInstant } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'

const firstSecond = Date.parse('0000-01-01T00:00:00Z') / 1000
const lastSecond = Date.parse('9999-12-31T23:59:59Z') / 1000

/**
 * A moment as RFC 3339 in UTC, for formats that take no other years than those of four digits: what a clock that is
 * wrong puts before or behind them becomes the first or last second that they can say.
 */
export function rfc3339(at: Instant, digits: number): string {
  return formatInstant(sayable(at), digits)
}

/** Seconds since 1970, for formats that know no earlier moment. */
export function unixSeconds(at: Instant): string {
  return String(Math.max(0, sayable(at).sec))
}

function sayable(at: Instant): Instant {
  if (at.sec < firstSecond) return { sec: firstSecond, nsec: 0 }
  return at.sec > lastSecond ? { sec: lastSecond, nsec: 0 } : at
}
