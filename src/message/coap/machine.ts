import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { DatagramParser } from '../datagrams.ts'
import { FramedParser, framedAnomalies } from '../framed.ts'
import type { Unit } from '../framed.ts'
import type { UnitFacts } from '../handed-on.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { coapAnomalies } from './anomalies.ts'
import { CoapConversation } from './conversation.ts'
import {
  CoapReading,
  canStartStream,
  mayBeOther,
  readCoap,
  readStreamCoap,
  streamHeaderBytes,
  streamLength,
} from './parse.ts'

const reading = new CoapReading()

/** CoAP over UDP (RFC 7252): each datagram is one message. */
export class CoapDatagramParser extends DatagramParser {
  readonly protocol: ProtocolName = 'coap'
  private readonly conversation: CoapConversation

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context)
    this.conversation = new CoapConversation(flow, context)
  }

  override get heldBytes(): number {
    return this.conversation.heldBytes
  }

  override end(): void {
    this.conversation.end()
  }

  shed(): void {
    this.conversation.flush('limit')
  }

  protected take(direction: Direction, unit: UnitFacts): number {
    const { part } = unit
    if (readCoap(part.buf, part.start, part.end, reading)) {
      const isDoubtful = mayBeOther(part.buf, part.start, part.end, reading)
      return this.conversation.take(direction, unit, reading, isDoubtful)
    }
    this.context.anomalies.note(coapAnomalies.header, unit.frame)
    this.conversation.takeUnread(direction, unit)
    return 0
  }
}

const streamAnomalies = framedAnomalies('coap', 'a CoAP message over TCP')

/** CoAP over TCP (RFC 8323). */
export class CoapStreamParser extends FramedParser {
  readonly protocol: ProtocolName = 'coap'
  private readonly conversation: CoapConversation

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, streamAnomalies, streamHeaderBytes)
    this.conversation = new CoapConversation(flow, context)
  }

  override shed(): void {
    super.shed()
    this.conversation.flush('limit')
  }

  protected override get heldBeside(): number {
    return this.conversation.heldBytes
  }

  protected lengthOf(buf: Buffer, start: number, end: number): number {
    return streamLength(buf, start, end)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return canStartStream(buf, start, end)
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    if (readStreamCoap(part.buf, part.start, part.end, reading))
      return this.conversation.take(direction, unit, reading, false)
    this.conversation.takeUnread(direction, unit)
    return 0
  }

  protected close(): void {
    this.conversation.end()
  }
}
