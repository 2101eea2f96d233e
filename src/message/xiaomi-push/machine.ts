import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { hasText } from '../../core/signs/has-text.ts'
import { NamedValues } from '../named-values.ts'
import { walkProtobuf } from '../protobuf.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { xiaomiPushAnomalies } from './anomalies.ts'
import { checksumBytes, contentNames, frameLength, headerBytes, headerNames, readContent } from './parse.ts'

const values = new NamedValues()

/** Xiaomi's push channel: what is in clear is handed on by its fields, what is encrypted is counted. */
export class XiaomiPushParser extends FramedParser {
  readonly protocol: ProtocolName = 'xiaomi-push'

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, xiaomiPushAnomalies, headerBytes)
  }

  protected lengthOf(buf: Buffer, start: number, end: number): number {
    return frameLength(buf, start, end)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return frameLength(buf, start, end) > 0
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const { anomalies, sink } = this.context
    const start = Math.min(part.end, part.start + headerBytes)
    const end = unit.incomplete === '' ? Math.max(start, part.end - checksumBytes) : part.end
    const framing = part.length - (end - start)
    if (start === end) return framing
    const header = readContent(part.buf, start, end)
    // Of a kind that is not known, or encrypted: text says that it is not.
    const isOther = header.start < 0
    if (isOther && !hasText(part.buf, start, end)) {
      anomalies.note(xiaomiPushAnomalies.encrypted, unit.frame)
      this.countUndecryptable(end - start)
      return framing
    }
    values.clear()
    let stopped = isOther ? start : walkProtobuf(part.buf, header.start, header.end, headerNames, values)
    if (!isOther && stopped === header.end)
      stopped = walkProtobuf(part.buf, header.end, end, contentNames, values)
    if (!isOther && stopped < end && unit.incomplete === '')
      anomalies.note(xiaomiPushAnomalies.fields, unit.frame)
    nameDevice(part.buf)
    handedOn.begin('xiaomi-push', direction, unit)
    handedOn.startLine('Frame', part)
    handedOn.fieldsOf(values, part)
    handedOn.body(part, stopped, end)
    sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
    return framing
  }

  protected close(): void {
    // Nothing waits.
  }
}

/** The device's number at Xiaomi has a form of its own: `a-` and 40 hex digits. */
function nameDevice(buf: Buffer): void {
  for (let index = 0; index < values.length; index++) {
    const start = values.starts[index] as number
    const end = values.ends[index] as number
    if (end - start === 42 && /^a-[0-9a-f]{40}$/.test(buf.toString('latin1', start, end)))
      values.names[index] = 'Device-Id'
  }
}
