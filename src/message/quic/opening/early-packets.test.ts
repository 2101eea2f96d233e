import { expect, test } from 'vitest'
import { longHeader, origin, quicParts } from '../../../../test/support/quic-parts.ts'
import { QuicPeers } from '../../../../test/support/quic-peers.ts'
import { initialPacket } from '../../../../test/support/quic-packet.ts'
import { limits } from '../../../core/limits.ts'
import { KeyLog } from '../../key-log.ts'
import { bookOf } from '../connection-book.ts'
import { EarlyPackets } from './early-packets.ts'

const short = Buffer.concat([Buffer.from([0x47]), Buffer.alloc(40, 0x11)])
const handshake = new QuicPeers().handshake(0, Buffer.alloc(60, 1))

function earlyOf(isAwaiting = true): { early: EarlyPackets; parts: ReturnType<typeof quicParts> } {
  const keys = new KeyLog()
  keys.mayComeLate = isAwaiting
  const parts = quicParts(keys)
  return { early: new EarlyPackets(parts.flow, parts.context), parts }
}

test('packets are kept in order, with their places, while there may be keys', () => {
  const { early, parts } = earlyOf()
  const all = Buffer.concat([Buffer.alloc(3), short, short])
  const { length } = short
  expect(early.keep(0, all, 3, 3 + length, 54, origin)).toBe(true)
  expect(early.keep(1, all, 3 + length, all.length, 54, origin)).toBe(true)
  all.fill(0)
  expect([early.bytes, early.isEmpty]).toEqual([2 * length, false])
  expect(bookOf(parts.context).late.find(short, 0, length)).toBe(parts.flow)
  expect(
    early
      .take()
      .map(({ direction, bytes, origin: { frame, offset } }) => [
        direction,
        bytes.equals(short),
        frame,
        offset,
      ]),
  ).toEqual([
    [0, true, 7, 57],
    [1, true, 7, 57 + length],
  ])
  expect([early.bytes, early.isEmpty, bookOf(parts.context).late.find(short, 0, length)]).toEqual([
    0,
    true,
    null,
  ])
  expect(earlyOf(false).early.keep(0, short, 0, length, 0, origin)).toBe(false)
})

test('of a packet it is said how it may be tried', () => {
  const { early } = earlyOf()
  early.keep(0, short, 0, short.length, 0, origin)
  early.keep(0, Buffer.alloc(40), 0, 40, 0, origin)
  const initial = initialPacket(Buffer.alloc(60, 1))
  early.keep(0, initial, 0, initial.length, 0, origin)
  expect(early.handshakeVersion).toBe(0)
  const front = Buffer.concat([Buffer.alloc(5), handshake])
  early.keep(0, front, 5, front.length, 0, origin)
  expect(early.handshakeVersion).toBe(1)
  expect(early.packets.map(({ numberStart }) => numberStart)).toEqual([
    0,
    -1,
    -1,
    longHeader(handshake).numberStart,
  ])
})

test('no more are kept than there is room for, and those let go are counted', () => {
  const { early, parts } = earlyOf()
  const max = limits.message.quicEarlyBytesMax
  const most = Buffer.alloc(max - 10, 0x41)
  expect(early.keep(0, most, 0, most.length, 0, origin)).toBe(true)
  expect([early.hasRoom(10), early.hasRoom(11)]).toEqual([true, false])
  expect(early.keep(0, short, 0, short.length, 0, origin)).toBe(false)
  early.drop()
  expect([early.bytes, parts.context.counts.undecryptableBytes]).toEqual([0, max - 10])
  early.drop()
  expect(parts.context.counts.undecryptableBytes).toBe(max - 10)
})
