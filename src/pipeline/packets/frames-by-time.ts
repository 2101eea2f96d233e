import { limits } from '../../core/limits.ts'
import { FrameContext } from '../../source/types.ts'
import type { FrameSink } from '../../source/types.ts'

/** A frame that waits, at `place` of the buffer. Without a time it has that of the frame before it. */
interface Waiting {
  readonly number: number
  readonly sec: number
  readonly nsec: number
  /** What is sorted by. */
  readonly orderSec: number
  readonly orderNsec: number
  place: number
  readonly capturedLength: number
  readonly wireLength: number
  readonly linkType: number
  readonly interfaceNumber: number
  readonly app: number
  readonly trailerLength: number
}

/** Room for the first frames; it grows with what waits. */
const firstBytes = 1_048_576

/** Frames of which it is remembered when they were handed on; a power of two. */
const turnsKept = 1_048_576

/**
 * Hands frames on in the order of their times; those of one time in the order in which they stand in the file. As many wait as
 * there is room for (`limits.packet.waiting…`): then the older half of them goes on, so that a frame may stand half of that from
 * its place. What comes later than that goes on at its turn in the file. Frames keep their numbers.
 */
export class FramesByTime implements FrameSink {
  private readonly next: FrameSink
  private waiting: Waiting[] = []
  private buf: Buffer = Buffer.allocUnsafeSlow(firstBytes)
  private used = 0
  private lastSec = 0
  private lastNsec = 0
  private context: FrameContext = new FrameContext()
  private handedOn = 0
  /** By the last bits of their numbers: the frames that were handed on last, and at which turn. */
  private readonly numbers: Uint32Array = new Uint32Array(turnsKept)
  private readonly turns: Uint32Array = new Uint32Array(turnsKept)

  /**
   * At which turn a frame was handed on, counted from 1. Of one that is long gone, or did not come, its number: in the file it
   * stands near its turn.
   */
  readonly turnOf = (number: number): number => {
    const at = number & (turnsKept - 1)
    return this.numbers[at] === number ? (this.turns[at] as number) : number
  }

  constructor(next: FrameSink) {
    this.next = next
  }

  frame(buf: Buffer, start: number, context: FrameContext): void {
    const { capturedLength, sec, nsec } = context
    // The programs of a capture are in one table.
    if (this.context.apps !== context.apps) this.context = new FrameContext(context.apps)
    const { waitingFramesMax, waitingBytesMax } = limits.packet
    while (
      this.waiting.length > 0 &&
      (this.waiting.length >= waitingFramesMax || this.used + capturedLength > waitingBytesMax)
    )
      this.handOn(this.waiting.length >>> 1 || 1)
    this.makeRoom(capturedLength)
    if (sec !== 0 || nsec !== 0) {
      this.lastSec = sec
      this.lastNsec = nsec
    }
    this.waiting.push({
      number: context.number,
      sec,
      nsec,
      orderSec: this.lastSec,
      orderNsec: this.lastNsec,
      place: this.used,
      capturedLength,
      wireLength: context.wireLength,
      linkType: context.linkType,
      interfaceNumber: context.interfaceNumber,
      app: context.app,
      trailerLength: context.trailerLength,
    })
    buf.copy(this.buf, this.used, start, start + capturedLength)
    this.used += capturedLength
  }

  name(address: string, name: string): void {
    this.next.name?.(address, name)
  }

  secrets(kind: number, buf: Buffer, start: number, end: number): void {
    this.next.secrets?.(kind, buf, start, end)
  }

  /** The capture is over: all that waits goes on. */
  end(): void {
    this.handOn(this.waiting.length)
  }

  /** Hands on the oldest `count` frames; the others move together, in the order of the file. */
  private handOn(count: number): void {
    const ordered = this.waiting.toSorted(
      (a, b) => a.orderSec - b.orderSec || a.orderNsec - b.orderNsec || a.number - b.number,
    )
    const { context } = this
    for (const frame of ordered.slice(0, count)) {
      const at = frame.number & (turnsKept - 1)
      this.numbers[at] = frame.number
      this.turns[at] = ++this.handedOn
      context.number = frame.number
      context.sec = frame.sec
      context.nsec = frame.nsec
      context.capturedLength = frame.capturedLength
      context.wireLength = frame.wireLength
      context.linkType = frame.linkType
      context.interfaceNumber = frame.interfaceNumber
      context.app = frame.app
      context.trailerLength = frame.trailerLength
      // No more than itself: who looks for a byte in it may look to the end of what is given.
      const { place, capturedLength } = frame
      this.next.frame(this.buf.subarray(place, place + capturedLength), 0, context)
    }
    this.waiting = ordered.slice(count).sort((a, b) => a.place - b.place)
    this.used = 0
    for (const frame of this.waiting) {
      const { place, capturedLength } = frame
      this.buf.copyWithin(this.used, place, place + capturedLength)
      frame.place = this.used
      this.used += capturedLength
    }
  }

  private makeRoom(length: number): void {
    if (this.used + length <= this.buf.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.used + length, 2 * this.buf.length))
    this.buf.copy(larger, 0, 0, this.used)
    this.buf = larger
  }
}
