import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { switchProtocol } from '../types.ts'
import type { Parser, Protocol } from '../types.ts'
import type { ByteAccount } from './byte-account.ts'
import { Sniff, heardBefore, isTurn } from './first-bytes.ts'
import type { ParserGuard } from './parser-guard.ts'
import type { ParserOpening } from './parser-opening.ts'
import type { ProtocolChange } from './protocol-change.ts'
import type { ProtocolChoice } from './protocol-choice.ts'
import { ways } from './route.ts'
import type { Route } from './route.ts'
import type { UnrecognisedBytes } from './unrecognised-bytes.ts'

const directions = [0, 1] as const

/** What the routing of streams asks and has done. */
export interface StreamRoutingParts {
  readonly account: ByteAccount
  readonly guard: ParserGuard
  readonly choice: ProtocolChoice
  readonly change: ProtocolChange
  readonly opening: ParserOpening
  readonly unrecognised: UnrecognisedBytes
}

/**
 * To whom the bytes of a stream go: to its parser, to first bytes that are kept until they tell a protocol, to who read the flow
 * before, to the search of what no protocol took; and again, by what is known then, when the answer changes. Which protocol it is,
 * what a parser that throws leaves behind, and what all flows hold, is known elsewhere in this room.
 */
export class StreamRouting {
  private readonly account: ByteAccount
  private readonly guard: ParserGuard
  private readonly choice: ProtocolChoice
  private readonly change: ProtocolChange
  private readonly opening: ParserOpening
  private readonly unrecognised: UnrecognisedBytes

  constructor(parts: StreamRoutingParts) {
    this.account = parts.account
    this.guard = parts.guard
    this.choice = parts.choice
    this.change = parts.change
    this.opening = parts.opening
    this.unrecognised = parts.unrecognised
  }

  /** The hot one: bytes of a direction, or a datagram, for the flow's parser. */
  toParser(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const parser = route.parser
    if (parser === null) return this.toUnknown(route, direction, buf, start, end, origin)
    const before = this.account.counted
    let verdict: Verdict
    try {
      verdict = parser.push(direction, buf, start, end, origin)
    } catch (error) {
      return this.guard.failed(route, parser, error, origin.frame, end - start, before)
    }
    if (verdict === switchProtocol) {
      const rest = Math.min(end, Math.max(start, parser.restStart ?? end))
      route.uncountedBytes += rest - start - (this.account.counted - before)
      return this.changeProtocol(route, direction, buf, start, rest, end, origin)
    }
    route.uncountedBytes += end - start - (this.account.counted - before)
    if (verdict === verdicts.more) return verdict
    // The other end's answer is still to be read.
    if (route.former !== null) verdict &= ~verdicts.bothDirections
    route.close(direction, verdict)
    return verdict
  }

  /** A direction that no parser reads (yet): looks what it speaks. */
  choose(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    if (start === end) return verdicts.more
    const way = route.way(direction)
    if (way === ways.toFormer) return this.toFormer(route, direction, buf, start, end, origin)
    if (way === ways.unknown) return this.chooseMidStream(route, direction, buf, start, end, origin)
    // Judged by the same first bytes however they are split.
    const { sniffBytesMax } = limits.message
    const sniff = route.sniff(direction)
    const kept = sniff === null ? 0 : sniff.length
    const seen = Math.min(end - start, sniffBytesMax - kept)
    if (sniff !== null) buf.copy(sniff.buf, kept, start, start + seen)
    const first = sniff === null ? buf : sniff.buf
    const from = sniff === null ? start : 0
    const isLast = kept + seen === sniffBytesMax
    const protocol = this.choice.ofStart(
      route,
      direction,
      first,
      from,
      from + kept + seen,
      isLast,
      origin.frame,
    )
    if (protocol === 'more') {
      const keeps = sniff ?? new Sniff()
      keeps.add(buf, start, end, origin, isTurn(route, direction))
      route.setSniff(direction, keeps)
      return verdicts.more
    }
    if (protocol === null) {
      this.giveUpChoosing(route, direction)
      route.setWay(direction, ways.unknown)
      return this.toUnknown(route, direction, buf, start, end, origin)
    }
    this.opening.open(route, protocol)
    this.replaySniffs(route)
    return this.chunkAgain(route, direction, buf, start, end, origin)
  }

  /** The first bytes of a direction will not become more: who still waits for them has lost, who is sure has won. */
  chooseLast(route: Route, direction: Direction): void {
    const way = route.way(direction)
    const sniff = route.sniff(direction)
    if (way !== ways.choosing || sniff === null) return
    const frame = sniff.origins[0]?.frame ?? 0
    const { buf, length } = sniff
    const protocol = this.choice.ofStart(route, direction, buf, 0, length, true, frame)
    if (protocol === null || protocol === 'more') {
      this.giveUpChoosing(route, direction)
      return
    }
    this.opening.open(route, protocol)
    this.replaySniffs(route)
  }

  /** The first bytes of a direction are of no known protocol. */
  giveUpChoosing(route: Route, direction: Direction): void {
    const sniff = route.takeSniff(direction)
    if (sniff === null) return
    route.setWay(direction, ways.unknown)
    for (const [index, origin] of sniff.origins.entries()) {
      const start = sniff.starts[index] as number
      const end = sniff.starts[index + 1] ?? sniff.length
      this.toUnknown(route, direction, sniff.buf, start, end, origin, sniff.turns[index] === true)
    }
  }

  /** Bytes of a stream are missing. */
  gap(route: Route, direction: Direction, length: number, origin: RunOrigin): Verdict {
    this.guard.endFormer(route)
    const way = route.way(direction)
    route.isMidStream = true
    const { parser } = route
    if (way === ways.toParser && parser !== null) {
      const verdict = this.guard.ask(route, parser, origin.frame, () => parser.gap(direction, length, origin))
      // One that threw has closed both directions.
      if (verdict === null) return route.verdict(direction)
      route.close(direction, verdict)
      return verdict
    }
    const agreed = way === ways.choosing ? this.choice.agreedOn(route) : null
    if (agreed !== null) {
      this.opening.open(route, agreed)
      this.replaySniffs(route)
      return this.gap(route, direction, length, origin)
    }
    this.giveUpChoosing(route, direction)
    this.tellGap(route, direction, length, origin)
    return this.unrecognised.gap(route, direction, length, origin)
  }

  /** The parser says that another protocol follows, from `rest` on: both directions are chosen anew. */
  private changeProtocol(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    rest: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    this.change.begin(route, direction, origin.frame)
    if (rest === end) return verdicts.more
    return this.choose(route, direction, buf, rest, end, originBehind(origin, rest - start))
  }

  /** What the other end says first behind a change that was not waited for is an answer, to who read the flow before. */
  private toFormer(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const former = route.former as Parser
    let rest = start
    const heard = heardBefore(route, direction)
    if (this.choice.begun(buf, start, end, heard, direction, origin.frame) === null) {
      const before = this.account.counted
      let verdict: Verdict
      try {
        verdict = former.push(direction, buf, start, end, origin)
      } catch (error) {
        return this.guard.failed(route, former, error, origin.frame, end - start, before)
      }
      rest = verdict === switchProtocol ? Math.min(end, Math.max(start, former.restStart ?? end)) : end
      route.uncountedBytes += rest - start - (this.account.counted - before)
      if (verdict !== switchProtocol) return verdicts.more
    }
    this.guard.endFormer(route)
    if (rest === end) return verdicts.more
    return this.chunkAgain(route, direction, buf, rest, end, originBehind(origin, rest - start))
  }

  /** The direction's start was not recognised; if it was cut off, a message may start at this chunk. */
  private chooseMidStream(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    if (route.isMidStream || route.parser !== null) {
      const seenEnd = Math.min(end, start + limits.message.sniffBytesMax)
      const protocol = this.choice.ofMidStream(route, direction, buf, start, seenEnd, origin.frame)
      if (protocol !== null && protocol !== 'more') {
        if (route.parser === null) this.opening.open(route, protocol)
        if (route.parser?.protocol === protocol.name) {
          route.setWay(direction, ways.toParser)
          this.replaySniffs(route)
          return this.chunkAgain(route, direction, buf, start, end, origin)
        }
      }
    }
    return this.toUnknown(route, direction, buf, start, end, origin)
  }

  private toUnknown(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    isTurn: boolean | null = null,
  ): Verdict {
    const begun = this.choice.begun(buf, start, end, heardBefore(route, direction), direction, origin.frame)
    if (begun !== null && this.beginBehindUnknown(route, begun, origin))
      return this.chunkAgain(route, direction, buf, start, end, origin)
    return this.unrecognised.push(route, direction, buf, start, end, origin, isTurn)
  }

  /** What came so far, in both directions, led to another protocol, but for what waits and may be its beginning. False: too often. */
  private beginBehindUnknown(route: Route, protocol: Protocol, origin: RunOrigin): boolean {
    if (!this.change.mayChange(route, origin.frame)) return false
    this.guard.end(route)
    for (const waiting of directions) {
      const sniff = route.sniff(waiting)
      if (sniff === null) continue
      const { buf, length } = sniff
      if (!this.choice.mayBe(protocol, route, waiting, buf, length, origin.frame))
        this.giveUpChoosing(route, waiting)
    }
    this.unrecognised.end(route)
    route.setWays(ways.choosing)
    this.opening.open(route, protocol)
    this.replaySniffs(route)
    return true
  }

  /** Gives the parser the first bytes that were kept, the earlier direction first. */
  private replaySniffs(route: Route): void {
    const toServer = route.sniff(0)
    const toClient = route.sniff(1)
    const isClientFirst =
      toServer === null || (toClient?.origins[0]?.frame ?? 0) >= (toServer.origins[0]?.frame ?? 0)
    for (const direction of isClientFirst ? ([0, 1] as const) : ([1, 0] as const)) {
      const sniff = direction === 0 ? toServer : toClient
      if (sniff === null) continue
      route.takeSniff(direction)
      for (const [index, origin] of sniff.origins.entries()) {
        const start = sniff.starts[index] as number
        this.chunkAgain(route, direction, sniff.buf, start, sniff.starts[index + 1] ?? sniff.length, origin)
      }
    }
  }

  /** Routes bytes by what is known now: the bytes before them may have ended the direction, or changed the protocol. */
  private chunkAgain(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const verdict = route.verdict(direction)
    if (verdict !== verdicts.more) return this.account.under(verdict, end - start)
    const way = route.way(direction)
    return way === ways.toParser
      ? this.toParser(route, direction, buf, start, end, origin)
      : this.choose(route, direction, buf, start, end, origin)
  }

  /** The other direction's parser, which may be given this one again, must not take what comes for what is missing. */
  private tellGap(route: Route, direction: Direction, length: number, origin: RunOrigin): void {
    const { parser } = route
    if (parser === null) return
    this.guard.ask(route, parser, origin.frame, () => parser.gap(direction, length, origin))
  }
}

/** A new one each time: a stream inside this one may change its protocol while this one's is in use. */
function originBehind(origin: RunOrigin, length: number): RunOrigin {
  const behind = new RunOrigin()
  behind.placeBehind(origin, length)
  return behind
}
