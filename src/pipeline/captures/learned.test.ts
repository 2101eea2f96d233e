import { expect, test } from 'vitest'
import { nothingLearned, turnWithOrder } from './learned.ts'

test('what is known of damage goes with the order of frames, and comes back with it', () => {
  const learned = nothingLearned()
  const { damage, damageInOther, order } = learned
  turnWithOrder(learned)
  expect(learned.damage).toBe(damage)
  order.hasTurned = true
  turnWithOrder(learned)
  expect([learned.damage === damageInOther, learned.damageInOther === damage]).toEqual([true, true])
  turnWithOrder(learned)
  expect(learned.damage).toBe(damage)
})

test('no two captures share what is learned of them', () => {
  const [one, other] = [nothingLearned(), nothingLearned()]
  expect(one.damage).not.toBe(one.damageInOther)
  expect(one.damage).not.toBe(other.damage)
  expect(one.order).not.toBe(other.order)
})
