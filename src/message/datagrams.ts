import type { RunOrigin } from '../core/origin.ts'
import type { Direction, Verdict } from '../core/verdict.ts'
import { verdicts } from '../core/verdict.ts'
import { ExchangeTeller } from './exchange-teller.ts'
import type { UnitFacts } from './handed-on.ts'
import { Part } from './types.ts'
import type { Parser } from './types.ts'

const none: Buffer = Buffer.alloc(0)

class Datagram implements UnitFacts {
  readonly part: Part = new Part()
  frame = 0
  sec = 0
  nsec = 0
  readonly incomplete = ''
  readonly leftOut = 0
}

/** The datagram being read: one for all flows. */
const datagram = new Datagram()

/** Protocols over UDP whose messages are one datagram each: nothing is held, and nothing can be missing inside one. */
export abstract class DatagramParser extends ExchangeTeller implements Parser {
  /** Reads a datagram; total on anything. Returns how many of its bytes are framing. */
  protected abstract take(direction: Direction, unit: UnitFacts): number

  get heldBytes(): number {
    return 0
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { part } = datagram
    part.buf = buf
    part.start = start
    part.end = end
    part.runs.clear()
    part.runs.addOrigin(0, origin, end - start)
    datagram.frame = origin.frame
    datagram.sec = origin.sec
    datagram.nsec = origin.nsec
    const framing = this.take(direction, datagram)
    part.buf = none
    const { counts } = this.context
    counts.framingBytes += framing
    counts.readBytes += end - start - framing
    return verdicts.more
  }

  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }

  end(): void {
    // Nothing is held.
  }
}
