import type { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { bugOf } from '../anomalies.ts'
import type { ParserContext } from '../types.ts'
import { UnrecognisedParser } from '../unrecognised/index.ts'
import type { Successor } from '../unrecognised/index.ts'
import type { ByteAccount } from './byte-account.ts'
import { ways } from './route.ts'
import type { Route } from './route.ts'
import { textOf } from './text-of-error.ts'

/**
 * Gives bytes that no protocol took to what searches them, one for each flow, and knows what to do where that throws: the flow
 * ends, and no byte is lost to the counts. It does not judge whether a protocol takes them, nor how they are searched
 * (`message/unrecognised`).
 */
export class UnrecognisedBytes {
  private readonly account: ByteAccount
  private readonly context: ParserContext

  constructor(account: ByteAccount, context: ParserContext) {
    this.account = account
    this.context = context
  }

  /** Bytes of a stream. `isTurn`: whether the other direction spoke since those before; null where they are given as they come. */
  push(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    isTurn: boolean | null,
  ): Verdict {
    route.unknown ??= new UnrecognisedParser(route.flow, this.context)
    const before = this.account.counted
    let verdict: Verdict
    try {
      verdict = route.unknown.push(direction, buf, start, end, origin, isTurn)
    } catch (error) {
      return this.failed(route, error, origin.frame, end - start, before)
    }
    route.close(direction, verdict)
    return verdict
  }

  /** A datagram. What is said of it ends no direction yet: it may turn out to be what a parser reads. */
  datagram(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    route.unknown ??= new UnrecognisedParser(route.flow, this.context)
    const before = this.account.counted
    try {
      return route.unknown.datagram(direction, buf, start, end, origin)
    } catch (error) {
      return this.failed(route, error, origin.frame, end - start, before)
    }
  }

  /**
   * Searches a datagram as it is, apart from the conversation that it is in; of all such of a flow as much as of one that is not
   * recognised. Where that fails, this one is lost.
   */
  searchAlone(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): void {
    route.alone ??= new UnrecognisedParser(route.flow, this.context)
    const before = this.account.counted
    try {
      route.alone.datagram(direction, buf, start, end, origin)
      route.alone.end()
    } catch (error) {
      route.alone = null
      this.noteBug(error, origin.frame, end - start, before)
    }
  }

  /** Bytes are missing in a stream. */
  gap(route: Route, direction: Direction, length: number, origin: RunOrigin): Verdict {
    const verdict = this.ask(route, origin.frame, (unknown) => unknown.gap(direction, length, origin))
    if (verdict === null) return route.verdict(direction)
    route.close(direction, verdict)
    return verdict
  }

  /** A direction is over. */
  finished(route: Route, direction: Direction): void {
    this.ask(route, 0, (unknown) => {
      unknown.finished(direction)
    })
  }

  /** Memory is short: what is held is searched as it is. */
  shed(route: Route): void {
    this.ask(route, 0, (unknown) => {
      unknown.shed()
    })
  }

  /** What is held is searched; bytes that come later are searched apart from it. */
  end(route: Route): void {
    this.ask(route, 0, (unknown) => {
      unknown.end()
    })
    route.unknown = null
  }

  /**
   * Whether datagrams turned out to be what a parser reads: it is the flow's from here on, and has them already. `isLast`: no more
   * will come to tell by. `hasMoved`: their conversation seems to go on in another flow.
   */
  succeed(route: Route, isLast: boolean, hasMoved: boolean): boolean {
    if (route.parser !== null || route.unknown === null) return false
    let successor: Successor | null
    try {
      successor = hasMoved ? route.unknown.moved() : route.unknown.successor(isLast)
    } catch (error) {
      this.context.anomalies.note(bugOf('unrecognised'), 0, textOf(error))
      return false
    }
    if (successor === null) return false
    route.parser = successor.parser
    route.setWays(ways.toParser)
    route.uncountedBytes += successor.waitingBytes
    return true
  }

  /**
   * Has what searches do something that brings no bytes: those it was given it counts at once. Null where it threw, and where nothing
   * searches.
   */
  private ask<T>(route: Route, frame: number, work: (unknown: UnrecognisedParser) => T): T | null {
    const { unknown } = route
    if (unknown === null) return null
    const before = this.account.counted
    try {
      return work(unknown)
    } catch (error) {
      this.failed(route, error, frame, 0, before)
      return null
    }
  }

  /** What searches bytes of no protocol threw. The flow ends. */
  private failed(
    route: Route,
    error: unknown,
    frame: number,
    length: number,
    countedBefore: number,
  ): Verdict {
    this.noteBug(error, frame, length, countedBefore)
    route.unknown = null
    const verdict = verdicts.limit | verdicts.bothDirections
    route.close(0, verdict)
    return verdict
  }

  /** Of the `length` bytes that were given to what threw while it searched them, those not counted are counted here. */
  private noteBug(error: unknown, frame: number, length: number, countedBefore: number): void {
    this.context.anomalies.note(bugOf('unrecognised'), frame, textOf(error))
    const missing = length - (this.account.counted - countedBefore)
    if (missing > 0) this.context.counts.limitBytes += missing
  }
}
