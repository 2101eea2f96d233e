/**
 * What else followed the events that made a sender send: the apps that a phone uses. Where most of them vanished with it,
 * it is the capture that changed (another interface, a VPN, a capture of some apps), and not the sender alone.
 */
import { grouped } from '../../core/grouped.ts'
import { recipientOf } from '../side.ts'
import type { Side, SideRecipient, SideTrigger } from '../side.ts'
import type { Comparability } from './comparability.ts'
import { chanceOf } from './exposure.ts'
import { significance } from './significance.ts'

/** So many have to have vanished: one app is put away by whom it belongs to. */
const vanishedMin = 2

/** Whether what else followed the same events before is there after; null where nothing else did. */
export function followersOf(before: Side, after: Side): Comparability | null {
  const senders = new Set(before.transmissions.map(({ host }) => host))
  const gone = [...senders].flatMap((host) => recipientOf(before, host) ?? [])
  const events = new Set(
    before.triggers
      .filter(({ host, isExplained }) => senders.has(host) && !isExplained)
      .map(({ event }) => event),
  )
  const others = before.triggers.filter(({ host, event }) => {
    const one = recipientOf(before, host)
    // What is of one owner may well have gone with it.
    return (
      events.has(event) && one !== undefined && !senders.has(host) && !gone.some((own) => isAkin(own, one))
    )
  })
  const reached = after.recipients.filter(({ flows }) => flows > 0)
  let [stayed, vanished] = [0, 0]
  for (const [host, own] of Map.groupBy(others, (one) => one.host)) {
    const one = recipientOf(before, host) as SideRecipient
    if (reached.some((other) => other.host === host || isAkin(other, one))) stayed++
    // Who was seen seldom may not be seen by chance, and says nothing.
    else if (own.some((trigger) => isMissed(trigger, after))) vanished++
  }
  if (stayed + vanished < vanishedMin) return null
  return {
    what: 'other recipients that followed the same events, and whether they were contacted',
    before: grouped(stayed + vanished),
    after: grouped(stayed),
    isComparable: vanished < vanishedMin || vanished <= stayed,
  }
}

/** Of one domain or owner: hosts of one service go by changing names. */
function isAkin(one: SideRecipient, other: SideRecipient): boolean {
  return (
    (one.domain !== '' && one.domain === other.domain) ||
    (one.organisation !== '' && one.organisation === other.organisation)
  )
}

function isMissed({ hits, exposures, event }: SideTrigger, after: Side): boolean {
  return (
    chanceOf({ hits, exposures }, { hits: 0, exposures: after.eventCounts.get(event) ?? 0 }) <= significance
  )
}
