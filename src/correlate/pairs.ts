import type { ObservedTime } from './observed.ts'

/** The distance from each send to the first that follows it within `width` of `seconds`, ascending. */
export function distancesNear(times: Float64Array, seconds: number, width: number): number[] {
  const found: number[] = []
  let place = 0
  for (let index = 0; index < times.length; index++) {
    const at = times[index] as number
    while (place < times.length && (times[place] as number) <= at + seconds - width) place++
    const next = times[place]
    if (next === undefined) break
    if (next <= at + seconds + width) found.push(next - at)
  }
  return found.sort((left, right) => left - right)
}

/** The sends that have another one at that distance before or after them. */
export function pairedAt(times: Float64Array, seconds: number, width: number): number[] {
  const paired = new Set<number>()
  let place = 0
  for (const at of times) {
    while (place < times.length && (times[place] as number) <= at + seconds - width) place++
    const next = times[place]
    if (next !== undefined && next <= at + seconds + width) paired.add(at).add(next)
  }
  return [...paired].sort((left, right) => left - right)
}

/** How many sends were observed long enough for one to follow `seconds` later, give or take `width`, and how many have one. */
export function pairsAt(
  times: Float64Array,
  seconds: number,
  width: number,
  observed: ObservedTime,
): { hits: number; eligible: number } {
  let hits = 0
  let eligible = 0
  let place = 0
  for (let index = 0; index < times.length; index++) {
    const at = times[index] as number
    while (place < times.length && (times[place] as number) <= at + seconds - width) place++
    if (!observed.covers(at + seconds - width, at + seconds + width)) continue
    eligible++
    const next = times[place]
    if (next !== undefined && next <= at + seconds + width) hits++
  }
  return { hits, eligible }
}
