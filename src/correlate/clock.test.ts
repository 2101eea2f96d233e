import { describe, expect, test } from 'vitest'
import {
  ordinarySenders,
  simulatePhone,
  simulateTimetables,
  simulateUse,
} from '../../test/support/simulate-senders.ts'
import { alignByAnchors, carriedTo } from './align-by-anchors.ts'
import { alignByCorrelation } from './align-by-correlation.ts'
import { alignBySameEvents } from './align-by-same-events.ts'
import type { Anchor, AnchoredAlignment } from './align-by-anchors.ts'
import { ObservedTime } from './observed.ts'
import { Random } from './random.ts'

/** All of the time up to so many seconds. */
function whole(seconds: number): ObservedTime {
  return new ObservedTime([{ start: 0, end: seconds }])
}

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
      phone.observed,
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
  const found = alignByCorrelation([{ events, sends: all }], whole(60 * 1_400))
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
      phone.observed,
    ),
  ).toBeNull()
})

describe('what meets at many offsets shows none of the clocks', () => {
  const hours = 24
  const start = 1_772_409_600
  const bursts = (random: Random, perHour: number, more: number, seconds: number): number[] => {
    const times: number[] = []
    for (
      let at = random.exponential(3_600 / perHour);
      at < hours * 3_600;
      at += random.exponential(3_600 / perHour)
    ) {
      let next = at
      for (let index = 0; index <= more; index++, next += random.exponential(seconds)) times.push(next)
    }
    return times
  }
  const regular = (random: Random, seconds: number): number[] => {
    const first = random.next() * seconds
    return Array.from(
      { length: Math.floor((hours * 3_600) / seconds) },
      (_, index) => first + index * seconds,
    )
  }
  const series = (times: number[]): Float64Array => Float64Array.from(times, (at) => start + at).sort()

  test.each([
    ['bursts', (random: Random) => [bursts(random, 1, 4, 20), bursts(random, 1, 6, 20)]],
    ['close bursts', (random: Random) => [bursts(random, 0.5, 7, 3), bursts(random, 0.7, 7, 3)]],
    ['events of a script, and a heartbeat', (random: Random) => [regular(random, 600), regular(random, 300)]],
    ['both every hour', (random: Random) => [regular(random, 3_600), regular(random, 3_600)]],
  ] as const)('%s', (_, draw) => {
    let stated = 0
    for (let seed = 1; seed <= 40; seed++) {
      const [events = [], sends = []] = draw(new Random(seed, 6))
      if (
        alignByCorrelation([{ events: series(events), sends: series(sends) }], whole(hours * 3_600)) !== null
      )
        stated++
    }
    expect(stated).toBe(0)
  })
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

test('that only the first of very many events were compared is said', () => {
  const phone = Float64Array.from({ length: 8_100 }, (_, index) => 1_000_000 + index * 8_000)
  const said = (count: number): string | undefined => {
    const events = phone.subarray(0, count)
    return alignBySameEvents(
      events,
      events.map((at) => at + 30),
    )?.sentence
  }
  expect(said(5_000)).toMatch(/ the first 4,000 events and 200,000 sends were compared\.$/)
  expect(said(4_000)).not.toContain('the first')
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

test('the drift is that of all anchors, however close together they are', () => {
  // One each second for three hours: the first two hundred are too close to show a slope.
  const anchors = Array.from({ length: 3 * 3_600 }, (_, index) => ({
    at: 1_000_000 + index,
    offset: 5 + index / 86_400,
    uncertainty: 0.01,
    source: 'adb',
  }))
  const found = alignByAnchors(anchors)
  expect(found?.driftMsPerDay).toBe(-1_000)
  expect(found?.uncertaintyMs).toBeLessThanOrEqual(11)
})

describe('anchors', () => {
  const anchor = (at: number, offset: number, more: Partial<Anchor> = {}): Anchor => ({
    at,
    offset,
    uncertainty: 0.1,
    source: 'adb',
    ...more,
  })

  test('two, or all within an hour, show no drift: what they differ by is uncertain', () => {
    expect(alignByAnchors([anchor(0, 1), anchor(7_200, 2)])).toMatchObject({
      offsetMs: 1_500,
      driftMsPerDay: 0,
      uncertaintyMs: 500,
    })
    expect(alignByAnchors([anchor(0, 1), anchor(1_800, 2), anchor(3_600, 3)])).toMatchObject({
      offsetMs: 2_000,
      driftMsPerDay: 0,
      uncertaintyMs: 1_000,
    })
    expect(alignByAnchors([anchor(0, 1), anchor(1_801, 1.3), anchor(3_602, 1.6)])?.driftMsPerDay).not.toBe(0)
  })

  test('a drift is shown where it is more than the comparisons are uncertain by, and no more than clocks have', () => {
    const drifting = (by: number, uncertainty: number): AnchoredAlignment | null =>
      alignByAnchors([0, 1, 2].map((at) => anchor(at * 3_700, 5 + at * by, { uncertainty })))
    expect(drifting(0.05, 0.04)?.sentence).toMatch(/give or take 0\.04 s\. It loses 1\.2 s a day\.$/)
    expect(drifting(-0.05, 0.04)?.sentence).toContain('It gains 1.2 s a day.')
    // As much is in comparisons that are off by so much.
    expect(drifting(0.05, 0.06)).toMatchObject({ driftMsPerDay: 0, uncertaintyMs: 60 })
    expect(drifting(0.05, 0.06)?.sentence).not.toContain('a day')
    expect(drifting(2, 0.04)).toMatchObject({ driftMsPerDay: 0, uncertaintyMs: 2_000 })
  })

  test('the farther an event is from them, the less is known of it', () => {
    const at = (days: number): number => 1_772_409_600 + days * 86_400
    const carried = (anchors: readonly Anchor[], ...days: number[]): AnchoredAlignment | null => {
      const own = alignByAnchors(anchors)
      return own === null ? null : carriedTo(own, Float64Array.from(days, at))
    }
    const one = [anchor(at(0), 1)]
    // As much as the quartz of a phone is off, where nothing shows it.
    expect(carried(one, 0, 3)).toMatchObject({ offsetMs: 1_000, driftMsPerDay: 0, uncertaintyMs: 6_100 })
    expect(carried(one, 0, 3)?.sentence).toMatch(
      /give or take 0\.1 s\. Clocks drift: at the event farthest .* give or take 6\.1 s\.$/,
    )
    expect(carried(one, -2, 1)?.uncertaintyMs).toBe(4_100)
    expect(carried(one)?.sentence).not.toContain('drift')
    // Comparisons over a longer time leave less of it open; between them nothing is.
    const two = [anchor(at(0), 1), anchor(at(1), 1)]
    expect(carried(two, 0.2, 0.9)?.uncertaintyMs).toBe(100)
    expect(carried(two, 0, 3)?.uncertaintyMs).toBe(500)
    const drifting = [0, 1, 2].map((day) => anchor(at(day), day))
    expect(carried(drifting, 0, 12)).toMatchObject({ driftMsPerDay: -1_000, uncertaintyMs: 1_100 })
  })

  test('close together they hold a week later, whatever the clocks do', () => {
    let held = 0
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed, 8)
      const uncertainty = random.between(0.01, 0.5)
      const [begin, perDay] = [random.between(-5, 5), random.between(-2, 2)]
      const offsetAt = (at: number): number => begin + (perDay * at) / 86_400
      const own = alignByAnchors(
        [0, 1, 2].map((index) =>
          anchor(index * 3_700, offsetAt(index * 3_700) + random.between(-uncertainty, uncertainty), {
            uncertainty,
          }),
        ),
      )
      if (own === null) continue
      const later = 7 * 86_400
      const { offsetMs, driftMsPerDay, referenceS, uncertaintyMs } = carriedTo(own, Float64Array.of(later))
      const told = offsetMs / 1_000 - (driftMsPerDay / 86_400_000) * (later - referenceS)
      if (Math.abs(told - offsetAt(later)) * 1_000 <= uncertaintyMs) held++
    }
    expect(held).toBeGreaterThanOrEqual(198)
  })

  test('a clock that was set between two of them is told, with when and by how much', () => {
    const at = Date.UTC(2026, 2, 1, 12) / 1_000
    const found = alignByAnchors([
      anchor(at, 1),
      anchor(at + 7_200, 1.1),
      anchor(at + 14_400, 3_601),
      anchor(at + 21_600, 3_601.1),
    ])
    expect(found?.sentence).toContain(
      'Between 2026-03-01 14:00 UTC and 2026-03-01 16:00 UTC one of the clocks was set by 3,600 s',
    )
    // Each side of it lies within what is uncertain, and is no drift.
    expect(found).toMatchObject({ offsetMs: 1_801_050, driftMsPerDay: 0, uncertaintyMs: 1_800_050 })
    expect(alignByAnchors([anchor(at, 1), anchor(at + 86_400, 12)])?.sentence).not.toContain('was set')
  })

  test('those that are less sure by far say nothing', () => {
    const sure = [anchor(0, 1), anchor(7_200, 1, { source: 'ntp' })]
    const found = alignByAnchors([...sure, anchor(3_600, 99, { uncertainty: 0.6, source: 'date' })])
    expect(found).toMatchObject({ offsetMs: 1_000, uncertaintyMs: 100 })
    expect(found?.sentence).toBe(
      'The phone’s clock is 1 s behind the capture’s, by 2 comparisons of both clocks (adb, ntp), give or take 0.1 s.',
    )
    expect(alignByAnchors([...sure, anchor(3_600, 99, { uncertainty: 0.5 })])?.uncertaintyMs).toBe(98_000)
  })

  test('which clock is ahead is said, and where both agree', () => {
    const said = (offset: number): string | undefined => alignByAnchors([anchor(0, offset)])?.sentence
    expect(said(-2)).toContain('is 2 s ahead of the capture’s')
    expect(said(2)).toContain('is 2 s behind the capture’s')
    expect(said(0.04)).toContain('agree, by 1 comparison of both clocks (adb)')
    expect(said(0.05)).toContain('behind')
  })
})

test('what keeps to a time of day on both sides shows none of the clocks', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const phone = simulateTimetables(new Random(seed, 82), 1)
    const relations = phone.series.flatMap(({ times }) =>
      phone.events.map((events) => ({ events: events.times, sends: times })),
    )
    expect(alignByCorrelation(relations, phone.observed)).toBeNull()
  }
  // A clock that is off is seen in answers to the same events, where these vary by more than the answers do.
  const random = new Random(5)
  const [alarm] = simulateTimetables(random, 60).events
  const events = alarm?.times ?? new Float64Array()
  const sends = events.map((at) => at + 47 + random.between(0.5, 2))
  expect(
    Math.abs((alignByCorrelation([{ events, sends }], whole(14 * 86_400))?.offsetMs ?? 0) - 47_000),
  ).toBeLessThan(2_000)
})

describe('the same events on both sides', () => {
  const phone = Float64Array.from({ length: 12 }, (_, index) => 1_000_000 + index * 5_000)
  const shifted = (count: number, by = 30): Float64Array => phone.slice(0, count).map((at) => at + by)

  test('align from seven on, and from half of the rarer ones on', () => {
    expect(alignBySameEvents(phone, new Float64Array())).toBeNull()
    expect(alignBySameEvents(phone, shifted(6))).toBeNull()
    expect(alignBySameEvents(phone, shifted(7))).toMatchObject({ offsetMs: 30_000, method: 'same-events' })
    const more = Float64Array.from({ length: 20 }, (_, index) => 1_000_000 + index * 9_000)
    const some = (count: number): Float64Array =>
      Float64Array.from({ length: 20 }, (_, index) => (more[index] ?? 0) + (index < count ? 30 : 4_000))
    expect(alignBySameEvents(more, some(10))?.offsetMs).toBe(30_000)
    expect(alignBySameEvents(more, some(9))).toBeNull()
  })

  /** A script joins every ten minutes, with so much jitter; of the joins in the traffic the first, or the last, are missing. */
  const scripted = (
    count: number,
    offset: number,
    jitter: number,
    [from, to]: readonly [number, number],
  ): ReturnType<typeof alignBySameEvents> => {
    const random = new Random(9)
    const joins = Float64Array.from({ length: count }, (_, index) => index * 600 + random.between(0, jitter))
    const traffic = joins.slice(from, to).map((at) => at + offset + random.between(0, 0.3))
    return alignBySameEvents(joins, traffic)
  }

  test.each([
    [12, 12],
    [12, 11],
    [12, 9],
    [36, 33],
  ])('at regular distances: of %d, %d are captured, and the smallest offset is taken', (count, captured) => {
    for (const jitter of [0, 0.5, 2]) {
      for (const seconds of [0.5, 20.5, -100]) {
        for (const range of [[0, captured] as const, [count - captured, count] as const]) {
          const found = scripted(count, seconds, jitter, range)
          expect(Math.abs((found?.offsetMs ?? 1e9) / 1_000 - seconds)).toBeLessThan(1)
          expect(found?.isOneOfSeveral).toBe(true)
          expect(found?.sentence).toMatch(
            / An offset (59\d|60\d) s away from it fits \d+ events, too: .* the smallest was taken\.$/,
          )
        }
      }
    }
  })

  test('at regular distances: an offset that more of them fit is taken, though it is larger', () => {
    expect(scripted(36, 3_600, 0.5, [0, 36])?.offsetMs).toBeGreaterThan(3_599_000)
  })

  test('are sure to half a second at best', () => {
    expect(alignBySameEvents(phone, shifted(12))).toMatchObject({
      uncertaintyMs: 500,
      sentence:
        'The phone’s clock is 30 s behind the capture’s, by 12 events that both the phone and the traffic show, give or take 0.5 s.',
    })
    const late = phone.map((at, index) => at + 30 + (index % 3))
    expect(alignBySameEvents(phone, late)).toMatchObject({ offsetMs: 31_000, uncertaintyMs: 1_000 })
  })
})

describe('apps that send while the phone is used, on clocks that agree', () => {
  /** Uses of so many seconds, with one to `most` sends at any time of each. */
  const used = (
    seed: number,
    seconds: number,
    most: number,
  ): { events: Float64Array; sends: Float64Array } => {
    const random = new Random(seed, 4)
    const events = Float64Array.from({ length: 40 }, () => random.between(1_000, 85_000)).sort()
    const sends = [...events].flatMap((at) =>
      Array.from({ length: 1 + random.whole(most) }, () => at + random.between(0, seconds)),
    )
    return { events, sends: Float64Array.from(sends).sort() }
  }

  test.each([
    [120, 2],
    [180, 4],
    [300, 8],
    [600, 12],
  ])('show no other clock: %d s, up to %d sends', (seconds, most) => {
    let taken = 0
    for (let seed = 1; seed <= 25; seed++) {
      const relation = used(seed, seconds, most)
      const ended = { ...relation, events: relation.events.map((at) => at + seconds) }
      for (const one of [relation, ended]) {
        const alignment = alignByCorrelation([one], whole(86_400))
        // With a delay the clocks are taken as equal.
        if (alignment !== null && alignment.delayMs === null) taken++
      }
    }
    expect(taken).toBeLessThanOrEqual(1)
  })

  test.each([
    [300, 60],
    [200, 20],
    [600, 120],
  ])(
    'nor where events come in the middle of a use: starts every %d s, sends every %d s',
    (startSeconds, sendSeconds) => {
      let taken = 0
      for (let seed = 1; seed <= 15; seed++) {
        const phone = simulateUse(new Random(seed, 33), { startSeconds, sendSeconds, senders: 5 })
        const relations = phone.series.flatMap(({ times }) =>
          phone.events.map((events) => ({ events: events.times, sends: times })),
        )
        if (alignByCorrelation(relations, whole(86_400)) !== null) taken++
      }
      expect(taken).toBe(0)
    },
  )

  test.each([47, -47, 600, -600])(
    'an offset of %d s is found by what answers a start of an app and sends in use',
    (offset) => {
      let found = 0
      for (let seed = 1; seed <= 15; seed++) {
        const random = new Random(seed, 34)
        const phone = simulateUse(random, { startSeconds: 300, sendSeconds: 120, senders: 4 })
        const [starts] = phone.events
        const [own, ...others] = phone.series
        if (starts === undefined || own === undefined) continue
        const answers = [...starts.times].map((at) => at + random.between(0.5, 3))
        const events = starts.times.map((at) => at - offset)
        const alignment = alignByCorrelation(
          [Float64Array.from([...own.times, ...answers]).sort(), ...others.map(({ times }) => times)].map(
            (sends) => ({ events, sends }),
          ),
          whole(86_400),
        )
        const error = Math.abs((alignment?.offsetMs ?? Number.POSITIVE_INFINITY) / 1_000 - offset)
        if (alignment?.delayMs === null && error < 1.5) found++
      }
      expect(found).toBeGreaterThanOrEqual(14)
    },
  )

  test('a clock that is off is found beside them, by what answers at once', () => {
    const random = new Random(5)
    let found = 0
    for (let seed = 1; seed <= 25; seed++) {
      const { events, sends } = used(seed, 180, 4)
      const answers = events.map((at) => at + random.between(0.5, 3))
      const phone = events.map((at) => at - 47)
      const alignment = alignByCorrelation(
        [
          { events: phone, sends },
          { events: phone, sends: answers },
        ],
        whole(86_400),
      )
      if (Math.abs((alignment?.offsetMs ?? 0) - 47_000) <= (alignment?.uncertaintyMs ?? 0)) found++
    }
    expect(found).toBeGreaterThanOrEqual(24)
  })
})

test('fewer than five events, or sends, say nothing of an offset', () => {
  const events = Float64Array.from({ length: 5 }, (_, index) => 10_000 + index * 17_000 + index * index * 100)
  const align = (eventCount: number, sendCount: number): number | undefined =>
    alignByCorrelation(
      [{ events: events.slice(0, eventCount), sends: events.slice(0, sendCount).map((at) => at + 600) }],
      whole(100_000),
    )?.offsetMs
  expect(Math.abs((align(5, 5) ?? 0) - 600_000)).toBeLessThan(1_000)
  expect([align(4, 5), align(5, 4)]).toEqual([undefined, undefined])
  expect(alignByCorrelation([], whole(100_000))).toBeNull()
})

test('what few of the events meet may be a timer of an app, and is no offset', () => {
  const random = new Random(3)
  const events = Float64Array.from({ length: 30 }, (_, index) => 900 + index * 1_500 + random.between(0, 600))
  const meeting = (share: number): ReturnType<typeof alignByCorrelation> => {
    const sends = events.filter((_, index) => index % 30 < share * 30).map((at) => at + 40)
    return alignByCorrelation([{ events, sends }], whole(46_000))
  }
  expect(meeting(5 / 30)).toMatchObject({ offsetMs: 40_000, isOfFew: true })
  expect(meeting(14 / 30)?.isOfFew).toBe(true)
  expect(meeting(15 / 30)?.isOfFew).toBe(false)
  // Of a log of a whole day only what was captured counts.
  const late = events.subarray(0, 10).map((at) => at + 40)
  expect(alignByCorrelation([{ events, sends: late }], whole(16_000))?.isOfFew).toBe(false)
  // What most of them meet goes before what shows more and is of few.
  const sends = Float64Array.from([...events.subarray(0, 20)].map((at) => at + 600 + random.between(0, 20)))
  const both = [
    { events, sends },
    { events, sends: events.subarray(0, 14).map((at) => at + 40) },
  ]
  expect(alignByCorrelation(both, whole(46_000))).toMatchObject({ isOfFew: false })
})
