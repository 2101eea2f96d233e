/** What the parts of QUIC's parser are made with, where they are read without it. */
import { AnomalyLog } from '../../src/core/anomaly.ts'
import { RunOrigin } from '../../src/core/origin.ts'
import { KeyLog } from '../../src/message/key-log.ts'
import { MessageLayer } from '../../src/message/message-layer.ts'
import { LongHeader, readLongHeader } from '../../src/message/quic/parse.ts'
import type { ParserContext } from '../../src/message/types.ts'
import type { Flow } from '../../src/stream/types.ts'
import { Collector, testFlow } from './playbook.ts'

/** Frame 7, byte 54 of which is byte 0 of the buffer. */
export const origin: RunOrigin = new RunOrigin()
origin.place(7, 54, 1, 2)

/** A flow of a capture whose key log is `keys`, and what is handed on of it. */
export interface QuicParts {
  readonly flow: Flow
  readonly context: ParserContext
  readonly sink: Collector
  readonly anomalies: AnomalyLog
}

export function quicParts(keys: KeyLog = new KeyLog()): QuicParts {
  const sink = new Collector()
  const anomalies = new AnomalyLog()
  const { context } = new MessageLayer(sink, anomalies, [], undefined, keys)
  return { flow: testFlow('udp', { serverPort: 443 }), context, sink, anomalies }
}

/** The long header with which the packet begins. */
export function longHeader(packet: Buffer): LongHeader {
  const header = new LongHeader()
  readLongHeader(packet, 0, packet.length, header)
  return header
}
