import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { Rng } from '../../tools/bench/rng.ts'
import {
  brotliProvedBytesMin,
  gunzip,
  inflateRaw,
  inflateZlib,
  isCompressed,
  isDeflatedText,
  tryBrotli,
  unbrotli,
  unzstd,
} from './inflate.ts'
import type { Inflated } from './inflate.ts'

const text = JSON.stringify({
  imei: '490154203237518',
  list: Array.from({ length: 40 }, (_, at) => `value ${at}`),
})

const kinds: readonly [
  string,
  (bytes: Buffer, most: number) => Inflated | null,
  (input: string | Buffer) => Buffer,
][] = [
  ['gzip', gunzip, (input) => gzipSync(input)],
  ['zlib', inflateZlib, (input) => deflateSync(input)],
  ['deflate', inflateRaw, (input) => deflateRawSync(input)],
  ['brotli', unbrotli, (input) => brotliCompressSync(input)],
  ['zstd', unzstd, (input) => zstdCompressSync(input)],
]

describe.each(kinds)('%s', (_, inflate, squeeze) => {
  test('gives all of it', () => {
    expect(inflate(squeeze(text), 1e6)?.bytes.toString()).toBe(text)
    expect(inflate(squeeze(text), 1e6)?.end).toBe('whole')
  })

  test('what stands behind is left', () => {
    const squeezed = squeeze(text)
    const found = inflate(Buffer.concat([squeezed, Buffer.from('and more behind it')]), 1e6)
    expect(found?.bytes.toString()).toBe(text)
    expect([found?.end, found?.used]).toEqual(['whole', squeezed.length])
  })

  test('cut anywhere it gives a beginning or nothing, and says so', () => {
    const whole = squeeze(text)
    for (let length = 0; length < whole.length; length += 3) {
      const cut = inflate(whole.subarray(0, length), 1e6)
      if (cut === null) continue
      expect(text.startsWith(cut.bytes.toString())).toBe(true)
      if (cut.bytes.length < text.length) expect(cut.end).not.toBe('whole')
    }
  })

  test('a bomb is cut at what is allowed', () => {
    const bomb = squeeze(Buffer.alloc(5_000_000, 0x61))
    const part = inflate(bomb, 10_000)
    expect(part?.bytes.length ?? 0).toBeLessThanOrEqual(10_000)
    if (part !== null) expect(part.end).not.toBe('whole')
    expect(inflate(bomb, 0)).toBeNull()
  })

  test('damaged anywhere it never throws', () => {
    const whole = squeeze(text)
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] as number) ^ 0x55
      expect(inflate(damaged, 1e5)?.bytes.length ?? 0).toBeLessThanOrEqual(1e5)
    }
  })
})

test('of a frame of zstd that is cut its whole blocks are there, and it is said', () => {
  const rng = new Rng('blocks')
  const long = rng.bytes(400_000)
  const cut = unzstd(zstdCompressSync(long).subarray(0, 350_000), 1e6)
  expect(cut?.bytes.length).toBeGreaterThan(200_000)
  expect(cut?.bytes.equals(long.subarray(0, cut.bytes.length))).toBe(true)
  expect(cut?.end).toBe('cut')
})

test('frames of zstd stand one behind the other, with others between them that hold nothing', () => {
  const skipped = Buffer.from('5d2a4d1803000000616263', 'hex')
  const first = zstdCompressSync(text.slice(0, 100))
  const whole = Buffer.concat([first, skipped, skipped, zstdCompressSync(text.slice(100)), skipped])
  expect(unzstd(whole, 1e6)).toMatchObject({ end: 'whole', used: whole.length, bytes: Buffer.from(text) })
  const other = Buffer.from(skipped)
  other[0] = 0x6d
  expect(unzstd(Buffer.concat([first, other]), 1e6)).toMatchObject({ end: 'whole', used: first.length })
})

test('members of gzip stand one behind the other, with something else behind them', () => {
  const members = Buffer.concat([gzipSync(text.slice(0, 100)), gzipSync(text.slice(100))])
  for (const behind of ['', 'and more'])
    expect(gunzip(Buffer.concat([members, Buffer.from(behind)]), 1e6)).toMatchObject({
      end: 'whole',
      used: members.length,
      bytes: Buffer.from(text),
    })
})

test.each([
  ['its checksum', 8],
  ['its length', 4],
])('gzip whose content is another one by %s is damaged', (_, back) => {
  const damaged = gzipSync(text)
  damaged[damaged.length - back] = (damaged[damaged.length - back] as number) ^ 1
  const found = gunzip(damaged, 1e6)
  expect(found?.bytes.toString()).toBe(text)
  expect(found?.end).toBe('damaged')
})

test('what bytes out of base64 may be is asked cheaply', () => {
  for (const bytes of [gzipSync(text), deflateSync(text), zstdCompressSync(text)])
    expect(isCompressed(bytes, false)).toBe(true)
  expect(isCompressed(deflateSync(text).subarray(0, 40), true)).toBe(true)
  expect(isCompressed(Buffer.from('789c0102030405060708', 'hex'), false)).toBe(false)
  expect(isDeflatedText(deflateRawSync(text), false)).toBe(true)
  expect(isDeflatedText(deflateRawSync(text, { strategy: constants.Z_FIXED }), false)).toBe(true)
  // So short that chance gives as much.
  expect(isDeflatedText(deflateRawSync('imei=4901'), false)).toBe(false)
  // A message, with a checksum behind it and without, and with more than that.
  const message = Buffer.concat([
    Buffer.from([8, 5, 18, 15]),
    Buffer.from('490154203237518\u001a\u0008SM-G991B'),
  ])
  for (const [behind, isOne] of [
    [0, true],
    [4, true],
    [9, false],
  ] as const)
    expect(isDeflatedText(Buffer.concat([deflateRawSync(message), Buffer.alloc(behind, 0xa7)]), false)).toBe(
      isOne,
    )
  const beginning = deflateRawSync(text).subarray(0, -20)
  expect(isDeflatedText(beginning, false)).toBe(false)
  expect(isDeflatedText(beginning, true)).toBe(true)
  expect(isDeflatedText(Buffer.from('plain text is no deflate of anything'), false)).toBe(false)
})

test('random bytes are no whole stream of brotli', () => {
  const rng = new Rng('whole brotli')
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(rng.bytes(rng.whole(brotliProvedBytesMin, 64)))
    expect(tryBrotli(bytes, 4_096)?.end).not.toBe('whole')
  }
})

test('what only may be brotli is not searched for what stands in front of a fault', () => {
  const known = { whole: brotliCompressSync(text), bomb: brotliCompressSync(Buffer.alloc(100_000, 0x61)) }
  expect(tryBrotli(known.whole, 1e6)).toEqual(unbrotli(known.whole, 1e6))
  expect(tryBrotli(known.bomb, 4_096)).toEqual(unbrotli(known.bomb, 4_096))
  const faulty = Array.from(known.whole, (byte, at) => {
    const damaged = Buffer.from(known.whole)
    damaged[at] = byte ^ 0x55
    return damaged
  }).filter((damaged) => unbrotli(damaged, 1e6)?.end === 'damaged')
  expect(faulty.length).toBeGreaterThan(0)
  for (const damaged of faulty) expect(tryBrotli(damaged, 1e6)).toBeNull()
})
