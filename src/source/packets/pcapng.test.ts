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
} from '../../../test/support/capture.ts'
import { expectBalance, feedReader, readCapture } from '../../../test/support/read-capture.ts'
import { PcapngReader } from './pcapng.ts'
import { at, frames, u32 } from '../../../test/support/pcapng-frames.ts'

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
