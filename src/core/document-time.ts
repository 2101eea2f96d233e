import { parseIsoTime } from './iso-time.ts'
import type { Instant } from './time.ts'

/** A moment as documents of `scan --json` write it: where the calendar of `Date` ends, as seconds. Null for what is none. */
export function parseDocumentTime(text: string): Instant | null {
  const time = parseIsoTime(text)
  if (time !== null) return time.at
  const [, sec, nsec] = /^(-?\d+)\.(\d{9})s$/.exec(text) ?? []
  return sec === undefined ? null : { sec: Number(sec), nsec: Number(nsec) }
}
