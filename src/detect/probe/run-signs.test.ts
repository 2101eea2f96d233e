import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { hasReadableRun, isCompressed, isPaddedAhead, isText } from './run-signs.ts'

test('base64 with twelve printable bytes in a row is readable, wherever its groups begin', () => {
  const run = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('base64'))
  const noise = Buffer.from('00ff81c3a5e7', 'hex')
  const readable = run(Buffer.concat([noise, Buffer.from('device=4711 x'), noise]))
  expect(hasReadableRun(readable, 0, readable.length)).toBe(true)
  const short = run(Buffer.concat([noise, Buffer.from('device'), noise]))
  expect(hasReadableRun(short, 0, short.length)).toBe(false)
})

test.each([
  ['plain text', true],
  ['text\0\0', true],
  ['æøå', true],
  ['\0', false],
  ['a\u0001b', false],
  ['a\u007f', false],
])('%j is text: %s', (text, isOne) => {
  const bytes = Buffer.from(text)
  expect(isText(bytes, bytes.length)).toBe(isOne)
})

test('a character that is cut at the end is text, one that is wrong is none', () => {
  expect(isText(Buffer.from('61c3', 'hex'), 2)).toBe(true)
  expect(isText(Buffer.from('61c361', 'hex'), 3)).toBe(false)
  expect(isText(Buffer.from('6180', 'hex'), 2)).toBe(false)
})

test('compressions are known by their first bytes', () => {
  for (const bytes of [gzipSync('text'), deflateSync('text'), zstdCompressSync('text')])
    expect(isCompressed(bytes, 0, bytes.length)).toBe(true)
  expect(isCompressed(Buffer.from('not compressed'), 0, 14)).toBe(false)
  expect(isCompressed(gzipSync('text').subarray(0, 4), 0, 4)).toBe(false)
})

test.each([
  [`"==${'Qf'.repeat(12)}`, 3, true],
  [`d=${'Qf'.repeat(12)}`, 2, false],
  [`"=${'Qf'.repeat(12)}`, 2, true],
  [`"==${'Qf'.repeat(6)}`, 3, false],
  [`"${'Qf'.repeat(12)}`, 1, false],
])('%s has its padding in front: %s', (text, start, isOne) => {
  const bytes = Buffer.from(text)
  expect(isPaddedAhead(bytes, start, bytes.length)).toBe(isOne)
})
