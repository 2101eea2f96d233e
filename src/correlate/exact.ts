/**
 * Exact probabilities and intervals, for counts small enough that approximations would mislead. Sources: Clopper and
 * Pearson 1934 (binomial interval), Fisher 1935 (two by two tables), Wendell and Schmee 2001 (hypergeometric interval).
 */

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]

/** Natural logarithm of the gamma function, for x > 0; relative error below 1e-13. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const shifted = x - 1
  let sum = 0.9999999999998099
  // No iterator: it is called thousands of times before it is compiled, and each of its steps is an object.
  for (let index = 0; index < lanczos.length; index++)
    sum += (lanczos[index] as number) / (shifted + index + 1)
  const base = shifted + lanczos.length - 0.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum)
}

/** Logarithm of "n choose k"; minus infinity where there is no way. */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY
  if (k === 0 || k === n) return 0
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
}

/** P(X >= k) of n independent trials with probability p. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  if (k > n || p <= 0) return 0
  if (p >= 1) return 1
  return sumDown(k, n, (hits) => logChoose(n, hits) + hits * Math.log(p) + (n - hits) * Math.log1p(-p))
}

/**
 * P(X >= k) of n trials whose common probability itself varies (beta-binomial) with mean p, so that the variance of X is
 * `variance`; no less than the binomial's. For counts of bursty series.
 */
export function overdispersedTail(k: number, n: number, p: number, variance: number): number {
  const plain = n * p * (1 - p)
  const correlation = n > 1 && plain > 0 ? (variance / plain - 1) / (n - 1) : 0
  if (correlation <= 1e-9) return binomialTail(k, n, p)
  if (k <= 0) return 1
  if (k > n) return 0
  const strength = 1 / Math.min(correlation, 0.999) - 1
  const a = p * strength
  const b = (1 - p) * strength
  const base = logGamma(a + b) - logGamma(a) - logGamma(b) - logGamma(n + a + b)
  return sumDown(k, n, (hits) => logChoose(n, hits) + base + logGamma(hits + a) + logGamma(n - hits + b))
}

/** Sum of exp(f) from k to n, stopping where further terms can not matter. */
function sumDown(k: number, n: number, f: (hits: number) => number): number {
  let sum = 0
  let last = Number.NEGATIVE_INFINITY
  for (let hits = k; hits <= n; hits++) {
    const term = f(hits)
    sum += Math.exp(term)
    if (term < last && Math.exp(term) < sum * 1e-14) break
    last = term
  }
  return Math.min(1, sum)
}

/** An interval of a proportion, from 0 to 1. */
export interface Bounds {
  readonly low: number
  readonly high: number
}

/** How often intervals and bounds hold what is true. Reports say so beside them. */
const confidence = 0.95

/** The exact interval for a proportion (Clopper and Pearson): k of n. */
export function clopperPearson(k: number, n: number): Bounds {
  const alpha = (1 - confidence) / 2
  return {
    low: k === 0 ? 0 : bisect((p) => binomialTail(k, n, p) < alpha),
    high: k === n ? 1 : bisect((p) => 1 - binomialTail(k + 1, n, p) > alpha),
  }
}

/** The one-sided upper bound on a proportion of which k of n were seen: with k = 0 it is 1 - (1 - confidence)^(1/n). */
export function upperBound(k: number, n: number): number {
  if (n === 0 || k >= n) return 1
  if (k === 0) return 1 - (1 - confidence) ** (1 / n)
  return bisect((p) => 1 - binomialTail(k + 1, n, p) > 1 - confidence)
}

/** How many trials without a hit it takes for the upper bound to be at most `bound`. */
export function trialsNeeded(bound: number): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log1p(-bound))
}

/** The border between where `isBelow` holds and where it does not, in [0, 1]. */
function bisect(isBelow: (p: number) => boolean): number {
  let low = 0
  let high = 1
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2
    if (isBelow(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Logarithm of P(k marked among n drawn) from a population of N with K marked. */
function logHypergeometric(k: number, n: number, marked: number, population: number): number {
  return logChoose(marked, k) + logChoose(population - marked, n - k) - logChoose(population, n)
}

/** P(at least k marked among n drawn without putting back) from `population` with `marked`. */
export function hypergeometricTail(k: number, n: number, marked: number, population: number): number {
  const most = Math.min(n, marked)
  let sum = 0
  for (let hits = Math.max(k, 0, n - (population - marked)); hits <= most; hits++)
    sum += Math.exp(logHypergeometric(hits, n, marked, population))
  return Math.min(1, sum)
}

/**
 * The exact interval for how many of a finite population are marked, when k of n drawn from it were. Both bounds are
 * counts of units. `population` is at least n.
 */
export function finiteBounds(k: number, n: number, population: number): Bounds {
  const alpha = (1 - confidence) / 2
  // Both tails are monotone in the number of marked units.
  let low = k
  let high = population - (n - k)
  let from = low
  let to = high
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (hypergeometricTail(k, n, middle, population) < alpha) from = middle + 1
    else to = middle
  }
  const least = from
  from = low
  to = high
  while (from < to) {
    const middle = Math.ceil((from + to) / 2)
    if (1 - hypergeometricTail(k + 1, n, middle, population) < alpha) to = middle - 1
    else from = middle
  }
  low = least
  high = from
  return { low, high }
}

/**
 * Fisher's exact test of a two by two table, one-sided: the probability of at least `a` in its corner when rows and
 * columns have nothing to do with each other. Rows (a, b) and (c, d).
 */
export function fisherGreater(a: number, b: number, c: number, d: number): number {
  return hypergeometricTail(a, a + b, a + c, a + b + c + d)
}

/** A two by two table of `fisherWithin`: hits and misses of the side that is asked to have more, and of the other one. */
export interface TwoByTwo {
  readonly hits: number
  readonly misses: number
  readonly otherHits: number
  readonly otherMisses: number
}

/**
 * Fisher's exact test within each of several tables that can not be thrown together (of one hour of the day each): the
 * probability of no more `otherHits` in all, when in no table rows and columns have anything to do with each other.
 */
export function fisherWithin(tables: readonly TwoByTwo[]): number {
  const most = tables.reduce((sum, { otherHits }) => sum + otherHits, 0)
  // The probability of so many hits of the other side in the tables so far.
  let chances = Float64Array.from({ length: most + 1 }, (_, index) => (index === 0 ? 1 : 0))
  for (const { hits, misses, otherHits, otherMisses } of tables) {
    const marked = hits + otherHits
    const drawn = otherHits + otherMisses
    const population = marked + misses + otherMisses
    const next = new Float64Array(most + 1)
    for (let own = Math.max(0, drawn - (population - marked)); own <= Math.min(most, drawn, marked); own++) {
      const chance = Math.exp(logHypergeometric(own, drawn, marked, population))
      for (let sum = own; sum <= most; sum++)
        next[sum] = (next[sum] as number) + chance * (chances[sum - own] as number)
    }
    chances = next
  }
  return Math.min(
    1,
    chances.reduce((sum, chance) => sum + chance, 0),
  )
}

/**
 * Benjamini and Hochberg 1995: for each p-value the smallest false discovery rate at which it would be kept, in the
 * order given.
 */
export function falseDiscoveryRates(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index)
  order.sort((left, right) => (pValues[left] as number) - (pValues[right] as number))
  const rates = Array.from<number>({ length: pValues.length })
  let least = 1
  for (let rank = order.length; rank > 0; rank--) {
    const index = order[rank - 1] as number
    least = Math.min(least, ((pValues[index] as number) * order.length) / rank)
    rates[index] = least
  }
  return rates
}
