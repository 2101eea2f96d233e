import { describe, expect, test } from 'vitest'
import { times } from '../../test/support/depth.ts'
import { processorTime } from '../../test/support/processor-time.ts'
import { canary, host, later, recipient, side, start } from '../../test/support/compared-sides.ts'
import { ObservedTime } from '../correlate/observed.ts'
import { Random } from '../correlate/random.ts'
import { compareSides } from './compare.ts'
import type { Comparison, CompareRow } from './compare.ts'
import { presenceOf } from './side.ts'
import type { Side, SideRecipient, SideTrigger } from './side.ts'

function compare(before: Side, after: Side, canary: string | null = 'canary.example'): Comparison {
  return compareSides(before, later(after), { canary, boundMax: 0.1 })
}

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

describe('an update that moves the sender elsewhere, encrypted', () => {
  const newcomer = (hits: number, more: Partial<SideRecipient> = {}): Side =>
    side(60, 0, {
      recipients: [recipient({ host: 'new.example', protocols: ['tls'], ...more })],
      triggers: [
        { host: 'new.example', event: 'unlock', hits, exposures: 60, fromS: 0, toS: 5, isExplained: false },
      ],
    })

  test.each([
    {},
    { protocols: ['unrecognised'] },
    { protocols: ['http'], opaque: 60 },
    // Of its connections only the answers are in the capture.
    { protocols: ['http'], bytesToServer: 0 },
  ])('is not shown to be gone: %o', (more) => {
    const [row] = compare(side(47, 47), newcomer(60, more)).rows
    expect(row?.isProven).toBe(false)
    expect(row?.sentence).toContain('new.example follows 60 of 60 unlocks now')
    // No number of unlocks without a send would show it.
    expect(row?.sentence).not.toContain('are needed')
    expect(row?.maybeMovedTo).toBe('new.example')
  })

  test('is told by what it follows most often', () => {
    const often = newcomer(60)
    const boots = { ...often.triggers[0], event: 'boot', hits: 3, exposures: 3 } as SideTrigger
    const early = side(47, 47)
    const bootsBefore = { ...early.triggers[0], event: 'boot', hits: 3, exposures: 3 } as SideTrigger
    const [row] = compare(
      { ...early, triggers: [bootsBefore, ...early.triggers] },
      { ...often, triggers: [boots, ...often.triggers] },
    ).rows
    expect(row?.doubt).toContain('new.example follows 60 of 60 unlocks now')
  })

  test('is not shown to be gone where it may be a digest: the phone’s own numbers were not given', () => {
    // The side before sends the IMEI.
    for (const kinds of [[], ['serial', 'iccid', 'imsi']]) {
      const after = { ...newcomer(60, { protocols: ['http'] }), givenKinds: new Set<string>(kinds) }
      const [row] = compare(side(47, 47), after).rows
      expect(row?.isProven).toBe(false)
      expect(row?.sentence).toContain('without the number in a profile a digest of it is not known')
    }
    const known = { ...newcomer(60, { protocols: ['http'] }), givenKinds: new Set(['imei']) }
    // Of what was sent before, whatever kind it was of that trackers send as a digest.
    for (const kind of ['email', 'msisdn', 'wifi-mac']) {
      const sender = side(47, 47)
      const before = {
        ...sender,
        transmissions: sender.transmissions.map((one) => ({ ...one, identifiers: [kind] })),
      }
      expect(compare(before, known).rows[0]?.isProven).toBe(false)
      expect(
        compare(before, { ...known, givenKinds: new Set(['imei', kind]) }).rows[0]?.doubt ?? '',
      ).not.toContain('without the number in a profile')
    }
    expect(compare(side(47, 47), known).rows[0]?.isProven).toBe(true)
  })

  test('is no reason against “gone” where it can be read, was there before, or follows few of the events', () => {
    expect(compare(side(47, 47), newcomer(60, { protocols: ['http'] })).rows[0]?.isProven).toBe(true)
    expect(compare(side(47, 47), newcomer(20)).rows[0]?.isProven).toBe(true)
    const before = side(47, 47, { recipients: [recipient(), recipient({ host: 'new.example' })] })
    expect(compare(before, newcomer(60)).rows[0]?.isProven).toBe(true)
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

describe('an update that moves the sends, encrypted, to a recipient that was contacted before', () => {
  const busy = 'busy.example'
  /** A side on which `busy` is contacted at these delays after the unlocks of these numbers. */
  const beside = (
    one: Side,
    delays: (unlock: number) => readonly number[],
    more: Partial<SideRecipient> = {},
  ): Side => {
    const { timing } = one
    if (timing === null) throw new Error('no timing')
    const unlocks = timing.events.get('unlock') ?? new Float64Array()
    const times = [...unlocks].flatMap((at, index) => delays(index).map((delay) => at + delay))
    return {
      ...one,
      recipients: [
        ...one.recipients,
        recipient({ host: busy, protocols: ['tls'], flows: times.length, ...more }),
      ],
      timing: { ...timing, contacts: new Map([[busy, Float64Array.from(times).sort()]]) },
    }
  }
  const never = (): number[] => []
  const always = (): number[] => [1]

  test('is not shown to be gone where it follows the same events now, and followed few of them', () => {
    const seldom = (unlock: number): number[] => (unlock % 5 === 0 ? [2] : [200])
    const [row] = compare(beside(side(47, 47), seldom), beside(side(60, 0), always)).rows
    expect(row).toMatchObject({ status: 'gone', isProven: false })
    expect(row?.sentence).toContain(
      'busy.example was contacted after 10 of 47 unlocks before, now after 60 of 60 unlocks, and what is sent there can not be read: it may be the same',
    )
  })

  test('is not shown by another event either', () => {
    const boots = (one: Side): Side => ({
      ...one,
      triggers: one.triggers.flatMap((trigger) => [
        trigger,
        { ...trigger, event: 'screen-on' as const, toS: 60 },
      ]),
      timing: one.timing && {
        ...one.timing,
        events: new Map([
          ['unlock', one.timing.events.get('unlock') ?? new Float64Array()],
          ['screen-on', (one.timing.events.get('unlock') ?? new Float64Array()).map((at) => at - 50)],
        ]),
      },
      eventCounts: new Map([
        ['unlock', 60],
        ['screen-on', 60],
      ]),
    })
    // After a screen-on there was a connection each time before already, after an unlock there was none.
    const before = boots(beside(side(47, 47), () => [-40]))
    const after = boots(beside(side(60, 0), always))
    const { rows } = compare(before, after)
    expect(rows.map(({ event, isProven }) => [event, isProven])).toEqual([
      ['unlock', false],
      ['screen-on', false],
      ['unlock', false],
      ['screen-on', false],
    ])
  })

  test('is not shown to be gone where it follows them as before, with one more connection each', () => {
    const [row] = compare(
      beside(side(47, 47), always),
      beside(side(60, 0), () => [1, 1.5]),
    ).rows
    expect(row).toMatchObject({ status: 'gone', isProven: false })
    expect(row?.sentence).toContain('busy.example was contacted at least twice after 0 of 47 unlocks before')
  })

  test('is not shown to be gone where the recipient is told something else in clear', () => {
    const told = (one: Side, protection: string): Side => ({
      ...one,
      transmissions: [
        ...one.transmissions,
        {
          host: busy,
          family: '',
          identifiers: ['ad-id'],
          at: start + 100,
          protection,
          capture: 0,
          exchange: 900,
          frames: [900],
          accepted: null,
        },
      ],
    })
    const gone = (protection: string): CompareRow | undefined =>
      compare(
        told(beside(side(47, 47), never), protection),
        told(beside(side(60, 0), always), protection),
      ).rows.find((one) => one.recipient === host)
    expect(gone('plaintext')?.doubt).toContain('busy.example was contacted after 0 of 47 unlocks before')
    expect(gone('tls')?.isProven).toBe(true)
  })

  test('is not shown to be gone where all can be read, and nothing in it is known', () => {
    const read = { protocols: ['http'] }
    const seldom = (unlock: number): number[] => (unlock % 16 === 0 ? [2] : [])
    expect(
      compare(beside(side(47, 47), seldom, read), beside(side(60, 0), always, read)).rows[0]?.doubt,
    ).toBe(
      'busy.example was contacted after 3 of 47 unlocks before, now after 60 of 60 unlocks, and a digest of a number with a salt of its own is not known: it may be the same',
    )
    // Also where it is told something that is known, in clear: as one that asks for updates by the IMEI.
    const told = (one: Side): Side => ({
      ...one,
      transmissions: [
        ...one.transmissions,
        ...side(1, 1).transmissions.map((sent) => ({ ...sent, host: busy, at: start + 100 })),
      ],
    })
    const { rows } = compare(
      told(beside(side(47, 47), seldom, read)),
      told(beside(side(60, 0), always, read)),
    )
    expect(rows.find(({ recipient: name }) => name === host)?.doubt).toContain('busy.example was contacted')
    expect(
      compare(beside(side(47, 47), always, read), beside(side(60, 0), always, read)).rows[0]?.isProven,
    ).toBe(true)
  })

  test('is no doubt where it follows them as before, at other times, in clear, or a little more often', () => {
    const often = (unlock: number): number[] => (unlock % 10 < 6 ? [1] : [])
    const oftener = (unlock: number): number[] => (unlock % 10 < 8 ? [1] : [])
    for (const [before, after, more] of [
      [always, always, {}],
      [() => [100], () => [100, 150, 200], {}],
      [often, always, { protocols: ['http'] }],
      [never, always, { isLocal: true }],
      [often, oftener, {}],
    ] as const)
      expect(
        compare(beside(side(47, 47), before, more), beside(side(60, 0), after, more)).rows[0],
      ).toMatchObject({ isProven: true, doubt: null })
  })

  test('is no doubt where the phone is used more, and most recipients follow more of the events', () => {
    const used = (one: Side, delays: (unlock: number) => readonly number[]): Side => {
      const names = Array.from({ length: 6 }, (_, index) => `app${index}.example`)
      const first = beside(one, delays, { flows: 3 })
      const times = first.timing?.contacts.get(busy) ?? new Float64Array()
      return {
        ...first,
        recipients: [
          ...first.recipients,
          ...names.map((name) => recipient({ host: name, protocols: ['tls'] })),
        ],
        timing: first.timing && {
          ...first.timing,
          contacts: new Map([busy, ...names].map((name) => [name, times])),
        },
      }
    }
    expect(compare(used(side(47, 47), never), used(side(60, 0), always)).rows[0]?.isProven).toBe(true)
  })

  test('a document of results tells only what follows an event: a new one is a doubt', () => {
    const trigger = {
      host: busy,
      event: 'unlock',
      hits: 60,
      exposures: 60,
      fromS: 0,
      toS: 5,
      isExplained: false,
    } as const
    const recipients = [recipient({ host: busy, protocols: ['tls'] })]
    const before = side(47, 47, { recipients: [recipient(), ...recipients], timing: null })
    const after = side(60, 0, { recipients, timing: null })
    const follows = (one: Side): Side => ({ ...one, triggers: [...one.triggers, trigger] })
    expect(compare(before, after).rows[0]?.isProven).toBe(true)
    expect(compare(before, follows(after)).rows[0]?.sentence).toContain(
      'busy.example follows 60 of 60 unlocks now',
    )
    expect(compare(follows(before), follows(after)).rows[0]?.isProven).toBe(true)
    const boots = { ...trigger, event: 'boot', hits: 3, exposures: 3 } as const
    expect(
      compare({ ...before, triggers: [...before.triggers, boots] }, follows(after)).rows[0]?.sentence,
    ).toContain('busy.example follows 60 of 60 unlocks now')
    // It followed few of them as soon before: the delays of its trigger tell.
    const seldom = {
      ...trigger,
      hits: 30,
      toS: 20,
      delays: [
        { untilS: 5, count: 3 },
        { untilS: 20, count: 27 },
      ],
    }
    expect(
      compare({ ...before, triggers: [...before.triggers, seldom] }, follows(after)).rows[0],
    ).toMatchObject({
      isProven: false,
      doubt:
        'busy.example was contacted after 3 of 60 unlocks before, now after 60 of 60 unlocks, and what is sent there can not be read: it may be the same',
    })
    // One document is enough for the times of connections to be unknown, whichever side it stands on.
    const timed = { ...before, timing: side(47, 47).timing }
    expect(compare(timed, follows(after)).rows[0]?.isProven).toBe(false)
    expect(compare(before, follows({ ...after, timing: side(60, 0).timing })).rows[0]?.isProven).toBe(false)
  })
})

describe('an update that moves the sends to a new recipient, in a form of its own, in connections that can be read', () => {
  /** A side after on which `new.example` is sent something `delay` seconds after these unlocks, in one connection. */
  const told = (
    isTold: (unlock: number) => boolean,
    delay: number,
    more: Partial<SideRecipient> = {},
    rest: Partial<Side> = {},
  ): Side => {
    const one = side(60, 0, {
      recipients: [recipient({ host: 'new.example', flows: 1, bytesToServer: 90, opaque: 60, ...more })],
      ...rest,
    })
    const unlocks = one.timing?.events.get('unlock') ?? new Float64Array()
    const times = unlocks.filter((_, index) => isTold(index)).map((at) => at + delay)
    return { ...one, timing: one.timing && { ...one.timing, contacts: new Map([['new.example', times]]) } }
  }

  test('is not shown to be gone, also where it answers a little later', () => {
    for (const delay of [1, 9]) {
      const [row] = compare(
        side(47, 47),
        told((unlock) => unlock % 10 < 8, delay),
      ).rows
      expect(row).toMatchObject({
        isProven: false,
        doubt:
          'new.example was not contacted before, is contacted now after 48 of 60 unlocks, and what is sent there can not be read: it may be the same',
      })
    }
    const digest = told(() => true, 1, { opaque: 0 }, { givenKinds: new Set<string>() })
    expect(compare(side(47, 47), digest).rows[0]?.doubt).toContain('without the number in a profile a digest')
    const salted = told(() => true, 1, { opaque: 0 })
    expect(compare(side(47, 47), salted).rows[0]?.doubt).toBe(
      'new.example was not contacted before, is contacted now after 60 of 60 unlocks, and a digest of a number with a salt of its own is not known: it may be the same',
    )
  })

  test('is not shown to be gone by a document in which it follows the events, though it can be read', () => {
    const follows = {
      host: 'new.example',
      event: 'unlock',
      hits: 60,
      exposures: 60,
      fromS: 0,
      toS: 5,
      isExplained: false,
    } as const
    const after = { ...told(() => true, 1, { opaque: 0 }), timing: null, triggers: [follows] }
    expect(compare(side(47, 47), after).rows[0]?.doubt).toBe(
      'new.example follows 60 of 60 unlocks now, was not contacted before, and a digest of a number with a salt of its own is not known: it may be the same',
    )
  })

  test('is not shown to be gone by a document of results, which does not say when requests came', () => {
    const document = (opaque: number): Side => ({ ...told(() => true, 1, { opaque }), timing: null })
    expect(compare(side(47, 47), document(60)).rows[0]?.doubt).toBe(
      'new.example was not contacted before, is sent 60 messages now, and what is sent there can not be read: it may be the same',
    )
    expect(compare(side(47, 47), document(20)).rows[0]?.isProven).toBe(true)
  })

  test('is no doubt where it comes at other times, seldom, or all the time', () => {
    for (const after of [
      told(() => true, 90, { opaque: 0 }),
      told(() => true, 90),
      told((unlock) => unlock % 10 < 2, 1),
      told(() => true, 1, { isLocal: true }),
    ])
      expect(compare(side(47, 47), after).rows[0]).toMatchObject({ isProven: true, doubt: null })
    const beacon = told(() => true, 1)
    const times = Float64Array.from({ length: 4_000 }, (_, index) => start + index * 9)
    const timing = beacon.timing && { ...beacon.timing, contacts: new Map([['new.example', times]]) }
    expect(compare(side(47, 47), { ...beacon, timing }).rows[0]?.isProven).toBe(true)
  })
})

test('another host of the same owner that can not be read may be sent the same, however seldom', () => {
  const moved = (more: Partial<SideRecipient>): Side =>
    side(60, 0, {
      recipients: [
        recipient({ host: 'b.vnet.example', flows: 1, protocols: ['tls'], organisation: '', ...more }),
      ],
    })
  const before = side(47, 47, { recipients: [recipient({ domain: 'vnet.example' })] })
  expect(compare(before, moved({})).rows[0]?.isProven).toBe(true)
  for (const more of [{ domain: 'vnet.example' }, { organisation: 'A (CN)' }]) {
    expect(compare(before, moved(more)).rows[0]?.sentence).toContain('b.vnet.example is contacted now')
    expect(compare(before, moved({ ...more, protocols: ['http'] })).rows[0]?.isProven).toBe(true)
  }
})

test('a new recipient of which not all would be known is told beside what is gone, at whatever times it is contacted', () => {
  const said = (
    more: Partial<SideRecipient>,
    given: readonly string[],
    hosts = ['fresh.example'],
  ): string[] => {
    const recipients = hosts.map((name) => recipient({ host: name, organisation: '', ...more }))
    const { rows, caveats } = compare(side(47, 47), side(60, 0, { recipients, givenKinds: new Set(given) }))
    expect(rows[0]?.isProven).toBe(true)
    return caveats.filter((text) => text.includes('fresh.example'))
  }
  expect(said({}, [])).toEqual([
    'fresh.example was not contacted before and is now; without the number in a profile a digest of it is not known: whether the same goes there at other times is not known.',
  ])
  expect(said({ protocols: ['tls'] }, ['imei'], ['fresh.example', 'b.example', 'c.example'])).toEqual([
    'fresh.example and 2 other recipients were not contacted before and are now; what is sent there can not be read: whether the same goes there at other times is not known.',
  ])
  // A digest with a salt of its own is read, and not known, whatever the profile has.
  expect(said({}, ['imei'])).toEqual([
    'fresh.example was not contacted before and is now; a digest of a number with a salt of its own is not known: whether the same goes there at other times is not known.',
  ])
  // Servers of names and times, and the planted request alone, need no such words.
  expect(said({ protocols: ['dns'] }, ['imei'])).toEqual([])
  expect(said({ isLocal: true }, [])).toEqual([])
  expect(said({}, [], [])).toEqual([])
})

test('a sender that had fallen silent before the update is not shown to be gone by as long a silence', () => {
  expect(compare(side(107, 47), side(55, 0)).rows[0]).toMatchObject({
    isProven: false,
    doubt: 'before, 60 unlocks in a row went without a send, too',
  })
  expect(compare(side(107, 47), side(61, 0)).rows[0]).toMatchObject({
    isProven: false,
    doubt: expect.stringContaining('59 of 59 unlocks had none either'),
  })
})

describe('sends that come in spells', () => {
  /** A phone that is unlocked, and a sender that goes on (or is silent) as before with the chance `stay`, else as drawn. */
  const drawn = (random: Random, unlocks: number, stay: number, share: number): boolean[] => {
    let isSending = random.chance(share)
    return Array.from({ length: unlocks }, () => {
      if (!random.chance(stay)) isSending = random.chance(share)
      return isSending
    })
  }
  const of = (hits: readonly boolean[]): Side => {
    const sends = hits.filter(Boolean).length
    const all = side(hits.length, hits.length)
    return {
      ...side(hits.length, sends),
      transmissions: all.transmissions.filter((_, index) => hits[index]),
      triggers: sends === 0 ? [] : all.triggers.map((one) => ({ ...one, hits: sends })),
    }
  }

  test.each([
    [0.9, 60, 40],
    [0.95, 100, 60],
    [0.98, 100, 40],
  ])('nothing changed, and none is called gone: %f', (stay, unlocks, later) => {
    let [silent, gone] = [0, 0]
    const tried = times(400, 1_000)
    for (let seed = 1; seed <= tried; seed++) {
      const hits = drawn(new Random(seed, 12), unlocks + later, stay, 0.5)
      const rows = compare(of(hits.slice(0, unlocks)), of(hits.slice(unlocks))).rows
      if (rows.some(({ status }) => status === 'gone')) silent++
      if (rows.some(({ isProven }) => isProven)) gone++
    }
    expect(silent).toBeGreaterThan(tried / 25)
    expect(gone).toBeLessThanOrEqual(tried / 100)
  })

  test('what came and went from one unlock to the next is shown to be gone', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const before = drawn(new Random(seed, 12), 60, 0, 0.5)
      expect(compare(of(before), side(40, 0)).rows[0]?.isProven).toBe(true)
    }
    // One silence, short beside that after.
    const once = Array.from({ length: 60 }, (_, index) => index < 30 || index > 33)
    expect(compare(of(once), side(60, 0)).rows[0]?.isProven).toBe(true)
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

test('new', () => {
  const { rows } = compare(side(40, 0), side(40, 38))
  expect(rows.map((one) => one.status)).toEqual(['new', 'new'])
  expect(rows[0]?.sentence).toContain('38 of 40 unlocks')
})

test('what was hidden before, or may not have come by chance, is not known to be new', () => {
  const doubtOf = (before: Side): string | null | undefined => compare(before, side(40, 38)).rows[0]?.doubt
  expect(doubtOf(side(40, 0))).toBeNull()
  expect(doubtOf(side(40, 0, { recipients: [recipient({ protocols: ['tls'] })] }))).toBe(
    'it was contacted before, too, and then what is sent there can not be read',
  )
  expect(doubtOf(side(40, 0, { recipients: [recipient()] }))).toBeNull()
  expect(doubtOf(side(1, 0))).toMatch(/^too little was observed before \(p = 0\.0\d+\)$/)
  expect(doubtOf(side(0, 0))).toBe('no unlock was observed before')
  const { rows, sentence } = compare(side(1, 0), side(40, 38))
  expect(rows[0]?.sentence).toContain(
    'imei to server.example: sent now, and not seen before (0 of 1 unlock before, 38 of 40 unlocks after), which may be nothing new: too little was observed before',
  )
  expect(sentence).toContain('2 new (perhaps sent before, too)')
})

test('an address of a server that had a name before is not known to be new', () => {
  const address = '203.0.113.7'
  const nameless = side(40, 38, {
    transmissions: [
      ...side(40, 38).transmissions,
      ...side(40, 2).transmissions.map((one) => ({ ...one, host: address })),
    ],
    recipients: [recipient(), recipient({ host: address, addresses: [address] })],
  })
  const newOf = (before: Side): CompareRow | undefined =>
    compare(before, nameless).rows.find(({ recipient: name }) => name === address)
  const named = side(40, 38, { recipients: [recipient({ addresses: [address] })] })
  // Whatever else the named one was sent.
  const beside = side(40, 2).transmissions.map((one) => ({ ...one, identifiers: ['build'] }))
  expect(newOf({ ...named, transmissions: [...named.transmissions, ...beside] })).toMatchObject({
    status: 'new',
    doubt: 'it is an address of server.example, which was sent it before',
  })
  expect(
    newOf(side(40, 38, { recipients: [recipient({ addresses: ['203.0.113.8'] })] }))?.doubt ?? '',
  ).not.toContain('address of')
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

describe('of several new recipients of an identifier', () => {
  const moved = (families: readonly string[]): (string | undefined)[] => {
    const full = side(40, 40)
    const transmissions = families.flatMap((family, index) =>
      full.transmissions.map((one) => ({ ...one, host: `new-${index}.example`, family })),
    )
    return compare(full, { ...side(40, 0), transmissions }).rows.map(({ movedTo }) => movedTo)
  }

  test('one of the same family is where it moved, else the first', () => {
    expect(moved(['another-family', 'some-family'])[0]).toBe('new-1.example')
    expect(moved(['another-family', ''])[0]).toBe('new-0.example')
  })

  test('one that gets it seldom, at other times or all the time is new, and no other’s place was taken by it', () => {
    const full = side(40, 40)
    const sent = (times: readonly number[], more: Partial<SideRecipient> = {}, family = ''): unknown[] => {
      const [first] = full.transmissions
      const transmissions = times.map((at) => ({
        ...first,
        at,
        host: 'game.example',
        family,
      })) as Side['transmissions']
      const game = recipient({ host: 'game.example', ...more })
      const { rows } = compare(full, side(40, 0, { transmissions, recipients: [game] }))
      const [own, , added] = rows
      return [own?.status, own?.movedTo, added?.recipient, added?.status]
    }
    const unlocks = full.transmissions.map(({ at }) => at)
    const asNew = ['gone', undefined, 'game.example', 'new']
    const asMoved = ['changed', 'game.example', undefined, undefined]
    expect(sent(unlocks.slice(0, 1))).toEqual(asNew)
    expect(sent(unlocks.slice(0, 19))).toEqual(asNew)
    expect(sent(unlocks.map((at) => at + 200))).toEqual(asNew)
    expect(sent(Array.from({ length: 2_400 }, (_, index) => start + 10 * index))).toEqual(asNew)
    expect(sent(unlocks.slice(0, 20))).toEqual(asMoved)
    expect(sent(unlocks.map((at) => at + 5))).toEqual(asMoved)
    // Of the same owner or family, however seldom.
    expect(sent(unlocks.slice(0, 1), { organisation: 'A (CN)' })).toEqual(asMoved)
    expect(sent(unlocks.slice(0, 1), { domain: host })).toEqual(asMoved)
    expect(sent(unlocks.slice(0, 1), {}, 'some-family')).toEqual(asMoved)
  })
})

describe('sentences', () => {
  test('of what is still sent, and of what is gone', () => {
    expect(compare(side(40, 40), side(40, 4)).rows[0]?.sentence).toBe(
      `imei to ${host}: still sent (40 of 40 unlocks before, 4 of 40 unlocks after).`,
    )
    const late = side(40, 4)
    const elsewhen = {
      ...late,
      transmissions: late.transmissions.map((one) => ({ ...one, at: one.at + 300 })),
    }
    expect(compare(side(40, 40), elsewhen).rows[0]?.sentence).toBe(
      `imei to ${host}: still sent, but not within 5 s after unlocks (40 of 40 unlocks before, 0 of 40 unlocks after).`,
    )
    const banded = (one: Side): Side => ({
      ...one,
      triggers: one.triggers.map((trigger) => ({ ...trigger, fromS: 0.5 })),
    })
    expect(compare(banded(side(40, 40)), banded(elsewhen)).rows[0]?.sentence).toContain(
      'still sent, but not from 0.5 s to 5 s after unlocks (',
    )
    expect(compare(side(47, 47), side(60, 0)).rows[0]?.sentence).toMatch(
      /^imei to server\.example: gone\. 47 of 47 unlocks before, 0 of 60 unlocks after; p .* \(Fisher, exact\); at most 4\.9 % may remain \(95 %\)\. 239 more unlocks without a send are needed for a bound below 1 %\.$/,
    )
    const shown = compare(side(47, 47), side(299, 0)).rows[0]
    expect(shown?.moreNeeded.events).toBe(0)
    expect(shown?.sentence).toMatch(/may remain \(95 %\)\.$/)
  })

  test('the summary counts each status, and calls all gone only where nothing else is there', () => {
    const full = side(40, 40)
    const fewer: Side = {
      ...full,
      transmissions: full.transmissions.map((one) => ({ ...one, identifiers: ['cell-id'] })),
    }
    expect(compare(full, fewer).sentence).toBe(
      'Pairs of identifier and recipient: 1 still sent, 1 changed, 0 new, 0 gone; 1 recipient to look at.',
    )
    expect(compare(side(40, 0), side(40, 38)).sentence).toBe(
      'Pairs of identifier and recipient: 0 still sent, 0 changed, 2 new, 0 gone; 1 recipient to look at.',
    )
    expect(compare(side(40, 0), side(40, 0)).sentence).toBe(
      'Neither side shows a transmission that carries an identifier.',
    )
    expect(compare(side(47, 47), side(60, 0)).sentence).toBe(
      'All that was seen to be sent before is gone (2 pairs of identifier and event, all shown).',
    )
  })
})

test('the headline calls gone only what is shown to be', () => {
  const elsewhere = side(3, 0, {
    recipients: [recipient({ host: 'other.example' })],
    transmissions: side(3, 3).transmissions.map((one) => ({
      ...one,
      host: 'new.example',
      identifiers: ['imsi'],
    })),
  })
  expect(compare(side(3, 3), elsewhere).sentence).toMatch(
    /^Pairs of identifier and recipient: 0 still sent, 0 changed, 1 new \(perhaps sent before, too\), 0 gone, 2 not seen \(which is no proof\); 1 recipient to look at\.$/,
  )
})

test('the headline counts what is sent once, however many kinds of event it follows', () => {
  const stays = recipient({ host: 'stays.example' })
  const withOther = (one: Side, kinds: readonly SideTrigger['event'][], sent: readonly string[]): Side => ({
    ...one,
    recipients: [...one.recipients, stays],
    transmissions: [
      ...one.transmissions,
      ...side(60, 60).transmissions.map((other) => ({ ...other, host: stays.host, identifiers: sent })),
    ],
    triggers: one.triggers.flatMap((trigger) => kinds.map((event) => ({ ...trigger, event }))),
    eventCounts: new Map(kinds.map((kind) => [kind, 60])),
    timing: one.timing && {
      ...one.timing,
      events: new Map(
        kinds.map((kind) => {
          const all = one.timing?.events.get('unlock') ?? new Float64Array()
          return [kind, kind === 'boot' ? all.subarray(0, 2) : all] as const
        }),
      ),
    },
  })
  const said = (...kinds: readonly SideTrigger['event'][]): string =>
    compare(withOther(side(60, 60), kinds, ['imei']), withOther(side(60, 0), kinds, ['imei'])).sentence
  const counted = 'Pairs of identifier and recipient: 1 still sent, 0 changed, 0 new, 2 gone'
  expect(said('unlock')).toBe(`${counted}; 1 recipient to look at.`)
  expect(said('unlock', 'screen-on')).toBe(said('unlock'))
  expect(said('unlock', 'boot')).toBe(
    `${counted} (not shown for each kind of event); 1 recipient to look at.`,
  )
})

test('the headline says that without device events only what the traffic shows was tested', () => {
  const joined = (one: Side): Side => ({
    ...one,
    hasEvents: false,
    triggers: one.triggers.map((trigger) => ({ ...trigger, event: 'network-up' as const })),
    eventCounts: new Map([['network-up', 47]]),
    timing: one.timing && {
      ...one.timing,
      events: new Map([['network-up', one.timing.events.get('unlock') ?? new Float64Array()]]),
    },
  })
  expect(compare(joined(side(47, 47)), joined(side(60, 0))).sentence).toBe(
    'All that was seen to be sent before is gone (2 pairs of identifier and event, all shown). No device events were given: only what the traffic itself shows (joins of a network) was tested as what makes it send.',
  )
  const bare = (one: Side): Side => ({ ...one, hasEvents: false, triggers: [], eventCounts: new Map() })
  expect(compare(side(47, 47), bare(side(60, 0))).sentence).toContain('were given for the side after: only')
  expect(compare(bare(side(47, 47)), bare(side(60, 0))).sentence).toContain(
    'were given: no event was tested as what makes it send.',
  )
})

test('events that were given and lie outside of the capture are not told as not given', () => {
  const after = { ...side(60, 0), hasEvents: false, eventsUnseen: 30, eventCounts: new Map() }
  const { sentence } = compare(side(47, 47), after)
  expect(sentence).toContain(
    'None of the 30 device events that were given for the side after lies in the time that was observed: only what the traffic itself shows was tested as what makes it send.',
  )
  expect(sentence).not.toContain('unlocks)')
})

test('where there was no stimulus on one side, no chance is computed', () => {
  const pValues = (before: Side, after: Side): (number | undefined)[] =>
    compare(before, after).rows.map(({ pValue }) => pValue)
  expect(pValues(side(47, 47), side(0, 0))).toEqual([1, 1])
  expect(pValues(side(0, 0), side(47, 47))).toEqual([1, 1])
  expect(pValues(side(40, 0), side(40, 38))[0]).toBeLessThan(1e-9)
})

test('what documents show to be gone is told with what they do not know', () => {
  const told = (more: Partial<Side>): string => compare(side(47, 47), side(60, 0, more)).sentence
  expect(told({ timing: null })).toContain('Documents of results do not say when connections began')
  expect(told({})).not.toContain('Documents')
  // Three unlocks show nothing to be gone.
  expect(compare(side(47, 47), side(3, 0, { timing: null })).sentence).not.toContain('Documents')
  const asked = compare(side(47, 47), side(60, 0, { timing: null, dnsNames: new Set(['new.cdn.example']) }))
  expect(asked.rows[0]?.doubt).toContain('new.cdn.example was not asked for before, is asked for now')
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

test('that only the sends suggest the clock of a side is told', () => {
  const moved = { suggestedOffsetS: -40 }
  expect(compare(side(47, 47), side(60, 5, moved)).caveats).toEqual([
    'On the side after 40 s were taken from the times of the events, for no other reason than that sends follow them then: if the clocks agree, compare with --clock-offset 0.',
  ])
  expect(compare(side(47, 47, { suggestedOffsetS: 1 }), side(60, 5)).sentence).toContain(
    'On the side before 1 s were added to the times of the events',
  )
  // Without an event as what makes it send, the clocks of events do not matter.
  expect(compare(side(47, 0), side(60, 0, moved)).caveats).toEqual([])
})
