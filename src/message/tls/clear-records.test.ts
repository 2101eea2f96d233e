import { expect, test } from 'vitest'
import { newMessageCounts } from '../message-counts.ts'
import { ClearRecords } from './clear-records.ts'
import { recordTypes } from './parse.ts'
import { RecordSide } from './record-side.ts'

const { alert, applicationData, changeCipherSpec, handshake } = recordTypes
const client = new RecordSide(0, true)
const server = new RecordSide(1, false)

function begun(): ClearRecords {
  return new ClearRecords(newMessageCounts())
}

test.each([
  ['handshake', handshake, true],
  ['an alert', alert, true],
  ['a change of ciphers', changeCipherSpec, false],
  ['data', applicationData, false],
])('behind %s a direction goes on: %s', (_, type, isRead) => {
  const clear = begun()
  expect(clear.staysLegible(client, type, true)).toBe(isRead)
  expect(clear.staysLegible(client, handshake, true)).toBe(isRead)
  expect(clear.staysLegible(server, handshake, true)).toBe(true)
})

test('before the ServerHello neither direction goes on', () => {
  const clear = begun()
  expect(clear.staysLegible(client, changeCipherSpec, false)).toBe(false)
  expect(clear.staysLegible(server, handshake, false)).toBe(false)
})

test('a direction that is ended is not read, whatever its records are', () => {
  const clear = begun()
  clear.end(server)
  expect(clear.staysLegible(server, handshake, true)).toBe(false)
  expect(clear.staysLegible(client, handshake, true)).toBe(true)
  clear.endBoth()
  expect(clear.staysLegible(client, handshake, true)).toBe(false)
})

test('what was not read counts as encrypted until a secret comes, and once only', () => {
  const counts = newMessageCounts()
  const clear = new ClearRecords(counts)
  clear.unread(10)
  clear.unread(20)
  expect(counts).toMatchObject({ framingBytes: 0, undecryptableBytes: 30 })
  clear.found()
  clear.found()
  expect(counts).toMatchObject({ framingBytes: 30, undecryptableBytes: 0 })
})
