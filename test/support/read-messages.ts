/** Reads a capture with keys through all layers up to messages, and collects what the protocols hand on. */
import { AnomalyLog } from '../../src/core/anomaly.ts'
import { KeyLog } from '../../src/message/key-log.ts'
import { countedBytes } from '../../src/message/message-counts.ts'
import { MessageLayer } from '../../src/message/message-layer.ts'
import type { MessageCounts } from '../../src/message/types.ts'
import { Dissector } from '../../src/packet/dissector.ts'
import { openReader } from '../../src/source/packets/open-reader.ts'
import { sniffFormat } from '../../src/source/sniff.ts'
import { StreamLayer } from '../../src/stream/stream-layer.ts'
import type { PlainEvent, PlainMessage } from './playbook.ts'
import { Collector } from './playbook.ts'
import { feedReader, readCapture } from './read-capture.ts'

export interface ReadMessages {
  readonly events: readonly PlainEvent[]
  readonly messages: readonly PlainMessage[]
  readonly counts: MessageCounts
  readonly anomalies: Record<string, number>
  /** Bytes that the message layer was given, and those that it counted. */
  readonly givenBytes: number
  readonly countedBytes: number
}

/** `keyText`: a key log; secrets that the capture itself holds are used too. */
export function readMessages(capture: Buffer, keyText = ''): ReadMessages {
  const keys = new KeyLog()
  keys.add(keyText)
  for (const [, text] of readCapture(capture).secrets) keys.add(text)
  const collector = new Collector()
  const log = new AnomalyLog()
  const layer = new MessageLayer(collector, log, undefined, undefined, keys)
  const streams = new StreamLayer(layer, log)
  const dissector = new Dissector(streams, log)
  const format = sniffFormat(capture, 0, capture.length)
  if (format !== 'pcap' && format !== 'pcapng') throw new Error('not a capture')
  feedReader(openReader(format, dissector, log), capture)
  dissector.end()
  streams.end()
  return {
    events: collector.events,
    messages: collector.events.filter(
      (event): event is PlainMessage => event.kind === 'request' || event.kind === 'response',
    ),
    counts: layer.counts,
    anomalies: Object.fromEntries([...log.tallies].map(([code, tally]) => [code, tally.count])),
    givenBytes: streams.counts.deliveredBytes + streams.counts.udpDeliveredBytes,
    countedBytes: countedBytes(layer.counts),
  }
}
