import { expect, test } from 'vitest'
import { holdsByteArray, nextByteArray } from './byte-arrays.ts'
import { isNumberedAt, nextNumbered } from './numbered-bytes.ts'

const document = '{"imei":"357184092641738","model":"NB1"}'
const written = JSON.stringify({ a: 'x', d: new Uint8Array(Buffer.from(document)), n: 17 })

test('the quick look meets it by its samples, the decoder reads it from its beginning', () => {
  const bytes = Buffer.from(written)
  expect(holdsByteArray(bytes, 0, bytes.length)).toBe(true)
  expect(nextByteArray(bytes, 0, bytes.length)).toBeNull()
  expect(nextNumbered(bytes, 0, bytes.length)?.bytes.toString()).toBe(document)
})

test('wherever it stands', () => {
  for (let pad = 0; pad < 12; pad++) {
    const bytes = Buffer.from(' '.repeat(pad) + written)
    expect(holdsByteArray(bytes, 0, bytes.length)).toBe(true)
  }
})

test('in JSON inside JSON', () => {
  const bytes = Buffer.from(JSON.stringify({ q: written }))
  expect(holdsByteArray(bytes, 0, bytes.length)).toBe(true)
})

test.each([
  '{"t":1700000000,"v":1234,"0":1234}',
  '{"1":1234,"2":1234,"3":1234,"4":1234,"5":1234,"6":1234}',
  '{"a":100,"b":101,"c":102,"d":103,"e":104,"f":105}',
])('no bytes: %s', (text) => {
  const bytes = Buffer.from(text)
  expect(holdsByteArray(bytes, 0, bytes.length)).toBe(false)
  expect(nextNumbered(bytes, 0, bytes.length)).toBeNull()
})

test('bounds are kept', () => {
  const bytes = Buffer.from(written)
  for (let end = 0; end <= bytes.length; end += 3) {
    for (let at = 0; at < end; at++) expect(typeof isNumberedAt(bytes, 0, at, end)).toBe('boolean')
    expect(nextNumbered(bytes, 0, end)?.end ?? 0).toBeLessThanOrEqual(end)
  }
})
