import { limits } from '../core/limits.ts'
import { firstAfter } from './sorted.ts'
import type { Relation } from './types.ts'

/**
 * Where, near `offset`, do the sends begin? Maximum likelihood of a rate that is flat before the onset and has an
 * exponential excess behind it; the spread is how far the onset may move before the likelihood falls by 2.
 */
export function onsetOf(relation: Relation, offset: number, window: number): { at: number; spread: number } {
  const before = 40 + window
  const after = 40 + 2 * window
  const differences: number[] = []
  for (const at of relation.events.subarray(0, limits.correlate.onsetEventsMax)) {
    let next = firstAfter(relation.sends, at + offset - before)
    // The first send of a reaction only: what follows in the same burst is no sign of when it began.
    let last = Number.NEGATIVE_INFINITY
    while (next < relation.sends.length) {
      const difference = (relation.sends[next++] as number) - at - offset
      if (difference > after) break
      if (difference - last > 5) differences.push(difference)
      last = difference
    }
  }
  differences.sort((left, right) => left - right)
  const early = differences.filter((one) => one < -window - 2).length
  const background = Math.max(0.02, early / (before - window - 2))
  let most = Number.NEGATIVE_INFINITY
  let at = 0
  const profile: { at: number; score: number }[] = []
  for (const onset of differences) {
    if (onset < -window - 2 || onset > window + 5) continue
    let score = Number.NEGATIVE_INFINITY
    for (const scale of [0.3, 1, 3, 8]) {
      const inside = differences.filter((one) => one >= onset && one < onset + 4 * scale).length
      const excess = Math.max(0.5, inside - background * 4 * scale)
      let sum = -excess
      for (const one of differences) {
        const late = one - onset
        if (late >= 0) sum += Math.log1p(((excess / scale) * Math.exp(-late / scale)) / background)
      }
      if (sum > score) score = sum
    }
    profile.push({ at: onset, score })
    if (score > most) {
      most = score
      at = onset
    }
  }
  const likely = profile.filter((one) => one.score >= most - 2).map((one) => one.at)
  const spread = likely.length === 0 ? 0 : Math.max(...likely.map((one) => Math.abs(one - at)))
  return { at: offset + at, spread }
}
