import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { NamedValues } from '../named-values.ts'
import { isWhole, walkProtobuf } from '../protobuf.ts'
import type { Exchange, ParserContext, ProtocolName } from '../types.ts'
import { mcsAnomalies } from './anomalies.ts'
import { contentStart, frameLength, headerBytesMax, isVersion, namesOf, tagName, tags } from './parse.ts'

const values = new NamedValues()

/** The push channel of Google: login, messages in both directions, heartbeats. */
export class McsParser extends FramedParser {
  readonly protocol: ProtocolName = 'mcs'
  /** By direction: whether the version was read. */
  private readonly hasVersion: [boolean, boolean] = [false, false]
  private login: Exchange | null = null

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, mcsAnomalies, headerBytesMax)
  }

  protected lengthOf(buf: Buffer, start: number, end: number, direction: Direction): number {
    if (this.hasVersion[direction] || end === start) return frameLength(buf, start, end)
    // The version is a unit of its own; a capture that begins later has none.
    return isVersion(buf[start] as number) ? 1 : frameLength(buf, start, end)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    // Tag and length are too little to go by: the content must be all fields, too.
    const length = frameLength(buf, start, end)
    return length > 2 && end - start >= length && isWhole(buf, contentStart(buf, start, end), start + length)
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const isFirst = !this.hasVersion[direction]
    this.hasVersion[direction] = true
    if (isFirst && part.length === 1) return 1
    const tag = part.buf[part.start] as number
    const content = contentStart(part.buf, part.start, part.end)
    if (content >= part.end && tag !== tags.loginResponse) return part.length
    values.clear()
    const stopped = walkProtobuf(part.buf, content, part.end, namesOf(tag), values)
    if (stopped < part.end && unit.incomplete === '')
      this.context.anomalies.note(mcsAnomalies.fields, unit.frame)
    values.nameByKeys(part.buf, 'Data-Key', 'Data-Value')
    handedOn.begin('mcs', direction, unit)
    handedOn.startLine(tagName(tag), part)
    handedOn.fieldsOf(values, part)
    handedOn.body(part, stopped, part.end)
    const message = handedOn.whole()
    const { sink } = this.context
    if (direction === 1 && tag === tags.loginResponse && this.login !== null) {
      sink.closed(this.tell(message, this.login))
      this.login = null
    } else if (direction === 0 && tag === tags.loginRequest && this.login === null)
      this.login = this.tell(message)
    else sink.closed(this.tell(message))
    handedOn.release()
    return content - part.start
  }

  protected close(): void {
    if (this.login !== null) this.context.sink.closed(this.login)
    this.login = null
  }
}
