import { expect, test } from 'vitest'
import { ordinarySenders, simulatePhone } from '../../test/support/simulate-senders.ts'
import { alignByAnchors, alignByCorrelation, alignBySameEvents } from './clock.ts'
import { Random } from './random.ts'

test('the offset that makes events meet sends is found within a second', () => {
  for (const [seed, offset] of [
    [1, 3_333.25],
    [2, -871.5],
    [3, 12.4],
  ] as const) {
    const phone = simulatePhone({
      seed,
      days: 1,
      screenOnsPerDay: 50,
      unlockShare: 0.6,
      offset,
      senders: [
        ...ordinarySenders(new Random(seed), 8),
        {
          name: 'sender.example',
          triggers: [
            { kind: 'screen-on', probability: 0.9, latency: { law: 'exponential', from: 0.2, mean: 2 } },
          ],
        },
      ],
    })
    const found = alignByCorrelation(
      phone.series.flatMap((series) =>
        phone.events.map((events) => ({ events: events.times, sends: series.times })),
      ),
      phone.observed.total,
    )
    expect(found?.method).toBe('cross-correlation')
    expect(Math.abs((found?.offsetMs ?? 0) / 1_000 - offset)).toBeLessThan(1)
    expect(found?.uncertaintyMs).toBeGreaterThanOrEqual(1_000)
  }
})

test('a reaction begins with its first send, not where most of its sends are', () => {
  const random = new Random(7)
  const events = Float64Array.from({ length: 60 }, (_, index) => index * 1_400 + random.between(0, 600))
  const offset = 500
  // One send at once, and a burst of many a few seconds later.
  const sends = events.map((at) => at + offset)
  const all = Float64Array.from(
    [...sends].flatMap((at) => [
      at + random.between(0.2, 0.4),
      ...Array.from({ length: 12 }, (_, one) => at + 4 + one * 0.05),
    ]),
  )
  const found = alignByCorrelation([{ events, sends: all }], 60 * 1_400)
  expect(Math.abs((found?.offsetMs ?? 0) / 1_000 - offset)).toBeLessThan(0.5)
})

test('where nothing relates no offset is made up', () => {
  const phone = simulatePhone({
    seed: 5,
    days: 1,
    screenOnsPerDay: 50,
    unlockShare: 0.6,
    senders: ordinarySenders(new Random(5), 10),
  })
  expect(
    alignByCorrelation(
      phone.series.flatMap((series) =>
        phone.events.map((events) => ({ events: events.times, sends: series.times })),
      ),
      phone.observed.total,
    ),
  ).toBeNull()
})

test('events that both sides show align the clocks', () => {
  const random = new Random(6)
  const phone = Float64Array.from(
    { length: 30 },
    (_, index) => 1_000_000 + index * 1_700 + random.between(0, 900),
  )
  const traffic = phone.map((at) => at + 68.45 + random.between(0, 0.3)).filter((_, index) => index % 5 !== 0)
  const found = alignBySameEvents(phone, traffic)
  expect(Math.abs((found?.offsetMs ?? 0) - 68_600)).toBeLessThan(300)
  expect(found?.sentence).toContain('behind')
  expect(alignBySameEvents(phone, Float64Array.of(1, 2, 3))).toBeNull()
})

test('anchors give offset, spread and drift', () => {
  const anchors = Array.from({ length: 10 }, (_, index) => ({
    at: 1_000_000 + index * 3_600,
    offset: 5 + index * 0.05,
    uncertainty: 0.01,
    source: 'adb',
  }))
  const found = alignByAnchors(anchors)
  expect(found?.offsetMs).toBe(5_225)
  expect(found?.driftMsPerDay).toBe(-1_200)
  // The drift explains all but the comparisons' own uncertainty.
  expect(found?.uncertaintyMs).toBeLessThan(15)
  expect(found?.referenceS).toBe(1_000_000 + 4.5 * 3_600)
  expect(alignByAnchors([])).toBeNull()
})
