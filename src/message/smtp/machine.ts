import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { DialogueParser, argumentOf, readCommand, textEnd } from '../dialogue.ts'
import type { Unit } from '../framed.ts'
import { Gather } from '../gather.ts'
import { handedOn } from '../handed-on.ts'
import { SaslLogin } from '../login.ts'
import { Message, Part } from '../types.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { smtpAnomalies } from './anomalies.ts'
import { isCommandLine, isEnvelope, mailParts } from './parse.ts'

/** A mail while its lines come. */
class Mail {
  readonly part: Part = new Part()
  readonly bytes: Gather = new Gather(this.part)
  readonly message: Message = new Message()
}

/** SMTP: the commands, logins, and each mail as one message with its own head and body. */
export class SmtpParser extends DialogueParser {
  readonly protocol: ProtocolName = 'smtp'
  private mail: Mail | null = null
  /** Lines of the client are a mail. */
  private isData = false
  /**
   * The next line of the client begins a mail, unless it is a command. The client's word counts, and not the order in which
   * the capture has both sides: where a packet is missing, what one of them says is read late.
   */
  private mayBeData = false
  /** The chunk that comes is the last one of its mail (RFC 3030). */
  private isLastChunk = false
  private readonly sasl = new SaslLogin()

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, smtpAnomalies)
  }

  override shed(): void {
    super.shed()
    this.endMail('limit')
  }

  protected override get heldBeside(): number {
    return this.mail?.bytes.heldBytes ?? 0
  }

  protected override get takesAnyLine(): boolean {
    return this.isData || this.mayBeData || this.sasl.isOpen
  }

  protected override close(): void {
    this.endMail('capture-end')
    super.close()
  }

  /** What is missing may have begun a mail, or ended one. */
  override gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    const verdict = super.gap(direction, length, origin)
    if (direction === 0 && length > 0) {
      if (this.mail !== null && this.mail.message.incompleteReason === '')
        this.mail.message.incompleteReason = 'gap'
      this.mayBeData = !this.isData
    }
    return verdict
  }

  protected fromClient(unit: Unit, isLiteral: boolean): void {
    const { part } = unit
    if (isLiteral) {
      this.keep(unit)
      if (this.isLastChunk) this.endMail('')
      return
    }
    if (this.mayBeData || this.sasl.isOpen) {
      const isCommand = isCommandLine(part.buf, part.start, part.end)
      if (isCommand) this.sasl.end()
      else if (!this.sasl.isOpen) this.isData = true
      this.mayBeData = false
    }
    if (this.isData && !this.beginsAnother(part)) {
      this.line(unit)
      return
    }
    if (this.sasl.isOpen) {
      this.answer(unit)
      return
    }
    const command = readCommand(unit)
    const argument = argumentOf(unit, command)
    // Whatever comes between chunks, there will be no more of them.
    if (command.verb !== 'BDAT') this.endMail('reset')
    if (command.verb === 'STARTTLS') this.isTlsAsked = true
    else if (command.verb === 'DATA') this.mayBeData = true
    else if (command.verb === 'BDAT') {
      const length = Number(/^\d{1,9}/.exec(argument)?.[0] ?? '0')
      this.isLastChunk = /^\d+ +LAST\b/i.test(argument)
      if (length > 0) this.literalBytes[0] = length
      else if (this.isLastChunk) this.endMail('')
    } else if (command.verb === 'AUTH') {
      const space = argument.indexOf(' ')
      const mechanism = space < 0 ? argument : argument.slice(0, space)
      const mechanismEnd = space < 0 ? command.end : command.start + space
      handedOn.begin('smtp', 0, unit)
      handedOn.startLine('AUTH', part, command.start, mechanismEnd)
      this.sasl.begin(mechanism, handedOn, part, Math.min(mechanismEnd + 1, command.end), command.end)
      this.tellCommand()
      return
    }
    this.tellPlain(unit, command)
  }

  /** RFC 5321, 4.2: `250-` begins a reply of several lines, `250 ` ends it. */
  protected judgeReply(text: string): 'more' | 'last' | 'switch' {
    if (!/^[2-5]\d\d(?: |\r|\n|$)/.test(text)) return 'more'
    if (this.isTlsAsked) {
      if (text.startsWith('220')) return 'switch'
      this.isTlsAsked = false
    }
    if (text.startsWith('354')) this.mayBeData = !this.isData
    else if (this.answersNewest) {
      // Replies to commands that were sent with DATA come before (RFC 2920).
      if (/^[45]/.test(text)) this.mayBeData = false
      if (!text.startsWith('334')) this.sasl.end()
    }
    return 'last'
  }

  /** A line of the client that answers a challenge. */
  private answer(unit: Unit): void {
    const { part } = unit
    const { buf, start, end } = part
    const stop = textEnd(buf, start, end)
    handedOn.begin('smtp', 0, unit)
    handedOn.startLine('AUTH', part)
    this.sasl.write(handedOn, part, start, stop)
    this.tellCommand()
  }

  /** Behind a gap the next mail may begin where the end of the one before is missing. */
  private beginsAnother({ buf, start, end }: Part): boolean {
    if (this.mail?.message.incompleteReason !== 'gap' || !isEnvelope(buf, start, end)) return false
    this.isData = false
    return true
  }

  private line(unit: Unit): void {
    const { buf, start, end } = unit.part
    const stop = textEnd(buf, start, end)
    if (stop - start === 1 && buf[start] === 0x2e) {
      this.isData = false
      this.endMail('')
      return
    }
    this.keep(unit)
  }

  private keep(unit: Unit): void {
    const { part } = unit
    let { mail } = this
    if (mail === null) {
      mail = new Mail()
      this.mail = mail
      mail.message.frame = unit.frame
      mail.message.sec = unit.sec
      mail.message.nsec = unit.nsec
    }
    const taken = Math.min(part.length, limits.message.bodyBytesMax - mail.part.length)
    mail.bytes.appendCopy(part, part.start, part.start + taken, 0)
    const beyond = part.length - taken
    if (beyond + unit.leftOut === 0) return
    if (beyond > 0) {
      this.context.anomalies.note(smtpAnomalies.limit, unit.frame)
      this.countBeyondLimit(beyond)
    }
    mail.message.bodyBytesLeftOut += beyond + unit.leftOut
    if (mail.message.incompleteReason === '')
      mail.message.incompleteReason = beyond > 0 ? 'limit' : unit.incomplete
  }

  /** Hands on the mail as far as it came. */
  private endMail(reason: Message['incompleteReason']): void {
    const { mail } = this
    if (mail === null) return
    this.mail = null
    const { part, message } = mail
    const incomplete = message.incompleteReason === '' ? reason : message.incompleteReason
    const { frame, sec, nsec } = message
    const unit = { part, frame, sec, nsec, incomplete, leftOut: message.bodyBytesLeftOut }
    const { message: told } = handedOn.begin('smtp', 0, unit)
    const { headEnd, contentType, transferEncoding } = mailParts(part.buf, part.start, part.end)
    handedOn.wireHead(part, part.start, headEnd)
    handedOn.body(part, headEnd, part.end)
    told.fieldsStart = part.start
    if (contentType.end > contentType.start) {
      told.contentTypeStart = contentType.start
      told.contentTypeEnd = contentType.end
    }
    told.contentEncodingStart = transferEncoding.start
    told.contentEncodingEnd = transferEncoding.end
    this.tellCommand()
    mail.bytes.release()
  }
}
