import { expect, test } from 'vitest'
import { clientHello, serverHello, tlsRecord, tlsRecords } from '../../../../test/support/tls-hello.ts'
import { isNoHello, isServerHello, startsWith, wholeHello } from './first-record.ts'

const hello = clientHello({ sni: 'a.example.com' })
const record = tlsRecord(hello)
const answer = tlsRecord(serverHello(0x1301))
const old = Buffer.from('802e0103010015000000107777', 'hex')

/** In the midst of other bytes. */
function within<Said>(
  ask: (buf: Buffer, start: number, end: number) => Said,
  bytes: Buffer,
  end = bytes.length,
): Said {
  return ask(Buffer.concat([Buffer.alloc(3, 0x16), bytes, Buffer.alloc(3, 1)]), 3, 3 + end)
}

test('a hello is whole where one record of the chunk holds it', () => {
  expect(within(wholeHello, record)).toBe(3 + record.length)
  expect(within(wholeHello, Buffer.concat([record, answer]))).toBe(3 + record.length)
  expect(within(wholeHello, record, record.length - 1)).toBe(0)
  expect(within(wholeHello, tlsRecords(hello, 60))).toBe(0)
  expect(within(wholeHello, answer)).toBe(0)
})

test('of the form of SSL 2.0 the first bytes are read', () => {
  expect(within(wholeHello, old)).toBe(14)
  expect(within(wholeHello, old, 10)).toBe(0)
})

test('what begins with another record or message has no hello at its beginning', () => {
  expect(within(isNoHello, answer)).toBe(true)
  expect(within(isNoHello, tlsRecord(Buffer.alloc(40), 23))).toBe(true)
  expect(within(isNoHello, Buffer.from('8000000000', 'hex'))).toBe(true)
  expect(within(isNoHello, record)).toBe(false)
  expect(within(isNoHello, old)).toBe(false)
})

test('what may yet be one has not none', () => {
  expect(within(isNoHello, answer, 5)).toBe(false)
  // A record with nothing in it says nothing of the message.
  expect(within(isNoHello, Buffer.concat([tlsRecord(Buffer.alloc(0)), record]))).toBe(false)
})

test('a server is told by the first byte of its message', () => {
  expect([within(isServerHello, answer), within(isServerHello, record)]).toEqual([true, false])
  expect([within(isServerHello, answer, 6), within(isServerHello, answer, 5)]).toEqual([true, false])
  expect(startsWith(1, record, 0, record.length)).toBe(true)
})
