import { exchangeKey } from '../assess/exchange-key.ts'
import type { Observation, Transmission } from '../assess/types.ts'
import type { AnomalyCode } from '../core/anomaly.ts'
import { compareInstants, secondsBetween } from '../core/time.ts'
import type { Instant } from '../core/time.ts'

/** What two recorders saw of the same traffic. */
export const sameSendsAnomaly: AnomalyCode = {
  code: 'source.capture.same_sends',
  kind: 'ambiguous',
  sentence:
    'Two files show the same sends at the same times, as two recorders of one traffic do: what both show is counted twice.',
}

/** From when to when a file was recorded; null where it does not say. */
type Span = { readonly first: Instant | null; readonly last: Instant | null }

/** Clocks of two recorders of the same traffic may be so far apart, and one may note the end of a message. */
const secondsMax = 2

/**
 * Pairs of files, by their numbers, that were recorded at the same time and of which one shows most of what the other shows of
 * that time: to the same recipients, with the same methods, paths and values.
 */
export function sameSends(
  spans: readonly Span[],
  transmissions: readonly Transmission[],
  observations: readonly Observation[],
): (readonly [left: number, right: number])[] {
  const files = [...Map.groupBy(transmissions, ({ capture }) => capture)]
  if (files.length < 2) return []
  const observed = Map.groupBy(observations, exchangeKey)
  const keyOf = (one: Transmission): string => {
    const values = (observed.get(exchangeKey(one)) ?? []).map(
      ({ identifier, normal }) => `${identifier} ${normal}`,
    )
    const { method, path } = one.summary
    const name = path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/'
    return JSON.stringify([one.recipient, method, name, ...new Set(values.sort())])
  }
  const pairs: [number, number][] = []
  for (const [at, [left, ofLeft]] of files.entries())
    for (const [right, ofRight] of files.slice(at + 1)) {
      const [leftThen, rightThen] = [within(ofLeft, spans[right]), within(ofRight, spans[left])]
      const fewest = Math.min(leftThen.length, rightThen.length)
      if (fewest > 0 && alikeIn(leftThen, rightThen, keyOf) * 2 > fewest) pairs.push([left, right])
    }
  return pairs
}

/** Those that were sent while another file was recorded. */
function within(all: readonly Transmission[], span: Span | undefined): Transmission[] {
  const { first = null, last = null } = span ?? {}
  if (first === null || last === null) return []
  return all.filter(({ at }) => compareInstants(at, first) >= 0 && compareInstants(at, last) <= 0)
}

/** How many of two lists are alike and near in time, each with one other. */
function alikeIn(
  left: readonly Transmission[],
  right: readonly Transmission[],
  keyOf: (one: Transmission) => string,
): number {
  const others = Map.groupBy(right, keyOf)
  let count = 0
  for (const [key, ones] of Map.groupBy(left, keyOf)) {
    const there = (others.get(key) ?? []).toSorted((one, other) => compareInstants(one.at, other.at))
    let next = 0
    for (const { at } of ones.toSorted((one, other) => compareInstants(one.at, other.at))) {
      while (next < there.length && secondsBetween((there[next] as Transmission).at, at) > secondsMax) next++
      const other = there[next]
      if (other === undefined || secondsBetween(at, other.at) > secondsMax) continue
      count++
      next++
    }
  }
  return count
}
