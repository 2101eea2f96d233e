import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { EntryTally } from '../entry-tally.ts'
import { logRecord } from './log-record.ts'

function codesOf(line: string): Record<string, number> {
  const anomalies = new AnomalyLog()
  logRecord(line, new EntryTally({ entry: () => undefined }, anomalies))
  return Object.fromEntries([...anomalies.tallies].map(([code, { count }]) => [code, count]))
}

test('a member that is named twice, at any depth and whatever stands in texts, is noted', () => {
  const twice = { 'source.entry.named_twice': 1 }
  for (const line of [
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":1}}',
    '{"a":[{"b":{},"b":[]}]}',
    String.raw`{"a":"\\","b":"\",","b":"\""}`,
    String.raw`{"a":1,"\u0061":2}`,
  ])
    expect(codesOf(line)).toEqual(twice)
})

test('no record of JSON is said to name one twice that does not', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      expect(codesOf(JSON.stringify(record))).toEqual({})
      expect(codesOf(JSON.stringify(record, null, ' ').replaceAll('\n', ''))).toEqual({})
    }),
  )
  for (const line of ['', '[1,1]', 'no JSON', '{"a":1,"a"'] as const) expect(codesOf(line)).toEqual({})
})
