import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { noteLongLine, textEnd } from '../dialogue.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { passwordField, userField } from '../login.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { telnetAnomalies } from './anomalies.ts'
import { isCommand, promptFor, unitLength } from './parse.ts'

const promptBytesMax = 96

/** Telnet: what is typed, line by line (also where it goes out key by key), and what is shown. */
export class TelnetParser extends FramedParser {
  readonly protocol: ProtocolName = 'telnet'
  /** Text of the server without a line end that a command was put behind. */
  private shown = ''
  /** Lines that the client sent since the server last said something. */
  private answers = 0

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, telnetAnomalies, limits.message.textLineBytesMax)
  }

  override push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    if (direction === 1) this.answers = 0
    return super.push(direction, buf, start, end, origin)
  }

  protected lengthOf(buf: Buffer, start: number, end: number, _direction: Direction, seen: number): number {
    return unitLength(buf, start, end, seen)
  }

  protected canStart(): boolean {
    return true
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const { buf, start, end } = part
    const { sink } = this.context
    const isOrder = isCommand(buf, start, end)
    // Negotiations say nothing but which options there are; subnegotiations carry values (terminal, environment).
    if (isOrder && end - start <= 3) return part.length
    noteLongLine(unit, this.context)
    let stop = textEnd(buf, start, end)
    if (stop > start && buf[stop - 1] === 0) stop = textEnd(buf, start, stop - 1)
    if (direction === 1 && !isOrder)
      this.shown = stop < end ? '' : buf.toString('latin1', Math.max(start, end - promptBytesMax), end)
    if (stop === start) return part.length
    handedOn.begin('telnet', direction, unit)
    if (isOrder) {
      handedOn.startLine('OPTION', part)
      handedOn.body(part, start, end)
    } else if (direction === 0) {
      handedOn.startLine('LINE', part)
      const prompt = this.askedFor(stop < end)
      if (prompt === 'user') handedOn.field(userField, part, start, stop)
      else if (prompt === 'password') handedOn.field(passwordField, part, start, stop)
      else handedOn.body(part, start, stop)
    } else handedOn.body(part, start, end)
    sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
    return direction === 0 && !isOrder ? end - stop : 0
  }

  /**
   * What the next line of the client answers: one line each; who types ahead gives the password behind the name. A command
   * in its middle ends no line.
   */
  private askedFor(isEnded: boolean): 'user' | 'password' | '' {
    const { answers } = this
    if (isEnded) this.answers++
    if (answers > 1) return ''
    const prompt = promptFor(this.shown + this.pendingText(1, promptBytesMax))
    if (answers === 0) return prompt
    return prompt === 'user' ? 'password' : ''
  }

  protected close(): void {
    // Nothing waits.
  }
}
