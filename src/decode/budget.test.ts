import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { Budget } from './budget.ts'

test('counts down, and names what ran out, once', () => {
  const budget = new Budget()
  for (let one = 0; one < limits.decode.transformsMax / 32; one++) expect(budget.takeTransform()).toBe(true)
  expect([budget.takeTransform(), budget.takeTransform()]).toEqual([false, false])
  expect(budget.takeBytes(limits.decode.expandedBytesMax)).toBe(true)
  expect(budget.takeBytes(1)).toBe(false)
  expect(budget.expandedBytes).toBe(limits.decode.expandedBytesMax)
  expect(budget.limits).toEqual(['transformsMax', 'expandedBytesMax'])
})

test('short runs, such as the id in each line of a log, leave room for what may be more', () => {
  const budget = new Budget()
  for (let line = 0; line < 12_000; line++) expect(budget.takeTransform(64)).toBe(true)
  for (let one = 0; one < 500; one++) expect(budget.takeTransform(65)).toBe(true)
  expect(budget.limits).toEqual([])
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
