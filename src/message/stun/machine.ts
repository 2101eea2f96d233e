import type { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { DatagramParser } from '../datagrams.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import type { UnitFacts } from '../handed-on.ts'
import type { InnerStream, ParserContext, ProtocolName } from '../types.ts'
import { stunAnomalies } from './anomalies.ts'
import { StunConversation } from './conversation.ts'
import { headerBytes, stunLength } from './parse.ts'

/**
 * STUN over UDP. What two ends found each other for (calls, files) follows between the same addresses: datagrams that
 * are no STUN go to a flow inside this one, whose protocol is chosen by their content.
 */
export class StunDatagramParser extends DatagramParser {
  readonly protocol: ProtocolName = 'stun'
  private readonly conversation: StunConversation
  private inner: InnerStream | null = null

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context)
    this.conversation = new StunConversation(flow, context)
  }

  override push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    if (stunLength(buf, start, end) === end - start) return super.push(direction, buf, start, end, origin)
    this.inner ??= this.context.openInner(this.flow, this.flow.protection, 'udp')
    // Whatever becomes of the others: STUN may come again at any time.
    this.inner.datagram(direction, buf, start, end, origin)
    return verdicts.more
  }

  override end(): void {
    this.inner?.end()
    this.inner = null
    this.conversation.end()
  }

  protected take(direction: Direction, unit: UnitFacts): number {
    return this.conversation.take(direction, unit)
  }
}

/** STUN over TCP (RFC 8489, 6.2.2), as relays (TURN) are reached. */
export class StunStreamParser extends FramedParser {
  readonly protocol: ProtocolName = 'stun'
  private readonly conversation: StunConversation

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, stunAnomalies, headerBytes)
    this.conversation = new StunConversation(flow, context)
  }

  protected lengthOf(buf: Buffer, start: number, end: number): number {
    return stunLength(buf, start, end)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return stunLength(buf, start, end) > 0
  }

  protected take(direction: Direction, unit: Unit): number {
    return this.conversation.take(direction, unit)
  }

  protected close(): void {
    this.conversation.end()
  }
}
