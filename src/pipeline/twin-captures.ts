import type { AnomalyCode } from '../core/anomaly.ts'
import { compareInstants } from '../core/time.ts'
import type { CaptureSummary } from './scan.ts'

/** What is given twice, under two names. */
export const twinAnomaly: AnomalyCode = {
  code: 'source.capture.twice',
  kind: 'ambiguous',
  sentence: 'Two files hold the same capture: all that it shows is counted twice.',
}

/**
 * Pairs of captures that are the same one, by their indices: as many packets or entries of as many bytes, with the same
 * first and last moment to the nanosecond. That one of them is compressed makes no difference. Each is paired with the
 * first of its kind.
 */
export function twinsOf(captures: readonly CaptureSummary[]): [number, number][] {
  const pairs: [number, number][] = []
  captures.forEach((one, index) => {
    const first = captures.findIndex((other) => isSame(one, other))
    if (first < index && first >= 0) pairs.push([first, index])
  })
  return pairs
}

function isSame(left: CaptureSummary, right: CaptureSummary): boolean {
  if (left.first === null || left.last === null || right.first === null || right.last === null) return false
  return (
    left.packets === right.packets &&
    left.entries === right.entries &&
    left.bytes === right.bytes &&
    compareInstants(left.first, right.first) === 0 &&
    compareInstants(left.last, right.last) === 0
  )
}
