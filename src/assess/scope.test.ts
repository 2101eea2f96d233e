import { expect, test } from 'vitest'
import { syntheticFleet } from '../../test/support/synthetic-fleet.ts'
import type { Cause } from '../../test/support/synthetic-fleet.ts'
import { scopeOf } from './scope.ts'
import type { Condition } from './scope/conditions.ts'
import type { Unit } from './scope/unit.ts'

/** What testing a unit gave: as much as it takes, unless nothing could be said of it. */
function tested(state: Unit['state']): Omit<Unit, 'id' | 'attributes'> {
  return { state, isCounted: state !== 'undetermined', exposures: 30, hits: 0, reason: '' }
}

const options = { population: null, seed: 1, conditionsMax: 2 }

for (const cause of ['build', 'serialStart', 'operatorFolder', 'build and region'] as Cause[]) {
  test(`the cause “${cause}” of five affected of sixty is named`, () => {
    for (let seed = 1; seed <= 3; seed++) {
      const { units, conditions } = syntheticFleet({ seed, units: 60, affected: 5, cause, undetermined: 4 })
      const scope = scopeOf(units, options)
      const [best] = scope.separating
      const named = [best?.conditions ?? [], ...(best?.confoundedWith ?? [])].map((one) =>
        one
          .map(({ attribute }) => attribute)
          .toSorted()
          .join(' and '),
      )
      expect(named).toContain(
        conditions
          .map(({ attribute }) => attribute)
          .toSorted()
          .join(' and '),
      )
      expect(best?.affectedInside).toBe(5)
      expect(best?.cleanInside).toBe(0)
      expect(best?.pCorrected).toBeLessThanOrEqual(0.05)
      expect(scope.prevalence.k).toBe(5)
      expect(scope.prevalence.n).toBe(56)
    }
  })
}

test('random units have no cause, and the same seed gives the same answer', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const { units } = syntheticFleet({ seed, units: 60, affected: 5, cause: 'none', undetermined: 4 })
    expect(scopeOf(units, options).separating).toEqual([])
  }
  const { units } = syntheticFleet({ seed: 2, units: 60, affected: 5, cause: 'build', undetermined: 4 })
  expect(scopeOf(units, options)).toEqual(scopeOf(units, options))
})

/** So many units, of which the first are of one build and region, and of these the first affected. */
function inseparable(units: number, inside: number, affected: number): Unit[] {
  return Array.from(
    { length: units },
    (_, index): Unit => ({
      id: `u${index}`,
      attributes: new Map([
        ['build', index < inside ? 'x' : 'y'],
        ['region', index < inside ? 'NO' : 'SE'],
      ]),
      state: index < affected ? 'affected' : 'clean',
      isCounted: true,
      exposures: 30,
      hits: 0,
      reason: '',
    }),
  )
}

test('attributes that select the same units are told as such, with what would tell them apart', () => {
  const units = inseparable(40, 5, 5)
  const scope = scopeOf(units, options)
  expect(scope.separating[0]?.confoundedWith).toHaveLength(1)
  expect(scope.separating[0]?.sentence).toContain('can not tell the two apart')
  expect(scope.next).toHaveLength(2)
})

test('two attributes together are told with the other pairs that select the same units', () => {
  // Only who is of batch b and of the north is affected; the south is what it is to operator S.
  const unit = (index: number, batch: string, region: string): Unit => ({
    id: `u${index}`,
    attributes: new Map([
      ['batch', batch],
      ['operator', region === 'north' ? 'N' : 'S'],
      ['region', region],
    ]),
    state: batch === 'b' && region === 'north' ? 'affected' : 'clean',
    isCounted: true,
    exposures: 30,
    hits: 0,
    reason: '',
  })
  const units = Array.from({ length: 48 }, (_, index) =>
    unit(index, index % 2 === 0 ? 'b' : 'c', index % 4 < 2 ? 'north' : 'south'),
  )
  const [best] = scopeOf(units, options).separating
  const pair = (other: string, value: string): Condition[] => [
    { attribute: 'batch', relation: 'is', value: 'b' },
    { attribute: other, relation: 'is', value },
  ]
  expect([best?.conditions, ...(best?.confoundedWith ?? [])]).toEqual([
    pair('operator', 'N'),
    pair('region', 'north'),
  ])
  expect(best?.sentence).toContain('selects the same units')
  expect(
    scopeOf(units, options)
      .next.map(({ reason }) => reason)
      .join(),
  ).toContain('region is north')
})

test('how many clean units refute an explanation follows from its own share of affected ones', () => {
  const units: Unit[] = []
  const put = (count: number, batch: string, region: string, state: Unit['state']): void => {
    for (let index = 0; index < count; index++)
      units.push({
        id: `u${units.length}`,
        attributes: new Map([
          ['batch', batch],
          ['region', region],
        ]),
        ...tested(state),
      })
  }
  put(12, 'b', 'south', 'affected')
  put(12, 'c', 'north', 'affected')
  put(12, 'c', 'north', 'clean')
  put(80, 'c', 'south', 'clean')
  put(2, 'c', 'north', 'undetermined')
  const { separating, next } = scopeOf(units, options)
  expect(separating.map(({ affectedInside, cleanInside }) => [affectedInside, cleanInside])).toEqual([
    [12, 0],
    [12, 12],
  ])
  // Of the batch all are affected. Of the region half are: 0.5⁵ is below 5 %.
  expect(next.map((one) => [one.conditions[0]?.attribute, one.units])).toEqual([
    ['batch', 2],
    ['region', 5],
  ])
  expect(next.map(({ reason }) => reason)).toEqual([
    '2 units with batch is b but not region is north: if all are clean, “batch is b” is not the cause.',
    '5 units with region is north but not batch is b: if all are clean, “region is north” is not the cause (2 such units in the table wait to be tested).',
  ])
})

test('a cause that shows in few units asks for many clean ones to refute it', () => {
  const units = inseparable(400, 100, 12)
  // 0.88 to the 24th power is below 5 %, to the 23rd it is not.
  expect(scopeOf(units, options).next.map((one) => one.units)).toEqual([24, 24])
})

test.each([
  ['none of those outside is affected', 0, [19]],
  ['some outside are affected, too: no number of clean ones makes them fewer', 2, []],
])('how many units outside to test: %s', (_, affectedOutside, wanted) => {
  const units = Array.from(
    { length: 52 + affectedOutside },
    (_unused, index): Unit => ({
      id: `u${index}`,
      attributes: new Map([
        ['batch', index < 12 ? 'b' : 'c'],
        ['shop', `${index % 7}`],
      ]),
      state: index < 12 || index >= 52 ? 'affected' : 'clean',
      isCounted: true,
      exposures: 30,
      hits: 0,
      reason: '',
    }),
  )
  const { separating, next } = scopeOf(units, { ...options, conditionsMax: 1 })
  expect(separating).toHaveLength(1)
  expect(next.map((one) => one.units)).toEqual(wanted)
})

test('a border of a value with an order is found', () => {
  const units = Array.from(
    { length: 48 },
    (_, index): Unit => ({
      id: `u${index}`,
      attributes: new Map([['bought', `2018-${String((index % 12) + 1).padStart(2, '0')}`]]),
      state: index % 12 < 3 ? 'affected' : 'clean',
      isCounted: true,
      exposures: 30,
      hits: 0,
      reason: '',
    }),
  )
  expect(scopeOf(units, options).separating[0]?.conditions).toEqual([
    { attribute: 'bought', relation: 'at most', value: '2018-03' },
  ])
})

test('what only adds clean units to a separator that is told is not told beside it', () => {
  // All of one batch, which went to one region; the region has other units, too.
  const unit = (index: number, batch: string, region: string, state: Unit['state']): Unit => ({
    id: `u${index}`,
    attributes: new Map([
      ['batch', batch],
      ['region', region],
    ]),
    ...tested(state),
  })
  const units = Array.from({ length: 48 }, (_, index) =>
    index < 10
      ? unit(index, 'b', 'north', 'affected')
      : unit(index, index % 2 === 0 ? 'c' : 'd', index < 15 ? 'north' : 'south', 'clean'),
  )
  expect(scopeOf(units, options).separating.map(({ conditions }) => conditions)).toEqual([
    [{ attribute: 'batch', relation: 'is', value: 'b' }],
  ])
})

test('a part of what is told is no rival of it, and no test asks for units that can not be', () => {
  // Of the batch nearly all are affected, in either build; beside it one unit of each build.
  const unit = (index: number, batch: string, state: Unit['state']): Unit => ({
    id: `u${index}`,
    attributes: new Map([
      ['batch', batch],
      ['build', `${index % 2}`],
    ]),
    ...tested(state),
  })
  const batch = Array.from({ length: 84 }, (_, index) =>
    unit(index, index < 14 ? 'b' : 'c', index < 12 || index > 81 ? 'affected' : 'clean'),
  )
  expect(scopeOf(batch, options)).toMatchObject({
    separating: [{ conditions: [{ attribute: 'batch', value: 'b' }] }],
    next: [],
  })
  // Only one build of the batch is affected: batch and build alone separate, too, but less well.
  const pair = Array.from({ length: 84 }, (_, index) =>
    unit(index, index < 24 ? 'b' : 'c', index < 24 && index % 2 === 0 ? 'affected' : 'clean'),
  )
  const { separating, next } = scopeOf(pair, options)
  expect(separating.map(({ conditions }) => conditions.map(({ attribute }) => attribute))).toEqual([
    ['batch', 'build'],
    ['batch'],
    ['build'],
  ])
  expect(next.map(({ reason }) => reason)).toEqual([
    '5 units with batch is b but not build is 0: if all are clean, “batch is b” is not the cause.',
    '9 units with build is 0 but not batch is b: if all are clean, “build is 0” is not the cause.',
  ])
})

test('units that were tested too briefly to be called clean are in no share, also where they are affected', () => {
  const unit = (index: number): Unit => {
    const isSouth = index % 2 === 1
    const isAffected = Math.floor(index / 2) % 4 === 0
    return {
      id: `u${index}`,
      attributes: new Map([
        ['region', isSouth ? 'south' : 'north'],
        ['model', index % 8 < 4 ? 'a' : 'b'],
      ]),
      state: isAffected ? 'affected' : isSouth ? 'undetermined' : 'clean',
      isCounted: !isSouth,
      exposures: isSouth ? 12 : 40,
      hits: isAffected ? 9 : 0,
      reason: '',
    }
  }
  const units = Array.from({ length: 32 }, (_, index) => unit(index))
  const { prevalence, separating, strata, sentences } = scopeOf(units, options)
  expect(prevalence).toMatchObject({ k: 4, n: 16 })
  expect(sentences[0]).toContain(
    '12 units could not be determined and are not counted. 4 more units are affected and not counted, since a clean one that was tested as little is not counted either.',
  )
  expect(separating).toEqual([])
  expect(strata.filter(({ value }) => value === 'south')).toMatchObject([
    { k: 0, n: 0, affectedUncounted: 4, undetermined: 12 },
  ])
  // All of them in the south: what separates the counted ones holds not all that are affected.
  const more = units.map((one, index): Unit => ({ ...one, id: `v${index}`, isCounted: true, state: 'clean' }))
  const north = more.map(
    (one): Unit => ({
      ...one,
      state: one.attributes.get('region') === 'north' ? 'affected' : 'clean',
    }),
  )
  expect(scopeOf([...units.filter((one) => !one.isCounted), ...north], options).separating[0]).toMatchObject({
    conditions: [{ attribute: 'region', value: 'north' }],
    affectedInside: 16,
    affectedOutside: 0,
    affectedOutsideUncounted: 4,
    sentence: expect.stringContaining(
      '4 more affected units outside of it are not counted, not being tested enough.',
    ),
  })
})

test('of no fleet at all nothing is said to separate', () => {
  expect(scopeOf([], options).separating).toEqual([])
})

test('why nothing separates is said, and what was not tried', () => {
  const fleet = (affected: number): Unit[] =>
    Array.from({ length: 70 }, (_, index) => ({
      id: `u${index}`,
      attributes: new Map([
        ['region', index % 2 === 0 ? 'north' : 'south'],
        ['serial', `s${index}`],
      ]),
      state: index < affected ? 'affected' : 'clean',
      isCounted: true,
      exposures: 30,
      hits: 0,
      reason: '',
    }))
  const said = (affected: number): string[] => scopeOf(fleet(affected), options).sentences.slice(1)
  const leftOut = 'Not tried, or not whole, since there are too many values: serial.'
  expect(said(0)).toEqual(['No unit is affected, so there is nothing to separate.', leftOut])
  expect(said(70)).toEqual([
    'Every unit that was tested enough is affected, so there is nothing to separate.',
    leftOut,
  ])
  expect(said(3)).toEqual([
    'No attribute separates affected from clean units better than chance explains.',
    leftOut,
  ])
})

test('where nothing is known, nothing is said; a sender that nobody shows may be a slip', () => {
  const of = (state: Unit['state']): Unit[] => [
    {
      id: 'a',
      attributes: new Map(),
      ...tested(state),
    },
  ]
  expect(scopeOf(of('undetermined'), options).sentences).toEqual([
    'No unit was tested enough (1 unit could not be determined): how many are affected can not be said.',
    'No unit was tested enough, so there is nothing to separate.',
  ])
  const [brief] = of('affected') as [Unit]
  expect(scopeOf([{ ...brief, isCounted: false }], options).sentences).toEqual([
    'No unit was tested enough (0 units could not be determined, 1 is affected): how many are affected can not be said.',
    'No unit was tested enough, so there is nothing to separate.',
  ])
  expect(scopeOf([{ ...brief, isCounted: false }, ...of('clean')], options).sentences[1]).toBe(
    'No unit that was tested enough is affected, so there is nothing to separate.',
  )
  expect(scopeOf(of('clean'), options).sentences[1]).toBe(
    'No unit is affected, so there is nothing to separate.',
  )
  expect(scopeOf(of('clean'), { ...options, sender: 'a.example' }).sentences[1]).toContain(
    'None sent anything to a.example, contacted it or asked for its name; a slip in that name would look the same.',
  )
})

test('of units that could not be determined nothing is said, also not that they contacted nobody', () => {
  const of = (state: Unit['state']): Unit => ({
    id: state,
    attributes: new Map(),
    ...tested(state),
  })
  const said = (units: readonly Unit[], sender: string | null = null): string | undefined =>
    scopeOf(units, { ...options, sender }).sentences[1]
  const both = [of('clean'), of('undetermined')]
  const enough = 'No unit that was tested enough is affected, so there is nothing to separate.'
  expect(said(both)).toBe(enough)
  expect(said(both, 'a.example')).toBe(
    `${enough} None of these sent anything to a.example, contacted it or asked for its name; a slip in that name would look the same.`,
  )
  // Where one is affected, the name is no slip.
  expect(said([...both, { ...of('affected'), isCounted: false }], 'a.example')).toBe(enough)
})

test('affected units of which none counts are what to test next, and times of day that nobody knows are told', () => {
  const unit = (state: Unit['state'], more: Partial<Unit>): Unit => ({
    id: state,
    attributes: new Map(),
    state,
    isCounted: true,
    exposures: 30,
    hits: 0,
    reason: '',
    ...more,
  })
  const brief = unit('affected', { isCounted: false })
  const { sentences, next } = scopeOf([brief, unit('clean', { isAtOtherTimes: true })], options)
  expect(sentences[0]).toContain(
    'That 1 unit is clean is in doubt: no affected unit was observed long enough to say at which times of day such units send, and it was observed mostly at others.',
  )
  expect(next.map(({ reason }) => reason)).toEqual([
    'The affected unit again, as long and as well as a clean one is tested: none that is affected counts so far; then it can be held against the clean ones, and show at which times of day such units send.',
  ])
  const contact = unit('affected', { isByContact: true })
  expect(scopeOf([unit('affected', {}), contact, unit('clean', {})], options).sentences[0]).toContain(
    'Of the affected units 1 counts by contacts with the sender alone: what identifies was not seen in what it sent there.',
  )
  const plain = scopeOf([brief, brief, unit('clean', {})], options)
  expect(plain.sentences[0]).not.toContain('times of day')
  expect(plain.sentences[0]).not.toContain('contacts')
  expect(plain.next.map(({ reason }) => reason)).toEqual([
    '2 affected units again, as long and as well as a clean one is tested: none that is affected counts so far; then they can be held against the clean ones.',
  ])
  expect(scopeOf([brief, unit('affected', {}), unit('clean', {})], options).next).toEqual([])
})
