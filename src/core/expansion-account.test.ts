import { expect, test } from 'vitest'
import { limits } from './limits.ts'
import { ExpansionAccount } from './expansion-account.ts'

const { captureExpandedBytesMax, captureExpansionRatioMax, expandedBytesMax } = limits.decode

test('bombs are read from the stock while it lasts, then as far as they earn it', () => {
  const account = new ExpansionAccount()
  const length = 10_000
  let expanded = 0
  for (let bomb = 0; bomb < 100; bomb++) {
    const allowed = account.allow(length)
    account.settle(length, allowed)
    expanded += allowed
    if (bomb === 0) expect(allowed).toBe(expandedBytesMax)
  }
  expect(account.allow(length)).toBe(length * captureExpansionRatioMax)
  expect(expanded).toBeLessThan(
    captureExpandedBytesMax + expandedBytesMax + 100 * length * captureExpansionRatioMax,
  )
})

test('what earns more than it takes is never cut, and fills the stock again', () => {
  const account = new ExpansionAccount()
  account.settle(0, captureExpandedBytesMax)
  expect(account.allow(1_000)).toBe(1_000 * captureExpansionRatioMax)
  account.settle(expandedBytesMax, 0)
  expect(account.allow(1_000)).toBe(expandedBytesMax)
})

test('another ratio and stock are kept to as well', () => {
  const account = new ExpansionAccount(3, 100)
  expect(account.allow(10)).toBe(100)
  account.settle(10, 100)
  expect(account.allow(10)).toBe(30)
})
