import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { verdicts } from '../../core/verdict.ts'
import { newMessageCounts } from '../message-counts.ts'
import type { MessageCounts } from '../types.ts'
import { tlsAnomalies } from './anomalies.ts'
import { ConnectionAnomalies } from './connection-anomalies.ts'
import { RecordOpenings } from './record-openings.ts'
import { RecordSide } from './record-side.ts'

const { notOpened, wrongKey } = tlsAnomalies

function begun(): { counts: MessageCounts; log: AnomalyLog; openings: RecordOpenings; side: RecordSide } {
  const counts = newMessageCounts()
  const log = new AnomalyLog()
  const openings = new RecordOpenings(counts, new ConnectionAnomalies(testFlow('tcp', {}), log))
  return { counts, log, openings, side: new RecordSide(0, true) }
}

test.each([
  ['', false, 16],
  [' that may be of rejected early data', true, 256],
])('a direction is given up behind so many records in a row%s', (_, isEarly, most) => {
  const { openings, side, counts } = begun()
  for (let failures = 1; failures <= most; failures++)
    expect(openings.failed(side, 10, false, isEarly)).toBe(false)
  expect(openings.failed(side, 10, false, isEarly)).toBe(true)
  expect(counts.undecryptableBytes).toBe((most + 1) * 10)
  openings.opened(side, false)
  expect(openings.failed(side, 10, false, isEarly)).toBe(false)
})

test('where none has opened the key is wrong; else each that fails is said', () => {
  const wrong = begun()
  wrong.openings.failed(wrong.side, 10, false, false)
  wrong.openings.end()
  expect([wrong.log.count(wrongKey), wrong.log.count(notOpened)]).toEqual([1, 0])
  expect(wrong.counts).toMatchObject({ connectionsWithWrongKey: 1, decryptedConnections: 0 })
  const right = begun()
  right.openings.opened(right.side, false)
  right.openings.failed(right.side, 10, false, false)
  right.openings.opened(right.side, false)
  right.openings.end()
  expect([right.log.count(wrongKey), right.log.count(notOpened)]).toEqual([0, 1])
  expect(right.counts).toMatchObject({ connectionsWithWrongKey: 0, decryptedConnections: 1 })
})

test('records that passed before their secret came, or behind the end, prove nothing', () => {
  const { openings, side, log } = begun()
  for (let records = 0; records < 100; records++) expect(openings.failed(side, 10, true, false)).toBe(false)
  expect(openings.failed(side, 10, false, false)).toBe(false)
  side.verdict = verdicts.limit
  for (let records = 0; records < 100; records++) expect(openings.failed(side, 10, false, false)).toBe(false)
  openings.opened(side, false)
  openings.end()
  expect(log.tallies.size).toBe(0)
})

test('what is not encrypted is not decrypted', () => {
  const { openings, side, counts } = begun()
  openings.opened(side, true)
  expect(counts.decryptedConnections).toBe(0)
})
