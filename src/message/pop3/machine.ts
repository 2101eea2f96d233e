import type { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { DialogueParser, argumentOf, readCommand, textEnd } from '../dialogue.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { SaslLogin, passwordField, userField } from '../login.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { pop3Anomalies } from './anomalies.ts'

/** Commands whose good reply goes on up to a line with a dot (RFC 1939, 3). */
const longReplies: ReadonlySet<string> = new Set(['RETR', 'TOP', 'CAPA', 'AUTH'])

/** POP3: logins, and the mails that the server hands out. */
export class Pop3Parser extends DialogueParser {
  readonly protocol: ProtocolName = 'pop3'
  private readonly sasl = new SaslLogin()
  private isLong = false
  private isInReply = false

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, pop3Anomalies)
  }

  /** A line that is missing may have been that of the login. */
  override gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    if (length > 0) this.sasl.end()
    return super.gap(direction, length, origin)
  }

  protected fromClient(unit: Unit): void {
    const { part } = unit
    const command = readCommand(unit)
    this.isInReply = false
    const argument = argumentOf(unit, command)
    this.isLong =
      longReplies.has(command.verb) ||
      ((command.verb === 'LIST' || command.verb === 'UIDL') && argument === '')
    if (this.sasl.isOpen) {
      handedOn.begin('pop3', 0, unit)
      handedOn.startLine('AUTH', part)
      this.sasl.write(handedOn, part, part.start, textEnd(part.buf, part.start, part.end))
      this.tellCommand()
      return
    }
    if (command.verb === 'STLS') this.isTlsAsked = true
    handedOn.begin('pop3', 0, unit)
    if (command.verb === 'USER' || command.verb === 'PASS') {
      handedOn.startLine(command.verb, part)
      handedOn.field(command.verb === 'USER' ? userField : passwordField, part, command.start, command.end)
    } else if (command.verb === 'APOP') {
      const space = argument.indexOf(' ')
      const userEnd = space < 0 ? command.end : command.start + space
      handedOn.startLine('APOP', part)
      handedOn.field(userField, part, command.start, userEnd)
      handedOn.field('Digest', part, Math.min(userEnd + 1, command.end), command.end)
    } else if (command.verb === 'AUTH') {
      this.isLong = argument === ''
      const space = argument.indexOf(' ')
      const mechanism = space < 0 ? argument : argument.slice(0, space)
      const mechanismEnd = space < 0 ? command.end : command.start + space
      handedOn.startLine('AUTH', part, command.start, mechanismEnd)
      if (mechanism !== '')
        this.sasl.begin(mechanism, handedOn, part, Math.min(mechanismEnd + 1, command.end), command.end)
    } else handedOn.startLine(command.verb, part, command.start, command.end)
    this.tellCommand()
  }

  protected judgeReply(text: string): 'more' | 'last' | 'switch' {
    if (this.isInReply) return /^\.\r?\n?$/.test(text) ? 'last' : 'more'
    if (text.startsWith('-')) {
      this.isTlsAsked = false
      this.sasl.end()
      return 'last'
    }
    // A challenge of SASL: the client's next line is a request of its own.
    if (!text.startsWith('+OK')) return 'last'
    if (this.answersNewest) this.sasl.end()
    if (this.isTlsAsked) return 'switch'
    this.isInReply = this.isLong
    return this.isLong ? 'more' : 'last'
  }
}
