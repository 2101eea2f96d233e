import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import {
  addressBytes,
  enhancedPacketBlock,
  interfaceBlock,
  pcapngBlock,
  pcapngFile,
  pcapngOptions,
  sectionHeaderBlock,
  tcpPacket,
  udpPacket,
} from '../../../test/support/capture.ts'
import { expectBalance, feedReader, readCapture } from '../../../test/support/read-capture.ts'
import { PcapngReader } from './pcapng.ts'

const frames = [
  tcpPacket({ payload: 'GET / HTTP/1.1\r\n\r\n' }),
  udpPacket({ payload: 'a' }),
  udpPacket({ payload: Buffer.alloc(300, 0x41) }),
  tcpPacket({ source: '2001:db8::1', target: '2001:db8::2', payload: 'x'.repeat(90) }),
]
const at = { sec: 1_549_867_333, nsec: 123_456_789 }

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4))
  return bytes
}

test.each([false, true])(
  'reads enhanced packets with what the file says of itself (big-endian %s)',
  (bigEndian) => {
    const file = pcapngFile(frames, {
      bigEndian,
      interfaces: [{ name: 'wlan0', linkType: 1, snapLength: 65_535, timeResolution: 9 }],
      application: 'dumpcap',
      comment: 'kitchen table',
    })
    const read = readCapture(file)
    expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
    expect(read.counts).toMatchObject({
      timeDigits: 9,
      unreadBytes: 0,
      application: 'dumpcap',
      comments: ['kitchen table'],
      interfaces: [{ name: 'wlan0', linkType: 1, snapLength: 65_535 }],
      droppedFrames: null,
    })
    expect(read.codes).toEqual({})
    expectBalance(read, file)
  },
)

test.each([
  [0, 0, false],
  [3, 123_000_000, false],
  [6, 123_456_000, false],
  [7, 123_456_700, false],
  [9, 123_456_789, false],
  [12, 123_456_789, true],
  [0x80 | 4, 62_500_000, false],
  [0x80 | 9, 123_046_875, false],
  [0x80 | 32, 123_456_788, true],
])('time resolution byte %i', (timeResolution, nsec, isCut) => {
  // 64 bits of picoseconds hold no more than 213 days.
  const frame = { bytes: frames[0] as Buffer, sec: 1_000, nsec: at.nsec }
  const read = readCapture(pcapngFile([frame], { interfaces: [{ timeResolution }] }))
  expect(read.frames[0]).toMatchObject({ sec: 1_000, nsec })
  expect(read.codes).toEqual(isCut ? { 'source.pcapng.fine_time': 1 } : {})
})

test('times are exact for all resolutions and all 64-bit tick counts (bigint is the judge)', () => {
  const half = fc.oneof(fc.nat(0x1f_ffff), fc.integer({ min: 0, max: 0xffff_ffff }), fc.nat(1_000))
  fc.assert(
    fc.property(fc.nat(9), half, half, (resolution, high, low) => {
      const block = enhancedPacketBlock({ bytes: Buffer.alloc(4) }, at, 6)
      block.writeUInt32LE(high, 12)
      block.writeUInt32LE(low, 16)
      const read = readCapture(
        Buffer.concat([sectionHeaderBlock(), interfaceBlock({ timeResolution: resolution }), block]),
      )
      const ticks = (BigInt(high) << 32n) | BigInt(low)
      const perSecond = 10n ** BigInt(resolution)
      const sec = ticks / perSecond
      const nsec = ((ticks % perSecond) * 1_000_000_000n) / perSecond
      const isInRange = sec <= 2n ** 40n
      expect(read.frames[0]).toMatchObject({ sec: isInRange ? Number(sec) : 2 ** 40, nsec: Number(nsec) })
      expect(read.codes).toEqual(isInRange ? {} : { 'source.frame.time_out_of_range': 1 })
    }),
    { numRuns: 1_000 },
  )
})

test('the time offset of an interface is added, also a negative one', () => {
  const interfaces = [{ timeOffset: 1_000n }, { timeOffset: -5n }]
  const bytes = frames[0] as Buffer
  const read = readCapture(
    pcapngFile(
      [
        { bytes, ...at },
        { bytes, ...at, interfaceNumber: 1 },
      ],
      { interfaces },
    ),
  )
  expect(read.frames.map((frame) => frame.sec)).toEqual([at.sec + 1_000, at.sec - 5])
})

test('sections of different byte order have interfaces of their own, numbered on', () => {
  const file = Buffer.concat([
    pcapngFile(frames.slice(0, 2), { interfaces: [{ name: 'wlan0' }, { name: 'rmnet0', linkType: 101 }] }),
    pcapngFile(frames.slice(2), { bigEndian: true, interfaces: [{ name: 'any', linkType: 113 }] }),
  ])
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
  expect(read.frames.map((frame) => frame.interfaceNumber)).toEqual([0, 0, 2, 2])
  expect(read.frames.map((frame) => frame.linkType)).toEqual([1, 1, 113, 113])
  expect(read.counts.interfaces.map((one) => one.name)).toEqual(['wlan0', 'rmnet0', 'any'])
  expect(read.codes).toEqual({})
  expectBalance(read, file)
})

test('simple and obsolete packet blocks are read', () => {
  const bytes = frames[2] as Buffer
  const simple = pcapngBlock(3, Buffer.concat([u32(bytes.length), bytes.subarray(0, 64)]))
  const obsolete = pcapngBlock(
    2,
    Buffer.concat([u32(7 << 16, 0, 2_500_000, bytes.length, bytes.length), bytes]),
  )
  const file = Buffer.concat([sectionHeaderBlock(), interfaceBlock({ snapLength: 64 }), obsolete, simple])
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual([bytes, bytes.subarray(0, 64)])
  expect(read.frames[0]).toMatchObject({ sec: 2, nsec: 500_000_000, wireLength: bytes.length })
  // No time of its own: that of the frame before.
  expect(read.frames[1]).toMatchObject({ sec: 2, nsec: 500_000_000, wireLength: bytes.length })
  expect(read.counts).toMatchObject({ droppedFrames: 7, cutBytes: bytes.length - 64 })
  expect(read.codes).toEqual({ 'source.pcapng.no_time': 1 })
  expectBalance(read, file)
})

test('names that the file records for addresses are handed on', () => {
  const record = (type: number, value: Buffer): Buffer => {
    const header = Buffer.alloc(4)
    header.writeUInt16LE(type, 0)
    header.writeUInt16LE(value.length, 2)
    return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)])
  }
  const body = Buffer.concat([
    record(1, Buffer.concat([addressBytes('192.0.2.1'), Buffer.from('a.example.com\0b.example.com\0')])),
    record(2, Buffer.concat([addressBytes('2001:db8::7'), Buffer.from('c.example.com\0')])),
    record(9, Buffer.from('later kinds are passed over')),
    record(0, Buffer.alloc(0)),
  ])
  const read = readCapture(pcapngFile([], { before: [pcapngBlock(4, body)] }))
  expect(read.names).toEqual([
    ['192.0.2.1', 'a.example.com'],
    ['192.0.2.1', 'b.example.com'],
    ['2001:db8::7', 'c.example.com'],
  ])
  expect(read.codes).toEqual({})
})

test('drop counts of statistics blocks are running totals of each interface', () => {
  const u64 = (value: bigint): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(value)
    return bytes
  }
  const statistics = (owner: number, ifdrop: bigint, osdrop: bigint): Buffer => {
    const options = pcapngOptions([
      { code: 5, value: u64(ifdrop) },
      { code: 7, value: u64(osdrop) },
    ])
    return pcapngBlock(5, Buffer.concat([u32(owner, 0, 0), options]))
  }
  const after = [statistics(0, 3n, 1n), statistics(1, 10n, 0n), statistics(0, 5n, 2n)]
  expect(readCapture(pcapngFile(frames, { interfaces: [{}, {}], after })).counts.droppedFrames).toBe(17)
  expect(readCapture(pcapngFile(frames, { after: [statistics(0, 0n, 0n)] })).counts.droppedFrames).toBe(0)
})

test('secrets are counted; custom, journal and local blocks are skipped; an unknown block is said', () => {
  const secrets = Buffer.from('CLIENT_RANDOM 00 11\n')
  const before = [
    pcapngBlock(10, Buffer.concat([u32(0x544c534b, secrets.length), secrets])),
    pcapngBlock(0x0bad, Buffer.from('custom')),
    pcapngBlock(0x40000bad, Buffer.from('custom')),
    pcapngBlock(9, Buffer.from('__REALTIME_TIMESTAMP=0\n')),
    pcapngBlock(0x80000002, Buffer.from('local')),
    pcapngBlock(0x77, Buffer.from('what is this')),
  ]
  const file = pcapngFile(frames, { before })
  const read = readCapture(file)
  expect(read.counts).toMatchObject({ frames: 4, secretsBytes: secrets.length, unreadBytes: 0 })
  expect(read.codes).toEqual({ 'source.pcapng.unknown_block': 1 })
  expectBalance(read, file)
})

const tlsKeyLog = 0x544c534b
const secretsBlock = (kind: number, secrets: Buffer, options: Buffer = Buffer.alloc(0)): Buffer =>
  pcapngBlock(
    10,
    Buffer.concat([u32(kind, secrets.length), secrets, Buffer.alloc(-secrets.length & 3), options]),
  )

test('secrets are handed on with their kind, wherever they stand, in either byte order', () => {
  const line = 'CLIENT_RANDOM 00 11\n'
  const wireGuard = Buffer.from('LOCAL_STATIC_PRIVATE_KEY=\0\xff', 'latin1')
  const comment = pcapngOptions([{ code: 1, value: Buffer.from('from the proxy') }])
  const file = pcapngFile(frames, {
    before: [secretsBlock(tlsKeyLog, Buffer.from(line), comment)],
    after: [secretsBlock(0x57474b4c, wireGuard), secretsBlock(tlsKeyLog, Buffer.alloc(0))],
  })
  const read = readCapture(file)
  expect(read.secrets).toEqual([
    [tlsKeyLog, line],
    [0x57474b4c, wireGuard.toString('latin1')],
    [tlsKeyLog, ''],
  ])
  expect(read.counts).toMatchObject({
    secretsBytes: line.length + wireGuard.length,
    secretsBytesLeftOut: 0,
    comments: ['from the proxy'],
  })
  expect(read.codes).toEqual({})
  expectBalance(read, file)
  const swapped = Buffer.from(line)
  const body = Buffer.alloc(8 + swapped.length)
  body.writeUInt32BE(tlsKeyLog, 0)
  body.writeUInt32BE(swapped.length, 4)
  swapped.copy(body, 8)
  const big = pcapngFile(frames, { bigEndian: true, before: [pcapngBlock(10, body, true)] })
  expect(readCapture(big).secrets).toEqual([[tlsKeyLog, line]])
})

test('secrets that state more than their block holds: those that are there are handed on, and it is said', () => {
  const file = pcapngFile(frames, {
    before: [pcapngBlock(10, Buffer.concat([u32(7, 99), Buffer.from('abcd')]))],
  })
  const read = readCapture(file)
  expect(read.secrets).toEqual([[7, 'abcd']])
  expect(read.codes).toEqual({ 'source.pcapng.odd_option': 1 })
  expectBalance(read, file)
})

test('secrets beyond the limit are left out, counted, and said', () => {
  const large = Buffer.alloc(16 * 1024 * 1024 - 1024, 0x61)
  const whole = Math.floor(limits.source.secretsBytesMax / large.length)
  const file = pcapngFile(frames, {
    before: Array.from({ length: whole + 2 }, () => secretsBlock(tlsKeyLog, large)),
    after: [secretsBlock(tlsKeyLog, Buffer.from('small'))],
  })
  let handedOn = 0
  const reader = new PcapngReader(
    { frame: () => undefined, secrets: (_kind, _buf, start, end) => void (handedOn += end - start) },
    new AnomalyLog(),
  )
  feedReader(reader, file)
  expect(reader.counts).toMatchObject({
    frames: frames.length,
    secretsBytes: (whole + 2) * large.length + 5,
    secretsBytesLeftOut: 2 * large.length,
  })
  expect(handedOn).toBe(whole * large.length + 5)
})

test('comments of packets are kept up to the limit, and the limit is said', () => {
  const block = enhancedPacketBlock({ bytes: frames[1] as Buffer }, at, 6, false, [
    { code: 1, value: Buffer.from('kitchen table') },
  ])
  const count = limits.source.commentsMax + 5
  const blocks = Array.from({ length: count }, () => block)
  const read = readCapture(Buffer.concat([sectionHeaderBlock(), interfaceBlock(), ...blocks]))
  expect(read.counts.frames).toBe(count)
  expect(read.counts.comments.length).toBe(limits.source.commentsMax)
  expect(read.counts.comments[0]).toBe('kitchen table')
  expect(read.codes).toEqual({ 'source.pcapng.comments': 1 })
})

test('a packet of an interface that is not described is unread and said', () => {
  const file = pcapngFile([frames[0] as Buffer, { bytes: frames[1] as Buffer, interfaceNumber: 4 }])
  const read = readCapture(file)
  expect(read.counts.frames).toBe(1)
  expect(read.counts.unreadBytes).toBe(32 + 44)
  expect(read.codes).toEqual({ 'source.pcapng.unknown_interface': 1 })
})

const header = Buffer.concat([sectionHeaderBlock(), interfaceBlock()])
const blocks = frames.map((bytes) => enhancedPacketBlock({ bytes }, at))

test.each([0, 3, 11, 13, 0x7fff_fffc, 0xffff_fffc, 0xffff_ffff])(
  'a block length of %i: the next block is found',
  (lie) => {
    const damaged = Buffer.from(blocks[0] as Buffer)
    damaged.writeUInt32LE(lie, 4)
    const file = Buffer.concat([header, damaged, ...blocks.slice(1)])
    const read = readCapture(file)
    expect(read.frames.map((frame) => frame.bytes)).toEqual(frames.slice(1))
    expect(read.counts.unreadBytes).toBe(damaged.length)
    expect(read.codes).toEqual({ 'source.pcapng.bad_block': 1 })
    expectBalance(read, file)
  },
)

test('a length that reaches beyond the end of the file: the blocks behind it are still read', () => {
  const damaged = Buffer.from(blocks[0] as Buffer)
  damaged.writeUInt32LE(1_000_000, 4)
  const file = Buffer.concat([header, damaged, ...blocks.slice(1)])
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames.slice(1))
  expectBalance(read, file)
})

test('a length that ends with a block behind it: the blocks that it covers are read', () => {
  const [first, second, third] = blocks as [Buffer, Buffer, Buffer]
  for (const lie of [first.length + second.length, first.length + second.length + third.length]) {
    const damaged = Buffer.from(first)
    damaged.writeUInt32LE(lie, 4)
    const file = Buffer.concat([header, damaged, ...blocks.slice(1)])
    const read = readCapture(file)
    expect(read.frames.map((frame) => frame.bytes)).toEqual(frames.slice(1))
    expect(read.codes).toEqual({ 'source.pcapng.bad_block': 1 })
    expectBalance(read, file)
  }
})

test('a trailing length that differs is forgiven where a block follows', () => {
  const odd = Buffer.from(blocks[0] as Buffer)
  odd.writeUInt32LE(77, odd.length - 4)
  for (const file of [Buffer.concat([header, odd, ...blocks.slice(1)]), Buffer.concat([header, odd])]) {
    const read = readCapture(file)
    expect(read.counts).toMatchObject({ frames: file === undefined ? 0 : read.frames.length, unreadBytes: 0 })
    expect(read.frames[0]?.bytes).toEqual(frames[0])
    expect(read.codes).toEqual({ 'source.pcapng.trailer_differs': 1 })
  }
})

test('a captured length beyond the block is clamped to it', () => {
  const odd = Buffer.from(blocks[1] as Buffer)
  odd.writeUInt32LE(5_000, 20)
  odd.writeUInt32LE(5_000, 24)
  const file = Buffer.concat([header, odd, blocks[2] as Buffer])
  const read = readCapture(file)
  expect(read.frames[0]?.bytes.length).toBe(odd.length - 32)
  expect(read.frames[1]?.bytes).toEqual(frames[2])
  expect(read.codes).toEqual({ 'source.pcapng.captured_exceeds_block': 1 })
  expectBalance(read, file)
})

test('a damaged byte-order mark is made up for by the length', () => {
  for (const bigEndian of [false, true]) {
    const file = pcapngFile(frames, { bigEndian })
    file.writeUInt32BE(0xdeadbeef, 8)
    const read = readCapture(file)
    expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
    expect(read.codes).toEqual({ 'source.pcapng.byte_order': 1 })
  }
})

test('a packet block beyond the limit is skipped without being held, and reading goes on behind it', () => {
  const size = limits.source.recordBytesMax + 1_000
  const huge = enhancedPacketBlock({ bytes: Buffer.alloc(size, 0x5a) }, at)
  const file = Buffer.concat([header, huge, ...blocks])
  const cuts = Array.from({ length: 16 }, (_, index) => (index + 1) * 1_000_000)
  const read = readCapture(file, cuts)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
  expect(read.counts.unreadBytes).toBe(huge.length)
  expect(read.codes).toEqual({ 'source.pcapng.block_too_large': 1 })
})

test('a torn tail is unread, and all before it is read', () => {
  const whole = Buffer.concat([header, ...blocks])
  for (let length = header.length; length < whole.length; length++) {
    const read = readCapture(whole.subarray(0, length))
    let end = header.length
    let full = 0
    while (end + (blocks[full] as Buffer).length <= length) end += (blocks[full++] as Buffer).length
    expect(read.counts.frames).toBe(full)
    expect(read.counts.unreadBytes).toBe(length - end)
    expect(read.codes).toEqual(length === end ? {} : { 'source.pcapng.torn': 1 })
  }
})

test('a file whose first section header is gone is read from the next one on', () => {
  const file = Buffer.concat([...blocks, pcapngFile(frames)])
  const read = readCapture(file, [], 'pcapng')
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
  expect(read.codes).toEqual({ 'source.pcapng.no_section': 1 })
  expectBalance(read, file)
})

test('interfaces beyond the limit are not read, and that is said', () => {
  const one = interfaceBlock()
  const file = Buffer.concat([
    sectionHeaderBlock(),
    ...Array.from({ length: limits.source.interfacesMax + 1 }, () => one),
    enhancedPacketBlock({ bytes: frames[0] as Buffer, interfaceNumber: limits.source.interfacesMax - 1 }, at),
    enhancedPacketBlock({ bytes: frames[0] as Buffer, interfaceNumber: limits.source.interfacesMax }, at),
  ])
  const read = readCapture(file)
  expect(read.counts.frames).toBe(1)
  expect(read.codes).toEqual({ 'source.pcapng.interfaces': 1, 'source.pcapng.unknown_interface': 1 })
  expectBalance(read, file)
})

test('interfaces whose blocks are too short count towards the limit', () => {
  const file = Buffer.concat([
    sectionHeaderBlock(),
    ...Array.from({ length: limits.source.interfacesMax }, () => pcapngBlock(1, Buffer.alloc(0))),
    interfaceBlock(),
    enhancedPacketBlock({ bytes: frames[0] as Buffer, interfaceNumber: limits.source.interfacesMax }, at),
  ])
  const read = readCapture(file)
  expect(read.counts.frames).toBe(0)
  expect(read.codes).toEqual({
    'source.pcapng.short_block': limits.source.interfacesMax,
    'source.pcapng.interfaces': 1,
    'source.pcapng.unknown_interface': 1,
  })
  expectBalance(read, file)
})

const everyBlock = (bigEndian: boolean): Buffer =>
  Buffer.concat([
    pcapngFile(frames.slice(0, 3), {
      bigEndian,
      interfaces: [{ name: 'wlan0', timeResolution: 9, timeOffset: 2n }, { timeResolution: 0x94 }],
      application: 'x',
      comment: 'y',
      before: [
        pcapngBlock(10, Buffer.alloc(24, 1), bigEndian),
        pcapngBlock(4, Buffer.alloc(24, 1), bigEndian),
      ],
      after: [pcapngBlock(5, Buffer.alloc(40, 0), bigEndian), pcapngBlock(3, Buffer.alloc(40, 0), bigEndian)],
    }),
    pcapngFile(frames.slice(3), { bigEndian: !bigEndian }),
  ])

const mutation = fc.record({
  bigEndian: fc.boolean(),
  writes: fc.array(
    fc.tuple(fc.nat(1_600), fc.oneof(fc.nat(0xff), fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0xff))),
    { maxLength: 6 },
  ),
  removed: fc.tuple(fc.nat(1_600), fc.nat(60)),
  length: fc.nat(2_000),
  cuts: fc.array(fc.nat(1_600), { maxLength: 8 }),
})

test('any damage: every byte is counted once, and the cuts of the input change nothing', () => {
  fc.assert(
    fc.property(mutation, ({ bigEndian, writes, removed, length, cuts }) => {
      const whole = everyBlock(bigEndian)
      for (const [position, value] of writes) whole[position % whole.length] = value
      const [from, count] = removed
      const file = Buffer.concat([whole.subarray(0, from), whole.subarray(from + count)]).subarray(0, length)
      const read = readCapture(file, [], 'pcapng')
      expectBalance(read, file)
      const sorted = cuts.filter((cut) => cut <= file.length).sort((left, right) => left - right)
      expect(readCapture(file, sorted, 'pcapng')).toEqual(read)
    }),
    { numRuns: 600 },
  )
})

test('byte by byte gives the same as all at once', () => {
  const file = everyBlock(true)
  const everywhere = Array.from({ length: file.length }, (_, index) => index)
  expect(readCapture(file, everywhere)).toEqual(readCapture(file))
})

test('random bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (random) => {
      for (const file of [Buffer.from(random), Buffer.concat([header, random])]) {
        expectBalance(readCapture(file, [], 'pcapng'), file)
      }
    }),
    { numRuns: 500 },
  )
})
