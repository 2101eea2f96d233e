import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ordinarySenders,
  simulatePhone,
  simulateScript,
  simulateTimetables,
  simulateUse,
} from '../../test/support/simulate-senders.ts'
import { times } from '../../test/support/depth.ts'
import type { PhoneLaw, SenderLaw } from '../../test/support/simulate-senders.ts'
import { ObservedTime } from './observed.ts'
import { Random } from './random.ts'
import { findTriggers } from './triggers.ts'
import type { Trigger } from './types.ts'
import { eventsText } from './words.ts'

function triggersOf(law: PhoneLaw): readonly Trigger[] {
  const phone = simulatePhone(law)
  return findTriggers({ ...phone, slack: 0, seed: law.seed }).triggers
}

function day(seed: number, senders: readonly SenderLaw[], more: Partial<PhoneLaw> = {}): PhoneLaw {
  return { seed, days: 1, screenOnsPerDay: 45, unlockShare: 0.6, senders, ...more }
}

const answering: SenderLaw = {
  name: 'sender.example',
  perHour: 0.5,
  triggers: [{ kind: 'screen-on', probability: 0.85, latency: { law: 'uniform', from: 0.5, to: 25 } }],
}

test('independent senders on the same day give no trigger', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const found = triggersOf(day(seed, ordinarySenders(new Random(seed), 8)))
      expect(found).toEqual([])
    }),
    { numRuns: times(6, 12), seed: 5 },
  )
})

test('a sender that answers is found amid the others, with its numbers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const law = day(seed, [...ordinarySenders(new Random(seed), 12), answering], { screenOnsMax: 20 })
      const found = triggersOf(law).filter((one) => one.explainedBy === undefined)
      const own = found.find((one) => one.recipient === 'r13' && one.event === 'screen-on')
      expect(own).toBeDefined()
      expect(own?.exposures).toBeLessThanOrEqual(20)
      expect(own?.hits).toBeGreaterThanOrEqual(11)
      expect(own?.windowMs).toBeLessThanOrEqual(60_000)
      expect(own?.lift).toBeGreaterThan(5)
      expect(own?.histogram.reduce((sum, bar) => sum + bar.count, 0)).toBe(own?.hits)
      expect(found.every((one) => one.recipient === 'r13')).toBe(true)
    }),
    { numRuns: times(5, 10), seed: 6 },
  )
})

test('the same input gives the same numbers, whatever else is tested beside it', () => {
  const law = day(3, [answering, ...ordinarySenders(new Random(3), 3)])
  expect(triggersOf(law)).toEqual(triggersOf(law))
})

test('a sender that always answers a rare event is found among hundreds of pairs, by as many shifts as that takes', () => {
  const start = 1_772_409_600
  const seconds = 86_400
  const random = new Random(7)
  const some = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => start + random.next() * seconds).sort()
  const kinds = ['screen-on', 'unlock', 'boot', 'network-up', 'charger-on'] as const
  const events = kinds.map((kind) => ({ kind, isDerived: false, times: some(20) }))
  const answers = events[2]?.times.map((at) => at + 2) ?? new Float64Array()
  const series = Array.from({ length: 60 }, (_, index) => ({
    key: `s${index}`,
    recipient: `r${index}`,
    noun: 'send' as const,
    name: `s${index}.example`,
    times: index === 5 ? answers : some(24),
  }))
  const observed = new ObservedTime([{ start, end: start + seconds }])
  const { triggers, pairs } = findTriggers({ series, events, observed, slack: 0, seed: 3 })
  expect(pairs).toBe(300)
  expect(triggers).toMatchObject([{ recipient: 'r5', event: 'boot', exceedances: 0 }])
  expect(triggers[0]?.qValue).toBeLessThan(0.01)
})

describe('nested events compete', () => {
  for (const truth of ['screen-on', 'unlock'] as const) {
    test(`a sender that answers ${truth} is not laid to the other`, () => {
      const sender: SenderLaw = {
        name: 'sender.example',
        triggers: [{ kind: truth, probability: 0.95, latency: { law: 'exponential', from: 0.2, mean: 2 } }],
      }
      for (let seed = 1; seed <= times(4, 8); seed++) {
        const found = triggersOf(day(seed, [sender], { screenOnsPerDay: 70 }))
        expect(found.filter((one) => one.explainedBy === undefined).map((one) => one.event)).toEqual([truth])
        for (const one of found.filter((other) => other.explainedBy !== undefined)) {
          expect(one.explainedBy).toBe(truth)
          expect(one.sentence).toMatch(
            new RegExp(`(adds nothing|is not shown to add) to ${eventsText(truth)}:`),
          )
        }
      }
    })
  }

  test('a sender that answers both is laid to both', () => {
    const sender: SenderLaw = {
      name: 'sender.example',
      triggers: [
        { kind: 'screen-on', probability: 0.95, latency: { law: 'uniform', from: 0.1, to: 0.6 } },
        { kind: 'unlock', probability: 0.95, latency: { law: 'uniform', from: 0.1, to: 0.6 } },
      ],
    }
    const found = triggersOf(day(4, [sender], { screenOnsPerDay: 70 }))
    expect(
      found
        .filter((one) => one.explainedBy === undefined)
        .map((one) => one.event)
        .toSorted(),
    ).toEqual(['screen-on', 'unlock'])
  })
})

test('what explains an event is said of what was seen: of it alone, or of the other alone', () => {
  const start = 1_772_409_600
  const screens = Float64Array.from({ length: 60 }, (_, index) => start + 600 + index * 1_400)
  const sends = screens.map((at) => at + 1)
  const unlocks = screens.filter((_, index) => index % 2 === 0).map((at) => at + 0.3)
  // Further from any screen-on than both windows reach.
  const lone = screens.slice(0, 20).map((at) => at + 700)
  const said = (times: Float64Array): string | undefined =>
    findTriggers({
      series: [{ key: 'r1', recipient: 'r1', noun: 'send', name: 'a.example', times: sends }],
      events: [
        { kind: 'screen-on', times: screens, isDerived: false },
        { kind: 'unlock', times, isDerived: false },
      ],
      observed: new ObservedTime([{ start, end: start + 86_400 }]),
      slack: 0,
      seed: 1,
    }).triggers.find(({ event }) => event === 'unlock')?.sentence
  expect(said(unlocks)).toContain(
    'It adds nothing to screen-ons: about as many sends follow those that came alone.',
  )
  expect(said(Float64Array.from([...unlocks, ...lone]).sort())).toContain(
    'It adds nothing to screen-ons: without one near it, there is no more than chance.',
  )
})

test('that no difference shows is not taken for none', () => {
  const start = 1_772_409_600
  const random = new Random(3)
  let explained = 0
  for (let seed = 1; seed <= 12; seed++) {
    const screens = Float64Array.from({ length: 30 }, (_, index) => start + 600 + index * 2_750)
    const unlocks = screens.filter((_, index) => index % 5 < 3).map((at) => at + random.between(1, 4))
    // Each is answered half of the times, on its own account.
    const sends = [...screens, ...unlocks]
      .filter(() => random.chance(0.5))
      .map((at) => at + random.between(0, 5))
    const unlock = findTriggers({
      series: [
        {
          key: 'r1',
          recipient: 'r1',
          noun: 'send',
          name: 'a.example',
          times: Float64Array.from(sends).sort(),
        },
      ],
      events: [
        { kind: 'screen-on', times: screens, isDerived: false },
        { kind: 'unlock', times: unlocks, isDerived: false },
      ],
      observed: new ObservedTime([{ start, end: start + 86_400 }]),
      slack: 0,
      seed,
    }).triggers.find(({ event }) => event === 'unlock')
    if (unlock?.explainedBy === undefined) continue
    explained++
    expect(unlock.mayAdd).toBe(true)
    expect(unlock.sentence).toContain('It is not shown to add to screen-ons: about as many sends follow')
    expect(unlock.sentence).not.toContain('. It adds nothing')
  }
  expect(explained).toBeGreaterThan(2)
})

test('of several events that explain another, the one that is answered most often is named', () => {
  const start = 1_772_409_600
  const unlocks = Float64Array.from({ length: 60 }, (_, index) => start + 600 + index * 1_400)
  // It comes with half of the unlocks, and never alone.
  const apps = unlocks.filter((_, index) => index % 2 === 0).map((at) => at + 0.5)
  // It comes before each unlock, and alone, when three of five are answered.
  const alone = Float64Array.from({ length: 25 }, (_, index) => start + 1_300 + index * 2_800)
  const screens = Float64Array.from([...unlocks.map((at) => at - 0.2), ...alone]).sort()
  const answered = alone.filter((_, index) => index % 5 < 3)
  const sends = Float64Array.from([...unlocks, ...answered].map((at) => at + 1)).sort()
  for (const order of [
    ['app-start', 'unlock', 'screen-on'],
    ['screen-on', 'unlock', 'app-start'],
  ] as const) {
    const times = { 'app-start': apps, unlock: unlocks, 'screen-on': screens }
    const { triggers } = findTriggers({
      series: [{ key: 'r1', recipient: 'r1', noun: 'send', name: 'a.example', times: sends }],
      events: order.map((kind) => ({ kind, times: times[kind], isDerived: false })),
      observed: new ObservedTime([{ start, end: start + 86_400 }]),
      slack: 0,
      seed: 1,
    })
    const found = triggers.find(({ event }) => event === 'app-start')
    expect(found?.explainedBy).toBe('unlock')
  }
})

test('a constant delay after a few boots is found', () => {
  const sender: SenderLaw = {
    name: 'sender.example',
    perHour: 1,
    triggers: [{ kind: 'boot', probability: 1, latency: { law: 'constant', seconds: 84, jitter: 0.1 } }],
  }
  const found = triggersOf(day(8, [sender], { days: 6, bootsPerDay: 1.2 }))
  const own = found.find((one) => one.event === 'boot')
  expect(own?.windowFromMs).toBeGreaterThan(80_000)
  expect(own?.latencyMs.median).toBeGreaterThan(83_500)
  expect(own?.latencyMs.median).toBeLessThan(84_500)
})

test('an event whose window was not observed is no miss', () => {
  const start = 1_772_409_600
  const events = Float64Array.from({ length: 30 }, (_, index) => start + 600 + index * 1_800)
  // Answers to all of them; but from the twentieth on nobody captured.
  const end = start + 600 + 19.5 * 1_800
  const sends = events.map((at) => at + 2).filter((at) => at < end)
  const { triggers } = findTriggers({
    series: [{ key: 'r1', recipient: 'r1', noun: 'send', name: 'a.example', times: sends }],
    events: [{ kind: 'unlock', times: events, isDerived: false }],
    observed: new ObservedTime([{ start, end }]),
    slack: 0,
    seed: 1,
  })
  expect(triggers[0]?.exposures).toBe(20)
  expect(triggers[0]?.hits).toBe(20)
})

test('an uncertain clock widens the windows', () => {
  const phone = simulatePhone(
    day(
      9,
      [
        {
          ...answering,
          triggers: [{ kind: 'screen-on', probability: 1, latency: { law: 'uniform', from: 0, to: 1 } }],
        },
      ],
      { offset: 1.5 },
    ),
  )
  const narrow = findTriggers({ ...phone, slack: 0, seed: 1 }).triggers[0]
  const wide = findTriggers({ ...phone, slack: 2, seed: 1 }).triggers[0]
  expect(wide?.hits).toBe(wide?.exposures)
  expect(wide?.latencyMs.median).toBeGreaterThan(1_000)
  expect(narrow).toBeDefined()
})

test('nothing, one event, one send and times outside are no trouble', () => {
  const observed = new ObservedTime([{ start: 0, end: 100 }])
  const series = [{ key: 'r1', recipient: 'r1', noun: 'send', name: 'a', times: Float64Array.of(5) }]
  for (const times of [Float64Array.of(), Float64Array.of(4), Float64Array.of(-5, 4, 500)]) {
    expect(
      findTriggers({
        series,
        events: [{ kind: 'boot', times, isDerived: false }],
        observed,
        slack: 0,
        seed: 1,
      }).triggers,
    ).toEqual([])
  }
  expect(findTriggers({ series, events: [], observed: new ObservedTime([]), slack: 0, seed: 1 }).pairs).toBe(
    0,
  )
})

test('one event with a send behind it is no trigger, however exact the moment', () => {
  const observed = new ObservedTime([{ start: 0, end: 86_400 }])
  const series = [0, 1].map((index) => ({
    key: `r${index}`,
    recipient: `r${index}`,
    noun: 'send' as const,
    name: 'a.example',
    times: Float64Array.of(20_000.01, 86_390 - index),
  }))
  const many = Float64Array.of(5_000, 20_000, 40_000, 60_000)
  // Of the second kind only one event has a whole window before the capture ends.
  const few = Float64Array.of(20_000, 86_399.9)
  for (const times of [many, few]) {
    const events = [{ kind: 'network-up' as const, isDerived: true, times }]
    expect(findTriggers({ series, events, observed, slack: 0, seed: 1 }).triggers).toEqual([])
  }
})

test('several events that came close together before one burst of sends are no trigger either', () => {
  const start = 1_772_409_600
  const at = (...seconds: number[]): Float64Array => Float64Array.from(seconds, (one) => start + one)
  const found = (sends: Float64Array): readonly Trigger[] =>
    findTriggers({
      series: [{ key: 'r1', recipient: 'r1', name: 'r1', noun: 'send', times: sends }],
      events: [
        { kind: 'screen-off', times: at(46_852, 47_047, 47_065, 47_195, 57_902, 80_000), isDerived: false },
      ],
      observed: new ObservedTime([{ start, end: start + 86_400 }]),
      slack: 0,
      seed: 1,
    }).triggers
  expect(found(at(47_330, 47_332, 47_334, 47_337, 47_338, 47_339, 47_341))).toEqual([])
  // The same again after another event is more than one burst.
  expect(found(at(47_330, 47_332, 47_334, 58_030, 58_033, 80_130))).toHaveLength(1)
})

test('sends before the event, as far as the clocks may be apart, are not said to follow it', () => {
  const start = 1_772_409_600
  const events = Float64Array.from(
    { length: 30 },
    (_, index) => start + 600 + index * 1_800 + (index % 7) * 60,
  )
  const triggerFor = (delay: (index: number) => number): Trigger | undefined => {
    const { triggers } = findTriggers({
      series: [
        {
          key: 'r1',
          recipient: 'r1',
          noun: 'send',
          name: 'a.example',
          times: events.map((at, index) => at + delay(index)),
        },
      ],
      events: [{ kind: 'screen-off', times: events, isDerived: false }],
      observed: new ObservedTime([{ start, end: start + 86_400 }]),
      slack: 0.5,
      seed: 1,
    })
    return triggers[0]
  }
  const sentenceFor = (delay: (index: number) => number): string => triggerFor(delay)?.sentence ?? ''
  expect(sentenceFor(() => -0.2)).toMatch(
    /^30 of 30 screen-offs are preceded by a send to a\.example within 0\.2 s \(median 0\.2 s before; .*which came first is not sure\.$/,
  )
  expect(sentenceFor((index) => (index % 3 === 0 ? 0.1 : -0.2))).toMatch(
    /^30 of 30 screen-offs come together with a send to a\.example from 0\.2 s before to 0\.1 s after \(median 0\.2 s before/,
  )
  // Also where fewer than half of them do, but not by a rounding of moments.
  expect(sentenceFor((index) => (index % 3 === 0 ? -0.402 : 0.302))).toMatch(
    /^30 of 30 screen-offs come together with a send to a\.example from 0\.41 s before to 0\.31 s after \(median 0\.3 s; .*which came first is not sure\.$/,
  )
  expect(sentenceFor((index) => (index % 3 === 0 ? -0.0001 : 0.2))).toMatch(
    /are followed by a send to a\.example within 0\.2 s \(median 0\.2 s;/,
  )
  expect(sentenceFor(() => 0.2)).toMatch(
    /are followed by a send to a\.example within 0\.2 s \(median 0\.2 s;/,
  )
  // The same as data: what is said is said of these numbers.
  const order = { code: 'order', uncertaintyMs: 500 }
  expect(triggerFor((index) => (index % 3 === 0 ? 0.1 : -0.2))).toMatchObject({
    latencyMs: { first: -200, median: -200, p90: 100, last: 100 },
    doubts: [order],
  })
  expect(triggerFor(() => 0.2)?.doubts).not.toContainEqual(order)
})

test.for([
  ['late and at any delay', { law: 'uniform', from: 0, to: 200 }, true],
  ['late at a fixed delay', { law: 'constant', seconds: 60, jitter: 1 }, false],
  ['at once', { law: 'uniform', from: 0, to: 20 }, false],
] as const)('sends %s: whether use of the phone may explain them is said', ([, latency, isDoubted]) => {
  const sender: SenderLaw = {
    name: 'sender.example',
    triggers: [{ kind: 'unlock', probability: 1, latency }],
  }
  const [trigger] = triggersOf(day(3, [sender], { unlockShare: 1 }))
  expect(trigger?.sentence.includes('only while the phone is used')).toBe(isDoubted)
  expect(trigger?.doubts.some((doubt) => doubt.code === 'use' && doubt.shownBy === 'delay')).toBe(isDoubted)
})

describe('events at regular distances, as a script makes them', () => {
  test('are not answered by heartbeats whose period divides the distance', () => {
    let wrong = 0
    for (let seed = 1; seed <= times(15, 40); seed++) {
      const phone = simulateScript(new Random(seed, 77))
      if (findTriggers({ ...phone, slack: 0, seed }).triggers.length > 0) wrong++
    }
    expect(wrong).toBeLessThanOrEqual(1)
  })

  test('are seen to be answered by what sends right after them and else never', () => {
    let right = 0
    const phones = times(10, 20)
    for (let seed = 1; seed <= phones; seed++) {
      const random = new Random(seed, 78)
      const phone = simulateScript(random)
      const times = phone.events[0]?.times.map((at) => at + random.between(0.5, 2)) ?? new Float64Array()
      const series = phone.series.slice(0, 1).map((one) => ({ ...one, times }))
      const [trigger] = findTriggers({ ...phone, series, slack: 0, seed }).triggers
      if (trigger?.hits === 20) right++
    }
    expect(right).toBeGreaterThanOrEqual(phones - 1)
  })
})

describe('sends at any time while the phone is used', () => {
  const doubt = 'may also be of apps that send only while the phone is used'

  test.each([15, 30, 60, 120])(
    'follow starts of apps with the doubt that they are of use: every %d s',
    (sendSeconds) => {
      let listed = 0
      let doubted = 0
      for (let seed = 1; seed <= 4; seed++) {
        const phone = simulateUse(new Random(seed, 91), { startSeconds: 200, sendSeconds, senders: 3 })
        const { triggers } = findTriggers({ ...phone, slack: 0.1, seed })
        listed += triggers.length
        doubted += triggers.filter(({ sentence }) => sentence.includes(doubt)).length
      }
      expect(listed).toBeGreaterThan(10)
      expect(doubted).toBeGreaterThanOrEqual(0.95 * listed)
    },
  )

  test('take nothing from what answers at once, of the same recipient', () => {
    for (let seed = 1; seed <= times(2, 4); seed++) {
      const random = new Random(seed, 92)
      const phone = simulateUse(random, { startSeconds: 300, sendSeconds: 30, senders: 1 })
      const starts = phone.events[0]?.times ?? new Float64Array()
      const series = phone.series.map((one) => ({
        ...one,
        times: Float64Array.from([
          ...one.times,
          ...[...starts].map((at) => at + random.between(0.5, 2)),
        ]).sort(),
      }))
      const { triggers } = findTriggers({ ...phone, series, slack: 0, seed })
      const own = triggers.find(({ event }) => event === 'app-start')
      expect(own?.windowMs).toBeLessThan(5_000)
      expect(own?.sentence).not.toContain(doubt)
    }
  })
})

describe('events of one time of day', () => {
  const doubt = 'both may keep to a time of day of their own'

  test('and sends of another are told with that doubt', () => {
    let listed = 0
    for (let seed = 1; seed <= times(6, 12); seed++) {
      const phone = simulateTimetables(new Random(seed, 82), 60)
      const { triggers } = findTriggers({ ...phone, slack: 0, seed })
      listed += triggers.length
      for (const { sentence } of triggers) expect(sentence).toContain(doubt)
    }
    expect(listed).toBeGreaterThan(0)
  })

  test('that vary by more than their answers do leave none', () => {
    const random = new Random(4)
    const { events, observed } = simulateTimetables(random, 60)
    const series = events.slice(0, 1).map(({ times }) => ({
      key: 'r1',
      recipient: 'r1',
      name: 'sender.example',
      noun: 'send',
      times: times.map((at) => at + random.between(1, 4)),
    }))
    const { triggers } = findTriggers({ series, events, observed, slack: 0, seed: 1 })
    const own = triggers.find(({ event }) => event === 'screen-on')
    expect(own?.hits).toBe(14)
    expect(own?.sentence).not.toContain(doubt)
  })
})

describe('where one capture ends and the next begins', () => {
  /** Twelve captures of some minutes on as many days; in each, a send after `send` seconds and an event before its end. */
  const captures = Array.from({ length: 12 }, (_, index) => ({
    start: 1_772_409_600 + index * 86_400,
    end: 1_772_409_600 + index * 86_400 + 600 + ((index * index * 37) % 900),
  }))
  const found = (send: number, beforeEnd: number, slack = 0): readonly Trigger[] =>
    findTriggers({
      series: [
        {
          key: 'r1',
          recipient: 'r1',
          name: 'sender.example',
          noun: 'send',
          times: Float64Array.from(captures, ({ start }) => start + send),
        },
      ],
      events: [
        {
          kind: 'screen-off',
          times: Float64Array.from(captures, ({ end }) => end - beforeEnd),
          isDerived: false,
        },
      ],
      observed: new ObservedTime(captures),
      slack,
      seed: 1,
    }).triggers

  test('a send at the beginning answers no event at the end of the day before', () => {
    for (const slack of [0, 2])
      for (const beforeEnd of [0.5, 20]) expect(found(1, beforeEnd, slack)).toEqual([])
  })

  test('nor does an event at the beginning follow, by unsure clocks, a send at the end of the day before', () => {
    const series = {
      key: 'r1',
      recipient: 'r1',
      name: 'sender.example',
      noun: 'send',
      times: Float64Array.from(captures, ({ end }) => end - 0.5),
    }
    const events = {
      kind: 'screen-on' as const,
      times: Float64Array.from(captures, ({ start }) => start + 0.5),
      isDerived: false,
    }
    const observed = new ObservedTime(captures)
    expect(
      findTriggers({ series: [series], events: [events], observed, slack: 3, seed: 1 }).triggers,
    ).toEqual([])
  })

  test('events at the end that were not watched to the end take nothing from the others', () => {
    const answered = captures.map(({ start }) => start + 200)
    const times = [...answered.flatMap((at) => [at + 1.5]), ...captures.map(({ start }) => start + 1)]
    const [trigger] = findTriggers({
      series: [
        {
          key: 'r1',
          recipient: 'r1',
          name: 'sender.example',
          noun: 'send',
          times: Float64Array.from(times).sort(),
        },
      ],
      events: [
        {
          kind: 'unlock',
          times: Float64Array.from([...answered, ...captures.map(({ end }) => end - 0.5)]).sort(),
          isDerived: false,
        },
      ],
      observed: new ObservedTime(captures),
      slack: 0,
      seed: 1,
    }).triggers
    expect(trigger).toMatchObject({ event: 'unlock', hits: 12, exposures: 12 })
  })
})
