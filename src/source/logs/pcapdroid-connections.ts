/**
 * The list of connections that PCAPdroid exports as CSV: which app spoke to whom, and when. Its first line names the columns;
 * versions differ in these, and none puts texts in quotes.
 */
import { parseAddress } from '../../core/address.ts'
import { plainDigits } from '../../core/plain-digits.ts'
import { csvFields } from '../../core/csv-fields.ts'
import { parseEpochUnits, parseIsoTime } from '../../core/iso-time.ts'
import type { Instant } from '../../core/time.ts'
import { contactEntry } from './contact-entry.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'
import { container } from '../line-reader.ts'

/** How the first line begins. */
export const connectionsHeader = 'IPProto,SrcIP,SrcPort,DstI'

/** The reader of one file. */
export function pcapdroidConnections(): LineFormat {
  let columns: readonly string[] = []
  return {
    format: 'pcapdroid-connections',
    hasRotations: true,
    isHeading: (line) => line.startsWith(connectionsHeader),
    read(line, tally) {
      const fields = csvFields(line, ',', columnsMax)
      if (!line.startsWith(connectionsHeader)) return meaningOf(columnsOf(columns, fields), tally)
      columns = fields.map((name) => name.toLowerCase())
      return container
    },
  }
}

/** It has seventeen columns. */
const columnsMax = 64

/** The fields by their columns. Where there are more of them, the name of the app holds commas. */
function columnsOf(columns: readonly string[], fields: readonly string[]): (name: string) => string {
  const app = columns.indexOf('app')
  const more = app < 0 ? 0 : Math.max(0, fields.length - columns.length)
  return (name) => {
    const at = columns.indexOf(name)
    if (at < 0) return ''
    if (at === app) return fields.slice(app, app + more + 1).join(',')
    return fields[at > app ? at + more : at] ?? ''
  }
}

/** Numbers of protocols (IANA) that connections have. */
const transports: ReadonlySet<string> = new Set(['6', '17'])

function meaningOf(field: (name: string) => string, tally: EntryTally): LineMeaning {
  const at = timeOf(field('firstseen'), tally)
  if (at === null) return 'it has no time'
  const address = field('dstip')
  if (parseAddress(address) === null) return 'it names no server'
  if (!transports.has(plainDigits(field('ipproto'))))
    return { kind: 'other', what: 'packets that are no connection', at }
  // Of a look-up it is the name that was asked for, and the server one of DNS.
  const named = field('info').trim()
  const isName = /^[^\s/:]+\.[^\s/:]+$/.test(named)
  const isLookup = isName && field('proto').toUpperCase() === 'DNS'
  return contactEntry({
    at,
    last: timeOf(field('lastseen'), tally) ?? at,
    app: (field('package') || field('app')) + userOf(field('uid')),
    host: isName ? named : address,
    isLookup,
    ...(isLookup ? {} : { address, port: Number(/^\d{1,5}$/.exec(plainDigits(field('dstport')))?.[0] ?? 0) }),
  })
}

/** Each user of a phone has so many numbers of apps (UserHandle.PER_USER_RANGE). */
const uidsPerUser = 100_000

/** An app of a work profile or a second user is another one than that of the owner, with data of its own. */
function userOf(uid: string): string {
  const number = /^\d{1,10}$/.test(plainDigits(uid)) ? Number(plainDigits(uid)) : 0
  return number < uidsPerUser ? '' : `, user ${Math.floor(number / uidsPerUser)}`
}

/** ISO 8601 with a zone; in older versions milliseconds since 1970. */
function timeOf(written: string, tally: EntryTally): Instant | null {
  const text = plainDigits(written)
  const epoch = /^\d{12,14}$/.test(text) ? parseEpochUnits(text, 3) : null
  const time = epoch === null ? parseIsoTime(text) : null
  if (time !== null && !time.hasZone) tally.anomalies.note(entryAnomalies.noZone, tally.number + 1)
  if (time !== null || epoch !== null) tally.digits(3)
  return epoch?.at ?? time?.at ?? null
}
