import type { DeviceEventKind } from '../../device/events/types.ts'
import { count, countedEvents, percentText } from '../../correlate/words.ts'
import { whereHeard } from '../compare/heard.ts'
import { perhapsText } from '../compare/perhaps.ts'
import { hasReadRequests, presenceOf, recipientOf, whyUnread } from '../side.ts'
import type { Side, SideRecipient, SideTransmission } from '../side.ts'
import { uncountedReason } from './uncounted.ts'
import type { Unit, UnitState } from './unit.ts'

/** Kinds of event that count as exposure. */
const stimuli: readonly DeviceEventKind[] = ['boot', 'screen-on', 'unlock', 'network-up', 'sim-change']

/** Affected, clean with so much exposure, or undetermined: by what its traffic shows. */
export function judged(
  id: string,
  attributes: ReadonlyMap<string, string>,
  side: Side,
  options: { readonly sender: string | null; readonly exposuresMin: number },
): Unit {
  const { sender } = options
  const { exposures, what } = countOf(side)
  const isMeant = (one: SideTransmission): boolean =>
    one.identifiers.length > 0 && (sender === null || one.host === sender || one.family === sender)
  const sends = side.transmissions.filter(isMeant)
  const perhaps = (side.perhapsSent ?? []).filter(isMeant)
  const hits = sends.length
  const unread = unreadText(side)
  const isEnough = unread === '' && exposures >= options.exposuresMin
  if (hits > 0)
    return affected(
      `${count(hits, 'send')} to ${[...new Set(sends.map((one) => one.host))].slice(0, 3).join(', ')}`,
    )
  // A request that was given up is no contact; an answer shows that there was another one.
  const isReached = ({ host, bytesToClient }: SideRecipient): boolean =>
    host === sender && (perhaps.length === 0 || bytesToClient > 0)
  if (sender !== null && (side.dnsNames.has(sender) || side.recipients.some(isReached)))
    return { ...affected(contactText(side, sender)), isByContact: true }
  if (perhaps.length > 0)
    return unit('undetermined', perhapsText(perhaps, `with identifiers to ${perhaps[0]?.host ?? ''}`))
  if (unread !== '') return unit('undetermined', unread)
  const without = `${what} without a send${sender === null ? ` in the ${percentText(side.readShare)} of its traffic that could be read` : ''}`
  return isEnough ? unit('clean', without) : unit('undetermined', `${without}: too few to call it clean`)

  function affected(reason: string): Unit {
    const lack = unread === '' ? `${what}, too few to call a unit clean` : unread
    return unit('affected', isEnough ? reason : uncountedReason(reason, lack))
  }

  function unit(state: UnitState, reason: string): Unit {
    return { id, attributes, state, isCounted: isEnough, exposures, hits, reason }
  }
}

/** Why silence of a unit would say nothing, however long it was watched; '' where it would. */
function unreadText(side: Side): string {
  if (side.readShare === 0) return 'nothing of its traffic could be read'
  if (!hasReadRequests(side))
    return 'no request of it could be read: all that was sent is encrypted or unknown'
  return side.sumsHold ? '' : 'the sums of its coverage statement do not hold'
}

/** How a unit shows that contacts a sender, of which nothing was found that identifies. */
function contactText(side: Side, sender: string): string {
  switch (presenceOf(side, sender)) {
    case 'readable':
      return 'it contacts it, and what it sends there can be read, but is nothing that is known to identify (a digest with a salt of its own is not known)'
    case 'encrypted':
      return `it contacts it, and ${whyUnread(recipientOf(side, sender))}`
    case 'blocked':
      return 'it contacts it, and gets no answer or sends nothing'
    default:
      return 'it asks for the name, and nothing that was sent there is in the capture'
  }
}

/** What a unit was exposed to: events of a kind, or hours (null). */
interface Count {
  readonly kind: DeviceEventKind | null
  readonly exposures: number
  readonly what: string
}

/**
 * What a unit without a send was exposed to: the kind of event of which most were observed, since one wake-up is a
 * screen-on, an unlock and a join of the network; hours where there is no event.
 */
export function countOf(given: Side): Count {
  const side = whereHeard(given, null)
  let kind: DeviceEventKind | null = null
  let exposures = 0
  for (const one of stimuli) {
    const observed = side.eventCounts.get(one) ?? 0
    if (observed > exposures) [kind, exposures] = [one, observed]
  }
  if (kind !== null) return { kind, exposures, what: countedEvents(exposures, kind) }
  const hours = Math.floor(side.observedSeconds / 3_600)
  return { kind, exposures: hours, what: count(hours, 'observed hour') }
}
