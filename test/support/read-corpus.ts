/** Reads real captures through source, packet, stream and message layer, and collects what the protocols hand on. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { AnomalyLog } from '../../src/core/anomaly.ts'
import { countedBytes } from '../../src/message/message-counts.ts'
import { MessageLayer } from '../../src/message/message-layer.ts'
import type {
  ClientHello,
  DnsMessage,
  Exchange,
  Message,
  MessageCounts,
  MessageSink,
  NameSource,
  ProtocolName,
} from '../../src/message/types.ts'
import { Dissector } from '../../src/packet/dissector.ts'
import { openReader } from '../../src/source/packets/open-reader.ts'
import { sniffFormat } from '../../src/source/sniff.ts'
import { StreamLayer } from '../../src/stream/stream-layer.ts'
import type { Flow, StreamCounts } from '../../src/stream/types.ts'
import { corpusFile } from './corpus.ts'
import { feedReader } from './read-capture.ts'

class CorpusSink implements MessageSink {
  readonly hellos: ClientHello[] = []
  readonly names: string[] = []
  readonly messages: DnsMessage[] = []
  readonly localNames: string[] = []
  readonly flows: Record<string, number> = {}
  /** Protocols of requests. */
  readonly requests: Record<string, number> = {}

  request(exchange: Exchange, _message: Message): void {
    this.requests[exchange.protocol] = (this.requests[exchange.protocol] ?? 0) + 1
  }

  response(_exchange: Exchange, _message: Message): void {
    // Counted by the layer.
  }

  closed(_exchange: Exchange): void {
    // Not looked at.
  }

  recognised(_flow: Flow, protocol: ProtocolName): void {
    this.flows[protocol] = (this.flows[protocol] ?? 0) + 1
  }

  serverName(_flow: Flow, source: NameSource, name: string): void {
    this.names.push(`${source} ${name}`)
  }

  clientHello(_flow: Flow, hello: ClientHello): void {
    this.hellos.push(hello)
  }

  dns(_flow: Flow, message: DnsMessage): void {
    this.messages.push(message)
  }

  localName(_flow: Flow, kind: string, value: string): void {
    this.localNames.push(`${kind} ${value}`)
  }
}

export interface CorpusOutcome {
  readonly sink: CorpusSink
  readonly counts: MessageCounts
  readonly streamCounts: StreamCounts
  readonly anomalies: Record<string, number>
  /** Bytes that the message layer was given, and those that it counted. */
  readonly givenBytes: number
  readonly countedBytes: number
}

/** Reads the capture `name` (a path in the corpus), gunzipped where its name says so. */
export function readCorpus(name: string): CorpusOutcome {
  const file = readFileSync(corpusFile(name))
  const bytes = name.endsWith('.gz') ? gunzipSync(file) : file
  const sink = new CorpusSink()
  const log = new AnomalyLog()
  const messages = new MessageLayer(sink, log)
  const streams = new StreamLayer(messages, log)
  const dissector = new Dissector(streams, log)
  const format = sniffFormat(bytes, 0, bytes.length)
  if (format !== 'pcap' && format !== 'pcapng') throw new Error(`not a capture: ${name}`)
  feedReader(openReader(format, dissector, log), bytes)
  dissector.end()
  streams.end()
  const { counts: streamCounts } = streams
  return {
    sink,
    counts: messages.counts,
    streamCounts,
    anomalies: Object.fromEntries([...log.tallies].map(([code, tally]) => [code, tally.count])),
    givenBytes: streamCounts.deliveredBytes + streamCounts.udpDeliveredBytes,
    countedBytes: countedBytes(messages.counts),
  }
}
