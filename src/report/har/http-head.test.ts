import { expect, test } from 'vitest'
import { httpHead } from './http-head.ts'

const none = Buffer.alloc(0)

test('requests, responses and trailers are taken apart, oddities and all', () => {
  expect(
    httpHead(
      Buffer.from(
        'GET /a b?c HTTP/1.1\r\nHost: a.example\r\nX-Long: one\r\n two\r\nno field\nEmpty:\r\n\r\n',
      ),
      Buffer.from('X-Sum: 1\r\n'),
    ),
  ).toEqual({
    method: 'GET',
    target: '/a b?c',
    version: 'HTTP/1.1',
    reason: '',
    fields: [
      ['Host', 'a.example'],
      ['X-Long', 'one two'],
      ['no field', ''],
      ['Empty', ''],
      ['X-Sum', '1'],
    ],
  })
  expect(httpHead(Buffer.from('HTTP/1.0 404 Not Found\r\n\r\n'), none)).toMatchObject({
    version: 'HTTP/1.0',
    reason: 'Not Found',
    fields: [],
  })
})

test('whatever the bytes are, there is a head', () => {
  for (const text of ['', '\r\n', ':', 'x', ' \r\n y\r\n:z', '\0'])
    expect(httpHead(Buffer.from(text), none).fields.every(([name]) => name !== '')).toBe(true)
})
