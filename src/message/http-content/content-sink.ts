/**
 * Stands between the parsers and whoever takes messages: what an HTTP message carries of another protocol (DNS) is
 * also told as such, whatever version of HTTP it came by. The message itself is handed on unchanged.
 */
import type { AnomalyLog } from '../../core/anomaly.ts'
import { headerBytes, parseDns } from '../dns/parse.ts'
import type {
  ClientHello,
  DnsMessage,
  Exchange,
  Message,
  MessageCounts,
  MessageSink,
  NameOrigin,
  NameSource,
} from '../types.ts'
import type { EndReason, Flow } from '../../stream/types.ts'
import { decodeParameter, dnsParameter, hasDnsBody, resolverOf } from './dns-over-https.ts'

type LocalNameKind = Parameters<MessageSink['localName']>[1]

export class ContentSink implements MessageSink {
  private readonly taker: MessageSink
  private readonly anomalies: AnomalyLog
  private readonly counts: MessageCounts

  constructor(taker: MessageSink, anomalies: AnomalyLog, counts: MessageCounts) {
    this.taker = taker
    this.anomalies = anomalies
    this.counts = counts
  }

  request(exchange: Exchange, message: Message): void {
    if (hasDnsBody(message)) {
      const { body } = message
      this.dnsContent(exchange, message, body.buf, body.start, body.end)
    } else {
      const start = dnsParameter(message)
      if (start >= 0) {
        const content = decodeParameter(message, start)
        if (content.length >= headerBytes) this.dnsContent(exchange, message, content, 0, content.length)
      }
    }
    this.taker.request(exchange, message)
  }

  response(exchange: Exchange, message: Message): void {
    if (hasDnsBody(message)) {
      const { body } = message
      this.dnsContent(exchange, message, body.buf, body.start, body.end)
    }
    this.taker.response(exchange, message)
  }

  closed(exchange: Exchange): void {
    this.taker.closed(exchange)
  }

  flowEnded(flow: Flow, reason: EndReason): void {
    this.taker.flowEnded?.(flow, reason)
  }

  tunnelEnded(flow: Flow): void {
    this.taker.tunnelEnded?.(flow)
  }

  missed(flow: Flow, length: number): void {
    this.taker.missed?.(flow, length)
  }

  continued(flow: Flow, of: Flow): void {
    this.taker.continued?.(flow, of)
  }

  recognised(flow: Flow, protocol: Parameters<MessageSink['recognised']>[1]): void {
    this.taker.recognised(flow, protocol)
  }

  serverName(flow: Flow, source: NameSource, name: string, origin: NameOrigin): void {
    this.taker.serverName(flow, source, name, origin)
  }

  clientHello(flow: Flow, hello: ClientHello): void {
    this.taker.clientHello(flow, hello)
  }

  dns(flow: Flow, message: DnsMessage): void {
    this.taker.dns(flow, message)
  }

  localName(flow: Flow, kind: LocalNameKind, value: string, frame: number): void {
    this.taker.localName(flow, kind, value, frame)
  }

  private dnsContent(exchange: Exchange, message: Message, buf: Buffer, start: number, end: number): void {
    const parsed = parseDns(buf, start, end, false, message)
    if (parsed.problem !== null) this.anomalies.note(parsed.problem, message.frame)
    if (parsed.message === null) return
    this.counts.dnsMessages++
    this.taker.dns(exchange.flow, { ...parsed.message, resolver: resolverOf(message) })
  }
}
