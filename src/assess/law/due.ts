import type { Day, DueClock, FindingAssessment, LegalSetting } from './types.ts'

/** The offset in which a time with a zone was given, `+01:00`; UTC where it is that. */
export function offsetOf(time: string): string {
  const [offset = ''] = /[+-]\d\d:\d\d$/.exec(time) ?? []
  return offset === '' || offset.endsWith('00:00') ? 'UTC' : offset
}

/**
 * When something is due that is due `hours` after `from` (ISO 8601 with a zone): in the offset of `from`, to the minute. A
 * period in hours runs through nights, weekends and holidays (Regulation 1182/71, Article 3(3)). What its paragraphs 1 and
 * 5 may add (the hour of the event, two working days) is not in it.
 */
export function dueAfter(from: string, hours: number): string {
  const zone = offsetOf(from)
  const at = Date.parse(from) + hours * 3_600_000
  const text = (ms: number): string => new Date(ms).toISOString().slice(0, 16)
  if (zone === 'UTC') return `${text(at)}Z`
  const [hour = 0, minute = 0] = zone.slice(1).split(':').map(Number)
  const east = (hour * 60 + minute) * 60_000
  return `${text(zone.startsWith('-') ? at - east : at + east)}${zone}`
}

/** Whether the day of `due` (ISO 8601 with a zone) is over on `today`: in each of these zones, of which any may be that of `today`. */
export function isOverOn(today: Day, due: string, zones: readonly string[]): boolean {
  return zones.every((zone) => dayIn(zone, Date.parse(due)) < today)
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
    clocks.map(({ hours, what }) => {
      const due = dueAfter(awareAt, hours)
      return { law, citation, what, hours, due, isOver: isOverOn(today, due, zones) }
    }),
  )
}
