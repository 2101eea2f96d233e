import { fisherGreater, trialsNeeded, upperBound } from '../correlate/exact.ts'
import { firstAfter } from '../correlate/observed.ts'
import { grouped } from '../core/grouped.ts'
import { quantile } from '../correlate/period.ts'
import { count, countedEvents, eventsText, percentText, probabilityText } from '../correlate/words.ts'
import type { DeviceEventKind } from '../device/events/types.ts'
import { isUnread, presenceOf } from './side.ts'
import type { Presence, Side, SideRecipient, SideTransmission, SideTrigger } from './side.ts'

/**
 * What became of a sender: seen before and not after, seen in both, seen in both with other identifiers or elsewhere,
 * seen only after.
 */
export type CompareStatus = 'gone' | 'present' | 'changed' | 'new'

/** Stimuli (or observed hours, where no event triggers the sends), and how many of them were followed by a send. */
export interface Exposure {
  readonly hits: number
  readonly exposures: number
}

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
  /** Fisher's exact test, one-sided: the chance of so few after, if nothing had changed. */
  readonly pValue: number
  /** What may remain at most (share of events, exact, 95 %). */
  readonly upperBound: number
  /** True where "gone" is shown: enough stimuli, comparable captures, and the alarm itself was tested. */
  readonly isProven: boolean
  /** How many more events without a send make the bound smaller than `bound`. */
  readonly moreNeeded: { readonly events: number; readonly bound: number }
  readonly movedTo?: string
  /** What stands against "gone" beside the numbers; null where nothing does, and of other rows. */
  readonly doubt: string | null
  readonly sentence: string
}

/** One thing in which two sides must be alike, as text of each side; where it is not comparable, "gone" is not shown. */
export interface Comparability {
  readonly what: string
  readonly before: string
  readonly after: string
  readonly isComparable: boolean
}

/**
 * The answer of {@link compareSides}: a row for each recipient, identifier and trigger, what makes the sides comparable
 * or not, whether the planted request was seen on each side, and the sentence that sums it up.
 */
export interface Comparison {
  readonly rows: readonly CompareRow[]
  readonly comparability: readonly Comparability[]
  readonly canary: { readonly name: string; readonly before: boolean; readonly after: boolean } | null
  readonly sentence: string
}

/** What the user decides of a comparison. */
export interface CompareOptions {
  /** Name of a host that a planted request goes to; null where none was planted. */
  readonly canary: string | null
  /** Greatest remainder with which "gone" counts as shown. */
  readonly boundMax: number
}

const significance = 0.01
const boundWanted = 0.01
/** The side after must have been read at least so well as this share of the side before. */
const readShareMin = 0.5
const secondsShareMin = 0.25

/**
 * Is it fixed? Each recipient × identifier × trigger of the side before is looked for after, under the same stimuli; and
 * the reverse, for what is new.
 */
export function compareSides(before: Side, after: Side, options: CompareOptions): Comparison {
  const comparability = comparabilityOf(before, after)
  const name = options.canary?.toLowerCase().replace(/\.$/, '') ?? null
  const canary =
    name === null ? null : { name, before: hasRequest(before, name), after: hasRequest(after, name) }
  const doubt = doubtOf(before, after, comparability, canary)
  const rows: CompareRow[] = []
  for (const { host, family, identifier } of pairsOf(before)) {
    const stimuli = stimuliOf(before, host, identifier)
    for (const stimulus of stimuli)
      rows.push(
        row(before, after, { host, family, identifier }, stimulus, {
          boundMax: options.boundMax,
          doubt: doubt ?? rowDoubtOf(before, after, { host, family, identifier }, stimulus, stimuli),
        }),
      )
  }
  const known = new Set(pairsOf(before).map(({ host, identifier }) => `${host} ${identifier}`))
  const moved = new Set(
    rows.flatMap((one) => (one.movedTo === undefined ? [] : [`${one.movedTo} ${one.identifier}`])),
  )
  for (const { host, family, identifier } of pairsOf(after)) {
    if (known.has(`${host} ${identifier}`) || moved.has(`${host} ${identifier}`)) continue
    for (const stimulus of stimuliOf(after, host, identifier)) {
      const own = exposureOf(after, host, identifier, stimulus)
      const earlier = exposureOf(before, host, identifier, stimulus)
      rows.push({
        recipient: host,
        family,
        identifier,
        event: stimulus.event,
        status: 'new',
        presence: 'sending',
        before: earlier,
        after: own,
        pValue:
          own.exposures === 0 || earlier.exposures === 0
            ? 1
            : fisherGreater(
                own.hits,
                own.exposures - own.hits,
                earlier.hits,
                earlier.exposures - earlier.hits,
              ),
        upperBound: 1,
        isProven: false,
        moreNeeded: { events: 0, bound: boundWanted },
        doubt: null,
        sentence: `${host} is sent ${identifier} now (${shareText(own, stimulus.event)}), and was not seen to be before${before.readShare > 0 ? '' : ', when nothing could be read'}.`,
      })
    }
  }
  return { rows, comparability, canary, sentence: summaryOf(rows) }
}

/** Why "gone" is not shown by any row, whatever the counts; null where nothing stands against it. */
function doubtOf(
  before: Side,
  after: Side,
  comparability: readonly Comparability[],
  canary: Comparison['canary'],
): string | null {
  if (canary === null) return 'no canary was planted, so the alarm itself was not tested'
  if (!canary.after)
    return after.dnsNames.has(canary.name)
      ? `of the canary ${canary.name} only the name was asked for after, no request was seen`
      : `the canary ${canary.name} was not seen after`
  if (comparability.some((one) => !one.isComparable)) return 'the two sides are not comparable'
  const [newcomer] = unreadNewcomers(before, after)
  if (newcomer === undefined) return null
  const why = whyHidden(recipientOf(after, newcomer.host))
  const earlier =
    presenceOf(before, newcomer.host) === 'absent' ? 'was not contacted before' : 'did not before'
  return `${newcomer.host} follows ${shareText(newcomer, newcomer.event)} now, ${earlier}, and ${why}: it may be the same`
}

/** A recipient that answers this share of the events is no app that the person happened to open. */
const newcomerShareMin = 0.5

/**
 * Recipients that answer, after, an event that made the phone send before; that were not contacted before; and of which
 * not all would be known. What an update moves elsewhere and encrypts or hashes looks like this.
 */
function unreadNewcomers(before: Side, after: Side): SideTrigger[] {
  const senders = new Set(before.transmissions.map((one) => one.host))
  const events = new Set(
    before.triggers.filter((one) => senders.has(one.host) && !one.isExplained).map((one) => one.event),
  )
  return after.triggers.filter(
    (one) =>
      events.has(one.event) &&
      one.hits >= newcomerShareMin * one.exposures &&
      isNewFollower(before, after, one) &&
      isHiddenFrom(after, recipientOf(after, one.host), one.host),
  )
}

/**
 * True of a recipient that was not contacted before. One that was is judged by its connections (`busierDoubtOf`); where only
 * a document tells of them, by whether it followed the event before, too.
 */
function isNewFollower(before: Side, after: Side, { host, event }: SideTrigger): boolean {
  if (presenceOf(before, host) === 'absent') return true
  const isTimed = before.timing !== null && after.timing !== null
  return !isTimed && !before.triggers.some((one) => one.host === host && one.event === event)
}

/**
 * Why one row does not show "gone", beside what stands against all of them; null where nothing does. Where the same may go
 * elsewhere after one of the stimuli, the others do not show it either.
 */
function rowDoubtOf(
  before: Side,
  after: Side,
  pair: Pair,
  stimulus: Stimulus,
  stimuli: readonly Stimulus[],
): string | null {
  return (
    silenceDoubtOf(before, after, pair, stimulus) ??
    firstOf(stimuli, (one) => moveDoubtOf(before, after, pair, one))
  )
}

function firstOf<T>(values: readonly T[], each: (value: T) => string | null): string | null {
  for (const value of values) {
    const found = each(value)
    if (found !== null) return found
  }
  return null
}

function silenceDoubtOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): string | null {
  const later = exposureOf(after, pair.host, pair.identifier, windowAfter(after, pair.host, stimulus))
  const silence = longestSilence(before, pair, stimulus)
  // What paused as long while nothing was changed can pause now.
  return silence >= later.exposures && later.exposures > 0
    ? `before, ${stimuliText(silence, stimulus.event)} in a row went without a send, too`
    : null
}

/** Where the same may go now; null where nothing speaks for it. */
function moveDoubtOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): string | null {
  const newcomer = after.recipients.find((one) => isSuspect(before, after, pair, stimulus, one))
  if (newcomer === undefined) return busierDoubtOf(before, after, pair, stimulus)
  const why = whyHidden(newcomer)
  return `${newcomer.host} is contacted now, was not before, and ${why}: it may be the same`
}

/**
 * A recipient that was not contacted before and of which not all would be known: of the same owner as the one that is gone;
 * or, where no event triggers the sends, contacted about as often, or sent about as much over connections that last.
 */
function isSuspect(before: Side, after: Side, pair: Pair, stimulus: Stimulus, one: SideRecipient): boolean {
  if (!isHiddenAfter(after, one) || presenceOf(before, one.host) !== 'absent') return false
  const gone = recipientOf(before, pair.host)
  if (gone === undefined) return false
  if (gone.domain !== '' && gone.domain === one.domain) return true
  if (gone.organisation !== '' && gone.organisation === one.organisation) return true
  if (stimulus.event !== null || before.observedSeconds === 0) return false
  const share = (newcomerShareMin * after.observedSeconds) / before.observedSeconds
  const { hits } = exposureOf(before, pair.host, pair.identifier, stimulus)
  return one.flows >= share * hits || one.bytesToServer >= share * gone.bytesToServer
}

/** A recipient must answer so much more of the stimuli, at least: less is what use of the phone varies by. */
const busierShareMin = 0.25
/** Connections after one stimulus that are told apart: one at least, two at least … */
const connectionsMax = 3
/** From so many recipients on, what most of them do more often is no sign of one of them. */
const usualMin = 5

/**
 * What was sent may go, encrypted, to a recipient that was contacted before already: that one is then contacted more often
 * after the same stimuli. Counts can show that only where the increase is a good part of what is missing; what goes along in
 * a connection that was there before is seen by nobody.
 */
function busierDoubtOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): string | null {
  const hidden = after.recipients.filter(
    (one) => isHiddenAfter(after, one) && presenceOf(before, one.host) !== 'absent' && one.host !== pair.host,
  )
  const { hits, exposures } = exposureOf(before, pair.host, pair.identifier, stimulus)
  const shareMin = Math.max(busierShareMin, (newcomerShareMin * hits) / Math.max(1, exposures))
  // The others have too few connections to pass, however they lie; of many recipients most are such.
  const { timing } = after
  const stimuliAfter =
    stimulus.event === null ? after.observedSeconds / 3_600 : (after.eventCounts.get(stimulus.event) ?? 0)
  const busy = hidden.filter(
    ({ host }) => (timing?.contacts.get(host)?.length ?? 0) >= Math.floor(shareMin * stimuliAfter),
  )
  const compared = busy.flatMap((one) => {
    // Where it answers more slowly than what is gone did, its own window counts.
    const own = after.triggers.find(({ host, event }) => host === one.host && event === stimulus.event)
    const window = own === undefined ? stimulus : { ...stimulus, toS: Math.max(stimulus.toS, own.toS) }
    const earlier = contactsAfter(before, one.host, window)
    const later = contactsAfter(after, one.host, window)
    return earlier === null || later === null ? [] : [{ one, earlier, later }]
  })
  for (let index = 0; index < connectionsMax; index++) {
    const rises = compared.map(({ earlier, later }) => shareOf(later[index]) - shareOf(earlier[index]))
    // A phone that is used more is busier everywhere: that is the use of it.
    const usual =
      rises.length < usualMin
        ? 0
        : Math.max(
            0,
            quantile(
              rises.toSorted((a, b) => a - b),
              0.5,
            ),
          )
    for (const [at, { one, earlier, later }] of compared.entries()) {
      if ((rises[at] as number) - usual < shareMin) continue
      const [was, is] = [earlier[index], later[index]] as [Exposure, Exposure]
      if (was.exposures === 0 || is.exposures === 0) continue
      const pValue = fisherGreater(is.hits, is.exposures - is.hits, was.hits, was.exposures - was.hits)
      if (pValue * hidden.length * connectionsMax > significance) continue
      const often = ['', ' at least twice', ' at least three times'][index] ?? ''
      const when = stimulus.event === null ? 'in' : 'after'
      return `${one.host} was contacted${often} ${when} ${shareText(was, stimulus.event)} before, now ${when} ${shareText(is, stimulus.event)}, and ${whyHidden(one)}: it may be the same`
    }
  }
  return null
}

function shareOf(exposure: Exposure | undefined): number {
  return exposure === undefined || exposure.exposures === 0 ? 0 : exposure.hits / exposure.exposures
}

/** True where a recipient on the internet is contacted after, and not all that it gets would be known. */
function isHiddenAfter(after: Side, one: SideRecipient): boolean {
  return one.flows > 0 && !one.isLocal && isHiddenFrom(after, one, one.host)
}

/** True where not all that a host gets would be known. What it is sent for all to read says nothing of its other flows. */
function isHiddenFrom(side: Side, recipient: SideRecipient | undefined, host: string): boolean {
  const own = side.transmissions.filter((one) => one.host === host)
  if (own.length === 0) return isUnread(recipient) || !side.hasProfile
  return isUnread(recipient) && own.every(({ protection }) => protection === 'plaintext')
}

/** Why something may be sent to a recipient unseen. */
function whyHidden(one: SideRecipient | undefined): string {
  return isUnread(one)
    ? 'what is sent there can not be read'
    : 'without a profile a digest of a number is not known'
}

/** Of how many stimuli (or hours) so many connections were begun, by their number; kept, since many rows ask for the same. */
const contactsKept = new WeakMap<Side, Map<string, readonly Exposure[] | null>>()

/** Stimuli (or hours) with at least one new connection to a host, at least two …; null where the times are not known. */
function contactsAfter(side: Side, host: string, stimulus: Stimulus): readonly Exposure[] | null {
  const kept = contactsKept.get(side) ?? new Map<string, readonly Exposure[] | null>()
  contactsKept.set(side, kept)
  const key = JSON.stringify([host, stimulus])
  const known = kept.get(key)
  if (known !== undefined) return known
  const counted = countContacts(side, host, stimulus)
  kept.set(key, counted)
  return counted
}

function countContacts(
  { timing, observedSeconds }: Side,
  host: string,
  stimulus: Stimulus,
): Exposure[] | null {
  if (timing === null) return null
  const times = timing.contacts.get(host) ?? new Float64Array()
  const hits = Array.from({ length: connectionsMax }, () => 0)
  const add = (connections: number): void => {
    for (let number = 0; number < Math.min(connections, hits.length); number++)
      hits[number] = (hits[number] as number) + 1
  }
  let exposures = 0
  if (stimulus.event === null) {
    exposures = Math.floor(observedSeconds / 3_600)
    const hourOf = (at: number): number => Math.floor(timing.observed.line(at) / 3_600)
    for (const [hour, own] of Map.groupBy(times, hourOf)) if (hour < exposures) add(own.length)
  } else {
    const { observed, slackS } = timing
    const { fromS, toS } = stimulus
    for (const at of timing.events.get(stimulus.event) ?? []) {
      if (!observed.covers(at, at + toS + slackS)) continue
      exposures++
      add(firstAfter(times, at + toS + slackS + 1e-4) - firstAfter(times, at + fromS - slackS - 1e-4))
    }
  }
  return hits.map((number) => ({ hits: number, exposures }))
}

function recipientOf(side: Side, host: string): SideRecipient | undefined {
  return side.recipients.find((recipient) => recipient.host === host)
}

interface Pair {
  readonly host: string
  readonly family: string
  readonly identifier: string
}

function pairsOf(side: Side): Pair[] {
  const pairs = new Map<string, Pair>()
  for (const { host, family, identifiers } of side.transmissions) {
    for (const identifier of identifiers) pairs.set(`${host} ${identifier}`, { host, family, identifier })
  }
  return [...pairs.values()]
}

interface Stimulus {
  readonly event: DeviceEventKind | null
  readonly fromS: number
  readonly toS: number
}

const wholeTime: Stimulus = { event: null, fromS: 0, toS: 0 }

/** The triggers that stand by themselves; where there is none, the time itself. */
function stimuliOf(side: Side, host: string, _identifier: string): Stimulus[] {
  const own = side.triggers.filter((trigger) => trigger.host === host && !trigger.isExplained)
  return own.length === 0 ? [wholeTime] : own.map(({ event, fromS, toS }) => ({ event, fromS, toS }))
}

function carries(one: SideTransmission, host: string, identifier: string): boolean {
  return one.host === host && one.identifiers.includes(identifier)
}

/** How many exposed events were followed by a send of this identifier to this host; by hours where there is no event. */
function exposureOf(side: Side, host: string, identifier: string, stimulus: Stimulus): Exposure {
  const times = Float64Array.from(
    side.transmissions.filter((one) => carries(one, host, identifier)),
    (one) => one.at,
  ).sort()
  const { timing } = side
  const observed = timing?.observed ?? side.observed
  if (stimulus.event === null) {
    // Hours of observation, not of the clock: two hours from half past on lie in three hours of the clock.
    const hourOf = (at: number): number =>
      Math.floor((observed === undefined ? at : observed.line(at)) / 3_600)
    const hours = Math.floor(side.observedSeconds / 3_600)
    const busy = new Set([...times].map(hourOf)).size
    return { hits: Math.min(busy, Math.max(1, hours)), exposures: Math.max(hours, Math.min(busy, 1)) }
  }
  if (timing === null) {
    const known = side.triggers.find((one) => one.host === host && one.event === stimulus.event)
    if (known !== undefined) return { hits: known.hits, exposures: known.exposures }
    const exposures = side.eventCounts.get(stimulus.event) ?? 0
    return { hits: Math.min(exposures, times.length), exposures }
  }
  let hits = 0
  let exposures = 0
  for (const at of timing.events.get(stimulus.event) ?? []) {
    const hit = hitOf(timing, times, at, stimulus)
    if (hit === null) continue
    exposures++
    if (hit) hits++
  }
  return { hits, exposures }
}

/**
 * The most stimuli (or hours) in a row that went without a send; 0 where only a document of results is at hand, which does
 * not say when stimuli were. The tests take stimuli for independent of each other: where sends come in spells, a long silence is nothing new.
 */
function longestSilence(side: Side, { host, identifier }: Pair, stimulus: Stimulus): number {
  const { timing } = side
  const observed = timing?.observed ?? side.observed
  const times = Float64Array.from(
    side.transmissions.filter((one) => carries(one, host, identifier)),
    (one) => one.at,
  ).sort()
  let most = 0
  let run = 0
  const count = (isHit: boolean): void => {
    run = isHit ? 0 : run + 1
    most = Math.max(most, run)
  }
  if (stimulus.event === null) {
    if (observed === undefined) return 0
    const busy = new Set([...times].map((at) => Math.floor(observed.line(at) / 3_600)))
    for (let hour = 0; hour < Math.floor(side.observedSeconds / 3_600); hour++) count(busy.has(hour))
    return most
  }
  if (timing === null) return 0
  for (const at of timing.events.get(stimulus.event) ?? []) {
    const hit = hitOf(timing, times, at, stimulus)
    if (hit !== null) count(hit)
  }
  return most
}

/** Whether a send follows an event in the window; null where the window was not observed whole. */
function hitOf(
  { observed, slackS }: NonNullable<Side['timing']>,
  times: Float64Array,
  at: number,
  { fromS, toS }: Stimulus,
): boolean | null {
  if (!observed.covers(at, at + toS + slackS)) return null
  const next = times[firstAfter(times, at + fromS - slackS - 1e-4)]
  return next !== undefined && next <= at + toS + slackS + 1e-4
}

function row(
  before: Side,
  after: Side,
  { host, family, identifier }: Pair,
  given: Stimulus,
  options: { boundMax: number; doubt: string | null },
): CompareRow {
  const earlier = exposureOf(before, host, identifier, given)
  const later = exposureOf(after, host, identifier, windowAfter(after, host, given))
  const presence = presenceOf(after, host)
  const isSent = after.transmissions.some((one) => carries(one, host, identifier))
  const movedTo = isSent ? null : newHome(before, after, identifier, family)
  const status: CompareStatus = isSent
    ? 'present'
    : movedTo !== null || presence !== 'absent'
      ? 'changed'
      : 'gone'
  const pValue =
    later.exposures === 0 || earlier.exposures === 0
      ? 1
      : fisherGreater(
          earlier.hits,
          earlier.exposures - earlier.hits,
          later.hits,
          later.exposures - later.hits,
        )
  const bound = upperBound(later.hits, later.exposures)
  const isProven =
    status === 'gone' &&
    options.doubt === null &&
    later.exposures > 0 &&
    pValue <= significance &&
    bound <= options.boundMax
  const more = { events: Math.max(0, trialsNeeded(boundWanted) - later.exposures), bound: boundWanted }
  const facts = {
    host,
    identifier,
    event: given.event,
    earlier,
    later,
    status,
    presence,
    movedTo,
    pValue,
    bound,
    isProven,
    more,
    options,
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
    doubt: status === 'gone' ? options.doubt : null,
    sentence: sentenceOf(facts),
  }
}

/** The same window after; a wider one where the sender answers more slowly there. */
function windowAfter(after: Side, host: string, given: Stimulus): Stimulus {
  const own = after.triggers.find((one) => one.host === host && one.event === given.event)
  return own === undefined || own.toS <= given.toS ? given : { ...given, toS: own.toS }
}

/** A recipient that gets this identifier after and did not before: of the same family first, else any. */
function newHome(before: Side, after: Side, identifier: string, family: string): string | null {
  const had = new Set(
    before.transmissions.filter((one) => one.identifiers.includes(identifier)).map((one) => one.host),
  )
  const now = after.transmissions.filter((one) => one.identifiers.includes(identifier) && !had.has(one.host))
  return (now.find((one) => family !== '' && one.family === family) ?? now[0])?.host ?? null
}

/** A request to the host was seen: that its name was asked for shows that names are seen, and not what follows. */
function hasRequest(side: Side, name: string): boolean {
  return side.recipients.some((one) => one.host === name && one.flows > 0 && one.bytesToServer > 0)
}

function stimuliText(number: number, event: DeviceEventKind | null): string {
  if (event === null) return count(number, 'observed hour')
  return number === 1 ? countedEvents(1, event) : `${grouped(number)} ${eventsText(event)}`
}

function shareText({ hits, exposures }: Exposure, event: DeviceEventKind | null): string {
  return `${grouped(hits)} of ${stimuliText(exposures, event)}`
}

const presenceText: Readonly<Record<Presence, string>> = {
  absent: 'it is not contacted any more',
  'dns-only': 'its name is still asked for, but nothing was sent: the sender is there, and silent',
  blocked:
    'it is still contacted, but gets no answer or nothing is sent: the sender is there, blocked or refused',
  encrypted: 'it is still contacted, and what is sent there can not be read now',
  readable: 'it is still contacted, and nothing that identifies was found in what could be read of it',
  sending: 'it is still sent other data',
}

function sentenceOf(facts: {
  host: string
  identifier: string
  event: DeviceEventKind | null
  earlier: Exposure
  later: Exposure
  status: CompareStatus
  presence: Presence
  movedTo: string | null
  pValue: number
  bound: number
  isProven: boolean
  more: { events: number; bound: number }
  options: { doubt: string | null }
}): string {
  const { host, identifier, event, earlier, later, status, pValue, bound } = facts
  const counts = `${shareText(earlier, event)} before, ${shareText(later, event)} after`
  const head = `${identifier} to ${host}`
  if (status === 'present') return `${head}: still sent (${counts}).`
  if (facts.movedTo !== null) return `${head}: sent to ${facts.movedTo} now (${counts}).`
  if (status === 'changed')
    return `${head}: not sent any more (${counts}), but ${presenceText[facts.presence]}.`
  if (later.exposures === 0)
    return `${head}: not seen after, but no ${event === null ? 'hour' : countedEvents(1, event).slice(2)} was observed there: nothing can be said.`
  const remains = `at most ${percentText(bound)} may remain (95 %)`
  const stimuli = (number: number): string => stimuliText(number, event).replace(/^(\S+) /, '$1 more ')
  const needed =
    facts.more.events === 0
      ? ''
      : ` ${stimuli(facts.more.events)} without a send are needed for a bound below ${percentText(facts.more.bound)}.`
  if (facts.isProven)
    return `${head}: gone. ${counts}; ${probabilityText(pValue)} (Fisher, exact); ${remains}.${needed}`
  const why = `${facts.options.doubt ?? 'not enough events'} (${probabilityText(pValue)}; ${remains}).${needed}`
  return `${head}: not seen after (${counts}), which is not proof: ${why}`
}

function comparabilityOf(before: Side, after: Side): Comparability[] {
  const hours = (side: Side): string => `${(side.observedSeconds / 3_600).toFixed(1)} h`
  const kinds = [...before.eventCounts].filter(([, number]) => number > 0)
  return [
    {
      what: 'time that was observed',
      before: hours(before),
      after: hours(after),
      // Beside nothing everything is new.
      isComparable:
        before.observedSeconds > 0 && after.observedSeconds >= secondsShareMin * before.observedSeconds,
    },
    {
      what: 'share of the traffic that could be read',
      before: percentText(before.readShare),
      after: percentText(after.readShare),
      isComparable: before.readShare > 0 && after.readShare >= readShareMin * before.readShare,
    },
    {
      what: 'sums of the coverage statement hold',
      before: before.sumsHold ? 'all' : 'not all',
      after: after.sumsHold ? 'all' : 'not all',
      isComparable: before.sumsHold && after.sumsHold,
    },
    ...kinds
      .filter(([kind]) => before.triggers.some((trigger) => trigger.event === kind && !trigger.isExplained))
      .map(([kind, number]) => ({
        what: eventsText(kind),
        before: grouped(number),
        after: grouped(after.eventCounts.get(kind) ?? 0),
        isComparable: (after.eventCounts.get(kind) ?? 0) >= Math.max(1, 0.25 * number),
      })),
  ]
}

function summaryOf(rows: readonly CompareRow[]): string {
  const of = (status: CompareStatus): number => rows.filter((one) => one.status === status).length
  if (rows.length === 0) return 'Neither side shows a transmission that carries an identifier.'
  const proven = rows.filter((one) => one.isProven).length
  const hosts = new Set(rows.filter((one) => one.status !== 'gone').map((one) => one.recipient)).size
  if (of('present') + of('changed') + of('new') === 0) {
    const gone = of('gone')
    if (proven === gone)
      return `All that was seen to be sent before is gone (${count(gone, 'row')}, all shown).`
    const doubt = rows.find((one) => one.doubt !== null)?.doubt ?? null
    return `Nothing of what was sent before was seen after; ${proven} of ${count(gone, 'row')} ${proven === 1 ? 'is' : 'are'} shown to be gone${doubt === null ? ', for the others there were too few events' : `: ${doubt}`}.`
  }
  return `${of('present')} still sent, ${of('changed')} changed, ${of('new')} new, ${of('gone')} gone (${proven} shown); ${count(hosts, 'recipient')} to look at.`
}
