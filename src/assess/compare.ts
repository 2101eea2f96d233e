import { trialsNeeded, upperBound } from '../correlate/exact.ts'
import {
  boundText,
  count,
  eventText,
  eventsText,
  percentText,
  probabilityText,
  secondsText,
} from '../correlate/words.ts'
import type { DeviceEventKind } from '../device/events/types.ts'
import { canaryOf } from './compare/canary.ts'
import type { Canary } from './compare/canary.ts'
import { comparabilityOf } from './compare/comparability.ts'
import type { Comparability } from './compare/comparability.ts'
import { doubtThat } from './compare/doubt.ts'
import type { Doubt } from './compare/doubt.ts'
import {
  doubtOf,
  enoughAfter,
  isOfOneOwner,
  laterWindow,
  newcomersText,
  rowDoubtOf,
} from './compare/doubts.ts'
import {
  carries,
  chanceOfFewer,
  chanceOfMore,
  contrastOf,
  exposureOf,
  pairsOf,
  sideShareText,
  stimuliOf,
  stimuliText,
  windowAfter,
} from './compare/exposure.ts'
import type { Contrast, Exposure, Pair, Stimulus } from './compare/exposure.ts'
import { whereHeard } from './compare/heard.ts'
import { perhapsCaveats, perhapsDoubtOf, perhapsOf, perhapsText } from './compare/perhaps.ts'
import { differingText, premiseDoubtOf, premisesOf } from './compare/premises.ts'
import type { Premise } from './compare/premises.ts'
import { significance } from './compare/significance.ts'
import { hasReadRequests, isUnread, presenceOf, recipientOf, sentTo, whyUnread } from './side.ts'
import type { Presence, Side, SideRecipient, SideTransmission } from './side.ts'

/**
 * What became of a sender: seen before and not after, seen in both, seen in both with other identifiers or elsewhere,
 * seen only after.
 */
export type CompareStatus = 'gone' | 'present' | 'changed' | 'new'

/** One recipient, one identifier, one kind of event (or all of them): what became of it. */
export interface CompareRow {
  readonly recipient: string
  readonly family: string
  readonly identifier: string
  /** The stimulus; null where no kind of event triggers the sends: then the hours that were observed. */
  readonly event: DeviceEventKind | null
  readonly status: CompareStatus
  /** How the recipient shows after. */
  readonly presence: Presence
  readonly before: Exposure
  readonly after: Exposure
  /** Fisher's exact test, one-sided (of hours within each hour of the day): the chance of so few after, if nothing had changed. */
  readonly pValue: number
  /** What may remain at most (share of events, exact, 95 %). */
  readonly upperBound: number
  /** True where "gone" is shown: enough stimuli, comparable captures, and the alarm itself was tested. */
  readonly isProven: boolean
  /** How many more events without a send make the bound smaller than `bound`. */
  readonly moreNeeded: { readonly events: number; readonly bound: number }
  readonly movedTo?: string
  /** Who may get it now, unseen: then no number of events without a send would show that it is gone. */
  readonly maybeMovedTo?: string
  /** What stands against "gone", or against "new", beside the numbers; null where nothing does, and of other rows. */
  readonly doubt: string | null
  readonly sentence: string
}

/**
 * The answer of {@link compareSides}: a row for each recipient, identifier and trigger, what the comparison rests on and
 * what makes the sides comparable or not, whether the planted request was seen on each side, and the sentence that sums it up.
 */
export interface Comparison {
  readonly rows: readonly CompareRow[]
  /** That both sides are of one phone, and in this order. */
  readonly premises: readonly Premise[]
  readonly comparability: readonly Comparability[]
  readonly canary: Canary | null
  /** What was not tested of all of it: the sentence ends with them. */
  readonly caveats: readonly string[]
  readonly sentence: string
}

/** What the user decides of a comparison. */
export interface CompareOptions {
  /** Name of a host that a planted request goes to; null where none was planted. */
  readonly canary: string | null
  /** Greatest remainder with which "gone" counts as shown. */
  readonly boundMax: number
}

const boundWanted = 0.01

/**
 * Is it fixed? Each recipient × identifier × trigger of the side before is looked for after, under the same stimuli; and
 * the reverse, for what is new.
 */
export function compareSides(before: Side, given: Side, options: CompareOptions): Comparison {
  // What shows that something is absent was heard: after for what is gone, before for what is new.
  const after = whereHeard(given, before)
  const earlier = whereHeard(before, given)
  const premises = premisesOf(before, given)
  const comparability = comparabilityOf(before, after)
  const canary = canaryOf(before, after, options.canary)
  const wrong = premiseDoubtOf(premises)
  const doubt = wrong === null ? doubtOf(before, after, comparability, canary) : doubtThat(wrong)
  const rows: CompareRow[] = []
  for (const pair of pairsOf(before)) {
    const stimuli = stimuliOf(before, pair.host)
    const isSent = sentTo(after, pair.host).some((one) => carries(one, pair))
    const movedTo = isSent ? null : newHome(before, after, pair, stimuli)
    for (const stimulus of stimuli)
      rows.push(
        row(before, after, pair, stimulus, {
          boundMax: options.boundMax,
          isSent,
          movedTo,
          doubtOfRow: () =>
            doubt ??
            perhapsDoubtOf(given, pair) ??
            rowDoubtOf(before, after, pair, stimulus, stimuli, canary),
        }),
      )
  }
  const known = new Set(pairsOf(before).map(({ host, identifier }) => `${host} ${identifier}`))
  const moved = new Set(
    rows.flatMap((one) => (one.movedTo === undefined ? [] : [`${one.movedTo} ${one.identifier}`])),
  )
  for (const pair of pairsOf(given)) {
    const name = `${pair.host} ${pair.identifier}`
    if (known.has(name) || moved.has(name)) continue
    for (const stimulus of stimuliOf(given, pair.host))
      rows.push(newRow(earlier, given, pair, stimulus, wrong))
  }
  const caveats = caveatsOf(rows, before, after, premises, canary)
  const sentence = [summaryOf(rows), ...caveats].join(' ')
  return { rows, premises, comparability, canary, caveats, sentence }
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

/** What is seen after, and was not before. */
function newRow(before: Side, after: Side, pair: Pair, stimulus: Stimulus, wrong: string | null): CompareRow {
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

/** What was seen before: what became of it. */
function row(
  before: Side,
  after: Side,
  pair: Pair,
  given: Stimulus,
  options: { boundMax: number; isSent: boolean; movedTo: string | null; doubtOfRow: () => Doubt | null },
): CompareRow {
  const { host, family, identifier } = pair
  const presence = presenceOf(after, host)
  const { isSent, movedTo } = options
  const status: CompareStatus = isSent
    ? 'present'
    : movedTo !== null || presence !== 'absent'
      ? 'changed'
      : 'gone'
  const doubt = status === 'gone' ? options.doubtOfRow() : null
  const contrast = contrastOf(before, after, pair, given)
  const pValue = chanceOfFewer(contrast)
  const bound = upperBound(contrast.after.hits, contrast.after.exposures)
  const isCompared = contrast.after.exposures > 0
  const window = windowAfter(after, host, given)
  // What still is sent was seen, at whatever time; what is gone was looked for at times that both sides observed.
  const { before: earlier, after: later } =
    status === 'gone' && isCompared
      ? contrast
      : {
          before: exposureOf(before, pair, given),
          after: exposureOf(after, pair, window),
        }
  const isProven =
    status === 'gone' && doubt === null && isCompared && pValue <= significance && bound <= options.boundMax
  const more = {
    events: Math.max(0, trialsNeeded(boundWanted) - contrast.after.exposures),
    bound: boundWanted,
  }
  const facts = {
    host,
    identifier,
    event: given.event,
    later,
    counts: `${sideShareText(before, earlier, given.event)} before, ${sideShareText(after, later, given.event)} after`,
    window,
    isCompared,
    isPart: contrast.isPart,
    status,
    presence,
    recipient: recipientOf(after, host),
    perhaps: perhapsOf(after, pair),
    movedTo,
    pValue,
    bound,
    isProven,
    more,
    doubt,
  }
  return {
    recipient: host,
    family,
    identifier,
    event: given.event,
    status,
    presence,
    before: earlier,
    after: later,
    pValue,
    upperBound: bound,
    isProven,
    moreNeeded: more,
    ...(movedTo === null ? {} : { movedTo }),
    doubt: doubt?.text ?? null,
    ...(doubt?.host == null ? {} : { maybeMovedTo: doubt.host }),
    sentence: sentenceOf(facts),
  }
}

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
function newHome(
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

const presenceText: Readonly<Record<Exclude<Presence, 'encrypted'>, string>> = {
  absent: 'it is not contacted any more',
  'dns-only':
    'its name is still asked for, and nothing that was sent to it is in the capture: the sender is there, and silent or not captured',
  blocked:
    'it is still contacted, and gets no answer or nothing is sent: the sender is there, blocked or refused',
  readable: 'it is still contacted, and nothing that identifies was found in what could be read of it',
  sending: 'it is still sent other data',
}

function presenceSentence(presence: Presence, recipient: SideRecipient | undefined): string {
  if (presence === 'encrypted') return `it is still contacted, and ${whyUnread(recipient)} now`
  return presence === 'sending' && isUnread(recipient)
    ? `${presenceText.sending}, and ${whyUnread(recipient)} now`
    : presenceText[presence]
}

function sentenceOf(facts: {
  host: string
  identifier: string
  event: DeviceEventKind | null
  later: Exposure
  /** How many stimuli were followed by a send on each side, in words. */
  counts: string
  /** The window in which sends were looked for after events. */
  window: Stimulus
  /** After, the chance was there. */
  isCompared: boolean
  /** Hours at times of day that one side alone observed are left out. */
  isPart: boolean
  status: CompareStatus
  presence: Presence
  /** What is known of the host on the side after. */
  recipient: SideRecipient | undefined
  /** Requests after that may have taken it to the host. */
  perhaps: readonly SideTransmission[]
  movedTo: string | null
  pValue: number
  bound: number
  isProven: boolean
  more: { events: number; bound: number }
  doubt: Doubt | null
}): string {
  const { host, identifier, event, later, status, counts, pValue, bound } = facts
  const head = `${identifier} to ${host}`
  if (status === 'present') {
    // The row is of one kind of event: what is sent at other times is sent still.
    const isUnanswered = event !== null && later.exposures > 0 && later.hits === 0
    return `${head}: still sent${isUnanswered ? `, but not ${windowText(facts.window)} after ${eventsText(event)}` : ''} (${counts}).`
  }
  if (facts.movedTo !== null) return `${head}: sent to ${facts.movedTo} now (${counts}).`
  if (status === 'changed' && facts.perhaps.length > 0)
    return `${head}: not seen to be sent any more (${counts}), but ${perhapsText(facts.perhaps, 'with it')}.`
  if (status === 'changed')
    return `${head}: not seen any more (${counts}), but ${presenceSentence(facts.presence, facts.recipient)}.`
  if (!facts.isCompared)
    return `${head}: not seen after, but no ${event === null ? 'whole hour' : eventText(event)} was observed there${facts.isPart ? ' at a time of day that was observed before' : ''}: nothing can be said.`
  const remains = `at most ${boundText(bound, 'most')} may remain (95 %)`
  const stimuli = (number: number): string => stimuliText(number, event).replace(/^(\S+) /, '$1 more ')
  const needed =
    facts.more.events === 0 || (facts.doubt !== null && facts.doubt.host !== null)
      ? ''
      : ` ${stimuli(facts.more.events)} without a send are needed for a bound below ${percentText(facts.more.bound)}.`
  const counted = facts.isPart ? `${counts}, at times of day that both sides observed` : counts
  if (facts.isProven)
    return `${head}: gone. ${counted}; ${probabilityText(pValue)} (Fisher, exact); ${remains}.${needed}`
  const why = `${facts.doubt?.text ?? 'not enough events'} (${probabilityText(pValue)}; ${remains}).${needed}`
  return `${head}: not seen after (${counted}), which is not proof: ${why}`
}

/** When after an event was looked: what comes later may still be its answer. */
function windowText({ fromS, toS }: Stimulus): string {
  return fromS > 0 ? `from ${secondsText(fromS)} to ${secondsText(toS)}` : `within ${secondsText(toS)}`
}

function summaryOf(rows: readonly CompareRow[]): string {
  if (rows.length === 0) return 'Neither side shows a transmission that carries an identifier.'
  if (rows.every(({ status }) => status === 'gone')) return goneText(rows)
  const hosts = new Set(rows.filter((one) => one.status !== 'gone').map((one) => one.recipient)).size
  // What follows several kinds of event is one thing that is sent, and has a row for each of them.
  const pairs = [...Map.groupBy(rows, (one) => `${one.recipient} ${one.identifier}`).values()]
  const of = (status: CompareStatus): CompareRow[][] =>
    pairs.filter((own) => own.some((one) => one.status === status))
  const added = of('new')
  const unsure = added.filter((own) => own.every(({ doubt }) => doubt !== null)).length
  // Only what is shown is called gone: what was not seen may be there.
  const gone = of('gone').filter((own) => own.some(({ isProven }) => isProven))
  const unseen = of('gone').length - gone.length
  const isPart = gone.some((own) => own.some(({ isProven }) => !isProven))
  return `Pairs of identifier and recipient: ${of('present').length} still sent, ${of('changed').length} changed, ${added.length} new${unsure === 0 ? '' : ` (${unsure === added.length ? '' : `${unsure} of them `}perhaps sent before, too)`}, ${gone.length} gone${isPart ? ' (not shown for each kind of event)' : ''}${unseen === 0 ? '' : `, ${unseen} not seen (which is no proof)`}; ${count(hosts, 'recipient')} to look at.`
}

/** The same where nothing is left of what was sent before: for which kinds of event that is shown. */
function goneText(rows: readonly CompareRow[]): string {
  const proven = rows.filter((one) => one.isProven).length
  const pairs = count(rows.length, 'pair')
  if (proven === rows.length)
    return `All that was seen to be sent before is gone (${pairs} of identifier and event, all shown).`
  const doubt = rows.find((one) => one.doubt !== null)?.doubt ?? null
  return `Nothing of what was sent before was seen after; ${proven} of ${pairs} of identifier and event ${proven === 1 || rows.length === 1 ? 'is' : 'are'} shown to be gone${doubt === null ? ', for the others there were too few events' : `: ${doubt}`}.`
}

/** What a reader of the first sentence alone has to know of it. */
function caveatsOf(
  rows: readonly CompareRow[],
  before: Side,
  after: Side,
  premises: readonly Premise[],
  canary: Canary | null,
): string[] {
  const perhaps = perhapsCaveats(before, after)
  if (rows.length === 0) return perhaps
  const wrong = premiseDoubtOf(premises)
  const isUnknown = premises.some(({ what, answer }) => what === 'same phone' && answer === 'unknown')
  const differing = isUnknown ? differingText(before, after) : ''
  const hasGone = rows.some((one) => one.status === 'gone')
  const newcomers = rows.some((one) => one.isProven) ? newcomersText(before, after, canary) : null
  return [
    ...perhaps,
    ...(newcomers === null ? [] : [newcomers]),
    ...(hasGone ? [eventsDoubtOf(before, after)] : []).filter((text) => text !== null),
    ...(rows.some((one) => one.event !== null) ? clockDoubtsOf(before, after) : []),
    ...(rows.some((one) => one.isProven) && (before.timing === null || after.timing === null)
      ? [
          'Documents of results do not say when connections began and names were asked for: what only that shows against it, the captures tell.',
        ]
      : []),
    ...(wrong === null || rows.every((one) => one.status === 'gone')
      ? []
      : [`${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}.`]),
    ...(isUnknown && (hasGone || differing !== '')
      ? [`That both sides are of the same phone the captures do not show${differing}.`]
      : []),
  ]
}

/** That the times of events were moved on a side for no other reason than that sends follow them then. */
export function clockDoubtsOf(before: Side, after: Side): string[] {
  return [['before', before.suggestedOffsetS] as const, ['after', after.suggestedOffsetS] as const].flatMap(
    ([side, offset]) =>
      offset === undefined
        ? []
        : [
            `On the side ${side} ${secondsText(Math.abs(offset))} were ${offset > 0 ? 'added to' : 'taken from'} the times of the events, for no other reason than that sends follow them then: if the clocks agree, compare with --clock-offset 0.`,
          ],
  )
}

/** Why not all that may make a phone send was tested: nobody told what happened to it. Null where that was told. */
export function eventsDoubtOf(before: Side, after: Side): string | null {
  if (before.hasEvents && after.hasEvents) return null
  const which = before.hasEvents ? ' for the side after' : after.hasEvents ? ' for the side before' : ''
  const kinds = shownByTraffic.filter((kind) =>
    [before, after].some(({ eventCounts }) => (eventCounts.get(kind) ?? 0) > 0),
  )
  const shown = kinds.length === 0 ? '' : ` (${kinds.map(eventsText).join(', ')})`
  const tested =
    shown === '' && which === ''
      ? 'no event was tested as what makes it send'
      : `only what the traffic itself shows${shown} was tested as what makes it send`
  const unseen = [before, after].reduce(
    (sum, { hasEvents, eventsUnseen = 0 }) => sum + (hasEvents ? 0 : eventsUnseen),
    0,
  )
  return unseen === 0
    ? `No device events were given${which}: ${tested}.`
    : `None of the ${count(unseen, 'device event')} that ${unseen === 1 ? 'was' : 'were'} given${which} lies in the time that was observed: ${tested}.`
}

/** Events that traffic can show; that somebody unlocked the phone it never does. */
const shownByTraffic: readonly DeviceEventKind[] = ['network-up', 'boot']
