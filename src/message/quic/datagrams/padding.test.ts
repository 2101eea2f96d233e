import { expect, test } from 'vitest'
import { cryptoFrame, initialPacket } from '../../../../test/support/quic-packet.ts'
import { isPadding, paddingEnd } from './padding.ts'

const zeros = Buffer.alloc(9)
const packet = initialPacket(cryptoFrame(0, Buffer.alloc(40, 1)))

test('zeros go up to the end of their datagram', () => {
  expect(paddingEnd(zeros, 2, zeros.length)).toBe(9)
  expect(isPadding(zeros, 2, zeros.length)).toBe(true)
  // Nothing stands behind the last packet.
  expect(isPadding(packet, 0, 0)).toBe(true)
})

test('or to the next datagram that was captured with it', () => {
  const both = Buffer.concat([zeros, packet])
  expect(paddingEnd(both, 0, both.length)).toBe(9)
  expect(isPadding(both, 0, both.length)).toBe(false)
})

test('zeros before anything else are part of it', () => {
  for (const behind of ['40', 'ff', 'c0deadbeef0801020304050607080000', packet.toString('hex', 0, 30)]) {
    const both = Buffer.concat([zeros, Buffer.from(behind, 'hex')])
    expect(paddingEnd(both, 4, both.length), behind).toBe(4)
  }
})
