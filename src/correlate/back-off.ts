import { largest } from '../core/extremes.ts'
import { binomialTail } from './exact.ts'
import type { Period, Series } from './types.ts'
import { count, secondsText, timesText } from './words.ts'
import { rounded } from './rounded.ts'
import { quantile } from './quantile.ts'
import { alpha } from './period-alpha.ts'

/** Of sends at random times, how often one distance is so much longer than the one before that a ladder may begin. */
const growthChance = 0.24
/** And how often the next grows by the same factor again. */
const sameGrowthChance = 0.055

/** The chance of so many ladders of at least their length among `sends` at random times; the length that says most counts. */
function backOffChance(lengths: readonly number[], sends: number): number {
  const ownLengths = [...new Set(lengths)]
  const tails = ownLengths.map((least) =>
    binomialTail(
      lengths.filter((length) => length >= least).length,
      sends,
      growthChance * sameGrowthChance ** (least - 2),
    ),
  )
  return Math.min(1, ownLengths.length * Math.min(...tails))
}

/** Intervals that grow by a constant factor: 1, 2, 4, 8 minutes. */
export function findBackOff(series: Series, times: Float64Array): Period | null {
  const ladders: { first: number; factor: number; length: number }[] = []
  let at = 0
  while (at + 3 < times.length) {
    let length = 1
    let factor = 0
    while (at + length + 1 < times.length) {
      const gap = (times[at + length] as number) - (times[at + length - 1] as number)
      const next = (times[at + length + 1] as number) - (times[at + length] as number)
      const ratio = next / gap
      if (!(ratio > 1.4 && ratio < 4.5) || gap < 0.5) break
      if (factor !== 0 && Math.abs(ratio - factor) > 0.12 * factor) break
      factor = factor === 0 ? ratio : (factor + ratio) / 2
      length++
    }
    if (length >= 4)
      ladders.push({ first: (times[at + 1] as number) - (times[at] as number), factor, length })
    at += Math.max(1, length - 1)
  }
  const [model] = ladders
  if (model === undefined) return null
  const alike = ladders.filter((one) => Math.abs(one.factor - model.factor) < 0.2 * model.factor)
  if (alike.length < 2 && model.length < 6) return null
  const pValue = backOffChance(
    alike.map((one) => one.length),
    times.length,
  )
  if (pValue > alpha) return null
  const first = quantile(
    alike.map((one) => one.first).sort((left, right) => left - right),
    0.5,
  )
  const longest = largest(alike.map((one) => one.length))
  const intervals = alike.reduce((sum, one) => sum + one.length, 0)
  return {
    recipient: series.recipient,
    ...(series.size === undefined ? {} : { flows: series.size }),
    law: 'back-off',
    periodS: rounded(first),
    jitterS: 0,
    count: intervals,
    stopsAfter: longest,
    ladders: alike.length,
    factor: Number(model.factor.toFixed(1)),
    pValue,
    sentence: `${series.name}: waits ${secondsText(first)} and then each time about ${model.factor.toFixed(1)} times as long, up to ${count(longest, 'retry', 'retries')} (seen ${timesText(alike.length)}).`,
  }
}
