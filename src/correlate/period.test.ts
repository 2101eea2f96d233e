import { expect, test } from 'vitest'
import { simulatePhone } from '../../test/support/simulate-senders.ts'
import type { PhoneLaw, SenderLaw } from '../../test/support/simulate-senders.ts'
import { ObservedTime } from './observed.ts'
import { findPeriods } from './period.ts'
import type { Period } from './types.ts'

function periodsOf(sender: SenderLaw, law: Partial<PhoneLaw> = {}): Period[] {
  const phone = simulatePhone({
    seed: 4,
    days: 3,
    screenOnsPerDay: 30,
    unlockShare: 0.5,
    senders: [sender],
    ...law,
  })
  return findPeriods(phone.series[0] as (typeof phone.series)[0], phone.observed, phone.events)
}

test('a constant period is found within one per cent, also with other sends between and hours missing', () => {
  for (const seconds of [60, 900, 3_600]) {
    const [found] = periodsOf(
      { name: 'beacon.example', perHour: 0.5, period: { seconds, jitter: 0.05 } },
      { missedShare: 0.15 },
    )
    expect(Math.abs((found?.periodS ?? 0) - seconds)).toBeLessThan(0.01 * seconds)
  }
})

test('a jittered period is found and its jitter is said', () => {
  const [found] = periodsOf({ name: 'beacon.example', period: { seconds: 600, jitter: 30 } }, { days: 5 })
  expect(found?.law).toBe('jittered')
  expect(Math.abs((found?.periodS ?? 0) - 600)).toBeLessThan(6)
  expect(found?.jitterS).toBeGreaterThan(10)
  expect(found?.jitterS).toBeLessThan(50)
})

test('ten retries an hour apart, then silence until the next boot', () => {
  const found = periodsOf(
    {
      name: 'retry.example',
      triggers: [{ kind: 'boot', probability: 1, latency: { law: 'constant', seconds: 60, jitter: 0.1 } }],
      retries: { count: 10, seconds: 3_600 },
    },
    { days: 30, bootsPerDay: 0.5, seed: 2 },
  )
  expect(found[0]?.law).toBe('retry-ladder')
  expect(found[0]?.stopsAfter).toBe(10)
  expect(Math.round(found[0]?.periodS ?? 0)).toBe(3_600)
  expect(found[0]?.sentence).toMatch(/10 retries, 3,600 s apart, then silence until the next boot/)
})

test('a send at the same time of each day is a calendar effect', () => {
  const start = 1_772_409_600
  const times = Float64Array.from(
    { length: 20 },
    (_, day) => start + day * 86_400 + 3 * 3_600 + ((day * 37) % 11) * 20,
  )
  const [found] = findPeriods(
    { key: 'a', recipient: 'r1', noun: 'send', name: 'a.example', times },
    new ObservedTime([{ start, end: start + 20 * 86_400 }]),
    [],
  )
  expect(found?.law).toBe('calendar')
  expect(found?.sentence).toMatch(/each day at about 03:0\d UTC|on \d+ of 20 days at about 03:0\d UTC/)
})

test('intervals that double are a back-off', () => {
  const start = 1_772_409_600
  const times: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    let at = start + turn * 30_000 + turn * turn * 777
    for (let gap = 60; gap <= 3_840; gap *= 2) {
      times.push(at)
      at += gap
    }
    times.push(at)
  }
  const [found] = findPeriods(
    { key: 'a', recipient: 'r1', noun: 'send', name: 'a.example', times: Float64Array.from(times) },
    new ObservedTime([{ start: start - 10, end: start + 120_000 }]),
    [],
  )
  expect(found?.law).toBe('back-off')
  expect(found?.periodS).toBeCloseTo(60, 0)
  expect(found?.stopsAfter).toBe(7)
})

test('sends without a rhythm have no period', () => {
  for (let seed = 1; seed <= 10; seed++)
    expect(periodsOf({ name: 'app.example', perHour: 1 + seed, burst: 4 }, { seed })).toEqual([])
})
