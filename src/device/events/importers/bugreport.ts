import { EventCollector } from '../collector.ts'
import { parseStamp } from '../time-text.ts'
import { zoneNameIn, zoneOf } from '../zone.ts'
import type { Zone } from '../zone.ts'
import type { EventImporter, ImportContext } from '../types.ts'
import { eventImporter as batterystats } from './batterystats.ts'
import { eventImporter as logcatEvents } from './logcat-events.ts'
import { eventImporter as power } from './power.ts'
import { eventImporter as usagestats } from './usagestats.ts'

/** Sections of a bug report by the words of their titles, and who reads them. */
const sections: readonly (readonly [RegExp, EventImporter])[] = [
  // The last log is of before the phone restarted, and of all buffers.
  [/^------ (?:(?:LAST )?EVENT LOG|LAST LOGCAT)\b/, logcatEvents],
  [/^------ (?:CHECKIN )?BATTERYSTATS\b|^DUMP OF SERVICE (?:CRITICAL |HIGH )?batterystats:/, batterystats],
  [/^------ (?:CHECKIN )?USAGESTATS\b|^DUMP OF SERVICE (?:CRITICAL |HIGH )?usagestats:/, usagestats],
  [/^DUMP OF SERVICE (?:CRITICAL |HIGH )?power:/, power],
]

/** What is said to be a day later may be of the same time, by another clock or zone. */
const clockDaySeconds = 2 * 86_400

/** The main text of an Android bug report. Year and zone come from its head and its system properties. */
export const eventImporter: EventImporter = {
  name: 'bugreport',
  title: 'an Android bug report (the zip file, or its main text)',
  probe: (head) => (/^== dumpstate: \d{4}-/m.test(head) ? 2 : 0),
  read(text, context) {
    const found = new EventCollector('bugreport')
    const zone = context.zone ?? ownZone(text)
    const minutesAt = (localSec: number): number => zone?.(localSec).minutes ?? 0
    const written = /^== dumpstate: (\S+ \S+)/m.exec(text)?.[1] ?? ''
    const at = parseStamp(written, minutesAt)?.at ?? null
    const own: ImportContext = {
      path: context.path,
      zone,
      near: at === null ? context.near : at.sec,
      ...(at === null ? {} : { latest: at.sec + clockDaySeconds }),
      writtenAt: at === null ? context.writtenAt : at.sec,
      saysWrittenAt: at !== null,
    }
    const heads = [...text.matchAll(/^(?:------ [A-Z][^\n]*|DUMP OF SERVICE [^\n]*)/gm)]
    let line = 0
    let counted = 0
    for (const [index, head] of heads.entries()) {
      const reader = sections.find(([pattern]) => pattern.test(head[0]))?.[1]
      if (reader === undefined) continue
      const from = head.index + head[0].length + 1
      const body = text.slice(from, heads[index + 1]?.index ?? text.length)
      const ended = /ending at: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/.exec(body)?.[1]
      const until = ended === undefined ? null : (parseStamp(ended, minutesAt)?.at ?? null)
      // Counted on from the section before: a report may have very many.
      line += text.slice(counted, from).split('\n').length - 1
      counted = from
      found.take(reader.read(body, until === null ? own : { ...own, writtenAt: until.sec }), line)
    }
    return found.finish()
  },
}

function ownZone(text: string): Zone | null {
  const name = zoneNameIn(text)
  return name === null ? null : zoneOf(name)
}
