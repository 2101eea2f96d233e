import { expect, test } from 'vitest'
import { PacketView } from '../types.ts'
import { hasPlace, setExportedEnds, setExportedPacket } from './exported-packet.ts'
import type { ExportedPdu } from './exported-pdu.ts'
import { LinkView } from './link-view.ts'

const segment: ExportedPdu = {
  at: 0,
  linkType: -1,
  name: 'http',
  source: [0, 0, 0xffff, 1],
  target: [0, 0, 0xffff, 2],
  transport: 6,
  sourcePort: 40_000,
  targetPort: 80,
  stream: { sequence: 1_001, acknowledgement: 5_001 },
  protection: 'plaintext',
}
const datagram: ExportedPdu = { ...segment, transport: 17, stream: null }

test.each([
  ['a datagram', datagram, true],
  ['a segment with its place in the stream', segment, true],
  ['a segment without one', { ...segment, stream: null }, false],
  ['what another transport carried', { ...datagram, transport: 132 }, false],
  ['what was decrypted', { ...datagram, protection: 'tls' as const }, false],
  ['what came from nobody known', { ...datagram, source: null }, false],
  ['what went to nobody known', { ...datagram, target: null }, false],
])('%s', (_name, found, has) => {
  expect(hasPlace(found)).toBe(has)
})

test('an end of which nothing is said is no address', () => {
  const packet = new PacketView()
  setExportedEnds(packet, { ...segment, source: null })
  expect([packet.family, packet.source2, packet.source3, packet.target3]).toEqual([4, 0xffff, 0, 2])
})

test('the packet has what is said of it, and nothing of the one before', () => {
  const packet = new PacketView()
  Object.assign(packet, { udpChecksum: 9, wlanFrame: 9, identification: 9 })
  const view = new LinkView()
  Object.assign(view, { at: 10, end: 30, wireEnd: 35 })
  setExportedPacket(packet, view, segment)
  expect(packet).toMatchObject({ sourcePort: 40_000, targetPort: 80, tcpSequence: 1_001 })
  expect(packet).toMatchObject({ tcpAcknowledgement: 5_001, tcpFlags: 0x18 })
  expect(packet).toMatchObject({ payloadStart: 10, payloadEnd: 30, payloadCutBytes: 5 })
  expect(packet).toMatchObject({ udpChecksum: 0, wlanFrame: 0, identification: 0 })
  setExportedPacket(packet, view, datagram)
  expect([packet.tcpFlags, packet.tcpSequence]).toEqual([0, 0])
})
