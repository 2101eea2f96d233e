import { expect, test } from 'vitest'
import { tcpSegment, udpDatagram } from '../../../test/support/capture.ts'
import { noPorts, portsOf, transportBytes } from './transport-header.ts'

const ports = { sourcePort: 40_001, targetPort: 8_080 }

test('a header of UDP has eight bytes, one of TCP those that it says, and others are not known', () => {
  expect(transportBytes(udpDatagram({ payload: 'x' }), 17)).toBe(8)
  const segment = tcpSegment({ payload: 'x' })
  expect(transportBytes(segment, 6)).toBe(20)
  segment.writeUInt8(0x80, 12)
  expect(transportBytes(segment, 6)).toBe(32)
  // Less than the shortest, and cut before it says.
  segment.writeUInt8(0x10, 12)
  expect([transportBytes(segment, 6), transportBytes(segment.subarray(0, 8), 6)]).toEqual([20, 20])
  expect(transportBytes(segment, 1)).toBe(0)
})

test('ports are those of TCP and UDP, as far as they were captured', () => {
  expect(portsOf(udpDatagram({ ...ports, payload: '' }), 17)).toEqual(ports)
  expect(portsOf(tcpSegment({ ...ports, payload: '' }).subarray(0, 4), 6)).toEqual(ports)
  expect(portsOf(tcpSegment({ ...ports, payload: '' }).subarray(0, 3), 6)).toBe(noPorts)
  expect(portsOf(udpDatagram({ ...ports, payload: '' }), 1)).toBe(noPorts)
})
