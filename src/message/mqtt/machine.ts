import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { Pending } from '../pending.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { mqttAnomalies } from './anomalies.ts'
import {
  MqttReading,
  headerBytesMax,
  isPublish,
  packetLength,
  packetNames,
  packetTypes,
  probeConnect,
  readPacket,
} from './parse.ts'

const reading = new MqttReading()

/** Key of the exchange that a CONNECT opens: its answer has no number. */
const connectKey = -1

/** Which packet answers which: type of the answer to the type that asked. */
const answers: ReadonlySet<number> = new Set([
  packetTypes.connack,
  packetTypes.puback,
  packetTypes.pubrec,
  packetTypes.suback,
  packetTypes.unsuback,
])

/**
 * MQTT 3.1, 3.1.1 and 5.0 over TCP. What the client sends is a request each; the server's acknowledgement is its
 * response, and what the server publishes is a response that nobody asked for.
 */
export class MqttParser extends FramedParser {
  readonly protocol: ProtocolName = 'mqtt'
  private readonly pending: Pending<number>
  /** The level that the client asked for; 0 where its CONNECT was not seen. */
  private level = 0

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, mqttAnomalies, headerBytesMax)
    this.pending = new Pending(context.sink)
  }

  protected lengthOf(buf: Buffer, start: number, end: number): number {
    return packetLength(buf, start, end)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return isPublish(buf, start, end) || probeConnect(buf, start, end) === 'yes'
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    readPacket(part.buf, part.start, part.end, this.level, reading)
    const { type, packetId, qos, problem } = reading
    // A packet that is cut does not fit for that reason.
    if (problem !== null && unit.incomplete === '') this.context.anomalies.note(problem, unit.frame)
    if (reading.level > 0) this.level = reading.level
    const framing = reading.headerEnd - part.start
    const hasContent =
      reading.fields.length > 0 ||
      reading.targetEnd > reading.targetStart ||
      reading.bodyEnd > reading.bodyStart
    const isAnswer = direction === 1 && answers.has(type)
    if (!hasContent && !isAnswer && type !== packetTypes.connect) return part.length
    const key = type === packetTypes.connect || type === packetTypes.connack ? connectKey : packetId
    handedOn.begin('mqtt', direction, unit)
    handedOn.startLine(packetNames[type] as string, part, reading.targetStart, reading.targetEnd)
    handedOn.fieldsOf(reading.fields, part)
    handedOn.body(part, reading.bodyStart, reading.bodyEnd)
    const message = handedOn.whole()
    if (direction === 1) {
      const exchange = this.tell(message, (isAnswer ? this.pending.take(key) : null) ?? this.newExchange())
      this.tellBeside(exchange, part, reading.restStart, reading.restEnd)
      this.context.sink.closed(exchange)
    } else {
      const exchange = this.newExchange()
      // “No response is sent by the receiver” (MQTT 3.1.1, 4.3.1).
      exchange.hasNoAnswer = type === packetTypes.publish && qos === 0
      this.tell(message, exchange)
      this.tellBeside(exchange, part, reading.restStart, reading.restEnd)
      if (key === 0) this.context.sink.closed(exchange)
      else if (!this.pending.add(key, exchange))
        this.context.anomalies.note(mqttAnomalies.pending, unit.frame)
    }
    handedOn.release()
    return framing
  }

  protected close(): void {
    this.pending.end()
  }
}
