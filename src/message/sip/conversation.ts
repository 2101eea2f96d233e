import type { Direction } from '../../core/verdict.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { hostText } from '../dns/name.ts'
import type { UnitFacts } from '../handed-on.ts'
import { handedOn } from '../handed-on.ts'
import { NamedValues } from '../named-values.ts'
import { Pending } from '../pending.ts'
import { Exchange } from '../types.ts'
import type { ParserContext } from '../types.ts'
import { sipAnomalies } from './anomalies.ts'
import { readShortMessage, shortMessageType } from './short-message.ts'
import { SipReading, behindLineEnds, readSip } from './parse.ts'

const reading = new SipReading()
const fields = new NamedValues()

/**
 * SIP between two ends, over TCP or UDP. Both may ask: what the client of the flow sends, request or answer, is handed on
 * as a request (it is what left the phone), what the server sends as a response. Answers are paired by Call-ID and CSeq.
 */
export class SipConversation {
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly pending: Pending<string>

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
    this.pending = new Pending(context.sink)
  }

  /** Reads one message. Returns how many of its bytes are framing. */
  take(direction: Direction, unit: UnitFacts, isDatagram: boolean): number {
    const { part } = unit
    if (isKeepAlive(part.buf, part.start, part.end)) return part.length
    const { anomalies, sink, counts } = this.context
    const start = behindLineEnds(part.buf, part.start, part.end)
    const isSip = readSip(part.buf, start, part.end, reading)
    const { message } = handedOn.begin('sip', direction, unit)
    if (isSip) this.fill(unit, start, isDatagram)
    else {
      if (isDatagram) anomalies.note(sipAnomalies.startLine, unit.frame)
      handedOn.body(part, part.start, part.end)
    }
    if (reading.hostEnd > reading.hostStart && direction === 0) {
      const { frame, sec, nsec } = unit
      const name = hostText(part.buf, reading.hostStart, reading.hostEnd)
      if (name.length <= limits.message.dnsNameBytesMax)
        sink.serverName(this.flow, 'registrar', name, { frame, sec, nsec })
    }
    const key = `${reading.callId} ${reading.sequence}`
    const isFinal = reading.status >= 200
    if (direction === 1) {
      const asked = reading.status === 0 ? null : isFinal ? this.pending.take(key) : this.pending.peek(key)
      const exchange = asked ?? this.newExchange()
      if (reading.status > 0) exchange.status = reading.status
      counts.responses++
      sink.response(exchange, message)
      handedOn.release()
      this.shortMessage(exchange, direction, unit, isSip)
      if (asked === null || isFinal) sink.closed(exchange)
    } else {
      const exchange = this.newExchange()
      exchange.hasNoAnswer = isSip && (!reading.isRequest || isAck(part.buf))
      counts.requests++
      sink.request(exchange, message)
      handedOn.release()
      this.shortMessage(exchange, direction, unit, isSip)
      if (!isSip || exchange.hasNoAnswer) sink.closed(exchange)
      else if (!this.pending.add(key, exchange)) anomalies.note(sipAnomalies.pending, unit.frame)
    }
    return isSip ? start - part.start : 0
  }

  /**
   * Hands on the short message that the body is, if it is one: its text and numbers can not be searched as they stand. What answers
   * the message that carries it answers it.
   */
  private shortMessage(exchange: Exchange, direction: Direction, unit: UnitFacts, isSip: boolean): void {
    if (!isSip || reading.typeEnd === reading.typeStart) return
    const { buf, end } = unit.part
    const type = buf.toString('latin1', reading.typeStart, reading.typeStart + shortMessageType.length)
    if (type.toLowerCase() !== shortMessageType) return
    const kind = readShortMessage(buf, reading.headEnd, end, fields)
    if (kind === '') return
    handedOn.begin('sip', direction, unit)
    handedOn.startLine(kind, unit.part)
    handedOn.fieldsOf(fields, unit.part)
    if (direction === 0) {
      this.context.counts.requests++
      this.context.sink.request(exchange, handedOn.whole())
    } else {
      this.context.counts.responses++
      this.context.sink.response(exchange, handedOn.whole())
    }
    handedOn.release()
  }

  end(): void {
    this.pending.end()
  }

  private fill(unit: UnitFacts, start: number, isDatagram: boolean): void {
    const { part } = unit
    const { message } = handedOn
    handedOn.wireHead(part, start, reading.headEnd)
    handedOn.body(part, reading.headEnd, part.end)
    message.fieldsStart = reading.fieldsStart
    message.status = reading.status
    message.methodStart = reading.methodStart
    message.methodEnd = reading.methodEnd
    message.targetStart = reading.targetStart
    message.targetEnd = reading.targetEnd
    message.hostStart = reading.hostStart
    message.hostEnd = reading.hostEnd
    message.contentTypeStart = reading.typeStart
    message.contentTypeEnd = reading.typeEnd
    message.contentEncodingStart = reading.encodingStart
    message.contentEncodingEnd = reading.encodingEnd
    const missing = reading.contentLength - (part.end - reading.headEnd)
    if (!isDatagram || missing <= 0) return
    this.context.anomalies.note(sipAnomalies.bodyCut, unit.frame)
    message.isComplete = false
    message.incompleteReason = 'capture-end'
    message.bodyBytesLeftOut = missing
  }

  private newExchange(): Exchange {
    return new Exchange(this.context.nextExchange(), this.flow, 'sip')
  }
}

/** “There is no response to an ACK” (RFC 3261, 17): asked of what was just read. */
function isAck(buf: Buffer): boolean {
  const { methodStart: at, methodEnd } = reading
  return methodEnd - at === 3 && buf[at] === 0x41 && buf[at + 1] === 0x43 && buf[at + 2] === 0x4b
}

/** Line ends, or one NUL (RFC 5626, 3.5.1; and what phones send). */
function isKeepAlive(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = buf[at]
    if (byte !== 0x0d && byte !== 0x0a && byte !== 0 && byte !== 0x20) return false
  }
  return true
}
