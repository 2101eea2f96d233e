import { expect, test } from 'vitest'
import type { Condition } from './conditions.ts'
import { confoundedText, separators } from './separators.ts'
import type { Unit, UnitState } from './unit.ts'

function units(number: number, region: string, state: UnitState): Unit[] {
  return Array.from({ length: number }, (_, index) => ({
    id: `${region}${index}`,
    attributes: new Map([['region', region]]),
    state,
    isCounted: state !== 'undetermined',
    exposures: 30,
    hits: 0,
    reason: '',
  }))
}

test('a separator says what is inside and outside, and how rarely shuffled units are separated as well', () => {
  const known = [
    ...units(10, 'north', 'affected'),
    ...units(1, 'north', 'clean'),
    ...units(9, 'south', 'clean'),
  ]
  const brief = units(2, 'south', 'affected').map((unit) => ({ ...unit, isCounted: false }))
  const waiting = [...units(3, 'north', 'undetermined'), ...units(4, 'south', 'undetermined')]
  const { separating, conjunctions } = separators([...known, ...brief, ...waiting], known, {
    seed: 1,
    conditionsMax: 1,
  })
  expect(conjunctions).toBe(2)
  expect(separating).toMatchObject([
    {
      conditions: [{ attribute: 'region', relation: 'is', value: 'north' }],
      affectedInside: 10,
      cleanInside: 1,
      affectedOutside: 0,
      cleanOutside: 9,
      undeterminedInside: 3,
      affectedOutsideUncounted: 2,
      // No shuffle of 999 did as well: the labels as they are count as one of a thousand.
      pCorrected: 1 / 1_000,
    },
  ])
})

test('of what selects the same units three are named', () => {
  const same = ['a', 'b', 'c', 'd'].map((value): Condition[] => [
    { attribute: 'shop', relation: 'is', value },
  ])
  expect(confoundedText(same.slice(0, 3))).toContain('shop is a; shop is b; shop is c select the same')
  expect(confoundedText(same)).toContain('shop is c and others select the same')
})
