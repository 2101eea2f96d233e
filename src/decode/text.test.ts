import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasPrintableRun, isGzip, isPlainValue, isText, isZlib, isZstd, mayBeInflatedFrom } from './text.ts'

const whole = (bytes: Buffer): [Buffer, number, number] => [bytes, 0, bytes.length]

test('UTF-8 is what the decoder of the platform takes, without control characters', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (given) => {
      const bytes = Buffer.from(given)
      if (!isText(...whole(bytes)) || bytes.at(-1) === 0) return
      // A character that the end cuts is allowed; and this test is coarser than the standard on surrogates and beyond.
      if (bytes.some((byte) => byte >= 0xe0)) return
      let text = ''
      for (let cut = 0; cut < 2 && text === ''; cut++) {
        try {
          text = decoder.decode(bytes.subarray(0, bytes.length - cut))
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError)
        }
      }
      expect(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)).toBe(false)
      expect(text).not.toBe('')
    }),
    { numRuns: 500 },
  )
  expect(isText(...whole(Buffer.from('Åse, 你好, 😀\r\n\t')))).toBe(true)
  expect(isText(...whole(Buffer.from('C string\0\0')))).toBe(true)
  for (const bytes of ['ff', '41c0af', '4100', '80', 'c328', '1b5b'].map((hex) =>
    Buffer.from(`${hex}41`, 'hex'),
  ))
    expect(isText(...whole(bytes)), bytes.toString('hex')).toBe(false)
})

test('values read like values, chance seldom does', () => {
  for (const text of ['490154203237518', '{"a":"b"}', 'kari@post.test', 'a=b&c=d'])
    expect(isPlainValue(...whole(Buffer.from(text)))).toBe(true)
  for (const text of ['#$%!~', "a|b^c'd*", '$$$$$$$$'])
    expect(isPlainValue(...whole(Buffer.from(text)))).toBe(false)
})

test('runs of letters in other bytes are no chance from twelve on', () => {
  const inside = (text: string): boolean =>
    hasPrintableRun(...whole(Buffer.concat([Buffer.from([1]), Buffer.from(text), Buffer.from([2])])))
  expect([inside('490154203237'), inside('49015420323')]).toEqual([true, false])
})

test('compressed bytes are known by how they begin, wherever they do', () => {
  const behind = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('xyz'), bytes])
  expect([isGzip(gzipSync('a')), isGzip(behind(gzipSync('a')), 3), isGzip(behind(gzipSync('a')))]).toEqual([
    true,
    true,
    false,
  ])
  for (const level of [1, 6, 9]) expect(isZlib(deflateSync('a', { level }))).toBe(true)
  expect([
    isZstd(zstdCompressSync('a'.repeat(9))),
    isZstd(Buffer.from('28b52f', 'hex')),
    isZlib(Buffer.from('789c', 'hex')),
  ]).toEqual([true, false, false])
  expect([mayBeInflatedFrom(100, 100), mayBeInflatedFrom(10, 100)]).toEqual([true, false])
})
