import { EventCollector } from './collector.ts'
import { eventImporter as batterystats } from './importers/batterystats.ts'
import { eventImporter as logcatEvents } from './importers/logcat-events.ts'
import { eventImporter as power } from './importers/power.ts'
import { eventImporter as usagestats } from './importers/usagestats.ts'
import { parseStamp } from './time-text.ts'
import type { EventImporter, ImportContext } from './types.ts'

/** Who reads what the phone's own programs print: texts that stand beside others in one file. */
export const dumpImporters: readonly EventImporter[] = [batterystats, logcatEvents, power, usagestats]

/** Sections of a bug report, and of all that dumpsys prints, by the words of their titles, and who reads them. */
const sections: readonly (readonly [RegExp, EventImporter])[] = [
  // The last log is of before the phone restarted, and of all buffers.
  [/^------ (?:(?:LAST )?EVENT LOG|LAST LOGCAT)\b/, logcatEvents],
  [/^------ (?:CHECKIN )?BATTERYSTATS\b|^DUMP OF SERVICE (?:CRITICAL |HIGH )?batterystats:/, batterystats],
  [/^------ (?:CHECKIN )?USAGESTATS\b|^DUMP OF SERVICE (?:CRITICAL |HIGH )?usagestats:/, usagestats],
  [/^DUMP OF SERVICE (?:CRITICAL |HIGH )?power:/, power],
]

/** What is said to be up to two days later may be of the same time, by another clock and zone. */
export const clockDoubtSeconds: number = 2 * 86_400

/** Reads each section of a text by its own reader; `ended` says what a section knows by the time at which it ended. */
export function takeSections(
  text: string,
  found: EventCollector,
  context: ImportContext,
  minutesAt: (localSec: number) => number,
  ended: (sec: number) => Partial<ImportContext>,
): void {
  const heads = [...text.matchAll(/^(?:------ [A-Z][^\n]*|DUMP OF SERVICE [^\n]*)/gm)]
  let line = 0
  let counted = 0
  for (const [index, head] of heads.entries()) {
    const reader = sections.find(([pattern]) => pattern.test(head[0]))?.[1]
    if (reader === undefined) continue
    const from = head.index + head[0].length + 1
    const body = text.slice(from, heads[index + 1]?.index ?? text.length)
    const end = /ending at: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/.exec(body)?.[1]
    const until = end === undefined ? null : (parseStamp(end, minutesAt)?.at ?? null)
    // Counted on from the section before: a report may have very many.
    line += text.slice(counted, from).split('\n').length - 1
    counted = from
    found.take(reader.read(body, until === null ? context : { ...context, ...ended(until.sec) }), line)
  }
}
