import { expect, test } from 'vitest'
import { unchunked } from './unchunked.ts'

const read = (text: string): string | null => unchunked(Buffer.from(text))?.bytes.toString() ?? null

test('chunks are put together, with extensions, capital digits and trailers', () => {
  expect(read('3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n')).toBe('abc0123456789')
  expect(unchunked(Buffer.from('0\r\nA: b\r\nodd\r\n\r\n'))?.trailer).toEqual([['A', 'b']])
})

test.each([
  '',
  '3',
  '3\r\nabc',
  '3\r\nabcd\r\n0\r\n\r\n',
  '{"json":1}\r\n',
  '\r\n',
  'fffffffff\r\n',
  '3\r\nabc\r\n',
])('%j is no whole body in chunks', (text) => {
  expect(read(text)).toBe(null)
})

test('a body of many small chunks takes no long', () => {
  expect(read(`${'1\r\nx\r\n'.repeat(300_000)}0\r\n\r\n`)?.length).toBe(300_000)
})
