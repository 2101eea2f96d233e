import { firstAfter } from '../../correlate/sorted.ts'

const daySeconds = 86_400
/** Hours whose middles are so close have half of their time of day in common, or more. */
const apartMax = 1_800

/**
 * Which of some times of day (seconds, ascending) is the nearest to another one, round midnight, too; null where none is
 * within half an hour.
 */
export function nearestTime(times: Float64Array, at: number): number | null {
  const next = firstAfter(times, at)
  const beside = [times[next - 1] ?? times.at(-1), times[next] ?? times[0]]
  let nearest: number | null = null
  for (const one of beside)
    if (one !== undefined && apart(one, at) <= (nearest === null ? apartMax : apart(nearest, at)))
      nearest = one
  return nearest
}

function apart(one: number, other: number): number {
  const difference = Math.abs(one - other)
  return Math.min(difference, daySeconds - difference)
}
