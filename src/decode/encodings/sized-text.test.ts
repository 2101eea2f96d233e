import { expect, test } from 'vitest'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { textsIn } from './sized-text.ts'

function texts(bytes: Buffer): string[] {
  return textsIn(bytes, 0, bytes.length)
    .map(([start, end]) => bytes.toString('latin1', start, end))
    .reverse()
}

test('a text of 32 characters and more stands behind a length that is printable itself', () => {
  const text = 'GM2TMOJTHAYDGNJWGQZTQMBZGM2TMOJTHAYDGNJW'
  expect(text.length).toBe(40)
  expect(texts(Buffer.from(`(${text}`))).toEqual([text])
})

test("in Avro's zig-zag the length is twice as long", () => {
  const text = 'GM2TMOJTHAYDGNJWGQZTQMBZ'
  expect(texts(Buffer.from(`${String.fromCharCode(48)}${text}`))).toContain(text)
})

test('texts follow each other, each ending where the next length stands', () => {
  const one = 'first-text-of-thirty-three-chars!'
  const other = 'GM2TMOJTHAYDGNJWGQZTQMBZGM2TMOJTHAYDGNJW'
  expect(texts(Buffer.from(`!${one}(${other}`))).toEqual(expect.arrayContaining([one, other]))
})

test('in a message it is a value of its own, in prose it is none', () => {
  const inside = (bytes: Buffer): string[] =>
    lines(decodeBody(bytes)).filter((line) => line.startsWith('body → text behind its length ='))
  const text = 'GM2TMOJTHAYDGNJWGQZTQMBZGM2TMOJTHAYDGNJW'
  expect(inside(Buffer.from(`\x01\xff(${text}\x02`, 'latin1'))).toHaveLength(1)
  expect(inside(Buffer.from('\x01\xffGET /index.html HTTP/1.1 of an ordinary kind', 'latin1'))).toEqual([])
})
