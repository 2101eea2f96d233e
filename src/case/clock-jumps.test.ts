import { expect, test } from 'vitest'
import { bundleClockLines, clockJumps, clockLines } from './clock-jumps.ts'
import { nextRecord } from './ledger.ts'
import type { CustodyRecord } from './ledger.ts'

function acts(
  ...states: readonly (readonly [at: string, run: string, upSeconds: number | null])[]
): CustodyRecord[] {
  const records: CustodyRecord[] = []
  for (const [at, run, upSeconds] of states) {
    const clock = { isSynchronised: null, source: '', zone: 'UTC', run, upSeconds }
    const act = { at: `2026-03-01T${at}Z`, act: 'note', by: 'Ada', version: 'test', details: {}, clock }
    records.push(nextRecord(records.at(-1) ?? null, act))
  }
  return records
}

test('a clock that goes with time is not spoken of', () => {
  expect(clockJumps(acts(['10:00:00', 'a', 100], ['10:30:00', 'a', 1_900.4], ['12:00:00', 'b', 20]))).toEqual(
    [],
  )
})

test('a clock that was set between two acts is found, with how far', () => {
  expect(clockJumps(acts(['10:00:00', 'a', 100], ['11:00:10', 'a', 110]))).toEqual([
    { from: 1, to: 2, seconds: 3_600, upBackSeconds: 0 },
  ])
  expect(clockJumps(acts(['10:00:00', 'a', 100], ['09:00:10', 'a', 110]))).toEqual([
    { from: 1, to: 2, seconds: -3_600, upBackSeconds: 0 },
  ])
})

test('over a restart, or where nothing is known, only a clock that goes back is seen', () => {
  expect(clockJumps(acts(['10:00:00', 'a', 100], ['11:00:00', 'b', 10], ['10:59:00', '', null]))).toEqual([
    { from: 2, to: 3, seconds: -60, upBackSeconds: 0 },
  ])
})

test('of a bundle it is also said what the clock did until its manifest was written', () => {
  const records = acts(['10:00:00', 'a', 100], ['09:00:10', 'a', 110])
  const clock = { isSynchronised: null, source: '', zone: 'UTC', run: 'a', upSeconds: 112 }
  const host = { system: '', runtime: '', clock }
  const back = 'the clock was set back by 3600 s between #1 and #2'
  expect(bundleClockLines(records, { sealedAt: '2026-03-01T09:00:12Z', host })).toEqual([back])
  expect(bundleClockLines(records, { sealedAt: '2026-03-01T10:00:12Z', host })).toEqual([
    back,
    'the clock was set forward by 3600 s between #2 and the writing of the bundle',
  ])
  // The host of a redacted bundle is that of its original.
  const redaction = { version: '', original: '', fingerprint: '', merkleRoot: '', parts: [], kept: [] }
  const sealedAt = '2026-04-01T10:00:12Z'
  expect(bundleClockLines(records, { sealedAt, host, redaction })).toEqual([back])
  expect(bundleClockLines([], { sealedAt, host })).toEqual([])
})

test('time since the start that goes back within one run is told', () => {
  const records = acts(['10:00:00', 'a', 5_000], ['10:01:00', 'a', 4_000], ['10:02:00', 'b', 10])
  expect(clockLines(records)).toEqual([
    'the time since the start of the machine goes back by 1000 s between #1 and #2, though it was not started anew: no clock does that',
  ])
  expect(clockLines(acts(['10:00:00', 'a', 100.4], ['10:00:01', 'a', 100]))).toEqual([])
})
