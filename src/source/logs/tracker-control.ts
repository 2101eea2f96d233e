/** The CSV export of TrackerControl: one contact of an app a line, time in milliseconds since 1970. */
import { csvFields } from '../../core/csv-fields.ts'
import { contactEntry } from './contact-entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import { parseEpochUnits } from '../../core/iso-time.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'
import { container } from '../line-reader.ts'

/** How the first line begins. */
export const trackerControlHeader = 'uid,daddr,time,uncertain'

/** The lines of its export. */
export const trackerControl: LineFormat = {
  format: 'tracker-control',
  hasRotations: false,
  read(line: string, tally: EntryTally): LineMeaning {
    if (line.toLowerCase().startsWith(trackerControlHeader)) return container
    const [, host = '', time = '', uncertain = '0', , , app = ''] = csvFields(line, ',', columnsMax)
    if (host === '') return 'it names no server'
    const at = parseEpochUnits(time, 3)
    if (at === null) return 'it has no time'
    tally.digits(3)
    // It names the host by its address: several may have the same.
    return contactEntry({ at: at.at, app, host, isUncertain: uncertain !== '0' && uncertain !== '' })
  },
}

/** The export has eight. */
const columnsMax = 64
