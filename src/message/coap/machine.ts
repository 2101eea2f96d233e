import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { hostText } from '../dns/name.ts'
import { Exchange, Message } from '../types.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { coapAnomalies } from './anomalies.ts'
import { CoapReading, messageTypes, readCoap } from './parse.ts'

/** The message being handed on: one for all CoAP flows, since a sink uses it during the call only. */
const handedOn = new Message()
handedOn.protocol = 'coap'
const reading = new CoapReading()
const nothing: Buffer = Buffer.alloc(0)

interface Pending {
  readonly exchange: Exchange
  readonly messageId: number
}

/**
 * CoAP over UDP (RFC 7252): each datagram is one message. A repeated request is a new exchange: it was sent again.
 * Responses are paired by token.
 */
export class CoapParser implements Parser {
  readonly protocol: ProtocolName = 'coap'
  readonly heldBytes: number = 0
  private readonly flow: Flow
  private readonly context: ParserContext
  /** Requests without a response, by token, oldest first. */
  private readonly pending: Map<string, Pending> = new Map()

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { sink, counts, anomalies } = this.context
    if (!readCoap(buf, start, end, reading)) {
      anomalies.note(coapAnomalies.header, origin.frame)
      // What cannot be read is handed on whole, so that its bytes are searched.
      counts.readBytes += end - start
      this.fill(direction, buf, start, start, start, end, start, origin)
      this.handOn(direction === 1, '')
      return verdicts.more
    }
    if (reading.problem !== null) anomalies.note(reading.problem, origin.frame)
    const headBytes = reading.optionsEnd - reading.optionsStart
    const payloadBytes = end - reading.payloadStart
    counts.readBytes += headBytes + payloadBytes
    counts.framingBytes += end - start - headBytes - payloadBytes
    if (!reading.isRequest && !reading.isResponse && payloadBytes + headBytes === 0) {
      if (reading.type === messageTypes.reset) this.reset(reading.messageId)
      return verdicts.more
    }
    if (reading.isBlock) anomalies.note(coapAnomalies.blockTransfer, origin.frame)
    this.fill(
      direction,
      buf,
      reading.optionsStart,
      reading.optionsEnd,
      reading.payloadStart,
      end,
      start,
      origin,
    )
    handedOn.hostStart = reading.hostStart
    handedOn.hostEnd = reading.hostEnd
    handedOn.targetStart = reading.pathStart
    handedOn.targetEnd = reading.pathEnd
    handedOn.isComplete = !reading.isBlock
    const hostBytes = reading.hostEnd - reading.hostStart
    if (hostBytes > 0 && hostBytes <= limits.message.dnsNameBytesMax) {
      const { frame, sec, nsec } = origin
      sink.serverName(this.flow, 'host', hostText(buf, reading.hostStart, reading.hostEnd), {
        frame,
        sec,
        nsec,
      })
    }
    // A code of no class is not read further, but searched.
    const isResponse = reading.isResponse || (!reading.isRequest && direction === 1)
    handedOn.status = reading.isResponse ? reading.status : 0
    this.handOn(isResponse, buf.toString('latin1', reading.tokenStart, reading.tokenEnd))
    return verdicts.more
  }

  /** Datagrams have no gaps. */
  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }

  end(): void {
    for (const { exchange } of this.pending.values()) this.context.sink.closed(exchange)
    this.pending.clear()
  }

  private fill(
    direction: Direction,
    buf: Buffer,
    headStart: number,
    headEnd: number,
    bodyStart: number,
    bodyEnd: number,
    start: number,
    origin: RunOrigin,
  ): void {
    const { head, body } = handedOn
    handedOn.direction = direction
    head.buf = buf
    head.start = headStart
    head.end = headEnd
    head.runs.clear()
    head.runs.add(0, origin.frame, origin.offset + (headStart - start))
    body.buf = buf
    body.start = bodyStart
    body.end = bodyEnd
    body.runs.clear()
    body.runs.add(0, origin.frame, origin.offset + (bodyStart - start))
    handedOn.fieldsStart = headStart
    handedOn.hostStart = 0
    handedOn.hostEnd = 0
    handedOn.targetStart = 0
    handedOn.targetEnd = 0
    handedOn.status = 0
    handedOn.isComplete = true
    handedOn.sec = origin.sec
    handedOn.nsec = origin.nsec
    handedOn.frame = origin.frame
  }

  private handOn(isResponse: boolean, token: string): void {
    if (isResponse) this.respond(token)
    else this.ask(token)
    handedOn.head.buf = nothing
    handedOn.body.buf = nothing
  }

  private ask(token: string): void {
    const { sink, counts, anomalies } = this.context
    const exchange = new Exchange(this.context.nextExchange(), this.flow, 'coap')
    const earlier = this.pending.get(token)
    if (earlier !== undefined) {
      this.pending.delete(token)
      sink.closed(earlier.exchange)
    } else if (this.pending.size >= limits.message.pendingExchangesMax) {
      const oldest = this.pending.entries().next().value
      if (oldest !== undefined) {
        anomalies.note(coapAnomalies.pending, handedOn.frame)
        this.pending.delete(oldest[0])
        sink.closed(oldest[1].exchange)
      }
    }
    this.pending.set(token, { exchange, messageId: reading.messageId })
    counts.requests++
    sink.request(exchange, handedOn)
  }

  private respond(token: string): void {
    const { sink, counts } = this.context
    const asked = this.pending.get(token)
    this.pending.delete(token)
    const exchange = asked?.exchange ?? new Exchange(this.context.nextExchange(), this.flow, 'coap')
    exchange.status = handedOn.status
    counts.responses++
    sink.response(exchange, handedOn)
    sink.closed(exchange)
  }

  /** The server refuses the message with this number: no response will come. */
  private reset(messageId: number): void {
    for (const [token, { exchange, messageId: asked }] of this.pending) {
      if (asked !== messageId) continue
      this.pending.delete(token)
      this.context.sink.closed(exchange)
      return
    }
  }
}
