import { daySeconds } from '../../../core/day.ts'
import { eventAnomalies } from '../anomalies.ts'
import { EventCollector, eachLine } from '../collector.ts'
import { numberedTags, tagRules } from '../log-tags.ts'
import type { LogMark, LogMemory } from '../log-tags.ts'
import { parseEpoch, shifted, utcSeconds, yearNear, zoneMinutesOf } from '../time-text.ts'
import type { EventImporter, ImportContext } from '../types.ts'
import type { Instant } from '../../../core/time.ts'

const dated = /^(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3,9})(?: ([+-]\d{4}))?\s+(.*)$/s
const epoch = /^\s*(\d{9,11}\.\d{3,9})\s+(.*)$/s
const sinceStart = /^\s*(\d{1,7}\.\d{3,9})\s/
/** Behind the time: two or three columns (a user id or name may stand first), priority, tag, message. */
const threadtime = /^(?:\S+\s+)?\d+\s+\d+\s+[VDIWEFAS]\s+(\S+?)\s*: ?(.*)$/s
/** Before the process there may be a user id or name. */
const oldTime = /^[VDIWEFAS]\/(\S+?)\s*\(\s*(?:\w+:\s*)?\d+\): ?(.*)$/s
/** The long form: a heading with the time and the tag, and the message on the next line. No time is longer than `2026-03-04 12:00:00.000000000 +0100`. */
const longHeading = /^\[\s+(\d[^\]]{0,40}?)\s+(?:\w+:\s*)?\d+:\s*\d+ ([VDIWEFAS]\/\S+)\s*\]$/
/** The forms brief and tag print no time. */
const timeless = /^[VDIWEFAS]\/(\S+?)\s*(?:\(\s*(?:\w+:\s*)?\d+\))?: /
/** What `-v color` writes around lines. */
const escape = String.fromCodePoint(27)
const colours = new RegExp(`${escape}\\[[\\d;]*m`, 'g')

/**
 * The event buffer of Android's log (`logcat -b events`), versions 7 to 16, in every form that prints a time: threadtime
 * and time (with and without user column), long, year, zone, epoch, usec, descriptive, color. What each tag means stands in
 * log-tags.ts.
 */
export const eventImporter: EventImporter = {
  name: 'logcat-events',
  title: 'Android event log: adb logcat -b events -d (any form with times)',
  probe(head) {
    if (/^--------- (beginning of|switch to) events/m.test(head)) return 2
    const tag =
      /(?:^|\s)[VDIWEFAS][\s/](screen_toggled|power_screen_state|am_proc_start|sysui_status_bar_state|[aw]m_set_keyguard_shown|boot_progress_start|battery_level)\b/
    if (tag.test(head)) return 2
    return /^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\s+(\S+\s+)?\d+\s+\d+ [VDIWEF] /m.test(head) ? 1 : 0
  },
  read(text, context) {
    const found = new EventCollector('logcat-events')
    const clock = new LineClock(context, found)
    const memory: LogMemory = new Map()
    let saidRelative = false
    let heading = ''
    eachLine(text, (written, number) => {
      const told = written.includes(escape) ? written.replaceAll(colours, '') : written
      if (told === '' || told.startsWith('-')) return
      const long = longHeading.exec(told)
      if (long !== null) {
        heading = `${long[1]} ${long[2]}(0): `
        return
      }
      const line = heading + told
      heading = ''
      found.record()
      const parts = clock.read(line, number)
      if (parts === null) {
        if (sinceStart.test(line) && !saidRelative) {
          saidRelative = true
          found.note(eventAnomalies.relative, number)
        }
        if (tagRules.has(timeless.exec(line)?.[1] ?? '')) found.note(eventAnomalies.noTime, number, line)
        found.ignore()
        return
      }
      const match = threadtime.exec(parts.rest) ?? oldTime.exec(parts.rest)
      const numbered = /^\[(\d+)\]$/.exec(match?.[1] ?? '')?.[1]
      const tag = numbered === undefined ? (match?.[1] ?? '') : (numberedTags.get(Number(numbered)) ?? '')
      if (tag === 'chatty') found.note(eventAnomalies.dropped, number, match?.[2] ?? '')
      const rule = tagRules.get(tag)
      if (match === null || rule === undefined) {
        found.ignore()
        return
      }
      const marks = rule(valuesOf(match[2] as string), memory)
      if (marks.length === 0) found.ignore()
      for (const mark of marks) place(found, mark, parts.at, number)
    })
    return found.finish()
  },
}

function place(found: EventCollector, mark: LogMark, at: Instant, number: number): void {
  if (mark.oddity !== undefined) found.note(mark.oddity, number)
  if (mark.anchor !== undefined) {
    found.anchor({
      at,
      offsetMs: mark.anchor.offsetMs,
      uncertaintyMs: mark.anchor.uncertaintyMs,
      source: 'NTP of the phone',
    })
    return
  }
  if (mark.kind !== undefined) found.add(shifted(at, -(mark.agoMs ?? 0)), mark.kind, mark.note ?? '')
}

/** Values of a list, or the one value that stands without brackets. Names of the descriptive form are cut off. */
export function valuesOf(message: string): string[] {
  const text = message.trim().replace(/[!^]$/, '')
  const list = text.startsWith('[') ? text.slice(1, text.endsWith(']') ? -1 : undefined).split(',') : [text]
  return list.map((value) => value.trim().replace(/^[A-Za-z][\w ]*=/, ''))
}

/** Lines of a log that are further apart than this are no neighbours: the clock was set, or the phone was off. */
const jumpSeconds = 31 * 86_400

/** Reads the time of each line, and keeps the year where lines name none. */
class LineClock {
  /** Of the line before that named no year: its date, and when that was. */
  private year = 0
  private month = 0
  private day = 0
  private number = 0
  private readonly context: ImportContext
  private readonly found: EventCollector

  constructor(context: ImportContext, found: EventCollector) {
    this.context = context
    this.found = found
  }

  read(line: string, number: number): { at: Instant; rest: string } | null {
    this.number = number
    const match = dated.exec(line)
    if (match === null) {
      const other = epoch.exec(line)
      const at = other === null ? null : parseEpoch(other[1] as string)
      return at === null ? null : { at, rest: (other as RegExpExecArray)[2] as string }
    }
    const month = Number(match[2])
    const day = Number(match[3])
    const sec = utcSeconds(
      this.yearOf(match[1], month, day),
      month,
      day,
      Number(match[4]),
      Number(match[5]),
      Number(match[6]),
    )
    if (sec === null) {
      this.found.note(eventAnomalies.noTime, number, line)
      return null
    }
    const zone = match[8] === undefined ? this.found.zone(this.context)(sec) : (zoneMinutesOf(match[8]) ?? 0)
    return {
      at: { sec: sec - zone * 60, nsec: Number((match[7] as string).padEnd(9, '0')) },
      rest: match[9] as string,
    }
  }

  private yearOf(written: string | undefined, month: number, day: number): number {
    if (written !== undefined) return Number(written)
    if (month !== this.month || day !== this.day) {
      this.year = this.yearOfDay(month, day)
      this.month = month
      this.day = day
    }
    return this.year
  }

  /** A log goes on where it was, also over New Year; where it jumps, the year is the nearest to what is known of it. */
  private yearOfDay(month: number, day: number): number {
    const nearest = yearNear(this.context.near, month, day, this.context.latest)
    const before = daySeconds(this.year, this.month, this.day)
    if (before === null || this.year === 0) return nearest
    const next = yearNear(before, month, day)
    const midnight = daySeconds(next, month, day)
    if (midnight !== null && Math.abs(midnight - before) <= jumpSeconds) return next
    if (midnight !== null) this.found.note(eventAnomalies.clockJump, this.number, `${month}-${day}`)
    return nearest
  }
}
