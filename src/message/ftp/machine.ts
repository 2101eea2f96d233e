import type { Flow } from '../../stream/types.ts'
import { DialogueParser, argumentOf, readCommand } from '../dialogue.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { isAnonymousLogin } from '../../core/anonymous-login.ts'
import { anonymousField, passwordField, userField } from '../login.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { ftpAnomalies } from './anomalies.ts'
import { announcedAddress } from './parse.ts'

/** The control connection of FTP. Files go over connections of their own, which are searched as unrecognised. */
export class FtpParser extends DialogueParser {
  readonly protocol: ProtocolName = 'ftp'
  private isAnonymous = false

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, ftpAnomalies)
  }

  protected fromClient(unit: Unit): void {
    const { part } = unit
    const command = readCommand(unit)
    if (command.verb !== 'USER' && command.verb !== 'PASS' && command.verb !== 'ACCT') {
      if (command.verb === 'AUTH') this.isTlsAsked = /^(?:TLS|SSL)/i.test(argumentOf(unit, command))
      const address = announcedAddress(command.verb, argumentOf(unit, command))
      if (address !== null && address !== this.flow.clientAddress)
        this.context.anomalies.note(ftpAnomalies.otherAddress, unit.frame, address)
      this.tellPlain(unit, command)
      return
    }
    handedOn.begin('ftp', 0, unit)
    handedOn.startLine(command.verb, part)
    if (command.verb === 'USER') {
      this.isAnonymous = isAnonymousLogin(argumentOf(unit, command).trim())
      handedOn.field(userField, part, command.start, command.end)
    } else {
      handedOn.field(this.isAnonymous ? anonymousField : passwordField, part, command.start, command.end)
    }
    this.tellCommand()
  }

  /** RFC 959, 4.2: `123-` begins a reply of several lines, `123 ` ends it; 1xx says that another will come. */
  protected judgeReply(text: string): 'more' | 'last' | 'switch' {
    if (!/^[2-5]\d\d(?: |\r|\n|$)/.test(text)) return 'more'
    if (this.isTlsAsked && text.startsWith('234')) return 'switch'
    if (this.isTlsAsked && !text.startsWith('2')) this.isTlsAsked = false
    return 'last'
  }
}
