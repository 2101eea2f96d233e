import { grouped } from '../../core/grouped.ts'
import { isLocal } from '../../assess/is-local.ts'
import { sentApart } from '../../assess/may-be-unsent.ts'
import type { Recipient, Transmission } from '../../assess/types.ts'
import { absencesOf } from '../../correlate/absences.ts'
import type { Heard } from '../../correlate/absences.ts'
import type { Anchor } from '../../correlate/align-by-anchors.ts'
import { ObservedTime } from '../../correlate/observed.ts'
import { findPeriods } from '../../correlate/period.ts'
import { findTriggers } from '../../correlate/triggers.ts'
import { windowSeconds } from '../../correlate/window-counts.ts'
import type { ClockAlignment, EventSeries, Period, Series, Trigger } from '../../correlate/types.ts'
import { count } from '../../correlate/words.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { largest, smallest } from '../../core/extremes.ts'
import { limits } from '../../core/limits.ts'
import { formatInstant, secondsOf } from '../../core/time.ts'
import type { ClockAnchor, DeviceEvent, DeviceEventKind } from '../../device/events/types.ts'
import type { FlowSeries } from '../recipients/flow-series.ts'
import { alignmentOf, isZoneOpen, timesOf } from './clock-alignment.ts'
import { portalHosts } from './traffic-events.ts'

/** The seed of all shifts: the same input gives the same numbers. */
const seed = 20_190_321
/** A capture is taken to begin this long before its first packet: programs start before there is one. */
const beforeFirstSeconds = 1
/** A file that a result rests on beside its captures. */
export interface UsedFile {
  /** As named by the user. */
  readonly path: string
  /** What it was called before it was copied into a case; absent where it lies in none. */
  readonly name?: string
  readonly sha256: string
}

/** Device events of a run, on the phone's clock unless they are derived. */
export interface EventsInput {
  readonly events: readonly DeviceEvent[]
  readonly anchors: readonly ClockAnchor[]
  /** The offset that the user gives: add to the phone's times to get the capture's; null where none is given. */
  readonly offsetMs: number | null
  /** The files that they come from; absent where they come from none. */
  readonly files?: readonly UsedFile[]
  /** What was odd in the files that they come from. */
  readonly oddities: readonly { readonly code: AnomalyCode; readonly line: number; readonly detail: string }[]
}

/** When flows to a recipient began, by its id. */
export interface RecipientSeries {
  readonly recipient: string
  readonly flows: FlowSeries
}

/** When and why sends happen: what the report and the document show. */
export interface Correlation {
  /** Events used, by kind: how many of the device's own, and how many that the traffic shows. */
  readonly events: readonly {
    readonly kind: DeviceEventKind
    readonly given: number
    readonly derived: number
    /** Of those that are used, so many lie in the time that was observed. */
    readonly observed: number
    /** Seconds from each of these to the end of what was observed, where that is so near that a window may reach beyond it. */
    readonly nearEnd: readonly number[]
  }[]
  readonly clock: ClockAlignment
  /** The times of the device's own events name no zone and were taken as UTC: in another, sends may follow them. */
  readonly isZoneOpen: boolean
  readonly triggers: readonly Trigger[]
  readonly periods: readonly Period[]
  /** Pairs of event kind and series that were compared. */
  readonly pairs: number
  /** Series that were too many to compare. */
  readonly seriesLeftOut: number
  /** Seconds that were observed: in which what was sent would have been seen. */
  readonly observedSeconds: number
  /** The events on the capture's clock, and when was observed: for comparisons with other runs. */
  readonly aligned: readonly EventSeries[]
  readonly observed: ObservedTime
  /** The device's own events that nothing could be learnt from; null where all of them lie in the time of the capture. */
  readonly outside: EventsOutside | null
  /** Transmissions that may never have been sent: none of them counts as a send here. */
  readonly mayBeUnsent: number
}

/**
 * Events of the device that lie outside of the time of the captures, where the phone was off the network, or where nothing
 * that was sent was captured.
 */
export interface EventsOutside {
  readonly given: number
  readonly outside: number
  readonly sentence: string
}

/** When a capture was made, in seconds since 1970. */
export interface CapturedSpan {
  readonly start: number
  readonly end: number
  /** It holds nothing that was sent: see `CaptureSummary`. */
  readonly isNamesOnly?: true
}

/** All that a scan knows of times. */
export interface CorrelationInput {
  readonly captures: readonly CapturedSpan[]
  readonly recipients: readonly Recipient[]
  readonly transmissions: readonly Transmission[]
  readonly flows: readonly RecipientSeries[]
  /** Events that the traffic shows, and comparisons with time servers. */
  readonly derived: readonly DeviceEvent[]
  readonly timeServers: readonly Anchor[]
  readonly given: EventsInput | null
}

/**
 * Ties what was sent to what happened to the phone. With events of the device every recipient is looked at; without them
 * those that got identifiers, against what the traffic itself shows.
 */
export function correlate(input: CorrelationInput): Correlation {
  const { sent, perhaps } = sentApart(input.transmissions)
  const correlation = correlateSends({ ...input, transmissions: sent })
  return { ...correlation, mayBeUnsent: perhaps.length }
}

/** The same of what was sent for sure. */
function correlateSends(input: CorrelationInput): Omit<Correlation, 'mayBeUnsent'> {
  const captured = timeOf(input.captures)
  const readable = input.captures.filter(({ isNamesOnly }) => isNamesOnly !== true)
  const all = seriesOf(input)
  const series = all.slice(0, limits.correlate.seriesMax)
  const given = input.given?.events ?? []
  const clock = alignmentOf(input, series, captured)
  const offset = clock.offsetMs / 1_000
  const byKind = Map.groupBy(given, (event) => event.kind)
  const derivedByKind = Map.groupBy(input.derived, (event) => event.kind)
  const kinds = [...new Set([...byKind.keys(), ...derivedByKind.keys()])].sort()
  const driftPerSecond = clock.driftMsPerDay / 86_400_000
  let unseenInAll = 0
  const events: EventSeries[] = kinds.map((kind) => {
    const own = timesOf(byKind.get(kind) ?? []).map(
      (at) => at + offset - driftPerSecond * (at + offset - clock.referenceS),
    )
    const unseen = own.filter((at) => Number.isNaN(captured.line(at))).length
    unseenInAll += unseen
    // Events of another day say nothing about this one: they must not take the place of what the traffic shows.
    const derived = timesOf(derivedByKind.get(kind) ?? [])
    const isDerived = own.length === 0 || (unseen === own.length && derived.length > 0)
    return { kind, isDerived, times: isDerived ? derived : own }
  })
  const isUnseen = unseenInAll > 0 && unseenInAll === given.length
  const absences = absencesOf(
    new Map(events.map(({ kind, times }) => [kind, times])),
    () => heardOf(input),
    captured,
    beforeFirstSeconds + clock.uncertaintyMs / 1_000,
  )
  const heard = captured.without(absences)
  // Of a log of names alone nothing is known of what was sent, unless there is nothing else.
  const isAllAlike = readable.length === 0 || readable.length === input.captures.length
  const observed = isAllAlike ? heard : timeOf(readable).without(absences)
  const away = lostBetween(captured, heard, events)
  const ofOthers =
    away === 0
      ? 0
      : input.transmissions.filter(({ at }) =>
          absences.some(({ start, end }) => secondsOf(at) > start && secondsOf(at) <= end),
        ).length
  const unread = lostBetween(heard, observed, events)
  const compared = (
    isUnseen ? seriesOf({ ...input, given: null }).slice(0, limits.correlate.seriesMax) : series
  ).map((one) => (isAllAlike ? one : seenIn(one, observed)))
  const { triggers, pairs } = findTriggers({
    series: compared,
    events,
    observed: heard,
    // What the traffic shows is on the capture's clock already.
    slack: isUnseen ? 0 : clock.uncertaintyMs / 1_000,
    movedS: clock.method === 'cross-correlation' ? offset : 0,
    seed,
  })
  return {
    events: kinds.map((kind) => ({
      kind,
      given: byKind.get(kind)?.length ?? 0,
      derived: derivedByKind.get(kind)?.length ?? 0,
      ...seenOf(events.find((one) => one.kind === kind)?.times ?? new Float64Array(), observed, clock),
    })),
    clock,
    isZoneOpen: isZoneOpen(input.given, clock) && series.some(({ times }) => times.length > 1),
    triggers: withoutEchoes(triggers),
    periods: periodsOf(compared, heard, events),
    pairs,
    seriesLeftOut: all.length - series.length,
    observedSeconds: observed.total,
    aligned: events,
    observed,
    outside:
      unseenInAll + away + unread === 0
        ? null
        : outsideOf(given, { beyond: unseenInAll, away, ofOthers, unread }, captured),
  }
}

/** How many events were observed, and which of them so near an end that their longest window may not be. */
function seenOf(
  times: Float64Array,
  observed: ObservedTime,
  clock: ClockAlignment,
): Pick<Correlation['events'][number], 'observed' | 'nearEnd'> {
  const seen = times.filter((at) => !Number.isNaN(observed.line(at)))
  const longest = largest(windowSeconds) + clock.uncertaintyMs / 1_000
  const left = [...seen].map((at) => observed.endBehind(at) - at)
  return { observed: seen.length, nearEnd: left.filter((seconds) => seconds < longest) }
}

function timeOf(captures: readonly CapturedSpan[]): ObservedTime {
  return new ObservedTime(captures.map(({ start, end }) => ({ start: start - beforeFirstSeconds, end })))
}

/** How many of the device’s own events lie in the one time and not in the other. */
function lostBetween(all: ObservedTime, left: ObservedTime, events: readonly EventSeries[]): number {
  if (all === left) return 0
  const isLost = (at: number): boolean => !Number.isNaN(all.line(at)) && Number.isNaN(left.line(at))
  return events.reduce((sum, { isDerived, times }) => sum + (isDerived ? 0 : times.filter(isLost).length), 0)
}

/** Sends would have been seen where requests were captured only; unless names told of some elsewhere. */
function seenIn(series: Series, observed: ObservedTime): Series {
  const isSeen = series.noun === sendNoun && series.times.every((at) => !Number.isNaN(observed.line(at)))
  return isSeen ? { ...series, observed } : series
}

/** When connections began and what identifies was sent, to whomever. */
function heardOf({ flows, transmissions }: CorrelationInput): Heard {
  const sends = Float64Array.from(transmissions, ({ at }) => secondsOf(at)).sort()
  // Of whatever network: what came from a second address may be another device's.
  const senders = new Set(transmissions.flatMap(({ clientAddress, sender }) => clientAddress ?? sender ?? []))
  return {
    contacts: Float64Array.from([...flows.flatMap((one) => [...one.flows.sorted().times]), ...sends]).sort(),
    own: senders.size > 1 ? new Float64Array() : sends,
  }
}

/** What is said of events that lie outside of the captures: all of them most often means a wrong file, zone or clock. */
function outsideOf(
  given: readonly DeviceEvent[],
  {
    beyond: outside,
    away,
    ofOthers,
    unread,
  }: {
    readonly beyond: number
    readonly away: number
    /** Sends in the time that the phone was away: other devices sent some, too. */
    readonly ofOthers: number
    readonly unread: number
  },
  observed: ObservedTime,
): EventsOutside {
  const first = observed.intervals[0]?.start
  const last = observed.intervals.at(-1)?.end
  const stretches = observed.intervals.length
  // Events may lie between these, and not outside of them all.
  const spanned =
    first === undefined || last === undefined
      ? ''
      : ` (${stretches > 1 ? `${grouped(stretches)} stretches, ` : ''}${secondText(first + beforeFirstSeconds)} to ${secondText(last)}${stretches > 1 ? ', with time between them' : ''})`
  const absent =
    away === 0
      ? ''
      : `${grouped(away)} of ${count(given.length, 'event')} ${away === 1 ? 'lies' : 'lie'} where the phone was off the network, by its own events and for want of connections: nobody saw what ${ofOthers === 0 ? 'was' : 'it'} sent after ${away === 1 ? 'it' : 'them'}, and that time counts as not observed${ofOthers === 0 ? '' : ` (the ${count(ofOthers, 'send')} captured in it ${ofOthers === 1 ? 'is' : 'are'} taken for another device’s)`}.`
  const beyond =
    outside === 0
      ? ''
      : outside < given.length
        ? `${grouped(outside)} of ${count(given.length, 'event')} ${outside === 1 ? 'lies' : 'lie'} outside of the time of the capture${spanned} and ${outside === 1 ? 'says' : 'say'} nothing about it.`
        : `${given.length === 1 ? 'The event that was given does not lie' : `None of the ${count(given.length, 'event')} that were given lies`} in the time of the capture${spanned}; by the phone’s clock the first is of ${eventDay(given)}. Nothing could be compared with ${given.length === 1 ? 'it' : 'them'}: check the file, its time zone (--events-zone) and the clock (--clock-offset).`
  const unreadable =
    unread === 0
      ? ''
      : `${grouped(unread)} of ${count(given.length, 'event')} ${unread === 1 ? 'lies' : 'lie'} where only names and contacts were recorded: nobody saw what was sent after ${unread === 1 ? 'it' : 'them'}, and of what is sent that time counts as not observed.`
  const sentence = [beyond, absent, unreadable].filter((text) => text !== '').join(' ')
  return { given: given.length, outside: outside + away + unread, sentence }
}

function secondText(seconds: number): string {
  return formatInstant({ sec: Math.floor(seconds), nsec: 0 }, 0)
}

function eventDay(events: readonly DeviceEvent[]): string {
  const first = events.reduce((least, { at }) => Math.min(least, at.sec), Number.POSITIVE_INFINITY)
  return formatInstant({ sec: first, nsec: 0 }, 0)
}

/** How sentences call what identifies. */
const sendNoun = 'send'

/** Transmissions first, then recipients by how often they were contacted. */
function seriesOf(input: CorrelationInput): Series[] {
  const sends = Map.groupBy(input.transmissions, (transmission) => transmission.recipient)
  const flows = new Map(input.flows.map((one) => [one.recipient, one.flows]))
  const readable: Series[] = []
  const others: Series[] = []
  const hasOwnJoins = input.given?.events.some(({ kind }) => kind === 'network-up') === true
  for (const recipient of input.recipients) {
    const name = recipient.host === '' ? (recipient.addresses[0]?.address ?? recipient.id) : recipient.host
    const own = sends.get(recipient.id)
    if (own !== undefined) {
      const times = Float64Array.from(own, ({ at }) => secondsOf(at)).sort()
      readable.push({ key: recipient.id, recipient: recipient.id, noun: sendNoun, name, times })
      continue
    }
    // Servers of the own network, multicast and broadcast are not strangers.
    if (input.given === null || isLocal(recipient)) continue
    // Where the traffic alone shows the joins, this contact is what shows them: it would follow itself.
    if (!hasOwnJoins && portalHosts.has(recipient.host)) continue
    const series = flows.get(recipient.id)
    if (series === undefined || series.length === 0) continue
    const { times, sizes, opaque, names } = series.sorted()
    if (names > times.length / 2) continue
    const noun = opaque > times.length / 2 ? 'encrypted connection' : 'connection'
    others.push({ key: recipient.id, recipient: recipient.id, noun, name, times })
    others.push(...sizeClasses({ key: recipient.id, recipient: recipient.id, noun, name, times }, sizes))
  }
  others.sort((left, right) => right.times.length - left.times.length)
  return [...readable, ...others]
}

const classFlowsMin = 6
const binsPerOctave = 4

/** Flows of about the same size are one kind of flow: a class is a run of neighbouring bins that holds many of them. */
function sizeClasses(all: Series, sizes: Float32Array): Series[] {
  if (all.times.length < 2 * classFlowsMin) return []
  const bins = new Map<number, number[]>()
  for (const [index, size] of sizes.entries()) {
    if (size < 1) continue
    const bin = Math.floor(Math.log2(size) * binsPerOctave)
    const list = bins.get(bin)
    if (list === undefined) bins.set(bin, [index])
    else list.push(index)
  }
  const classes: Series[] = []
  const order = [...bins.keys()].sort((left, right) => left - right)
  let run: number[] = []
  let last = Number.NEGATIVE_INFINITY
  const close = (): void => {
    if (run.length >= classFlowsMin && run.length < 0.9 * all.times.length) {
      run.sort((left, right) => left - right)
      const own = run.map((index) => sizes[index] as number)
      const size = { bytesMin: smallest(own), bytesMax: largest(own) }
      classes.push({
        ...all,
        key: `${all.key} ${size.bytesMin}-${size.bytesMax}`,
        noun: `${all.noun} of ${size.bytesMin === size.bytesMax ? '' : `${size.bytesMin} to `}${size.bytesMax} bytes`,
        times: Float64Array.from(run, (index) => all.times[index] as number),
        size,
      })
    }
    run = []
  }
  for (const bin of order) {
    if (bin > last + 1) close()
    // Copied one by one: a class may hold more flows than a call takes arguments.
    for (const index of bins.get(bin) ?? []) run.push(index)
    last = bin
  }
  close()
  return classes.slice(0, 8)
}

/** A size class says nothing new where all flows of the recipient show the same at least as often. */
function withoutEchoes(triggers: readonly Trigger[]): Trigger[] {
  return triggers.filter((trigger) => {
    if (trigger.flows === undefined) return true
    const whole = triggers.find(
      (other) =>
        other.flows === undefined && other.recipient === trigger.recipient && other.event === trigger.event,
    )
    return whole === undefined || (trigger.hits >= whole.hits && trigger.lift > 2 * whole.lift)
  })
}

function periodsOf(
  series: readonly Series[],
  observed: ObservedTime,
  events: readonly EventSeries[],
): Period[] {
  const periods: Period[] = []
  for (const one of series) {
    for (const period of findPeriods(one, one.observed ?? observed, events)) {
      const isKnown = periods.some(
        (known) =>
          known.recipient === period.recipient &&
          Math.abs(known.periodS - period.periodS) < 0.05 * period.periodS,
      )
      if (!isKnown) periods.push(period)
    }
  }
  return periods
}
