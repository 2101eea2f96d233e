import { csvFields, csvRow } from '../../../core/csv-fields.ts'
import { eventAnomalies } from '../anomalies.ts'
import { EventCollector, eachLine } from '../collector.ts'
import { kindOf } from '../kinds.ts'
import { parseEpoch, parseStamp } from '../time-text.ts'
import type { EventImporter } from '../types.ts'

const timeNames: ReadonlySet<string> = new Set(['at', 'time', 'timestamp', 'date', 'when', 'datetime'])
const kindNames: ReadonlySet<string> = new Set(['kind', 'event', 'type', 'what'])
const noteNames: ReadonlySet<string> = new Set(['note', 'notes', 'comment', 'detail'])

/** A table with a line of headings; comma, semicolon or tab between the fields (RFC 4180 quotes). */
export const eventImporter: EventImporter = {
  name: 'csv',
  title: 'a table with a line of headings: at (or time), kind (or event), and note',
  probe(head) {
    const first =
      head
        .slice(0, 2_000)
        .split('\n')
        .find((line) => !isRemark(line)) ?? ''
    const names = csvFields(first.replace('\r', ''), separatorOf(first)).map((name) =>
      name.trim().toLowerCase(),
    )
    return names.some((name) => timeNames.has(name)) && names.some((name) => kindNames.has(name)) ? 2 : 0
  },
  read(text, context) {
    const found = new EventCollector('csv', 'table')
    let separator = ','
    let timeAt = -1
    let dateAt = -1
    let kindAt = -1
    let noteAt = -1
    eachLine(text, (line, number) => {
      if (isRemark(line)) return
      if (timeAt < 0) {
        separator = separatorOf(line)
        const names = csvFields(line, separator).map((name) => name.trim().toLowerCase())
        timeAt = names.findIndex((name) => timeNames.has(name))
        // Two columns, as spreadsheets like it.
        if (names.includes('date') && names.includes('time')) {
          dateAt = names.indexOf('date')
          timeAt = names.indexOf('time')
        }
        kindAt = names.findIndex((name) => kindNames.has(name))
        noteAt = names.findIndex((name) => noteNames.has(name))
        return
      }
      found.record()
      const { fields, isOpen } = csvRow(line, separator)
      if (isOpen) found.note(eventAnomalies.openQuote, number, line)
      const meaning = kindOf(fields[kindAt] ?? '')
      if (meaning === null) {
        found.note(eventAnomalies.unknownKind, number, fields[kindAt] ?? '')
        return
      }
      const time = fields[timeAt] ?? ''
      const written = dateAt < 0 ? time : `${fields[dateAt] ?? ''} ${time}`
      const withZone = parseStamp(written, null)
      const at = withZone?.at ?? parseEpoch(written) ?? parseStamp(written, found.zone(context))?.at ?? null
      if (at === null) found.note(eventAnomalies.noTime, number, written)
      else if (meaning === 'secondary') found.ignore()
      else found.add(at, meaning, noteAt < 0 ? '' : (fields[noteAt] ?? '').trim())
    })
    return found.finish()
  },
}

/** Blank lines, and what people write about their notes. */
function isRemark(line: string): boolean {
  return /^\s*(?:#|$)/.test(line)
}

function separatorOf(line: string): string {
  return [',', ';', '\t'].toSorted(
    (left, right) => line.split(right).length - line.split(left).length,
  )[0] as string
}
