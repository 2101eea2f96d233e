import { EventCollector } from '../collector.ts'
import { clockDoubtSeconds, takeSections } from '../dump-sections.ts'
import { parseStamp } from '../time-text.ts'
import { zoneNameIn, zoneOf } from '../zone.ts'
import type { Zone } from '../zone.ts'
import type { EventImporter, ImportContext } from '../types.ts'

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
      ...(at === null ? {} : { latest: at.sec + clockDoubtSeconds }),
      writtenAt: at === null ? context.writtenAt : at.sec,
      saysWrittenAt: at !== null,
    }
    takeSections(text, found, own, minutesAt, (sec) => ({ writtenAt: sec }))
    return found.finish()
  },
}

function ownZone(text: string): Zone | null {
  const name = zoneNameIn(text)
  return name === null ? null : zoneOf(name)
}
