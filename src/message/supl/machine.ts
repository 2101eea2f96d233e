import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { suplAnomalies } from './anomalies.ts'
import { SuplReading, lengthBytes, probeStart, readSupl, suplLength } from './parse.ts'

const reading = new SuplReading()

/** SUPL over TCP: by which phones ask for help to find their position, and say who and in which cell they are. */
export class SuplParser extends FramedParser {
  readonly protocol: ProtocolName = 'supl'

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, suplAnomalies, lengthBytes)
  }

  protected lengthOf(buf: Buffer, start: number, end: number): number {
    return suplLength(buf, start, end)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return probeStart(buf, start, end, false) === 'yes'
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const isKnown = readSupl(part.buf, part.start, part.end, reading)
    if ((!isKnown || reading.isCut) && unit.incomplete === '')
      this.context.anomalies.note(suplAnomalies.content, unit.frame)
    handedOn.begin('supl', direction, unit)
    handedOn.startLine(isKnown ? reading.name : 'SUPL', part)
    handedOn.fieldsOf(reading.fields, part)
    // All of it, too: what is not read is searched.
    handedOn.body(part, Math.min(part.end, part.start + lengthBytes), part.end)
    this.context.sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
    return lengthBytes
  }

  protected close(): void {
    // Nothing waits.
  }
}
