import { expect, test } from 'vitest'
import { tlsRecord } from '../../../../test/support/tls-hello.ts'
import { behindAlerts } from './clear-alerts.ts'

const warning = tlsRecord(Buffer.from([1, 112]), 21)
const fatal = tlsRecord(Buffer.from([2, 40]), 21)

function behind(...records: readonly Buffer[]): number {
  const bytes = Buffer.concat([Buffer.alloc(2, 21), ...records])
  return behindAlerts(bytes, 2, bytes.length) - 2
}

test('alerts in clear are passed over, one behind the other, up to something else', () => {
  expect(behind(warning, fatal, tlsRecord(Buffer.alloc(9)))).toBe(14)
  expect(behind(tlsRecord(Buffer.alloc(9)), fatal)).toBe(0)
})

test('one that is cut, sealed, of another level or of another version is none', () => {
  expect(behind(fatal.subarray(0, 6))).toBe(0)
  expect(behind(tlsRecord(Buffer.alloc(26, 1), 21))).toBe(0)
  expect(behind(tlsRecord(Buffer.from([3, 40]), 21))).toBe(0)
  expect(behind(tlsRecord(Buffer.from([2, 40]), 21, 0x0201))).toBe(0)
})
