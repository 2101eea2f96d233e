import { compareInstants, secondsBetween } from '../core/time.ts'
import type { Instant } from '../core/time.ts'
import { toldGapSeconds } from '../core/told-gap.ts'
import type { JoinedFile } from '../pipeline/reading/joined-files.ts'
import type { CaptureSummary } from '../pipeline/scan-result.ts'
import { grouped } from '../core/grouped.ts'
import { duration, spanText } from './phrases.ts'

/**
 * So many files of a recording are named one by one, with digest and size, in what is handed on: whoever holds the files must
 * find each. A recorder that began more is rare, and what names more is read by nobody.
 */
export const namedFilesMax = 2_000

/** One file of a recording, as it lies to those before it. */
export interface FileInOrder {
  readonly file: JoinedFile
  /** Which frames it holds. */
  readonly frames: string
  /** From when to when it was captured. */
  readonly time: string
  /** A gap in time before it, or that it begins before those before it end; '' where it follows them. */
  readonly border: string
}

/** The files of a recording in their order; none of a capture in one file. */
export function filesInOrder({ files = [] }: Pick<CaptureSummary, 'files'>): FileInOrder[] {
  let latest: Instant | null = null
  return files.map((file) => {
    const { firstFrame, packets, first, last } = file
    const border = first === null || latest === null ? '' : borderText(latest, first, file.isApart === true)
    if (last !== null && (latest === null || compareInstants(last, latest) > 0)) latest = last
    return { file, frames: framesText(firstFrame, packets), time: timeText(first, last), border }
  })
}

function framesText(firstFrame: number, packets: number): string {
  if (packets === 0) return 'no frames'
  if (packets === 1) return `frame ${grouped(firstFrame)}`
  return `frames ${grouped(firstFrame)} to ${grouped(firstFrame + packets - 1)}`
}

function timeText(first: Instant | null, last: Instant | null): string {
  return first === null || last === null ? 'no times' : spanText(first, last)
}

function borderText(latest: Instant, first: Instant, isApart: boolean): string {
  const seconds = secondsBetween(latest, first)
  if (seconds < 0) return `begins ${durationOf(-seconds)} before the files before it end`
  if (seconds < toldGapSeconds) return ''
  const gap = `begins ${durationOf(seconds)} after the files before it end`
  return isApart ? `${gap}, longer than any silence within them: that time counts as not captured` : gap
}

function durationOf(seconds: number): string {
  return seconds < 1 ? 'less than a second' : duration(seconds)
}
