/**
 * What a flow that speaks HTTP/1.x holds: while something is on its way the parser, and between messages only what that
 * has to know when bytes come again. Most of the live flows of a capture only wait, and may do so for a long time.
 */
import type { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { ProtocolSwitch } from '../protocol-switch.ts'
import type { Parser, ParserContext } from '../types.ts'
import type { Http1Parser } from './machine.ts'
import { giveParser, takeParser } from './machine.ts'

/** Of flows that are over, for the next ones: less garbage. */
const idle: RestingParser[] = []
const idleMax = 4_096

/** The parser of a new flow. */
export function openParser(flow: Flow, context: ParserContext): RestingParser {
  const parser = idle.pop()
  if (parser === undefined) return new RestingParser(flow, context)
  parser.begins(flow, context)
  return parser
}

/** Stands for the parser of one flow, which it has only while that is not at rest. Made by {@link openParser}. */
export class RestingParser implements Parser {
  private flow: Flow
  private context: ParserContext
  private awake: Http1Parser | null = null
  /** What the parser knew when it came to rest. */
  private marked = 0
  private serverName = ''

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  begins(flow: Flow, context: ParserContext): void {
    this.flow = flow
    this.context = context
    this.marked = 0
    this.serverName = ''
  }

  /** Nothing is on its way. */
  get isAtRest(): boolean {
    return this.awake === null
  }

  get protocol(): 'http' {
    return 'http'
  }

  get heldBytes(): number {
    return this.awake === null ? 0 : this.awake.heldBytes
  }

  get restStart(): number {
    return this.awake === null ? 0 : this.awake.restStart
  }

  get isAnswerDue(): boolean {
    return this.awake !== null && this.awake.isAnswerDue
  }

  get switched(): ProtocolSwitch | null {
    return this.awake === null ? null : this.awake.switched
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const parser = this.awake ?? this.wake()
    const verdict = parser.push(direction, buf, start, end, origin)
    if (verdict === verdicts.more) this.restWhereDone(parser)
    return verdict
  }

  gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    return (this.awake ?? this.wake()).gap(direction, length, origin)
  }

  finished(direction: Direction): void {
    this.awake?.finished(direction)
  }

  end(): void {
    const parser = this.awake
    if (parser !== null) {
      parser.end()
      this.awake = null
      giveParser(parser)
    }
    if (idle.length < idleMax) idle.push(this)
  }

  shed(): void {
    this.awake?.shed()
  }

  private wake(): Http1Parser {
    const parser = takeParser(this.flow, this.context)
    parser.remember(this.marked, this.serverName)
    this.awake = parser
    return parser
  }

  private restWhereDone(parser: Http1Parser): void {
    if (!parser.isAtRest) return
    this.marked = parser.marked
    this.serverName = parser.serverName
    this.awake = null
    giveParser(parser)
  }
}
