import { recipientOf } from '../side.ts'
import type { Side, SideTransmission } from '../side.ts'
import { enoughAfter, isOfOneOwner, laterWindow } from './doubts.ts'
import { exposureOf } from './exposure.ts'
import type { Pair, Stimulus } from './exposure.ts'

/** What goes to hosts that did not get the identifier before; kept for its sides, since each row that is gone asks. */
const newcomersKept = new WeakMap<Side, WeakMap<Side, Map<string, readonly SideTransmission[]>>>()

function newcomersOf(before: Side, after: Side, identifier: string): readonly SideTransmission[] {
  const ofBefore = newcomersKept.get(before) ?? new WeakMap<Side, Map<string, readonly SideTransmission[]>>()
  newcomersKept.set(before, ofBefore)
  const kept = ofBefore.get(after) ?? new Map<string, readonly SideTransmission[]>()
  ofBefore.set(after, kept)
  const known = kept.get(identifier)
  if (known !== undefined) return known
  const had = new Set(
    before.transmissions.filter((one) => one.identifiers.includes(identifier)).map((one) => one.host),
  )
  const found = after.transmissions.filter(
    (one) => one.identifiers.includes(identifier) && !had.has(one.host),
  )
  kept.set(identifier, found)
  return found
}

/**
 * A recipient that gets this identifier after and did not before, and of which something shows that it gets what another one
 * got: the same family, the same owner, or about as many sends after the same stimuli. Any other one is new, as the server
 * of an app that was installed since.
 */
export function newHome(
  before: Side,
  after: Side,
  { host, family, identifier }: Pair,
  stimuli: readonly Stimulus[],
): string | null {
  const now = newcomersOf(before, after, identifier)
  const same = now.find((one) => family !== '' && one.family === family)
  if (same !== undefined) return same.host
  const hosts = [...new Set(now.map((one) => one.host))]
  const gone = recipientOf(before, host)
  return (
    hosts.find((one) => isOfOneOwner(gone, recipientOf(after, one))) ??
    hosts.find((one) => {
      const sends = now.filter((sent) => sent.host === one).length
      return stimuli.some((stimulus) => {
        const window = stimulus.event === null ? stimulus : laterWindow(stimulus)
        const followed = exposureOf(after, { host: one, family, identifier }, window)
        return (
          followed.hits > 0 &&
          enoughAfter(before, after, { host, family, identifier }, stimulus)(followed, sends)
        )
      })
    }) ??
    null
  )
}
