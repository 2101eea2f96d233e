import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { Budget } from './budget.ts'

test('counts down, and names what ran out, once', () => {
  const budget = new Budget()
  for (let one = 0; one < limits.decode.transformsMax; one++) expect(budget.takeTransform()).toBe(true)
  expect([budget.takeTransform(), budget.takeTransform()]).toEqual([false, false])
  expect(budget.takeBytes(limits.decode.expandedBytesMax)).toBe(true)
  expect(budget.takeBytes(1)).toBe(false)
  expect(budget.expandedBytes).toBe(limits.decode.expandedBytesMax)
  expect(budget.limits).toEqual(['transformsMax', 'expandedBytesMax'])
})

test('what may come out follows from what goes in and from what is left', () => {
  const budget = new Budget()
  expect(budget.outputMax(10)).toBe(10 * limits.decode.expansionRatioMax)
  budget.reachOutputMax(10)
  budget.expandedBytes = limits.decode.expandedBytesMax - 7
  expect(budget.outputMax(10)).toBe(7)
  budget.reachOutputMax(10)
  budget.expandedBytes = limits.decode.expandedBytesMax + 7
  expect(budget.outputMax(10)).toBe(0)
  expect(budget.limits).toEqual(['expansionRatioMax', 'expandedBytesMax'])
})
