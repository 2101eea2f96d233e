import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { AnomalyLog } from '../core/anomaly.ts'
import { zeekConnection, zeekText } from '../../test/support/zeek-log.ts'
import { openEntryReader } from './open-entry-reader.ts'

const remembered = Array.from({ length: limits.source.linesRememberedMax - 1 }, (_, index) => String(index))

test('where a log is longer than is remembered, that is said once, with the first record of which it is so', () => {
  const rows = [1, 2, 3, 4].map((second) => [
    `${1_772_610_000 + second}.5`,
    `C${second}`,
    '192.0.2.10',
    '5002',
    '198.51.100.2',
    '53',
    'udp',
    'a.example.com',
  ])
  const log = Buffer.from(zeekText('dns', [...zeekConnection, ['proto', 'enum'], ['query', 'string']], rows))
  const anomalies = new AnomalyLog()
  const seenLines = new Set(remembered)
  const reader = openEntryReader('zeek', { entry: () => undefined, seenLines }, anomalies)
  reader.push(log, 0, log.length)
  reader.end()
  expect(reader.counts.total).toBe(4)
  expect(
    [...anomalies.tallies.values()].map(({ code, ...tally }) => ({ code: code.code, ...tally })),
  ).toEqual([{ code: 'source.entry.forgotten', count: 1, samples: [{ frame: 2, detail: '' }] }])
})
