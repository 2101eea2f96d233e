import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  binomialTail,
  clopperPearson,
  falseDiscoveryRates,
  finiteBounds,
  fisherGreater,
  fisherWithin,
  hypergeometricTail,
  logChoose,
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

/** Computed with SciPy 1.17 (`scipy.stats`: beta, betabinom, hypergeom; `scipy.special.gammaln`). */
describe('as another library computes it', () => {
  test('the gamma function below one half, and ways to choose', () => {
    expect(logGamma(0.25)).toBeCloseTo(1.2880225246980774, 12)
    expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 12)
    expect([logChoose(5, -1), logChoose(5, 6)]).toEqual([-Infinity, -Infinity])
    expect([logChoose(5, 0), logChoose(5, 5)]).toEqual([0, 0])
    expect(Math.exp(logChoose(5, 2))).toBeCloseTo(10, 10)
  })

  test('a tail at its ends: what is sure, and what cannot be', () => {
    expect([binomialTail(0, 10, 0), binomialTail(1, 10, 0), binomialTail(10, 10, 1)]).toEqual([1, 0, 1])
    expect(binomialTail(11, 10, 1)).toBe(0)
    expect(binomialTail(10, 10, 0.5)).toBeCloseTo(0.5 ** 10, 15)
    // Far below what is likely the first terms are nothing: the sum goes on to where they are.
    expect(binomialTail(1, 2_000, 0.9)).toBeCloseTo(1, 9)
  })

  test('the bound on what may remain, where some were seen', () => {
    expect(upperBound(3, 60)).toBeCloseTo(0.12418721047743608, 9)
    expect(upperBound(59, 60)).toBeCloseTo(0.9991454770730508, 9)
    expect(upperBound(1, 2)).toBeCloseTo(0.9746794344808963, 9)
    expect([upperBound(0, 0), upperBound(60, 60), upperBound(1, 1)]).toEqual([1, 1, 1])
    expect(upperBound(0, 1)).toBeCloseTo(0.95, 12)
  })

  test('the interval of a proportion, at its ends', () => {
    expect(clopperPearson(1, 40).low).toBeCloseTo(0.0006327449320494191, 9)
    expect(clopperPearson(1, 40).high).toBeCloseTo(0.13158585848276572, 9)
    expect(clopperPearson(39, 40).low).toBeCloseTo(0.8684141415172343, 9)
    expect(clopperPearson(39, 40).high).toBeCloseTo(0.9993672550679505, 9)
    expect(clopperPearson(40, 40)).toEqual({ low: expect.closeTo(0.9119026971211976, 9), high: 1 })
    expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 })
    expect(clopperPearson(0, 1)).toEqual({ low: 0, high: expect.closeTo(0.975, 9) })
    expect(clopperPearson(1, 1)).toEqual({ low: expect.closeTo(0.025, 9), high: 1 })
  })

  test.each([
    [6, 20, 0.1, 5.4, 0.08895676725702084],
    [1, 20, 0.1, 5.4, 0.6664924526151227],
    [20, 20, 0.3, 40, 0.02832796617409894],
    [40, 50, 0.7, 100, 0.39049261037482597],
    [2, 2, 0.5, 0.75, 0.375],
  ])('at least %i of %i at %f with a variance of %f', (k, n, p, variance, tail) => {
    expect(overdispersedTail(k, n, p, variance)).toBeCloseTo(tail, 9)
    expect(overdispersedTail(0, n, p, variance)).toBe(1)
    expect(overdispersedTail(n + 1, n, p, variance)).toBe(0)
  })

  test('a variance says nothing where there is one trial, or nothing that varies', () => {
    expect(overdispersedTail(1, 1, 0.25, 5)).toBeCloseTo(0.25, 12)
    expect(overdispersedTail(1, 10, 0, 5)).toBe(0)
    expect(overdispersedTail(10, 10, 1, 5)).toBe(1)
  })

  test('what is drawn from few, also where some must be marked', () => {
    expect(hypergeometricTail(2, 10, 7, 50)).toBeCloseTo(0.42906640075927777, 10)
    expect(hypergeometricTail(9, 45, 10, 50)).toBeCloseTo(0.7418999792331364, 10)
    expect(hypergeometricTail(0, 45, 10, 50)).toBeCloseTo(1, 10)
    expect(hypergeometricTail(8, 10, 7, 50)).toBe(0)
  })

  test.each([
    [0, 10, 50, 0, 13],
    [2, 10, 50, 2, 26],
    [10, 10, 50, 37, 50],
    [5, 60, 1_000, 29, 180],
    [0, 30, 30, 0, 0],
    [1, 3, 100, 1, 90],
  ])('%i of %i, of %i that were made', (k, n, population, low, high) => {
    expect(finiteBounds(k, n, population)).toEqual({ low, high })
  })
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

test('Fisher within several tables is the plain one of a single table, and never throws tables together', () => {
  const table = { hits: 7, misses: 3, otherHits: 2, otherMisses: 11 }
  expect(fisherWithin([table])).toBeCloseTo(fisherGreater(7, 3, 2, 11), 12)
  expect(fisherWithin([])).toBe(1)
  // By hand: nothing of the other in two tables of two.
  const half = { hits: 1, misses: 0, otherHits: 0, otherMisses: 1 }
  expect(fisherWithin([half, half])).toBeCloseTo(1 / 4, 12)
  expect(fisherWithin([half, { hits: 0, misses: 1, otherHits: 1, otherMisses: 0 }])).toBeCloseTo(3 / 4, 12)
  // Nights in which neither sends add nothing.
  expect(fisherWithin([half, { hits: 0, misses: 9, otherHits: 0, otherMisses: 90 }])).toBeCloseTo(1 / 2, 12)
})
