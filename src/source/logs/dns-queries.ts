/**
 * Logs of resolvers that people run or rent: which device asked for which name. AdGuard Home writes an object of JSON a line
 * (querylog.json), with the answer as DNS has it; NextDNS gives a table, and so does the database of Pi-hole
 * (`sqlite3 -header -csv pihole-FTL.db "select * from queries"`). Nothing is known of what was then sent.
 */
import { parseAddress } from '../../core/address.ts'
import type { Protection } from '../../core/protection.ts'
import { csvFields } from '../../core/csv-fields.ts'
import { parseEpochSeconds, parseIsoTime } from '../../core/iso-time.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { logRecord } from './log-record.ts'
import { dnsTypeOf } from './dns-types.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'
import { container } from '../line-reader.ts'

/** How the first lines of the tables begin. */
export const dnsTableHeaders: readonly string[] = [
  'timestamp,domain,query_type',
  ...[',', '|', ';', '\t'].map((separator) =>
    ['id', 'timestamp', 'type', 'status', 'domain', 'client'].join(separator),
  ),
]

/** Names of the members of AdGuard Home's records. */
export const dnsQueryMembers: readonly string[] = ['QH', 'QT']

interface Question {
  readonly name: string
  readonly type: string
  readonly time: string
  readonly client: string
  /** How it went to the resolver. */
  readonly protection: Protection
  /** The resolver's own rules forbid the name. */
  readonly isDenied: boolean
  /** As DNS has it; empty where the log has none. */
  readonly answer: Buffer
}

/** The reader of one file, or several of the same program. */
export function dnsQueries(): LineFormat {
  let separator = ','
  let columns: readonly string[] = []
  return {
    format: 'dns-queries',
    hasRotations: true,
    isHeading: (line) => headingOf(line) !== undefined,
    startFile() {
      columns = []
    },
    read(line, tally) {
      if (line.startsWith('{')) return meaningOf(ofObject(logRecord(line, tally)), tally)
      const header = headingOf(line)
      if (header === undefined)
        return meaningOf(ofRow(columns, csvFields(line, separator, columnsMax)), tally)
      separator = /[^a-z_]/.exec(header)?.[0] ?? ','
      columns = csvFields(line, separator, columnsMax)
      return container
    },
  }
}

function headingOf(line: string): string | undefined {
  return dnsTableHeaders.find((one) => line.startsWith(one))
}

/** The tables have up to sixteen. */
const columnsMax = 64

function meaningOf(question: Question | null, tally: EntryTally): LineMeaning {
  if (question === null) return 'it is no question of DNS'
  const { name, client, protection, isDenied, answer } = question
  if (name === '') return 'it names nobody'
  if (name.length > limits.source.nameBytesMax) return 'its name is too long'
  const at = timeOf(question.time, tally)
  if (at === null) return 'it has no time'
  return {
    kind: 'dns',
    at,
    ends: {
      transport: 'udp',
      clientAddress: parseAddress(client) === null ? '' : client,
      clientPort: 0,
      serverAddress: '',
      // Neither the resolver nor its port is in its own log.
      serverPort: 0,
      communityId: '',
      isOnWire: false,
      protection,
      // Each device asks by itself.
      connection: client,
    },
    id: 0,
    questions: [{ name: name.replace(/\.$/, ''), type: typeOf(question.type) }],
    answer: isDenied ? { rcode: refused, records: [] } : null,
    ...(answer.length === 0 ? {} : { answerMessage: answer }),
  }
}

/** "For reasons of policy" (RFC 1035, 4.1.1): what the resolver answered instead is not in these tables. */
const refused = 5

/** The time in ISO 8601, or seconds since 1970. */
function timeOf(text: string, tally: EntryTally): Instant | null {
  const epoch = /^\d{9,11}(?:\.\d{1,9})?$/.test(text) ? parseEpochSeconds(text) : null
  const time = epoch ?? parseIsoTime(text)
  return time === null ? null : tally.instantOf(time)
}

/** Ways to ask that are encrypted, in the words of AdGuard Home and of NextDNS. DNSCrypt, with an encryption of its own, counts as TLS. */
const encryptedWays: ReadonlyMap<string, Protection> = new Map<string, Protection>([
  ['doh', 'tls'],
  ['dot', 'tls'],
  ['doq', 'quic'],
  ['dnscrypt', 'tls'],
  ['dns-over-https', 'tls'],
  ['dns-over-tls', 'tls'],
  ['dns-over-quic', 'quic'],
])

function protectionOf(way: string): Protection {
  return encryptedWays.get(way.toLowerCase()) ?? 'plaintext'
}

/** What its rules forbade, in the word of NextDNS and the numbers of Pi-hole. */
const deniedStatuses: ReadonlySet<string> = new Set(['blocked', ...'1 4 5 6 7 8 9 10 11 15 16 18'.split(' ')])

function ofObject(record: unknown): Question | null {
  if (!isRecord(record)) return null
  const text = (name: string): string => (typeof record[name] === 'string' ? record[name] : '')
  const result = isRecord(record['Result']) ? record['Result'] : {}
  return {
    name: text('QH'),
    type: text('QT'),
    time: text('T'),
    client: text('IP'),
    protection: protectionOf(text('CP')),
    isDenied: result['IsFiltered'] === true && text('Answer') === '',
    answer: Buffer.from(text('Answer'), 'base64'),
  }
}

function ofRow(columns: readonly string[], fields: readonly string[]): Question | null {
  const text = (...names: readonly string[]): string => {
    const at = columns.findIndex((column) => names.includes(column))
    return at < 0 ? '' : (fields[at] ?? '')
  }
  if (columns.length === 0) return null
  return {
    name: text('domain'),
    type: text('query_type', 'type'),
    time: text('timestamp'),
    // Behind the same connection to the Internet a rented resolver sees one address: there the device has a name.
    client: text('device_local_ip') || text('client_ip', 'client'),
    protection: protectionOf(text('protocol')),
    isDenied: deniedStatuses.has(text('status').toLowerCase()),
    answer: Buffer.alloc(0),
  }
}

/** Pi-hole has numbers of its own for types, of which the rarer ones begin at 100 with the number of DNS. */
const holeTypes: readonly string[] = [
  '',
  'A',
  'AAAA',
  'ANY',
  'SRV',
  'SOA',
  'PTR',
  'TXT',
  'NAPTR',
  'MX',
  'DS',
  'RRSIG',
  'DNSKEY',
  'NS',
  '',
  'SVCB',
  'HTTPS',
]

function typeOf(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : -1
  if (number < 0) return dnsTypeOf(text)
  return number > 100 ? number - 100 : dnsTypeOf(holeTypes[number] ?? '')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
