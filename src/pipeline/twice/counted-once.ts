import type { Transmission } from '../../assess/types.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import { compareInstants } from '../../core/time.ts'
import type { Flow } from '../../stream/types.ts'
import { countedOf, withoutSends } from './both-sides.ts'
import type { Sent, SentBetween } from './both-sides.ts'
import { EntryFlow } from '../entries/entry-flow.ts'
import { halvesAnomaly, sameConnectionsAnomaly } from './same-connections.ts'
import type { SameConnections } from './same-connections.ts'
import { comparePlaces, connectionOf, sameSends, sameSendsAnomaly } from './same-sends.ts'
import type { CaptureSummary } from '../scan-result.ts'

/**
 * Logs of these have files of their own for what they tell of one connection. What two of them tell at the same instant is one
 * record, in two forms of the log.
 */
const monitors: ReadonlySet<string> = new Set(['zeek', 'suricata-eve'])

/**
 * What several files show, without what one of them shows of a send that another shows, too. `same` are files with the same
 * connections: where no send tells it, that is said.
 */
export function countedOnce(
  seen: Sent,
  sendings: readonly (SentBetween & { readonly flow: Flow })[],
  captures: readonly CaptureSummary[],
  same: Pick<SameConnections, 'pairs' | 'halves'> | null,
  log: AnomalyLog,
): Sent {
  const sendingOf = new Map(sendings.map((sending) => [sending.transmission, sending]))
  const between = (one: Transmission): (typeof sendings)[number] =>
    sendingOf.get(one) as (typeof sendings)[number]
  const alike = sameSends(captures, seen.transmissions, seen.observations, (one) =>
    connectionOf(between(one).flow),
  )
  const pathsOf = (files: readonly [number, number]): string =>
    files.map((file) => captures[file]?.path ?? '').join(' and ')
  const told = new Set(alike.map(({ files }) => pathsOf(files)))
  for (const paths of same?.halves.map(pathsOf) ?? []) log.note(halvesAnomaly, 0, paths)
  for (const paths of same?.pairs.map(pathsOf) ?? [])
    if (!told.has(paths)) log.note(sameConnectionsAnomaly, 0, paths)
  const isShownBy = comparePlaces(alike.length > 0 ? seen.observations : [])
  const isOneLog = (one: Transmission, other: Transmission): boolean =>
    monitors.has(captures[one.capture]?.format ?? '') &&
    isOneConnection(between(one).flow, between(other).flow) &&
    compareInstants(one.at, other.at) !== 0
  /** What counts in the place of each that does not, itself or what counts in its place. */
  const before = new Map<Transmission, Transmission>()
  const countedFor = (one: Transmission): Transmission => {
    let counted = one
    for (let next = before.get(one); next !== undefined; next = before.get(next)) counted = next
    return counted
  }
  for (const { files, sends } of alike) {
    const twice = sends.filter(([one, other]) => !isOneLog(one, other))
    if (twice.length > 0) log.note(sameSendsAnomaly, 0, pathsOf(files))
    for (const same of twice) {
      // A third file may show it, too.
      const [first, second] = [countedFor(same[0]), countedFor(same[1])]
      if (first.capture === second.capture || isOneLog(first, second)) continue
      // One of two recorders may show more of it than the other.
      const isLess = isShownBy(first, second) && !isShownBy(second, first)
      const [one, other] = isLess ? [second, first] : [first, second]
      const counted = countedOf([between(one), between(other)]).transmission
      const left = counted === one ? other : one
      if (isShownBy(left, counted)) before.set(left, counted)
    }
  }
  return withoutSends(seen, new Set(before.keys()))
}

/** Whether two entries name the same connection, as one program numbered it. */
function isOneConnection(one: Flow, other: Flow): boolean {
  return (
    one instanceof EntryFlow &&
    other instanceof EntryFlow &&
    one.connection !== '' &&
    one.connection === other.connection
  )
}
