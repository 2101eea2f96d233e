import type { ScannedCapture } from './scanned-capture.ts'

/** The middle of what was captured, in seconds since 1970; 0 where nothing was. */
export function middleOf(captures: readonly ScannedCapture[]): number {
  const times = captures.flatMap(({ summary: { first, last } }) =>
    first === null || last === null ? [] : [first.sec, last.sec],
  )
  return times.length === 0 ? 0 : (Math.min(...times) + Math.max(...times)) / 2
}
