import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { mayBeOpaque } from './may-be-opaque.ts'

function may(bytes: Buffer | string): boolean {
  const buf = Buffer.concat([Buffer.from('GET / '), Buffer.from(bytes), Buffer.from('{"a": 1}')])
  return mayBeOpaque(buf, 6, buf.length - 8)
}

test('bytes that are no text may be, and one long word', () => {
  expect(may(sealedBytes(32, 1))).toBe(true)
  expect(may(sealedBytes(64, 1).toString('base64url'))).toBe(true)
  expect(may(sealedBytes(64, 1).toString('hex'))).toBe(true)
})

test('documents and sentences are not', () => {
  expect(may('{"name": "value", "list": [1, 2, 3], "more": true}')).toBe(false)
  expect(may('A sentence of several words, as people write them.')).toBe(false)
  expect(may('a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9')).toBe(false)
})

test('behind a head of its own the middle of longer ones is looked at', () => {
  const head = '{"version": 1, "key": "k1"}     '
  expect(may(Buffer.concat([Buffer.from(head), sealedBytes(160, 2)]))).toBe(true)
  expect(may(Buffer.concat([Buffer.from(head), sealedBytes(40, 2)]))).toBe(false)
  expect(may(head.repeat(8))).toBe(false)
})
