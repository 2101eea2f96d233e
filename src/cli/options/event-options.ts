import { InputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { eventAnomalies } from '../../device/events/anomalies.ts'
import { zoneOf } from '../../device/events/zone.ts'
import type { Zone } from '../../device/events/zone.ts'
import type { EventsInput } from '../../pipeline/events/correlation.ts'
import { dropRepeated, readEventFile } from '../../pipeline/events/event-files.ts'
import type { EventFile } from '../../pipeline/events/event-files.ts'
import { fullPath } from '../same-file.ts'
import { decimalOf } from './decimal.ts'

/** Options of all commands that read device events, as typed: read by `eventsReader`. */
export interface EventFlags {
  readonly eventsZone?: string
  /** Zones that cases keep with event files, by path: they count where `eventsZone` is not given. */
  readonly eventZones?: ReadonlyMap<string, string>
  readonly clockOffset?: string
}

/** The zone that `--events-zone` names; null where it is not given. */
export function zoneOption(text: string | undefined): Zone | null {
  if (text === undefined) return null
  const zone = zoneOf(text)
  if (zone === null)
    throw new InputError(
      `the time zone ${text} is none: give it by the name of its place, such as Europe/Oslo, or as +01:00 or Z.`,
    )
  return zone
}

/** A clock that began at its zero, in 1970 or 1900, is not further off than this: 1,000 years. */
const offsetSecondsMax = 31_557_600_000

/** Seconds that `--clock-offset` gives; null where it is not given. */
function offsetOption(offset: string | undefined): number | null {
  if (offset === undefined) return null
  const seconds = decimalOf(offset)
  if (seconds === null)
    throw new InputError(`--clock-offset ${offset}: give a number of seconds, such as -3600.`)
  if (Math.abs(seconds) > offsetSecondsMax)
    throw new InputError(`--clock-offset ${offset}: no clock is more than 1,000 years off.`)
  return seconds
}

/**
 * Refuses options about events that are wrong, whether or not there are any; and, where `areNeeded`, options without
 * events: nothing would be done with them, and nobody would see it.
 */
export function checkEventFlags(flags: EventFlags, areNeeded: boolean): void {
  zoneOption(flags.eventsZone)
  offsetOption(flags.clockOffset)
  if (areNeeded) refuseVainTimes(flags, 'with --events')
}

/** Refuses what says how events are read, where there are none. `how`: how their file is named. */
export function refuseVainTimes(flags: EventFlags, how = 'among the others'): void {
  const given = flags.eventsZone === undefined ? '--clock-offset' : '--events-zone'
  if (flags.eventsZone !== undefined || flags.clockOffset !== undefined)
    throw new InputError(`${given} is for events of the phone: name their file ${how}.`)
}

/**
 * Reads event files for a scan: once now, so that a wrong file is told before a long scan, and again for logs without a
 * year when it is known when the capture was made.
 */
export async function eventsReader(
  paths: readonly string[],
  flags: EventFlags,
): Promise<(near: number) => Promise<EventsInput>> {
  const ownZone = (path: string): Zone | null => zoneOption(flags.eventsZone ?? flags.eventZones?.get(path))
  const offset = offsetOption(flags.clockOffset)
  const named = new Set<string>()
  for (const path of paths) {
    const full = fullPath(path)
    if (named.has(full)) throw new InputError(`the event file ${path} is named twice.`)
    named.add(full)
    await readEventFile(path, { zone: ownZone(path), near: null })
  }
  return async (near) => {
    const files: EventFile[] = []
    for (const path of paths)
      files.push(await readEventFile(path, { zone: ownZone(path), near: near === 0 ? null : near }))
    const all = dropRepeated(files.flatMap((file) => file.imported.events))
    const oddities = files.flatMap((file) => file.imported.oddities)
    if (all.length > limits.device.eventsMax)
      oddities.push({ code: eventAnomalies.tooMany, line: 0, detail: '' })
    return {
      events: all.slice(0, limits.device.eventsMax),
      anchors: files.flatMap((file) => file.imported.anchors),
      offsetMs: offset === null ? null : offset * 1_000,
      files: files.map(({ path, sha256 }) => ({ path, sha256 })),
      oddities,
    }
  }
}
