import { expect, test } from 'vitest'
import { prevalenceAmong, prevalenceOf, prevalenceSentence, strataOf } from './prevalence.ts'
import type { Unit, UnitState } from './unit.ts'

function unit(region: string, state: UnitState, serial = '1'): Unit {
  const attributes = new Map([
    ['region', region],
    ['serial', serial],
  ])
  return {
    id: serial,
    attributes,
    state,
    isCounted: state !== 'undetermined',
    exposures: 30,
    hits: 0,
    reason: '',
  }
}

test('exact bounds, of a finite fleet where its size is known, and no fleet at all', () => {
  expect(prevalenceOf(5, 60, null)).toEqual({
    k: 5,
    n: 60,
    low: expect.closeTo(0.0276, 4),
    high: expect.closeTo(0.1839, 4),
  })
  expect(prevalenceOf(5, 60, 1_000)).toEqual({
    k: 5,
    n: 60,
    population: 1_000,
    lowCount: 29,
    highCount: 180,
    low: 0.029,
    high: 0.18,
  })
  expect(prevalenceOf(5, 60, 60)).toMatchObject({ low: 5 / 60, high: 5 / 60 })
  expect(prevalenceOf(0, 0, null)).toMatchObject({ low: 0, high: 1 })
  expect(prevalenceOf(0, 0, 100)).toMatchObject({ low: 0, high: 1, lowCount: 0, highCount: 100 })
})

test('fewer units made than were tested is no size of a fleet', () => {
  expect(prevalenceOf(5, 60, 59)).toEqual(prevalenceOf(5, 60, null))
})

test('a sentence says what is counted, and what is not', () => {
  expect(prevalenceSentence(prevalenceOf(5, 60, 1_000), { affected: 0, undetermined: 2 })).toBe(
    '5 of 60 units that were tested enough are affected: between 2.9 % and 18 % (29 to 180 of 1,000 units that were made) (exact, 95 %). 2 units could not be determined and are not counted. This holds for units chosen without regard to whether they are affected.',
  )
  expect(prevalenceSentence(prevalenceOf(1, 1, null), { affected: 0, undetermined: 1 })).toContain(
    '1 of 1 unit that was tested enough is affected: between 2.5 % and 100 % (exact, 95 %). 1 unit could not be determined and is not counted.',
  )
  // Where all were tested nothing is estimated.
  expect(prevalenceSentence(prevalenceOf(2, 5, 5), { affected: 0, undetermined: 0 })).toBe(
    '2 of 5 units that were made are affected: the state of all is known.',
  )
  expect(prevalenceSentence(prevalenceOf(1, 1, 1), { affected: 0, undetermined: 0 })).toBe(
    '1 of 1 unit that was made is affected: the state of all is known.',
  )
  expect(prevalenceSentence(prevalenceOf(0, 10, null), { affected: 0, undetermined: 0 })).not.toContain(
    'could not be determined',
  )
})

test('of the units that were made no fewer are affected than are known to be', () => {
  const brief = { ...unit('north', 'affected'), isCounted: false }
  const clean = Array.from({ length: 20 }, () => unit('north', 'clean'))
  const five = Array.from({ length: 5 }, () => brief)
  // By the sample alone at most 1 of 26 is affected.
  expect(prevalenceAmong([...clean, ...five], 26)).toMatchObject({ k: 0, n: 20, lowCount: 5, highCount: 5 })
  // Where the state of all is known, nothing is left out.
  expect(prevalenceAmong([...clean, ...five], 25)).toMatchObject({ k: 5, n: 25, lowCount: 5, highCount: 5 })
})

test('strata: each value of an attribute that has several, units whose state is not known apart', () => {
  const units = [
    unit('south', 'clean'),
    unit('north', 'affected'),
    unit('north', 'clean'),
    unit('north', 'undetermined'),
    // Of whose region the table says nothing.
    { ...unit('', 'affected'), attributes: new Map([['serial', '1']]) },
  ]
  expect(strataOf(units)).toEqual([
    {
      attribute: 'region',
      value: 'north',
      ...prevalenceOf(1, 2, null),
      affectedUncounted: 0,
      undetermined: 1,
    },
    {
      attribute: 'region',
      value: 'south',
      ...prevalenceOf(0, 1, null),
      affectedUncounted: 0,
      undetermined: 0,
    },
  ])
})

test('strata: an attribute with another value for nearly every unit is none', () => {
  const units = (number: number): Unit[] =>
    Array.from({ length: number }, (_, index) =>
      unit(index % 2 === 0 ? 'north' : 'south', 'clean', `${index}`),
    )
  expect(new Set(strataOf(units(60)).map(({ attribute }) => attribute))).toEqual(
    new Set(['region', 'serial']),
  )
  expect(new Set(strataOf(units(61)).map(({ attribute }) => attribute))).toEqual(new Set(['region']))
})
