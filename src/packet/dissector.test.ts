import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import {
  ethernetFrame,
  ipFragment,
  ipFragments,
  ipPacket,
  tcpPacket,
  tcpSegment,
  udpDatagram,
  udpPacket,
} from '../../test/support/capture.ts'
import { overIp } from '../../test/support/encapsulation.ts'
import { dissect } from '../../test/support/dissect.ts'
import type { GivenFrame, SeenPacket } from '../../test/support/dissect.ts'

const v6 = { source: '2001:db8::1', target: '2001:db8::2' }
const payload = 'GET /path HTTP/1.1\r\n\r\n'

test('an IPv4 TCP packet: addresses, ports, numbers, flags and payload', () => {
  const options = {
    sequence: 0xfffffff0,
    acknowledgement: 7,
    flags: 0x19,
    tcpOptions: Buffer.alloc(10, 1),
    payload,
  }
  const { packets, counts, codes } = dissect([tcpPacket({ ...options, trailer: Buffer.alloc(6) })])
  expect(packets).toEqual([
    {
      transport: 'tcp',
      source: '192.0.2.10 40000',
      target: '198.51.100.20 80',
      payload,
      cut: 0,
      frame: 1,
      sequence: 0xfffffff0,
      acknowledgement: 7,
      flags: 0x19,
      spans: null,
      tunnels: [],
    },
  ])
  expect(counts).toMatchObject({
    dissectedFrames: 1,
    tcpPackets: 1,
    ipv4Packets: 1,
    tcpPayloadBytes: payload.length,
  })
  expect(counts.headerBytes).toBe(14 + 20 + 32 + 6)
  expect(codes).toEqual({})
})

test('IPv6, UDP, IPv4 options', () => {
  const { packets, counts, codes } = dissect([
    tcpPacket({ ...v6, payload }),
    udpPacket({ ...v6, payload: 'six' }),
    udpPacket({ payload: 'four', ipOptions: Buffer.alloc(7, 1) }),
    udpPacket({ payload: '' }),
  ])
  expect(packets.map((packet) => packet.payload)).toEqual([payload, 'six', 'four', ''])
  expect(packets[1]).toMatchObject({
    transport: 'udp',
    source: '2001:db8::1 40000',
    target: '2001:db8::2 53',
  })
  expect(counts).toMatchObject({ ipv4Packets: 2, ipv6Packets: 2, udpPackets: 3, udpPayloadBytes: 7 })
  expect(codes).toEqual({})
})

const udp4 = ipPacket(17, udpDatagram({ payload: 'hello' }))
const udp6 = ipPacket(17, udpDatagram({ ...v6, payload: 'hello' }), v6)
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const behind = (header: string, packet: Buffer): Buffer => Buffer.concat([hex(header), packet])
const mac = '02005e005301 02005e005302'
const nflog = (packet: Buffer, family: string, big: boolean): Buffer => {
  const attribute = (type: number, value: Buffer): Buffer => {
    const bytes = Buffer.alloc(4 + value.length + ((4 - (value.length % 4)) % 4))
    if (big) bytes.writeUInt16BE(4 + value.length, 0)
    else bytes.writeUInt16LE(4 + value.length, 0)
    if (big) bytes.writeUInt16BE(type, 2)
    else bytes.writeUInt16LE(type, 2)
    value.copy(bytes, 4)
    return bytes
  }
  const attributes = [
    attribute(1, Buffer.alloc(4)),
    attribute(10, Buffer.from('out\0\0')),
    attribute(9, packet),
  ]
  return Buffer.concat([hex(`${family} 00 0000`), ...attributes])
}

const macsecBody = (packet: Buffer): Buffer => Buffer.concat([packet, Buffer.alloc(16, 0xa5)])

const linkCases: [string, number, Buffer][] = [
  ['Ethernet, IPv4', 1, ethernetFrame(udp4)],
  ['Ethernet, IPv6', 1, ethernetFrame(udp6)],
  ['802.1Q', 1, ethernetFrame(udp4, { vlans: [7] })],
  ['802.1ad over 802.1Q', 1, ethernetFrame(udp6, { vlans: [7, 8] })],
  ['old QinQ', 1, behind(`${mac} 9100 0001 9200 0002 8100 0003 0800`, udp4)],
  ['802.3 SNAP', 1, behind(`${mac} 0029 aaaa03 000000 0800`, udp4)],
  ['802.1Q over SNAP', 1, behind(`${mac} 0029 aaaa03 000000 8100 0004 86dd`, udp6)],
  ['PPPoE session, IPv4', 1, behind(`${mac} 8864 11 00 0001 0023 0021`, udp4)],
  ['PPPoE session in a VLAN, IPv6', 1, behind(`${mac} 8100 0002 8864 11 00 0001 0037 0057`, udp6)],
  ['PPPoE, compressed protocol field', 1, behind(`${mac} 8864 11 00 0001 0022 21`, udp4)],
  ['PPPoE link type', 51, behind('11 00 0001 0023 0021', udp4)],
  ['PPP', 9, behind('0021', udp4)],
  ['PPP in HDLC-like framing', 50, behind('ff03 0057', udp6)],
  ['PPP, MPLS', 9, behind('0281 00001140', udp4)],
  ['PPP, MPLS multicast', 9, behind('0283 00001040 00001140', udp6)],
  ['Linux cooked', 113, behind('0004 0001 0006 02005e0053010000 0800', udp4)],
  ['Linux cooked, VLAN', 113, behind('0004 0001 0006 02005e0053010000 8100 0005 86dd', udp6)],
  ['Linux cooked, 802.2', 113, behind('0004 0001 0006 02005e0053010000 0004 aaaa03 000000 0800', udp4)],
  ['Linux cooked 2', 276, behind('86dd 0000 00000002 0001 00 06 02005e0053010000', udp6)],
  ['raw, IPv4', 101, udp4],
  ['raw, IPv6', 101, udp6],
  ['raw (12)', 12, udp4],
  ['raw (14)', 14, udp6],
  ['raw IPv4 only', 228, udp4],
  ['raw IPv6 only', 229, udp6],
  ['BSD null, little-endian', 0, behind('02000000', udp4)],
  ['BSD null, big-endian', 0, behind('00000002', udp4)],
  ['BSD null, IPv6 of Linux', 0, behind('0a000000', udp6)],
  ['BSD null, IPv6 of Windows', 0, behind('17000000', udp6)],
  ['BSD null, IPv6 of NetBSD', 0, behind('18000000', udp6)],
  ['BSD null, IPv6 of FreeBSD', 0, behind('1c000000', udp6)],
  ['BSD null, IPv6 of Apple', 0, behind('1e000000', udp6)],
  ['BSD loop', 108, behind('0000001e', udp6)],
  ['NFLOG, little-endian', 239, nflog(udp4, '02', false)],
  ['NFLOG, big-endian', 239, nflog(udp6, '0a', true)],
  ['NFLOG, big-endian, in a long frame', 239, Buffer.concat([nflog(udp6, '0a', true), Buffer.alloc(3_000)])],
]

test.each(linkCases)('link layer: %s', (_, linkType, frame) => {
  const { packets, counts, codes } = dissect([frame], linkType)
  expect(packets.map((packet) => packet.payload)).toEqual(['hello'])
  expect(counts.headerBytes).toBe(frame.length - 5)
  expect(codes).toEqual({})
})

test.each(linkCases)('%s, cut at every length by the capture and by the sender', (_, linkType, frame) => {
  for (let length = 0; length < frame.length; length++) {
    const bytes = frame.subarray(0, length)
    // Cut by the snapshot length: the headers say what is missing.
    const cut = dissect([{ bytes, wireLength: frame.length }], linkType)
    if (cut.packets.length === 0) expect(cut.counts.malformedFrames).toBe(1)
    else expect(cut.packets[0]?.payload.length).toBe(5 - (cut.packets[0]?.cut ?? -1))
    // Short on the wire as well: the lengths lie.
    const lie = dissect([bytes], linkType)
    expect(lie.packets.map((packet) => packet.payload)).toEqual(cut.packets.map((packet) => packet.payload))
    expect(lie.counts.dissectedFrames + lie.counts.malformedFrames).toBe(1)
  }
})

test('frames of other protocols are counted by name', () => {
  const named: [string, number, Buffer][] = [
    ['arp', 1, behind(`${mac} 0806`, Buffer.alloc(46))],
    ['eapol', 1, behind(`${mac} 888e`, Buffer.alloc(46))],
    ['lldp', 1, behind(`${mac} 88cc`, Buffer.alloc(46))],
    ['pppoe discovery', 1, behind(`${mac} 8863 1109`, Buffer.alloc(46))],
    ['ppp control', 1, behind(`${mac} 8864 11 00 0001 0006 c021`, Buffer.alloc(40))],
    ['stp', 1, behind(`${mac} 0026 424203`, Buffer.alloc(43))],
    ['cisco snap', 1, behind(`${mac} 0026 aaaa03 00000c 2000`, Buffer.alloc(43))],
    ['icmp', 101, ipPacket(1, Buffer.alloc(16))],
    ['icmpv6', 101, ipPacket(58, Buffer.alloc(16), v6)],
    ['icmpv6', 101, ipFragment(58, Buffer.alloc(16), 8, true, v6)],
    ['igmp', 101, ipPacket(2, Buffer.alloc(16))],
    ['no next header', 101, ipPacket(59, Buffer.alloc(0), v6)],
  ]
  for (const [name, linkType, frame] of named) {
    const { counts, packets, codes } = dissect([frame, frame], linkType)
    expect(counts.otherFrames).toEqual(new Map([[name, 2]]))
    expect(counts.otherBytes).toBe(2 * frame.length)
    expect(packets).toEqual([])
    expect(codes).toEqual({})
  }
})

test('what echo carries, and fragments of ICMP, are not passed over as protocols without content', () => {
  const message = (type: number): Buffer =>
    behind(`${type.toString(16).padStart(2, '0')}00 0000 0001 0001`, Buffer.from('imei'))
  const named: [string, Buffer][] = [
    ['icmp echo', ipPacket(1, message(8))],
    ['icmp echo', ipPacket(1, message(0))],
    ['icmp type 40', ipPacket(1, message(40))],
    ['icmpv6 echo', ipPacket(58, message(128), v6)],
    ['icmpv6 fragment', ipFragment(58, message(128), 8, true, v6)],
  ]
  for (const [name, frame] of named) {
    const { counts, codes } = dissect([frame], 101)
    expect(counts.unsupportedFrames).toEqual(new Map([[name, 1]]))
    expect(counts.unsupportedBytes).toBe(frame.length)
    expect(codes).toEqual({ 'packet.frame.unsupported_protocol': 1 })
  }
  for (const frame of [
    ipPacket(1, message(3)),
    ipPacket(58, message(1), v6),
    ipPacket(1, message(8).fill(0, 8)),
  ])
    expect(dissect([frame], 101).counts.otherBytes).toBe(frame.length)
})

test('bytes behind the end of a packet are counted and said, unless they are padding or a check sequence', () => {
  const hidden = Buffer.from('357184092641738')
  const inPacket = ipPacket(17, Buffer.concat([udpDatagram({ payload: 'hello' }), hidden]))
  const counted = { 'packet.frame.trailer': 1 }
  const searched = { 'packet.frame.trailer_searched': 1 }
  const cases: [number, Buffer, Record<string, number>][] = [
    [hidden.length, ethernetFrame(inPacket), searched],
    [hidden.length, Buffer.concat([ethernetFrame(udp4), hidden]), counted],
    [hidden.length, Buffer.concat([ethernetFrame(udp6), hidden]), counted],
    [2 * hidden.length, Buffer.concat([ethernetFrame(inPacket), hidden]), { ...counted, ...searched }],
    [0, Buffer.concat([ethernetFrame(udp4), Buffer.alloc(20)]), {}],
    [0, Buffer.concat([ethernetFrame(udp4), Buffer.alloc(20), hex('12345678')]), {}],
    [hidden.length, overIp(47, Buffer.concat([hex('00000800'), udp4, hidden])), searched],
  ]
  for (const [length, frame, said] of cases) {
    const { counts, packets, codes } = dissect([frame], 1)
    expect(packets.map(({ payload }) => payload)).toEqual(['hello'])
    expect(counts.unsupportedBytes).toBe(length)
    expect(codes).toEqual(said)
  }
})

test('what MACsec only signs is read', () => {
  const frames = [
    behind(`${mac} 88e5 00 00 00000007 0800`, macsecBody(udp4)),
    behind(`${mac} 88e5 20 00 00000007 02005e0053010001 86dd`, macsecBody(udp6)),
    behind(`${mac} 8100 0005 88e5 00 00 00000007 8100 0006 0800`, macsecBody(udp4)),
  ]
  const { packets, codes } = dissect(frames)
  expect(packets.map(({ payload }) => payload)).toEqual(['hello', 'hello', 'hello'])
  expect(codes).toEqual({})
  for (const frame of frames)
    for (let length = 0; length < frame.length; length++) dissect([frame.subarray(0, length)])
})

test('what MACsec encrypts is undecryptable', () => {
  const frame = behind(`${mac} 88e5 2c 00 00000007 02005e0053010001`, Buffer.alloc(80, 0x5a))
  const { counts, codes } = dissect([frame, frame])
  expect(counts.undecryptableFrames).toEqual(new Map([['macsec', 2]]))
  expect(codes).toEqual({ 'packet.frame.undecryptable': 1 })
})

test('what IPsec carries is undecryptable, and said once', () => {
  const frame = ipPacket(50, Buffer.alloc(16), v6)
  const { counts, packets, codes } = dissect([frame, frame], 101)
  expect(counts.undecryptableFrames).toEqual(new Map([['esp', 2]]))
  expect(counts.undecryptableBytes).toBe(2 * frame.length)
  expect(packets).toEqual([])
  expect(codes).toEqual({ 'packet.frame.undecryptable': 1 })
})

test('frames of protocols that are not read are counted by name, and each name is said once', () => {
  const named: [string, number, Buffer][] = [
    ['ethertype 0x88e6', 1, behind(`${mac} 88e6`, Buffer.alloc(46))],
    // Who asks a Wi-Fi to be let in, by EAP and by EAP-AKA: often the IMSI.
    [
      'eap identity',
      1,
      behind(`${mac} 888e 01 00 0014 02 01 0014 01`, Buffer.from('0242010'.padEnd(40, '1'))),
    ],
    ['eap identity', 1, behind(`${mac} 888e 01 00 0014 02 01 0014 17 05`, Buffer.alloc(40, 0x31))],
    ['ppp login', 9, behind('c023 01 01 000f 04', Buffer.from('kari05secret'))],
    ['llc sap 0xe0', 1, behind(`${mac} 0026 e0e003`, Buffer.alloc(43))],
    ['snap 080007', 1, behind(`${mac} 0026 aaaa03 080007 809b`, Buffer.alloc(43))],
    ['linux protocol 12', 113, behind('0004 0118 0000 0000000000000000 000c', Buffer.alloc(16))],
    ['bsd address family', 0, behind('07000000', Buffer.alloc(20))],
    ['nflog family 7', 239, nflog(udp4, '07', false)],
    ['ip protocol 0', 101, ipPacket(0, Buffer.alloc(16))],
    ['ip protocol 132', 101, ipPacket(132, Buffer.alloc(16), v6)],
  ]
  for (const [name, linkType, frame] of named) {
    const { counts, packets, codes } = dissect([frame, frame, frame], linkType)
    expect(counts.unsupportedFrames).toEqual(new Map([[name, 3]]))
    expect(counts.unsupportedBytes).toBe(3 * frame.length)
    expect(packets).toEqual([])
    expect(codes).toEqual({ 'packet.frame.unsupported_protocol': 1 })
  }
})

const tagCases: [string, number, Buffer][] = [
  ['MediaTek', 1, behind(`${mac} 0002 0000 0800`, udp4)],
  ['MediaTek, VLAN', 1, behind(`${mac} 0102 0007 8100 0008 86dd`, udp6)],
  ['MediaTek, PPPoE', 1, behind(`${mac} 0004 0000 8864 11 00 0001 0023 0021`, udp4)],
  ['Qualcomm', 1, behind(`${mac} 9a02 0800`, udp4)],
  ['Realtek', 1, behind(`${mac} 8899 0400 0000 0003 86dd`, udp6)],
  ['Marvell', 284, behind(`${mac} c018 0000 0800`, udp4)],
  ['Marvell, with a type', 285, behind(`${mac} dada 0000 c018 0000 0800`, udp4)],
  ['Broadcom', 281, behind(`${mac} 2000 0003 86dd`, udp6)],
  ['Broadcom, in front', 282, behind(`20000003 ${mac} 0800`, udp4)],
  ['802.1CB', 1, behind(`${mac} f1c1 0000 0005 0800`, udp4)],
  ['802.1BR', 1, behind(`${mac} 893f 0000 0005 0000 86dd`, udp6)],
]

test.each(tagCases)('tag of a switch: %s', (_, linkType, frame) => {
  const { packets, counts, codes } = dissect([frame], linkType)
  expect(packets.map((packet) => packet.payload)).toEqual(['hello'])
  expect(counts.headerBytes).toBe(frame.length - 5)
  expect(codes).toEqual({})
  // Cut, it may be too short to tell; no frame counts twice.
  for (let length = 0; length < frame.length; length++) {
    const bytes = frame.subarray(0, length)
    for (const wireLength of [frame.length, length]) {
      const { packets: cut, counts: cutCounts } = dissect([{ bytes, wireLength }], linkType)
      const { malformedFrames, unsupportedFrames, otherFrames } = cutCounts
      expect(cut.length + malformedFrames + unsupportedFrames.size + otherFrames.size).toBe(1)
    }
  }
})

test('what stands where a tag of a switch would end, and is no packet, is none', () => {
  const lying = Buffer.from(udp4)
  lying.writeUInt16BE(udp4.length + 1, 2)
  const frames: [string, Buffer][] = [
    ['ethertype 0x9a02', behind(`${mac} 9a02 0800`, lying)],
    ['ethertype 0xdada', behind(`${mac} dada 0000 0000 0000 0800`, hex('46'))],
    ['ethertype 0x4305', behind(`${mac} 4305 0000 86dd`, udp4)],
    ['ethertype 0x88b5', behind(`${mac} 88b5 8100 8100 8100`, Buffer.alloc(46, 0x81))],
    ['llc sap 0xe0', behind(`${mac} 0030 e0e0 03 0800`, lying)],
  ]
  for (const [name, frame] of frames) {
    const { packets, counts } = dissect([frame])
    expect(packets, name).toEqual([])
    expect(counts.unsupportedFrames).toEqual(new Map([[name, 1]]))
  }
  // Names of protocols that carry nothing stay, whatever they hold.
  const arp = dissect([behind(`${mac} 0806 0800`, udp4)])
  expect(arp.counts.otherFrames).toEqual(new Map([['arp', 1]]))
})

test('unknown link types are counted and each is said once; the known ones between them are read', () => {
  const bytes = ethernetFrame(udp4)
  const { counts, codes, packets } = dissect([147, 1, 147, 148, 1].map((linkType) => ({ bytes, linkType })))
  expect(counts.unsupportedFrames).toEqual(
    new Map([
      ['link type 147', 2],
      ['link type 148', 1],
    ]),
  )
  expect(packets.length).toBe(2)
  expect(codes).toEqual({ 'packet.link.unknown_type': 2 })
})

test('kinds of frames beyond the limit are counted together', () => {
  const frames = Array.from({ length: limits.packet.namesMax + 10 }, (_, index) => ({
    bytes: Buffer.alloc(4),
    linkType: 1_000 + index,
  }))
  const { counts, codes } = dissect(frames)
  expect(counts.unsupportedFrames.size).toBe(limits.packet.namesMax + 1)
  expect(counts.unsupportedFrames.get('others')).toBe(10)
  expect(codes).toMatchObject({ 'packet.frame.names': 1 })
})

test('nested VLAN tags are followed up to the limit', () => {
  const nested = (depth: number): Buffer =>
    udpPacket({ payload: 'deep', vlans: Array.from({ length: depth }, (_, index) => index) })
  expect(dissect([nested(limits.packet.nestingMax)]).packets.length).toBe(1)
  for (const depth of [limits.packet.nestingMax + 1, 64, 5_000]) {
    const { packets, counts, codes } = dissect([nested(depth)])
    expect(packets).toEqual([])
    expect(counts.unsupportedFrames).toEqual(new Map([['nested headers', 1]]))
    expect(codes).toMatchObject({ 'packet.frame.nesting': 1 })
  }
})

test('so are those that stand behind SNAP headers', () => {
  const nested = (depth: number): Buffer =>
    behind(`${mac} 0029 ${'aaaa03 000000 8100 0001 0029'.repeat(depth)} aaaa03 000000 0800`, udp4)
  expect(dissect([nested(limits.packet.nestingMax)]).packets.length).toBe(1)
  for (const depth of [limits.packet.nestingMax + 1, 64]) {
    const { packets, codes } = dissect([nested(depth)])
    expect(packets).toEqual([])
    expect(codes).toMatchObject({ 'packet.frame.nesting': 1 })
  }
})

const extension = (protocol: number, bytes: number): { protocol: number; bytes: Buffer } => {
  const header = Buffer.alloc(bytes)
  header[1] = protocol === 51 ? bytes / 4 - 2 : bytes / 8 - 1
  return { protocol, bytes: header }
}

test('IPv6 extension headers are passed, and counted as headers', () => {
  const extensions = [
    extension(0, 8),
    extension(43, 24),
    extension(60, 16),
    extension(51, 24),
    extension(44, 8),
  ]
  const bytes = ethernetFrame(ipPacket(6, tcpSegment({ ...v6, payload }), { ...v6, extensions }))
  const { packets, counts, codes } = dissect([bytes])
  expect(packets.map((packet) => packet.payload)).toEqual([payload])
  expect(counts.headerBytes).toBe(bytes.length - payload.length)
  expect(codes).toEqual({})
  for (let length = 14; length < bytes.length; length++) {
    const { counts: cut } = dissect([{ bytes: bytes.subarray(0, length), wireLength: bytes.length }])
    expect(cut.dissectedFrames + cut.malformedFrames).toBe(1)
  }
})

test('headers of mobility, host identity and multihoming are passed where something follows them', () => {
  for (const protocol of [135, 139, 140]) {
    const extensions = [extension(protocol, 16)]
    const bytes = ethernetFrame(ipPacket(6, tcpSegment({ ...v6, payload }), { ...v6, extensions }))
    expect(dissect([bytes]).packets.map((packet) => packet.payload)).toEqual([payload])
  }
  const alone = ethernetFrame(ipPacket(135, hex('3b00 0500 0000 0000'), v6))
  expect(dissect([alone]).counts.otherFrames).toEqual(new Map([['mobility header', 1]]))
})

test('a packet that is routed over others goes to its last address (RFC 8200, 4.4)', () => {
  const via = '20010db8000000000000000000000aaa'
  const final = '20010db8000000000000000000000fff'
  const routes: [string, string][] = [
    [`00 00 0000 0000 ${via}${final}`, 'type 0'],
    [`02 01 0000 0000 ${final}`, 'home address of a mobile'],
    [`04 01 0100 0000 ${final}${via}`, 'segments'],
  ]
  for (const [route, name] of routes) {
    for (const left of [1, 0]) {
      const bytes = hex(route)
      bytes[1] = left
      const extensions = [
        { protocol: 43, bytes: Buffer.concat([Buffer.from([0, (bytes.length - 6) / 8]), bytes]) },
      ]
      const frame = ethernetFrame(ipPacket(17, udpDatagram({ ...v6, payload }), { ...v6, extensions }))
      const { target } = dissect([frame]).packets[0] ?? {}
      expect(target, name).toBe(left === 1 ? '2001:db8::fff 53' : '2001:db8::2 53')
    }
  }
})

test('extension headers without end, or beyond the packet, stop the frame', () => {
  const many = Array.from({ length: 40 }, () => extension(60, 8))
  expect(dissect([ethernetFrame(ipPacket(6, tcpSegment(v6), { ...v6, extensions: many }))])).toMatchObject({
    packets: [],
    codes: { 'packet.frame.nesting': 1 },
  })
  const long = { protocol: 60, bytes: Buffer.from([0, 200, 0, 0, 0, 0, 0, 0]) }
  expect(dissect([ethernetFrame(ipPacket(6, tcpSegment(v6), { ...v6, extensions: [long] }))])).toMatchObject({
    counts: { malformedFrames: 1 },
    codes: { 'packet.ipv6.malformed': 1 },
  })
})

test('an authentication header is passed in IPv4 too', () => {
  const header = Buffer.alloc(24)
  header[0] = 6
  header[1] = 4
  const frame = ethernetFrame(ipPacket(51, Buffer.concat([header, tcpSegment({ payload })])))
  expect(dissect([frame]).packets.map((packet) => packet.payload)).toEqual([payload])
})

/** The frame with 16-bit big-endian values written over it at offsets. */
function patched(frame: Buffer, ...writes: [number, number][]): Buffer {
  const copy = Buffer.from(frame)
  for (const [at, value] of writes) copy.writeUInt16BE(value, at)
  return copy
}

test('lying lengths: what is there is read, what is beyond the stated end is a trailer', () => {
  const tcp = tcpPacket({ payload })
  const udp = udpPacket({ payload })
  const udpV6 = udpPacket({ ...v6, payload })
  const trailer = { 'packet.frame.trailer': 1 }
  const searched = { 'packet.frame.trailer_searched': 1 }
  const cases: [string, Buffer, string, number, Record<string, number>][] = [
    ['IPv4 length 0 (TSO)', patched(tcp, [16, 0]), payload, 0, {}],
    ['IPv6 length 0 (TSO, jumbogram)', patched(udpV6, [18, 0]), payload, 0, {}],
    [
      'IPv4 length too large',
      patched(tcp, [16, 62 + 100]),
      payload,
      100,
      { 'packet.ip.length_exceeds_frame': 1 },
    ],
    [
      'IPv6 length too large',
      patched(udpV6, [18, 30 + 9], [58, 39]),
      payload,
      9,
      { 'packet.ip.length_exceeds_frame': 1 },
    ],
    ['IPv4 length short: trailer', patched(tcp, [16, 44]), 'GET ', 0, trailer],
    ['UDP length 0', patched(udp, [38, 0]), payload, 0, {}],
    ['UDP length too large', patched(udp, [38, 999]), payload, 0, { 'packet.udp.length_exceeds_packet': 1 }],
    ['UDP length short: trailer', patched(udp, [38, 11]), 'GET', 0, searched],
    ['UDP length 8: no payload', patched(udp, [38, 8]), '', 0, searched],
  ]
  for (const [name, frame, expected, cut, codes] of cases) {
    const seen = dissect([frame])
    expect(seen.packets[0], name).toMatchObject({ payload: expected, cut })
    expect(seen.codes, name).toEqual(codes)
  }
})

test('headers that contradict themselves are malformed', () => {
  const tcp = tcpPacket({ payload })
  const cases: [Buffer, string][] = [
    [patched(tcp, [14, 0x4400]), 'packet.ipv4.malformed'],
    [patched(tcp, [14, 0x6500]), 'packet.ipv4.malformed'],
    [patched(tcp, [16, 19]), 'packet.ipv4.malformed'],
    [patched(tcpPacket(v6), [14, 0x4000]), 'packet.ipv6.malformed'],
    [patched(tcp, [46, 0x4018]), 'packet.tcp.malformed'],
    [patched(tcp, [46, 0xf018]), 'packet.tcp.malformed'],
    [patched(tcp, [16, 39]), 'packet.tcp.malformed'],
    [patched(udpPacket({ payload }), [38, 7]), 'packet.udp.malformed'],
    [patched(udpPacket({ payload }), [16, 27]), 'packet.udp.malformed'],
    [hex(`${mac} 8864 2100 0001 0006 0021`), 'packet.link.malformed'],
    [hex('0011'), 'packet.link.malformed'],
  ]
  for (const [frame, code] of cases) {
    const { packets, counts, codes } = dissect([frame])
    expect(packets).toEqual([])
    expect(counts).toMatchObject({ malformedFrames: 1, malformedBytes: frame.length })
    expect(codes).toEqual({ [code]: 1 })
  }
})

test('IPv6 behind a header that says IPv4, as pymobiledevice3 writes it, is read, and said', () => {
  const frame = behind('beefbeefbeef beefbeefbeef 0800', udp6)
  const { packets, counts, codes } = dissect([
    frame,
    frame.subarray(0, -1),
    { bytes: frame.subarray(0, -1), wireLength: frame.length },
  ])
  expect(packets.map((packet) => packet.payload)).toEqual(['hello', 'hell'])
  expect(counts).toMatchObject({ ipv6Packets: 2, malformedFrames: 1 })
  expect(codes).toEqual({ 'packet.ip.other_version': 2, 'packet.ipv4.malformed': 1 })
})

test('packets of tunnels with an address family in the place of Ethernet, as pymobiledevice3 writes them, are read', () => {
  const { packets, counts, codes } = dissect([behind('00000002', udp4), behind('0000001e', udp6)])
  expect(packets.map((packet) => packet.payload)).toEqual(['hello', 'hello'])
  expect(counts).toMatchObject({ ipv4Packets: 1, ipv6Packets: 1, dissectedFrames: 2 })
  expect(codes).toEqual({})
})

test('an address family in the place of Ethernet, in front of no packet that fills the frame, is none', () => {
  const { packets, counts } = dissect([
    behind('00000002', Buffer.concat([udp4, Buffer.alloc(1)])),
    behind('0000001f', udp6),
    behind('00000002', udp6),
  ])
  expect(packets).toEqual([])
  expect(counts.dissectedFrames).toBe(0)
})

test('the snapshot length: bytes that were on the wire are stated as cut', () => {
  const frame = tcpPacket({
    payload: 'x'.repeat(100),
    tcpOptions: Buffer.alloc(12, 1),
    trailer: Buffer.alloc(4),
  })
  const cutTo = (length: number): SeenPacket | undefined =>
    dissect([{ bytes: frame.subarray(0, length), wireLength: frame.length }]).packets[0]
  expect(cutTo(frame.length)).toMatchObject({ cut: 0 })
  expect(cutTo(96)).toMatchObject({ payload: 'x'.repeat(30), cut: 70 })
  // Inside the TCP options: no payload, all of it cut.
  expect(cutTo(60)).toMatchObject({ payload: '', cut: 100 })
  expect(cutTo(53)).toBeUndefined()
  expect(dissect([{ bytes: frame.subarray(0, 53), wireLength: 170 }]).codes).toEqual({
    'packet.frame.header_cut': 1,
  })
})

const families: [string, { source?: string; target?: string }][] = [
  ['IPv4', {}],
  ['IPv6', v6],
]

test.each(families)(
  '%s fragments come together in any order, with the frames they came in',
  (_, addresses) => {
    const body = Buffer.from(Array.from({ length: 100 }, (_, index) => 0x20 + (index % 90)))
    const datagram = udpDatagram({ ...addresses, payload: body })
    const fragments = ipFragments(17, datagram, [0, 24, 64, 96], addresses).map((one) => ethernetFrame(one))
    const headerBytes = (fragments[0] as Buffer).length - 24
    const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(orders, (order) => {
        const { packets, counts, codes } = dissect(order.map((index) => fragments[index] as Buffer))
        expect(packets.length).toBe(1)
        expect(packets[0]?.payload).toBe(body.toString('latin1'))
        const frameOf = (index: number): number => order.indexOf(index) + 1
        expect(packets[0]?.spans).toEqual([
          { frame: frameOf(0), start: headerBytes + 8, end: headerBytes + 24 },
          { frame: frameOf(1), start: headerBytes, end: headerBytes + 40 },
          { frame: frameOf(2), start: headerBytes, end: headerBytes + 32 },
          { frame: frameOf(3), start: headerBytes, end: headerBytes + 12 },
        ])
        expect(packets[0]?.frame).toBe(4)
        expect(counts).toMatchObject({
          dissectedFrames: 4,
          udpPackets: 1,
          udpPayloadBytes: 100,
          headerBytes: 4 * headerBytes + 8,
          fragmentBytesAssembled: 108,
          fragmentBytesLost: 0,
        })
        expect(codes).toEqual({})
      }),
    )
  },
)

test('extension headers behind a fragment header are read in the assembled datagram', () => {
  const inner = Buffer.concat([Buffer.from([6, 0, 0, 0, 0, 0, 0, 0]), tcpSegment({ ...v6, payload })])
  const fragments = ipFragments(60, inner, [0, 16, 32], v6)
  const { packets, counts } = dissect(fragments, 101)
  expect(packets.map((packet) => packet.payload)).toEqual([payload])
  expect(counts.tcpPayloadBytes).toBe(payload.length)
})

test('the same fragments twice (a capture on two interfaces) give one datagram and nothing left over', () => {
  const fragments = ipFragments(17, udpDatagram({ payload: 'y'.repeat(60) }), [0, 32])
  const doubled = fragments.flatMap((bytes) => [bytes, bytes])
  for (const all of [doubled, [...fragments, ...fragments], [...fragments, ...fragments.toReversed()]]) {
    const { packets, counts, codes } = dissect(
      all.map((bytes) => ({ bytes, sec: 5 })),
      101,
    )
    expect(packets.length).toBe(1)
    expect(counts).toMatchObject({ fragmentBytesAssembled: 68, fragmentBytesLost: 0, fragmentBytesTwice: 68 })
    expect(codes).toEqual({})
  }
})

test('an identification that is used again later is a new datagram', () => {
  const once = (letter: string, sec: number): GivenFrame[] =>
    ipFragments(17, udpDatagram({ payload: letter.repeat(60) }), [0, 32]).map((bytes) => ({ bytes, sec }))
  const { packets } = dissect([...once('a', 1), ...once('b', 4)], 101)
  expect(packets.map((packet) => packet.payload)).toEqual(['a'.repeat(60), 'b'.repeat(60)])
  // Also where it says the same as before, as a beacon does.
  expect(dissect([...once('a', 1), ...once('a', 4)], 101).packets).toHaveLength(2)
  expect(dissect([...once('a', 1), ...once('a', 2)], 101).packets).toHaveLength(1)
})

test('an identification that is used again at once is a new datagram, too, as its first or last bytes show', () => {
  const payloads = ['a', 'b', 'c'].map((letter) => letter.repeat(160))
  const fragments = payloads.map((payload) => ipFragments(17, udpDatagram({ payload }), [0, 64, 128]))
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
  ]) {
    const frames = fragments.flatMap((pieces) => order.map((index) => pieces[index] as Buffer))
    const { packets, codes } = dissect(
      frames.map((bytes) => ({ bytes, sec: 1 })),
      101,
    )
    expect(packets.map((packet) => packet.payload)).toEqual(payloads)
    expect(codes).toEqual({})
  }
})

test('overlapping fragments: the first copy is kept, a contradiction is said', () => {
  const datagram = udpDatagram({ payload: 'a'.repeat(40) })
  const other = Buffer.alloc(24, 'B')
  const fragments = [
    ipFragment(17, datagram.subarray(0, 16), 0, true),
    ipFragment(17, datagram.subarray(32), 32, false),
    ipFragment(17, other, 8, true),
    ipFragment(17, datagram.subarray(16, 40), 16, true),
  ]
  const { packets, counts, codes } = dissect(fragments, 101)
  expect(packets[0]?.payload).toBe(`${'a'.repeat(8)}${'B'.repeat(16)}${'a'.repeat(16)}`)
  // Third: 8 of its 24 bytes were there. The datagram is whole then, so the fourth is a copy, wholly lost.
  expect(counts).toMatchObject({ fragmentBytesAssembled: 48, fragmentBytesLost: 8 + 24 })
  expect(codes).toEqual({ 'packet.fragment.overlap': 1 })
})

test('of two beginnings of a datagram that name different transports the first is kept', () => {
  const datagram = udpDatagram({ payload: 'a'.repeat(40) })
  const [first, last] = ipFragments(17, datagram, [0, 24], v6) as [Buffer, Buffer]
  const other = ipFragment(6, datagram.subarray(0, 24), 0, true, v6)
  for (const frames of [
    [first, other, last],
    [ipFragment(6, datagram.subarray(24), 24, false, v6), first],
  ])
    expect(dissect(frames, 101).packets).toMatchObject([{ transport: 'udp', payload: 'a'.repeat(40) }])
})

test('fragments that disagree on the end: the first statement is kept', () => {
  const datagram = udpDatagram({ payload: 'a'.repeat(40) })
  const { packets, codes } = dissect(
    [
      ipFragment(17, datagram.subarray(24, 48), 24, false),
      ipFragment(17, Buffer.alloc(16), 48, false),
      ipFragment(17, datagram.subarray(0, 24), 0, true),
    ],
    101,
  )
  expect(packets.map((packet) => packet.payload)).toEqual(['a'.repeat(40)])
  expect(codes).toEqual({ 'packet.fragment.two_ends': 1 })
})

test('fragments that cannot be: empty, off the grid, beyond what a datagram holds, cut by the capture', () => {
  const tooFar = ipFragment(17, Buffer.alloc(64), 65_528, false)
  for (const frame of [
    ipFragment(17, Buffer.alloc(0), 8, true),
    ipFragment(17, Buffer.alloc(9), 8, true),
    tooFar,
  ]) {
    const { counts, packets, codes } = dissect([frame], 101)
    expect(packets).toEqual([])
    expect(counts).toMatchObject({ dissectedFrames: 1, fragmentBytesLost: frame.length - 20 })
    expect(codes).toEqual({ 'packet.fragment.malformed': 1 })
  }
  const whole = ipFragment(17, Buffer.alloc(64), 0, true)
  const { counts, codes } = dissect([{ bytes: whole.subarray(0, 60), wireLength: whole.length }], 101)
  expect(counts.fragmentBytesLost).toBe(40)
  expect(codes).toEqual({ 'packet.fragment.cut': 1 })
})

test('fragments wait no longer than the limit on capture time, and what waited is lost and said', () => {
  const fragments = ipFragments(17, udpDatagram({ payload: 'z'.repeat(60) }), [0, 32])
  const late = limits.packet.fragmentSecondsMax + 1
  const seen = dissect(
    [
      { bytes: fragments[0] as Buffer, sec: 10 },
      { bytes: fragments[1] as Buffer, sec: 10 + late },
    ],
    101,
  )
  expect(seen.packets).toEqual([])
  expect(seen.counts).toMatchObject({ fragmentBytesAssembled: 0, fragmentBytesLost: 68 })
  expect(seen.codes).toEqual({ 'packet.fragment.incomplete': 2 })
})

test('each datagram waits for its own time, however many begin after it', () => {
  const late = limits.packet.fragmentSecondsMax
  const of = (identification: number): Buffer[] =>
    ipFragments(17, udpDatagram({ payload: 'z'.repeat(60) }), [0, 32], { identification })
  const frames = (...when: [identification: number, piece: number, sec: number][]): GivenFrame[] =>
    when.map(([identification, piece, sec]) => ({ bytes: of(identification)[piece] as Buffer, sec }))
  const seen = dissect(frames([1, 0, 10], [2, 0, 10 + late - 1], [1, 1, 11 + late], [2, 1, 11 + late]), 101)
  expect(seen.packets).toHaveLength(1)
  expect(seen.counts).toMatchObject({ fragmentBytesAssembled: 68, fragmentBytesLost: 68 })
  expect(seen.codes).toEqual({ 'packet.fragment.incomplete': 2 })
  const inTime = dissect(frames([1, 0, 10], [2, 0, 9 + late], [1, 1, 10 + late], [2, 1, 10 + late]), 101)
  expect(inTime.packets).toHaveLength(2)
})

test('fragments that wait are bounded in number and bytes', () => {
  const many = Array.from({ length: limits.packet.fragmentsMax + 50 }, (_, index) => ({
    bytes: ipFragment(17, Buffer.alloc(8), 8, true, { ...v6, identification: index }),
    sec: 1,
  }))
  expect(dissect(many, 101).codes).toMatchObject({ 'packet.fragment.limit': 50 })
  const big = Buffer.alloc(60_000)
  const count = Math.floor(limits.packet.fragmentBytesMax / big.length) + 3
  const large = Array.from({ length: count }, (_, index) => ({
    bytes: ipFragment(17, big, 8, true, { identification: index }),
    sec: 1,
  }))
  expect(dissect(large, 101).codes).toMatchObject({ 'packet.fragment.limit': 3 })
})

test('so are many pieces of few datagrams, and datagrams that are whole are none that wait', () => {
  const pieces = (datagrams: number): GivenFrame[] =>
    Array.from({ length: datagrams * 4_000 }, (_, index) => ({
      bytes: ipFragment(17, Buffer.alloc(8), 8 + 8 * (index >> 2), true, { identification: index & 3 }),
      sec: 1,
    }))
  expect(pieces(2).length).toBeLessThan(limits.packet.fragmentsMax)
  expect(dissect(pieces(2), 101).codes).not.toHaveProperty('packet.fragment.limit')
  expect(dissect(pieces(3), 101).codes).toHaveProperty('packet.fragment.limit')
  const whole = Array.from({ length: 2 * (limits.packet.fragmentsMax + 5) }, (_, index) => ({
    bytes: ipFragment(17, Buffer.alloc(8), (index & 1) * 8, (index & 1) === 0, {
      ...v6,
      identification: index >> 1,
    }),
    sec: 1,
  }))
  expect(dissect(whole, 101).codes).not.toHaveProperty('packet.fragment.limit')
})

test('a fragment inside an assembled datagram is not put together again', () => {
  const inner = Buffer.concat([Buffer.from([17, 0, 0, 9, 0, 0, 0, 1]), Buffer.alloc(24)])
  const { packets, counts } = dissect(ipFragments(44, inner, [0, 16], v6), 101)
  expect(packets).toEqual([])
  expect(counts).toMatchObject({ dissectedFrames: 2, unsupportedBytes: 32 })
})

test('any damage to any frame: nothing throws and both sums hold after each frame', () => {
  const fragments = [
    ...ipFragments(17, udpDatagram({ payload: 'q'.repeat(80) }), [0, 24, 56]),
    ...ipFragments(6, tcpSegment({ ...v6, payload: 'q'.repeat(80) }), [0, 24, 56], v6),
  ]
  const pool: [number, Buffer][] = [
    ...linkCases.map(([, linkType, frame]): [number, Buffer] => [linkType, frame]),
    ...fragments.map((bytes): [number, Buffer] => [101, bytes]),
    ...fragments.map((bytes): [number, Buffer] => [1, ethernetFrame(bytes)]),
  ]
  const damaged = fc.record({
    pick: fc.nat(pool.length - 1),
    writes: fc.array(fc.tuple(fc.nat(120), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 6, 17, 44, 60))), {
      maxLength: 4,
    }),
    length: fc.option(fc.nat(140)),
    beyond: fc.nat(200),
    sec: fc.integer({ min: -100, max: 100 }),
  })
  fc.assert(
    fc.property(fc.array(damaged, { maxLength: 25 }), (choices) => {
      dissect(
        choices.map(({ pick, writes, length, beyond, sec }) => {
          const [linkType, frame] = pool[pick] as [number, Buffer]
          const bytes = Buffer.from(frame).subarray(0, length ?? frame.length)
          for (const [at, value] of writes) if (at < bytes.length) bytes[at] = value
          return { bytes, wireLength: bytes.length + (length === null ? 0 : beyond), sec, linkType }
        }),
      )
    }),
    { numRuns: 400 },
  )
})

test('random bytes under every link type never throw', () => {
  const types = [...new Set(linkCases.map(([, linkType]) => linkType))]
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 120 }), (linkType, random) => {
      dissect([Buffer.from(random)], linkType)
    }),
    { numRuns: 1_000 },
  )
})

test('a path that joins a connection (Multipath TCP) is said, the first path and what goes over both is not', () => {
  const option = (text: string): Buffer => tcpPacket({ flags: 2, tcpOptions: hex(text) })
  const capable = option('1e0c 0081 0102030405060708')
  const data = tcpPacket({ payload: 'x', tcpOptions: hex('1e14 2005 00000001 00000001 00000001 0001 0000') })
  expect(dissect([capable, data]).codes).toEqual({})
  const join = option('1e0c 1001 01020304 05060708')
  expect(dissect([join]).codes).toEqual({ 'packet.tcp.multipath': 1 })
})

test('a byte that is urgent is said: a receiver may not read it in its place', () => {
  expect(dissect([tcpPacket({ flags: 0x38, payload: 'imei=3569!38' })]).codes).toEqual({
    'packet.tcp.urgent': 1,
  })
  expect(dissect([tcpPacket({ flags: 0x30 }), tcpPacket({ payload: 'x' })]).codes).toEqual({})
})
