/** One request with an identifier is found whatever link, network and capture format carry it. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { renderTerminal } from '../../src/report/terminal.ts'
import {
  enhancedPacketBlock,
  ethernetFrame,
  interfaceBlock,
  ipFragments,
  ipPacket,
  pcapFile,
  pcapngBlock,
  pcapngFile,
  sectionHeaderBlock,
  tcpFlags,
  TcpConversation,
  tcpPacket,
  tcpSegment,
  udpDatagram,
} from '../support/capture.ts'
import { dnsMessage, dnsQuestion } from '../support/dns-message.ts'
import {
  capwap,
  geneve,
  gre,
  gtpU,
  l2tp,
  overIp,
  overUdp,
  radiotap,
  snap,
  vxlan,
  wlanFragments,
  wlanFrame,
} from '../support/encapsulation.ts'
import { anomalyCodes, observed, scanBytes, scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'
const request = `GET /?imei=${imei} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`
const found = [`imei ${imei} probable`]
const frames = new TcpConversation().open().send(request).close().frames
const packets = frames.map((frame) => frame.subarray(14))
const six = new TcpConversation({ source: '2001:db8::10', target: '2001:db8::20' })
  .open()
  .send(request)
  .close().frames

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

/** EtherType and rest for a PPPoE session (RFC 2516) around an IP packet. */
function pppoe(packet: Buffer): Buffer {
  const protocol = (packet[0] as number) >> 4 === 6 ? 0x57 : 0x21
  return Buffer.concat([Buffer.from([0x11, 0, 0, 7]), u16(packet.length + 2), u16(protocol), packet])
}

function cooked(packet: Buffer): Buffer {
  return Buffer.concat([u16(4), u16(1), u16(6), Buffer.from('02005e0053010000', 'hex'), u16(0x0800), packet])
}

function cooked2(packet: Buffer): Buffer {
  return Buffer.concat([
    u16(0x0800),
    u16(0),
    Buffer.from('00000003', 'hex'),
    u16(1),
    Buffer.from([4, 6]),
    Buffer.from('02005e0053010000', 'hex'),
    packet,
  ])
}

function nflog(packet: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt16LE(packet.length + 4, 0)
  length.writeUInt16LE(9, 2)
  return Buffer.concat([Buffer.from([2, 0, 0, 0]), length, packet])
}

describe('links', () => {
  const links: [name: string, linkType: number, wrap: (packet: Buffer) => Buffer][] = [
    ['VLAN', 1, (packet) => ethernetFrame(packet, { vlans: [7] })],
    ['QinQ', 1, (packet) => ethernetFrame(packet, { vlans: [7, 8] })],
    ['PPPoE', 1, (packet) => ethernetFrame(pppoe(packet), {}, 0x8864)],
    ['PPPoE in a VLAN', 1, (packet) => ethernetFrame(pppoe(packet), { vlans: [7] }, 0x8864)],
    [
      'PPPoE in QinQ, padded',
      1,
      (packet) => ethernetFrame(pppoe(packet), { vlans: [7, 8], trailer: Buffer.alloc(9) }, 0x8864),
    ],
    ['Linux cooked v1', 113, cooked],
    ['Linux cooked v2', 276, cooked2],
    ['raw IP', 101, (packet) => packet],
    ['raw IPv4', 228, (packet) => packet],
    ['BSD null, little-endian', 0, (packet) => Buffer.concat([Buffer.from([2, 0, 0, 0]), packet])],
    ['BSD null, big-endian', 0, (packet) => Buffer.concat([Buffer.from([0, 0, 0, 2]), packet])],
    ['BSD loop', 108, (packet) => Buffer.concat([Buffer.from([0, 0, 0, 2]), packet])],
    ['NFLOG', 239, nflog],
    ['PPP', 9, (packet) => Buffer.concat([Buffer.from([0xff, 0x03]), u16(0x21), packet])],
  ]
  test.each(links)('%s', async (_, linkType, wrap) => {
    expect(observed(await scanFrames(packets.map(wrap), { linkType }))).toEqual(found)
  })

  test('a link type that is not known is counted and said', async () => {
    const result = await scanFrames(packets, { linkType: 147 })
    expect(observed(result)).toEqual([])
    expect(Object.values(result.coverage.frames.unsupported)).toEqual([frames.length])
    expect(anomalyCodes(result).join()).toMatch(/link/)
  })
})

describe('IPv6', () => {
  test('as it is', async () => expect(observed(await scanFrames(six))).toEqual(found))

  test('behind extension headers', async () => {
    const extensions = [0, 60, 43].map((protocol) => ({
      protocol,
      bytes: Buffer.from([0, 0, 1, 4, 0, 0, 0, 0]),
    }))
    const { frames: extended } = new TcpConversation({
      source: '2001:db8::10',
      target: '2001:db8::20',
      extensions: extensions.slice(0, 2),
    })
      .open()
      .send(request)
    expect(observed(await scanFrames(extended))).toEqual(found)
  })

  const segment = tcpSegment({ source: '2001:db8::10', target: '2001:db8::20', payload: request })
  const pieces = ipFragments(6, segment, [0, 8, 32, 56], {
    source: '2001:db8::10',
    target: '2001:db8::20',
  }).map((packet) => ethernetFrame(packet))
  test('in fragments, in any order, each twice', async () => {
    for (const order of [pieces, pieces.toReversed(), pieces.flatMap((piece) => [piece, piece])]) {
      const result = await scanFrames(order)
      expect(observed(result)).toEqual(found)
    }
  })

  test('a fragment is missing: said and counted, not reported as clean', async () => {
    const result = await scanFrames(pieces.filter((_, index) => index !== 2))
    expect(observed(result)).toEqual([])
    expect(result.coverage.frameBytes.fragmentsLost).toBeGreaterThan(0)
    expect(anomalyCodes(result).join()).toMatch(/fragment/)
  })

  test('evidence in fragments names the frame and bytes that hold it', async () => {
    const result = await scanFrames(pieces)
    const text = Buffer.concat(
      (result.observations[0]?.spans ?? []).map(({ frame, start, end }) =>
        (pieces[frame - 1] as Buffer).subarray(start, end),
      ),
    ).toString('latin1')
    expect(text).toBe(imei)
  })
})

test('IPv4 fragments, and a DNS question in fragments', async () => {
  const segment = tcpSegment({ payload: request })
  const tcp = ipFragments(6, segment, [0, 24, 48], { identification: 7 }).map((packet) =>
    ethernetFrame(packet),
  )
  const datagram = udpDatagram({
    payload: dnsMessage({ questions: [dnsQuestion('fragmented.example.com')] }),
  })
  const udp = ipFragments(17, datagram, [0, 16, 32], { identification: 8 }).map((packet) =>
    ethernetFrame(packet),
  )
  const result = await scanFrames([...tcp.toReversed(), ...udp])
  expect(observed(result)).toEqual(found)
  expect(result.dnsNames).toEqual(['fragmented.example.com'])
})

test('in tunnels of many kinds, and over the air of an open network', async () => {
  const ends = { source: '192.0.2.1', target: '192.0.2.2' }
  const carried: [name: string, wrap: (packet: Buffer) => Buffer, linkType: number][] = [
    ['ip-in-ip', (packet) => ethernetFrame(ipPacket(4, packet, ends)), 1],
    ['gre', (packet) => overIp(47, gre(0x0800, packet)), 1],
    ['gtp-u', (packet) => overUdp(gtpU(packet), 2152), 1],
    ['vxlan', (packet) => overUdp(vxlan(ethernetFrame(packet)), 4789), 1],
    ['geneve', (packet) => overUdp(geneve(0x6558, ethernetFrame(packet)), 6081), 1],
    ['l2tp', (packet) => overUdp(l2tp(Buffer.concat([u16(0x21), packet])), 1701), 1],
    ['capwap', (packet) => overUdp(capwap(ethernetFrame(packet), 1, false), 5247), 1],
    ['', (packet) => radiotap(wlanFrame(snap(packet))), 127],
  ]
  for (const [name, wrap, linkType] of carried) {
    const result = await scanFrames(packets.map(wrap), { linkType })
    expect(observed(result), name).toEqual(found)
    expect(result.coverage.frames.tunnelled).toEqual(name === '' ? {} : { [name]: frames.length })
    expect(result.transmissions.map(({ summary }) => summary.tunnels)).toEqual([
      name === '' ? undefined : [name],
    ])
    expect(anomalyCodes(result)).toEqual([])
  }
})

test('over the air in fragments, and through Teredo', async () => {
  const fragments = packets.flatMap((packet, sequence) =>
    wlanFragments(snap(packet), 40, { sequence }).map((frame) => radiotap(frame)),
  )
  const air = await scanFrames(fragments, { linkType: 127 })
  expect(observed(air)).toEqual(found)
  expect(anomalyCodes(air)).toEqual([])
  const ends = { source: '2001:0:cb00:7101:0:63bf:3dff:fe9f', target: '2001:db8::20' }
  const inner = new TcpConversation(ends).open().send(request).close().frames
  const teredo = await scanFrames(inner.map((frame) => overUdp(frame.subarray(14), 40_999)))
  expect(observed(teredo)).toEqual(found)
  expect(teredo.coverage.frames.tunnelled).toEqual({ teredo: inner.length })
})

test('a tunnel that is not read (Network Service Header) is counted by its name, and searched as plain bytes', async () => {
  const result = await scanFrames(
    packets.map((packet) =>
      ethernetFrame(ipPacket(145, packet, { source: '192.0.2.1', target: '192.0.2.2' })),
    ),
  )
  expect(observed(result)).toEqual(found)
  // Who is inside is not known: it is told to the end of the tunnel.
  expect(result.recipients.map(({ addresses }) => addresses[0]?.address)).toEqual(['192.0.2.2'])
  expect(result.coverage.frames.unsupported).toEqual({ 'ip protocol 145': frames.length })
  expect(anomalyCodes(result)).toEqual(['packet.frame.unsupported_protocol'])
})

test('over the air of a protected network nothing is read, and no word sounds as if it were', async () => {
  const result = await scanFrames(
    packets.map((packet) => wlanFrame(Buffer.concat([Buffer.alloc(8), packet]), { flags: 0x41 })),
    { linkType: 105 },
  )
  expect(observed(result)).toEqual([])
  const { frames: counted, frameBytes, summary } = result.coverage
  expect(counted.undecryptable).toEqual({ '802.11 encrypted data': frames.length })
  expect(summary.undecryptable).toBe(frameBytes.total)
  expect(summary.payload).toBe(frameBytes.total)
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text).toContain('NOTHING TO READ  None of the traffic')
  expect(text).not.toContain('NOTHING FOUND')
  expect(text).toContain('encrypted below TCP and UDP')
})

describe('pcapng', () => {
  const half = Math.ceil(frames.length / 2)
  const two = Buffer.concat([
    pcapngFile(frames.slice(0, half), { interfaces: [{ timeResolution: 9 }] }),
    pcapngFile(
      packets.slice(half).map((bytes, index) => ({ bytes, sec: 1_549_864_801, nsec: index * 1_000_000 })),
      { bigEndian: true, interfaces: [{ linkType: 101 }] },
    ),
  ])

  test('a connection that goes on in a second section of another byte order and link', async () => {
    const result = await scanBytes(two)
    expect(observed(result)).toEqual(found)
    expect(result.captures[0]?.packets).toBe(frames.length)
  })

  test('gzip’d', async () => expect(observed(await scanBytes(gzipSync(two)))).toEqual(found))
  test('gzip’d, with another behind it that is not: that is counted', async () => {
    const { coverage, anomalies } = await scanBytes(Buffer.concat([gzipSync(two), two]))
    expect(coverage.file).toMatchObject({ bytes: 2 * two.length, unread: two.length })
    for (const { left, right } of coverage.equations) expect(left).toBe(right)
    expect(anomalies.map(({ tally }) => tally.code.code)).toContain('source.gzip.followed')
  })

  test('unknown, custom, statistics, name and secrets blocks are passed over', async () => {
    const odd = [4, 5, 10, 0xbad, 0x40000bad, 0x7fff_ffff, 0x8000_0001].map((type) =>
      pcapngBlock(type, Buffer.alloc(28)),
    )
    const result = await scanBytes(pcapngFile(frames, { before: odd, after: odd }))
    expect(observed(result)).toEqual(found)
  })

  test('simple and obsolete packet blocks', async () => {
    const simple = (frame: Buffer): Buffer => {
      const length = Buffer.alloc(4)
      length.writeUInt32LE(frame.length)
      return pcapngBlock(3, Buffer.concat([length, frame]))
    }
    const obsolete = (frame: Buffer): Buffer => {
      const head = Buffer.alloc(20)
      head.writeUInt32LE(frame.length, 12)
      head.writeUInt32LE(frame.length, 16)
      return pcapngBlock(2, Buffer.concat([head, frame]))
    }
    for (const block of [simple, obsolete]) {
      const result = await scanBytes(
        Buffer.concat([sectionHeaderBlock(), interfaceBlock(), ...frames.map(block)]),
      )
      expect(observed(result)).toEqual(found)
      expect(result.captures[0]?.packets).toBe(frames.length)
      // Neither has a time: when it was sent is not known.
      expect(anomalyCodes(result)).toContain('source.capture.no_clock')
    }
  })

  test('a packet of an interface that was never described is said and the rest is read', async () => {
    const stray = enhancedPacketBlock({ bytes: frames[0] as Buffer, interfaceNumber: 9 }, { sec: 1, nsec: 0 })
    const result = await scanBytes(pcapngFile(frames, { before: [stray] }))
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result).join()).toMatch(/interface/)
  })

  test('cut at every length: what is whole is read, the rest is said, and no sum breaks', async () => {
    const whole = pcapngFile(frames)
    for (let length = 48; length < whole.length; length += 3) {
      const result = await scanBytes(whole.subarray(0, length))
      expect(result.coverage.file.bytes).toBe(length)
      if (length > whole.length - 12) expect(observed(result)).toEqual(found)
    }
  })
})

test('pcap: both byte orders, micro- and nanoseconds', async () => {
  for (const nano of [false, true]) {
    for (const bigEndian of [false, true]) {
      const result = await scanFrames(frames, { nano, bigEndian })
      expect(observed(result)).toEqual(found)
      expect(result.captures[0]?.first?.sec).toBe(1_549_864_800)
    }
  }
})

test('a record that lies about its length: said, and what is before it is read', async () => {
  const bytes = pcapFile([...frames, frames[0] as Buffer])
  const last = bytes.length - (frames[0] as Buffer).length - 8
  bytes.writeUInt32LE(0xffff_fff0, last)
  const result = await scanBytes(bytes)
  expect(observed(result)).toEqual(found)
  expect(result.anomalies.length).toBeGreaterThan(0)
})

describe('streams', () => {
  const send = (bytes: number): Buffer[] => new TcpConversation().open().send(request, bytes).close().frames

  test('out of order, doubled, across the wrap of sequence numbers', async () => {
    const wrap = new TcpConversation({}, 0xffff_fff0).open().send(request, 7).close().frames
    for (const cut of [send(7), wrap]) {
      const [syn, synAck, ack, ...rest] = cut as [Buffer, Buffer, Buffer, ...Buffer[]]
      const data = rest.slice(0, -3)
      for (const order of [
        data.toReversed(),
        data.flatMap((frame) => [frame, frame]),
        [...data.filter((_, index) => index % 2 === 1), ...data.filter((_, index) => index % 2 === 0)],
      ]) {
        const result = await scanFrames([syn, synAck, ack, ...order, ...rest.slice(-3)])
        expect(observed(result)).toEqual(found)
      }
    }
  })

  test('a port that is used again without an end', async () => {
    const first = new TcpConversation().open().send('GET /one HTTP/1.1\r\nHost: b.example.com\r\n\r\n').frames
    const second = new TcpConversation({}, 77_000_000, 99_000_000).open().send(request).frames
    const result = await scanFrames([...first, ...second])
    expect(observed(result)).toEqual(found)
    expect(result.exchanges).toBe(2)
  })

  test('after a gap the next request is found again', async () => {
    const conversation = new TcpConversation().open()
    conversation
      .send('POST /big HTTP/1.1\r\nHost: b.example.com\r\nContent-Length: 3000\r\n\r\n')
      .send('x'.repeat(3_000), 1_000)
    conversation.send(request).close()
    const result = await scanFrames(conversation.frames.filter((_, index) => index !== 5))
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result).join()).toMatch(/gap|missing/)
  })

  test('a segment alone, without handshake or end', async () => {
    expect(observed(await scanFrames([tcpPacket({ payload: request })]))).toEqual(found)
  })

  test('an urgent pointer, a RST and data behind a FIN change nothing that was sent before', async () => {
    const conversation = new TcpConversation().open().send(request)
    conversation.fromServer(tcpFlags.rst | tcpFlags.ack, '').fromClient(tcpFlags.ack, 'stray')
    expect(observed(await scanFrames(conversation.frames))).toEqual(found)
  })
})
