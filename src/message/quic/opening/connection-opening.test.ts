import { expect, test } from 'vitest'
import { longHeader, origin, quicParts } from '../../../../test/support/quic-parts.ts'
import { QuicPeers } from '../../../../test/support/quic-peers.ts'
import { cryptoFrame, initialPacket } from '../../../../test/support/quic-packet.ts'
import { keysOf } from '../../../../test/support/quic-reading.ts'
import { clientHello } from '../../../../test/support/tls-hello.ts'
import { limits } from '../../../core/limits.ts'
import type { Direction } from '../../../core/verdict.ts'
import { KeyLog } from '../../key-log.ts'
import { bookOf } from '../connection-book.ts'
import { LongHeader } from '../parse.ts'
import { ConnectionOpening } from './connection-opening.ts'
import type { EarlyPacket } from './early-packets.ts'

const hello = clientHello({ sni: 'a.example.com', alpn: ['h3'], versions: [0x0304] })

class Opening {
  readonly replayed: (readonly EarlyPacket[])[] = []
  readonly parts: ReturnType<typeof quicParts>
  readonly opening: ConnectionOpening

  constructor(keys: KeyLog = new KeyLog()) {
    this.parts = quicParts(keys)
    const readEarly = (packets: readonly EarlyPacket[]): void => void this.replayed.push(packets)
    this.opening = new ConnectionOpening(this.parts.flow, this.parts.context, { readEarly })
    this.opening.begin(origin.frame)
  }

  take(packet: Buffer, direction: Direction = 0): boolean {
    return this.opening.takeInitial(direction, packet, 0, longHeader(packet), 54, origin)
  }

  keep(packet: Buffer, direction: Direction): boolean {
    return this.opening.early.keep(direction, packet, 0, packet.length, 54, origin)
  }

  get kinds(): string[] {
    return this.parts.sink.events.map(({ kind }) => kind)
  }
}

test('without keys a flow is done behind its hello, and nothing is held', () => {
  const one = new Opening()
  expect(one.take(initialPacket(cryptoFrame(0, hello), { size: 1_200 }))).toBe(true)
  expect(one.kinds).toEqual(['clientHello', 'serverName'])
  expect([one.opening.isDone, one.opening.connection, one.opening.heldBytes]).toEqual([true, null, 0])
  expect(one.parts.context.counts.hellosWithoutKey).toBe(1)
})

test('with keys there is a connection, and what came early is given back', () => {
  const peers = new QuicPeers()
  const one = new Opening(keysOf(peers))
  const { client, server } = peers.opening()
  expect(one.opening.mayKeepInitial(1)).toBe(false)
  expect(one.keep(server, 1)).toBe(true)
  expect(one.take(client)).toBe(true)
  expect([one.opening.connection === null, one.opening.isDone]).toEqual([false, false])
  expect(one.replayed.map((packets) => packets.map(({ bytes }) => bytes.equals(server)))).toEqual([[true]])
  expect(one.opening.mayKeepInitial(1)).toBe(true)
  one.opening.end(false)
  expect([one.opening.connection, one.opening.heldBytes]).toEqual([null, 0])
})

test('a hello waits for its secrets where they may come', () => {
  const peers = new QuicPeers()
  const keys = new KeyLog()
  keys.mayComeLate = true
  const one = new Opening(keys)
  one.take(peers.opening().client)
  expect([one.opening.awaited === null, one.opening.hasAwaited(), one.opening.connection]).toEqual([
    false,
    false,
    null,
  ])
  keys.add(peers.keyLog)
  expect(one.opening.hasAwaited()).toBe(true)
  one.opening.awaitNoLonger()
  expect([one.opening.awaited, one.opening.connection === null]).toEqual([null, false])
})

test('of a hello that was cut the name is told, and what was missing', () => {
  const one = new Opening()
  one.take(
    initialPacket(cryptoFrame(0, hello.subarray(0, hello.indexOf('a.example.com') + 13)), { size: 1_200 }),
  )
  expect([one.kinds, one.opening.isDone]).toEqual([[], false])
  expect(one.opening.waitNoLonger(9)).toBe(false)
  expect(one.kinds).toEqual(['clientHello', 'serverName'])
})

test('another hello of the same port is known by its random', () => {
  const one = new Opening()
  one.take(initialPacket(cryptoFrame(0, hello), { size: 1_200 }))
  const other = Buffer.from(hello)
  other.fill(0x33, 6, 38)
  const begins = (bytes: Buffer, id: number): boolean => {
    const packet = initialPacket(cryptoFrame(0, bytes), { size: 1_200, targetId: Buffer.alloc(8, id) })
    return one.opening.beginsAnew(packet, 0, packet.length, new LongHeader())
  }
  expect([begins(hello, 1), begins(other, 2)]).toEqual([false, true])
})

test('no more connections are followed than may be', () => {
  const { opening, parts } = new Opening()
  while (bookOf(parts.context).follow());
  const next = new ConnectionOpening(parts.flow, parts.context, { readEarly: () => expect.fail() })
  expect([next.begin(1), next.isDone]).toEqual([false, true])
  opening.end(false)
  const last = new ConnectionOpening(parts.flow, parts.context, { readEarly: () => expect.fail() })
  expect([last.begin(1), last.begin(2), last.isDone]).toEqual([true, true, false])
})

test('Initial packets that bring no hello are not opened without end', () => {
  const { opening, parts, ...one } = new Opening()
  const ping = initialPacket(Buffer.from([1]), { size: 1_200 })
  const taken: boolean[] = []
  for (let count = 0; count <= limits.message.quicInitialsMax; count++)
    taken.push(opening.takeInitial(0, ping, 0, longHeader(ping), 54, origin))
  expect(taken.indexOf(false)).toBe(limits.message.quicInitialsMax)
  expect([opening.isDone, one.replayed, parts.sink.events]).toEqual([true, [], []])
})
