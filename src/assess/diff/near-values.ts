import type { RunField } from '../diff.ts'

/**
 * Fields that say where a phone is change from run to run by what its receiver is wrong, metres, though it was not moved. Such
 * numbers follow a place where those of one value lie close together and those of another value far from them.
 */

/** Lowest and highest number that a field was in a run. */
export type Range = readonly [low: number, high: number]

/** Degrees with three decimals (110 m) and more, or a whole number of 10^-5 to 10^-7 degrees. */
const degrees = /^-?\d{1,3}\.\d{3,18}$/
const whole = /^-?\d{6,10}$/
const bytesMin = 5
const bytesMax = 23
/** What receivers are wrong among houses, 100 m, in degrees and in whole numbers of 10^-7 degrees. */
const wanderDegrees = 0.001
const wanderWhole = 10_000
/** More are of the arithmetic. */
const decimals = 9
/** Numbers of two values are so many times further apart than those of one: of random ones hardly any are. */
const apartTimes = 8

/** The number that the bytes are, where it is written as halves of places are; null for anything else. */
export function placeNumber(bytes: Buffer): number | null {
  if (bytes.length < bytesMin || bytes.length > bytesMax) return null
  const text = bytes.toString('latin1')
  if (whole.test(text)) return Number(text)
  const number = degrees.test(text) ? Number(text) : Number.NaN
  return Math.abs(number) <= 180 ? number : null
}

/** A range with one more number in it; null as soon as something else was there. */
export function rangeWith(range: Range | null | undefined, number: number | null): Range | null {
  if (range === null || number === null) return null
  return range === undefined ? [number, number] : [Math.min(range[0], number), Math.max(range[1], number)]
}

/** The runs of a field, in so many groups of numbers that are close to each other. */
export interface Groups {
  /** Which group each run is in, by its place. */
  readonly of: readonly number[]
  /** What the numbers of one group differ by, at most. */
  readonly wander: number
}

/** The only way to part the runs into `count` such groups; null where there is none, or the field is no such number in all of them. */
export function groupsOf(inRuns: readonly (RunField | null)[], count: number): Groups | null {
  const runs = inRuns.flatMap((field, run) => (field?.range ? [{ run, range: field.range }] : []))
  if (runs.length < inRuns.length || runs.length <= count) return null
  runs.sort((one, other) => one.range[0] - other.range[0])
  const groups: { runs: number[]; low: number; high: number }[] = []
  const wanderMax = runs.every(({ range }) => range.every(Number.isInteger)) ? wanderWhole : wanderDegrees
  for (const { run, range } of runs) {
    const [low, high] = range
    const last = groups.at(-1)
    if (last !== undefined && high - last.low <= wanderMax) {
      last.runs.push(run)
      last.high = Math.max(last.high, high)
    } else groups.push({ runs: [run], low, high })
  }
  const wander = Math.max(...groups.map(({ low, high }) => high - low))
  const apart = Math.min(
    ...groups.slice(1).map(({ low }, index) => low - (groups[index] as (typeof groups)[number]).high),
  )
  if (groups.length !== count || wander > wanderMax || apart < wander * apartTimes) return null
  const of = inRuns.map((_, run) => groups.findIndex((group) => group.runs.includes(run)))
  return { of, wander: Number(wander.toFixed(decimals)) }
}
