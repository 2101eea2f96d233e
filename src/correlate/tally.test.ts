import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seriesOf } from '../../test/support/series-of-times.ts'
import { Tally, bandSeconds, isAsGood, windowMax } from './tally.ts'
import { WindowCounts, windowSeconds } from './window-counts.ts'

const total = 4_000
const time = fc.integer({ min: 0, max: total - 1 })
/** The last second stays free, so that no shift of whole seconds makes two readings of one time. */
const series = (most: number): fc.Arbitrary<Float64Array> => seriesOf(time, most)
const shifts = 10

/** How much more likely the hits are at their own rate than by chance; 0 where they are no more than chance. */
function surprise(hits: number, count: number, chance: number): number {
  const rate = hits / count
  if (rate <= chance || chance >= 1) return 0
  return (
    hits * Math.log(rate / chance) +
    (hits === count ? 0 : (count - hits) * Math.log((1 - rate) / (1 - chance)))
  )
}

/** The share of all moments that have a send within so many seconds behind them, moment by moment. */
function shareBefore(sends: Float64Array, seconds: number): number {
  let covered = 0
  for (let second = 0; second < total; second++) {
    const moment = second + 0.5
    const next = sends.find((send) => send > moment) ?? (sends[0] as number) + total
    if (next - moment < seconds) covered++
  }
  return covered / total
}

/** The best band by its score: each delay of a send behind an event is tried as where it begins. */
function bestBand(moved: readonly number[], sends: Float64Array): { score: number; hits: number } {
  const delays = moved.map((when) =>
    [...sends].map((send) => send - when).filter((late) => late >= 0 && late <= windowMax),
  )
  let best = { score: 0, hits: 0 }
  for (const width of bandSeconds) {
    const hits = Math.max(
      0,
      ...delays
        .flat()
        .map(
          (from) => delays.filter((own) => own.some((late) => late >= from && late <= from + width)).length,
        ),
    )
    const score = surprise(hits, moved.length, shareBefore(sends, width)) - Math.log(windowMax / width)
    if (hits > 1 && score > best.score + 1e-9) best = { score, hits }
  }
  return best
}

test('the chance of a window is the share of the time that lies in front of a send', () => {
  fc.assert(
    fc.property(series(30), series(40), (events, sends) => {
      const tally = new Tally({ events, sends, total, slack: 0, shifts })
      for (const seconds of [1, 5, 60, 300])
        expect(tally.coverage(seconds)).toBeCloseTo(shareBefore(sends, seconds), 9)
    }),
    { numRuns: 20, seed: 5 },
  )
})

test('windows and bands are those of a plain count, however the events are shifted', () => {
  fc.assert(
    fc.property(series(12), series(25), fc.integer({ min: 0, max: total - 1 }), (events, sends, shift) => {
      const tally = new Tally({ events, sends, total, slack: 0, shifts })
      const counted = new WindowCounts(events, sends, total, 0)
      for (const by of [0, shift]) {
        tally.at(by)
        counted.at(by)
        let sum = 0
        expect([...tally.cumulative]).toEqual(Array.from(counted.counts, (count) => (sum += count)))
        if (events.length < 2) continue
        const moved = Array.from(events, (event) => (event + by) % total)
        const band = bestBand(moved, sends)
        expect(tally.bandScore).toBeCloseTo(band.score, 6)
        if (band.score > 0) expect(tally.describe()[1].hits).toBe(band.hits)
      }
    }),
    { numRuns: 60, seed: 5 },
  )
})

test('a part of the events is counted and scored for itself', () => {
  fc.assert(
    fc.property(
      series(12),
      series(25),
      fc.nat(11),
      fc.integer({ min: 0, max: 40 }),
      (events, sends, at, by) => {
        const tally = new Tally({ events, sends, total, slack: 0, shifts })
        const from = at % events.length
        const own = events.subarray(from)
        if ((own.at(-1) as number) + by >= total) return
        tally.part(from, events.length, by)
        const alone = new Tally({ events: own.map((event) => event + by), sends, total, slack: 0, shifts })
        alone.asItWas()
        expect([...tally.cumulative]).toEqual([...alone.cumulative])
        expect(tally.windowScore).toBeCloseTo(alone.windowScore, 9)
        if (own.length > 1) expect(tally.bandScore).toBeCloseTo(alone.bandScore, 9)
      },
    ),
    { numRuns: 60, seed: 5 },
  )
})

test('the window that speaks loudest is named, and how many hits more would do as well', () => {
  fc.assert(
    fc.property(series(30), series(30), fc.integer({ min: 0, max: total - 1 }), (events, sends, shift) => {
      const tally = new Tally({ events, sends, total, slack: 0, shifts })
      const score = (hits: number, window: number): number =>
        surprise(hits, events.length, shareBefore(sends, windowSeconds[window] as number))
      tally.asItWas()
      const seen = tally.windowScore
      expect(seen).toBeCloseTo(Math.max(...Array.from(tally.cumulative, score)), 6)
      expect(score(tally.cumulative[tally.best] as number, tally.best)).toBeCloseTo(seen, 6)
      expect(tally.describe()[0]).toMatchObject({
        to: windowSeconds[tally.best],
        hits: tally.cumulative[tally.best],
      })
      expect(tally.reaches(0)).toBe(seen > 0)
      tally.at(shift)
      const hits = [...tally.cumulative]
      for (const more of [0, 1, 3])
        expect(tally.reaches(more)).toBe(
          hits.some((own, window) => isAsGood(score(Math.min(own + more, events.length), window), seen)),
        )
    }),
    { numRuns: 40, seed: 5 },
  )
})

test('only what can not be as good as in truth is left out', () => {
  let leftOut = 0
  let asGood = 0
  fc.assert(
    fc.property(
      series(6),
      series(3),
      fc.nat(5),
      fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: 0, max: total - 1 })),
      (events, others, at, by) => {
        const answers = events.map((event) => event + 41).filter((answer) => answer < total)
        const sends = Float64Array.from([...others, ...answers]).sort()
        const input = { events, sends, total, slack: 0, shifts }
        const tally = new Tally(input)
        const plain = new Tally(input)
        tally.asItWas()
        const seen = tally.bandScore
        const from = at % events.length
        tally.part(from, events.length, 0)
        const own = tally.markOf(events.length - from)
        const check = (least: number): void => {
          if (tally.bandScore === 0 && plain.bandScore > 0) leftOut++
          else expect(tally.bandScore).toBe(plain.bandScore)
          expect(isAsGood(tally.bandScore, least)).toBe(isAsGood(plain.bandScore, least))
          if (isAsGood(plain.bandScore, least)) asGood++
          expect([...tally.cumulative]).toEqual([...plain.cumulative])
        }
        tally.at(by)
        plain.at(by)
        check(seen)
        const mayReach = tally.reachesMark(own)
        if ((events.at(-1) as number) + by >= total) return
        tally.part(from, events.length, by, own)
        plain.part(from, events.length, by)
        check(own.band)
        if (isAsGood(plain.windowScore, own.window)) expect(mayReach).toBe(true)
      },
    ),
    { numRuns: 1_000, seed: 5 },
  )
  expect([leftOut > 5, asGood > 100]).toEqual([true, true])
})

test('a delay that is always the same is a band of its own', () => {
  const events = Float64Array.from([100, 900, 1_500, 2_600, 3_300])
  const sends = Float64Array.from([141, 300, 942, 1_541, 2_100, 2_642, 3_341])
  const tally = new Tally({ events, sends, total, slack: 0, shifts })
  tally.asItWas()
  expect(tally.describe()[1]).toEqual({ from: 41, to: 42, hits: 5, width: 1 })
  // The same where a shift moves the last of them round the end.
  const moved = new Tally({
    events,
    sends: sends.map((send) => (send + 700) % total).toSorted(),
    total,
    slack: 0,
    shifts,
  })
  moved.at(700)
  expect(moved.describe()[1]).toEqual({ from: 41, to: 42, hits: 5, width: 1 })
  expect(new Tally({ events: new Float64Array(21), sends, total, slack: 0, shifts }).hasBands).toBe(false)
  expect(new Tally({ events: new Float64Array(1), sends, total, slack: 0, shifts }).hasBands).toBe(false)
})

test('nothing is as good as what shows nothing', () => {
  expect([isAsGood(0, 0), isAsGood(1, 0), isAsGood(2, 2), isAsGood(1.9, 2)]).toEqual([
    false,
    false,
    true,
    false,
  ])
})
