import { randomBytes } from 'node:crypto'
import { deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { gunzipInto, startsAsGzip } from './gunzip.ts'

/** Half of it packs, half does not. */
const content = Buffer.concat([randomBytes(200_000), Buffer.from('varde '.repeat(40_000))])
const packed = gzipSync(content)
const short = gzipSync('varde')

async function* pieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  await Promise.resolve()
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

async function unpack(bytes: Buffer, length: number): Promise<{ end: string; content: Buffer }> {
  const out: Buffer[] = []
  const faults = await gunzipInto(pieces(bytes, length), (piece) => out.push(Buffer.from(piece)) > 0)
  return { end: faults.join(', ') || 'whole', content: Buffer.concat(out) }
}

const changed = (bytes: Buffer, at: number, length: number): Buffer => {
  const copy = Buffer.from(bytes)
  for (let index = at; index < at + length; index++) copy[index] = (copy[index] as number) ^ 0xa5
  return copy
}

/** With a name, a comment, an extra field and a checksum of the header (RFC 1952, 2.3.1). */
const named = Buffer.concat([
  Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]),
  Buffer.from('name\0comment\0\x01\x02'),
  packed.subarray(10),
])

test.each([
  ['one member', packed, 'whole', content],
  ['all parts of a header', named, 'whole', content],
  ['two members', Buffer.concat([packed, named]), 'whole', Buffer.concat([content, content])],
  ['zlib around it', deflateSync(content), 'whole', content],
  [
    'zlib with a wrong checksum',
    changed(deflateSync(content), deflateSync(content).length - 1, 1),
    'wrong-checksum',
    content,
  ],
  ['zlib that is cut', deflateSync(content).subarray(0, -3), 'cut', content],
  ['zeros behind it', Buffer.concat([packed, Buffer.alloc(512)]), 'whole', content],
  ['something else behind it', Buffer.concat([packed, Buffer.from('varde')]), 'followed', content],
  ['a wrong checksum', changed(packed, packed.length - 8, 1), 'wrong-checksum', content],
  [
    'a wrong checksum, and something else behind it',
    Buffer.concat([changed(packed, packed.length - 8, 1), Buffer.from('varde')]),
    'wrong-checksum, followed',
    content,
  ],
  [
    'a wrong checksum, and a member that is cut behind it',
    Buffer.concat([changed(packed, packed.length - 8, 1), packed.subarray(0, -3)]),
    'wrong-checksum, cut',
    Buffer.concat([content, content]),
  ],
  [
    'a wrong checksum of a small member, and damage behind it',
    Buffer.concat([packed, changed(short, short.length - 8, 1), short.subarray(0, 10), Buffer.from([7])]),
    'wrong-checksum, damaged',
    Buffer.concat([content, Buffer.from('varde')]),
  ],
  ['a wrong length', changed(packed, packed.length - 1, 1), 'wrong-checksum', content],
  ['a trailer that is cut', packed.subarray(0, -3), 'cut', content],
])('%s gives all of the content, in whatever pieces it comes', async (_what, bytes, end, expected) => {
  for (const length of [997, 4_096, 65_536, 1 << 24]) {
    const unpacked = await unpack(bytes, length)
    expect(unpacked.end).toBe(end)
    expect(unpacked.content.equals(expected)).toBe(true)
  }
})

test.each([
  ['', 0],
  ['\0\0\0', 0],
  ['varde', 5],
  ['\0\0varde\0', 6],
  ['\x1f\x8b', 2],
  ['\x1f\x8b\x08', 3],
])('%j behind it: what is passed over is counted, in whatever pieces it comes', async (behind, expected) => {
  const bytes = Buffer.concat([gzipSync('varde'), Buffer.from(behind, 'latin1')])
  for (let length = 1; length <= bytes.length; length++) {
    let passed = 0
    await gunzipInto(
      pieces(bytes, length),
      () => true,
      (count) => {
        passed += count
      },
    )
    expect([length, passed]).toEqual([length, expected])
  }
})

test('a file of both forms, with all parts of a header, may come byte by byte', async () => {
  const small = Buffer.from('varde '.repeat(20))
  const head = named.subarray(0, 30)
  const whole = gzipSync(small)
  for (const bytes of [whole, deflateSync(small), Buffer.concat([head, whole.subarray(10)])])
    for (const length of [1, 2, 3, 7]) {
      const unpacked = await unpack(bytes, length)
      expect(unpacked.end).toBe('whole')
      expect(unpacked.content.equals(small)).toBe(true)
    }
})

test.each([
  ['gzip', [0x1f, 0x8b], true],
  ['zlib', [0x78, 0x9c], true],
  ['one byte of each', [0x1f], false],
  ['one byte of zlib', [0x78], false],
  ['zlib with a dictionary', [0x78, 0x20], false],
  ['text that begins with x', [0x78, 0x41], false],
  ['another window', [0x68, 0x81], false],
])('%s is told by its first bytes', (_what, bytes, isIt) => {
  expect(startsAsGzip(Uint8Array.from(bytes))).toBe(isIt)
})

test('a header of a form that is not known, or that does not end, is damage', async () => {
  const unknown = Buffer.from(packed)
  unknown[3] = 0x20
  expect(await unpack(unknown, 4_096)).toMatchObject({ end: 'damaged' })
  const endless = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]),
    Buffer.alloc(140_000, 'a'),
  ])
  expect(await unpack(endless, 4_096)).toMatchObject({ end: 'damaged' })
  expect(await unpack(endless.subarray(0, 100_000), 4_096)).toMatchObject({ end: 'cut' })
})

test('behind damage, and behind what is no gzip, nothing is taken for a new file', async () => {
  const text = Buffer.from('varde')
  const lines = async function* (...chunks: Buffer[]): AsyncGenerator<Buffer> {
    await Promise.resolve()
    yield* chunks
  }
  const out: string[] = []
  const take = (piece: Buffer): boolean => out.push(piece.toString()) > 0
  expect(await gunzipInto(lines(text, gzipSync(text)), take)).toEqual(['damaged'])
  expect(out).toEqual([])
  expect(await gunzipInto(lines(gzipSync(text), text, gzipSync(text)), take)).toEqual(['followed'])
  expect(out).toEqual(['varde'])
  expect(await gunzipInto(lines(gzipSync(text), Buffer.from([0x1f, 0x8b, 8])), take)).toEqual(['followed'])
})

test('what is cut or damaged gives what stands before, but for what one call of the engine inflates', async () => {
  for (const length of [997, 65_536, 1 << 24]) {
    const cut = await unpack(packed.subarray(0, 150_000), length)
    expect(cut.end).toBe('cut')
    expect(cut.content.length).toBeGreaterThan(140_000)
    expect(cut.content.equals(content.subarray(0, cut.content.length))).toBe(true)
    // A block of a kind that there is none of (RFC 1951, 3.2.3).
    const broken = Buffer.concat([
      packed.subarray(0, 10),
      stored(content.subarray(0, 150_000)),
      Buffer.from([7]),
    ])
    const damaged = await unpack(broken, length)
    expect(damaged.end).toBe('damaged')
    expect(damaged.content.length).toBeGreaterThan(150_000 - 65_536)
    expect(damaged.content.equals(content.subarray(0, damaged.content.length))).toBe(true)
  }
})

test('what is no gzip, and none, is damaged and cut', async () => {
  expect(await unpack(Buffer.from('hello, this is no gzip'), 5)).toMatchObject({ end: 'damaged' })
  expect(await unpack(changed(packed, 3, 1), 4_096)).toMatchObject({ end: 'damaged' })
  expect(await unpack(Buffer.alloc(0), 5)).toMatchObject({ end: 'cut' })
})

test('who wants no more is given no more, and what it throws is thrown', async () => {
  for (const length of [4_096, 1 << 24]) {
    let taken = 0
    expect(await gunzipInto(pieces(packed, length), (piece) => (taken += piece.length) < 0)).toEqual(['left'])
    expect(taken).toBeLessThanOrEqual(65_536)
  }
  await expect(
    gunzipInto(pieces(packed, 4_096), () => {
      throw new RangeError('full')
    }),
  ).rejects.toThrow('full')
})

/** Stored blocks (RFC 1951, 3.2.4). */
function stored(bytes: Buffer): Buffer {
  const blocks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 65_535) {
    const part = bytes.subarray(at, at + 65_535)
    const head = Buffer.from([0, 0, 0, 0, 0])
    head.writeUInt16LE(part.length, 1)
    head.writeUInt16LE(part.length ^ 0xffff, 3)
    blocks.push(head, part)
  }
  return Buffer.concat(blocks)
}

test('thousands of small members cost what they hold, and each is checked', async () => {
  const empty = gzipSync('')
  const many = Buffer.concat(Array.from({ length: 100_000 }, () => empty))
  const before = processorTime()
  const { end, content: all } = await unpack(Buffer.concat([gzipSync('a'), many, gzipSync('b')]), 65_536)
  expect([end, all.toString()]).toEqual(['whole', 'ab'])
  // With an engine for each it is two seconds, and two more of other threads.
  expect(processorTime() - before).toBeLessThan(1_000)

  const wrong = changed(gzipSync('b'), gzipSync('b').length - 8, 1)
  for (const length of [1, 7, 65_536]) {
    const checked = await unpack(Buffer.concat([gzipSync('a'), wrong, gzipSync('c')]), length)
    expect([checked.end, checked.content.toString()]).toEqual(['wrong-checksum', 'abc'])
  }
})
