import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ipFragments, ipPacket, tcpSegment, udpDatagram } from '../../test/support/capture.ts'
import { dissect } from '../../test/support/dissect.ts'
import {
  aggregate,
  hex,
  ppi,
  radiotap,
  snap,
  wlanFragments,
  wlanFrame,
} from '../../test/support/encapsulation.ts'
import { wlanCases } from '../../test/support/encapsulated-frames.ts'

const v6 = { source: '2001:db8::1', target: '2001:db8::2' }
const udp4 = ipPacket(17, udpDatagram({ payload: 'hello' }))
const udp6 = ipPacket(17, udpDatagram({ ...v6, payload: 'hello' }), v6)
const data = wlanFrame(snap(udp4))
test.each(wlanCases)('%s: the packet in the frame is read', (_, linkType, frame) => {
  const { packets, counts, codes } = dissect([frame], linkType)
  expect(packets.map((packet) => packet.payload)).toEqual(['hello'])
  expect(counts.headerBytes).toBe(frame.length - 5)
  expect(codes).toEqual({})
})

test.each(wlanCases)('%s, cut at every length by the capture and by the sender', (_, linkType, frame) => {
  for (let length = 0; length < frame.length; length++) {
    const bytes = frame.subarray(0, length)
    for (const wireLength of [frame.length, length]) {
      const { packets, counts } = dissect([{ bytes, wireLength }], linkType)
      const { undecryptableFrames, malformedFrames, unsupportedFrames } = counts
      // The mark of protection counts where the capture ends before the packet shows that it is not; and the control of a mesh
      // is known by what stands behind it.
      expect(packets.length + malformedFrames + undecryptableFrames.size + unsupportedFrames.size).toBe(1)
      if (packets.length === 1) expect(packets[0]?.payload.length).toBeLessThanOrEqual(5)
    }
  }
})

test('frames of protected networks are undecryptable, each byte of them', () => {
  const frame = wlanFrame(Buffer.alloc(60, 0x9d), { flags: 0x41 })
  const { packets, counts, codes } = dissect([frame, frame, radiotap(frame)].slice(0, 2), 105)
  expect(packets).toEqual([])
  expect(counts.undecryptableFrames).toEqual(new Map([['802.11 encrypted data', 2]]))
  expect(counts.undecryptableBytes).toBe(2 * frame.length)
  expect(codes).toEqual({ 'packet.frame.undecryptable': 1 })
})

test('what carries no packet is counted by name', () => {
  const named: [name: string, kind: 'other' | 'unsupported', frame: Buffer][] = [
    ['802.11 management', 'other', wlanFrame(Buffer.alloc(20), { control: 0x80, qos: null })],
    ['802.11 control', 'other', hex('d400 0000 02005e005301')],
    ['802.11 extension', 'other', hex('0c00 0000')],
    ['802.11 data without content', 'other', wlanFrame(Buffer.alloc(0), { control: 0xc8 })],
    // What looks like the control of a mesh, but no SNAP stands behind it.
    [
      'llc sap 0x02',
      'unsupported',
      wlanFrame(Buffer.concat([hex('02 02 03 000000'), Buffer.alloc(24), hex('0606 03'), udp4])),
    ],
    ['eapol', 'other', wlanFrame(snap(Buffer.alloc(20), 0x888e))],
    ['arp', 'other', wlanFrame(snap(Buffer.alloc(28), 0x0806))],
  ]
  for (const [name, kind, frame] of named) {
    const { counts, packets } = dissect([frame], 105)
    expect(counts[`${kind}Frames`], name).toEqual(new Map([[name, 1]]))
    expect(packets).toEqual([])
  }
  expect(dissect([ppi(data, 147)], 192).counts.unsupportedFrames).toEqual(new Map([['ppi link type 147', 1]]))
})

const long = 'x'.repeat(700)
const content = snap(ipPacket(17, udpDatagram({ payload: long })))
const [one, two, three] = wlanFragments(content, 300, { sequence: 7 }) as [Buffer, Buffer, Buffer]

test('fragments of a frame are put together, with the frames they came in', () => {
  const { packets, counts, codes } = dissect([one, two, three], 105)
  expect(packets.map(({ payload }) => payload)).toEqual([long])
  // 26 bytes of header in each; LLC, IP and UDP in the first.
  expect(packets[0]?.spans).toEqual([
    { frame: 1, start: 62, end: 326 },
    { frame: 2, start: 26, end: 326 },
    { frame: 3, start: 26, end: three.length },
  ])
  expect(counts).toMatchObject({ dissectedFrames: 3, fragmentBytesAssembled: content.length })
  expect(counts.headerBytes).toBe(3 * 26 + content.length - long.length)
  expect(codes).toEqual({})
})

test('fragments of several frames at once, of two stations and two classes, each by itself', () => {
  const other = (options: object): Buffer[] => wlanFragments(snap(udp4), 20, { sequence: 7, ...options })
  const ofAnother = other({}).map((frame) => Buffer.from(frame).fill(0x77, 15, 16))
  const sets = [[one, two, three], ofAnother, other({ qos: 6 }), other({ qos: null }), other({ sequence: 8 })]
  const mixed = [0, 1, 2].flatMap((at) => sets.flatMap((set) => set.slice(at, at + 1)))
  const { packets, codes } = dissect(
    mixed.map((bytes) => ({ bytes, sec: 5 })),
    105,
  )
  expect(packets.map(({ payload }) => payload.length).sort((a, b) => a - b)).toEqual([5, 5, 5, 5, 700])
  expect(codes).toEqual({})
})

test('a fragment that comes again is one; one that never comes is said, and numbers that come again begin anew', () => {
  const at = (bytes: Buffer, sec = 5, isRetry = false): { bytes: Buffer; sec: number } => {
    const copy = Buffer.from(bytes)
    if (isRetry) copy[1] = (copy[1] as number) | 8
    return { bytes: copy, sec }
  }
  const again = dissect(
    [at(one), at(one, 5, true), at(two), at(two, 5, true), at(three), at(three, 5, true)],
    105,
  )
  expect(again.packets.map(({ payload }) => payload)).toEqual([long])
  expect(again.counts).toMatchObject({ fragmentBytesLost: 0, fragmentBytesTwice: content.length })
  expect(again.codes).toEqual({})
  const lost = dissect([at(one), at(three), at(one), at(two), at(three)], 105)
  expect(lost.packets.map(({ payload }) => payload)).toEqual([long])
  expect(lost.codes).toEqual({ 'packet.fragment.incomplete': 1 })
  const alone = dissect([at(three)], 105)
  expect(alone.counts.fragmentBytesLost).toBe(three.length - 26)
  expect(alone.codes).toEqual({ 'packet.fragment.incomplete': 1 })
  const late = dissect([at(one), at(two), at(three, 50)], 105)
  expect(late.packets).toEqual([])
  expect(late.codes).toEqual({ 'packet.fragment.incomplete': 2 })
  const cut = dissect([{ ...at(one), wireLength: one.length + 9 }, at(two), at(three)], 105)
  expect(cut.codes).toMatchObject({ 'packet.fragment.cut': 1, 'packet.fragment.incomplete': 1 })
})

test('fragments of IP in fragments of frames come together', () => {
  const pieces = ipFragments(17, udpDatagram({ payload: long }), [0, 400])
  const frames = pieces.flatMap((piece, index) => wlanFragments(snap(piece), 200, { sequence: index }))
  const { packets, codes } = dissect(frames, 105)
  expect(packets.map(({ payload }) => payload)).toEqual([long])
  expect(packets[0]?.spans?.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(700)
  expect(codes).toEqual({})
})

test('fragments of what is no packet, and encrypted ones, are counted as what they are', () => {
  const arp = wlanFragments(snap(Buffer.alloc(28), 0x0806), 20)
  expect(dissect(arp, 105).counts).toMatchObject({ dissectedFrames: 2, otherBytes: 36 })
  const sealed = wlanFragments(Buffer.alloc(90, 0x9d), 60, { flags: 0x41 })
  expect(dissect(sealed, 105).counts.undecryptableFrames).toEqual(new Map([['802.11 encrypted data', 2]]))
})

test('a frame that the card marks as damaged is not read, and said', () => {
  for (const [linkType, frame] of [
    [127, radiotap(data, { flags: 0x40 })],
    [192, ppi(data, 105, 4)],
  ] as const) {
    const { packets, counts, codes } = dissect([frame], linkType)
    expect(packets).toEqual([])
    expect(counts).toMatchObject({ malformedFrames: 1, malformedBytes: frame.length })
    expect(codes).toEqual({ 'packet.wlan.damaged': 1 })
  }
})

test('headers that contradict themselves are malformed', () => {
  const frames: [number, Buffer][] = [
    [105, hex('09 01')],
    [105, wlanFrame(hex('aaaa'))],
    [127, Buffer.concat([hex('01'), radiotap(data).subarray(1)])],
    [127, hex('0000 0400 00000000 0000')],
    [127, hex('0000 0800 02000000')],
    [127, hex('0000 0900 00000080 00')],
    [127, radiotap(hex('8801'), { flags: 0x10 })],
    [192, hex('0000 0700 69000000 0000')],
    [119, hex('44000000 ffff0000')],
    [163, hex('80310000 00000040')],
  ]
  for (const [linkType, frame] of frames) {
    const { packets, counts } = dissect([frame], linkType)
    expect(packets, frame.toString('hex')).toEqual([])
    expect(counts.malformedFrames).toBe(1)
  }
})

const tcp = ipPacket(6, tcpSegment({ payload: 'in the same frame' }))

test('all packets of an aggregate are read, and every byte of it has one count', () => {
  const parts = [snap(udp4), snap(tcp), snap(udp6)]
  const frame = wlanFrame(aggregate(parts), { qos: 0x80 })
  const { packets, counts, codes } = dissect([frame], 105)
  expect(packets.map((packet) => packet.payload)).toEqual(['hello', 'in the same frame', 'hello'])
  expect(counts).toMatchObject({ dissectedFrames: 1, udpPayloadBytes: 10, tcpPayloadBytes: 17 })
  expect(counts.headerBytes).toBe(frame.length - 27)
  expect(codes).toEqual({})
})

test('a check sequence behind an aggregate, of which nothing tells, is no part of it', () => {
  for (const payload of ['a', 'ab', 'abc', 'abcd']) {
    const part = snap(ipPacket(17, udpDatagram({ payload })))
    const frame = wlanFrame(Buffer.concat([aggregate([part, part]), Buffer.alloc(4, 0xee)]), { qos: 0x80 })
    const { packets, counts, codes } = dissect([frame], 105)
    expect(packets.map((packet) => packet.payload)).toEqual([payload, payload])
    expect(counts.headerBytes).toBe(frame.length - 2 * payload.length)
    expect(codes).toEqual({})
    // What the capture cut there is not known to be one.
    const bytes = wlanFrame(aggregate([part, part]), { qos: 0x80 }).subarray(
      0,
      frame.length - 4 - 14 - part.length + 3,
    )
    expect(dissect([{ bytes, wireLength: frame.length }], 105).codes).toEqual({
      'packet.frame.header_cut': 1,
    })
  }
})

test('an aggregate of readable and other parts counts the bytes of each part as what it is', () => {
  const arp = snap(Buffer.alloc(28), 0x0806)
  const unknown = snap(Buffer.alloc(9), 0x9999)
  const frame = wlanFrame(aggregate([arp, snap(udp4), unknown, Buffer.alloc(2)]), { qos: 0x80 })
  const { packets, counts, codes } = dissect([frame], 105)
  expect(packets.map((packet) => packet.payload)).toEqual(['hello'])
  expect(counts).toMatchObject({
    dissectedFrames: 1,
    otherBytes: 14 + arp.length,
    unsupportedBytes: 14 + unknown.length,
    malformedBytes: 14 + 2,
  })
  expect(codes).toEqual({ 'packet.frame.unsupported_protocol': 1, 'packet.link.malformed': 1 })
  const none = dissect([wlanFrame(aggregate([arp, unknown]), { qos: 0x80 })], 105)
  expect(none.counts.otherFrames).toEqual(new Map([['arp', 1]]))
})

test('fragments in an aggregate come together with those outside of it', () => {
  const pieces = ipFragments(17, udpDatagram({ payload: 'f'.repeat(90) }), [0, 40, 80])
  const [first, second, third] = pieces.map((piece) => snap(piece)) as [Buffer, Buffer, Buffer]
  const frames = [
    wlanFrame(aggregate([first, third, snap(udp4)]), { qos: 0x80 }),
    wlanFrame(aggregate([second, snap(tcp)]), { qos: 0x80 }),
  ]
  const { packets, codes } = dissect(frames, 105)
  expect(packets.map((packet) => packet.payload)).toEqual(['hello', 'f'.repeat(90), 'in the same frame'])
  expect(packets[2]?.spans).toBeNull()
  expect(codes).toEqual({})
})

test('any damage to any Wi-Fi frame: nothing throws and both sums hold after each frame', () => {
  const pool = [
    ...wlanCases,
    ['', 105, wlanFrame(aggregate([snap(udp4), snap(tcp), snap(udp6)]), { qos: 0x80 })] as const,
    ...[one, two, three].map((frame) => ['', 105, frame] as const),
  ]
  const damaged = fc.record({
    pick: fc.nat(pool.length - 1),
    writes: fc.array(fc.tuple(fc.nat(160), fc.nat(255)), { maxLength: 4 }),
    length: fc.option(fc.nat(200)),
    beyond: fc.nat(200),
  })
  fc.assert(
    fc.property(fc.array(damaged, { maxLength: 12 }), (choices) => {
      dissect(
        choices.map(({ pick, writes, length, beyond }) => {
          const [, linkType, frame] = pool[pick] as (typeof pool)[number]
          const bytes = Buffer.from(frame).subarray(0, length ?? frame.length)
          for (const [at, value] of writes) if (at < bytes.length) bytes[at] = value
          return { bytes, wireLength: bytes.length + (length === null ? 0 : beyond), linkType }
        }),
      )
    }),
    { numRuns: 400 },
  )
})

test('random bytes under every Wi-Fi link type never throw', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(105, 119, 127, 163, 192),
      fc.uint8Array({ maxLength: 120 }),
      (linkType, random) => {
        dissect([Buffer.from(random)], linkType)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('what stands behind the end of a packet that is not read counts once', () => {
  const read = ipPacket(17, udpDatagram({ payload: 'hello' }))
  const broken = Buffer.concat([ipPacket(6, Buffer.alloc(20)), Buffer.alloc(400, 0x5a)])
  const { counts, codes } = dissect([wlanFrame(aggregate([snap(read), snap(broken)]), { qos: 0x80 })], 105)
  expect(counts.unsupportedBytes).toBe(0)
  expect(counts.malformedBytes).toBeGreaterThan(440)
  expect(codes).toEqual({ 'packet.tcp.malformed': 1 })
})

test('of several packets in one frame, only those that came through a tunnel did', () => {
  const plain = ipPacket(17, udpDatagram({ payload: 'hello' }))
  const tunnelled = ipPacket(4, plain, { source: '203.0.113.1', target: '203.0.113.2' })
  const frame = wlanFrame(aggregate([snap(tunnelled), snap(plain)]), { qos: 0x80 })
  const { packets, counts } = dissect([frame], 105)
  expect(packets.map(({ tunnels }) => tunnels)).toEqual([['ip-in-ip'], []])
  expect(counts.tunnelledFrames).toEqual(new Map([['ip-in-ip', 1]]))
})
