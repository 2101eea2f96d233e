import { exchangeKey } from '../assess/exchange-key.ts'
import type { Observation, Transmission } from '../assess/types.ts'
import type { AnomalyCode, AnomalyLog } from '../core/anomaly.ts'
import { secondsBetween } from '../core/time.ts'

/** What the machine of a proxy captures. */
const bothSidesAnomaly: AnomalyCode = {
  code: 'message.proxy.both_sides',
  kind: 'ambiguous',
  sentence:
    'A request was captured on both sides of a proxy: what it shows counts once, as it came to the proxy; connections and bytes count twice.',
}

/** A transmission with the ends of the connection that it went over. */
export interface SentBetween {
  readonly transmission: Transmission
  readonly clientAddress: string
  readonly serverAddress: string
}

/** A proxy hands on a request within this time. */
const secondsMax = 10
/** Of more requests that are alike and near in time, as many are compared. */
const comparedMax = 64

/**
 * What was sent, without what a proxy handed on of it where it was captured there, too: its fields and its connection are the
 * proxy's. `logOf` gives the log of a capture, in which that is noted.
 */
export function withoutHandedOn(
  all: readonly SentBetween[],
  observations: readonly Observation[],
  logOf: (capture: number) => AnomalyLog,
): { readonly observations: readonly Observation[]; readonly transmissions: readonly Transmission[] } {
  const transmissions = all.map(({ transmission }) => transmission)
  const left = handedOn(all, observations)
  if (left.size === 0) return { observations, transmissions }
  for (const { capture, frames } of left) logOf(capture).note(bothSidesAnomaly, frames[0] ?? 0)
  const exchanges = new Set([...left].map((one) => exchangeKey(one)))
  return {
    observations: observations.filter((one) => !exchanges.has(exchangeKey(one))),
    transmissions: transmissions.filter((one) => !left.has(one)),
  }
}

/**
 * Of all transmissions those by which a proxy handed on another: from the address that this one went to, to the same
 * recipient, with the same method and path and all its values. Each of them stands for one at most, the nearest in time.
 */
function handedOn(
  all: readonly SentBetween[],
  observations: readonly Observation[],
): ReadonlySet<Transmission> {
  const found = new Set<Transmission>()
  const asked = new Set(all.map(({ serverAddress }) => serverAddress))
  const onward = all.filter(({ clientAddress }) => clientAddress !== '' && asked.has(clientAddress))
  if (onward.length === 0) return found
  const valuesOf = Map.groupBy(observations, exchangeKey)
  const told = (one: Transmission): string[] =>
    (valuesOf.get(exchangeKey(one)) ?? []).map(({ identifier, normal }) => `${identifier} ${normal}`)
  const byAddress = Map.groupBy(onward, ({ clientAddress, transmission }) =>
    keyOf(transmission, clientAddress),
  )
  for (const { transmission, serverAddress } of all) {
    const alike = byAddress.get(keyOf(transmission, serverAddress)) ?? []
    const values = told(transmission)
    let best: Transmission | null = null
    let compared = 0
    for (const { transmission: other } of alike) {
      const seconds = apart(transmission, other)
      if (seconds > secondsMax || found.has(other) || compared >= comparedMax) continue
      compared++
      if (best !== null && apart(transmission, best) <= seconds) continue
      const there = new Set(told(other))
      if (values.every((value) => there.has(value))) best = other
    }
    if (best !== null) found.add(best)
  }
  return found
}

/** What is the same on both sides of a proxy; `address`: the proxy's. */
function keyOf({ capture, recipient, summary }: Transmission, address: string): string {
  const path = summary.path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/'
  return JSON.stringify([capture, address, recipient, summary.method, path])
}

function apart(left: Transmission, right: Transmission): number {
  return Math.abs(secondsBetween(left.at, right.at))
}
