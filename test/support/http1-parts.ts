/** A reader of HTTP/1 without its parser, for what reads parts of a message: an owner that says what it was asked for. */
import { AnomalyLog } from '../../src/core/anomaly.ts'
import { RunOrigin } from '../../src/core/origin.ts'
import type { Direction } from '../../src/core/verdict.ts'
import { anomalies } from '../../src/message/http1/anomalies.ts'
import type { HttpAnomaly } from '../../src/message/http1/anomalies.ts'
import { states, takeReader } from '../../src/message/http1/reader.ts'
import type { Reader } from '../../src/message/http1/reader.ts'
import { startAt, takeUnit } from '../../src/message/http1/unit.ts'
import type { Unit } from '../../src/message/http1/unit.ts'
import { MessageLayer } from '../../src/message/message-layer.ts'
import type { ParserContext } from '../../src/message/types.ts'
import type { Flow } from '../../src/stream/types.ts'
import { Collector, testFlow } from './playbook.ts'

/** Frame 7, byte 0 of which is byte 0 of the buffer. */
export const origin: RunOrigin = new RunOrigin()
origin.frame = 7

/** Says what the parts of a message lead to, in `said`; messages that are handed on as bytes come to `sink`. */
export class PartsOwner {
  readonly said: string[] = []
  readonly sink: Collector = new Collector()
  readonly flow: Flow = testFlow('tcp')
  readonly context: ParserContext = new MessageLayer(this.sink, new AnomalyLog(), []).context
  readonly counts: ParserContext['counts'] = this.context.counts
  isAnswerAwaited = false
  isSimpleAwaited = false

  note(name: HttpAnomaly): void {
    this.said.push(name)
  }

  noteBody(name: string): void {
    this.said.push(name)
  }

  /** What was noted in the log itself. */
  get noted(): string[] {
    return Object.values(anomalies).flatMap((code) =>
      this.context.anomalies.count(code) > 0 ? [code.code] : [],
    )
  }

  complete(reader: Reader): void {
    this.said.push(`complete ${textOf(reader.unit)}`)
    reader.unit = null
    reader.state = states.idle
  }

  handOn(unit: Unit): void {
    this.said.push(`handed on ${textOf(unit)}`)
  }

  loseSync(reader: Reader): void {
    this.said.push('lost')
    reader.isResync = true
  }

  emitPiece(): void {
    this.said.push('piece')
  }

  headDone(reader: Reader, unit: Unit): void {
    this.said.push(`head of ${unit.head.part.length}`)
    reader.unit = null
    reader.state = states.idle
  }

  beginSimpleResponse(): void {
    this.said.push('simple')
  }

  assignExchange(): number {
    this.said.push('exchange')
    return 0
  }
}

/** A reader in `state` of a message that begins with the next byte. */
export function readerIn(state: number, direction: Direction = 0): { reader: Reader; unit: Unit } {
  const reader = takeReader(direction)
  const unit = takeUnit()
  startAt(unit, direction, 0, origin)
  reader.unit = unit
  reader.state = state
  return { reader, unit }
}

/** Text as bytes, one for each character. */
export function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function textOf(unit: Unit | null): string {
  if (unit === null) return 'nothing'
  const { buf, start, end } = unit.body.part
  return `"${buf.toString('latin1', start, end)}"`
}
