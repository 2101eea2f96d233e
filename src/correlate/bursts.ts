import type { Series } from './types.ts'

/** Sends no further apart than so many of their period are of one burst. */
export const burstGap = 1.5

/** The sends before which there was none for so many seconds. */
export function firstsOf(times: Float64Array, seconds: number): Float64Array {
  return times.filter((at, place) => at - (times[place - 1] ?? Number.NEGATIVE_INFINITY) > seconds)
}

/** How the noun of a series begins whose bursts are counted. */
export const burstPrefix: string = 'burst of '

/** The same series, as sentences name it where bursts are counted, not sends. */
export function burstsOf(series: Series): Series {
  if (series.noun.startsWith(burstPrefix)) return series
  // Many of one; what tells of its size stands behind that.
  return { ...series, noun: `${burstPrefix}${series.noun.replace(/(?= of )|$/, 's')}` }
}

/** Sends no further apart than this share of a distance are of one burst, where that distance is looked at. */
export const burstShare: number = 1 / 20

/** Whether most sends that come after such a quiet have others right behind them. */
export function areBursts(times: Float64Array, quiet: number): boolean {
  const gaps = times.map((at, place) => at - (times[place - 1] ?? Number.NEGATIVE_INFINITY))
  const begun = gaps.filter((gap) => gap >= quiet).length
  const followed = gaps.filter((gap, place) => gap >= quiet && (gaps[place + 1] ?? quiet) < quiet).length
  return 2 * followed > begun
}

/** First sends of bursts: those that come at least `quiet` seconds after the one kept before. */
export function withoutBursts(times: Float64Array, quiet: number): Float64Array {
  const kept: number[] = []
  let last = Number.NEGATIVE_INFINITY
  let previous = Number.NEGATIVE_INFINITY
  for (const at of times) {
    // The last send of a burst is what an alarm is set from; the distance is taken from it, the burst counts once.
    if (at - previous >= quiet) {
      kept.push(at)
      last = at
    } else if (at - last < quiet) kept[kept.length - 1] = at
    previous = at
  }
  return Float64Array.from(kept)
}
