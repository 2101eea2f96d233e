import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  binomialTail,
  clopperPearson,
  falseDiscoveryRates,
  finiteBounds,
  fisherGreater,
  fisherTwoSided,
  hypergeometricTail,
  logGamma,
  overdispersedTail,
  trialsNeeded,
  upperBound,
} from './exact.ts'

test('the gamma function is right at whole and half numbers', () => {
  expect(Math.exp(logGamma(5))).toBeCloseTo(24, 9)
  expect(Math.exp(logGamma(0.5))).toBeCloseTo(Math.sqrt(Math.PI), 9)
})

test('tails, tests and intervals agree with published values', () => {
  expect(binomialTail(8, 10, 0.5)).toBeCloseTo(56 / 1_024, 12)
  // The lady tasting tea (Fisher 1935).
  expect(fisherGreater(3, 1, 1, 3)).toBeCloseTo(17 / 70, 12)
  expect(fisherTwoSided(3, 1, 1, 3)).toBeCloseTo(34 / 70, 12)
  const { low, high } = clopperPearson(5, 60)
  expect(low).toBeCloseTo(0.0276, 4)
  expect(high).toBeCloseTo(0.1839, 4)
  expect(clopperPearson(0, 10).high).toBeCloseTo(1 - 0.025 ** 0.1, 9)
  expect(upperBound(0, 59)).toBeLessThan(0.05)
  expect(trialsNeeded(0.01)).toBe(299)
  expect(upperBound(0, 299)).toBeLessThanOrEqual(0.01)
  expect(upperBound(0, 298)).toBeGreaterThan(0.01)
})

test('a bursty tail is never below the plain one, and equals it without bursts', () => {
  expect(overdispersedTail(6, 20, 0.1, 20 * 0.09)).toBeCloseTo(binomialTail(6, 20, 0.1), 9)
  expect(overdispersedTail(6, 20, 0.1, 3 * 20 * 0.09)).toBeGreaterThan(binomialTail(6, 20, 0.1))
})

test('an exact interval holds the truth at least as often as it says', () => {
  for (const p of [0.02, 0.1, 0.35]) {
    const n = 40
    let held = 0
    for (let k = 0; k <= n; k++) {
      const { low, high } = clopperPearson(k, n)
      if (low <= p && p <= high) held += binomialTail(k, n, p) - binomialTail(k + 1, n, p)
    }
    expect(held).toBeGreaterThanOrEqual(0.95)
  }
})

test('the interval of a finite fleet holds the truth, is no wider than the fleet, and is exact when all were seen', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (population, drawn) => {
      const n = Math.min(drawn, population)
      for (const marked of [0, Math.floor(population / 7), population]) {
        let held = 0
        for (let k = Math.max(0, n - (population - marked)); k <= Math.min(n, marked); k++) {
          const { low, high } = finiteBounds(k, n, population)
          expect(low).toBeGreaterThanOrEqual(k)
          expect(high).toBeLessThanOrEqual(population - (n - k))
          if (low <= marked && marked <= high)
            held +=
              hypergeometricTail(k, n, marked, population) - hypergeometricTail(k + 1, n, marked, population)
        }
        expect(held).toBeGreaterThanOrEqual(0.95 - 1e-9)
      }
    }),
    { numRuns: 60 },
  )
  expect(finiteBounds(5, 60, 60)).toEqual({ low: 5, high: 5 })
})

test('rates of false discovery are in the order given, and never fall as p rises', () => {
  expect(falseDiscoveryRates([0.01, 0.5, 0.02, 0.04])).toEqual([0.04, 0.5, 0.04, (0.04 * 4) / 3])
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (pValues) => {
      const rates = falseDiscoveryRates(pValues)
      for (const [left, p] of pValues.entries())
        for (const [right, other] of pValues.entries())
          if (p < other) expect(rates[left]).toBeLessThanOrEqual(rates[right] as number)
    }),
  )
})
