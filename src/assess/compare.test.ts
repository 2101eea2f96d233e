import { describe, expect, test } from 'vitest'
import { processorTime } from '../../test/support/processor-time.ts'
import { canary, compare, host, later, recipient, side, start } from '../../test/support/compared-sides.ts'
import { ObservedTime } from '../correlate/observed.ts'
import { presenceOf } from './side.ts'
import { compareSides } from './compare.ts'
import type { Side, SideRecipient } from './side.ts'

describe('gone', () => {
  test('is shown by enough of the same stimuli, comparable sides and a canary', () => {
    const { rows, sentence } = compare(side(47, 47), side(60, 0))
    expect(rows.map((one) => [one.identifier, one.status, one.isProven])).toEqual([
      ['imei', 'gone', true],
      ['cell-id', 'gone', true],
    ])
    expect(rows[0]).toMatchObject({
      event: 'unlock',
      before: { hits: 47, exposures: 47 },
      after: { hits: 0, exposures: 60 },
    })
    expect(rows[0]?.upperBound).toBeCloseTo(1 - 0.05 ** (1 / 60), 9)
    expect(rows[0]?.pValue).toBeLessThan(1e-20)
    expect(rows[0]?.moreNeeded).toEqual({ events: 239, bound: 0.01 })
    expect(sentence).toContain('all shown')
  })

  test('is not shown by too few stimuli, and says how many more are needed', () => {
    const [row] = compare(side(20, 20), side(3, 0)).rows
    expect(row?.status).toBe('gone')
    expect(row?.isProven).toBe(false)
    expect(row?.sentence).toContain('296 more unlocks without a send are needed for a bound below 1 %')
  })

  test('is not shown without a canary, or where it was not seen, or where the side could not be read', () => {
    expect(compare(side(47, 47), side(60, 0), null).rows[0]?.isProven).toBe(false)
    expect(compare(side(47, 47), side(60, 0), 'other.example').rows[0]?.sentence).toContain(
      'other.example was not seen after',
    )
    expect(compare(side(47, 47), side(60, 0, { readShare: 0.05 })).rows[0]?.isProven).toBe(false)
    expect(compare(side(47, 47), side(60, 0, { sumsHold: false })).rows[0]?.isProven).toBe(false)
  })

  test('a canary of which only the name was asked for tests nothing', () => {
    const after = { ...side(60, 0), recipients: [], dnsNames: new Set(['canary.example']) }
    const [row] = compare(side(47, 47), after).rows
    expect(row).toMatchObject({
      isProven: false,
      doubt: 'of the canary canary.example only the name was asked for after, no request was seen',
    })
  })

  test('a canary of which only the hello of its connection was read tests nothing', () => {
    const hello = { ...canary, protocols: ['tls'] }
    const read = recipient({ host: 'other.example' })
    const { rows } = compare(side(47, 47), { ...side(60, 0), recipients: [hello, read] })
    expect(rows[0]).toMatchObject({
      isProven: false,
      doubt: 'of the canary canary.example only a connection was seen after, and not what was sent in it',
    })
    expect(compare(side(47, 47), side(60, 0)).canary).toMatchObject({ after: true, isReadAfter: true })
  })

  test('a canary tests the way that it went, in clear or encrypted', () => {
    const decrypted = { ...canary, protocols: ['tls', 'http2'], ports: [443] }
    const after = { ...side(60, 0), recipients: [decrypted] }
    const sent = (protection: string, ...ports: readonly number[]): Side => ({
      ...side(47, 47, { recipients: [recipient({ ports })] }),
      transmissions: side(47, 47).transmissions.map((one) => ({ ...one, protection })),
    })
    expect(compare(sent('plaintext', 80), after).rows[0]?.doubt).toBe(
      'the canary canary.example went encrypted after, and what was sent to server.example before went in clear: that this would be seen was not tested',
    )
    expect(compare(sent('tls', 443), after).rows[0]).toMatchObject({ isProven: true, doubt: null })
    // Who captures that port captures what is sent there in clear, too.
    expect(compare(sent('plaintext', 80, 443), after).rows[0]).toMatchObject({ isProven: true, doubt: null })
    const clear = { ...side(60, 0), recipients: [{ ...canary, ports: [80] }] }
    expect(compare(sent('plaintext', 80), clear).rows[0]?.isProven).toBe(true)
    expect(compare(sent('plaintext', 8_080), clear).rows[0]?.isProven).toBe(true)
    expect(compare(sent('tls', 443), clear).rows[0]?.doubt).toContain(
      'went in clear after, and what was sent to server.example before went encrypted',
    )
  })

  test('is not shown where of no request anything could be read, however much of the traffic was', () => {
    const sealed = recipient({ host: 'other.example', protocols: ['tls'] })
    const names = recipient({ host: 'resolver.example', protocols: ['dns'] })
    const after = { ...side(60, 0), recipients: [sealed, names] }
    const { rows, comparability } = compare(side(47, 47), after)
    expect(rows[0]?.isProven).toBe(false)
    expect(comparability).toContainEqual({
      what: 'recipients of which anything that they were sent could be read',
      before: '2 of 2',
      after: '0 of 1',
      isComparable: false,
    })
  })

  test('the canary is a host, however its name is written', () => {
    expect(compare(side(47, 47), side(60, 0), 'Canary.Example.').rows[0]?.isProven).toBe(true)
  })

  test('an event is named in words, also where there was none', () => {
    const joined = (one: Side): Side => ({
      ...one,
      triggers: one.triggers.map((trigger) => ({ ...trigger, event: 'network-up' as const })),
      eventCounts: new Map([['network-up', 47]]),
    })
    const [row] = compare(joined(side(47, 47)), joined(side(0, 0))).rows
    expect(row?.sentence).toContain('but no join of a network was observed there')
  })

  test('nothing is said where no stimulus was observed', () => {
    const [row] = compare(side(47, 47), side(0, 0)).rows
    expect(row?.isProven).toBe(false)
    expect(row?.sentence).toContain('nothing can be said')
  })
})

describe('where no event triggers the sends', () => {
  const hours = 100
  const timing = {
    events: new Map(),
    observed: new ObservedTime([{ start, end: start + hours * 3_600 }]),
    slackS: 0,
    contacts: new Map(),
  }
  /** Sends in these hours of a hundred. */
  const sending = (busy: readonly number[], more: Partial<Side> = {}): Side => ({
    ...side(1, busy.length > 0 ? 1 : 0),
    triggers: [],
    observedSeconds: hours * 3_600,
    timing,
    transmissions: busy.flatMap((hour) =>
      side(1, 1).transmissions.map((one) => ({ ...one, at: start + hour * 3_600 + 60 })),
    ),
    ...more,
  })
  const hourly = sending(Array.from({ length: hours }, (_, hour) => hour))
  const silent = (more: Partial<SideRecipient>): Side =>
    sending([], { recipients: [recipient({ host: 'new.example', protocols: ['tls'], ...more }), canary] })

  test('silence that is longer than any before shows that they are gone', () => {
    expect(compare(hourly, sending([])).rows[0]).toMatchObject({ isProven: true, doubt: null })
  })

  test('one spell of sends and then silence before the update makes silence after it no proof', () => {
    const [row] = compare(sending(Array.from({ length: 12 }, (_, hour) => hour)), sending([])).rows
    expect(row?.pValue).toBeLessThan(0.001)
    // A little longer than before, and before nothing ended it.
    expect(row?.isProven).toBe(false)
    expect(row?.doubt).toBe(
      'before, sends came in spells: behind one without a send, 87 of 87 observed hours had none either, and so long a silence may come by itself (p = 0.88)',
    )
    const later = sending([], { observedSeconds: 80 * 3_600 })
    const [shorter] = compare(sending(Array.from({ length: 12 }, (_, hour) => hour)), later).rows
    // A document of results tells when the captures were made, and when it sent.
    const told = {
      ...sending(Array.from({ length: 12 }, (_, hour) => hour)),
      observed: timing.observed,
      timing: null,
    }
    expect(
      compare(told, { ...later, timing: null, ...(later.timing && { observed: later.timing.observed }) })
        .rows[0],
    ).toMatchObject({
      isProven: false,
      doubt: shorter?.doubt,
    })
    expect(shorter?.pValue).toBeLessThan(0.001)
    expect(shorter).toMatchObject({
      isProven: false,
      doubt: 'before, 88 observed hours in a row went without a send, too',
    })
  })

  /** A side that was observed in these hours, counted from its midnight, and sent in some of them. */
  const atHours = (
    stretches: readonly (readonly [from: number, to: number])[],
    busy: readonly number[],
  ): Side => {
    const midnight = Math.floor(start / 86_400) * 86_400
    const observed = new ObservedTime(
      stretches.map(([from, to]) => ({ start: midnight + from * 3_600, end: midnight + to * 3_600 })),
    )
    const [sent] = side(1, 1).transmissions
    return {
      ...side(0, 0),
      observedSeconds: observed.total,
      recipients: busy.length === 0 ? [canary] : [recipient(), canary],
      transmissions: busy.flatMap((hour) =>
        sent === undefined ? [] : [{ ...sent, at: midnight + hour * 3_600 + 1_800 }],
      ),
      timing: { events: new Map(), observed, slackS: 0, contacts: new Map() },
    }
  }
  const nights = [1, 2, 3, 4].map((day) => [day * 24 + 23, day * 24 + 31] as const)
  const day = Array.from({ length: 12 }, (_, hour) => 8 + hour)

  test('nights show nothing of what is sent by day, nor days of what is sent at night', () => {
    const [byDay] = compare(atHours([[8, 20]], day), atHours(nights, [])).rows
    expect(byDay).toMatchObject({ status: 'gone', isProven: false, before: { hits: 12, exposures: 12 } })
    expect(byDay?.sentence).toContain(
      'no whole hour was observed there at a time of day that was observed before: nothing can be said.',
    )
    const [atNight] = compareSides(atHours([[8, 20]], []), later(atHours(nights, [47, 48, 49, 71, 72])), {
      canary: 'canary.example',
      boundMax: 0.1,
    }).rows
    expect(atNight).toMatchObject({
      status: 'new',
      doubt: 'no whole hour was observed before at these times of day',
    })
  })

  test('a side of less than an hour has no hour that was observed, also where something was sent', () => {
    const short = (sends: number): Side => {
      const whole = side(1, sends)
      const observed = new ObservedTime([{ start, end: start + 540 }])
      return { ...whole, triggers: [], observedSeconds: 540, observed, timing: null, eventCounts: new Map() }
    }
    const long = (sends: number): Side => ({ ...side(30, sends), triggers: [] })
    const [fresh] = compare(long(0), short(1)).rows
    expect(fresh?.sentence).toContain(
      '(0 of 5 observed hours before, sent in less than one observed hour after)',
    )
    const [still] = compare(long(30), short(1)).rows
    expect(still?.sentence).toContain(
      '(5 of 5 observed hours before, sent in less than one observed hour after)',
    )
    const [was] = compare(short(1), long(0)).rows
    expect(was?.sentence).toContain('(sent in less than one observed hour before, 0 of ')
    expect(compare(short(1), short(0)).rows[0]?.sentence).toContain('no whole hour was observed there')
  })

  test('hours count that have half an hour of the day in common, wherever the hour of the clock ends', () => {
    const areCompared = (minutes: number): boolean[] =>
      [0, 10, 20, 30, 40, 50].flatMap((past) => {
        const from = 8 + past / 60
        const other = from + 24 + minutes / 60
        const [row] = compare(atHours([[from, from + 1.2]], [from]), atHours([[other, other + 1.2]], [])).rows
        return row === undefined ? [] : [!row.sentence.includes('no whole hour was observed there')]
      })
    for (const near of [0, 20, -20, 29, -29]) expect(areCompared(near)).toEqual(Array(6).fill(true))
    for (const far of [31, -31, 60, 600]) expect(areCompared(far)).toEqual(Array(6).fill(false))
  })

  test('of the side after only times of day count that were observed before, and each is held against itself', () => {
    // Two hours of the day beside four nights: of the day that is too little, however many hours there are.
    const week = [0, 1, 2].flatMap((at) => day.map((hour) => at * 24 + hour))
    const few = atHours([...nights, [154, 156]], [])
    expect(compare(atHours([[0, 72]], week), few).rows[0]).toMatchObject({
      isProven: false,
      pValue: expect.closeTo(1 / 16),
    })
    const same = [1, 2, 3, 4].map((at) => [at * 24 + 8, at * 24 + 22] as const)
    const [gone] = compare(atHours([[8, 20]], day), atHours(same, [])).rows
    expect(gone).toMatchObject({ isProven: true, after: { hits: 0, exposures: 48 } })
    expect(gone?.sentence).toContain(
      '12 of 12 observed hours before, 0 of 48 observed hours after, at times of day that both sides observed; p',
    )
  })

  test('a recipient that was contacted in few hours before, and now in as many as are missing, is a doubt', () => {
    const beside = (one: Side, busy: readonly number[]): Side => ({
      ...one,
      recipients: [...one.recipients, recipient({ host: 'busy.example', protocols: ['tls'] })],
      timing: {
        ...timing,
        contacts: new Map([['busy.example', Float64Array.from(busy, (hour) => start + hour * 3_600 + 60)]]),
      },
    })
    const all = Array.from({ length: hours }, (_, hour) => hour)
    const few = all.filter((hour) => hour % 4 === 0)
    const [row] = compare(beside(hourly, few), beside(sending([]), all)).rows
    expect(row?.doubt).toBe(
      'busy.example was contacted in 25 of 100 observed hours before, now in 100 of 100 observed hours, and what is sent there can not be read: it may be the same',
    )
    expect(compare(beside(hourly, all), beside(sending([]), all)).rows[0]?.isProven).toBe(true)
  })

  test('a new recipient that is contacted about as often, and can not be read, may be sent the same', () => {
    for (const more of [{ flows: hours }, { flows: 1, bytesToServer: 300 }]) {
      const { rows, sentence } = compare(hourly, silent(more))
      expect(rows[0]).toMatchObject({ status: 'gone', isProven: false })
      expect(rows[0]?.sentence).toContain('new.example is contacted now, was not before')
      expect(sentence).toContain('new.example is contacted now')
    }
    for (const more of [
      { flows: 3, bytesToServer: 100 },
      { flows: hours, protocols: ['http'] },
      { flows: hours, isLocal: true },
    ])
      expect(compare(hourly, silent(more)).rows[0]?.isProven).toBe(true)
  })
})

test('hours are those of the observation, not of the clock', () => {
  const hourly = side(0, 0)
  const end = start + 7_200
  const before: Side = {
    ...side(12, 12),
    triggers: [],
    observedSeconds: 7_200,
    transmissions: side(12, 12).transmissions.map((one, index) => ({
      ...one,
      at: start + 300 + index * 600,
    })),
    timing: {
      events: new Map(),
      observed: new ObservedTime([{ start, end }]),
      slackS: 0,
      contacts: new Map(),
    },
  }
  // The capture begins at half past: three hours of the clock.
  const shifted = (one: Side, by: number): Side => ({
    ...one,
    transmissions: one.transmissions.map((send) => ({ ...send, at: send.at + by })),
    timing: {
      events: new Map(),
      observed: new ObservedTime([{ start: start + by, end: end + by }]),
      slackS: 0,
      contacts: new Map(),
    },
  })
  const [row] = compare(shifted(before, 1_800), hourly).rows
  expect(row?.before).toEqual({ hits: 2, exposures: 2 })
})

test('still there, also where it became rarer', () => {
  const [row] = compare(side(40, 40), side(40, 4)).rows
  expect(row?.status).toBe('present')
  expect(row?.after).toEqual({ hits: 4, exposures: 40 })
})

describe('changed', () => {
  test('of a name that is asked for nobody knows that nothing was sent: it is not in the capture', () => {
    const after = side(60, 0, { dnsNames: new Set(['canary.example', host]) })
    expect(compare(side(47, 47), after).rows[0]?.sentence).toBe(
      'imei to server.example: not seen any more (47 of 47 unlocks before, 0 of 60 unlocks after), but its name is still asked for, and nothing that was sent to it is in the capture: the sender is there, and silent or not captured.',
    )
  })

  const silent: readonly [string, Partial<Side>, string][] = [
    ['dns-only', { dnsNames: new Set(['canary.example', host]) }, 'its name is still asked for'],
    ['blocked', { recipients: [recipient({ bytesToClient: 0 })] }, 'blocked or refused'],
    ['encrypted', { recipients: [recipient({ protocols: ['tls'] })] }, 'can not be read now'],
    ['encrypted', { recipients: [recipient({ bytesToServer: 0 })] }, 'is not in the capture now'],
    [
      'encrypted',
      { recipients: [recipient({ missing: 120 })] },
      'a part of what is sent there is missing in the capture now',
    ],
    ['blocked', { recipients: [recipient({ bytesToServer: 0, bytesToClient: 0 })] }, 'blocked or refused'],
    ['readable', { recipients: [recipient()] }, 'nothing that identifies was found'],
  ]
  for (const [presence, more, words] of silent) {
    test(`a sender that is present but silent: ${presence}`, () => {
      const after = side(60, 0, more)
      const [row] = compare(side(47, 47), after).rows
      expect(presenceOf(after, host)).toBe(presence)
      expect(row?.status).toBe('changed')
      expect(row?.presence).toBe(presence)
      expect(row?.sentence).toContain(words)
    })
  }

  test('another endpoint', () => {
    const moved = side(40, 40)
    const after: Side = {
      ...moved,
      recipients: [recipient({ host: 'other.example' })],
      transmissions: moved.transmissions.map((one) => ({ ...one, host: 'other.example' })),
      triggers: moved.triggers.map((one) => ({ ...one, host: 'other.example' })),
    }
    const { rows } = compare(side(40, 40), after)
    expect(rows.map((one) => [one.status, one.movedTo])).toEqual([
      ['changed', 'other.example'],
      ['changed', 'other.example'],
    ])
  })

  test('fewer identifiers', () => {
    const full = side(40, 40)
    const after: Side = {
      ...full,
      transmissions: full.transmissions.map((one) => ({ ...one, identifiers: ['cell-id'] })),
    }
    expect(compare(side(40, 40), after).rows.map((one) => [one.identifier, one.status])).toEqual([
      ['imei', 'changed'],
      ['cell-id', 'present'],
    ])
  })
})

test('beside a side of which nothing was read, nothing is comparable, and new is what was not seen', () => {
  const empty: Side = { ...side(0, 0), transmissions: [], readShare: 0, observedSeconds: 0 }
  const { rows, comparability } = compare(empty, side(47, 47))
  expect(rows[0]?.sentence).toMatch(
    /sent now, and not seen before \(.*\), which may be nothing new: nothing could be read before\.$/,
  )
  const of = (what: string): boolean | undefined =>
    comparability.find((one) => one.what.includes(what))?.isComparable
  expect([of('time that was observed'), of('share of the traffic')]).toEqual([false, false])
})

describe('the window after an event', () => {
  /** Sends that many seconds after each unlock, with a trigger whose window ends after five. */
  const late = (seconds: number, slackS: number, more: Partial<Side> = {}): Side => {
    const whole = side(20, 20)
    const { timing } = whole
    return {
      ...whole,
      transmissions: whole.transmissions.map((one) => ({ ...one, at: one.at - 2 + seconds })),
      timing: timing === null ? null : { ...timing, slackS },
      ...more,
    }
  }
  const hitsOf = (one: Side): number | undefined => compare(one, side(20, 0)).rows[0]?.before.hits

  test('begins and ends where the trigger says, and as much earlier and later as clocks may be off', () => {
    expect([hitsOf(late(5, 0)), hitsOf(late(5.1, 0)), hitsOf(late(6, 1)), hitsOf(late(6.1, 1))]).toEqual([
      20, 0, 20, 0,
    ])
    expect([hitsOf(late(0, 0)), hitsOf(late(-0.5, 0)), hitsOf(late(-0.5, 1)), hitsOf(late(-1.5, 1))]).toEqual(
      [20, 0, 20, 0],
    )
  })

  test('counts where it was observed whole only', () => {
    const cut = (end: number, slackS: number): number | undefined => {
      const one = late(2, slackS)
      const observed = new ObservedTime([{ start, end: start + end }])
      const { timing } = one
      const shorter = timing === null ? one : { ...one, timing: { ...timing, observed } }
      return compare(shorter, side(20, 0)).rows[0]?.before.exposures
    }
    // Unlocks are at 300, 900, 1500 seconds.
    expect([cut(905, 0), cut(904, 0), cut(905, 1), cut(906, 1)]).toEqual([2, 1, 1, 2])
  })

  test('is wider after, where the same sender answers more slowly there', () => {
    const slow = (of: string): Side => {
      const whole = late(30, 0)
      return { ...whole, triggers: whole.triggers.map((one) => ({ ...one, host: of, toS: 40 })) }
    }
    expect(compare(side(20, 20), slow(host)).rows[0]?.after.hits).toBe(20)
    expect(compare(side(20, 20), slow('other.example')).rows[0]?.after.hits).toBe(0)
  })
})

test('a sender is looked for after its own stimuli, not those of others', () => {
  const before = side(47, 47)
  const others = [{ ...before.triggers[0], host: 'other.example', event: 'boot' }] as Side['triggers']
  const { rows } = compare({ ...before, triggers: [...before.triggers, ...others] }, side(60, 0))
  expect(rows.map(({ event }) => event)).toEqual(['unlock', 'unlock'])
})

test('what is explained by another event is no stimulus, nor must it be as frequent after', () => {
  const before = side(47, 47)
  const [unlock] = before.triggers
  const explained = { ...unlock, event: 'screen-on', isExplained: true } as Side['triggers'][number]
  const counted: Side = {
    ...before,
    triggers: [...before.triggers, explained],
    eventCounts: new Map([
      ['unlock', 47],
      ['screen-on', 47],
      ['boot', 0],
    ]),
  }
  const { rows, comparability } = compare(counted, side(60, 0))
  expect(rows.map(({ event }) => event)).toEqual(['unlock', 'unlock'])
  expect(comparability.map(({ what, before: was, after }) => [what, was, after]).at(-1)).toEqual([
    'unlocks',
    '47',
    '60',
  ])
  expect(comparability).toHaveLength(4)
})

test('sides are comparable from a quarter of the time and of the stimuli on', () => {
  const comparable = (more: Partial<Side>): string[] =>
    compare(side(40, 40), side(40, 0, more))
      .comparability.filter((one) => !one.isComparable)
      .map(({ what }) => what)
  const { observedSeconds } = side(40, 40)
  expect(comparable({ observedSeconds: observedSeconds / 4 })).toEqual([])
  expect(comparable({ observedSeconds: observedSeconds / 4 - 1 })).toEqual(['time that was observed'])
  expect(comparable({ readShare: 0.2 })).toEqual([])
  expect(comparable({ readShare: 0.19 })).toEqual(['share of the traffic that could be read'])
  expect(comparable({ eventCounts: new Map([['unlock', 10]]) })).toEqual([])
  expect(comparable({ eventCounts: new Map([['unlock', 9]]) })).toEqual(['unlocks'])
  expect(comparable({ eventCounts: new Map() })).toEqual(['unlocks'])
})

test('where there was no stimulus on one side, no chance is computed', () => {
  const pValues = (before: Side, after: Side): (number | undefined)[] =>
    compare(before, after).rows.map(({ pValue }) => pValue)
  expect(pValues(side(47, 47), side(0, 0))).toEqual([1, 1])
  expect(pValues(side(0, 0), side(47, 47))).toEqual([1, 1])
  expect(pValues(side(40, 0), side(40, 38))[0]).toBeLessThan(1e-9)
})

test('documents know the triggers of a host, and of an identifier only what was sent', () => {
  const before = side(47, 47, { timing: null })
  const after = side(60, 0, {
    timing: null,
    recipients: [recipient({ missing: 900 })],
    transmissions: side(60, 44).transmissions.map((one) => ({ ...one, identifiers: [] })),
    triggers: side(60, 44).triggers,
  })
  const [row] = compare(before, after).rows
  expect(row).toMatchObject({ status: 'changed', before: { hits: 47 }, after: { hits: 0, exposures: 60 } })
  expect(row?.sentence).toBe(
    'imei to server.example: not seen any more (47 of 47 unlocks before, 0 of 60 unlocks after), but it is still sent other data, and a part of what is sent there is missing in the capture now.',
  )
})

test('of a document that does not say whose bytes are missing, they may be any recipient’s', () => {
  const after = (mayMiss: boolean): Side =>
    side(60, 0, { timing: null, recipients: [recipient(mayMiss ? { mayMiss } : {})] })
  const told = (mayMiss: boolean): string =>
    compare(side(47, 47, { timing: null }), after(mayMiss)).rows[0]?.sentence ?? ''
  expect(told(true)).toContain(
    'it is still contacted, and a part of what is sent there may be missing in the capture now',
  )
  expect(told(false)).toContain('nothing that identifies was found in what could be read of it')
})

test('thousands of recipients that are gone are looked up, not looked for among all', () => {
  const hosts = Array.from({ length: 6_000 }, (_, at) => `h${at}.example`)
  const one = side(1, 1)
  const many = {
    ...one,
    recipients: hosts.map((name) => recipient({ host: name })),
    transmissions: hosts.flatMap((name) => one.transmissions.map((sent) => ({ ...sent, host: name }))),
  }
  const from = processorTime()
  expect(compare(many, side(1, 0), null).rows).toHaveLength(2 * hosts.length)
  // For each of them all were gone through: six seconds.
  expect(processorTime() - from).toBeLessThan(3_000)
})

test('what was sent to many may go to one of many others, and that is looked for once', () => {
  const [one, two] = [side(47, 47), side(60, 0)]
  const names = (letter: string): string[] =>
    Array.from({ length: 800 }, (_, index) => `${letter}${index}.example`)
  const hidden = names('e').map((name) =>
    recipient({ host: name, protocols: ['tls'], organisation: name, operators: [name] }),
  )
  const contactsOf = ({ timing }: Side): Map<string, Float64Array> =>
    new Map(
      hidden.map((other, index) => [
        other.host,
        (timing?.events.get('unlock') ?? new Float64Array()).map((at) => at + 100 + (index % 7)),
      ]),
    )
  const withContacts = (given: Side): Side['timing'] =>
    given.timing && { ...given.timing, contacts: contactsOf(given) }
  const gone = names('h')
  const many = {
    ...one,
    recipients: [...gone.map((name) => recipient({ host: name })), ...hidden, canary],
    transmissions: gone.flatMap((name) => one.transmissions.map((sent) => ({ ...sent, host: name }))),
    triggers: gone.flatMap((name) => one.triggers.map((trigger) => ({ ...trigger, host: name }))),
    timing: withContacts(one),
  }
  const after = { ...two, recipients: [...hidden, canary], timing: withContacts(two) }
  const from = processorTime()
  const { rows } = compare(many, after)
  expect(rows).toHaveLength(2 * gone.length)
  expect(rows.every(({ isProven }) => isProven)).toBe(true)
  // For each row all of them were gone through: more than a second.
  expect(processorTime() - from).toBeLessThan(600)
})
