import { expect, test } from 'vitest'
import { PacketView } from '../packet/types.ts'
import { FrameContext } from '../source/types.ts'
import { DatagramTwins } from './datagram-twins.ts'

const packet = new PacketView()
packet.buf = Buffer.from('the same content')
packet.payloadEnd = packet.buf.length
packet.identification = 7
packet.targetPort = 9_000

test('datagrams without a checksum that differ in their ports alone are none of them a twin', () => {
  const twins = new DatagramTwins()
  const context = new FrameContext()
  packet.sourcePort = 1_000
  expect([twins.sees(packet, context), twins.sees(packet, context)]).toEqual([false, true])
  // More than there are places to remember them in.
  for (let port = 1_001; port < 3_000; port++) {
    packet.sourcePort = port
    expect(twins.sees(packet, context)).toBe(false)
  }
})
