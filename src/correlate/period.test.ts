import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { times } from '../../test/support/depth.ts'
import { simulatePauses, simulatePhone } from '../../test/support/simulate-senders.ts'
import type { PhoneLaw, SenderLaw } from '../../test/support/simulate-senders.ts'
import { ObservedTime } from './observed.ts'
import { findPeriods } from './period.ts'
import { Random } from './random.ts'
import type { EventSeries, Period } from './types.ts'

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
  expect(found[0]).toMatchObject({ stopsAfter: 10, until: 'boot' })
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

test('pauses drawn evenly from a range have no period', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { series, observed } = simulatePauses(new Random(seed, 17))
    expect(findPeriods(series, observed, [])).toEqual([])
  }
})

test('sends at random times have no period, however many distances are tried', () => {
  const start = 1_772_409_600
  const end = start + 72_000
  for (const [length, runs] of [
    [60, times(60, 200)],
    [300, times(30, 80)],
  ] as const) {
    const random = new Random(length, 3)
    for (let turn = 0; turn < runs; turn++) {
      const sends = Float64Array.from({ length }, () => random.between(start, end)).sort()
      expect(
        findPeriods(
          { key: 'a', recipient: 'r1', noun: 'send', name: 'a.example', times: sends },
          new ObservedTime([{ start, end }]),
          [],
        ),
      ).toEqual([])
    }
  }
})

describe('of given times', () => {
  const start = 1_772_409_600
  const day = 86_400
  const found = (
    times: readonly number[],
    observed: readonly (readonly [number, number])[],
    events: readonly EventSeries[] = [],
  ): Period[] =>
    findPeriods(
      {
        key: 'a',
        recipient: 'r1',
        noun: 'send',
        name: 'a.example',
        times: Float64Array.from(times, (at) => start + at),
      },
      new ObservedTime(observed.map(([from, to]) => ({ start: start + from, end: start + to }))),
      events,
    )
  const every = (seconds: number, length: number, from = 0): number[] =>
    Array.from({ length }, (_, index) => from + index * seconds)

  test('an interval whose end nobody watched is no interval that failed', () => {
    // Each hour five sends are watched, ten minutes apart; the rest of the hour nobody looks.
    const hours = Array.from({ length: 8 }, (_, hour) => hour * 3_600)
    const times = hours.flatMap((from) => every(600, 4, from))
    const [one] = found(
      times,
      hours.map((from) => [from - 1, from + 1_900]),
    )
    expect(one).toMatchObject({ periodS: 600, count: 24, law: 'constant' })
    expect(one?.sentence).toBe('a.example: one send every 600 s, 24 intervals.')
  })

  test('a stop that nobody watched is no end of retries', () => {
    const turns = [0, 20_000, 40_000, 60_000]
    const times = turns.flatMap((from) => every(600, 6, from))
    const whole = found(times, [[-1, 80_000]])
    expect(whole[0]).toMatchObject({ law: 'retry-ladder', stopsAfter: 5 })
    expect(whole[0]?.sentence).toContain('5 retries, 600 s apart, then silence (seen 4 times)')
    const part = found(
      times,
      turns.map((from) => [from - 1, from + 3_100]),
    )
    expect(part[0]).toMatchObject({ law: 'constant', periodS: 600 })
    expect(part[0]?.stopsAfter).toBeUndefined()
  })

  test('a beat that is missing ends nothing, where sends go on in step', () => {
    const beats = (missing: readonly number[]): number[] =>
      every(7_200, 36).filter((_, index) => !missing.includes(index + 1))
    const said = (missing: readonly number[]): string[] =>
      found(beats(missing), [[-1, 36 * 7_200]]).map(({ sentence }) => sentence)
    expect(said([20])).toEqual([
      'a.example: one send every 7,200 s, 33 intervals; 1 send in between was not seen.',
    ])
    expect(said([33])).toEqual(said([20]))
    expect(said([10, 20, 30])).toEqual([
      'a.example: one send every 7,200 s, 29 intervals; 3 sends in between were not seen.',
    ])
    // Behind the last one nothing goes on.
    expect(found(beats([34, 35, 36]), [[-1, 36 * 7_200]])[0]).toMatchObject({
      law: 'retry-ladder',
      stopsAfter: 32,
    })
    // Out of the house three hours a day.
    const hourly = every(3_600, 96).filter((_, hour) => hour % 24 < 13 || hour % 24 > 15)
    expect(found(hourly, [[-1, 96 * 3_600]])[0]).toMatchObject({ law: 'constant', periodS: 3_600 })
  })

  test('a night that is missing ends nothing, also where the clocks are set', () => {
    const nights = Array.from({ length: 18 }, (_, night) => night * day + (night < 9 ? 7_800 : 11_400))
    const said = (missing: number): string | undefined =>
      found(
        nights.filter((_, night) => night !== missing),
        [[-1, 18 * day]],
      )[0]?.sentence
    expect(said(-1)).toBe(
      'a.example: each day at about 02:10 UTC until 2026-03-10, at about 03:10 UTC from 2026-03-11 on (17 intervals).',
    )
    for (const missing of [4, 12, 9])
      expect(said(missing)).toMatch(
        /each day at about 02:10 UTC until .*, at about 03:10 UTC from .* on \(15 intervals; 1 send in between was not seen\)\.$/,
      )
  })

  test('the first event behind the retries is told, where each time sends began again within five minutes of it', () => {
    const turns = [0, 20_000, 40_000, 60_000]
    const times = turns.flatMap((from) => every(600, 6, from))
    const of = (kind: EventSeries['kind'], at: readonly number[]): EventSeries => ({
      kind,
      isDerived: false,
      times: Float64Array.from(at, (one) => start + one),
    })
    const told = (events: readonly EventSeries[]): string | undefined =>
      /then silence(.*)\.$/.exec(found(times, [[-1_000, 80_000]], events)[0]?.sentence ?? '')?.[1]
    const ago = (seconds: number): number[] => turns.map((at) => at - seconds)
    const twice = of(
      'screen-on',
      [...ago(20), ...ago(10)].sort((left, right) => left - right),
    )
    const joins = of('network-up', ago(300))
    // The last silence did not end.
    expect(told([joins])).toBe(' until the next join of a network (seen 3 times)')
    expect(told([twice])).toBe(' until the next screen-on (seen 3 times)')
    // The rarer kind explains more.
    expect(told([twice, joins])).toBe(' until the next join of a network (seen 3 times)')
    expect(told([twice, of('network-up', ago(310))])).toBe(' until the next screen-on (seen 3 times)')
    expect(told([of('network-up', ago(301))])).toBe(' (seen 4 times)')
    // A kind that also came amid the silence did not end it, nor one that nothing followed in the end.
    expect(told([of('screen-on', every(100, 900, -50))])).toBe(' (seen 4 times)')
    expect(
      told([
        of(
          'unlock',
          [...ago(10), 30_000].sort((left, right) => left - right),
        ),
      ]),
    ).toBe(' (seen 4 times)')
    expect(told([of('unlock', [...ago(10), 79_000])])).toBe(' (seen 4 times)')
    expect(told([of('unlock', [...ago(10), 79_900])])).toBe(' until the next unlock (seen 3 times)')
  })

  test('where sends never began again, nothing is said to have begun them', () => {
    const boot: EventSeries = { kind: 'boot', isDerived: false, times: Float64Array.of(start - 5) }
    const [one] = found(every(600, 12), [[-10, 80_000]], [boot])
    expect(one?.sentence).toBe('a.example: 11 retries, 600 s apart, then silence (seen once).')
  })

  test('two periods, neither of which is a multiple of the other, are both told', () => {
    const times = [...every(300, 60), ...every(1_010, 60, 30_000)]
    const periods = found(times, [[-1, 91_000]]).map(({ periodS }) => periodS)
    expect(periods.toSorted((left, right) => left - right)).toEqual([300, 1_010])
  })

  test('the same hour of each day amid other sends, and no hour that a few days happen to share', () => {
    const others = [1.3, 17.9, 9.2, 22.6, 13.1, 2.8, 19.5, 11.7, 7.9, 20.3]
    const spread = [310, -640, 120, 720, -90, -410, 580, 15, -700, 440]
    const at = (index: number, hour: number): number => index * day + hour * 3_600
    const sends = (days: number, more: number): number[] =>
      spread
        .slice(0, days)
        .flatMap((seconds, index) => [
          at(index, 5.25) + seconds,
          ...Array.from({ length: more }, (_, turn) => at(index, others[(index + 3 * turn) % 10] as number)),
        ])
        .toSorted((left, right) => left - right)
    const [one] = found(sends(8, 1), [[0, 8 * day]])
    expect(one).toMatchObject({ law: 'calendar', count: 8, periodS: day })
    expect(one?.sentence).toBe('a.example: on 8 of 8 days at about 05:16 UTC.')
    expect(one).toMatchObject({ count: 8, days: 8, timeOfDay: { kind: 'at', at: '05:16' } })
    expect(found(sends(4, 2), [[0, 4 * day]])).toEqual([])
    // Days count by whether that hour was observed, however much of the rest of the day was.
    const most = 'a.example: on 8 of 8 days at about 05:16 UTC.'
    expect(found(sends(8, 1), [[4 * 3_600, 7 * day + 7 * 3_600]])[0]?.sentence).toBe(most)
    const mornings = spread.map((_, index): [number, number] => [at(index, 3), at(index, 15)])
    expect(found(sends(8, 0), mornings.slice(0, 8))[0]?.sentence).toBe(most)
    expect(found(sends(8, 0), mornings)[0]?.sentence).toBe('a.example: on 8 of 10 days at about 05:16 UTC.')
    const nights = [...mornings, [10 * day, 10 * day + 3 * 3_600] as [number, number]]
    expect(found(sends(8, 0), nights.slice(0, 8).concat(nights.slice(10)))[0]?.sentence).toBe(most)
  })

  test('the same hour of each day is one over midnight, too', () => {
    const spread = [310, -640, 120, 720, -90, -410, 580, 15, -700, 440]
    const times = spread.map((seconds, index) => (index + 1) * day + seconds)
    const nights = times.map((_, index): [number, number] => [(index + 0.9) * day, (index + 1.1) * day])
    expect(found(times, nights)[0]?.sentence).toBe('a.example: on 10 of 10 days at about 00:00 UTC.')
  })

  test('a period stands out of other sends, however many', () => {
    const random = new Random(1, 9)
    const others = Array.from({ length: 400 }, () => random.between(0, day))
    const times = [...every(600, 144), ...others].toSorted((left, right) => left - right)
    expect(found(times, [[0, day]])[0]).toMatchObject({ law: 'retry-ladder', periodS: 600 })
  })

  test('a number of retries is told only where most keep to it', () => {
    const ladders = (lengths: readonly number[]): Period | undefined =>
      found(
        lengths.flatMap((length, turn) => every(60, length + 1, turn * 5_000 + turn * turn * 17)),
        [[-1, 5_000 * lengths.length]],
      )[0]
    expect(ladders([4, 4, 6, 4, 4, 4])?.sentence).toBe(
      'a.example: 4 retries, 60 s apart, then silence (seen 5 times).',
    )
    const varied = ladders([2, 5, 3, 6, 4, 6, 5, 2])
    expect(varied?.stopsAfter).toBeUndefined()
    expect(varied?.sentence).toBe(
      'a.example: while nothing else makes it send, it sends again 60 s apart: 33 such intervals, at most 6 in a row.',
    )
  })

  test('of sends at any minute of two hours the hours are told, and no more intervals than days allow', () => {
    const random = new Random(2, 21)
    let calendars = 0
    for (let turn = 0; turn < 40; turn++) {
      const times = Array.from({ length: 10 }, (_, index) =>
        Array.from({ length: 1 + random.whole(12) }, () => index * day + random.between(8, 10) * 3_600),
      ).flat()
      times.sort((left, right) => left - right)
      for (const { law, count, sentence } of found(times, [[0, 10 * day]])) {
        expect(law).toBe('calendar')
        expect(sentence).toMatch(
          /each day (mostly )?between 0[89]:\d\d and (09:\d\d|10:00)|on \d+ of 10 days/,
        )
        expect(sentence).not.toContain('about')
        expect(count).toBeLessThanOrEqual(sentence.includes('10 days') ? 10 : 9)
        calendars++
      }
    }
    expect(calendars).toBeGreaterThan(5)
  })

  test('days and weeks', () => {
    const weekly = found(every(7 * day, 12), [[-1, 84 * day]])[0]
    expect(weekly?.law).toBe('calendar')
    expect(weekly?.sentence).toBe('a.example: each week at about 00:00 UTC (11 intervals).')
    expect(weekly).toMatchObject({ everyDays: 7, timeOfDay: { kind: 'at', at: '00:00' } })
    const third = found(every(3 * day, 12, 5 * 3_600), [[0, 35 * day]])[0]
    expect(third?.sentence).toBe('a.example: every 3 days at about 05:00 UTC (11 intervals).')
  })

  test('three sends are too few, and multiples of a period are left out', () => {
    expect(found(every(600, 3), [[-1, 5_000]])).toEqual([])
    expect(found(every(600, 100), [[-1, 60_000]]).map(({ periodS }) => periodS)).toEqual([600])
  })

  test('a time of day is told with the days that had it, and is no number of retries', () => {
    // The first day is a Monday.
    const at = (days: number, isSent: (index: number) => boolean): string[] =>
      found(
        every(day, days, 7 * 3_600)
          .filter((_, index) => isSent(index))
          .map((one, index) => one + ((index * 37) % 60)),
        [[0, days * day]],
      ).map(({ sentence }) => sentence)
    const workdays = at(35, (index) => new Date((start + index * day) * 1_000).getUTCDay() % 6 !== 0)
    expect(workdays).toEqual([
      'a.example: on 25 of 35 days at about 07:00 UTC, never on a Saturday or Sunday.',
    ])
    expect(at(30, (index) => index % 3 !== 2)).toEqual(['a.example: on 20 of 30 days at about 07:00 UTC.'])
    expect(at(40, (index) => index % 5 < 3)).toEqual(['a.example: on 24 of 40 days at about 07:00 UTC.'])
    expect(at(35, (index) => ![1, 8, 15].includes(index))).toHaveLength(1)
    // Few of them missing, or all on the same step.
    expect(at(30, (index) => index !== 8)).toEqual([
      'a.example: each day at about 07:00 UTC (27 intervals; 1 send in between was not seen).',
    ])
    expect(at(40, (index) => index % 4 === 0)).toEqual([
      'a.example: every 4 days at about 07:00 UTC (9 intervals).',
    ])
  })

  test('days that nobody watched are not days without a send', () => {
    const seen = every(day, 30).filter((_, index) => index % 3 !== 2)
    const [one] = found(
      seen.map((from) => from + 7 * 3_600),
      seen.map((from) => [from, from + day]),
    )
    expect(one?.sentence).toBe('a.example: each day at about 07:00 UTC (10 intervals).')
  })

  test('retries on days of their own are no time of day', () => {
    const turns = [0, 8.3, 17.7, 25.1, 36.6]
    const [one] = found(
      turns.flatMap((from) => every(day, 4, Math.round(from * day))),
      [[-1, 46 * day]],
    )
    expect(one?.sentence).toBe('a.example: 3 retries, 86,400 s apart, then silence (seen 5 times).')
  })

  test.each([
    [3, 3, 1],
    [4, 3, 1],
    [4, 3, 2],
    [6, 3, 2],
    [8, 3, 2],
    [12, 3, 4],
  ])(
    'retries %i hours apart, %i each time, that begin in step with others every %i days stop',
    (hours, retries, days) => {
      for (const jitter of [0, 1, 5]) {
        const times = every(days * day, 12, 7 * 3_600).flatMap((from, turn) =>
          every(hours * 3_600, retries + 1, from + jitter * (turn % 3)),
        )
        const [one] = found(times, [[-1, 12 * days * day]])
        expect(one).toMatchObject({ law: 'retry-ladder', stopsAfter: retries })
      }
    },
  )

  test('two times of each working day are not given up at weekends', () => {
    const times = every(day, 35, 7 * 3_600).flatMap((at, index) => (index % 7 < 5 ? [at, at + 43_200] : []))
    const said = found(times, [[0, 32 * day + 79_200]]).map(({ sentence }) => sentence)
    expect(said.join(' ')).toContain('43,200 s apart')
    expect(said.join(' ')).not.toContain('retries')
  })

  test('a second time on some days hides none of what comes on each', () => {
    const times = every(day, 24, 7 * 3_600).flatMap((at, index) =>
      index % 2 === 1 ? [at, at + 43_200] : [at],
    )
    const said = found(times, [[0, 24 * day]]).map(({ sentence }) => sentence)
    expect(said).toContain('a.example: on 24 of 24 days at about 07:00 UTC.')
    expect(said.join(' ')).not.toContain('retries')
    expect(said.join(' ')).not.toContain('send every')
  })

  test('of very many sends the first are looked at, which is said, and what follows them is no silence', () => {
    const [whole] = found(every(60, 10_000), [[-1, 600_000]])
    expect(whole?.sentence).toBe('a.example: one send every 60 s, 9,999 intervals.')
    const [part] = found(every(60, 12_000), [[-1, 720_000]])
    expect(part?.stopsAfter).toBeUndefined()
    expect(part).toMatchObject({ law: 'constant', count: 9_999 })
    expect(part?.sentence).toBe(
      'a.example: one send every 60 s, 9,999 intervals (looked for in the first 10,000 only).',
    )
  })

  test('the same distance at any scale is the one period that is stated; too short a one gives none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 400_000 }),
        fc.integer({ min: 20, max: 60 }),
        (hundredths, length) => {
          const seconds = hundredths / 100
          const periods = found(every(seconds, length), [[-seconds, length * seconds]])
          expect(periods).toHaveLength(1)
          expect(periods[0]?.law).toBe('constant')
          expect(periods[0]?.count).toBe(length - 1)
          expect(Math.abs((periods[0]?.periodS ?? 0) - seconds)).toBeLessThan(0.002 * seconds)
        },
      ),
      { numRuns: times(25, 60) },
    )
    for (const seconds of [0.05, 0.1, 0.2, 0.3, 0.4, 0.45])
      expect(found(every(seconds, 60), [[-1, 60]])).toEqual([])
  })

  test('some jitter on a short distance makes no multiples of it periods', () => {
    const random = new Random(1, 9)
    for (const seconds of [0.3, 0.5, 0.7, 1, 1.5]) {
      for (let turn = 0; turn < times(4, 10); turn++) {
        const sends = every(seconds, 80).map((at) => at + random.between(0, 0.08 * seconds))
        for (const { periodS } of found(sends, [[-1, 81 * seconds]]))
          expect(Math.abs(periodS - seconds)).toBeLessThan(0.05 * seconds)
      }
    }
  })

  test('requests of bursts at distances of their own hide no period of the bursts', () => {
    // Bursts of three, a minute apart; within them 0.9 s, of which a minute is nearly a multiple.
    const times = every(60, 40).flatMap((at) => [at, at + 0.9, at + 1.8])
    const periods = found(times, [[-1, 2_401]])
    expect(periods.map(({ periodS }) => Math.round(periodS))).toContain(60)
    expect(periods.every(({ periodS }) => periodS > 2)).toBe(true)
  })

  test('the period of bursts is told, whether the distances in them divide it or not', () => {
    const bursts = (inside: number, length: number, seconds: number): string[] =>
      found(
        every(seconds, 40).flatMap((at) => every(inside, length, at)),
        [[-1, 40 * seconds]],
      ).map(({ sentence }) => sentence)
    for (const [inside, length, seconds] of [
      [2, 5, 600],
      [7, 5, 600],
      [30, 3, 600],
      [60, 4, 600],
      [67, 4, 600],
      [2, 5, 60],
    ] as const)
      expect(bursts(inside, length, seconds)).toEqual([
        `a.example: ${length - 1} retries, ${inside} s apart, then silence (seen 40 times).`,
        `a.example: one burst of sends every ${seconds} s, 39 intervals.`,
      ])
    expect(bursts(3_600, 4, day)).toEqual([
      'a.example: 3 retries, 3,600 s apart, then silence (seen 40 times).',
      'a.example: one burst of sends each day at about 00:00 UTC (39 intervals).',
    ])
    // Where the beat goes on there are none.
    expect(bursts(5, 4, 20)).toEqual(['a.example: one send every 5 s, 159 intervals.'])
  })

  test.each([
    ['send', 'sends'],
    ['connection of 58 bytes', 'connections of 58 bytes'],
    ['encrypted connection of 517 to 600 bytes', 'encrypted connections of 517 to 600 bytes'],
  ])('a burst of one %s is one of %s', (noun, many) => {
    const times = Float64Array.from(
      every(3_600, 30).flatMap((at) => every(20, 5, at)),
      (at) => at + start,
    )
    const observed = new ObservedTime([{ start: start - 1, end: start + 29 * 3_600 + 100 }])
    const said = findPeriods({ key: 'r', recipient: 'r', noun, name: 'a.example', times }, observed, [])
    expect(said.find(({ periodS }) => periodS === 3_600)).toMatchObject({
      law: 'constant',
      isOfBursts: true,
      sentence: `a.example: one burst of ${many} every 3,600 s, 29 intervals.`,
    })
    expect(found(every(3_600, 30), [[-1, 30 * 3_600]])[0]).not.toHaveProperty('isOfBursts')
  })

  test('bursts at any time have no period', () => {
    const random = new Random(3, 5)
    for (let turn = 0; turn < times(12, 40); turn++) {
      const starts = Array.from({ length: 60 }, () => random.between(0, 5 * day))
      const sends = starts.flatMap((at) => every(10, 4, at)).toSorted((left, right) => left - right)
      expect(found(sends, [[-1, 5 * day]]).map(({ periodS }) => Math.round(periodS))).toEqual([10])
    }
  })
})
