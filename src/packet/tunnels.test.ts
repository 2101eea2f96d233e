import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import {
  ethernetFrame,
  ipFragments,
  ipPacket,
  tcpPacket,
  tcpSegment,
  udpDatagram,
  udpPacket,
} from '../../test/support/capture.ts'
import { pktap } from '../../test/support/app-blocks.ts'
import { dissect } from '../../test/support/dissect.ts'
import {
  capwap,
  geneve,
  gre,
  gtpU,
  hex,
  l2tp,
  l2tp3,
  mpls,
  nullEsp,
  overIp,
  overUdp,
  tzsp,
  vxlan,
} from '../../test/support/encapsulation.ts'
import { tunnelCases } from '../../test/support/encapsulated-frames.ts'

const v6 = { source: '2001:db8::1', target: '2001:db8::2' }
const udp4 = ipPacket(17, udpDatagram({ payload: 'hello' }))
const udp6 = ipPacket(17, udpDatagram({ ...v6, payload: 'hello' }), v6)
const outer6 = { source: '2001:db8:1::1', target: '2001:db8:1::2' }
const frame4 = ethernetFrame(udp4)
const wrongSum4 = Buffer.concat([udp4.subarray(0, 10), hex('0000'), udp4.subarray(12)])
const text = '{"device":{"model":"x","imei":"356938035643809"}}'
const ofNoType = ethernetFrame(Buffer.from(text), {}, 0x88b5)
/** The frame as what mirrors it cut it, and as a computer leaves it whose network card cuts its packets. */
const cut4 = ethernetFrame(ipPacket(17, udpDatagram({ payload: `hello${'.'.repeat(400)}` }))).subarray(0, 47)
const uncut4 = Buffer.concat([frame4.subarray(0, 16), hex('0000'), frame4.subarray(18)])
const ppp4 = Buffer.concat([hex('ff03 0021'), udp4])
const teredo = { source: '2001:0:cb00:7101:0:63bf:3dff:fe9f', target: '2001:db8::2' }
const teredo6 = ipPacket(17, udpDatagram({ ...teredo, payload: 'hello' }), teredo)

test.each(tunnelCases)('%s: the packet inside is read', (_, linkType, frame, tunnels) => {
  const { packets, counts, codes } = dissect([frame], linkType)
  expect(packets.map((packet) => packet.payload)).toEqual(['hello'])
  expect(packets[0]?.tunnels).toEqual(tunnels)
  expect(packets[0]?.source).toMatch(/^(192\.0\.2\.10|2001:db8::1|2001:0:cb00:7101:0:63bf:3dff:fe9f) 40000$/)
  expect(counts).toMatchObject({ dissectedFrames: 1, udpPackets: 1, udpPayloadBytes: 5 })
  expect(counts.headerBytes).toBe(frame.length - 5)
  expect(counts.tunnelledFrames).toEqual(new Map(tunnels.map((name) => [name, 1])))
  expect(codes).toEqual({})
})

test.each(tunnelCases)(
  '%s, cut at every length by the capture and by the sender',
  (_, linkType, frame, tunnels) => {
    for (let length = 0; length < frame.length; length++) {
      const bytes = frame.subarray(0, length)
      for (const wireLength of [frame.length, length]) {
        const { packets, counts } = dissect([{ bytes, wireLength }], linkType)
        // A label stack does not say what it carries: cut, that can be unknown.
        // What IPsec carries shows only in a packet that is whole.
        const { malformedFrames, unsupportedFrames, undecryptableFrames } = counts
        expect(packets.length + malformedFrames + unsupportedFrames.size + undecryptableFrames.size).toBe(1)
        // A tunnel over UDP that is cut in its headers is the datagram that it is.
        if (packets[0]?.tunnels.length === tunnels.length)
          expect(packets[0]?.payload.length).toBe(5 - (packets[0]?.cut ?? -1))
      }
    }
  },
)

/** Tunnels over UDP whose header says that a frame of Ethernet follows. */
const ofEthernet: [name: string, wrap: (frame: Buffer) => Buffer, port: number, tunnel: string][] = [
  ['Geneve', (frame) => geneve(0x6558, frame), 6081, 'geneve'],
  ['VXLAN-GPE', (frame) => Buffer.concat([hex('0c000003 00002a00'), frame]), 4790, 'vxlan'],
  ['TZSP', (frame) => tzsp(1, frame), 37_008, 'tzsp'],
]

test.each(ofEthernet)('%s: a frame that says more than there is of it is read', (_, wrap, port, tunnel) => {
  for (const frame of [cut4, uncut4]) {
    const { packets } = dissect([overUdp(wrap(frame), port)])
    expect(packets).toMatchObject([{ payload: 'hello', tunnels: [tunnel] }])
  }
})

test.each(ofEthernet)('%s: a frame of any type is one, and counted by its name', (_, wrap, port) => {
  const content = Buffer.from(Array.from({ length: 46 }, (_each, index) => index + 5))
  for (const [etherType, name] of [
    [0x88e1, 'ethertype 0x88e1'],
    [0x8899, 'ethertype 0x8899'],
    [0x8912, 'ethertype 0x8912'],
    // Cut: the length of LLC is more than there is.
    [0x0400, 'llc sap 0x05'],
  ] as const) {
    const { packets, counts } = dissect([overUdp(wrap(ethernetFrame(content, {}, etherType)), port)])
    expect(packets).toEqual([])
    expect(counts.unsupportedFrames).toEqual(new Map([[name, 1]]))
  }
})

test.each(ofEthernet)('%s: text is no frame, whatever stands before it', (_, wrap, port) => {
  for (const etherType of [0x0800, 0x86dd, 0x88b5, 0x0100, 0])
    for (const content of [`imei=356938035643809${text}`, `E${text}`]) {
      const frame = ethernetFrame(Buffer.from(content), {}, etherType)
      expect(dissect([overUdp(wrap(frame), port)]).packets[0]?.tunnels).toEqual([])
    }
  expect(dissect([overUdp(wrap(Buffer.from('imei=3569380356')), port)]).packets[0]?.tunnels).toEqual([])
})

test('VXLAN-GPE: a packet that says more than there is of it is read', () => {
  for (const [kind, frame] of [
    ['01', cut4],
    ['01', uncut4],
    ['02', ethernetFrame(udp6.subarray(0, -2))],
  ] as const) {
    const payload = Buffer.concat([hex(`0c0000${kind} 00002a00`), frame.subarray(14)])
    expect(dissect([overUdp(payload, 4790)]).packets).toMatchObject([{ tunnels: ['vxlan'] }])
  }
})

test.each(['00', '40', '44', '80', 'c0'])('WCCP 2, whose header has the flags 0x%s', (flags) => {
  const options = Buffer.concat([hex('46'), udp4.subarray(1, 20), hex('01010101'), udp4.subarray(20)])
  options.writeUInt16BE(udp4.length + 4, 2)
  for (const packet of [udp4, udp6, options]) {
    const redirected = Buffer.concat([hex(`${flags}350001`), packet])
    const { packets, codes } = dissect([overIp(47, gre(0x883e, redirected))], 1)
    expect(packets.map(({ payload }) => payload)).toEqual(['hello'])
    expect(codes).toEqual({})
  }
})

test('tunnels nest up to the limit', () => {
  const nested = (depth: number): Buffer => {
    let packet = udp4
    for (let level = 0; level < depth; level++) packet = ipPacket(4, packet)
    return packet
  }
  expect(dissect([nested(limits.packet.nestingMax)], 101).packets).toHaveLength(1)
  for (const depth of [limits.packet.nestingMax + 1, 64]) {
    const { packets, counts, codes } = dissect([nested(depth)], 101)
    expect(packets).toEqual([])
    expect(counts.unsupportedFrames).toEqual(new Map([['nested headers', 1]]))
    expect(codes).toMatchObject({ 'packet.frame.nesting': 1 })
  }
  for (const [wrap, port] of [
    [(packet: Buffer): Buffer => geneve(0x0800, packet), 6081],
    [(packet: Buffer): Buffer => l2tp(Buffer.concat([hex('0021'), packet])), 1701],
  ] as const) {
    const inTunnels = (depth: number): Buffer => {
      let packet = udp4
      for (let level = 0; level < depth; level++)
        packet = ipPacket(17, udpDatagram({ targetPort: port, payload: wrap(packet) }))
      return packet
    }
    expect(dissect([inTunnels(limits.packet.nestingMax)], 101).packets[0]?.payload).toBe('hello')
    expect(dissect([inTunnels(64)], 101).codes).toMatchObject({ 'packet.frame.nesting': 1 })
  }
  const mixed = (depth: number): Buffer => {
    let packet = udp4
    for (let level = 0; level < depth; level++)
      packet = ipPacket(17, udpDatagram({ targetPort: 2152, payload: gtpU(packet) }))
    return packet
  }
  expect(dissect([mixed(limits.packet.nestingMax)], 101).packets[0]?.payload).toBe('hello')
  expect(dissect([mixed(limits.packet.nestingMax + 1)], 101).codes).toMatchObject({
    'packet.frame.nesting': 1,
  })
  const labels = Array.from({ length: limits.packet.nestingMax + 1 }, () => 16)
  expect(dissect([mpls(labels, udp4)], 219).codes).toMatchObject({ 'packet.frame.nesting': 1 })
  expect(dissect([mpls(labels.slice(1), udp4)], 219).packets).toHaveLength(1)
})

/** UDP payloads that look like a tunnel and are none. */
const ordinary: [name: string, payload: Buffer, port: number][] = [
  ['GTP-U echo', gtpU(Buffer.alloc(24), { message: 1 }), 2152],
  ['GTP-U end marker', gtpU(Buffer.alloc(24), { message: 254 }), 2152],
  ["GTP' (a spare bit)", Buffer.concat([hex('38'), gtpU(udp4).subarray(1)]), 2152],
  ['GTP version 2', Buffer.concat([hex('48'), gtpU(udp4).subarray(1)]), 2152],
  ['a wrong GTP length', Buffer.concat([gtpU(udp4), hex('00')]), 2152],
  ['an inner packet of another version', gtpU(Buffer.concat([hex('55'), udp4.subarray(1)])), 2152],
  ['an inner packet longer than its tunnel', gtpU(udp4.subarray(0, -1)), 2152],
  [
    'an extension header without end',
    Buffer.concat([hex('34ff 0024 00000001 00000085'), Buffer.alloc(32)]),
    2152,
  ],
  [
    'an extension header beyond the end',
    Buffer.concat([hex('34ff 0024 00000001 00000085 ff'), Buffer.alloc(31)]),
    2152,
  ],
  [
    'a wrong checksum on another port',
    gtpU(Buffer.concat([udp4.subarray(0, 10), hex('0000'), udp4.subarray(12)])),
    999,
  ],
  ['a trailer on another port', gtpU(Buffer.concat([udp4, hex('00')])), 999],
  [
    'IPv6 of no known protocol',
    gtpU(Buffer.concat([udp6.subarray(0, 6), hex('fd'), udp6.subarray(7)])),
    2152,
  ],
  ['VXLAN with another flag', Buffer.concat([hex('0c'), vxlan(frame4).subarray(1)]), 4789],
  ['group policy without a network', Buffer.concat([hex('80'), vxlan(frame4).subarray(1)]), 4789],
  ['VXLAN with reserved bits', Buffer.concat([hex('08000001'), vxlan(frame4).subarray(4)]), 4789],
  ['VXLAN with its last byte', Buffer.concat([vxlan(frame4).subarray(0, 7), hex('01'), frame4]), 4789],
  [
    'VXLAN of no EtherType',
    vxlan(Buffer.concat([frame4.subarray(0, 12), hex('1234'), frame4.subarray(14)])),
    4789,
  ],
  ['VXLAN with a longer packet', vxlan(frame4.subarray(0, -1)), 4789],
  [
    'VXLAN with a padded packet of IPv6, whose flow has the number of its length',
    vxlan(
      ethernetFrame(Buffer.concat([hex('6000 002c 0004 3b40'), udp6.subarray(8, 44)]), {
        trailer: hex('0000'),
      }),
    ),
    999,
  ],
  ['VXLAN with ARP on another port', vxlan(ethernetFrame(Buffer.alloc(28), {}, 0x0806)), 999],
  ['Geneve of another version', Buffer.concat([hex('40'), geneve(0x6558, frame4).subarray(1)]), 6081],
  ['Geneve for who keeps it up', Buffer.concat([hex('0080'), geneve(0x6558, frame4).subarray(2)]), 6081],
  ['Geneve with reserved bits', Buffer.concat([hex('0001'), geneve(0x6558, frame4).subarray(2)]), 6081],
  ['Geneve of no EtherType', geneve(0x1234, Buffer.alloc(40)), 6081],
  ['Geneve whose options run over the end', geneve(0x0800, udp4).fill(0x3f, 0, 1), 6081],
  ['Geneve with a longer packet', geneve(0x0800, udp4.subarray(0, -1)), 6081],
  ['Geneve around text', geneve(0x6558, Buffer.from(text)), 6081],
  ['Geneve around a frame of no EtherType', geneve(0x6558, ofNoType), 6081],
  ['VXLAN-GPE around a frame of no EtherType', Buffer.concat([hex('0c000003 00000100'), ofNoType]), 4790],
  ['VXLAN-GPE around text for IPv4', Buffer.concat([hex('0c000001 00000100'), Buffer.from(text)]), 4790],
  ['VXLAN-GPE around text for labels', Buffer.concat([hex('0c000005 00000100'), Buffer.from(text)]), 4790],
  ['TZSP around text', tzsp(1, Buffer.from(text)), 37_008],
  ['TZSP around text for Wi-Fi', tzsp(18, Buffer.from(`device${text}`)), 37_008],
  ['Geneve on another port', geneve(0x6558, frame4), 999],
  ['L2TP that sets the tunnel up', hex(`c802 0020 ${'0001'.repeat(14)}`), 1701],
  ['L2TP of another version', Buffer.concat([hex('0004'), l2tp(ppp4).subarray(2)]), 1701],
  ['L2TP with a length beyond the end', Buffer.concat([hex('4002 0fff 0007 0009'), ppp4]), 1701],
  ['L2TP with an offset beyond the end', Buffer.concat([hex('0202 0007 0009 ffff'), ppp4]), 1701],
  ['L2TP of compressed PPP', l2tp(Buffer.concat([hex('00fd'), Buffer.alloc(40, 0x9d)])), 1701],
  ['L2TP with a longer packet', l2tp(ppp4.subarray(0, -1)), 1701],
  ['L2TP on another port', l2tp(ppp4), 999],
  ['L2TP version 3 of no frame', l2tp3(Buffer.alloc(60, 0x9d), ''), 1701],
  ['IPv6 of no Teredo address', udp6, 999],
  ['Teredo with a trailer on another port', Buffer.concat([teredo6, hex('00')]), 999],
  ['IPv4 with a wrong checksum on the port of Teredo', wrongSum4, 3544],
  ['IPv4 with a wrong checksum on another port', wrongSum4, 999],
  ['IPv4 with a trailer on another port', Buffer.concat([udp4, hex('00')]), 999],
  ['IPv4 that is longer than its datagram', udp4.subarray(0, -1), 5555],
  ['IPv4 with a wrong checksum on the port of packets in UDP', wrongSum4, 5555],
  ['IPv4 with a wrong checksum on the port of GUE', wrongSum4, 6080],
  ['IPv6 with a trailer on the port of packets in UDP', Buffer.concat([udp6, hex('00')]), 5555],
  ['IPv6 with a trailer on the port of GUE', Buffer.concat([udp6, hex('00')]), 6080],
  ['text on the port of packets in UDP', Buffer.from('Every message here begins as a packet could'), 5555],
  ['GUE on another port', Buffer.concat([hex('00040000'), udp4]), 999],
  ['a control message of GUE', Buffer.concat([hex('20040000'), udp4]), 6080],
  ['GUE of a version that is none', Buffer.concat([hex('80040000'), udp4]), 6080],
  ['GUE of a protocol that is not read', Buffer.concat([hex('00110000'), udp4.subarray(20), udp4]), 6080],
  ['GUE whose words fill it', Buffer.concat([hex('1f040000'), udp4]), 6080],
  ['GUE with no packet in its GRE', Buffer.concat([hex('002f0000 00000800'), Buffer.alloc(30)]), 6080],
  ['Teredo indicators beyond the end', hex(`0001 ffff ${'00'.repeat(40)}`), 3544],
  ['CAPWAP with reserved bits', Buffer.concat([hex('00100201'), capwap(frame4, 1, false).subarray(4)]), 5247],
  ['CAPWAP with a place of a fragment', Buffer.concat([hex('0010020000000008'), frame4]), 5247],
  ['CAPWAP of no EtherType', capwap(Buffer.from('a message behind eight bytes'), 1, false), 5247],
  ['CAPWAP with a longer packet', capwap(frame4.subarray(0, -1), 1, false), 5247],
  ['CAPWAP on another port', capwap(frame4, 1, false), 999],
  ['GRE on another port of UDP', gre(0x0800, udp4), 999],
  ['text that begins with 0', Buffer.from('0123456789 begins with the byte 0x30 and is text'), 2152],
]

test.each(ordinary)('%s is ordinary UDP payload', (_, payload, port) => {
  const { packets, counts, codes } = dissect([overUdp(payload, port)])
  expect(packets).toMatchObject([{ target: `203.0.113.2 ${port}`, tunnels: [] }])
  expect(packets[0]?.payload).toBe(payload.toString('latin1'))
  expect(counts.tunnelledFrames.size).toBe(0)
  expect(codes).toEqual({})
})

test('no random datagram is taken for a tunnel, on any port', () => {
  const head = fc.constantFrom(0x00, 0x02, 0x30, 0x32, 0x34, 0x36, 0x08, 0x45, 0x60, 0x88)
  fc.assert(
    fc.property(
      head,
      fc.uint8Array({ minLength: 27, maxLength: 90 }),
      fc.constantFrom(2152, 4789, 1701, 3544, 6081, 5555, 6080, 443),
      (first, rest, port) => {
        const { packets } = dissect([overUdp(Buffer.concat([Buffer.from([first]), rest]), port)])
        expect(packets[0]?.tunnels).toEqual([])
      },
    ),
    { numRuns: 500 },
  )
})

test('what a tunnel carries beside TCP and UDP is counted by name', () => {
  const pppControl = hex(`ff03 c021 01 05 000c ${'00'.repeat(20)}`)
  const named: [name: string, kind: 'other' | 'unsupported' | 'undecryptable', frame: Buffer][] = [
    ['arp', 'other', overUdp(vxlan(ethernetFrame(Buffer.alloc(28), {}, 0x0806)), 4789)],
    ['icmpv6', 'other', overIp(41, ipPacket(58, Buffer.alloc(16), v6))],
    ['esp', 'undecryptable', overUdp(gtpU(ipPacket(50, Buffer.alloc(40))), 2152)],
    ['icmpv6', 'other', overUdp(ipPacket(58, Buffer.alloc(16), teredo), 3544)],
    ['no next header', 'other', overUdp(ipPacket(59, Buffer.alloc(0), teredo), 3544)],
    ['ppp control', 'other', overUdp(l2tp(pppControl), 1701, { target: '10.0.0.2' })],
    ['ppp control', 'other', overUdp(l2tp(pppControl), 1701)],
    ['ppp control', 'other', overUdp(l2tp(hex(`ff03 c021 09 07 0008 1c2b9af3 ${'00'.repeat(20)}`)), 1701)],
    // To the Internet it may say anything: text in it is not passed over.
    [
      'ppp control',
      'unsupported',
      overUdp(l2tp(Buffer.concat([pppControl, Buffer.from('imsi=242017777777777')])), 1701),
    ],
    ['arp', 'other', overUdp(geneve(0x6558, ethernetFrame(Buffer.alloc(28), {}, 0x0806)), 6081)],
    ['l2tp control', 'other', overIp(115, hex('00000000 c8030014'))],
    ['l2tp session', 'unsupported', overIp(115, Buffer.concat([hex('00000009'), Buffer.alloc(60, 0x9d)]))],
    ['gre keepalive', 'other', overIp(47, gre(0, Buffer.alloc(0)))],
    ['pptp acknowledgement', 'other', overIp(47, hex('2081 880b 0000 0001 00000003'))],
    ['mpls channel', 'other', ethernetFrame(mpls([16], hex('10000021 00000000')), {}, 0x8847)],
    ['mpls payload', 'unsupported', ethernetFrame(mpls([16], hex('a000 0000')), {}, 0x8847)],
    ['gre source routing', 'unsupported', overIp(47, hex('4000 0800 0000 0000'))],
    ['gre version 3', 'unsupported', overIp(47, hex('0003 0800 0000 0000'))],
    ['gre protocol 0x0001', 'unsupported', overIp(47, gre(1, Buffer.alloc(8)))],
    ['ethertype 0x6559', 'unsupported', overIp(47, gre(0x6559, Buffer.alloc(8)))],
    ['hdlc protocol 7', 'unsupported', Buffer.alloc(0)],
  ]
  for (const [name, kind, frame] of named) {
    const isHdlc = frame.length === 0
    const { counts, packets } = dissect([isHdlc ? hex('0f00 0007 0000') : frame], isHdlc ? 104 : 1)
    expect(counts[`${kind}Frames`], name).toEqual(new Map([[name, 1]]))
    expect(counts.tunnelledFrames.size).toBe(0)
    expect(packets).toEqual([])
  }
})

test('a piece of PPP multilink, a backbone frame or a chain of services without a packet is counted by name', () => {
  const ppp = (head: string, content: Buffer): Buffer => Buffer.concat([hex(`ff03 003d ${head}`), content])
  const cases: [string, number, Buffer][] = [
    ['ppp multilink fragment', 9, ppp('80000001 0021', udp4)],
    ['ppp multilink fragment', 9, ppp('40000002', udp4.subarray(20))],
    ['ppp multilink fragment', 9, ppp('c0000001 0021', udp4.subarray(0, 12))],
    ['ppp multilink fragment', 9, ppp('ff000001 0021', udp4)],
    ['ppp multilink fragment', 9, ppp('c0000001 00fd', udp4)],
    ['ethertype 0x22f0', 1, ethernetFrame(Buffer.concat([Buffer.alloc(16), hex('22f0')]), {}, 0x88e7)],
    ['nsh protocol 9', 1, ethernetFrame(hex('0fc20209 00002aff 01020304'), {}, 0x894f)],
  ]
  for (const [name, linkType, frame] of cases) {
    const { packets, counts } = dissect([frame], linkType)
    expect(packets).toEqual([])
    expect(counts.unsupportedFrames).toEqual(new Map([[name, 1]]))
  }
  for (const frame of [hex('0fc10203 00002aff'), hex('0ffe0203 00002aff'), hex('0fc2')])
    expect(dissect([ethernetFrame(frame, {}, 0x894f)]).counts.malformedFrames).toBe(1)
})

test('headers of tunnels that contradict themselves are malformed', () => {
  const frames = [
    overIp(47, hex('0000')),
    overIp(47, gre(0x0800, Buffer.alloc(0), 0xb000).subarray(0, 12)),
    overIp(47, hex('3001 0800 0000 0001 00000000')),
    overIp(47, hex('3001 880b 0fff 0001 00000000 0021')),
    overIp(97, Buffer.concat([hex('4000'), frame4])),
    overIp(4, Buffer.concat([hex('65'), udp4.subarray(1)])),
    ethernetFrame(mpls([16], Buffer.alloc(0)), {}, 0x8847),
  ]
  for (const frame of frames) {
    const { counts, packets } = dissect([frame])
    expect(counts).toMatchObject({ malformedFrames: 1, malformedBytes: frame.length })
    expect(packets).toEqual([])
  }
})

test('the packet tap of Apple: what may not follow, lies, or nests without end', () => {
  const whole = pktap(ethernetFrame(udp4), 1, { pid: 7, name: 'Kitchen' })
  const changed = (at: number, value: number): Buffer => {
    const copy = Buffer.from(whole)
    copy.writeUInt32LE(value, at)
    return copy
  }
  for (const frame of [changed(0, 40), changed(0, 4_000), changed(4, 2), whole.subarray(0, 90)]) {
    expect(dissect([frame], 258).counts.malformedFrames).toBe(1)
    // The other number is used by others, too: there it is no fault.
    expect(dissect([frame], 149).counts.unsupportedFrames).toEqual(new Map([['link type 149', 1]]))
  }
  expect(dissect([changed(8, 147)], 258).counts.unsupportedFrames).toEqual(new Map([['link type 147', 1]]))
  let nested = ethernetFrame(udp4)
  for (let level = 0; level < 17; level++)
    nested = pktap(nested, level === 0 ? 1 : 258, { pid: 7, name: 'x' })
  expect(dissect([nested], 258).codes).toMatchObject({ 'packet.frame.nesting': 1 })
})

test('the ends of tunnels are kept up to the limit, and the limit is said', () => {
  const frame = (end: number): Buffer => overIp(4, udp4, { source: `203.0.113.${end}` })
  const ends = Array.from({ length: limits.packet.tunnelsMax + 3 }, (_, index) => index)
  const { packets, codes, tunnels } = dissect([...ends, ...ends].map(frame))
  expect(packets).toHaveLength(2 * ends.length)
  expect(tunnels).toHaveLength(limits.packet.tunnelsMax)
  expect(tunnels.every((one) => one.packets === 2)).toBe(true)
  expect(codes).toEqual({ 'packet.tunnel.too_many': 6 })
})

test('an inner length beyond the tunnel is noted against the tunnel, not the frame', () => {
  const lying = Buffer.from(udp4)
  lying.writeUInt16BE(udp4.length + 40, 2)
  const frame = Buffer.concat([overIp(4, lying), Buffer.alloc(60, 0x2e)])
  const { packets, codes } = dissect([frame])
  expect(packets).toMatchObject([{ payload: 'hello', cut: 0 }])
  expect(codes).toEqual({ 'packet.ip.length_exceeds_frame': 1, 'packet.frame.trailer': 1 })
})

test('the snapshot length cuts the inner payload, and says by how much', () => {
  const whole = overUdp(gtpU(ipPacket(6, tcpSegment({ payload: 'x'.repeat(100) }))), 2152)
  const { packets } = dissect([{ bytes: whole.subarray(0, whole.length - 30), wireLength: whole.length }])
  expect(packets).toMatchObject([{ transport: 'tcp', payload: 'x'.repeat(70), cut: 30, tunnels: ['gtp-u'] }])
})

const body = Buffer.from(Array.from({ length: 100 }, (_, index) => 0x20 + (index % 90)))

test('fragments of the packet inside a tunnel come together, with the frames they came in', () => {
  const inner = ipFragments(17, udpDatagram({ payload: body }), [0, 24, 64])
  for (const wrap of [
    (packet: Buffer): Buffer => overUdp(gtpU(packet), 2152),
    (packet: Buffer): Buffer => overUdp(vxlan(ethernetFrame(packet)), 4789),
    (packet: Buffer): Buffer => overUdp(geneve(0x0800, packet), 6081),
    (packet: Buffer): Buffer => overUdp(l2tp(Buffer.concat([hex('0021'), packet])), 1701),
    (packet: Buffer): Buffer => overIp(47, gre(0x0800, packet)),
    (packet: Buffer): Buffer => overIp(4, packet, outer6),
  ]) {
    const frames = inner.map(wrap)
    const { packets, counts, codes } = dissect(frames)
    expect(packets.map((packet) => packet.payload)).toEqual([body.toString('latin1')])
    const headerBytes = (frames[0] as Buffer).length - 24
    expect(packets[0]?.spans).toEqual([
      { frame: 1, start: headerBytes + 8, end: headerBytes + 24 },
      { frame: 2, start: headerBytes, end: headerBytes + 40 },
      { frame: 3, start: headerBytes, end: headerBytes + 44 },
    ])
    expect(counts).toMatchObject({ dissectedFrames: 3, udpPayloadBytes: 100, fragmentBytesAssembled: 108 })
    expect(codes).toEqual({})
  }
})

test('a fragmented tunnel is put together before the packet in it is read', () => {
  const packet = ipPacket(17, udpDatagram({ ...v6, payload: body }), v6)
  for (const [protocol, datagram] of [
    [17, udpDatagram({ targetPort: 2152, payload: gtpU(packet) })],
    [47, gre(0x86dd, packet)],
    [41, packet],
  ] as const) {
    const frames = ipFragments(protocol, datagram, [0, 64, 96])
    const { packets, counts, codes } = dissect(frames, 101)
    expect(packets.map((one) => one.payload)).toEqual([body.toString('latin1')])
    const found = (packets[0]?.spans ?? []).map(({ frame, start, end }) =>
      (frames[frame - 1] as Buffer).toString('latin1', start, end),
    )
    expect(found.join('')).toBe(body.toString('latin1'))
    expect(counts).toMatchObject({
      dissectedFrames: 3,
      udpPayloadBytes: 100,
      fragmentBytesAssembled: datagram.length,
    })
    expect(codes).toEqual({})
  }
})

test('fragments in a fragmented tunnel: both are put together, and each byte leads to its frame', () => {
  const inner = ipFragments(17, udpDatagram({ payload: body }), [0, 48], { identification: 9 })
  const frames = inner.flatMap((packet, index) => {
    const datagram = udpDatagram({ targetPort: 2152, payload: gtpU(packet) })
    return ipFragments(17, datagram, [0, 48], { identification: 100 + index })
  })
  const { packets, counts, codes } = dissect(frames, 101)
  expect(packets.map((one) => one.payload)).toEqual([body.toString('latin1')])
  expect(codes).toEqual({})
  expect(counts).toMatchObject({ dissectedFrames: 4, udpPayloadBytes: 100, fragmentBytesLost: 0 })
  const found = (packets[0]?.spans ?? []).map(({ frame, start, end }) =>
    (frames[frame - 1] as Buffer).toString('latin1', start, end),
  )
  expect(found.join('')).toBe(body.toString('latin1'))
  expect(new Set(packets[0]?.spans?.map((span) => span.frame))).toEqual(new Set([1, 2, 3, 4]))
})

test('fragments of two tunnels with the same addresses do not mix', () => {
  const [first, last] = ipFragments(17, udpDatagram({ payload: body }), [0, 48]) as [Buffer, Buffer]
  const { packets, codes } = dissect([overUdp(gtpU(first), 2152), overIp(4, last), ethernetFrame(last)])
  expect(packets).toEqual([])
  expect(codes).toEqual({ 'packet.fragment.incomplete': 3 })
})

test('packets in tunnels and beside them do not disturb each other', () => {
  const frames = [
    tcpPacket({ payload: 'one' }),
    overUdp(gtpU(udp4), 2152),
    udpPacket({ payload: 'two' }),
    overIp(4, Buffer.concat([hex('00'), udp4.subarray(1)])),
    tcpPacket({ payload: 'three' }),
  ]
  const { packets, counts } = dissect(frames)
  expect(packets.map((packet) => [packet.payload, packet.tunnels.length])).toEqual([
    ['one', 0],
    ['hello', 1],
    ['two', 0],
    ['three', 0],
  ])
  expect(counts).toMatchObject({ dissectedFrames: 4, malformedFrames: 1 })
})

test('any damage to any tunnel: nothing throws and both sums hold after each frame', () => {
  const damaged = fc.record({
    pick: fc.nat(tunnelCases.length - 1),
    writes: fc.array(fc.tuple(fc.nat(140), fc.nat(255)), { maxLength: 4 }),
    length: fc.option(fc.nat(140)),
    beyond: fc.nat(200),
  })
  fc.assert(
    fc.property(fc.array(damaged, { maxLength: 12 }), (choices) => {
      dissect(
        choices.map(({ pick, writes, length, beyond }) => {
          const [, linkType, frame] = tunnelCases[pick] as (typeof tunnelCases)[number]
          const bytes = Buffer.from(frame).subarray(0, length ?? frame.length)
          for (const [at, value] of writes) if (at < bytes.length) bytes[at] = value
          return { bytes, wireLength: bytes.length + (length === null ? 0 : beyond), linkType }
        }),
      )
    }),
    { numRuns: 400 },
  )
})

test('random bytes as content of every tunnel never throw', () => {
  fc.assert(
    fc.property(fc.constantFrom(4, 41, 47, 97, 137), fc.uint8Array({ maxLength: 90 }), (protocol, random) => {
      dissect([overIp(protocol, Buffer.from(random))])
      dissect([Buffer.from(random)], 219)
    }),
    { numRuns: 600 },
  )
})

test('TCP in IPsec without encryption is known by its checksum, in fragments too', () => {
  for (const ends of [{}, v6]) {
    const segment = tcpSegment({ ...ends, payload: 'REGISTER' })
    const sealed = nullEsp(6, segment)
    const whole = dissect([ethernetFrame(ipPacket(50, sealed, ends))])
    expect(whole.packets).toMatchObject([{ transport: 'tcp', payload: 'REGISTER', tunnels: ['esp-null'] }])
    const pieces = dissect(ipFragments(50, sealed, [0, 24], ends).map((piece) => ethernetFrame(piece)))
    expect(pieces.packets).toMatchObject([{ transport: 'tcp', payload: 'REGISTER' }])
    const other = Buffer.from(sealed)
    other.writeUInt8((other[8 + 24] ?? 0) ^ 1, 8 + 24)
    expect(dissect([ethernetFrame(ipPacket(50, other, ends))]).packets).toEqual([])
  }
})

test('IPsec that encrypts is undecryptable, in fragments too, and never taken for clear', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 300 }), fc.boolean(), (random, isCut) => {
      const sealed = Buffer.from(random)
      const frames = isCut ? ipFragments(50, sealed, [0, 24]) : [ipPacket(50, sealed)]
      const { packets, counts } = dissect(frames.map((piece) => ethernetFrame(piece)))
      expect(packets).toEqual([])
      expect(counts.undecryptableBytes).toBeGreaterThanOrEqual(sealed.length)
    }),
    { numRuns: 2000 },
  )
})

test('what keeps IPsec behind a NAT or a tunnel of a sniffer open is no packet in it', () => {
  for (const [port, payload] of [
    [4500, hex('ff')],
    [4500, Buffer.concat([Buffer.alloc(4), nullEsp(4, udp4)])],
    [4500, Buffer.alloc(60, 0x9d)],
    [37_008, Buffer.concat([hex('0105 0000 01'), Buffer.alloc(60)])],
    [37_008, Buffer.concat([hex('0100 0001 0a'), Buffer.alloc(60)])],
    [40_999, tzsp(1, frame4)],
    [40_999, nullEsp(4, udp4)],
  ] as const)
    expect(dissect([overUdp(payload, port)]).packets[0]?.tunnels).toEqual([])
})
