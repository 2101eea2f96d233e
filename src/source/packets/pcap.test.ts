import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { pcapFile, tcpPacket, udpPacket } from '../../../test/support/capture.ts'
import { expectBalance, readCapture } from '../../../test/support/read-capture.ts'

const frames = [
  tcpPacket({ payload: 'GET / HTTP/1.1\r\n\r\n' }),
  udpPacket({ payload: 'a' }),
  udpPacket({ payload: Buffer.alloc(300, 0x41) }),
  tcpPacket({ source: '2001:db8::1', target: '2001:db8::2', payload: 'x'.repeat(90) }),
  udpPacket({ payload: '' }),
]

/** Fails the test where bytes are counted twice or not at all. */
test.each([
  [false, false],
  [false, true],
  [true, false],
  [true, true],
])('reads frames, times and lengths (nano %s, big-endian %s)', (nano, bigEndian) => {
  const at = { sec: 1_549_867_333, nsec: 123_456_789 }
  const file = pcapFile([{ bytes: frames[0] as Buffer, ...at }, ...frames.slice(1)], { nano, bigEndian })
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
  expect(read.frames.map((frame) => frame.number)).toEqual([1, 2, 3, 4, 5])
  expect(read.frames[0]).toMatchObject({ sec: at.sec, nsec: nano ? at.nsec : 123_456_000, linkType: 1 })
  expect(read.counts).toMatchObject({
    frames: 5,
    unreadBytes: 0,
    timeDigits: nano ? 9 : 6,
    first: { sec: 1_549_864_800, nsec: 1_000_000 },
    last: { sec: at.sec, nsec: nano ? at.nsec : 123_456_000 },
    interfaces: [{ name: null, linkType: 1, snapLength: 262_144 }],
  })
  expect(read.codes).toEqual({})
  expectBalance(read, file)
})

test('reads the long record headers of modified libpcap', () => {
  const plain = pcapFile(frames.slice(0, 1))
  const file = Buffer.concat([
    plain.subarray(0, 40),
    Buffer.from('0100000008000000', 'hex'),
    plain.subarray(40),
  ])
  file.writeUInt32LE(0xa1b2cd34, 0)
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames.slice(0, 1))
  expectBalance(read, file)
})

/** Frames as phones send them: binary bytes of all values, and lines that end in CR LF. */
const mixedFrames = Array.from({ length: 60 }, (_, index) =>
  tcpPacket({
    source: '10.0.0.7',
    payload: `GET /${index} HTTP/1.1\r\nHost: example.com\r\n\r\n${'\n'.repeat(index % 3)}${'y'.repeat(index)}`,
  }),
)

test.each([
  ['\r\n', false],
  ['\r\r\n', false],
  ['\r\n', true],
])('a file whose line ends were changed is refused (%j, big-endian %s)', (lineEnd, bigEndian) => {
  for (const count of [6, mixedFrames.length]) {
    const file = pcapFile(mixedFrames.slice(0, count), { bigEndian })
    const changed = Buffer.from(file.toString('latin1').replaceAll('\n', lineEnd), 'latin1')
    for (const step of [100, 5_000, changed.length]) {
      const cuts = Array.from({ length: Math.floor(changed.length / step) }, (_, index) => index * step)
      const read = readCapture(changed, cuts)
      expect(read.refusal).toBe('its line ends were changed, as if it were text')
    }
    expect(readCapture(file).refusal).toBe('')
  }
})

test('a file of lines that end in CR LF is none whose line ends were changed, wherever it is damaged', () => {
  const lines = Array.from({ length: 40 }, (_, index) =>
    tcpPacket({ payload: `GET /${index} HTTP/1.1\r\nHost: example.com\r\nA: b\r\n\r\n` }),
  )
  const file = pcapFile(lines)
  for (let at = 24; at < 600; at++) {
    const damaged = Buffer.from(file)
    damaged[at] = 0xff
    expect(readCapture(damaged).refusal).toBe('')
    expect(readCapture(Buffer.concat([file.subarray(0, at), file.subarray(at + 7)])).refusal).toBe('')
  }
})

/** The same file with so many more bytes in each record's header, and another magic number. */
function withLongHeaders(
  file: Buffer<ArrayBuffer>,
  extra: number,
  magic: number,
  isBigEndian = false,
): Buffer {
  const pieces = [Buffer.from(file.subarray(0, 24))]
  if (isBigEndian) pieces[0]?.writeUInt32BE(magic, 0)
  else pieces[0]?.writeUInt32LE(magic, 0)
  for (let at = 24; at < file.length; ) {
    const length = isBigEndian ? file.readUInt32BE(at + 8) : file.readUInt32LE(at + 8)
    pieces.push(
      file.subarray(at, at + 16),
      Buffer.alloc(extra, 0x5a),
      file.subarray(at + 16, at + 16 + length),
    )
    at += 16 + length
  }
  return Buffer.concat(pieces)
}

test.each([
  ['Nokia', 4, 0xa1b2c3d4],
  ['Red Hat 6.1', 8, 0xa1b2c3d4],
  ['old Linux kernels', 8, 0xa1b2cd34],
  ['SuSE 6.3', 12, 0xa1b2cd34],
])('finds the length of the record headers of %s', (_, extra, magic) => {
  for (const isBigEndian of [false, true]) {
    for (const some of [frames, frames.slice(0, 2)]) {
      const plain = Buffer.from(pcapFile(some, { bigEndian: isBigEndian }))
      const file = withLongHeaders(plain, extra, magic, isBigEndian)
      const read = readCapture(file)
      expect(read.frames.map((frame) => frame.bytes)).toEqual(some)
      expect(read.codes).toEqual({})
      expectBalance(read, file)
      const cuts = Array.from({ length: file.length }, (_byte, index) => index)
      expect(readCapture(file, cuts).frames).toEqual(read.frames)
    }
  }
})

test('reads the records of netsniff-ng, which have nanoseconds and long headers', () => {
  const plain = pcapFile(frames.slice(0, 1))
  // Interface 1, protocol 0x0800, kind of link 0, outgoing: as `netsniff-ng -T 0xa1e2cb12` writes them.
  const file = Buffer.concat([
    plain.subarray(0, 40),
    Buffer.from('0000010008000004', 'hex'),
    plain.subarray(40),
  ])
  file.writeUInt32LE(0xa1e2cb12, 0)
  file.writeUInt32LE(999_999_999, 28)
  const read = readCapture(file)
  expect(read.frames).toMatchObject([{ nsec: 999_999_999, bytes: frames[0] }])
  expect(read.counts).toMatchObject({ timeDigits: 9 })
  expect(read.codes).toEqual({})
  expectBalance(read, file)
})

test('counts what the snapshot length cut', () => {
  const file = pcapFile(frames, { snapLength: 60 })
  const read = readCapture(file)
  const cut = frames.reduce((sum, frame) => sum + Math.max(0, frame.length - 60), 0)
  expect(read.counts.cutBytes).toBe(cut)
  expect(read.frames[2]).toMatchObject({ wireLength: 342 })
  expect(read.frames[2]?.bytes.length).toBe(60)
})

test('time that runs backwards is read as it is, and first and last are by comparison', () => {
  const bytes = frames[1] as Buffer
  const read = readCapture(pcapFile([5, 3, 9, 4].map((sec) => ({ bytes, sec }))))
  expect(read.frames.map((frame) => frame.sec)).toEqual([5, 3, 9, 4])
  expect(read.counts).toMatchObject({ first: { sec: 3 }, last: { sec: 9 } })
  expect(read.codes).toEqual({})
})

test('a frame that claims fewer bytes on the wire than captured keeps what was captured', () => {
  const read = readCapture(pcapFile([{ bytes: frames[2] as Buffer, wireLength: 10 }]))
  expect(read.frames[0]).toMatchObject({ wireLength: 342 })
  expect(read.codes).toEqual({ 'source.frame.captured_exceeds_wire': 1 })
})

test('a torn tail is unread, and all before it is read', () => {
  const whole = pcapFile(frames)
  for (let length = 24; length < whole.length; length++) {
    const file = whole.subarray(0, length)
    const read = readCapture(file)
    let end = 24
    let full = 0
    while (full < frames.length && end + 16 + (frames[full] as Buffer).length <= length) {
      end += 16 + (frames[full] as Buffer).length
      full++
    }
    expect(read.counts.frames).toBe(full)
    expect(read.counts.unreadBytes).toBe(length - end)
    expect(read.codes).toEqual(length === end ? {} : { 'source.pcap.torn': 1 })
  }
})

test('finds the next record after a damaged length', () => {
  const file = pcapFile(frames)
  file.writeUInt32LE(0xfffffff0, 24 + 8)
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames.slice(1))
  expect(read.counts.unreadBytes).toBe(16 + (frames[0] as Buffer).length)
  expect(read.codes).toEqual({ 'source.pcap.bad_record': 1 })
})

test('finds the next record after a length that reaches beyond the end of the file', () => {
  const file = pcapFile(frames)
  file.writeUInt32LE(200_000, 24 + 8)
  file.writeUInt32LE(200_000, 24 + 12)
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames.slice(1))
  expectBalance(read, file)
})

test('a hole of zeros is passed over, not read as empty frames', () => {
  const first = pcapFile(frames.slice(0, 2))
  const rest = pcapFile(frames.slice(2)).subarray(24)
  const file = Buffer.concat([first, Buffer.alloc(4_096), rest])
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
  expect(read.counts.unreadBytes).toBe(4_096)
})

test('files put one behind the other are read with their own link types', () => {
  const file = Buffer.concat([pcapFile(frames.slice(0, 2)), pcapFile(frames.slice(2), { linkType: 113 })])
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
  expect(read.frames.map((frame) => frame.linkType)).toEqual([1, 1, 113, 113, 113])
  expect(read.frames.map((frame) => frame.interfaceNumber)).toEqual([0, 0, 1, 1, 1])
  expect(read.codes).toEqual({ 'source.pcap.concatenated': 1 })
  expectBalance(read, file)
})

test('files of other forms and byte orders are read one behind the other', () => {
  const parts = [
    pcapFile(frames.slice(0, 1)),
    pcapFile(frames.slice(1, 2), { bigEndian: true, nano: true }),
    pcapFile(frames.slice(2, 3), { nano: true }),
    pcapFile(frames.slice(3), { bigEndian: true }),
  ]
  for (const order of [parts, parts.toReversed()]) {
    const file = Buffer.concat(order)
    const read = readCapture(file)
    expect(read.frames).toHaveLength(frames.length)
    expect(read.codes).toEqual({ 'source.pcap.concatenated': 3 })
    expectBalance(read, file)
  }
})

test.each([
  ['hardware', 0x1c0001ac],
  ['software', 0x1c0001ab],
])('reads what Ixia’s %s writes, in both byte orders', (_, magic) => {
  for (const isBigEndian of [false, true]) {
    const plain = Buffer.from(pcapFile(frames, { bigEndian: isBigEndian, nano: true }))
    // Behind the usual header: how many bytes follow.
    const file = Buffer.concat([plain.subarray(0, 24), Buffer.alloc(4, 0x11), plain.subarray(24)])
    if (isBigEndian) file.writeUInt32BE(magic, 0)
    else file.writeUInt32LE(magic, 0)
    const read = readCapture(file)
    expect(read.frames.map((frame) => frame.bytes)).toEqual(frames)
    expect(read.counts).toMatchObject({ timeDigits: 9, containerBytes: 28 + 16 * frames.length })
    expect(read.codes).toEqual({})
    expectBalance(read, file)
    const cuts = Array.from({ length: file.length }, (_byte, index) => index)
    expect(readCapture(file, cuts).frames).toEqual(read.frames)
  }
})

test('a record beyond the limit is skipped without being held, and reading goes on behind it', () => {
  const size = limits.source.recordBytesMax + 1_000
  const huge = { bytes: Buffer.alloc(size, 0x5a) }
  const file = pcapFile([frames[0] as Buffer, huge, frames[1] as Buffer], { snapLength: 2 ** 31 })
  const cuts = Array.from({ length: 16 }, (_, index) => (index + 1) * 1_000_000)
  const read = readCapture(file, cuts)
  expect(read.frames.map((frame) => frame.bytes)).toEqual(frames.slice(0, 2))
  expect(read.counts.unreadBytes).toBe(size + 16)
  expect(read.codes).toEqual({ 'source.pcap.record_too_large': 1 })
})

test('what is no pcap is wholly unread', () => {
  const file = Buffer.from('this is a text and no capture at all, much longer than a header')
  const read = readCapture(file, [], 'pcap')
  expect(read.counts).toMatchObject({ frames: 0, unreadBytes: file.length })
  expect(readCapture(file.subarray(0, 10), [], 'pcap').counts.unreadBytes).toBe(10)
})

const mutation = fc.record({
  bigEndian: fc.boolean(),
  nano: fc.boolean(),
  writes: fc.array(fc.tuple(fc.nat(1_000), fc.oneof(fc.nat(0xff), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff))), {
    maxLength: 6,
  }),
  removed: fc.tuple(fc.nat(1_000), fc.nat(60)),
  length: fc.nat(1_100),
  cuts: fc.array(fc.nat(1_100), { maxLength: 8 }),
})

test('any damage: every byte is counted once, and the cuts of the input change nothing', () => {
  fc.assert(
    fc.property(mutation, ({ bigEndian, nano, writes, removed, length, cuts }) => {
      const whole = pcapFile(frames, { bigEndian, nano })
      for (const [at, value] of writes) whole[at % whole.length] = value
      const [from, count] = removed
      const file = Buffer.concat([whole.subarray(0, from), whole.subarray(from + count)]).subarray(0, length)
      const read = readCapture(file, [], 'pcap')
      expectBalance(read, file)
      const sorted = cuts.filter((cut) => cut <= file.length).sort((left, right) => left - right)
      expect(readCapture(file, sorted, 'pcap')).toEqual(read)
    }),
    { numRuns: 600 },
  )
})

test('byte by byte gives the same as all at once, on a sound and on a damaged file', () => {
  const sound = pcapFile(frames)
  const damaged = Buffer.from(sound)
  damaged.fill(0xee, 30, 60)
  for (const file of [sound, damaged]) {
    const everywhere = Array.from({ length: file.length }, (_, index) => index)
    expect(readCapture(file, everywhere)).toEqual(readCapture(file))
  }
})

test('random bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (random) => {
      const file = Buffer.concat([pcapFile([]), random])
      expectBalance(readCapture(file), file)
      const bare = Buffer.from(random)
      expectBalance(readCapture(bare, [], 'pcap'), bare)
    }),
    { numRuns: 500 },
  )
})
