import { formatInstant } from './time.ts'
import type { Instant } from './time.ts'

/** The zone of everything that nobody named one for. */
export const utc = 'UTC'

/**
 * A moment for people, as the clocks of a zone (`Europe/Oslo`, `+01:00`) showed it: `2019-02-11 06:44:19+01:00`. In UTC,
 * which the text around it names, without what is behind the seconds.
 */
export function zonedSeconds(at: Instant, zone: string): string {
  const minutes = zone === utc ? null : minutesEast(at, zone)
  const local = minutes === null ? at : { sec: at.sec + minutes * 60, nsec: at.nsec }
  const text = formatInstant(local, 0).replace('T', ' ').replace(/Z$/, '')
  return minutes === null ? text : `${text}${offsetText(minutes)}`
}

/** The day that it was there: `2019-02-11`. */
export function zonedDay(at: Instant, zone: string): string {
  return zonedSeconds(at, zone).split(' ')[0] ?? ''
}

/** The last moment of a day (`2019-02-11`) there, to the second; in a night on which clocks are changed, to the hour. */
export function endOfDay(day: string, zone: string): Instant {
  const sec = Date.parse(`${day}T23:59:59Z`) / 1_000
  return { sec: sec - (minutesEast({ sec, nsec: 0 }, zone) ?? 0) * 60, nsec: 0 }
}

/** The zone of the machine; UTC, by which its clock then goes, where it names none that is known (`TZ=`). */
export function machineZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return timeZone === 'Etc/Unknown' ? utc : timeZone
}

/** How a zone is called beside a time: an offset alone is no name. */
export function zoneName(zone: string): string {
  return /^[+-]/.test(zone) ? `UTC${zone}` : zone
}

/** Of each zone that was asked for, what tells its offset: it costs far more to make than to ask. */
const offsets: Map<string, Intl.DateTimeFormat> = new Map()

/** Minutes east of UTC; null for times that are in no calendar. */
function minutesEast({ sec }: Instant, zone: string): number | null {
  const date = new Date(sec * 1_000)
  if (Number.isNaN(date.getTime())) return null
  const known = offsets.get(zone)
  const offset = known ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  if (known === undefined) offsets.set(zone, offset)
  const name = offset.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const found = /([+\u2212-])(\d\d):(\d\d)/.exec(name)
  if (found === null) return 0
  const [, sign, hours, minutes] = found
  return (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes))
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}
