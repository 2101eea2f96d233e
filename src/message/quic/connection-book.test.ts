import { expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { cryptoFrame, initialPacket } from '../../../test/support/quic-packet.ts'
import { clientHello } from '../../../test/support/tls-hello.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import { MessageLayer } from '../message-layer.ts'
import { bookOf, ConnectionBook } from './connection-book.ts'

const id = Buffer.from('0011223344556677', 'hex')
const short = Buffer.concat([Buffer.from([0x40]), id, Buffer.alloc(20, 7)])

test('finds connections by the ids of their packets', () => {
  const book = new ConnectionBook()
  const flow = testFlow('udp')
  expect(book.find(short, 0, short.length)).toBeNull()
  book.add(id, flow, 1)
  book.add(Buffer.alloc(2), flow, 1)
  expect(book.find(short, 0, short.length)).toEqual({ flow, direction: 1 })
  expect(book.find(short, 0, 8)).toBeNull()
  book.remove(id, testFlow('udp'))
  expect(book.find(short, 0, short.length)).not.toBeNull()
  book.remove(id, flow)
  expect(book.find(short, 0, short.length)).toBeNull()
})

test('more connections at a time than the limit are not followed, and their bytes are counted', () => {
  const anomalies = new AnomalyLog()
  const collector = new Collector()
  const layer = new MessageLayer(collector, anomalies)
  const book = bookOf(layer.context)
  for (let count = 0; count < limits.message.quicConnectionsMax; count++) expect(book.follow()).toBe(true)
  const packet = initialPacket(cryptoFrame(0, clientHello({ sni: 'www.example.com' })), { size: 1_200 })
  const refused = testFlow('udp')
  const verdict = layer.datagram(refused, 0, packet, 0, packet.length, new RunOrigin())
  expect(verdict).toBe(verdicts.limit | verdicts.bothDirections)
  layer.end(refused, 'closed')
  expect(layer.counts.limitBytes).toBe(packet.length)
  expect([...anomalies.tallies.keys()]).toEqual(['message.quic.too_many_connections'])
  expect(collector.events.map(({ kind }) => kind)).not.toContain('clientHello')

  // One of them ends: the next is read, and makes room again when it is given up.
  book.leave()
  for (let count = 0; count < 2; count++) {
    const flow = testFlow('udp')
    layer.datagram(flow, 0, packet, 0, packet.length, new RunOrigin())
    layer.end(flow, 'closed')
  }
  expect(layer.counts.clientHellos).toBe(2)
})

test('a hello between other addresses is a twin; from another port of the same it was sent again', () => {
  const book = new ConnectionBook()
  const random = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
  expect(book.isTwin(random, testFlow('udp', { id: 1 }))).toBe(false)
  expect(book.isTwin(random, testFlow('udp', { id: 2, clientPort: 40_001 }))).toBe(false)
  expect(book.isTwin(random, testFlow('udp', { id: 3, clientAddress: '203.0.113.9' }))).toBe(true)
})

test('a random with hardly any different bytes was not drawn, and tells no twin', () => {
  const isTwin = (different: number): boolean => {
    const book = new ConnectionBook()
    const random = Buffer.from(Array.from({ length: 32 }, (_, index) => index % different))
    book.isTwin(random, testFlow('udp', { id: 1 }))
    return book.isTwin(random, testFlow('udp', { id: 2, clientAddress: '203.0.113.9' }))
  }
  expect([1, 11, 12, 32].map(isTwin)).toEqual([false, false, true, true])
})
