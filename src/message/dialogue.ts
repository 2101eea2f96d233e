/**
 * Dialogues of lines: a client gives commands, a server replies (FTP, SMTP, POP3, IMAP). Each command is a request, each
 * line of the reply a response, and the last line of the reply ends the exchange. A client that changes to TLS is
 * followed there.
 */
import { carriageReturn, lineFeed } from '../core/ascii-codes.ts'
import { limits } from '../core/limits.ts'
import type { Direction } from '../core/verdict.ts'
import type { Flow } from '../stream/types.ts'
import { lineTooLong } from './anomalies.ts'
import { FramedParser } from './framed.ts'
import type { FramedAnomalies, Unit } from './framed.ts'
import { handedOn } from './handed-on.ts'
import { isRequestBegun } from './http1/start-line.ts'
import { isRecord } from './tls/probe.ts'
import type { Exchange, ParserContext } from './types.ts'

/** First byte of a record of TLS with a handshake. */
const tlsHandshake = 0x16

/** The longest verbs have twelve letters (AUTHENTICATE). */
const verbBytesMax = 16
const verbForm = /^[A-Za-z][A-Za-z0-9-]{0,15}$/

/** A command as it was read: `verb` in capitals; the argument stands at `[start, end)`. */
export interface Command {
  readonly verb: string
  readonly start: number
  readonly end: number
}

/** A command that waits for its reply; `tag`: by what the reply names it, '' where replies come in the order of the commands. */
interface Waiting {
  readonly exchange: Exchange
  readonly tag: string
}

/** What the readers of such protocols share: they only say what a command carries and what a line of the server does. */
export abstract class DialogueParser extends FramedParser {
  /** The client asked to change to TLS. */
  protected isTlsAsked = false
  /** Bytes of a literal that come next, by direction. */
  protected readonly literalBytes: [number, number] = [0, 0]
  private readonly dialogueOddities: FramedAnomalies
  /** Commands that wait for their reply, the oldest first. */
  private readonly waiting: Waiting[] = []

  constructor(flow: Flow, context: ParserContext, oddities: FramedAnomalies) {
    super(flow, context, oddities, limits.message.textLineBytesMax)
    this.dialogueOddities = oddities
  }

  /** Reads a line (or literal) of the client, and hands on what it says. */
  protected abstract fromClient(unit: Unit, isLiteral: boolean): void

  /** Says of a line of the server what it does. `last`: it ends the reply; `switch`: TLS (or compression) follows. */
  protected abstract judgeReply(text: string): 'more' | 'last' | 'switch'

  protected override followsElse(buf: Buffer, at: number, end: number, direction: Direction): boolean {
    if (this.literalBytes[direction] > 0) return false
    // The server's consent may have been lost, or been given where it was not understood.
    if (direction === 0 && this.isTlsAsked && buf[at] === tlsHandshake) {
      this.isAnswerDue = true
      return true
    }
    // Of a stream that was joined late the question, too: no line begins like a record.
    if (isRecord(buf, at, end)) return true
    // A server of anything may greet in the words of this protocol.
    return !this.takesAnyLine && isRequestBegun(buf, at, end, direction)
  }

  /** A line of the client need not be a command. */
  protected get takesAnyLine(): boolean {
    return false
  }

  protected lengthOf(buf: Buffer, start: number, end: number, direction: Direction, seen: number): number {
    const literal = this.literalBytes[direction]
    if (literal > 0) return literal
    return lineLength(buf, start, end, seen)
  }

  protected canStart(): boolean {
    // A line that begins in its middle is a line.
    return true
  }

  protected take(direction: Direction, unit: Unit): number {
    const isLiteral = this.literalBytes[direction] > 0
    this.literalBytes[direction] = 0
    if (!isLiteral) noteLongLine(unit, this.context)
    if (direction === 0) this.fromClient(unit, isLiteral)
    else this.fromServer(unit, isLiteral)
    return 0
  }

  protected close(): void {
    while (this.waiting.length > 0) this.endExchange()
  }

  /** The line of the server that is judged can only be for the newest command: no other waits. */
  protected get answersNewest(): boolean {
    return this.waiting.length <= 1
  }

  /** Hands on a command that was written with `handedOn`. */
  protected tellCommand(tag = ''): void {
    if (this.waiting.length >= limits.message.pendingExchangesMax) {
      this.context.anomalies.note(this.dialogueOddities.pending, handedOn.message.frame)
      this.endExchange()
    }
    this.waiting.push({ exchange: this.tell(handedOn.whole()), tag })
    handedOn.release()
  }

  /** Hands on a further piece of the newest command: a request with the same answer. */
  protected tellMore(): void {
    const newest = this.waiting.at(-1)
    if (newest === undefined) {
      this.tellCommand()
      return
    }
    this.tell(handedOn.whole(), newest.exchange)
    handedOn.release()
  }

  /** Which of the commands that wait is answered with a line of the server, from the oldest; those without tags in their order. */
  protected answeredTag(_text: string): string {
    return ''
  }

  /** Hands on a line of the client as it stands: its argument as the target. */
  protected tellPlain(unit: Unit, command: Command): void {
    handedOn.begin(this.protocol, 0, unit)
    handedOn.startLine(command.verb, unit.part, command.start, command.end)
    this.tellCommand()
  }

  /** Hands on bytes of the client under `method` as a body. */
  protected tellBody(unit: Unit, method: string): void {
    handedOn.begin(this.protocol, 0, unit)
    handedOn.startLine(method, unit.part)
    handedOn.body(unit.part, unit.part.start, unit.part.end)
    this.tellCommand()
  }

  protected fromServer(unit: Unit, isLiteral: boolean): void {
    const { part } = unit
    handedOn.begin(this.protocol, 1, unit)
    handedOn.body(part, part.start, part.end)
    const text = isLiteral
      ? ''
      : part.buf.toString('latin1', part.start, Math.min(part.end, part.start + 512))
    const tag = isLiteral ? '' : this.answeredTag(text)
    const at = tag === '' ? 0 : this.waiting.findIndex((one) => one.tag === tag)
    const waiting = at < 0 ? undefined : this.waiting[at]
    const exchange = this.tell(handedOn.whole(), waiting?.exchange ?? this.newExchange())
    handedOn.release()
    if (waiting === undefined) this.context.sink.closed(exchange)
    if (isLiteral) return
    const judged = this.judgeReply(text)
    if (judged === 'more') return
    this.endExchange(at)
    if (judged === 'switch') this.isSwitching = true
  }

  /** The command that waits at this place has its reply, or will have none. */
  private endExchange(at = 0): void {
    const [ended] = at < 0 ? [] : this.waiting.splice(at, 1)
    if (ended !== undefined) this.context.sink.closed(ended.exchange)
  }
}

/** Length of the line at `start` with its end; 0: it is not there yet. A line without end is cut at the limit. */
function lineLength(buf: Buffer, start: number, end: number, seen: number): number {
  for (let at = start + seen; at < end; at++) if (buf[at] === lineFeed) return at + 1 - start
  const max = limits.message.textLineBytesMax
  return end - start >= max ? max : 0
}

/** Says of a line that was cut at the limit that it is one. */
export function noteLongLine({ part, frame }: Unit, { anomalies }: ParserContext): void {
  if (part.length >= limits.message.textLineBytesMax && part.buf[part.end - 1] !== lineFeed)
    anomalies.note(lineTooLong, frame)
}

/** The line without its end: where it stops. */
export function textEnd(buf: Buffer, start: number, end: number): number {
  let stop = end
  while (stop > start && (buf[stop - 1] === lineFeed || buf[stop - 1] === carriageReturn)) stop--
  return stop
}

/** Splits `VERB argument`. What begins with no word that may be a verb is an argument as a whole: all of it is to be searched. */
export function readCommand(unit: Unit): Command {
  const { buf, start, end } = unit.part
  const stop = textEnd(buf, start, end)
  let at = start
  while (at < stop && buf[at] !== 0x20) at++
  const verb = buf.toString('latin1', start, Math.min(at, start + verbBytesMax + 1))
  if (!verbForm.test(verb)) return { verb: 'LINE', start, end: stop }
  while (at < stop && buf[at] === 0x20) at++
  return { verb: verb.toUpperCase(), start: at, end: stop }
}

/** Text of an argument, for decisions. */
export function argumentOf(unit: Unit, command: Command): string {
  return unit.part.buf.toString('latin1', command.start, Math.min(command.end, command.start + 256))
}

/** Whether the first byte, if there is one, is one of `letters`, in either case: asked of every stream, so no string is made. */
export function mayStart(buf: Buffer, start: number, end: number, letters: string): boolean {
  if (start === end) return true
  const byte = buf[start] as number
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charCodeAt(index)
    if (byte === letter || (letter >= 0x41 && byte === (letter | 0x20))) return true
  }
  return false
}

/** What a stream's first bytes are, for probes: the first line as far as it is there. */
export function firstLine(
  buf: Buffer,
  start: number,
  end: number,
): { readonly text: string; readonly isWhole: boolean } {
  const feed = buf.indexOf(lineFeed, start)
  const isWhole = feed >= 0 && feed < end
  return { text: buf.toString('latin1', start, isWhole ? feed : end).replace(/\r$/, ''), isWhole }
}

/** True where what there is of `text` may go on to begin with one of `words`. */
export function mayBegin(text: string, words: readonly string[]): boolean {
  const upper = text.toUpperCase()
  return words.some((word) => word.startsWith(upper.slice(0, word.length)))
}
