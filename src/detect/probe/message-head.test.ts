import { expect, test } from 'vitest'
import { isMessageHead } from './message-head.ts'

test.each([
  ['GET / HTTP/1.1', true],
  ['POST /a HTTP/1.1', true],
  ['HTTP/1.1 200 OK', true],
  ['imei,iccid\n1,2', false],
  ['GET', false],
])('%s begins a message: %s', (text, isOne) => {
  expect(isMessageHead(Buffer.from(text), 0)).toBe(isOne)
})
