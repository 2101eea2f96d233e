import { expect, test } from 'vitest'
import { settled } from '../../test/support/settled-streams.ts'
import { Listener, Wire } from '../../test/support/stream-playbook.ts'
import { AnomalyLog } from '../core/anomaly.ts'
import { PacketView } from '../packet/types.ts'
import { FrameContext } from '../source/types.ts'
import { StreamLayer } from './stream-layer.ts'

test('a handshake without payload counts as a flow but is told to nobody', () => {
  const wire = new Wire().handshake()
  expect(settled(wire)).toEqual([])
  expect(wire.layer.counts.tcpFlows).toBe(1)
  expect(wire.layer.counts.ends['capture-end']).toBe(1)
})

test('IPv4 and IPv6, and TCP and UDP, with the same numbers are different flows', () => {
  const wire = new Wire()
  wire.send({ sequence: 1, payload: 'four' }).send({ family: 6, sequence: 1, payload: 'six' })
  settled(wire)
  expect(wire.layer.counts).toMatchObject({ tcpFlows: 2, ipv6Flows: 1 })
  expect(wire.listener.told[1]?.flow.clientAddress).toBe('2001:db8::c000:201')
})

test('the first packet of each flow is shown, and each flow over IPv6 once', () => {
  const shown: string[] = []
  const frame = new FrameContext()
  const layer = new StreamLayer(new Listener(), new AnomalyLog(), 100, null, {
    begins: () => shown.push('first packet'),
    began: ({ id }) => shown.push(`flow ${id}`),
  })
  const packet = new PacketView()
  packet.buf = Buffer.from('ab')
  packet.payloadEnd = 2
  for (const family of [4, 6, 6] as const) {
    packet.family = family
    layer.udp(packet, frame)
  }
  expect(shown).toEqual(['first packet', 'first packet', 'flow 1'])
})
