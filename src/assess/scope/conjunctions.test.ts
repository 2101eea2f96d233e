import { expect, test } from 'vitest'
import { conjunctionsOf } from './conjunctions.ts'
import type { Unit } from './unit.ts'

test('conditions in another order are not told as another conjunction', () => {
  const unit = (id: string, made: string, sold: string, used: string): Unit => ({
    id,
    attributes: new Map([
      ['made', made],
      ['sold', sold],
      ['used', used],
    ]),
    state: 'clean',
    isCounted: true,
    exposures: 30,
    hits: 0,
    reason: '',
  })
  // Each two of the three hold the same first two units, and no one of them holds what another does.
  const units = [
    unit('u1', 'a', 'a', 'a'),
    unit('u2', 'a', 'a', 'a'),
    unit('u3', 'a', 'b', 'b'),
    unit('u4', 'b', 'a', 'b'),
    unit('u5', 'b', 'b', 'a'),
  ]
  const pairs = conjunctionsOf(units, 2).find(({ inside }) => inside[0] === 0b11)
  const attributes = [pairs?.conditions ?? [], ...(pairs?.equals ?? [])].map((conditions) =>
    conditions.map(({ attribute }) => attribute).join(' and '),
  )
  expect(attributes).toEqual(['made and sold', 'made and used', 'sold and used'])
})
