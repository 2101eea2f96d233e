import { expect, test } from 'vitest'
import type { Condition } from './conditions.ts'
import { nextTests } from './next-tests.ts'
import type { Separator } from './separators.ts'
import type { Unit, UnitState } from './unit.ts'

function unit(state: UnitState, attributes: Record<string, string>): Unit {
  const id = Object.values(attributes).join(' ')
  const isCounted = state !== 'undetermined'
  return {
    id,
    attributes: new Map(Object.entries(attributes)),
    state,
    isCounted,
    exposures: 30,
    hits: 0,
    reason: '',
  }
}

const is = (attribute: string, value: string): Condition => ({ attribute, relation: 'is', value })

function separator(conditions: readonly Condition[], more: Partial<Separator> = {}): Separator {
  return {
    conditions,
    affectedInside: 4,
    cleanInside: 0,
    affectedOutside: 0,
    cleanOutside: 20,
    undeterminedInside: 0,
    affectedOutsideUncounted: 0,
    pValue: 0.001,
    pCorrected: 0.01,
    confoundedWith: [],
    sentence: '',
    ...more,
  }
}

test('of the units that wait to be tested those are counted for which two explanations say different things', () => {
  const affected = unit('affected', { model: 'm', shop: 's', region: 'r' })
  const waiting = [
    // Neither condition, one of them, and both: the last one tells nothing apart.
    unit('undetermined', { model: 'm', shop: 'x', region: 'x' }),
    unit('undetermined', { model: 'm', shop: 's', region: 'x' }),
    unit('undetermined', { model: 'm', shop: 's', region: 'r' }),
    unit('undetermined', { model: 'x', shop: 'x', region: 'x' }),
  ]
  const first = separator([is('model', 'm')], { confoundedWith: [[is('shop', 's'), is('region', 'r')]] })
  expect(nextTests([affected, ...waiting], [first])[0]?.reason).toContain('(2 such units in the table wait')
})

test('without a rival, as many clean ones outside are to be tested as are missing to 59, and then none', () => {
  const units = [unit('affected', { model: 'm' })]
  const model = [is('model', 'm')]
  expect(nextTests(units, [separator(model)])).toMatchObject([{ units: 39, without: model }])
  expect(nextTests(units, [separator(model, { cleanOutside: 58 })])).toMatchObject([{ units: 1 }])
  expect(nextTests(units, [separator(model, { cleanOutside: 59 })])).toEqual([])
})
