/** Several packets in one frame: what a phone and a computer hand each other over USB, and a modem hands its phone. */
import { expect, test } from 'vitest'
import { ethernetFrame, ipPacket, tcpSegment, udpDatagram } from '../../../test/support/capture.ts'
import { dissect } from '../../../test/support/dissect.ts'
import { hex } from '../../../test/support/encapsulation.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { ncm, ncm32, qmap, rndis, usbmon, usbPcap } from '../../../test/support/transfers.ts'

const v6 = { source: '2001:db8::1', target: '2001:db8::2' }
const udp4 = ipPacket(17, udpDatagram({ payload: 'hello' }))
const udp6 = ipPacket(17, udpDatagram({ ...v6, payload: 'world' }), v6)
const frame4 = ethernetFrame(udp4)
const frame6 = ethernetFrame(udp6)
const arp = Buffer.concat([
  ethernetFrame(Buffer.alloc(0), {}, 0x0806),
  hex('0001080006040001'),
  Buffer.alloc(38),
])

const cases: [name: string, linkType: number, frame: Buffer, payloads: string[]][] = [
  ['RNDIS, Linux', 220, usbmon(rndis([frame4]), 64), ['hello']],
  ['RNDIS with several frames, Linux', 189, usbmon(rndis([frame4, arp, frame6]), 48), ['hello', 'world']],
  ['RNDIS, Windows', 249, usbPcap(rndis([frame4, frame6])), ['hello', 'world']],
  ['NCM', 220, usbmon(ncm([frame4, frame6]), 64), ['hello', 'world']],
  ['NCM, numbers of 32 bits', 220, usbmon(ncm32([frame4, frame6]), 64), ['hello', 'world']],
  ['MBIM', 249, usbPcap(ncm([udp4, udp6], 'IPS\0')), ['hello', 'world']],
  ['bare Ethernet (CDC-ECM)', 220, usbmon(frame6, 64), ['world']],
  ['Ethernet of an iPhone', 220, usbmon(Buffer.concat([Buffer.alloc(2), frame4]), 64), ['hello']],
  ['bare packets', 220, usbmon(udp4, 64), ['hello']],
  ['QMAP over USB', 220, usbmon(qmap([udp4, udp6]), 64), ['hello', 'world']],
  ['QMAP, raw', 101, qmap([udp4, udp6, udp4]), ['hello', 'world', 'hello']],
  ['QMAP, padded', 12, qmap([udp4, udp6], { padBytes: 3 }), ['hello', 'world']],
  ['QMAP, version 4 with checksums', 101, qmap([udp4, udp6], { trailerBytes: 8 }), ['hello', 'world']],
  ['QMAP, version 5 with checksums', 101, qmap([udp4, udp6], { headerBytes: 4 }), ['hello', 'world']],
  [
    'QMAP, cooked',
    113,
    Buffer.concat([hex('0000 0207 0000 0000000000000000 00f9'), qmap([udp6])]),
    ['world'],
  ],
  [
    'QMAP of the maker, cooked',
    276,
    Buffer.concat([hex('da1a 0000 00000002 0207 00 00 0000000000000000'), qmap([udp4])]),
    ['hello'],
  ],
]

test.each(cases)('%s', (_, linkType, frame, payloads) => {
  const { packets, counts, codes } = dissect([frame], linkType)
  expect(packets.map(({ payload }) => payload)).toEqual(payloads)
  expect(counts).toMatchObject({
    dissectedFrames: 1,
    udpPayloadBytes: 5 * payloads.length,
    malformedBytes: 0,
  })
  expect(codes).toEqual({})
})

test.each(cases)(
  '%s, cut at every length by the capture, and changed at every byte',
  (_, linkType, frame) => {
    for (let length = 0; length < frame.length; length++) {
      // The balance is checked for each.
      dissect([{ bytes: frame.subarray(0, length), wireLength: frame.length }], linkType)
      dissect([frame.subarray(0, length)], linkType)
      const changed = Buffer.from(frame)
      changed[length] = (changed[length] as number) ^ 0xff
      dissect([changed], linkType)
    }
  },
)

test('of several packets one is not whole: the others are read, and its bytes counted', () => {
  const block = rndis([frame4, frame6])
  const cut = block.subarray(0, block.length - 4)
  const { packets, counts, codes } = dissect([usbmon(cut, 64)], 220)
  expect(packets.map(({ payload }) => payload)).toEqual(['hello'])
  expect(counts.malformedBytes).toBe(44 + frame6.length - 4)
  expect(codes).toEqual({ 'packet.link.malformed': 1 })
})

test('a table that names the same bytes again and again is no table', () => {
  const block = ncm([frame4])
  const lies = Buffer.concat([block, Buffer.alloc(400)])
  // The table stands at the end: its first entry again in each of a hundred more.
  const entry = block.subarray(block.length - 8, block.length - 4)
  for (let at = block.length - 4; at + 8 < lies.length; at += 4) entry.copy(lies, at)
  lies.writeUInt16LE(lies.length, 8)
  lies.writeUInt16LE(400, lies.readUInt16LE(10) + 4)
  const { packets, counts } = dissect([usbmon(lies, 64)], 220)
  expect(packets).toEqual([])
  expect(counts.malformedFrames).toBe(1)
})

test('a table that the capture cut is said to be cut', () => {
  const frame = usbmon(ncm([frame4, frame6]), 64)
  // Behind the first of its three entries.
  const bytes = frame.subarray(0, frame.length - 8)
  const { packets, counts, codes } = dissect([{ bytes, wireLength: frame.length }], 220)
  expect(packets.map(({ payload }) => payload)).toEqual(['hello'])
  expect(counts.malformedBytes).toBe(12)
  expect(codes).toEqual({ 'packet.frame.header_cut': 1 })
})

test('of tables that name the same bytes a million times no list is made', () => {
  const block = Buffer.alloc(65_000)
  block.write('NCMH', 0, 'latin1')
  block.writeUInt16LE(12, 10)
  block.write('NCM0', 12, 'latin1')
  block.writeUInt16LE(64_900, 16)
  // The next table is this one.
  block.writeUInt16LE(12, 18)
  for (let at = 20; at + 4 <= 64_900; at += 4) {
    block.writeUInt16LE(64_990, at)
    block.writeUInt16LE(5, at + 2)
  }
  const start = processorTime()
  const { counts } = dissect(Array.from({ length: 8 }).fill(usbmon(block, 64)) as Buffer[], 220)
  expect(counts.malformedFrames).toBe(8)
  expect(processorTime() - start).toBeLessThan(1_000)
})

test('what else a bus carries is counted by name', () => {
  const named: [string, 'otherFrames' | 'unsupportedFrames', Buffer][] = [
    ['usb without data', 'otherFrames', usbmon(Buffer.alloc(0), 64)],
    ['usb control', 'unsupportedFrames', usbmon(Buffer.from('R58M123ABC'), 64, 2)],
    ['usb interrupt', 'unsupportedFrames', usbmon(Buffer.alloc(8, 1), 64, 1)],
    ['usb bulk', 'unsupportedFrames', usbmon(Buffer.from('CNXN and what a debugger says to a phone'), 64)],
  ]
  for (const [name, kind, frame] of named)
    expect(dissect([frame], 220).counts[kind]).toEqual(new Map([[name, 1]]))
})

test('what a modem is told is no packet', () => {
  const command = hex('8000 000c 0000 0000 0000 0000 0102 0304')
  expect(dissect([command], 101).counts.otherFrames).toEqual(new Map([['qmap command', 1]]))
  const cooked = Buffer.concat([hex('0000 0207 0000 0000000000000000 00f9'), command, qmap([udp4])])
  expect(dissect([cooked], 113).packets.map(({ payload }) => payload)).toEqual(['hello'])
})

test('raw packets stay what they are', () => {
  const tcp = ipPacket(6, tcpSegment({ payload: 'GET / HTTP/1.1\r\n\r\n' }))
  expect(dissect([tcp, udp6], 101).packets).toHaveLength(2)
  const { counts } = dissect([Buffer.alloc(64, 0x11), Buffer.alloc(64, 0x40)], 101)
  expect(counts.malformedFrames).toBe(2)
})
