import { expect, test } from 'vitest'
import { attributesLeftOut, conditionsOf, conditionsText, holds, imply } from './conditions.ts'
import type { Condition } from './conditions.ts'
import type { Unit } from './unit.ts'

function units(values: readonly (string | null)[]): Unit[] {
  return values.map((value, index) => ({
    id: `u${index}`,
    attributes: new Map(value === null ? [] : [['made', value]]),
    state: 'clean',
    isCounted: true,
    exposures: 30,
    hits: 0,
    reason: '',
  }))
}

function texts(values: readonly (string | null)[]): string[] {
  return conditionsOf(units(values)).map((condition) => conditionsText([condition]))
}

test('every value; borders, too, where all values have an order', () => {
  expect(texts(['b', 'a', 'b'])).toEqual(['made is a', 'made is b'])
  expect(texts(['10', '9', '2', '9'])).toEqual([
    'made is 2',
    'made is 9',
    'made is 10',
    'made at most 9',
    'made at least 9',
  ])
  expect(texts(['2024-03', '2023-12', '2024-01'])).toContain('made at most 2024-01')
  expect(texts(['2024-03', 'spring', '2024-01'])).not.toContain('made at most 2024-03')
})

test('one value alone tells no units apart', () => {
  expect(texts(['a', 'a'])).toEqual([])
  expect(texts(['a', null])).toEqual([])
})

test('of many values with an order only borders are looked at, and of many without one nothing', () => {
  const numbers = Array.from({ length: 130 }, (_, index) => `${index}`)
  const made = texts(numbers)
  expect(made.filter((text) => text.startsWith('made is'))).toEqual([])
  expect(made.length).toBeGreaterThan(100)
  expect(made.length).toBeLessThanOrEqual(400)
  expect(texts(numbers.map((number) => `x${number}`))).toEqual([])
})

test('numbers are compared by size, dates by their letters', () => {
  const isHeld = (value: string | null, relation: 'is' | 'at most' | 'at least', border: string): boolean =>
    holds(units([value])[0] as Unit, { attribute: 'made', relation, value: border })
  expect(isHeld('9', 'at most', '10')).toBe(true)
  expect(isHeld('10', 'at most', '10')).toBe(true)
  expect(isHeld('11', 'at most', '10')).toBe(false)
  expect(isHeld('9', 'at least', '10')).toBe(false)
  expect(isHeld('10', 'at least', '10')).toBe(true)
  expect(isHeld('2023-12-31', 'at most', '2024-01-01')).toBe(true)
  expect(isHeld('2024-01-02', 'at most', '2024-01-01')).toBe(false)
  expect(isHeld('10', 'is', '10.0')).toBe(false)
})

test('conditions imply others that hold wherever they hold', () => {
  const of = (attribute: string, relation: Condition['relation'], value: string): Condition => ({
    attribute,
    relation,
    value,
  })
  const is = of('made', 'is', '9')
  expect(imply([is, of('shop', 'is', 'A')], [is])).toBe(true)
  expect(imply([is], [is, of('shop', 'is', 'A')])).toBe(false)
  expect(imply([is], [of('shop', 'is', '9')])).toBe(false)
  expect(imply([is], [of('made', 'at most', '10'), of('made', 'at least', '9')])).toBe(true)
  expect(imply([is], [of('made', 'at least', '10')])).toBe(false)
  expect(imply([of('made', 'at most', '9')], [of('made', 'at most', '10')])).toBe(true)
  expect(imply([of('made', 'at most', '10')], [of('made', 'at most', '9')])).toBe(false)
  expect(imply([of('made', 'at least', '10')], [of('made', 'at least', '9')])).toBe(true)
  expect(imply([of('made', 'at least', '10')], [of('made', 'at most', '10')])).toBe(false)
  expect(imply([of('made', 'at most', '9')], [of('made', 'at most', '9')])).toBe(true)
  expect(imply([of('made', 'at most', '9')], [is])).toBe(false)
  expect(imply([of('made', 'at least', '9')], [is])).toBe(false)
  expect(imply([of('made', 'is', '10')], [is])).toBe(false)
})

test('a unit that lacks the attribute fulfils no condition on it', () => {
  const [bare] = units([null]) as [Unit]
  for (const relation of ['is', 'at most', 'at least'] as const)
    expect(holds(bare, { attribute: 'made', relation, value: '' })).toBe(false)
})

test('attributes of which not all is tried are named', () => {
  const fleet = (attributes: Record<string, (index: number) => string>, size: number): Unit[] =>
    Array.from({ length: size }, (_, index) => ({
      id: `u${index}`,
      attributes: new Map(Object.entries(attributes).map(([name, of]) => [name, of(index)])),
      state: 'clean',
      isCounted: true,
      exposures: 30,
      hits: 0,
      reason: '',
    }))
  const tried = { region: (index: number) => `r${index % 2}`, build: (index: number) => `b${index % 60}` }
  expect(attributesLeftOut(fleet(tried, 120))).toEqual([])
  expect(attributesLeftOut(fleet({ ...tried, serial: (index) => `s${index}` }, 120))).toEqual(['serial'])
  // Six attributes with sixty values leave room for forty of the seventh's, and for none of the eighth's.
  const many = Object.fromEntries(
    Array.from({ length: 8 }, (_, name) => [`a${name}`, (index: number) => `v${index % 60}`]),
  )
  expect(attributesLeftOut(fleet(many, 60))).toEqual(['a6', 'a7'])
  expect(attributesLeftOut(fleet({ one: () => 'same' }, 60))).toEqual([])
})
