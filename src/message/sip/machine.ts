import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { DatagramParser } from '../datagrams.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import type { UnitFacts } from '../handed-on.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { sipAnomalies } from './anomalies.ts'
import { SipConversation } from './conversation.ts'
import { SipReading, headBytesMax, headEndOf, probeStart, readSip } from './parse.ts'

/** For finding a message's length: the conversation reads it whole, later. */
const measured = new SipReading()

/** SIP over UDP (RFC 3261, 18): each datagram is one message. */
export class SipDatagramParser extends DatagramParser {
  readonly protocol: ProtocolName = 'sip'
  private readonly conversation: SipConversation

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context)
    this.conversation = new SipConversation(flow, context)
  }

  override end(): void {
    this.conversation.end()
  }

  protected take(direction: Direction, unit: UnitFacts): number {
    return this.conversation.take(direction, unit, true)
  }
}

/** SIP over TCP: a head, and a body as long as Content-Length says (RFC 3261, 18.3). */
export class SipStreamParser extends FramedParser {
  readonly protocol: ProtocolName = 'sip'
  private readonly conversation: SipConversation

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, sipAnomalies, headBytesMax)
    this.conversation = new SipConversation(flow, context)
  }

  protected lengthOf(buf: Buffer, start: number, end: number, _direction: Direction, seen: number): number {
    if (end === start) return 0
    const first = buf[start]
    // Line ends between messages are units of their own: keep-alives.
    if (first === 0x0d || first === 0x0a) return 1
    const probed = probeToken(buf, start, Math.min(end, start + 32))
    if (!probed) return -1
    const headEnd = headEndOf(buf, start, end, start + seen)
    if (headEnd < 0) return 0
    if (!readSip(buf, start, headEnd, measured)) return -1
    return headEnd - start + Math.max(0, measured.contentLength)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return probeStart(buf, start, end) === 'yes'
  }

  protected take(direction: Direction, unit: Unit): number {
    return this.conversation.take(direction, unit, false)
  }

  protected close(): void {
    this.conversation.end()
  }
}

/** Whether the message may begin with a method or the version: letters, and what a token has. */
function probeToken(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte === 0x20) return at > start
    if (byte <= 0x20 || byte >= 0x7f) return false
  }
  return end - start < 32
}
