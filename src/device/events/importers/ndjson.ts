import { eventAnomalies } from '../anomalies.ts'
import { EventCollector, eachRecord } from '../collector.ts'
import { kindOf } from '../kinds.ts'
import { parseEpoch, parseStamp } from '../time-text.ts'
import type { EventImporter } from '../types.ts'

/** varde's own form, one object a line: `at`, `kind`, and optional `source` and `note`. */
export const eventImporter: EventImporter = {
  name: 'ndjson',
  title: 'varde’s own: {"at","kind","source","note"} on each line',
  probe: (head) =>
    /^\s*\{"schema":"varde\/(marks|experiment)@1"/.test(head) ||
    (/^\s*\{[^\n]*"at"\s*:/.test(head) && /"kind"\s*:/.test(head.slice(0, 4_096)))
      ? 2
      : 0,
  read(text, context) {
    const found = new EventCollector('ndjson', 'events')
    eachRecord(text, found, (record, number) => {
      const { at, kind, source, note, schema, isWrong } = record
      // A protocol of an experiment begins with a line about itself.
      if (typeof schema === 'string') {
        if (isWrong === true) found.takeBack()
        found.ignore()
        return
      }
      if (kind === 'clock-anchor') {
        const { offsetMs, uncertaintyMs } = record
        const when = typeof at === 'string' ? parseStamp(at, () => 0) : null
        if (
          when === null ||
          typeof offsetMs !== 'number' ||
          typeof uncertaintyMs !== 'number' ||
          uncertaintyMs < 0
        )
          found.note(eventAnomalies.malformed, number, 'clock-anchor')
        else
          found.anchor({
            at: when.at,
            offsetMs,
            uncertaintyMs,
            source: typeof source === 'string' ? source : 'anchor',
          })
        return
      }
      const meaning = typeof kind === 'string' ? kindOf(kind) : null
      if (meaning === 'secondary') {
        found.ignore()
        return
      }
      if (meaning === null) {
        found.note(eventAnomalies.unknownKind, number, String(kind))
        return
      }
      const stamp =
        typeof at === 'string'
          ? (parseStamp(at, null)?.at ?? parseEpoch(at) ?? parseStamp(at, found.zone(context))?.at ?? null)
          : typeof at === 'number'
            ? parseEpoch(String(at))
            : null
      if (stamp === null) {
        found.note(eventAnomalies.noTime, number, String(at))
        return
      }
      found.add(
        stamp,
        meaning,
        typeof note === 'string' ? note : '',
        typeof source === 'string' ? source : 'events',
      )
    })
    return found.finish()
  },
}
