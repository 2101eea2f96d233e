import { expect, test } from 'vitest'
import { loggedHeads } from './logged-head.ts'
import type { LoggedExchange } from './logged-head.ts'

const logged: LoggedExchange = {
  at: { sec: 1, nsec: 0 },
  method: 'POST',
  target: '/a',
  version: '1.1',
  requestFields: [
    ['Host', 'a.example'],
    ['User-Agent', ''],
  ],
  responseFields: [['Content-Type', 'text/plain']],
  status: 204,
  reason: 'No Content',
  requestBodyBytes: 7,
  responseBodyBytes: 0,
}

const text = (head: Buffer | undefined): string | undefined => head?.toString('latin1')

test('heads are written as far as they were logged, and bodies are left out with their length', () => {
  const { request, response } = loggedHeads(logged)
  expect(text(request.head)).toBe('POST /a HTTP/1.1\r\nHost: a.example\r\n\r\n')
  expect(text(response?.head)).toBe('HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n\r\n')
  expect([request, response].map((one) => [one?.isBodyLeftOut, one?.bodyBytesLeftOut])).toEqual([
    [true, 7],
    [false, 0],
  ])
})

test('what a log leaves out has its usual form', () => {
  const { request } = loggedHeads({ ...logged, method: '', target: '', version: '', requestFields: [] })
  expect(text(request.head)).toBe('GET / HTTP/1.1\r\n\r\n')
  expect(text(loggedHeads({ ...logged, version: 'HTTP/2' }).request.head)).toMatch(/^POST \/a HTTP\/2\r\n/)
})

test.each([
  [0, false],
  [99, false],
  [100, true],
  [999, true],
  [1_000, false],
  [-1, false],
])('of a status of %d a response is made: %s', (status, isMade) => {
  expect(loggedHeads({ ...logged, status }).response !== null).toBe(isMade)
})
