/** How the phone’s clock and the capture’s are compared: by what is surest of all that there is. */
import { secondsOf } from '../../core/time.ts'
import { aheadText } from '../../correlate/clock.ts'
import { alignByAnchors, carriedTo } from '../../correlate/align-by-anchors.ts'
import { alignByCorrelation } from '../../correlate/align-by-correlation.ts'
import { alignBySameEvents } from '../../correlate/align-by-same-events.ts'
import type { Anchor, AnchoredAlignment } from '../../correlate/align-by-anchors.ts'
import type { FoundAlignment } from '../../correlate/align-by-correlation.ts'
import type { ObservedTime } from '../../correlate/observed.ts'
import type { ClockAlignment, Series } from '../../correlate/types.ts'
import { secondsText } from '../../correlate/words.ts'
import { eventAnomalies } from '../../device/events/anomalies.ts'
import type { DeviceEvent, DeviceEventKind } from '../../device/events/types.ts'
import type { CorrelationInput, EventsInput } from './correlation.ts'

/** Until a phone that starts sends anything it takes as long as this: first it has to join a network. */
const bootSeconds = 120
/** What ends the use of a phone: sends come before it, and a script does it at the same time after each. */
const endings: ReadonlySet<DeviceEventKind> = new Set([
  'power-off',
  'screen-off',
  'lock',
  'network-down',
  'app-stop',
  'charger-off',
])
/** So many series of sends are held against the events. */
const alignedSeriesMax = 200
/** What widens windows where no comparison of the clocks is at hand. */
const assumedMs = 100

/** What times without a zone are called: that they are off says nothing of the phone's clock. */
const openClock = 'The clock of the events, taken as UTC,'
const openZoneText =
  ' An event file names no time zone, and its times were taken as UTC: where the phone showed another, give it (--events-zone).'
/** Zones are whole quarters of an hour apart, in seconds; the clock of a phone is hardly ever so wrong, and reactions take a while. */
const zoneStepSeconds = 900
const zoneSlackSeconds = 30

/**
 * Whether the times of the events may be of another zone: their files name none, nobody said how far they are off, and no
 * events that the traffic shows as well tell it.
 */
export function isZoneOpen(given: EventsInput | null, clock: ClockAlignment): boolean {
  return given !== null && isZoneUnsaid(given) && !isSettledByEvents(clock)
}

/** Whether events that both sides show meet at this offset, and at no other. */
function isSettledByEvents({ method, isOneOfSeveral }: ClockAlignment): boolean {
  return method === 'same-events' && isOneOfSeveral === undefined
}

function isZoneUnsaid(given: EventsInput): boolean {
  return given.events.length > 0 && given.offsetMs === null && !hasZone(given)
}

/** What was found of times without a zone, with the doubt that it is the zone; events that both sides show settle it. */
function inOpenZone(alignment: ClockAlignment): ClockAlignment {
  const doubt = isSettledByEvents(alignment) ? '' : openZoneText
  return { ...alignment, sentence: `${alignment.sentence}${likelyZone(alignment)}${doubt}` }
}

function likelyZone({ offsetMs }: ClockAlignment): string {
  const seconds = Math.abs(offsetMs / 1_000)
  const steps = Math.round(seconds / zoneStepSeconds)
  const isZone = steps > 0 && Math.abs(seconds - steps * zoneStepSeconds) < zoneSlackSeconds
  return isZone ? ' So nearly whole quarters of an hour are most likely their zone.' : ''
}

/** False where a file of events says no time zone, and the user gave none. */
function hasZone({ oddities }: EventsInput): boolean {
  return oddities.every(({ code }) => code.code !== eventAnomalies.noZone.code)
}

/** How the times of the events are brought on the capture’s clock, and how sure that is. */
export function alignmentOf(
  input: CorrelationInput,
  series: readonly Series[],
  observed: ObservedTime,
): ClockAlignment {
  const { given } = input
  if (given === null || given.events.length === 0)
    return assumedEqual('No events of the device were given: what the traffic shows is on its own clock.', 0)
  const compared = byUser(given) ?? byOwnComparisons(given, observed)
  if (compared !== null) return compared
  const same = bySameEvents(given, input.derived)
  const shown =
    (same !== null && isSettledByEvents(same) ? same : byTimeServers(given, input.timeServers, observed)) ??
    same ??
    byReactions(
      given,
      [...eventsShown(input.derived), ...series.slice(0, alignedSeriesMax).map(({ times }) => times)],
      observed,
    ) ??
    assumedEqual(
      'Nothing compares the times of the events with the capture’s clock: they were taken as equal.',
    )
  return isZoneUnsaid(given) ? inOpenZone(shown) : shown
}

function byUser({ offsetMs }: EventsInput): ClockAlignment | null {
  if (offsetMs === null) return null
  const sentence = `${aheadText(offsetMs / 1_000)}, by the offset that the user gave.`
  return { ...assumedEqual(sentence), offsetMs, method: 'anchor' }
}

/** By comparisons that varde made. What the phone says of time servers is of the moment before it set its clock by them. */
function byOwnComparisons(given: EventsInput, observed: ObservedTime): ClockAlignment | null {
  const compared = given.anchors.filter(({ source }) => source.startsWith('adb'))
  const own = alignByAnchors(
    compared.map((anchor) => ({
      at: secondsOf(anchor.at),
      offset: anchor.offsetMs / 1_000,
      uncertainty: anchor.uncertaintyMs / 1_000,
      source: anchor.source,
    })),
  )
  if (own === null) return null
  const carried = overEvents(own, given, observed)
  if (Math.abs(own.offsetMs) <= own.uncertaintyMs) return carried
  return {
    ...carried,
    sentence: `${carried.sentence} The capture is taken to have the clock of the computer that made these: where the phone captured itself, give --clock-offset 0.`,
  }
}

/** The kind that meets at one offset alone is the surest. */
function bySameEvents(given: EventsInput, derived: readonly DeviceEvent[]): ClockAlignment | null {
  let several: ClockAlignment | null = null
  for (const kind of ['network-up', 'boot'] as const) {
    const same = alignBySameEvents(
      timesOf(given.events.filter((event) => event.kind === kind)),
      timesOf(derived.filter((event) => event.kind === kind)),
      hasZone(given) ? undefined : openClock,
    )
    if (same !== null && isSettledByEvents(same)) return settled(same)
    several ??= same
  }
  return several === null ? null : settled(several)
}

/** Time servers compare clocks, not zones: what they say holds for a log of which the zone is known. */
function byTimeServers(
  given: EventsInput,
  timeServers: readonly Anchor[],
  observed: ObservedTime,
): ClockAlignment | null {
  const server = hasZone(given) ? alignByAnchors(timeServers) : null
  return server === null ? null : overEvents(settled(server), given, observed)
}

/** With what is uncertain over all events that lie in the time of the capture. */
function overEvents(
  alignment: AnchoredAlignment,
  given: EventsInput,
  observed: ObservedTime,
): AnchoredAlignment {
  const moments = timesOf(given.events)
    .map((at) => at + alignment.offsetMs / 1_000)
    .filter((at) => !Number.isNaN(observed.line(at)))
  return carriedTo(alignment, moments)
}

/** What the traffic shows of the phone's own events follows others of these as sends do: a phone joins a network where it wakes. */
function eventsShown(derived: readonly DeviceEvent[]): Float64Array[] {
  return [...Map.groupBy(derived, ({ kind }) => kind).values()].map(timesOf)
}

/** By when sends follow events; by what ends the use of a phone only where nothing else tells. */
function byReactions(
  given: EventsInput,
  sends: readonly Float64Array[],
  observed: ObservedTime,
): ClockAlignment | null {
  const { events } = given
  const meeting = (some: readonly DeviceEvent[]): FoundAlignment | null =>
    alignByCorrelation(
      [...Map.groupBy(some, (event) => event.kind)].flatMap(([kind, own]) => {
        const times = timesOf(own)
        return sends.map((one) => ({
          events: times,
          sends: one,
          ...(kind === 'boot' ? { reactionSeconds: bootSeconds } : {}),
        }))
      }),
      observed,
      hasZone(given) ? undefined : openClock,
    )
  const found =
    meeting(events.filter(({ kind }) => !endings.has(kind))) ??
    meeting(events.filter(({ kind }) => endings.has(kind)))
  if (found === null) return null
  // An offset and a reaction that takes so long look the same: then the clocks are taken as equal.
  const { delayMs, isOfFew, met, ...alignment } = found
  if (delayMs === null && !isOfFew) return alignment
  const why =
    delayMs === null
      ? `only ${met} have a send ${secondsText(Math.abs(alignment.offsetMs) / 1_000)} ${alignment.offsetMs > 0 ? 'after' : 'before'} them, which may be a timer of an app as well as a difference of the clocks. Where they differ, say by how much (--clock-offset).`
      : `the sends begin ${secondsText(Math.abs(delayMs) / 1_000)} after the events, which may be a delay of the reaction or a difference of the clocks.`
  return assumedEqual(`The phone’s clock and the capture’s were taken as equal: ${why}`)
}

function assumedEqual(sentence: string, uncertaintyMs: number = assumedMs): ClockAlignment {
  return { offsetMs: 0, uncertaintyMs, driftMsPerDay: 0, referenceS: 0, method: 'assumed-equal', sentence }
}

/** An offset smaller than its uncertainty is none. */
function settled<Alignment extends ClockAlignment>(alignment: Alignment): Alignment {
  if (Math.abs(alignment.offsetMs) > alignment.uncertaintyMs) return alignment
  return { ...alignment, offsetMs: 0 }
}

/** When events happened, in seconds since 1970, ascending. */
export function timesOf(events: readonly DeviceEvent[]): Float64Array {
  return Float64Array.from(events, ({ at }) => secondsOf(at)).sort()
}
