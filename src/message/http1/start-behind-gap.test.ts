import { expect, test } from 'vitest'
import { findStart } from './start-behind-gap.ts'

/** Where a start line begins in the line, with other bytes on both sides of it. */
function found(line: string, isResponse: boolean): number {
  const buf = Buffer.from(`..${line}\r\n`)
  const at = findStart(buf, 2, 2 + line.length, isResponse)
  return at < 0 ? at : at - 2
}

test.each([
  ['GET /a HTTP/1.1', 0],
  ['{"a":1}GET /a HTTP/1.1', 7],
  ['POST /a?b=c HTTP/1.0', 0],
  ['/a HTTP/1.1', -1],
  ['XGTE /a HTTP/1.1', -1],
  ['GET /a HTTP/2.0', -1],
  ['GET  HTTP/1.1', -1],
  ['GET /a HTTP/1.1 ', -1],
])('a request in %j begins at %i', (line, at) => {
  expect(found(line, false)).toBe(at)
})

test.each([
  ['HTTP/1.1 200 OK', 0],
  ['</html>HTTP/1.1 404', 7],
  ['HTTP/1.1 200OK', -1],
  ['HTTP/1.1 020 OK', -1],
  ['HTTP/2.0 200 OK', -1],
])('a response in %j begins at %i', (line, at) => {
  expect(found(line, true)).toBe(at)
})
