import { utcSeconds, zoneMinutesOf } from './time-text.ts'

/** What a zone says of one local time. */
export interface LocalTime {
  /** Minutes east of UTC. Of a time that came twice the earlier is meant, of one that never came that before the change. */
  readonly minutes: number
  /** Of a time that came twice, when clocks were set back: minutes east of UTC of the later; else null. */
  readonly later: number | null
  /** Clocks were set forward over this time: no clock that went right has shown it. */
  readonly isSkipped: boolean
}

/** Says of a local time (in seconds since 1970, as if it were UTC) how far it is from UTC. */
export type Zone = (localSec: number) => LocalTime

/** A zone whose clocks are never set. */
export function fixedZone(minutes: number): Zone {
  const always: LocalTime = { minutes, later: null, isSkipped: false }
  return () => always
}

/** Changes of one zone are weeks apart: within a day of a time there is one at most. */
const daySeconds = 86_400
/** Clocks are set at full quarters of an hour. */
const quarterSeconds = 900
const offsetsMax = 10_000

/**
 * The zone of a name such as `Europe/Oslo`, or of `+01:00`, `Z`, `UTC`; null where the text is none that is known here.
 * A short name (CET, EST) is none: whether it means the whole year or the winter is not known. When clocks are set is what
 * the time zone data of this Node say (IANA), which come with it.
 */
export function zoneOf(text: string): Zone | null {
  const minutes = zoneMinutesOf(text)
  if (minutes !== null) return fixedZone(minutes)
  if (!text.includes('/')) return null
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: text,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
  return namedZone(offsets(format))
}

/** The zone that a phone's properties (getprop) name in a text: `[persist.sys.timezone]: [Europe/Oslo]`; null where they do not. */
export function zoneNameIn(text: string): string | null {
  return /^\[persist\.sys\.timezone\]: \[([^\]]+)\]/m.exec(text)?.[1] ?? null
}

function namedZone(offsetAt: (sec: number) => number): Zone {
  return (localSec) => {
    const before = offsetAt(localSec - daySeconds)
    const after = offsetAt(localSec + daySeconds)
    const wasBefore = offsetAt(localSec - before * 60) === before
    const wasAfter = offsetAt(localSec - after * 60) === after
    return {
      minutes: wasAfter && !wasBefore ? after : before,
      later: wasBefore && wasAfter && before !== after ? after : null,
      isSkipped: !wasBefore && !wasAfter,
    }
  }
}

/** Minutes east of UTC at a moment, with those that were asked for kept: a log asks for the same ones again and again. */
function offsets(format: Intl.DateTimeFormat): (sec: number) => number {
  const kept = new Map<number, number>()
  return (sec) => {
    const quarter = Math.floor(sec / quarterSeconds)
    const known = kept.get(quarter)
    if (known !== undefined) return known
    const at = quarter * quarterSeconds
    const parts = format.formatToParts(at * 1_000)
    const part = (type: Intl.DateTimeFormatPartTypes): number =>
      Number(parts.find((one) => one.type === type)?.value)
    const shown = utcSeconds(
      part('year'),
      part('month'),
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    )
    const minutes = shown === null ? 0 : Math.round((shown - at) / 60)
    if (kept.size >= offsetsMax) kept.clear()
    kept.set(quarter, minutes)
    return minutes
  }
}
