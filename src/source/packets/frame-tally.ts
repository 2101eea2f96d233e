import { sourceAnomalies } from '../anomalies.ts'
import { AppTable } from './apps.ts'
import { FrameContext } from '../types.ts'
import { compareInstants } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { FrameSink, SourceCounts } from '../types.ts'

/** Beyond this a time is nonsense (34,865 years), and sums of seconds and nanoseconds would lose digits. */
const secondsMax = 2 ** 40

/** Counts that say that nothing was read yet. */
export function emptySourceCounts(): SourceCounts {
  return {
    containerBytes: 0,
    frameBytes: 0,
    unreadBytes: 0,
    frames: 0,
    cutBytes: 0,
    droppedFrames: null,
    first: null,
    last: null,
    timeDigits: 0,
    comments: [],
    interfaces: [],
    secretsBytes: 0,
    secretsBytesLeftOut: 0,
    apps: [],
    application: null,
    numberedBlocks: [],
  }
}

/** Earliest and latest time of the frames of a file; null where none has one. */
export interface FileTimes {
  readonly first: Instant | null
  readonly last: Instant | null
  /** Whole seconds of the longest time in it without a frame. */
  readonly silentSeconds: number
}

/** Hands frames on and counts them, for both capture formats. */
export class FrameTally {
  readonly counts: SourceCounts = emptySourceCounts()
  readonly context: FrameContext
  readonly sink: FrameSink
  private readonly anomalies: AnomalyLog
  /**
   * A trailer of PCAPdroid was seen, in this file or one before it: its frames have no addresses, and those without a trailer no
   * link header.
   */
  hasTrailers = false
  /** Times of the files before the one that is read, of a recording that was cut into several. */
  private earlier: Pick<FileTimes, 'first' | 'last'> = { first: null, last: null }
  private silentSeconds = 0

  constructor(sink: FrameSink, anomalies: AnomalyLog) {
    this.sink = sink
    this.anomalies = anomalies
    this.context = new FrameContext(new AppTable(anomalies))
    this.counts.apps = this.context.apps.apps
  }

  /** Another file of the recording begins: until it ends, the counts have its own times. */
  beginFile(): void {
    const { first, last } = this.counts
    this.earlier = { first, last }
    this.counts.first = null
    this.counts.last = null
    this.silentSeconds = 0
  }

  /** The file is over: gives its times, and the counts have those of all files again. */
  endFile(): FileTimes {
    const { first, last } = this.counts
    const { earlier, silentSeconds } = this
    this.counts.first = chosen(earlier.first, first, -1)
    this.counts.last = chosen(earlier.last, last, 1)
    return { first, last, silentSeconds }
  }

  /**
   * A frame with a time, which the reader has set in `context` (numbers passed as arguments would be boxed).
   * `wireLength` below `capturedLength` is a lie of the file: noted and raised.
   */
  timed(buf: Buffer, start: number, capturedLength: number, wireLength: number): void {
    const context = this.context
    if (context.sec > secondsMax || context.sec < -secondsMax) {
      this.anomalies.note(sourceAnomalies.timeOutOfRange, context.number + 1)
      context.sec = context.sec > 0 ? secondsMax : -secondsMax
    }
    const { sec, nsec } = context
    const { first, last } = this.counts
    if (first === null || last === null) {
      this.counts.first = { sec, nsec }
      this.counts.last = { sec, nsec }
    } else if (sec > last.sec || (sec === last.sec && nsec > last.nsec)) {
      if (sec - last.sec > this.silentSeconds) this.silentSeconds = sec - last.sec
      last.sec = sec
      last.nsec = nsec
    } else if (sec < first.sec || (sec === first.sec && nsec < first.nsec)) {
      first.sec = sec
      first.nsec = nsec
    }
    this.untimed(buf, start, capturedLength, wireLength)
  }

  /** A frame without a time of its own: it keeps the time of the frame before. */
  untimed(buf: Buffer, start: number, capturedLength: number, wireLength: number): void {
    const context = this.context
    const counts = this.counts
    context.number++
    context.capturedLength = capturedLength
    if (wireLength < capturedLength) {
      this.anomalies.note(sourceAnomalies.capturedExceedsWire, context.number)
      context.wireLength = capturedLength
    } else {
      context.wireLength = wireLength
      counts.cutBytes += wireLength - capturedLength
    }
    counts.frames++
    counts.frameBytes += capturedLength
    this.sink.frame(buf, start, context)
  }
}

/** Of two times a copy of the earlier (`sign` -1) or the later one (1), where there are two: what is counted is changed in place. */
function chosen(left: Instant | null, right: Instant | null, sign: -1 | 1): Instant | null {
  const one =
    left === null || right === null ? (left ?? right) : compareInstants(left, right) * sign > 0 ? left : right
  return one === null ? null : { ...one }
}
