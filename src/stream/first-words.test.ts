import { expect, test } from 'vitest'
import { speakerOf } from './first-words.ts'

test.each([
  ['GET /a HTTP/1.1\r\n', 'client'],
  ['POST http://a.example/ HTTP/1.1\r\n', 'client'],
  ['OPTIONS * HTTP/1.1', 'client'],
  ['HTTP/1.1 200 OK', 'server'],
  ['\x16\x03\x01\x00\x20\x01\x00', 'client'],
  ['\x16\x03\x03\x00\x20\x02\x00', 'server'],
  ['\x16\x03\x03\x00\x20\x0b\x00', null],
  ['\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x20\x01\x00', 'client'],
  ['\x16\xfe\xff\0\0\0\0\0\0\0\0\0\x20\x03\x00', 'server'],
  ['\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x20\x0b\x00', null],
  ['OPTIONS sip:a.example SIP/2.0', null],
  ['GET me', null],
  ['HTTP/2', null],
  ['GET', null],
  ['', null],
])('%j is said by %s', (text, by) => {
  const bytes = Buffer.from(`xx${text}yy`, 'latin1')
  expect(speakerOf(bytes, 2, bytes.length - 2)).toBe(by)
})
