import type { BreachClock, Day, DueClock, FindingAssessment, LegalSetting } from './types.ts'

/** The offset in which a time with a zone was given, `+01:00`; UTC where it is that. */
export function offsetOf(time: string): string {
  const [offset = ''] = /[+-]\d\d:\d\d$/.exec(time) ?? []
  return offset === '' || offset.endsWith('00:00') ? 'UTC' : offset
}

const hourMs = 3_600_000

/**
 * When a period of hours after `from` (ISO 8601 with a zone) ends: in the offset of `from`, to the minute. It runs through
 * nights, weekends and holidays (Regulation 1182/71, Article 3(3)); with `wholeHours` the hour of the event, by the clock
 * of that offset, is not counted, and the period begins with the next one (Article 3(1) and (2)(a)). Whether it needs two
 * working days (Article 3(5)) is not judged.
 */
export function dueAfter(from: string, { hours, wholeHours }: Omit<BreachClock, 'what'>): string {
  const zone = offsetOf(from)
  const [hour = 0, minute = 0] = zone === 'UTC' ? [] : zone.slice(1).split(':').map(Number)
  const east = (zone.startsWith('-') ? -1 : 1) * (hour * 60 + minute) * 60_000
  const local = Date.parse(from) + east
  const begin = wholeHours ? (Math.floor(local / hourMs) + 1) * hourMs : local
  const text = new Date(begin + hours * hourMs).toISOString().slice(0, 16)
  return `${text}${zone === 'UTC' ? 'Z' : zone}`
}

/**
 * Whether the last day before `due` (ISO 8601 with a zone) is over on `today`: in each of these zones, of which any may be
 * that of `today`. What is due at midnight ends with the day before.
 */
export function isOverOn(today: Day, due: string, zones: readonly string[]): boolean {
  return zones.every((zone) => dayIn(zone, Date.parse(due) - 1) < today)
}

function dayIn(timeZone: string, at: number): Day {
  // Swedes write days so.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
}

/** What would be due, and when: from the provisions that are engaged, where it was said when the controller became aware. */
export function clocksOf(findings: readonly FindingAssessment[], setting: LegalSetting): DueClock[] {
  const { awareAt, today, timeZone } = setting
  if (awareAt === '') return []
  const zones = [offsetOf(awareAt), ...(timeZone === undefined ? [] : [timeZone])]
  const provisions = new Map(
    findings.flatMap(({ engaged }) => engaged.map(({ provision }) => [provision.id, provision])),
  )
  return [...provisions.values()].flatMap(({ law, citation, clocks }) =>
    clocks.map((clock) => {
      const { hours, wholeHours, what } = clock
      const due = dueAfter(awareAt, clock)
      return { law, citation, what, hours, wholeHours, due, isOver: isOverOn(today, due, zones) }
    }),
  )
}
