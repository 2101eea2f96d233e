import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { hostText } from '../dns/name.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { writeSasl } from '../login.ts'
import { isRecord } from '../tls/probe.ts'
import type { ParserContext, Part, ProtocolName } from '../types.ts'
import { xmppAnomalies } from './anomalies.ts'
import {
  StanzaScanner,
  attributeOf,
  contentOf,
  elementStart,
  isStreamTag,
  probeStart,
  tagName,
} from './parse.ts'

const tlsHandshake = 0x16
/** Stanzas behind which other bytes follow: TLS (RFC 6120, 5.4.2.3), compression (XEP-0138). */
const switching: ReadonlySet<string> = new Set(['proceed', 'compressed'])

/** XMPP between a client and its server: each stanza is a message, logins by their fields. */
export class XmppParser extends FramedParser {
  readonly protocol: ProtocolName = 'xmpp'
  private readonly scanners: readonly [StanzaScanner, StanzaScanner] = [
    new StanzaScanner(),
    new StanzaScanner(),
  ]
  private isTlsAsked = false

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, xmppAnomalies, limits.message.headBytesMax)
  }

  protected override followsElse(buf: Buffer, at: number, end: number, direction: Direction): boolean {
    // The server's consent may have been lost.
    if (direction === 0 && this.isTlsAsked && buf[at] === tlsHandshake) {
      this.isAnswerDue = true
      return true
    }
    return isRecord(buf, at, end)
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
    const name = tagName(buf, start, end)
    const opensStream = isStreamTag(buf, start) || name === 'open'
    if (name === '') return part.length
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
    this.context.sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
    if (direction === 0 && name === 'starttls') this.isTlsAsked = true
    if (direction === 1 && switching.has(name)) this.isSwitching = true
    return 0
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
    // Nothing waits.
  }
}
