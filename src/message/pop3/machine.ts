import type { Flow } from '../../stream/types.ts'
import { DialogueParser, argumentOf, readCommand } from '../dialogue.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { passwordField, userField, writeSasl } from '../login.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { pop3Anomalies } from './anomalies.ts'

/** Commands whose good reply goes on up to a line with a dot (RFC 1939, 3). */
const longReplies: ReadonlySet<string> = new Set(['RETR', 'TOP', 'CAPA', 'AUTH'])

/** POP3: logins, and the mails that the server hands out. */
export class Pop3Parser extends DialogueParser {
  readonly protocol: ProtocolName = 'pop3'
  /** The next line of the client answers a challenge of SASL. */
  private isSaslNext = false
  private isLong = false
  private isInReply = false

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, pop3Anomalies)
  }

  protected fromClient(unit: Unit): void {
    const { part } = unit
    const command = readCommand(unit)
    this.isInReply = false
    const argument = argumentOf(unit, command)
    this.isLong =
      longReplies.has(command.verb) ||
      ((command.verb === 'LIST' || command.verb === 'UIDL') && argument === '')
    if (this.isSaslNext) {
      this.isSaslNext = false
      handedOn.begin('pop3', 0, unit)
      handedOn.startLine('AUTH', part)
      if (!writeSasl(handedOn, part, part.start, command.end)) handedOn.body(part, part.start, part.end)
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
      handedOn.startLine('APOP', part)
      handedOn.field(userField, part, command.start, space < 0 ? command.end : command.start + space)
    } else if (command.verb === 'AUTH') {
      this.isLong = argument === ''
      const space = argument.indexOf(' ')
      handedOn.startLine('AUTH', part, command.start, space < 0 ? command.end : command.start + space)
      if (space > 0) writeSasl(handedOn, part, command.start + space + 1, command.end)
      else this.isSaslNext = argument !== ''
    } else handedOn.startLine(command.verb, part, command.start, command.end)
    this.tellCommand()
  }

  protected judgeReply(text: string): 'more' | 'last' | 'switch' {
    if (this.isInReply) return /^\.\r?\n?$/.test(text) ? 'last' : 'more'
    if (text.startsWith('-')) {
      this.isTlsAsked = false
      this.isSaslNext = false
      return 'last'
    }
    // A challenge of SASL: the client's next line is a request of its own.
    if (!text.startsWith('+OK')) return 'last'
    if (this.isTlsAsked) return 'switch'
    this.isInReply = this.isLong
    return this.isLong ? 'more' : 'last'
  }
}
