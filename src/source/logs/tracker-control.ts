/**
 * The CSV exports of TrackerControl: one contact of an app a line, time in milliseconds since 1970. The first line names the
 * columns: of all apps together each line has its app; of one app none has, and all texts are in quotes.
 */
import { csvFields } from '../../core/csv-fields.ts'
import { contactEntry } from './contact-entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import { parseEpochUnits } from '../../core/iso-time.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'
import { container } from '../line-reader.ts'

/** Whether the columns of a first line are those of its export. */
export function isTrackerControl(line: string): boolean {
  if (!/daddr/i.test(line)) return false
  const columns = columnsOf(line)
  return ['daddr', 'time', 'uncertain'].every((name) => columns.slice(0, headColumns).includes(name))
}

/** The first columns are the same in all of them, but for the number of the app. */
const headColumns = 4

/** The reader of one file. */
export function trackerControl(): LineFormat {
  let columns = allApps
  return {
    format: 'tracker-control',
    hasRotations: false,
    read(line: string, tally: EntryTally): LineMeaning {
      if (isTrackerControl(line)) {
        columns = columnsOf(line)
        return container
      }
      const fields = csvFields(line, ',', columnsMax)
      return meaningOf((name) => fields[columns.indexOf(name)] ?? '', tally)
    },
  }
}

/** Where no header says so. */
const allApps: readonly string[] = [
  'uid',
  'daddr',
  'time',
  'uncertain',
  'tracker',
  'category',
  'package',
  'app',
]

/** The export has eight. */
const columnsMax = 64

function columnsOf(line: string): readonly string[] {
  return csvFields(line, ',', columnsMax).map((name) => name.trim().toLowerCase())
}

function meaningOf(field: (name: string) => string, tally: EntryTally): LineMeaning {
  const host = field('daddr')
  if (host === '') return 'it names no server'
  const at = parseEpochUnits(field('time'), 3)
  if (at === null) return 'it has no time'
  tally.digits(3)
  const app = field('package') || field('app')
  // It names the host by its address: several may have the same.
  const uncertain = field('uncertain') || '0'
  return contactEntry({ at: at.at, app, host, isUncertain: uncertain !== '0' })
}
