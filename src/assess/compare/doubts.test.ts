import { describe, expect, test } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { compare, host, recipient, side, start } from '../../../test/support/compared-sides.ts'
import { Random } from '../../correlate/random.ts'
import type { CompareRow } from './compare-row.ts'
import type { Side, SideRecipient, SideTrigger } from '../side.ts'

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
