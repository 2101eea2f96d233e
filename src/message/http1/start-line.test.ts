import { expect, test } from 'vitest'
import { probeStart } from './start-line.ts'

/** What is said of a text that has other bytes on both sides. */
function probed(text: string, isResponse: boolean): string {
  const buf = Buffer.from(`\r\n${text}\r\n1 `)
  return probeStart(buf, 2, 2 + text.length, isResponse)
}

test.each([
  ['GET / HTTP/1.1', 'yes'],
  ['\r\nGET / HTTP/1.1', 'yes'],
  ['\r\n\r\nGET / HTTP/1.1', 'yes'],
  ['\n\n\n\nGET / HTTP/1.1', 'yes'],
  ['\n\n\n\n\nGET / HTTP/1.1', 'yes'],
  ['\r\n\r\n\r\nGET / HTTP/1.1', 'yes'],
  ['\n\n\n\n\nGX', 'no'],
  ['\tGET / HTTP/1.1', 'no'],
  ['', 'more'],
  ['\r\n', 'more'],
  ['\r\n\r\n', 'more'],
  ['\r\nGE', 'more'],
  ['\r\nGX', 'no'],
  ['GET', 'more'],
  ['GET ', 'more'],
  ['GET  \t/', 'yes'],
  ['GET x', 'no'],
  ['OPTIONS *', 'more'],
  ['OPTIONS * ', 'more'],
  ['OPTIONS * H', 'yes'],
  ['OPTIONS *  HTTP/1.1\r\n', 'yes'],
  ['OPTIONS *\r\n', 'yes'],
  ['OPTIONS * RTSP/1.0\r\n', 'no'],
  ['OPTIONS rtsp://a/b RTSP/1.0\r\n', 'no'],
  ['GET h', 'yes'],
  ['CONNECT 192.0.2.1:443', 'yes'],
  ['CONNECT [2001:db8::1]:443', 'yes'],
  ['CONNECT ', 'more'],
  ['GET 192.0.2.1', 'no'],
  ['INVITE sip:a@b SIP/2.0', 'no'],
  ['UPLOAD /a HTTP/1.1\r\nHost: a', 'yes'],
  ['UPLOAD /a b HTTP/1.1\n', 'yes'],
  ['UPLOAD /a HTTP/1.1', 'no'],
  ['UPLOAD a HTTP/1.1\r\n', 'no'],
  ['PLAY /a RTSP/1.0\r\n', 'no'],
  ['I /a HTTP/1.1\r\n', 'no'],
  ['said /a and HTTP/1.1 is meant\r\n', 'no'],
])('a request that begins with %j: %s', (text, wanted) => {
  expect(probed(text, false)).toBe(wanted)
})

test.each([
  ['HTTP/1.1 200 OK', 'yes'],
  ['\r\nHTTP/1.1 200 OK', 'yes'],
  ['HTTP/1', 'yes'],
  ['HTTP/', 'more'],
  ['\r\nHTTP/', 'more'],
  ['HTTP/x', 'no'],
  ['HTTQ', 'no'],
  ['\r\n', 'more'],
])('a response that begins with %j: %s', (text, wanted) => {
  expect(probed(text, true)).toBe(wanted)
})
