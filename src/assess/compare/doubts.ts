import { isEncrypted } from '../../core/protection.ts'
import { quantile } from '../../correlate/quantile.ts'
import { count, probabilityText } from '../../correlate/words.ts'
import { knowsDigests } from '../own-numbers.ts'
import { isRead, isUnread, presenceOf, recipientOf, sentTo, whyUnread } from '../side.ts'
import type { Side, SideRecipient, SideTrigger } from '../side.ts'
import { askedDoubtOf, sameDomainDoubtOf } from './asked.ts'
import { wayDoubtOf } from './canary.ts'
import type { Canary } from './canary.ts'
import type { Comparability } from './comparability.ts'
import { doubtOfMove, doubtThat } from './doubt.ts'
import type { Doubt } from './doubt.ts'
import { connectionsMax, contactsAfter, followedBy } from './contacts.ts'
import {
  chanceOf,
  chanceOfSilence,
  contrastOf,
  exposureOf,
  shareText,
  silencesOf,
  stimuliText,
} from './exposure.ts'
import type { Exposure, Pair, Stimulus } from './exposure.ts'
import { significance } from './significance.ts'

/** Why "gone" is not shown by any row, whatever the counts; null where nothing stands against it. */
export function doubtOf(
  before: Side,
  after: Side,
  comparability: readonly Comparability[],
  canary: Canary | null,
): Doubt | null {
  const watched = watchDoubtOf(after, comparability, canary)
  if (watched !== null) return doubtThat(watched)
  // The one that follows most is what speaks most for it.
  const [newcomer] = unreadNewcomers(before, after).toSorted((one, other) => other.hits - one.hits)
  if (newcomer === undefined) return null
  const why = whyHidden(before, after, recipientOf(after, newcomer.host))
  const earlier =
    presenceOf(before, newcomer.host) === 'absent' ? 'was not contacted before' : 'did not before'
  return doubtOfMove(
    newcomer.host,
    `${newcomer.host} follows ${shareText(newcomer, newcomer.event)} now, ${earlier}, and ${why}`,
  )
}

/** Why what was watched after shows nothing; null where it does. */
function watchDoubtOf(
  after: Side,
  comparability: readonly Comparability[],
  canary: Canary | null,
): string | null {
  if (canary === null) return 'no canary was planted, so the alarm itself was not tested'
  if (!canary.after)
    return after.dnsNames.has(canary.name)
      ? `of the canary ${canary.name} only the name was asked for after, no request was seen`
      : `the canary ${canary.name} was not seen after`
  if (!canary.isReadAfter)
    return `of the canary ${canary.name} only a connection was seen after, and not what was sent in it`
  return comparability.some((one) => !one.isComparable) ? 'the two sides are not comparable' : null
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
      isUnknownTo(before, after, recipientOf(after, one.host), one.host),
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
 * True where not all that a host gets would be known. Of what can be read when requests came decides (`newFollowerDoubtOf`);
 * of a document, which does not say it, the trigger.
 */
function isUnknownTo(before: Side, after: Side, one: SideRecipient | undefined, host: string): boolean {
  if (isHiddenFrom(before, after, one, host)) return true
  return after.timing === null && one !== undefined && mayBeToldElse(before, after, one)
}

/**
 * Why one row does not show "gone", beside what stands against all of them; null where nothing does. Where the same may go
 * elsewhere after one of the stimuli, the others do not show it either.
 */
export function rowDoubtOf(
  before: Side,
  after: Side,
  pair: Pair,
  stimulus: Stimulus,
  stimuli: readonly Stimulus[],
  canary: Canary | null,
): Doubt | null {
  const watched =
    wayDoubtOf(before, after, pair.host, canary) ?? silenceDoubtOf(before, after, pair, stimulus)
  return watched === null
    ? firstOf(stimuli, (one) => moveDoubtOf(before, after, pair, one))
    : doubtThat(watched)
}

function firstOf<T>(values: readonly T[], each: (value: T) => Doubt | null): Doubt | null {
  for (const value of values) {
    const found = each(value)
    if (found !== null) return found
  }
  return null
}

function silenceDoubtOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): string | null {
  const { after: later, isUntimed } = contrastOf(before, after, pair, stimulus)
  if (isUntimed) return 'at what times of day each side was observed is not known'
  const silences = silencesOf(before, pair, stimulus)
  // What paused as long while nothing was changed can pause now.
  if (silences.longest >= later.exposures && later.exposures > 0)
    return `before, ${stimuliText(silences.longest, stimulus.event)} in a row went without a send, too`
  const chance = chanceOfSilence(silences, later.exposures)
  const { kept, ended } = silences
  return chance > significance
    ? `before, sends came in spells: behind one without a send, ${kept} of ${stimuliText(kept + ended, stimulus.event)} had none either, and so long a silence may come by itself (${probabilityText(chance)})`
    : null
}

/** Where the same may go now; null where nothing speaks for it. */
function moveDoubtOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): Doubt | null {
  const hidden = hiddenOf(before, after)
  const newcomer = hidden.newcomers.find((one) => isSuspect(before, after, pair, stimulus, one))
  if (newcomer !== undefined)
    return doubtOfMove(
      newcomer.host,
      `${newcomer.host} is contacted now, was not before, and ${whyHidden(before, after, newcomer)}`,
    )
  const named = sameDomainDoubtOf(before, after, pair)
  if (named !== null) return named
  const { hits, exposures } = exposureOf(before, pair, stimulus)
  const { event, fromS, toS } = stimulus
  const own = hidden.stayedHosts.has(pair.host) ? pair.host : ''
  const key = [event, fromS, toS, hits, exposures, own].join(' ')
  const known = hidden.doubts.get(key)
  if (known !== undefined) return known
  const doubt =
    newFollowerDoubtOf(before, after, pair, stimulus) ??
    newNameDoubtOf(before, after, pair, stimulus) ??
    busierDoubtOf(before, after, pair, stimulus)
  hidden.doubts.set(key, doubt)
  return doubt
}

/** Recipients after of which not all that they get would be known. */
interface Hidden {
  /** Not contacted before: what they get can not be read, or would not be known. */
  readonly newcomers: readonly SideRecipient[]
  /** Contacted before: these, and those that may be told something that nobody knows, though it can be read. */
  readonly stayed: readonly SideRecipient[]
  readonly stayedHosts: ReadonlySet<string>
  /** What `newFollowerDoubtOf` and `busierDoubtOf` said, by what they look at of a row: many rows have it in common. */
  readonly doubts: Map<string, Doubt | null>
}

/** Kept for its sides, since each row that is gone asks. */
const hiddenKept = new WeakMap<Side, WeakMap<Side, Hidden>>()

function hiddenOf(before: Side, after: Side): Hidden {
  const ofBefore = hiddenKept.get(before) ?? new WeakMap<Side, Hidden>()
  hiddenKept.set(before, ofBefore)
  const kept = ofBefore.get(after)
  if (kept !== undefined) return kept
  const isNew = ({ host }: SideRecipient): boolean => presenceOf(before, host) === 'absent'
  const newcomers = after.recipients.filter((one) => isNew(one) && isHiddenAfter(before, after, one))
  const stayed = after.recipients.filter((one) => !isNew(one) && mayBeToldElse(before, after, one))
  const found: Hidden = {
    newcomers,
    stayed,
    stayedHosts: new Set(stayed.map(({ host }) => host)),
    doubts: new Map(),
  }
  ofBefore.set(after, found)
  return found
}

/** Who takes over may answer a little later than what is gone did. */
const laterSeconds = 10
/** A recipient that is contacted all the time is contacted after each stimulus, too: it must be so much more often than that. */
const beyondChance = 2

/**
 * A recipient that was not contacted before, contacted now after about as many of the stimuli, of which nothing is known that
 * identifies: such as one that is told something in a form of the app's own, or a digest with a salt that is not sent, in
 * a connection that could be read. What no trigger was looked for of (see `unreadNewcomers`) is found by its connections
 * and requests.
 */
function newFollowerDoubtOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): Doubt | null {
  const { timing } = after
  if (stimulus.event === null) return null
  const { hits } = exposureOf(before, pair, stimulus)
  // A document of results does not say when requests came: about as many that nobody can read have to do.
  if (timing === null) {
    const longer = before.observedSeconds === 0 ? 1 : after.observedSeconds / before.observedSeconds
    const teller = after.recipients.find(
      (one) =>
        isHiddenAfter(before, after, one) &&
        presenceOf(before, one.host) === 'absent' &&
        one.opaque > 0 &&
        one.opaque >= newcomerShareMin * hits * longer,
    )
    return teller === undefined
      ? null
      : doubtOfMove(
          teller.host,
          `${teller.host} was not contacted before, is sent ${count(teller.opaque, 'message')} now, and ${whyHidden(before, after, teller)}`,
        )
  }
  const window = laterWindow(stimulus)
  const isEnough = enoughAfter(before, after, pair, stimulus)
  for (const one of after.recipients) {
    if (!mayBeToldAfter(before, after, one) || presenceOf(before, one.host) !== 'absent') continue
    const contacts = timing.contacts.get(one.host)?.length ?? 0
    const [is] = contactsAfter(after, one.host, window) ?? []
    if (is === undefined || is.hits === 0 || !isEnough(is, contacts)) continue
    return doubtOfMove(
      one.host,
      `${one.host} was not contacted before, is contacted now after ${shareText(is, stimulus.event)}, and ${whyHidden(before, after, one)}`,
    )
  }
  return null
}

/** A name that was not asked for before, asked for now after about as many of the stimuli, or in as many hours. */
function newNameDoubtOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): Doubt | null {
  const window = stimulus.event === null ? stimulus : laterWindow(stimulus)
  return askedDoubtOf(before, after, window, enoughAfter(before, after, pair, stimulus))
}

/** The window of a stimulus, and what a new recipient may be later than the one that is gone. */
export function laterWindow(stimulus: Stimulus): Stimulus {
  return { ...stimulus, toS: Math.max(stimulus.toS, laterSeconds) }
}

/**
 * Whether so many stimuli after were followed by one of so many times that it may be what is gone: about as many as before,
 * and more than such times would follow by chance.
 */
export function enoughAfter(
  before: Side,
  after: Side,
  pair: Pair,
  stimulus: Stimulus,
): (followed: Exposure, times: number) => boolean {
  const { hits, exposures } = exposureOf(before, pair, stimulus)
  const window = laterWindow(stimulus)
  const windowS = window.toS - window.fromS + 2 * (after.timing?.slackS ?? 0)
  return (followed, times) => {
    const chance = after.observedSeconds === 0 ? 1 : (times * windowS) / after.observedSeconds
    const beyond = stimulus.event === null ? 0 : beyondChance * chance
    return shareOf(followed) >= Math.max(beyond, (newcomerShareMin * hits) / Math.max(1, exposures))
  }
}

/**
 * A hidden recipient that was not contacted before (see `hiddenOf`): of the same owner as the one that is gone; or, where no
 * event triggers the sends, contacted about as often, or sent about as much over connections that last.
 */
function isSuspect(before: Side, after: Side, pair: Pair, stimulus: Stimulus, one: SideRecipient): boolean {
  const gone = recipientOf(before, pair.host)
  if (gone === undefined) return false
  if (isOfOneOwner(gone, one)) return true
  if (stimulus.event !== null) return false
  // Of a time that was not observed no share is enough: it is without end.
  const share = (newcomerShareMin * after.observedSeconds) / before.observedSeconds
  const { hits } = exposureOf(before, pair, stimulus)
  // Many requests may go in one connection: then the hours with any of them count.
  const busyHours = contactsAfter(after, one.host, stimulus)?.[0]?.hits ?? 0
  return Math.max(one.flows, busyHours) >= share * hits || one.bytesToServer >= share * gone.bytesToServer
}

/** True where two recipients have one owner, by their domain or by the list of organisations. */
export function isOfOneOwner(one: SideRecipient | undefined, other: SideRecipient | undefined): boolean {
  if (one === undefined || other === undefined) return false
  return (
    (one.domain !== '' && one.domain === other.domain) ||
    (one.organisation !== '' && one.organisation === other.organisation)
  )
}

/**
 * That the same may go, at any other time, to recipients that were not contacted before, and of which not all that they get
 * would be known: no count shows it. One that could be read, and in which nothing known was found, is such a one, too. Null where
 * there is none, beside the one that was planted.
 */
export function newcomersText(before: Side, after: Side, canary: Canary | null): string | null {
  const hidden = new Set(hiddenOf(before, after).newcomers)
  const found = after.recipients.filter(
    (one) =>
      one.host !== canary?.name &&
      (hidden.has(one) ||
        (isRead(one) && presenceOf(before, one.host) === 'absent' && mayBeToldAfter(before, after, one))),
  )
  if (found.length === 0) return null
  const texts = [...Map.groupBy(found, (one) => whyHidden(before, after, one))].map(([why, own]) => {
    const more = own.length === 1 ? '' : ` and ${count(own.length - 1, 'other recipient')}`
    return `${own[0]?.host ?? ''}${more} ${own.length === 1 ? 'was' : 'were'} not contacted before and ${own.length === 1 ? 'is' : 'are'} now; ${why}: whether the same goes there at other times is not known.`
  })
  return texts.join(' ')
}

/** A recipient must answer so much more of the stimuli, at least: less is what use of the phone varies by. */
const busierShareMin = 0.25
/** From so many recipients on, what most of them do more often is no sign of one of them. */
const usualMin = 5

/**
 * What was sent may go, encrypted or in a form that is not known, to a recipient that was contacted before already: that one
 * is then contacted, or sent requests, more often after the same stimuli. Counts can show that only where the increase is a good part of what is missing; what goes along in
 * a connection that was there before is seen by nobody.
 */
function busierDoubtOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): Doubt | null {
  const hidden = hiddenOf(before, after).stayed.filter((one) => one.host !== pair.host)
  const { hits, exposures } = exposureOf(before, pair, stimulus)
  const shareMin = Math.max(busierShareMin, (newcomerShareMin * hits) / Math.max(1, exposures))
  // The others have too few connections to pass, however they lie; of many recipients most are such.
  const { timing } = after
  const stimuliAfter =
    stimulus.event === null ? after.observedSeconds / 3_600 : (after.eventCounts.get(stimulus.event) ?? 0)
  const busy = hidden.filter(
    ({ host }) =>
      timing === null || (timing.contacts.get(host)?.length ?? 0) >= Math.floor(shareMin * stimuliAfter),
  )
  const compared = busy.flatMap((one) => {
    // Where it answers more slowly than what is gone did, its own window counts.
    const own = after.triggers.find(({ host, event }) => host === one.host && event === stimulus.event)
    const window = own === undefined ? stimulus : { ...stimulus, toS: Math.max(stimulus.toS, own.toS) }
    const earlier = contactsAfter(before, one.host, window)
    const later = contactsAfter(after, one.host, window)
    if (earlier !== null && later !== null) return [{ one, earlier, later }]
    const followed = followedBy(before, after, one.host, stimulus)
    return followed === null ? [] : [{ one, earlier: [followed.was], later: [followed.is] }]
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
      const [was, is] = [earlier[index], later[index]]
      if (was === undefined || is === undefined) continue
      if (chanceOf(is, was) * hidden.length * connectionsMax > significance) continue
      const often = ['', ' at least twice', ' at least three times'][index] ?? ''
      const when = stimulus.event === null ? 'in' : 'after'
      return doubtOfMove(
        one.host,
        `${one.host} was contacted${often} ${when} ${shareText(was, stimulus.event)} before, now ${when} ${shareText(is, stimulus.event)}, and ${whyHidden(before, after, one)}`,
      )
    }
  }
  return null
}

function shareOf(exposure: Exposure | undefined): number {
  return exposure === undefined || exposure.exposures === 0 ? 0 : exposure.hits / exposure.exposures
}

/** True where a recipient on the internet is contacted after, and not all that it gets would be known. */
function isHiddenAfter(before: Side, after: Side, one: SideRecipient): boolean {
  return one.flows > 0 && !one.isLocal && isHiddenFrom(before, after, one, one.host)
}

/** True where a recipient on the internet is contacted after, and it is not known what it is told of the phone. */
function mayBeToldAfter(before: Side, after: Side, one: SideRecipient): boolean {
  if (isHiddenAfter(before, after, one)) return true
  return one.flows > 0 && !one.isLocal && sentTo(after, one.host).length === 0
}

/**
 * True where a recipient may be told something beside what was known of it: what it gets can not be read; or it can, and a
 * digest with a salt of its own, or what the app encrypted into a field, would not be known. What was found decrypted shows
 * that the app hides nothing more from it.
 */
function mayBeToldElse(before: Side, after: Side, one: SideRecipient): boolean {
  if (mayBeToldAfter(before, after, one)) return true
  const isPlain = sentTo(after, one.host).every(({ protection }) => !isEncrypted(protection))
  return one.flows > 0 && !one.isLocal && isPlain
}

/** True where not all that a host gets would be known. What it is sent for all to read says nothing of its other flows. */
function isHiddenFrom(
  before: Side,
  after: Side,
  recipient: SideRecipient | undefined,
  host: string,
): boolean {
  const own = sentTo(after, host)
  if (own.length === 0) return isUnread(recipient) || !knowsDigests(before, after)
  return isUnread(recipient) && own.every(({ protection }) => !isEncrypted(protection))
}

/** Why something may be sent to a recipient unseen. */
function whyHidden(before: Side, after: Side, one: SideRecipient | undefined): string {
  if (isUnread(one)) return whyUnread(one)
  if (knowsDigests(before, after)) return 'a digest of a number with a salt of its own is not known'
  return after.isGivenUntold === true
    ? 'results of an earlier version do not say which numbers their profile had, and a digest of another is not known'
    : 'without the number in a profile a digest of it is not known'
}
