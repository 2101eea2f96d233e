import type { AnomalyCode } from '../../core/anomaly.ts'
import type { Instant } from '../../core/time.ts'

/** A recorder without a clock, or times that were taken out. */
export const clockAnomaly: AnomalyCode = {
  code: 'source.capture.no_clock',
  kind: 'ambiguous',
  sentence:
    'Times are of the 1970s: the clock of the recorder was not set, or they were taken out. When something was sent is not known.',
}

/** 1980, in seconds since 1970: nothing was captured of a phone before. */
const firstSecond = 315_532_800

/** Whether what was recorded `first` has a time that cannot be true, or of so many `frames` none has any. */
export function isBeforePhones(first: Instant | null, frames: number): boolean {
  return first === null ? frames > 0 : first.sec < firstSecond
}
