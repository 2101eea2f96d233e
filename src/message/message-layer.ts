/**
 * Takes the bytes of flows, chooses a protocol by content, and routes them to its parser. What no protocol knows is
 * searched as plain bytes, up to a limit. Every byte that is given ends in exactly one count of `MessageCounts`.
 *
 * A protocol or parser that throws, whatever it was asked, is our fault. It is caught here and in `message/routing`, and nowhere
 * else: what a protocol was asked of bytes it does not know, a parser's flow counts under the verdict `limit` from there on, and
 * all other flows are read as before.
 */
import type { AnomalyLog } from '../core/anomaly.ts'
import { ExpansionAccount } from '../core/expansion-account.ts'
import { Interner } from '../core/interner.ts'
import { limits } from '../core/limits.ts'
import { showsText } from '../core/signs/leading-text.ts'
import { RunOrigin } from '../core/origin.ts'
import type { EndReason, Flow, StreamConsumer } from '../stream/types.ts'
import type { Direction, Verdict } from '../core/verdict.ts'
import { verdicts } from '../core/verdict.ts'
import { InnerFlow } from './inner-flow.ts'
import { ContentSink } from './http-content/content-sink.ts'
import { KeyLog } from './key-log.ts'
import { newMessageCounts } from './message-counts.ts'
import { protocols as registered } from './next.ts'
import { ByteAccount } from './routing/byte-account.ts'
import { Continuations } from './routing/continuations.ts'
import { HeldBytes } from './routing/held-bytes.ts'
import { InnerStreams } from './routing/inner-streams.ts'
import { Nesting } from './routing/nesting.ts'
import { ProtocolChoice } from './routing/protocol-choice.ts'
import { ParserOpening } from './routing/parser-opening.ts'
import { ProtocolChange } from './routing/protocol-change.ts'
import { ParserGuard } from './routing/parser-guard.ts'
import { Sniff, heardBefore, isTurn } from './routing/first-bytes.ts'
import { RoutePool } from './routing/route-pool.ts'
import { routeOn, ways } from './routing/route.ts'
import type { Route } from './routing/route.ts'
import type { MessageCounts, MessageSink, Parser, ParserContext, Protocol, ProtocolName } from './types.ts'
import { switchProtocol } from './types.ts'
import { UnrecognisedBytes } from './routing/unrecognised-bytes.ts'

const directions = [0, 1] as const

export class MessageLayer implements StreamConsumer {
  readonly counts: MessageCounts = newMessageCounts()
  private readonly sink: MessageSink
  /** What the parsers are given. */
  readonly context: ParserContext
  private readonly guard: ParserGuard
  private readonly change: ProtocolChange
  private readonly opening: ParserOpening
  private readonly unrecognised: UnrecognisedBytes
  private readonly continuations: Continuations
  private readonly held: HeldBytes
  private readonly choice: ProtocolChoice
  private readonly routes: RoutePool = new RoutePool()
  private exchanges = 0
  private readonly nesting: Nesting = new Nesting()
  private readonly account: ByteAccount = new ByteAccount(this.counts)

  /** `protocols` and `heldBytesMax` are for tests; by default every registered protocol, and the limit. */
  constructor(
    sink: MessageSink,
    anomalies: AnomalyLog,
    protocols: readonly Protocol[] = registered,
    heldBytesMax: number = limits.message.heldBytesMax,
    keys: KeyLog = new KeyLog(),
  ) {
    this.sink = new ContentSink(sink, anomalies, this.counts)
    this.guard = new ParserGuard(this.account, this.counts, anomalies)
    this.held = new HeldBytes(heldBytesMax, this.account, anomalies, this.nesting, (route) => {
      this.shedRoute(route)
    })
    keys.beginCapture()
    this.choice = new ProtocolChoice(protocols, anomalies, this.nesting)
    const inners = new InnerStreams(this, this.routes, this.nesting, this.sink)
    this.context = {
      expansion: sink.expansion ?? new ExpansionAccount(),
      sink: this.sink,
      anomalies,
      counts: this.counts,
      keys,
      serverNames: new Interner(),
      nextExchange: () => this.exchanges++,
      openInner: (outer, protection, transport = 'tcp', switched, isApart = false) =>
        inners.open(new InnerFlow(outer, protection, transport, isApart), switched ?? null),
    }
    this.change = new ProtocolChange(this.guard, this.sink, anomalies)
    this.opening = new ParserOpening(this.change, this.context)
    this.unrecognised = new UnrecognisedBytes(this.account, this.context)
    this.continuations = new Continuations(
      this,
      this.choice.continuing,
      this.account,
      this.context,
      (flow) => {
        this.readWaiting(flow)
      },
    )
  }

  /** Exchanges so far: the number of the next. */
  get exchangeCount(): number {
    return this.exchanges
  }

  /** Bytes held by the parsers of all flows together. */
  get heldBytes(): number {
    return this.held.total
  }

  /** The protocol that the flow is read as; null where none is known. */
  protocolOf(flow: Flow): ProtocolName | null {
    return routeOn(flow)?.parser?.protocol ?? null
  }

  chunk(
    flow: Flow,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const route = this.routes.of(flow)
    const verdict = route.verdict(direction)
    if (verdict !== verdicts.more) return this.account.under(verdict, end - start)
    const way = route.way(direction)
    const given =
      way === ways.toParser
        ? this.toParser(route, direction, buf, start, end, origin)
        : this.choose(route, direction, buf, start, end, origin)
    this.held.track(route)
    return given
  }

  gap(flow: Flow, direction: Direction, length: number, origin: RunOrigin): Verdict {
    const route = this.routes.of(flow)
    const verdict = route.verdict(direction)
    if (verdict !== verdicts.more) return verdict
    // What a flow inside lacks was told of the one that carries it.
    if (direction === 0 && flow.outer === null) this.sink.missed?.(flow, length)
    const given = this.passGap(route, direction, length, origin)
    this.held.track(route)
    return given
  }

  datagram(
    flow: Flow,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const route = this.routes.of(flow)
    if (route.continuation !== null) return this.continuations.goOn(route, direction, buf, start, end, origin)
    const verdict = route.verdict(direction)
    if (verdict !== verdicts.more) {
      const isEncrypted = (verdict & ~verdicts.bothDirections) === verdicts.undecryptable
      if (!isEncrypted || !showsText(buf, start, end)) return this.account.under(verdict, end - start)
      this.unrecognised.searchAlone(route, direction, buf, start, end, origin)
      return verdict
    }
    if (route.parser === null) {
      const protocol = this.choice.ofDatagram(route, direction, buf, start, end, origin.frame)
      if (protocol === null || protocol === 'more') {
        if (this.continuations.find(route, direction, buf, start, end))
          return this.continuations.goOn(route, direction, buf, start, end, origin)
        const said = this.unrecognised.datagram(route, direction, buf, start, end, origin)
        const { unknown } = route
        if (unknown === null || unknown.heldBytes > 0 || route.heldBytes > 0) {
          if (this.succeed(route, false)) return verdicts.more
          this.held.track(route)
        }
        route.close(direction, said)
        return said
      }
      if (!this.succeed(route, true)) this.opening.open(route, protocol)
    }
    const given = this.toParser(route, direction, buf, start, end, origin)
    this.held.track(route)
    return given
  }

  beginsAnew(flow: Flow, buf: Buffer, start: number, end: number): boolean {
    const route = routeOn(flow)
    const parser = route?.parser ?? null
    if (route === null || parser === null) return false
    return this.guard.ask(route, parser, 0, () => parser.beginsAnew?.(buf, start, end) ?? false) ?? false
  }

  /** Text stands in a flow that was given up as encrypted: what it speaks from here on is chosen anew. */
  resumes(flow: Flow): boolean {
    const route = routeOn(flow)
    if (route === null) return false
    if (route.parser?.resumes?.() === true) {
      route.reopen()
      return true
    }
    if (!this.change.mayChange(route, 0)) return false
    this.guard.end(route)
    route.unknown?.end()
    route.unknown = null
    route.reopen()
    route.setWays(ways.choosing)
    route.isMidStream = true
    this.held.track(route)
    return true
  }

  finished(flow: Flow, direction: Direction): void {
    const route = routeOn(flow)
    if (route === null) return
    this.chooseLast(route, direction)
    const way = route.way(direction)
    const { parser } = route
    if (parser !== null && way === ways.toParser) this.guard.finished(route, parser, direction)
    else if (route.unknown !== null) this.unrecognised.finished(route, direction)
    this.held.track(route)
  }

  end(flow: Flow, reason: EndReason): void {
    if (this.endReading(flow) && flow.outer === null) this.sink.flowEnded?.(flow, reason)
  }

  /**
   * Hands on what is still held of a flow: bytes that come later are read anew. False where it goes on in other flows: it
   * ends with the last of them.
   */
  endReading(flow: Flow): boolean {
    const route = routeOn(flow)
    if (route !== null) {
      if (route.continuedBy > 0) {
        route.isFlowOver = true
        return false
      }
      // Of most flows only the parser has anything to end.
      if (!route.isPlain) {
        this.chooseLast(route, 0)
        this.chooseLast(route, 1)
        this.change.end(route)
        this.succeed(route, true)
      }
      this.guard.end(route)
      if (route.unknown !== null) this.unrecognised.end(route)
      this.held.track(route)
      this.continuations.end(route)
      this.routes.letGo(route)
    }
    return true
  }

  /**
   * Datagrams of no known protocol turned out to be what a parser reads, which has them by now. `isLast`: no more will come
   * to tell by. `hasMoved`: their conversation seems to go on in another flow.
   */
  private succeed(route: Route, isLast: boolean, hasMoved = false): boolean {
    if (!this.unrecognised.succeed(route, isLast, hasMoved)) return false
    this.readWaiting(route.flow)
    return true
  }

  /** A flow's parser reads what it holds back. */
  private readWaiting(flow: Flow): void {
    const route = routeOn(flow)
    const parser = route?.parser ?? null
    if (route === null) return
    if (parser !== null) this.guard.ask(route, parser, 0, () => parser.readWaiting?.())
    else if (this.succeed(route, false, true)) return
    this.held.track(route)
  }

  private toParser(
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

  /** A direction that no parser reads (yet): looks what it speaks. */
  private choose(
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

  /** The first bytes of a direction will not become more: who still waits for them has lost, who is sure has won. */
  private chooseLast(route: Route, direction: Direction): void {
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
  private giveUpChoosing(route: Route, direction: Direction): void {
    const sniff = route.takeSniff(direction)
    if (sniff === null) return
    route.setWay(direction, ways.unknown)
    for (const [index, origin] of sniff.origins.entries()) {
      const start = sniff.starts[index] as number
      const end = sniff.starts[index + 1] ?? sniff.length
      this.toUnknown(route, direction, sniff.buf, start, end, origin, sniff.turns[index] === true)
    }
  }

  private passGap(route: Route, direction: Direction, length: number, origin: RunOrigin): Verdict {
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
      return this.passGap(route, direction, length, origin)
    }
    this.giveUpChoosing(route, direction)
    this.tellGap(route, direction, length, origin)
    return this.unrecognised.gap(route, direction, length, origin)
  }

  /** The other direction's parser, which may be given this one again, must not take what comes for what is missing. */
  private tellGap(route: Route, direction: Direction, length: number, origin: RunOrigin): void {
    const { parser } = route
    if (parser === null) return
    this.guard.ask(route, parser, origin.frame, () => parser.gap(direction, length, origin))
  }

  /** Hands on what is held of a flow, as far as it was read. */
  private shedRoute(route: Route): void {
    this.giveUpChoosing(route, 0)
    this.giveUpChoosing(route, 1)
    this.change.end(route)
    this.guard.endFormer(route)
    this.unrecognised.shed(route)
    this.guard.shed(route)
  }
}

/** A new one each time: a stream inside this one may change its protocol while this one's is in use. */
function originBehind(origin: RunOrigin, length: number): RunOrigin {
  const behind = new RunOrigin()
  behind.placeBehind(origin, length)
  return behind
}
