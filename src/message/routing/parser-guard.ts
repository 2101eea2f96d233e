import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { bugOf } from '../anomalies.ts'
import type { MessageCounts, Parser } from '../types.ts'
import type { ByteAccount } from './byte-account.ts'
import { ways } from './route.ts'
import type { Route } from './route.ts'
import { textOf } from './text-of-error.ts'

const directions = [0, 1] as const

/**
 * Asks parsers for all that brings no bytes, ends them, and knows what to do where one throws or has not counted all that it was
 * given: that is our fault, its flow ends, and no byte is lost to the counts. The pushes themselves, which are hot, stand where
 * bytes are routed; what searches bytes of no protocol is none of its business.
 */
export class ParserGuard {
  private readonly account: ByteAccount
  private readonly counts: MessageCounts
  private readonly anomalies: AnomalyLog

  constructor(account: ByteAccount, counts: MessageCounts, anomalies: AnomalyLog) {
    this.account = account
    this.counts = counts
    this.anomalies = anomalies
  }

  /**
   * Has a parser do something that brings no bytes: what it counts meanwhile it was given before. Null where it threw.
   */
  ask<T>(route: Route, parser: Parser, frame: number, work: () => T): T | null {
    const before = this.account.counted
    try {
      const result = work()
      route.uncountedBytes -= this.account.counted - before
      return result
    } catch (error) {
      this.failed(route, parser, error, frame, 0, before)
      return null
    }
  }

  /** As {@link ask}, without a function for each direction of each flow. */
  finished(route: Route, parser: Parser, direction: Direction): void {
    const before = this.account.counted
    try {
      parser.finished(direction)
      route.uncountedBytes -= this.account.counted - before
    } catch (error) {
      this.failed(route, parser, error, 0, 0, before)
    }
  }

  /** Memory is short: the flow's parser hands on what it holds. One that can not is ended. */
  shed(route: Route): void {
    const parser = route.parser
    if (parser !== null && parser.heldBytes > 0) {
      const before = this.account.counted
      try {
        parser.shed?.()
        route.uncountedBytes -= this.account.counted - before
        if (parser.heldBytes > 0) {
          // It cannot let go but by ending.
          this.end(route)
          route.close(0, verdicts.limit | verdicts.bothDirections)
        }
      } catch (error) {
        this.failed(route, parser, error, 0, 0, before)
      }
    }
  }

  /** Ends the flow's parser, and sees that it has counted all that it was given. */
  end(route: Route): void {
    // Asked here: what has a function in it costs memory at each call.
    if (route.former !== null) this.endFormer(route)
    const parser = route.parser
    if (parser === null) return
    // As {@link ask}, without a function for each flow.
    const before = this.account.counted
    try {
      parser.end()
      if (route.inners.size > 0) for (const inner of route.inners) inner.end()
      route.uncountedBytes -= this.account.counted - before
    } catch (error) {
      this.failed(route, parser, error, 0, 0, before)
      return
    }
    route.parser = null
    if (route.uncountedBytes === 0) return
    this.anomalies.note(bugOf(parser.protocol), 0, `${route.uncountedBytes} bytes not counted`)
    if (route.uncountedBytes > 0) this.counts.limitBytes += route.uncountedBytes
    route.uncountedBytes = 0
  }

  /** The answer was read, or will not come: both directions are of the protocol that followed. */
  endFormer(route: Route): void {
    const { former } = route
    if (former === null) return
    route.former = null
    const way = route.parser === null ? ways.choosing : ways.toParser
    for (const direction of directions)
      if (route.way(direction) === ways.toFormer) route.setWay(direction, way)
    this.ask(route, former, 0, () => {
      former.end()
    })
  }

  /** A parser threw. Of what it was given, all that it did not count is counted here; the parser is let go. */
  failed(
    route: Route,
    parser: Parser,
    error: unknown,
    frame: number,
    length: number,
    countedBefore: number,
  ): Verdict {
    const code: AnomalyCode = bugOf(parser.protocol)
    this.anomalies.note(code, frame, textOf(error))
    for (const inner of route.inners) inner.end()
    const missing = route.uncountedBytes + length - (this.account.counted - countedBefore)
    if (missing > 0) this.counts.limitBytes += missing
    route.uncountedBytes = 0
    route.parser = null
    route.former = null
    const verdict = verdicts.limit | verdicts.bothDirections
    route.close(0, verdict)
    return verdict
  }
}
