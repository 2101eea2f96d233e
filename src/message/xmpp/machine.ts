import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { hostText } from '../dns/name.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { isRequestBegun } from '../http1/start-line.ts'
import { writeSasl } from '../login.ts'
import { isRecord } from '../tls/probe.ts'
import type { Exchange, Message, ParserContext, Part, ProtocolName } from '../types.ts'
import { xmppAnomalies } from './anomalies.ts'
import {
  StanzaScanner,
  attributeOf,
  contentOf,
  elementStart,
  isFraming,
  isStreamTag,
  probeStart,
  tagName,
} from './parse.ts'

const tlsHandshake = 0x16
/** Stanzas behind which other bytes follow: TLS (RFC 6120, 5.4.2.3), compression (XEP-0138). */
const switching: ReadonlySet<string> = new Set(['proceed', 'compressed'])

/** How a unit without a stanza's name is called, which may hold anything: comments, instructions, elements of other scripts. */
const unnamed = 'markup'

/** XMPP between a client and its server: each stanza is a message, logins by their fields. */
export class XmppParser extends FramedParser {
  readonly protocol: ProtocolName = 'xmpp'
  private readonly scanners: readonly [StanzaScanner, StanzaScanner] = [
    new StanzaScanner(),
    new StanzaScanner(),
  ]
  private isTlsAsked = false
  /** Steps of a login that wait for the server's word, and questions (`iq`) by their ids, the oldest first. */
  private readonly asked: Map<string, Exchange> = new Map()

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, xmppAnomalies, limits.message.headBytesMax)
  }

  protected override followsElse(buf: Buffer, at: number, end: number, direction: Direction): boolean {
    // The server's consent may have been lost.
    if (direction === 0 && this.isTlsAsked && buf[at] === tlsHandshake) {
      this.isAnswerDue = true
      return true
    }
    return isRecord(buf, at, end) || isRequestBegun(buf, at, end, direction)
  }

  protected lengthOf(buf: Buffer, start: number, end: number, direction: Direction, seen: number): number {
    return this.scanners[direction].lengthOf(buf, start, end, seen)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return probeStart(buf, start, end) === 'yes' || /^(?:message|iq|presence)$/.test(tagName(buf, start, end))
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const { buf, start, end } = part
    const tag = tagName(buf, start, end)
    if (tag === '' && isFraming(buf, start, end)) return part.length
    const name = tag || unnamed
    const opensStream = isStreamTag(buf, start) || name === 'open'
    handedOn.begin('xmpp', direction, unit)
    const to = attributeOf(buf, start, end, 'to')
    handedOn.startLine(name, part, to?.start ?? 0, to?.end ?? 0)
    if (opensStream && direction === 0 && to !== null) {
      handedOn.host(part, to.start, to.end)
      const { frame, sec, nsec } = unit
      const host = hostText(buf, to.start, to.end)
      if (host !== '' && host.length <= limits.message.dnsNameBytesMax)
        this.context.sink.serverName(this.flow, 'host', host, { frame, sec, nsec })
    }
    if (direction === 0) this.writeLogin(name, part)
    handedOn.body(part, start, end)
    this.pair(name, handedOn.whole(), part)
    handedOn.release()
    if (direction === 0 && name === 'starttls') this.isTlsAsked = true
    if (direction === 1 && switching.has(name)) this.isSwitching = true
    return 0
  }

  /** Hands on a stanza: as a question that will be answered, as the answer to one, or by itself. */
  private pair(name: string, message: Message, { buf, start, end }: Part): void {
    const { direction } = message
    const key = keyOf(name, name === 'iq' ? attributeText(buf, start, end, 'type') : '', direction)
    const id = key === 'iq' ? attributeText(buf, start, end, 'id').slice(0, idCharactersMax) : ''
    const place = key === '' || (key === 'iq' && id === '') ? '' : `${key} ${id}`
    if (direction === 1) {
      const exchange = this.asked.get(place)
      if (exchange === undefined) this.context.sink.closed(this.tell(message))
      else {
        this.tell(message, exchange)
        if (name !== 'challenge') this.endAsked(place)
      }
      return
    }
    const exchange = this.tell(message)
    if (place === '') {
      this.context.sink.closed(exchange)
      return
    }
    this.endAsked(place)
    this.asked.set(place, exchange)
    const [oldest] = this.asked.keys()
    if (this.asked.size > limits.message.pendingExchangesMax && oldest !== undefined) {
      this.context.anomalies.note(xmppAnomalies.pending, message.frame)
      this.endAsked(oldest)
    }
  }

  private endAsked(place: string): void {
    const exchange = this.asked.get(place)
    if (exchange === undefined) return
    this.asked.delete(place)
    this.context.sink.closed(exchange)
  }

  /** Logins of RFC 6120, and those of XEP-0388, which tell the program and a number of its own making, too. */
  private writeLogin(name: string, part: Part): void {
    const { buf, start, end } = part
    const isLater = name === 'authenticate'
    if (!isLater && name !== 'auth' && name !== 'response') return
    const from = isLater ? elementStart(buf, start, end, 'initial-response') : start
    const content = contentOf(buf, from, end)
    writeSasl(handedOn, part, content.start, content.end)
    const agent = isLater ? elementStart(buf, start, end, 'user-agent') : end
    const id = attributeOf(buf, agent, end, 'id')
    if (id !== null) handedOn.field('Installation-Id', part, id.start, id.end)
  }

  protected close(): void {
    for (const place of this.asked.keys()) this.endAsked(place)
  }
}

/** Longer ids are none that tell questions apart. */
const idCharactersMax = 128

const loginSteps: readonly [ReadonlySet<string>, ReadonlySet<string>] = [
  new Set(['auth', 'authenticate', 'response']),
  new Set(['challenge', 'success', 'failure', 'continue']),
]

/** What a stanza is paired by (RFC 6120, 6.4 and 8.2.3); '' where nothing answers it, and where it answers nothing. */
function keyOf(name: string, type: string, direction: Direction): string {
  if (loginSteps[direction].has(name)) return 'login'
  const isQuestion = type === 'get' || type === 'set'
  const isAnswer = type === 'result' || type === 'error'
  return name === 'iq' && (direction === 0 ? isQuestion : isAnswer) ? 'iq' : ''
}

function attributeText(buf: Buffer, start: number, end: number, name: string): string {
  const found = attributeOf(buf, start, end, name)
  return found === null ? '' : buf.toString('latin1', found.start, found.end)
}
