/**
 * Apple's App Privacy Report (iOS 15.2 and later), as exported: one JSON object a line. Network activity becomes contacts: one
 * record stands for all contacts of one app with one domain, of which only the number, the first and the last time are known.
 */
import { hash } from 'node:crypto'
import { limits } from '../../core/limits.ts'
import { contactEntry } from './contact-entry.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import { parseIsoTime } from '../../core/iso-time.ts'
import { countOf, textOf } from '../../core/json-value.ts'
import { container } from '../line-reader.ts'
import { logRecord } from './log-record.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'

/**
 * The reader of one file. `counted` is shared by all files of a run: reports that are exported day by day have the same
 * records, whose number of contacts grew.
 */
export function appPrivacyReport(counted: Map<string, number> = new Map()): LineFormat {
  return {
    format: 'ios-app-privacy-report',
    hasRotations: true,
    read: (line: string, tally: EntryTally): LineMeaning => readRecord(line, tally, counted),
  }
}

function readRecord(line: string, tally: EntryTally, counted: Map<string, number>): LineMeaning {
  const record = logRecord(line, tally)
  if (record === null) return 'no JSON object'
  // Betas set marks around the parts of the report.
  if (textOf(record['_marker']) !== '') return container
  const last = parseIsoTime(textOf(record['timeStamp'] ?? record['timestamp']))
  // They wrote no type either.
  const isNetwork = record['domain'] !== undefined && record['bundleID'] !== undefined
  const type = textOf(record['type']) || (isNetwork ? 'networkActivity' : '')
  if (type !== 'networkActivity') {
    const category = textOf(record['category'] ?? record['stream'] ?? record['tccService'])
    const isAccess = type === 'access' || (type === '' && category !== '')
    const what = isAccess ? `access to ${category.slice(0, 64)}` : `record of type ${type.slice(0, 64)}`
    return { kind: 'other', what, at: last?.at ?? null }
  }
  const domain = textOf(record['domain'])
  if (domain === '') return 'it names no domain'
  const first = parseIsoTime(textOf(record['firstTimeStamp'])) ?? last
  if (first === null) return 'it has no time'
  if (!first.hasZone) tally.anomalies.note(entryAnomalies.noZone, tally.number + 1)
  tally.digits(Math.max(first.digits, last?.digits ?? 0))
  const hits = Math.max(1, countOf(record['hits']))
  const more = newHits(record, hits, counted, tally)
  if (more === 0)
    return { kind: 'other', what: 'record of contacts that another one counts, too', at: last?.at ?? null }
  return contactEntry({
    at: first.at,
    last: last?.at ?? first.at,
    app: textOf(record['bundleID']),
    host: domain,
    hits: more,
  })
}

/** How many of its contacts no record told of before that began at the same time and is the same but for its end. */
function newHits(
  record: Readonly<Record<string, unknown>>,
  hits: number,
  counted: Map<string, number>,
  tally: EntryTally,
): number {
  if (record['hits'] === undefined || textOf(record['firstTimeStamp']) === '') return hits
  const same = Object.entries(record)
    .filter(([name]) => !growing.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
  const key = hash('sha256', JSON.stringify(same), 'base64')
  const before = counted.get(key) ?? 0
  if (before === 0 && counted.size >= limits.source.linesRememberedMax) tally.forgets()
  else counted.set(key, Math.max(before, hits))
  return Math.max(0, hits - before)
}

/** What is another in a later record of the same contacts. */
const growing: ReadonlySet<string> = new Set(['hits', 'timeStamp', 'timestamp'])
