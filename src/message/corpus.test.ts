/** Real captures through source, packet and stream, read by this layer: the manifest's ground truth holds. */
import { describe, expect, test } from 'vitest'
import { corpusCaptures, corpusFile, hasCorpus } from '../../test/support/corpus.ts'
import type { PlainMessage } from '../../test/support/playbook.ts'
import { Collector } from '../../test/support/playbook.ts'
import { AnomalyLog } from '../core/anomaly.ts'
import { Dissector } from '../packet/dissector.ts'
import { CaptureFeeder } from '../pipeline/reading/feeder.ts'
import { readCapture } from '../pipeline/reading/open-capture.ts'
import { StreamLayer } from '../stream/stream-layer.ts'
import { countedBytes } from './message-counts.ts'
import { MessageLayer } from './message-layer.ts'

async function read(
  name: string,
): Promise<{ layer: MessageLayer; messages: PlainMessage[]; codes: string[]; deliveredBytes: number }> {
  const log = new AnomalyLog()
  const collector = new Collector()
  const layer = new MessageLayer(collector, log)
  const streams = new StreamLayer(layer, log)
  const dissector = new Dissector(streams, log)
  await readCapture(corpusFile(name), new CaptureFeeder(dissector, log), log, {
    wantsHash: false,
    onProgress: () => undefined,
  })
  dissector.end()
  streams.end()
  return {
    layer,
    messages: collector.events.filter(
      (event): event is PlainMessage => event.kind === 'request' || event.kind === 'response',
    ),
    codes: [...log.tallies.keys()],
    deliveredBytes: streams.counts.deliveredBytes + streams.counts.udpDeliveredBytes,
  }
}

describe.skipIf(!hasCorpus)('real captures', () => {
  test('an interim response and a final one belong to one request', async () => {
    const { messages } = await read('http/100-continue.pcap')
    expect(messages.map((message) => [message.kind, message.exchange, message.status, message.host])).toEqual(
      [
        ['response', 0, 100, ''],
        ['request', 0, 0, 'www.osu.edu'],
        ['response', 0, 200, ''],
      ],
    )
    expect(messages[1]?.method).toBe('POST')
  })

  test('a gzip body and a multipart body come whole', async () => {
    const zipped = await read('http/get-gzip.pcap')
    expect(zipped.messages).toMatchObject([
      { kind: 'request', host: 'httpbin.org' },
      { kind: 'response', status: 200, contentEncoding: 'gzip', isComplete: true },
    ])
    const multipart = await read('http/multipart-form-data.pcap')
    expect(multipart.messages[0]).toMatchObject({ method: 'POST', host: 'localhost:8000', isComplete: true })
    expect(multipart.messages[0]?.contentType).toMatch(/^multipart\/form-data; boundary=/)
  })

  test('behind a WebSocket upgrade each message is read by itself', async () => {
    const { messages } = await read('http/websocket.pcap')
    expect(messages.slice(0, 2)).toMatchObject([
      { kind: 'request', host: 'sandbox.kaazing.net' },
      { kind: 'response', status: 101 },
    ])
    // Nine frames, three of them without a payload.
    expect(messages.slice(2).map(({ kind, protocol, host }) => `${protocol} ${kind} ${host}`)).toEqual([
      'websocket response sandbox.kaazing.net',
      'websocket request sandbox.kaazing.net',
      'websocket response sandbox.kaazing.net',
      'websocket response sandbox.kaazing.net',
      'websocket request sandbox.kaazing.net',
      'websocket response sandbox.kaazing.net',
    ])
  })

  test('11 requests come through segments out of order, overlapping and sent again', async () => {
    const { messages } = await read('tcp/reassembly-synthetic.pcap')
    const requests = messages.filter((message) => message.protocol === 'http' && message.method === 'GET')
    expect(requests).toHaveLength(11)
    expect(new Set(requests.map((request) => request.host))).toEqual(new Set(['test', 't']))
  })

  for (const name of corpusCaptures()) {
    test(`${name}: each delivered byte is counted once, and no parser fails`, async () => {
      const { layer, codes, deliveredBytes } = await read(name)
      expect(countedBytes(layer.counts)).toBe(deliveredBytes)
      expect(layer.heldBytes).toBe(0)
      expect(codes.filter((code) => code.endsWith('.bug'))).toEqual([])
    })
  }
})
