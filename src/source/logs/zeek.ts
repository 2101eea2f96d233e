/**
 * Reads the logs of Zeek (docs.zeek.org, script reference: conn, dns, ftp, http, ssl, quic, mqtt_connect, mqtt_publish,
 * mqtt_subscribe, sip, smtp, socks, websocket), as its tab-separated text or as JSON lines. They name who spoke to whom, and keep some fields
 * of heads; bodies are in them only where MQTT was spoken, or a script added those of HTTP.
 */
import { createHash } from 'node:crypto'
import { parseAddress } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { certificateNameOf, subjectCharactersMax } from './certificate-name.ts'
import { dnsRecordOf } from './dns-types.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { Ends } from '../entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import { parseEpochMillis, parseEpochSeconds, parseIsoTime } from '../../core/iso-time.ts'
import type { WrittenTime } from '../../core/iso-time.ts'
import { parseJson } from '../../core/parse-json.ts'
import { isAnonymousLogin } from '../../core/anonymous-login.ts'
import { countOf, numberOf, portOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { container } from '../line-reader.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'
import { handshakeNameOf } from './handshake-name.ts'
import { loggedHeads } from './logged-head.ts'
import { localNamePorts, loggedMessage } from './logged-message.ts'
import { otherMessage, zeekTexts } from './other-protocols.ts'
import { joinedName, zeekLogOf } from './zeek-records.ts'

/** How the first line of the text form begins. */
export const zeekHeader = '#separator '

/** A record by the names of its fields, with what is unset left out. Of the text form all values are text. */
type Fields = Readonly<Record<string, unknown>>

/**
 * The reader of one file: the text form says in its header what its columns are. `seen` is shared by all files of a run: it
 * keeps what two of them tell.
 */
export function zeekLog(seen: Set<string> = new Set()): LineFormat {
  const header = new ZeekHeader()
  const told = new ToldBook(seen)
  return {
    format: 'zeek',
    hasRotations: false,
    startFile: () => header.clear(),
    read(line: string, tally: EntryTally): LineMeaning {
      if (line.startsWith('#')) {
        header.take(line)
        return container
      }
      if (line.startsWith('{')) {
        const record = recordOf(parseJson(line))
        return record === null ? 'no JSON object' : meaningOf(pathOf(record), flat(record), told, tally)
      }
      const fields = header.fieldsOf(line)
      return typeof fields === 'string' ? fields : meaningOf(header.path, fields, told, tally)
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

  take(line: string): void {
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
    else if (name === '#fields') this.names = values
    else if (name === '#types') this.types = values
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
      else
        fields[name] = isList ? value.split(this.setSeparator, columnsMax).map(unescaped) : unescaped(value)
    }
    return fields
  }
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
    else tally.anomalies.note(entryAnomalies.forgotten, tally.number + 1)
    return true
  }
}

/** Of a digest that tells words apart. */
const digestBytes = 16

function meaningOf(path: string, fields: Fields, told: ToldBook, tally: EntryTally): LineMeaning {
  const at = timeOf(fields['ts'], tally)
  // Corelight's sensors write reduced logs of the same form.
  const log = path.replace(/_red$/, '')
  const read = Object.hasOwn(readers, log) ? readers[log] : undefined
  if (log === 'x509') return { kind: 'other', what: 'x509 record', at, certificate: certificateOf(fields) }
  const texts = zeekTexts.get(log)
  if (read === undefined && texts === undefined)
    return { kind: 'other', what: path === '' ? 'unknown record' : `${path.slice(0, 32)} record`, at }
  if (at === null) return 'it has no time'
  const ends = log === 'dhcp' ? leaseEndsOf(fields) : endsOf(fields)
  if (ends === null) return 'it has no addresses'
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

/** Of the longest fingerprint that is in use (SHA-512, in hexadecimal). */
const certificateIdCharacters = 128

function timeOf(value: unknown, tally: EntryTally): Instant | null {
  let time: WrittenTime | null = null
  // JSON::TS_MILLIS: as seconds it would be of the year 5138 or later.
  if (typeof value === 'number') time = value >= 1e11 ? parseEpochMillis(value) : parseEpochSeconds(value)
  else if (typeof value === 'string') time = parseEpochSeconds(value) ?? parseIsoTime(value)
  return time === null ? null : tally.instantOf(time, 6)
}

/** A name of `id`, with the separator that `Log::default_scope_sep` gives; many set `_` for their databases. */
function idOf(fields: Fields, name: string): unknown {
  return partOf(fields, 'id', name)
}

function partOf(fields: Fields, record: string, name: string): unknown {
  return fields[`${record}.${name}`] ?? fields[`${record}_${name}`]
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
    connection: uid === '' ? `${client} ${server} ${portOf(idOf(fields, 'orig_p'))}` : `zeek ${uid}`,
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
    connection: uid === '' ? `dhcp ${mac}` : `zeek ${uid.slice(0, 64)}`,
  }
}

/** `isNew`: no record of the same connection told these words before. */
type ReadRecord = (
  fields: Fields,
  ends: Ends,
  at: Instant,
  isNew: (kind: string, words: readonly string[]) => boolean,
) => LineMeaning

const readers: Readonly<Record<string, ReadRecord | undefined>> = {
  conn(fields, ends, at) {
    const transport = textOf(fields['proto'])
    if (transport !== 'tcp' && transport !== 'udp') {
      return { kind: 'other', what: `conversation over ${transport.slice(0, 32)}`, at }
    }
    return {
      kind: 'flow',
      at,
      ends,
      // Several services are listed with commas; the innermost comes last.
      protocol: textOf(fields['service']).split(',').at(-1) ?? '',
      bytesToServer: countOf(fields['orig_bytes']),
      bytesToClient: countOf(fields['resp_bytes']),
    }
  },
  dns(fields, ends, at) {
    const name = textOf(fields['query'])
    if (name.length > limits.source.nameBytesMax) return 'its name is too long'
    if (localNamePorts.includes(ends.serverPort))
      return { kind: 'other', what: 'name on the local network', at }
    if (name === '') return { kind: 'other', what: 'dns record without a question', at }
    const values = textList(fields['answers'])
    const ttls = textList(fields['TTLs'])
    const records = values.flatMap((value, index) => {
      const record = dnsRecordOf(name, value, Math.max(0, numberOf(ttls[index]) ?? 0))
      return record === null ? [] : [record]
    })
    const rcode = numberOf(fields['rcode'])
    return {
      kind: 'dns',
      at,
      ends: { ...ends, transport: textOf(fields['proto']) === 'tcp' ? 'tcp' : 'udp' },
      id: numberOf(fields['trans_id']) ?? 0,
      questions: [{ name, type: numberOf(fields['qtype']) ?? 0 }],
      answer: rcode === null && records.length === 0 ? null : { rcode: rcode ?? 0, records },
    }
  },
  dhcp(fields, ends, at) {
    const text = (name: string): string => textOf(fields[name])
    return loggedMessage('dhcp', at, ends, {
      method: textList(fields['msg_types'])[0] ?? 'DHCP',
      requestFields: [
        ['Host-Name', text('host_name')],
        ['Fqdn', text('client_fqdn')],
        ['Vendor-Class', text('client_software')],
        ['Client-Id', text('client_id')],
        ['Client-Mac', text('mac')],
        ['Message', text('client_message')],
      ],
    })
  },
  ftp(fields, ends, at, isNew) {
    const text = (name: string): string => textOf(fields[name])
    // Each record names the login of its connection again.
    const [user, password] = [text('user'), text('password')]
    const isLogin = isNew('ftp login', [user, password])
    const isSecret = password !== '' && password !== hiddenPassword
    const passwordField = isAnonymousLogin(user) ? 'Anonymous-Login' : 'Login-Password'
    return loggedMessage('ftp', at, ends, {
      method: text('command') || 'USER',
      target: text('arg'),
      requestFields: [
        ['Username', isLogin && user !== unknownUser ? user : ''],
        [passwordField, isLogin && isSecret ? password : ''],
        ['Directory', text('cwd')],
      ],
      status: numberOf(fields['reply_code']) ?? 0,
      reason: text('reply_msg'),
    })
  },
  http(fields, ends, at, isNew) {
    const text = (name: string): string => textOf(fields[name])
    const isUpgrade = numberOf(fields['status_code']) === 101
    const isTold = isUpgrade && !isNew('upgrade', [text('host'), text('uri')])
    const user = text('username')
    if (isTold && user === '' && text('referrer') === '')
      return { kind: 'other', what: 'http record of a request that another record tells', at, isTold }
    const heads = loggedHeads({
      at,
      method: text('method'),
      target: isTold ? withoutQuery(text('uri')) : text('uri'),
      version: text('version'),
      requestBody: text('post_body'),
      requestFields: [
        ['Host', text('host')],
        ['User-Agent', isTold ? '' : text('user_agent')],
        ['Referer', text('referrer')],
        ['Origin', text('origin')],
        // As it stood there before the log took it apart.
        ['Authorization', user === '' ? '' : basicOf(user, text('password'))],
        ['Content-Type', textList(fields['orig_mime_types'])[0] ?? ''],
        ...textList(fields['proxied']).map(proxyField),
        ...textList(fields['orig_filenames']).map((name): [string, string] => ['Filename', name]),
      ],
      responseFields: [['Content-Type', textList(fields['resp_mime_types'])[0] ?? '']],
      status: numberOf(fields['status_code']) ?? 0,
      reason: text('status_msg'),
      requestBodyBytes: countOf(fields['request_body_len']),
      responseBodyBytes: countOf(fields['response_body_len']),
    })
    return { kind: 'exchange', at, ends, ...heads, messages: [], isBodyRecorded: false }
  },
  mqtt_connect(fields, ends, at) {
    const body = textOf(fields['will_payload'])
    return loggedMessage('mqtt', at, ends, {
      method: 'CONNECT',
      requestFields: [
        ['Client-Id', textOf(fields['client_id'])],
        ['Will-Topic', textOf(fields['will_topic'])],
      ],
      requestBody: body,
    })
  },
  mqtt_publish(fields, ends, at) {
    const isFromClient = fields['from_client'] === true || fields['from_client'] === 'T'
    if (!isFromClient) return { kind: 'other', what: 'mqtt_publish record of a server', at }
    return loggedMessage('mqtt', at, ends, {
      method: 'PUBLISH',
      target: textOf(fields['topic']),
      requestBody: textOf(fields['payload']),
      requestBodyBytes: countOf(fields['payload_len']),
    })
  },
  mqtt_subscribe(fields, ends, at) {
    const [target = '', ...topics] = textList(fields['topics'])
    return loggedMessage('mqtt', at, ends, {
      method: 'SUBSCRIBE',
      target,
      requestFields: topics.map((topic) => ['Topic', topic]),
    })
  },
  sip(fields, ends, at) {
    const text = (name: string): string => textOf(fields[name])
    if (text('method') === '') return { kind: 'other', what: 'sip record without a request', at }
    // Zeek reads SIP over UDP, and writes no protocol into this log.
    return loggedMessage(
      'sip',
      at,
      { ...ends, transport: 'udp' },
      {
        method: text('method'),
        target: text('uri'),
        requestFields: [
          ['From', text('request_from')],
          ['To', text('request_to')],
          ['Reply-To', text('reply_to')],
          ['Call-ID', text('call_id')],
          ['Subject', text('subject')],
          ['User-Agent', text('user_agent')],
        ],
        requestBodyBytes: countOf(fields['request_body_len']),
        status: numberOf(fields['status_code']) ?? 0,
        reason: text('status_msg'),
        responseBodyBytes: countOf(fields['response_body_len']),
      },
    )
  },
  socks(fields, ends, at) {
    const asked = (name: string): string => textOf(partOf(fields, 'request', name))
    const host = asked('name') || asked('host')
    const password = textOf(fields['password'])
    // What the client asks the proxy for is the server that it speaks to.
    return loggedMessage('socks', at, ends, {
      method: 'Connect',
      requestFields: [
        ['Host', host === '' || asked('name') === '' ? host : `${host}:${portOf(fields['request_p'])}`],
        ['Username', textOf(fields['user'])],
        ['Login-Password', password === hiddenPassword ? '' : password],
      ],
    })
  },
  smtp(fields, ends, at) {
    const text = (name: string): string => textOf(fields[name])
    return loggedMessage('smtp', at, ends, {
      method: 'MAIL',
      target: text('mailfrom'),
      requestFields: [
        ['EHLO', text('helo')],
        ...textList(fields['rcptto']).map((name): [string, string] => ['RCPT', name]),
        ['From', text('from')],
        ...textList(fields['to']).map((name): [string, string] => ['To', name]),
        ...textList(fields['cc']).map((name): [string, string] => ['Cc', name]),
        ['Reply-To', text('reply_to')],
        ['Message-ID', text('msg_id')],
        ['In-Reply-To', text('in_reply_to')],
        ['Subject', text('subject')],
        ['X-Originating-IP', text('x_originating_ip')],
        ['User-Agent', text('user_agent')],
      ],
    })
  },
  websocket(fields, ends, at, isNew) {
    const text = (name: string): string => textOf(fields[name])
    const all = (name: string): string => textList(fields[name]).join(', ')
    const isTold = !isNew('upgrade', [text('host'), text('uri')])
    if (isTold && !textList(fields['client_protocols']).some(isNoProtocol))
      return {
        kind: 'other',
        what: 'websocket record of a request that another record tells',
        at,
        isTold,
      }
    const heads = loggedHeads({
      at,
      method: 'GET',
      target: isTold ? withoutQuery(text('uri')) : text('uri'),
      version: '1.1',
      requestFields: [
        ['Host', text('host')],
        ['User-Agent', isTold ? '' : text('user_agent')],
        ['Sec-WebSocket-Protocol', all('client_protocols')],
        ['Sec-WebSocket-Extensions', all('client_extensions')],
      ],
      responseFields: [['Sec-WebSocket-Protocol', text('subprotocol')]],
      status: 101,
      reason: '',
      requestBodyBytes: 0,
      responseBodyBytes: 0,
    })
    return { kind: 'exchange', at, ends, ...heads, messages: [], isBodyRecorded: false }
  },
  ssl(fields, ends, at) {
    return {
      kind: 'hello',
      at,
      ends,
      serverName: handshakeNameOf(fields['server_name']),
      certificateName: certificateNameOf([], textOf(fields['subject'])),
      certificateId: (
        textList(fields['cert_chain_fps'])[0] ??
        textList(fields['cert_chain_fuids'])[0] ??
        ''
      ).slice(0, certificateIdCharacters),
      clientSubject: shortTextOf(fields['client_subject'], subjectCharactersMax),
      transport: 'tls',
      version: shortTextOf(fields['version']),
      alpn: textOf(fields['next_protocol']) === '' ? [] : [textOf(fields['next_protocol'])],
    }
  },
  quic(fields, ends, at) {
    return {
      kind: 'hello',
      at,
      ends: { ...ends, transport: 'udp' },
      serverName: handshakeNameOf(fields['server_name']),
      transport: 'quic',
      version: shortTextOf(fields['version']),
      alpn: textOf(fields['client_protocol']) === '' ? [] : [textOf(fields['client_protocol'])],
    }
  },
}

/** What stands for a password that Zeek was not told to keep, and for a user that it did not see. */
const hiddenPassword = '<hidden>'
const unknownUser = '<unknown>'
/** Of a request that another record tells: what is told again must not be counted again. */
function withoutQuery(uri: string): string {
  return uri.split('?', 1)[0] as string
}

/** Longer than any name of a protocol, or numbered as none is: browsers have no other place for a token. */
function isNoProtocol(name: string): boolean {
  return name.length > protocolCharactersMax || /\d{6}/.test(name)
}

const protocolCharactersMax = 24

/** `VIA -> 1.1 gateway`: a field that a proxy on the way added (`HTTP::proxy_headers`). */
function proxyField(text: string): [string, string] {
  const [name = '', ...value] = text.split(' -> ')
  return [name, value.join(' -> ')]
}

function basicOf(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((item: unknown) => String(item)) : []
}
