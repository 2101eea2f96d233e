import { expect, test } from 'vitest'
import { origin, quicParts } from '../../../../test/support/quic-parts.ts'
import { testFlow } from '../../../../test/support/playbook.ts'
import { bookOf } from '../connection-book.ts'
import { batchBytesMax, batchesMax, batchPacketBytesMax, batchPacketsMax } from '../packet-batch.ts'
import type { PacketBatch } from '../packet-batch.ts'
import { WaitingPackets } from './waiting-packets.ts'

const packet = Buffer.alloc(100, 0x41)
const batchable = { mayBatch: (): boolean => true }

test('packets wait in order until they are taken, and their flow is known meanwhile', () => {
  const { flow, context } = quicParts()
  const waiting = new WaitingPackets(flow, context)
  const { waiting: flows } = bookOf(context)
  expect([waiting.heldBytes, waiting.take(), flows.size]).toEqual([0, null, 0])
  waiting.add(0, packet, 0, 100, origin, 0)
  waiting.add(1, packet, 60, 100, origin, 12)
  expect([waiting.heldBytes, [...flows]]).toEqual([batchBytesMax, [flow]])
  const batch = waiting.take() as PacketBatch
  expect([batch.count, batch.directions[1], batch.leads[1], waiting.heldBytes]).toEqual([2, 1, 12, 0])
  expect(flows.size).toBe(1)
  waiting.wereRead(batch)
  expect([batch.count, flows.size]).toEqual([0, 0])
})

test('only so many wait together', () => {
  const { flow, context } = quicParts()
  const waiting = new WaitingPackets(flow, context)
  expect(waiting.hasRoom(batchPacketBytesMax)).toBe(true)
  for (let count = 0; count < batchPacketsMax; count++) waiting.add(0, packet, 0, 100, origin, 0)
  expect(waiting.hasRoom(1)).toBe(false)
})

test('what may be several packets does not wait, nor a long header, nor what is opened one by one', () => {
  const { flow, context } = quicParts()
  const waiting = new WaitingPackets(flow, context)
  const long = Buffer.alloc(batchPacketBytesMax + 1, 0x41)
  expect(waiting.mayWait(batchable, 0, long, 1, long.length)).toBe(true)
  expect(waiting.mayWait(batchable, 0, long, 0, long.length)).toBe(false)
  expect(waiting.mayWait(batchable, 0, packet, 5, 5)).toBe(false)
  expect(waiting.mayWait(batchable, 0, Buffer.from('c1000001', 'hex'), 0, 4)).toBe(false)
  expect(waiting.mayWait({ mayBatch: () => false }, 0, packet, 0, 100)).toBe(false)
})

test('only so many connections have packets that wait', () => {
  const { flow, context } = quicParts()
  const first = new WaitingPackets(flow, context)
  first.add(0, packet, 0, 100, origin, 0)
  const { waiting: flows } = bookOf(context)
  while (flows.size < batchesMax) flows.add(testFlow('udp'))
  expect(new WaitingPackets(flow, context).mayWait(batchable, 0, packet, 0, 100)).toBe(false)
  expect(first.mayWait(batchable, 0, packet, 0, 100)).toBe(true)
})
