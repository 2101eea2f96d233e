import { RunOrigin } from '../../core/origin.ts'
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
import { channelHeaderBytes, channelLength, headerBytes, padded, stunLength } from './parse.ts'

const placed = new RunOrigin()

/**
 * STUN over UDP. What two ends found each other for (calls, files) follows between the same addresses: datagrams that
 * are no STUN go to a flow inside this one, whose protocol is chosen by their content. So does what a relay carries in
 * ChannelData, in a flow of its own.
 */
export class StunDatagramParser extends DatagramParser {
  readonly protocol: ProtocolName = 'stun'
  private readonly conversation: StunConversation
  private inner: InnerStream | null = null
  private relayed: InnerStream | null = null

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context)
    this.conversation = new StunConversation(flow, context)
  }

  override push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    if (stunLength(buf, start, end) === end - start) return super.push(direction, buf, start, end, origin)
    const channel = channelLength(buf, start, end)
    // Padding is allowed here, too.
    if (channel > channelHeaderBytes && start + channel <= end && end - start <= padded(channel)) {
      this.context.counts.framingBytes += channelHeaderBytes + end - start - channel
      placed.placeBehind(origin, channelHeaderBytes)
      this.relayed ??= this.context.openInner(this.flow, this.flow.protection, 'udp')
      this.relayed.datagram(direction, buf, start + channelHeaderBytes, start + channel, placed)
      return verdicts.more
    }
    this.inner ??= this.context.openInner(this.flow, this.flow.protection, 'udp')
    // Whatever becomes of the others: STUN may come again at any time.
    this.inner.datagram(direction, buf, start, end, origin)
    return verdicts.more
  }

  override end(): void {
    this.inner?.end()
    this.inner = null
    this.relayed?.end()
    this.relayed = null
    this.conversation.end()
  }

  protected take(direction: Direction, unit: UnitFacts): number {
    return this.conversation.take(direction, unit)
  }
}

/** STUN over TCP (RFC 8489, 6.2.2), as relays (TURN) are reached; with what they carry in ChannelData. */
export class StunStreamParser extends FramedParser {
  readonly protocol: ProtocolName = 'stun'
  private readonly conversation: StunConversation
  private relayed: InnerStream | null = null

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, stunAnomalies, headerBytes)
    this.conversation = new StunConversation(flow, context)
  }

  protected lengthOf(buf: Buffer, start: number, end: number): number {
    const channel = channelLength(buf, start, end)
    return channel < 0 ? stunLength(buf, start, end) : padded(channel)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return stunLength(buf, start, end) > 0
  }

  protected take(direction: Direction, unit: Unit): number {
    const { buf, start, end } = unit.part
    const channel = channelLength(buf, start, end)
    return channel < 0
      ? this.conversation.take(direction, unit)
      : this.relay(direction, unit, start + channel)
  }

  protected close(): void {
    this.relayed?.end()
    this.relayed = null
    this.conversation.end()
  }

  /** What a relay carries is a datagram each, chosen by its content; one that is cut by packets is searched as it is. */
  private relay(direction: Direction, unit: Unit, stop: number): number {
    const { part } = unit
    const content = Math.min(part.end, part.start + channelHeaderBytes)
    const end = Math.max(content, Math.min(part.end, stop))
    const [span, ...others] = part.runs.spans(content - part.start, end - part.start)
    if (span === undefined) return part.length
    if (others.length > 0 || unit.incomplete !== '') {
      this.conversation.relayed(direction, unit, content, end)
      return part.length - (end - content)
    }
    placed.frame = span.frame
    placed.offset = span.start
    placed.sec = unit.sec
    placed.nsec = unit.nsec
    // It counts what it is given; the unit's bytes will be counted as read.
    this.context.counts.readBytes -= end - content
    this.relayed ??= this.context.openInner(this.flow, this.flow.protection, 'udp')
    this.relayed.datagram(direction, part.buf, content, end, placed)
    return part.length - (end - content)
  }
}
