import type { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { DialogueParser, textEnd } from '../dialogue.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { SaslLogin, passwordField, userField } from '../login.ts'
import type { ParserContext, Part, ProtocolName } from '../types.ts'
import { switchProtocol } from '../types.ts'
import { imapAnomalies } from './anomalies.ts'
import { CompressedStreams } from './compressed.ts'
import type { Argument } from './parse.ts'
import { beginsLine, literalLength, readArguments } from './parse.ts'

/** Under it stands what a command says behind the arguments that it has. */
const argumentField = 'Argument'
/** Tags are of the client's own making (RFC 9051, 2.2.1): a shorter one only counts, and identifies nobody. */
const tagBytesMin = 8

/** By which iPhones ask to be told of new mails by a push: each argument has its name in front of it (Dovecot, Cyrus). */
const pushVerb = 'XAPPLEPUSHSERVICE'
const pushArgument = /^aps-[a-z-]{1,28}$/i
const nameBytesMax = 33

/** IMAP: logins, commands, and the literals (mails, mostly) of both ends. */
export class ImapParser extends DialogueParser {
  readonly protocol: ProtocolName = 'imap'
  /** Tag of the newest command. */
  private tag = ''
  private verb = ''
  private readonly sasl = new SaslLogin()
  /** Arguments of a LOGIN that came, each as an atom, in quotes or as a literal (RFC 9051, 6.2.3): the name, then the password. */
  private loginArguments = 0
  /** What the client says next is the rest of the line that a literal was in. */
  private isBehindLiteral = false
  /** The client waits for leave to send the literal that it announced: refused, it sends none (RFC 9051, 4.3). */
  private isLiteralAsked = false

  /** Behind COMPRESS (RFC 4978), null before. */
  private compressed: CompressedStreams | null = null
  /** Which directions are: a capture may show what the client says then before the server's consent, or without it. */
  private readonly isCompressed: [boolean, boolean] = [false, false]
  private isCompressionNext = false

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, imapAnomalies)
  }

  protected override get heldBeside(): number {
    return this.compressed?.heldBytes ?? 0
  }

  override push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    if (this.isCompressed[direction] || this.beginsCompressed(direction, buf, start, end)) {
      this.pushCompressed(direction, buf, start, end, origin, origin.offset)
      return verdicts.more
    }
    const verdict = super.push(direction, buf, start, end, origin)
    if (verdict !== switchProtocol || !this.isCompressionNext) return verdict
    this.isSwitching = false
    this.isCompressed[0] = true
    const { restStart } = this
    this.isCompressed[direction] = true
    if (restStart < end)
      this.pushCompressed(direction, buf, restStart, end, origin, origin.offset + restStart - start)
    return verdicts.more
  }

  /** The client asked for compression, and what comes is no line. */
  private beginsCompressed(direction: Direction, buf: Buffer, start: number, end: number): boolean {
    if (!this.isCompressionNext || this.literalBytes[direction] > 0) return false
    return this.pendingText(direction, 1) === '' && !beginsLine(buf, start, end)
  }

  private pushCompressed(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    offset: number,
  ): void {
    this.isCompressed[direction] = true
    this.compressed ??= new CompressedStreams(this.context, (message) =>
      this.context.sink.closed(this.tell(message)),
    )
    this.compressed.push(direction, buf, start, end, origin, offset)
  }

  override gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    // A line that is missing may have been that of the login.
    if (length > 0) {
      this.sasl.end()
      this.isBehindLiteral = false
    }
    if (!this.isCompressed[direction]) return super.gap(direction, length, origin)
    if (length > 0) this.compressed?.gap(direction, length)
    return verdicts.more
  }

  override finished(direction: Direction): void {
    super.finished(direction)
    this.compressed?.finished(direction)
  }

  override shed(): void {
    super.shed()
    this.compressed?.shed()
  }

  protected fromClient(unit: Unit, isLiteral: boolean): void {
    const { part } = unit
    const { buf, start, end } = part
    const stop = textEnd(buf, start, end)
    if (isLiteral) {
      this.literal(unit)
      return
    }
    const lineEnd = buf.toString('latin1', Math.max(start, end - 32), stop)
    const announced = literalLength(lineEnd)
    if (announced > 0) this.literalBytes[0] = announced
    this.isLiteralAsked = announced > 0 && !lineEnd.endsWith('+}')
    handedOn.begin('imap', 0, unit)
    if (this.sasl.isOpen) {
      handedOn.startLine('AUTHENTICATE', part)
      this.sasl.write(handedOn, part, start, stop)
      this.tellMore()
      return
    }
    const words = readArguments(buf, start, stop, 16)
    const [tag, verb] = words
    const isRest = this.isBehindLiteral
    this.isBehindLiteral = false
    if (isRest && this.verb === 'LOGIN' && tag !== undefined && !isAnnouncement(part, tag)) {
      handedOn.startLine('LOGIN', part)
      this.login(part, words, stop)
      this.tellMore()
      return
    }
    if (isRest || tag === undefined || verb === undefined) {
      // The rest of a command behind a literal.
      handedOn.startLine(this.verb === '' ? 'LINE' : this.verb, part)
      handedOn.body(part, start, end)
      this.tellMore()
      return
    }
    this.tag = buf.toString('latin1', tag.start, Math.min(tag.end, tag.start + 32))
    const word = buf.toString('latin1', verb.start, Math.min(verb.end, verb.start + 33))
    this.verb = /^[A-Za-z]{1,32}$/.test(word) ? word.toUpperCase() : ''
    const rest = words.slice(2)
    this.isTlsAsked = this.verb === 'STARTTLS'
    this.isCompressionNext = this.verb === 'COMPRESS'
    this.loginArguments = 0
    if (this.verb === 'LOGIN') {
      handedOn.startLine('LOGIN', part)
      this.login(part, rest, stop)
    } else if (this.verb === 'AUTHENTICATE') {
      const [mechanism, initial, more] = rest
      handedOn.startLine('AUTHENTICATE', part, mechanism?.start ?? 0, mechanism?.end ?? 0)
      const name = mechanism === undefined ? '' : buf.toString('latin1', mechanism.start, mechanism.end)
      this.sasl.begin(name, handedOn, part, initial?.start ?? stop, initial?.end ?? stop)
      if (more !== undefined) handedOn.field(argumentField, part, more.start, stop)
    } else if (this.verb === pushVerb) {
      handedOn.startLine(pushVerb, part)
      this.namedArguments(part, rest, stop)
    } else if (this.verb === '') handedOn.startLine('LINE', part, verb.start, stop)
    else handedOn.startLine(this.verb, part, rest[0]?.start ?? stop, stop)
    if (tag.end - tag.start >= tagBytesMin) handedOn.field('Tag', part, tag.start, tag.end)
    this.tellCommand(this.tag)
  }

  /** RFC 9051, 7: untagged lines, continuations, and the line with the tag that ends the reply. */
  protected judgeReply(text: string): 'more' | 'last' | 'switch' {
    const announced = literalLength(text)
    if (announced > 0) this.literalBytes[1] = announced
    const tag = this.answeredTag(text)
    if (tag === '') return 'more'
    // Of commands that are sent ahead the newest alone says what follows.
    if (tag !== this.tag) return 'last'
    const isOk = /^\S+ OK\b/i.test(text)
    if (!isOk && this.isLiteralAsked && this.pendingText(0, 1) === '') this.literalBytes[0] = 0
    if ((this.isTlsAsked || this.isCompressionNext) && isOk) return 'switch'
    this.isTlsAsked = false
    this.isCompressionNext = false
    this.sasl.end()
    return 'last'
  }

  protected override answeredTag(text: string): string {
    return /^([^\s*+]\S{0,31}) (?:OK|NO|BAD)\b/i.exec(text)?.[1] ?? ''
  }

  /** Writes the arguments of a LOGIN that stand on one line, up to a literal, and what stands behind them. */
  private login(part: Part, words: readonly Argument[], stop: number): void {
    for (const word of words) {
      if (isAnnouncement(part, word)) return
      if (this.loginArguments > 1) {
        handedOn.field(argumentField, part, word.start, stop)
        return
      }
      this.argument(this.loginArguments === 0 ? userField : passwordField, part, word)
      this.loginArguments++
    }
  }

  /** Writes arguments that others in front of them name, and what stands behind them. */
  private namedArguments(part: Part, rest: readonly Argument[], stop: number): void {
    let at = 0
    for (; at < rest.length; at += 2) {
      const [name, value] = [rest[at], rest[at + 1]]
      if (name === undefined || value === undefined) break
      const text = part.buf.toString('latin1', name.start, Math.min(name.end, name.start + nameBytesMax))
      if (!pushArgument.test(text)) break
      this.argument(text, part, value)
    }
    const more = rest[at]
    if (more !== undefined) handedOn.field(argumentField, part, more.start, stop)
  }

  /** Writes an argument as it is meant: in a quoted string a backslash stands in front of quotes and of its like (RFC 9051, 9). */
  private argument(name: string, part: Part, { start, end }: Argument): void {
    const text = part.buf.toString('latin1', start, end)
    if (part.buf[start - 1] !== 0x22 || !text.includes('\\')) handedOn.field(name, part, start, end)
    else handedOn.textField(name, text.replace(/\\(.)/g, '$1'), part, start, end)
  }

  private literal(unit: Unit): void {
    const { part } = unit
    handedOn.begin('imap', 0, unit)
    handedOn.startLine(this.verb === '' ? 'LITERAL' : this.verb, part)
    this.isBehindLiteral = true
    if (this.verb === 'LOGIN') {
      handedOn.field(this.loginArguments === 0 ? userField : passwordField, part, part.start, part.end)
      this.loginArguments++
    } else handedOn.body(part, part.start, part.end)
    this.tellMore()
  }
}

/** Whether an argument only says how long the literal is that follows. */
function isAnnouncement(part: Part, { start, end }: Argument): boolean {
  return literalLength(part.buf.toString('latin1', start, end)) >= 0
}
