import { eventText, probabilityText } from '../../correlate/words.ts'
import type { DeviceEventKind } from '../../device/events/types.ts'
import { hasReadRequests, presenceOf, recipientOf, sentTo, whyUnread } from '../side.ts'
import type { Side } from '../side.ts'
import { boundWanted } from './compare-row.ts'
import type { CompareRow } from './compare-row.ts'
import { chanceOfMore, contrastOf, exposureOf, sideShareText } from './exposure.ts'
import type { Contrast, Pair, Stimulus } from './exposure.ts'
import { perhapsOf, perhapsText } from './perhaps.ts'
import { significance } from './significance.ts'

/** What is seen after, and was not before. */
export function newRow(
  before: Side,
  after: Side,
  pair: Pair,
  stimulus: Stimulus,
  wrong: string | null,
): CompareRow {
  const { host, family, identifier } = pair
  const { event } = stimulus
  const own = exposureOf(after, pair, stimulus)
  const earlier = exposureOf(before, pair, stimulus)
  const contrast = contrastOf(before, after, pair, stimulus)
  const pValue = chanceOfMore(contrast)
  const doubt = wrong ?? newDoubtOf(before, pair, contrast, event, pValue)
  return {
    recipient: host,
    family,
    identifier,
    event,
    status: 'new',
    presence: 'sending',
    before: earlier,
    after: own,
    pValue,
    upperBound: 1,
    isProven: false,
    moreNeeded: { events: 0, bound: boundWanted },
    doubt,
    sentence: `${identifier} to ${host}: sent now, and not seen before (${sideShareText(before, earlier, event)} before, ${sideShareText(after, own, event)} after)${doubt === null ? '' : `, which may be nothing new: ${doubt}`}.`,
  }
}

/** Why a send that was seen after only may be nothing new; null where nothing speaks for it. */
function newDoubtOf(
  before: Side,
  pair: Pair,
  { before: earlier, isPart }: Contrast,
  event: DeviceEventKind | null,
  pValue: number,
): string | null {
  if (!hasReadRequests(before)) return 'nothing could be read before'
  const perhaps = perhapsOf(before, pair)
  if (perhaps.length > 0) return `before, ${perhapsText(perhaps, 'with it')}`
  const { host, identifier } = pair
  const namesake = before.recipients.find(
    (one) =>
      one.host !== host &&
      one.addresses?.includes(host) === true &&
      sentTo(before, one.host).some((sent) => sent.identifiers.includes(identifier)),
  )
  // Where packets are lost, the name of a server may be among them.
  if (namesake !== undefined) return `it is an address of ${namesake.host}, which was sent it before`
  if (presenceOf(before, host) === 'encrypted')
    return `it was contacted before, too, and then ${whyUnread(recipientOf(before, host))}`
  if (earlier.exposures === 0)
    return `no ${event === null ? 'whole hour' : eventText(event)} was observed before${isPart ? ' at these times of day' : ''}`
  return pValue <= significance
    ? null
    : `too little was observed before${isPart ? ' at these times of day' : ''} (${probabilityText(pValue)})`
}
