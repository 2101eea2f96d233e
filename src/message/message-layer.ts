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
import { RoutePool } from './routing/route-pool.ts'
import { routeOn, ways } from './routing/route.ts'
import type { Route } from './routing/route.ts'
import type { MessageCounts, MessageSink, ParserContext, Protocol, ProtocolName } from './types.ts'
import { StreamRouting } from './routing/stream-routing.ts'
import { UnrecognisedBytes } from './routing/unrecognised-bytes.ts'

export class MessageLayer implements StreamConsumer {
  readonly counts: MessageCounts = newMessageCounts()
  private readonly sink: MessageSink
  /** What the parsers are given. */
  readonly context: ParserContext
  private readonly guard: ParserGuard
  private readonly change: ProtocolChange
  private readonly opening: ParserOpening
  private readonly unrecognised: UnrecognisedBytes
  private readonly streams: StreamRouting
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
    this.streams = new StreamRouting({
      account: this.account,
      guard: this.guard,
      choice: this.choice,
      change: this.change,
      opening: this.opening,
      unrecognised: this.unrecognised,
    })
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
        ? this.streams.toParser(route, direction, buf, start, end, origin)
        : this.streams.choose(route, direction, buf, start, end, origin)
    this.held.track(route)
    return given
  }

  gap(flow: Flow, direction: Direction, length: number, origin: RunOrigin): Verdict {
    const route = this.routes.of(flow)
    const verdict = route.verdict(direction)
    if (verdict !== verdicts.more) return verdict
    // What a flow inside lacks was told of the one that carries it.
    if (direction === 0 && flow.outer === null) this.sink.missed?.(flow, length)
    const given = this.streams.gap(route, direction, length, origin)
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
    const given = this.streams.toParser(route, direction, buf, start, end, origin)
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
    const { parser } = route
    if (parser?.resumes !== undefined) {
      const isSame = this.guard.ask(route, parser, 0, () => parser.resumes?.() ?? false)
      if (isSame === null) return false
      if (isSame) {
        route.reopen()
        return true
      }
    }
    if (!this.change.mayChange(route, 0)) return false
    this.guard.end(route)
    this.unrecognised.end(route)
    route.reopen()
    route.setWays(ways.choosing)
    route.isMidStream = true
    this.held.track(route)
    return true
  }

  finished(flow: Flow, direction: Direction): void {
    const route = routeOn(flow)
    if (route === null) return
    this.streams.chooseLast(route, direction)
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
        this.streams.chooseLast(route, 0)
        this.streams.chooseLast(route, 1)
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

  /** Hands on what is held of a flow, as far as it was read. */
  private shedRoute(route: Route): void {
    this.streams.giveUpChoosing(route, 0)
    this.streams.giveUpChoosing(route, 1)
    this.change.end(route)
    this.guard.endFormer(route)
    this.unrecognised.shed(route)
    this.guard.shed(route)
  }
}
