import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { frames, QuicPeers, suiteNumbers } from '../../../test/support/quic-peers.ts'
import { KeyLog } from '../key-log.ts'
import { batchPacketsMax } from './packet-batch.ts'

/**
 * Packets with a short header wait and are opened together; each of these conversations is long enough for that. What
 * comes of it must be what opening each by itself gives.
 */
function play(peers: QuicPeers, steps: readonly Step[]): Outcome {
  const opening = peers.opening()
  const keys = new KeyLog()
  keys.add(peers.keyLog)
  const all = [client(opening.client), server(opening.server), ...steps]
  const outcome = playLayer(all, undefined, testFlow('udp', { serverPort: 443 }), keys)
  expectBalanced(outcome)
  return outcome
}

const body = Buffer.from(Array.from({ length: 60_000 }, (_, index) => index % 251))
const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`
const get = 'GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n'
const response = Buffer.concat([Buffer.from(head), body])

/** A request and its response, the client acknowledging now and then. */
function exchange(
  peers: QuicPeers,
  pieceBytes: number,
  spoil: (packet: Buffer, index: number) => Buffer,
): Step[] {
  const steps: Step[] = [
    server(peers.short(1, frames.ack(0))),
    client(peers.short(0, frames.stream(0, 0, get, true))),
  ]
  for (let at = 0, index = 0; at < response.length; at += pieceBytes, index++) {
    const end = at + pieceBytes
    const packet = peers.short(1, frames.stream(0, at, response.subarray(at, end), end >= response.length))
    steps.push(server(spoil(packet, index)))
    if (index % 3 === 2) steps.push(client(peers.short(0, frames.ack(index))))
  }
  return steps
}

const asIs = (packet: Buffer): Buffer => packet

describe('packets that are opened together', () => {
  for (const [name, suite] of Object.entries(suiteNumbers)) {
    test.each([
      [1, 700],
      // Thousands of packets take long: in the short form under one suite only.
      [2, name === 'aes128' ? 31 : times(151, 31)],
      [3, 1_157],
      [4, 1_000],
    ] as const)(
      `give what they hold: ${name}, numbers of %i bytes, pieces of %i`,
      (numberBytes, pieceBytes) => {
        const peers = new QuicPeers({ alpn: 'test', suite, numberBytes })
        const outcome = play(peers, exchange(peers, pieceBytes, asIs))
        expect(outcome.messages).toMatchObject([{ target: '/a' }, { status: 200, isComplete: true }])
        expect(outcome.messages[1]?.body === body.toString('latin1')).toBe(true)
        expect(outcome.anomalies).toEqual({})
      },
    )
  }

  test('show each byte at its place in its frame', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const outcome = play(peers, exchange(peers, 1_000, asIs))
    const [first, second] = outcome.messages[1]?.bodySpans ?? []
    // First byte, id, number; type, stream, offset of one byte, length of two.
    expect(first).toEqual({
      frame: 5,
      start: 54 + 1 + 5 + 2 + 1 + 1 + 1 + 2 + head.length,
      end: 54 + 13 + 1_000 - 0,
    })
    expect(second?.frame).toBe(6)
  })

  test.each([
    ['its content', 200],
    ['its tag', -3],
    ['its number', 7],
    ['its first byte', 0],
  ])('one of them spoiled in %s: it alone is not read', (_, place) => {
    const peers = new QuicPeers({ alpn: 'test' })
    const spoiled = 12
    const steps = exchange(peers, 1_000, (packet, index) => {
      if (index !== spoiled) return packet
      const at = place < 0 ? packet.length + place : place
      packet[at] = (packet[at] as number) ^ 0x10
      return packet
    })
    const outcome = play(peers, steps)
    expect(outcome.messages).toMatchObject([
      { target: '/a' },
      { status: 200, incompleteReason: 'gap', bodyBytesLeftOut: 1_000 },
    ])
    expect(outcome.anomalies).toMatchObject({ 'message.quic.not_opened': 1, 'message.quic.stream_gap': 1 })
    const { length } = (steps[spoiled + 2 + 4] as Extract<Step, { kind: 'push' }>).bytes
    expect(outcome.counts.undecryptableBytes).toBe(length)
  })

  test('with a key update among them are all read', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const steps: Step[] = [
      server(peers.short(1, frames.ack(0))),
      client(peers.short(0, frames.stream(0, 0, get, true))),
    ]
    for (let at = 0, index = 0; at < response.length; at += 1_000, index++) {
      if (index % 20 === 10) peers.updateKeys(1)
      const end = at + 1_000
      steps.push(
        server(peers.short(1, frames.stream(0, at, response.subarray(at, end), end >= response.length))),
      )
    }
    const outcome = play(peers, steps)
    expect(outcome.messages).toMatchObject([{ target: '/a' }, { isComplete: true }])
    expect(outcome.anomalies).toEqual({})
  })

  test.each([
    ['the first key phase', 0],
    ['the second, the first being before the capture', 1],
  ])('are read where none was opened before: of %s', (_, updates) => {
    const peers = new QuicPeers({ alpn: 'test' })
    for (let count = 0; count < updates; count++) peers.updateKeys(1)
    const steps = exchange(peers, 1_000, asIs)
    const outcome = play(peers, steps)
    expect(outcome.messages).toMatchObject([{ target: '/a' }, { status: 200, isComplete: true }])
    expect(outcome.anomalies).toEqual({})
  })

  test('the first of them spoiled: the others are read', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const steps = exchange(peers, 1_000, asIs)
    const { bytes } = steps[0] as Extract<Step, { kind: 'push' }>
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1
    const outcome = play(peers, steps)
    expect(outcome.messages).toMatchObject([{ target: '/a' }, { status: 200, isComplete: true }])
    expect(outcome.anomalies).toEqual({ 'message.quic.not_opened': 1 })
  })

  describe('behind a packet of the handshake in its datagram', () => {
    const first = response.subarray(0, 100)

    test('are read, and zeros there are padding', () => {
      const peers = new QuicPeers({ alpn: 'test' })
      const steps = [
        server(
          Buffer.concat([peers.handshake(1, frames.ack(0)), peers.short(1, frames.stream(0, 0, first))]),
        ),
        server(Buffer.concat([peers.handshake(1, frames.ack(0)), Buffer.alloc(40)])),
        client(
          Buffer.concat([peers.handshake(0, frames.ack(0)), peers.short(0, frames.stream(0, 0, get, true))]),
        ),
      ]
      for (let at = 100; at < response.length; at += 1_000)
        steps.push(server(peers.short(1, frames.stream(0, at, response.subarray(at, at + 1_000)))))
      const outcome = play(peers, steps)
      expect(outcome.messages).toMatchObject([{ target: '/a' }, { status: 200, isComplete: true }])
      expect(outcome.anomalies).toEqual({})
      expect(outcome.counts.undecryptableBytes).toBe(0)
    })

    test('are read where two datagrams of one length are one in the capture', () => {
      const peers = new QuicPeers({ alpn: 'test' })
      const handshake = peers.handshake(1, frames.ack(0))
      const length = 400
      const filled = (content: Buffer, bytes: number): Buffer => {
        // A packet's id, number and tag take 24 bytes.
        return peers.short(1, Buffer.concat([content, Buffer.alloc(bytes - 24 - content.length)]))
      }
      const both = Buffer.concat([
        handshake,
        filled(frames.stream(0, 0, first), length - handshake.length),
        filled(frames.stream(0, 100, response.subarray(100, 200)), length),
      ])
      expect(both).toHaveLength(2 * length)
      const get0 = client(peers.short(0, frames.stream(0, 0, get, true)))
      const outcome = play(peers, [get0, server(both), server(peers.short(1, frames.reset(0, 200)))])
      expect(outcome.messages[1]?.body).toHaveLength(200 - head.length)
      expect(outcome.counts.undecryptableBytes).toBe(0)
    })
  })

  test('of any lengths and in any order are the same as one by one', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 1_300 }), { minLength: 40, maxLength: 90 })
    fc.assert(
      fc.property(lengths, fc.nat(), (sizes, seed) => {
        const peers = new QuicPeers({ alpn: 'test' })
        const packets: Step[] = []
        let at = 0
        for (const size of sizes) {
          packets.push(server(peers.short(1, frames.stream(0, at, response.subarray(at, at + size)))))
          at += Math.min(size, response.length - at)
        }
        const swapped = seed % (packets.length - 1)
        ;[packets[swapped], packets[swapped + 1]] = [packets[swapped + 1] as Step, packets[swapped] as Step]
        const start = client(peers.short(0, frames.stream(0, 0, get, true)))
        const outcome = play(peers, [start, ...packets])
        expect(outcome.messages[1]?.body).toHaveLength(Math.min(at, response.length) - head.length)
        expect(outcome.counts.undecryptableBytes).toBe(0)
      }),
      { numRuns: times(15, 40) },
    )
  })

  test('what waits is read when the flow ends, however few they are', () => {
    for (let count = 0; count <= batchPacketsMax + 1; count++) {
      // In the short form few, as many as are opened together, one more or less, and some between.
      if (count > 2 && count < batchPacketsMax - 1 && count % times(7, 1) !== 0) continue
      const peers = new QuicPeers({ alpn: 'test' })
      const steps = [server(peers.short(1, frames.ack(0))), client(peers.short(0, frames.ack(0)))]
      for (let index = 0; index < count; index++)
        steps.push(client(peers.short(0, frames.stream(index * 4, 0, get, true))))
      expect(play(peers, steps).counts.requests).toBe(count)
    }
  })
})
