import { describe, expect, test } from 'vitest'
import { ObservedTime } from '../correlate/observed.ts'
import { identifiers as identifierTypes } from '../detect/identifiers.gen.ts'
import { compareSides } from './compare.ts'
import type { Comparison } from './compare.ts'
import { judgeClaims } from './claims.ts'
import { scopeOf } from './scope.ts'
import type { Unit } from './scope.ts'
import type { Claim } from './claims.ts'
import { presenceOf } from './side.ts'
import type { Side, SideRecipient } from './side.ts'

const start = 1_772_409_600
const host = 'server.example'

function recipient(more: Partial<SideRecipient> = {}): SideRecipient {
  return {
    host,
    flows: 3,
    bytesToServer: 300,
    bytesToClient: 300,
    protocols: ['http'],
    opaque: 0,
    countries: ['CN'],
    organisation: 'A (CN)',
    ...more,
  }
}

/** A side with unlocks every ten minutes, of which the first `sends` were answered. */
function side(unlocks: number, sends: number, more: Partial<Side> = {}): Side {
  const events = Float64Array.from({ length: unlocks }, (_, index) => start + 300 + index * 600)
  const end = start + 600 * (unlocks + 1)
  return {
    files: ['a.pcap'],
    captures: [],
    observedSeconds: end - start,
    hasProfile: true,
    readShare: 0.4,
    sumsHold: true,
    missingBytes: 0,
    recipients: sends > 0 ? [recipient()] : [],
    transmissions: [...events.subarray(0, sends)].map((at, index) => ({
      host,
      family: 'some-family',
      identifiers: ['imei', 'cell-id'],
      at: at + 2,
      protection: 'plaintext',
      capture: 0,
      exchange: index,
      frames: [index + 1],
      accepted: false,
    })),
    triggers:
      sends > 0
        ? [{ host, event: 'unlock', hits: sends, exposures: unlocks, fromS: 0, toS: 5, isExplained: false }]
        : [],
    dnsNames: new Set(['canary.example']),
    eventCounts: new Map([['unlock', unlocks]]),
    timing: {
      events: new Map([['unlock', events]]),
      observed: new ObservedTime([{ start, end }]),
      slackS: 0,
    },
    ...more,
  }
}

function compare(before: Side, after: Side, canary: string | null = 'canary.example'): Comparison {
  return compareSides(before, after, { canary, boundMax: 0.1 })
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

  test.each([{}, { protocols: ['unrecognised'] }, { protocols: ['http'], opaque: 60 }])(
    'is not shown to be gone: %o',
    (more) => {
      const [row] = compare(side(47, 47), newcomer(60, more)).rows
      expect(row?.isProven).toBe(false)
      expect(row?.sentence).toContain('new.example follows 60 of 60 unlocks now')
    },
  )

  test('is not shown to be gone where it may be a digest: the phone’s own numbers were not given', () => {
    const [row] = compare(side(47, 47), { ...newcomer(60, { protocols: ['http'] }), hasProfile: false }).rows
    expect(row?.isProven).toBe(false)
    expect(row?.sentence).toContain('without a profile a digest of a number is not known')
  })

  test('is no reason against “gone” where it can be read, was there before, or follows few of the events', () => {
    expect(compare(side(47, 47), newcomer(60, { protocols: ['http'] })).rows[0]?.isProven).toBe(true)
    expect(compare(side(47, 47), newcomer(20)).rows[0]?.isProven).toBe(true)
    const before = side(47, 47, { recipients: [recipient(), recipient({ host: 'new.example' })] })
    expect(compare(before, newcomer(60)).rows[0]?.isProven).toBe(true)
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
    timing: { events: new Map(), observed: new ObservedTime([{ start, end }]), slackS: 0 },
  }
  // The capture begins at half past: three hours of the clock.
  const shifted = (one: Side, by: number): Side => ({
    ...one,
    transmissions: one.transmissions.map((send) => ({ ...send, at: send.at + by })),
    timing: {
      events: new Map(),
      observed: new ObservedTime([{ start: start + by, end: end + by }]),
      slackS: 0,
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
  const silent: readonly [string, Partial<Side>, string][] = [
    ['dns-only', { dnsNames: new Set(['canary.example', host]) }, 'its name is still asked for'],
    ['blocked', { recipients: [recipient({ bytesToClient: 0 })] }, 'blocked or refused'],
    ['encrypted', { recipients: [recipient({ protocols: ['tls'] })] }, 'can not be read now'],
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

describe('claims', () => {
  const claim = (form: Claim['form'], more: Partial<Claim> = {}): Claim => ({
    id: 'c',
    text: 't',
    by: '',
    source: '',
    form,
    sender: host,
    countries: [],
    units: new Map(),
    ...more,
  })
  const verdict = (one: Claim, before: Side | null, after: Side | null = null): string =>
    judgeClaims([one], { before, after, scope: null, canary: 'canary.example' })[0]?.verdict ?? ''

  test('no personal identifier', () => {
    const one = claim('no-personal-identifier')
    expect(verdict(one, side(40, 40))).toBe('contradicted')
    expect(
      judgeClaims([one], { before: side(40, 40), after: null, scope: null, canary: null })[0]
        ?.transmissions[0]?.frames,
    ).toEqual([1])
    expect(verdict(one, side(40, 0))).toBe('not-testable')
    expect(verdict(one, side(40, 0, { recipients: [recipient({ protocols: ['tls'] })] }))).toBe(
      'not-testable',
    )
    expect(verdict(one, side(40, 0, { recipients: [recipient()] }))).toBe('supported')
    expect(verdict(one, side(40, 0, { recipients: [recipient()], hasProfile: false }))).toBe('not-testable')
    for (const more of [{ protocols: ['unrecognised'] }, { opaque: 30 }])
      expect(verdict(one, side(40, 0, { recipients: [recipient(more)] }))).toBe('not-testable')
    expect(verdict(one, side(40, 0, { recipients: [recipient()], missingBytes: 400 }))).toBe('not-testable')
  })

  test('all but model and build single out', () => {
    const one = claim('no-personal-identifier')
    const sending = (identifiers: readonly string[]): Side =>
      side(1, 1, { transmissions: side(1, 1).transmissions.map((sent) => ({ ...sent, identifiers })) })
    expect(verdict(one, sending(['build', 'device-model']))).toBe('supported')
    for (const identifier of identifierTypes.map(({ name }) => name))
      if (!['build', 'device-model'].includes(identifier))
        expect([identifier, verdict(one, sending([identifier]))]).toEqual([identifier, 'contradicted'])
  })

  test('only on activation, refused by the server, only to a country', () => {
    expect(verdict(claim('only-on-activation'), side(40, 40))).toBe('contradicted')
    expect(verdict(claim('only-on-activation'), side(40, 1))).toBe('not-testable')
    // Sent twice within minutes: tried again, or one registration in two messages.
    expect(verdict(claim('only-on-activation'), side(40, 2))).toBe('not-testable')
    expect(verdict(claim('only-on-activation'), side(40, 3))).toBe('contradicted')
    expect(verdict(claim('server-did-not-accept'), side(40, 40))).toBe('supported')
    const accepted = side(40, 40)
    expect(
      verdict(claim('server-did-not-accept'), {
        ...accepted,
        transmissions: accepted.transmissions.map((one) => ({ ...one, accepted: true })),
      }),
    ).toBe('contradicted')
    expect(verdict(claim('only-country', { countries: ['SG'] }), side(40, 40))).toBe('contradicted')
    expect(verdict(claim('only-country', { countries: ['CN'] }), side(40, 40))).toBe('supported')
  })

  test('fixed by an update', () => {
    expect(verdict(claim('fixed-by-update'), side(47, 47), side(60, 0))).toBe('supported')
    expect(verdict(claim('fixed-by-update'), side(47, 47), side(2, 0))).toBe('not-testable')
    expect(verdict(claim('fixed-by-update'), side(47, 47), side(40, 1))).toBe('contradicted')
    expect(verdict(claim('fixed-by-update'), side(47, 47))).toBe('not-testable')
    // The heaviest identifier is quoted.
    const before = side(47, 47)
    const own = before.transmissions.map((one) => ({ ...one, identifiers: ['build', 'imei'] }))
    const [fixed] = judgeClaims([claim('fixed-by-update')], {
      before: { ...before, transmissions: own },
      after: side(60, 0),
      scope: null,
      canary: 'canary.example',
    })
    expect(fixed?.reason).toContain('imei to server.example: gone')
    // What goes there now can not be seen: neither a fix nor none.
    for (const more of [
      { recipients: [recipient({ protocols: ['tls'] })] },
      { dnsNames: new Set(['canary.example', host]) },
    ])
      expect(verdict(claim('fixed-by-update'), side(47, 47), side(60, 0, more))).toBe('not-testable')
  })

  test('sources that do not agree decide nothing, and an operator elsewhere is named', () => {
    const at = (countries: string[]): Side => side(40, 40, { recipients: [recipient({ countries })] })
    const one = claim('only-country', { countries: ['SG'] })
    expect(verdict(one, at(['SG', 'US']))).toBe('not-testable')
    expect(verdict(one, at(['US']))).toBe('contradicted')
    const [inside] = judgeClaims([one], { before: at(['SG']), after: null, scope: null, canary: null })
    expect(inside?.verdict).toBe('supported')
    expect(inside?.reason).toContain('Who operates them is not: server.example (A (CN))')
  })

  test('units of which the table says nothing lie neither inside nor outside', () => {
    const units = Array.from(
      { length: 30 },
      (_, index): Unit => ({
        id: `u${index}`,
        attributes: new Map(index === 1 ? [] : [['batch', index === 0 ? 'a' : 'b']]),
        state: index < 2 ? 'affected' : 'clean',
        exposures: 30,
        hits: index < 2 ? 1 : 0,
        reason: '',
      }),
    )
    const scope = scopeOf(units, { population: null, seed: 1, conditionsMax: 2 })
    const judged = (name: string, value: string): string =>
      judgeClaims([claim('only-units', { units: new Map([[name, value]]) })], {
        before: null,
        after: null,
        scope,
        canary: null,
      })[0]?.verdict ?? ''
    expect(judged('batch', 'a')).toBe('supported')
    expect(judged('batch', 'c')).toBe('contradicted')
    expect(judged('Batch', 'a')).toBe('not-testable')
  })

  test('only some units needs a fleet', () => {
    expect(verdict(claim('only-units', { units: new Map([['build', 'x']]) }), side(1, 1))).toBe(
      'not-testable',
    )
  })
})

test('beside a side of which nothing was read, nothing is comparable, and new is what was not seen', () => {
  const empty: Side = { ...side(0, 0), transmissions: [], readShare: 0, observedSeconds: 0 }
  const { rows, comparability } = compare(empty, side(47, 47))
  expect(rows[0]?.sentence).toMatch(
    / now \(.*\), and was not seen to be before, when nothing could be read\.$/,
  )
  const of = (what: string): boolean | undefined =>
    comparability.find((one) => one.what.includes(what))?.isComparable
  expect([of('time that was observed'), of('share of the traffic')]).toEqual([false, false])
})
