import { deflateSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDocument } from './opened-document.ts'

test.each([
  '{"imei":"352099001761481","v":1}',
  '[{"name":"start","at":1790000000}]\n',
  '<event name="start" at="1790000000"/>',
  'imei=352099001761481&os=14&model=Nokia',
  '{"model":"Nokia 7 plus – blå","v":1}',
])('%s', (text) => {
  expect(isDocument(Buffer.from(text))).toBe(true)
})

test('what gzip and zlib make of one', () => {
  expect(isDocument(gzipSync('{"imei":"352099001761481"}'))).toBe(true)
  expect(isDocument(deflateSync('{"imei":"352099001761481"}'))).toBe(true)
})

test.each([
  ['too short', '{"a":"b"}'],
  ['a document that is not whole', '{"imei":"352099001761481","v":'],
  ['a text', 'The quick brown fox jumps over the dog'],
  ['one word and a sign', 'aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ='],
  ['one field', 'imei=352099001761481abcdefgh'],
  ['a control character', '{"imei":"3520990017\u000161481","v":1}'],
])('%s is none', (_, text) => {
  expect(isDocument(Buffer.from(text))).toBe(false)
})

test('nor are bytes that are no UTF-8', () => {
  expect(isDocument(Buffer.from('{"imei":"352099001761481","v":"\xe6"}', 'latin1'))).toBe(false)
})

test('random bytes are none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 24, maxLength: 96 }), (bytes) => {
      const random = Buffer.from(bytes)
      // fast-check likes zeros and letters: a key gives bytes of all kinds.
      if (new Set(random).size < 16) return
      expect(isDocument(random)).toBe(false)
    }),
  )
})
