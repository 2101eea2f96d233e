import type { Direction } from '../../core/verdict.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { hostText } from '../dns/name.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { passwordField, userField } from '../login.ts'
import type { Exchange, ParserContext, ProtocolName } from '../types.ts'
import { socksAnomalies } from './anomalies.ts'
import {
  SocksReading,
  commands,
  hasAddress,
  isPasswordChosen,
  isRequestAlone,
  messageBytesMax,
  messageLength,
  offersPassword,
  readMessage,
  steps,
} from './parse.ts'

const reading = new SocksReading()

/**
 * SOCKS 4, 4a and 5: the client says where it wants to go; when the proxy says that the way is open, what follows is
 * chosen by its content, and belongs to the destination that was named.
 */
export class SocksParser extends FramedParser {
  readonly protocol: ProtocolName = 'socks'
  /** What each end sends next. */
  private clientStep: number = steps.greeting
  private serverStep: number = steps.choice
  /** It offered to log in. */
  private mayLogIn = false
  private hasLoggedIn = false
  /** Its greeting is missing; so may be the answer to that. */
  private isBegunLate = false
  private isAsked = false
  private command = 0
  private exchange: Exchange | null = null
  /** What it logged in with, until the proxy says whether it may. */
  private login: Exchange | null = null

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, socksAnomalies, messageBytesMax)
  }

  protected override followsElse(
    buf: Buffer,
    at: number,
    end: number,
    direction: Direction,
    frame: number,
  ): boolean {
    if (direction === 1 || !this.isAsked) return super.followsElse(buf, at, end, direction, frame)
    // It does not wait for the answer.
    this.context.anomalies.note(socksAnomalies.early, frame)
    this.isAnswerDue = true
    return true
  }

  protected lengthOf(buf: Buffer, start: number, end: number, direction: Direction): number {
    return messageLength(buf, start, end, this.stepAt(direction, buf, start, end))
  }

  /** A client that does not wait for the choice of the login that it offered sends it all the same: its first byte tells it. */
  private stepAt(direction: Direction, buf: Buffer, start: number, end: number): number {
    if (direction === 1)
      return this.isBegunLate && this.serverStep === steps.choice && hasAddress(buf, start, end)
        ? steps.reply
        : this.serverStep
    if (this.clientStep === steps.greeting && isRequestAlone(buf, start, end)) return steps.request
    return this.mayLogIn && this.clientStep === steps.request && buf[start] === 1
      ? steps.credentials
      : this.clientStep
  }

  protected canStart(): boolean {
    return false
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const step = this.stepAt(direction, part.buf, part.start, part.end)
    if (direction === 0) {
      if (this.clientStep === steps.greeting && step === steps.request) this.isBegunLate = true
      this.clientStep = step
    } else this.serverStep = step
    readMessage(part.buf, part.start, part.end, direction === 0 ? this.clientStep : this.serverStep, reading)
    if (direction === 0) return this.fromClient(unit)
    this.fromServer(unit)
    return part.length
  }

  protected close(): void {
    for (const open of [this.login, this.exchange]) if (open !== null) this.context.sink.closed(open)
    this.login = null
    this.exchange = null
  }

  private fromClient(unit: Unit): number {
    const { part } = unit
    const step = this.clientStep
    if (step === steps.greeting && reading.command === 0) {
      this.clientStep = steps.request
      this.mayLogIn = offersPassword(part.buf, part.start, part.end)
      // Version 4 has no greeting; this one may be followed by credentials: the server says.
      return part.length
    }
    const { sink } = this.context
    handedOn.begin('socks', 0, unit)
    if (step === steps.credentials) {
      handedOn.startLine('Authenticate', part)
      handedOn.field(userField, part, reading.userStart, reading.userEnd)
      handedOn.field(passwordField, part, reading.passwordStart, reading.passwordEnd)
      this.clientStep = steps.request
      this.hasLoggedIn = true
      if (this.login !== null) sink.closed(this.login)
      this.login = this.tell(handedOn.whole())
      handedOn.release()
      return 2
    }
    const isNamed = reading.hostText === ''
    handedOn.startLine(
      reading.command === commands.connect
        ? 'Connect'
        : reading.command === commands.bind
          ? 'Bind'
          : 'Associate',
      part,
    )
    handedOn.field('Userid', part, reading.userStart, reading.userEnd)
    if (isNamed) handedOn.host(part, reading.hostStart, reading.hostEnd)
    else handedOn.textField('Host', reading.hostText, part, reading.hostStart, reading.hostEnd)
    const name = isNamed ? hostText(part.buf, reading.hostStart, reading.hostEnd) : reading.hostText
    const { frame, sec, nsec } = unit
    const { port } = reading
    this.command = reading.command
    this.isAsked = reading.command === commands.connect
    if (step === steps.greeting) this.serverStep = steps.reply4
    // The request itself is for the proxy.
    this.exchange = this.tell(handedOn.whole())
    handedOn.release()
    if (name !== '' && name.length <= limits.message.dnsNameBytesMax)
      sink.serverName(this.flow, 'proxied', name, { frame, sec, nsec, port })
    return 4
  }

  /** What the proxy says is a byte or two, in which nothing of the phone has room: that it answers is all of it. */
  private answer(exchange: Exchange | null, unit: Unit): void {
    if (exchange === null) return
    handedOn.begin('socks', 1, unit)
    this.tell(handedOn.whole(), exchange)
    handedOn.release()
  }

  private fromServer(unit: Unit): void {
    switch (this.serverStep) {
      case steps.choice:
        if (isPasswordChosen(reading)) {
          if (!this.hasLoggedIn) this.clientStep = steps.credentials
          this.serverStep = steps.verdict
        } else this.serverStep = steps.reply
        return
      case steps.verdict:
        this.answer(this.login, unit)
        this.serverStep = steps.reply
        return
      default:
        this.answer(this.exchange, unit)
        // A second reply follows where the proxy waits for a connection (BIND): until then the way is not open.
        if (reading.answer === 0 && this.command === commands.connect) this.isSwitching = true
        this.isAsked = false
    }
  }
}
