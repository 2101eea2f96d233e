/**
 * Reads the logs of Zeek (docs.zeek.org, script reference: conn, dns, ftp, http, ssl, quic, mqtt_connect, mqtt_publish,
 * mqtt_subscribe, sip, smtp, socks, websocket), as its tab-separated text or as JSON lines. They name who spoke to whom, and keep some fields
 * of heads; bodies are in them only where MQTT was spoken, or a script added those of HTTP.
 */
import { createHash } from 'node:crypto'
import { parseAddress } from '../../core/address.ts'
import { detachedText } from '../../core/detached-text.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { certificateNameOf } from './certificate-name.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { Ends } from '../entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import { parseEpochMillis, parseEpochSeconds, parseIsoTime } from '../../core/iso-time.ts'
import type { WrittenTime } from '../../core/iso-time.ts'
import { portOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { container } from '../line-reader.ts'
import { logRecord } from './log-record.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'
import { otherMessage, zeekTexts } from './other-protocols.ts'
import { certificateIdCharacters, partOf, textList, zeekReaders } from './zeek-readers.ts'
import type { Fields } from './zeek-readers.ts'
import { UnreadMembers, zeekHttpMembers } from './unread-members.ts'
import { joinedName, zeekLogOf } from './zeek-records.ts'

/** How the first line of the text form begins. */
export const zeekHeader = '#separator '

/**
 * The reader of one file: the text form says in its header what its columns are. `seen` is shared by all files of a run: it
 * keeps what two of them tell.
 */
export function zeekLog(seen: Set<string> = new Set()): LineFormat {
  const header = new ZeekHeader()
  const told = new ToldBook(seen)
  const unread = new UnreadMembers()
  return {
    format: 'zeek',
    hasRotations: true,
    isHeading: (line) => line.startsWith('#'),
    startFile: () => header.clear(),
    read(line: string, tally: EntryTally): LineMeaning {
      if (line.startsWith('#')) {
        header.take(line, tally)
        return container
      }
      if (line.startsWith('{')) {
        const record = logRecord(line, tally)
        return record === null
          ? 'no JSON object'
          : meaningOf(pathOf(record), flat(record), told, unread, tally)
      }
      const fields = header.fieldsOf(line)
      return typeof fields === 'string' ? fields : meaningOf(header.path, fields, told, unread, tally)
    },
  }
}

/** Columns of a log, and elements of a list in it; Zeek's own have far fewer. */
const columnsMax = 4_096

/** A longer text is searched as it is written. */
const unescapedCharactersMax = 1_048_576

class ZeekHeader {
  path = ''
  private separator = '\t'
  private setSeparator = ','
  private unset = '-'
  private empty = '(empty)'
  private names: readonly string[] = []
  private types: readonly string[] = []

  clear(): void {
    this.names = []
    this.types = []
    this.path = ''
  }

  take(line: string, tally: EntryTally): void {
    if (line.startsWith(zeekHeader)) {
      this.separator = unescaped(line.slice(zeekHeader.length)) || '\t'
      return
    }
    const [name = '', ...values] = line.split(this.separator, columnsMax)
    const first = values[0] ?? ''
    if (name === '#set_separator') this.setSeparator = first || ','
    else if (name === '#unset_field') this.unset = first
    else if (name === '#empty_field') this.empty = first
    else if (name === '#path') this.path = first
    else if (name === '#fields') {
      this.names = values
      if (new Set(values).size < values.length)
        tally.anomalies.note(entryAnomalies.namedTwice, tally.number + 1, 'a column')
    } else if (name === '#types') this.types = values
  }

  /** A text says what is wrong with the line. */
  fieldsOf(line: string): Fields | string {
    if (this.names.length === 0) return 'no header says what its columns are'
    const values = line.split(this.separator, columnsMax)
    if (values.length !== this.names.length) return 'it has another number of columns than the header'
    const fields: Record<string, unknown> = {}
    for (const [index, name] of this.names.entries()) {
      const value = values[index] as string
      if (value === this.unset) continue
      const isList = /^(set|vector)\[/.test(this.types[index] ?? '')
      if (value === this.empty) fields[name] = isList ? [] : ''
      else fields[name] = isList ? value.split(this.setSeparator, columnsMax).map(ownText) : ownText(value)
    }
    return fields
  }
}

/** Names and addresses outlive their line by far. */
function ownText(value: string): string {
  return detachedText(unescaped(value))
}

/** `\x09` stands for a byte; the bytes of a text are UTF-8. */
function unescaped(text: string): string {
  if (!text.includes('\\x') || text.length > unescapedCharactersMax) return text
  const bytes: Buffer[] = []
  for (const piece of text.split(/(\\x[0-9A-Fa-f]{2})/))
    bytes.push(piece.startsWith('\\x') ? Buffer.from(piece.slice(2), 'hex') : Buffer.from(piece))
  return Buffer.concat(bytes).toString('utf8')
}

/** Some exporters nest the four names of `id`. */
function flat(record: JsonRecord): Fields {
  const id = recordOf(record['id'])
  if (id === null) return record
  const nested = Object.entries(id).map(([name, value]) => [`id.${name}`, value])
  return { ...record, ...Object.fromEntries(nested) } as Fields
}

/** JSON lines need not say of which log they are: then a field that only one log has does; the first that is there. */
function pathOf(record: JsonRecord): string {
  const stated = textOf(record['_path'])
  if (stated !== '') return stated
  const telling = tellingFields.find(([field]) => record[field] !== undefined)
  return telling?.[1] ?? zeekLogOf(new Set(Object.keys(record).map(joinedName)), true)
}

const tellingFields: readonly (readonly [field: string, path: string])[] = [
  ['conn_state', 'conn'],
  ['call_id', 'sip'],
  ['request_path', 'sip'],
  ['request_from', 'sip'],
  ['request_p', 'socks'],
  ['helo', 'smtp'],
  ['mailfrom', 'smtp'],
  ['rcptto', 'smtp'],
  ['last_reply', 'smtp'],
  // HTTP counts its transactions, too, as do SIP and SMTP.
  ['trans_depth', 'http'],
  ['proto_name', 'mqtt_connect'],
  ['from_client', 'mqtt_publish'],
  ['qos_levels', 'mqtt_subscribe'],
  ['client_initial_dcid', 'quic'],
  ['trans_id', 'dns'],
  ['query', 'dns'],
  ['cipher', 'ssl'],
  ['established', 'ssl'],
  ['reply_code', 'ftp'],
  ['data_channel.passive', 'ftp'],
  ['client_protocols', 'websocket'],
  ['subprotocol', 'websocket'],
  ['client_extensions', 'websocket'],
]

/** What more than one record tells: it counts once. */
class ToldBook {
  private readonly seen: Set<string>

  constructor(seen: Set<string>) {
    this.seen = seen
  }

  isNew(kind: string, words: readonly string[], tally: EntryTally): boolean {
    const digest = createHash('sha256')
      .update([kind, ...words].join('\0'))
      .digest()
    const key = digest.toString('latin1', 0, digestBytes)
    if (this.seen.has(key)) return false
    if (this.seen.size < limits.source.linesRememberedMax) this.seen.add(key)
    else tally.forgets()
    return true
  }
}

/** Of a digest that tells words apart. */
const digestBytes = 16

function meaningOf(
  path: string,
  fields: Fields,
  told: ToldBook,
  unread: UnreadMembers,
  tally: EntryTally,
): LineMeaning {
  const at = timeOf(fields['ts'], tally)
  // Corelight's sensors write reduced logs of the same form.
  const log = path.replace(/_red$/, '')
  const read = Object.hasOwn(zeekReaders, log) ? zeekReaders[log] : undefined
  if (log === 'x509') return { kind: 'other', what: 'x509 record', at, certificate: certificateOf(fields) }
  const texts = zeekTexts.get(log)
  if (read === undefined && texts === undefined)
    return { kind: 'other', what: path === '' ? 'unknown record' : `${path.slice(0, 32)} record`, at }
  if (at === null) return 'it has no time'
  const ends = log === 'dhcp' ? leaseEndsOf(fields) : endsOf(fields)
  if (ends === null) return 'it has no addresses'
  if (log === 'http') unread.see(fields, zeekHttpMembers, tally)
  if (read === undefined) return otherMessage(log, texts ?? [], fields, at, datagramEnds(log, ends))
  return read(fields, ends, at, (kind, words) => told.isNew(kind, [ends.connection, ...words], tally))
}

/** Handshakes name a certificate by its fingerprint, in logs before version 5 by the file that Zeek took it for. */
function certificateOf(fields: Fields): { readonly ids: readonly string[]; readonly name: string } {
  const subject = textOf(partOf(fields, 'certificate', 'subject'))
  return {
    ids: [textOf(fields['fingerprint']), textOf(fields['id'])]
      .filter((id) => id !== '')
      .map((id) => id.slice(0, certificateIdCharacters)),
    name: certificateNameOf(textList(partOf(fields, 'san', 'dns')), subject),
  }
}

function timeOf(value: unknown, tally: EntryTally): Instant | null {
  let time: WrittenTime | null = null
  // JSON::TS_MILLIS: as seconds it would be of the year 5138 or later.
  if (typeof value === 'number') time = value >= 1e11 ? parseEpochMillis(value) : parseEpochSeconds(value)
  else if (typeof value === 'string') time = parseEpochSeconds(value) ?? parseIsoTime(value)
  return time === null ? null : tally.instantOf(time, 6)
}

function idOf(fields: Fields, name: string): unknown {
  return partOf(fields, 'id', name)
}

function endsOf(fields: Fields): Ends | null {
  const client = textOf(idOf(fields, 'orig_h'))
  const server = textOf(idOf(fields, 'resp_h'))
  if (parseAddress(client) === null || parseAddress(server) === null) return null
  const uid = shortTextOf(fields['uid'], 64)
  return {
    transport: textOf(fields['proto']) === 'udp' ? 'udp' : 'tcp',
    clientAddress: client,
    clientPort: portOf(idOf(fields, 'orig_p')),
    serverAddress: server,
    serverPort: portOf(idOf(fields, 'resp_p')),
    communityId: shortTextOf(fields['community_id'], 64),
    isOnWire: true,
    protection: 'plaintext',
    connection: detachedText(
      uid === '' ? `${client} ${server} ${portOf(idOf(fields, 'orig_p'))}` : `zeek ${uid}`,
    ),
  }
}

/** Some logs of what goes over UDP do not say so. */
function datagramEnds(log: string, ends: Ends): Ends {
  return log === 'radius' || log === 'snmp' ? { ...ends, transport: 'udp' } : ends
}

/** Who asks for a lease may have no address yet, and asks all on the link. */
function leaseEndsOf(fields: Fields): Ends {
  const addressOf = (name: string, none: string): string => {
    const address = textOf(fields[name])
    return parseAddress(address) === null ? none : address
  }
  const [uid = ''] = textList(fields['uids'])
  const mac = shortTextOf(fields['mac'], 64)
  return {
    transport: 'udp',
    clientAddress: addressOf('client_addr', '0.0.0.0'),
    clientPort: portOf(fields['client_port']) || 68,
    serverAddress: addressOf('server_addr', '255.255.255.255'),
    serverPort: portOf(fields['server_port']) || 67,
    communityId: '',
    isOnWire: true,
    protection: 'plaintext',
    connection: detachedText(uid === '' ? `dhcp ${mac}` : `zeek ${uid.slice(0, 64)}`),
  }
}
