/**
 * Reads Suricata's EVE output (docs.suricata.io, “EVE JSON format”): JSON lines of many kinds, of which http, dns (versions 1
 * to 3), tls, quic, websocket, mqtt, sip, smtp, ftp and flow say who spoke to whom. Bodies are not in them, but for messages of
 * MQTT and, where that was asked for, of WebSockets.
 */
import { parseAddress } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { certificateNameOf, subjectCharactersMax } from './certificate-name.ts'
import { dnsRecordOf, dnsTypeOf } from './dns-types.ts'
import {
  alertWithoutBytes,
  AlertPayloads,
  goesToClient,
  isBase64,
  isFromServer,
  shownOf,
  showsRequest,
  turned,
} from './alert-payloads.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { Ends, ExchangeEntry, RecordedDnsRecord, Run } from '../entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import { FramePayloads } from './frame-payloads.ts'
import { parseIsoTime } from '../../core/iso-time.ts'
import { parseJson } from '../../core/parse-json.ts'
import { isAnonymousLogin } from '../../core/anonymous-login.ts'
import { countOf, listOf, numberOf, portOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { isServerFirst } from './flow-roles.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'
import { handshakeNameOf } from './handshake-name.ts'
import { loggedHeads } from './logged-head.ts'
import { localNamePorts, loggedMessage } from './logged-message.ts'
import { eveTexts, otherMessage } from './other-protocols.ts'

/** The reader of one file. */
export function suricataEve(): LineFormat {
  const alerts = new AlertPayloads()
  const frames = new FramePayloads(alerts)
  const memory: Memory = {
    users: new FtpUsers(),
    hosts: new ConnectionTexts(),
    clients: new ConnectionTexts(),
    sizes: new ConnectionTexts(),
  }
  return {
    format: 'suricata-eve',
    hasRotations: false,
    read: (line, tally) => meaningOf(line, alerts, frames, memory, tally),
  }
}

/** What earlier events said of connections. */
interface Memory {
  readonly users: FtpUsers
  /** The host that a request of HTTP named. */
  readonly hosts: ConnectionTexts
  /** Address and port of who asked. */
  readonly clients: ConnectionTexts
  /** Of netflow: the address of who asked, and how many bytes went each way. */
  readonly sizes: ConnectionTexts
}

/** One text for each connection; the one used longest ago is forgotten first. */
class ConnectionTexts {
  private readonly texts: Map<string, string> = new Map()

  saw(connection: string, text: string): void {
    const { texts } = this
    texts.delete(connection)
    texts.set(connection, text)
    const [oldest] = texts.keys()
    if (texts.size > limits.source.connectionsMax && oldest !== undefined) texts.delete(oldest)
  }

  of(connection: string): string {
    return this.texts.get(connection) ?? ''
  }
}

/** Who logs in on which connection of FTP: name and password are told in events of their own. */
class FtpUsers {
  private readonly users = new ConnectionTexts()

  saw(connection: string, user: string): void {
    this.users.saw(connection, user)
  }

  /** Whether it is a name under which nobody in particular logs in (RFC 1635). */
  isNobody(connection: string): boolean {
    return isAnonymousLogin(this.users.of(connection))
  }
}

function meaningOf(
  line: string,
  alerts: AlertPayloads,
  frames: FramePayloads,
  memory: Memory,
  tally: EntryTally,
): LineMeaning {
  const event = recordOf(parseJson(line))
  if (event === null) return 'no JSON object'
  const type = textOf(event['event_type'])
  if (type === '') return 'it has no event type'
  // Statistics bear the time of the machine, not that of the traffic.
  const at = type === 'stats' ? null : timeOf(event['timestamp'], tally)
  const isAlert = type === 'alert'
  const isFrame = type === 'frame'
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined
  const inner = recordOf(event[type])
  const texts = eveTexts.get(type)
  const isOther = inner === null || (read === undefined && texts === undefined && !isAlert && !isFrame)
  if (isOther) return { kind: 'other', what: `${type.slice(0, 32)} event`, at }
  if (at === null) return 'it has no time'
  const ends = endsOf(event, line, !isAlert && !isFrame)
  if (ends === null) return 'it has no addresses'
  if (texts !== undefined)
    return otherMessage(type, texts, inner, at, isFromServer(ends) ? turned(ends) : ends)
  if (isFrame) return frames.meaning(event, ends, at, tally)
  if (read === undefined) {
    const beside = bodiesBeside(event, ends, at, alerts, memory, tally)
    if (beside.meaning !== null) {
      notePrintable(recordOf(event['http']), tally)
      return beside.meaning
    }
    const shown = alerts.meaning(event, ends, at, tally, beside.rest, beside.answer)
    const isSilent = typeof shown !== 'string' && shown.kind === 'other' && shown.what === alertWithoutBytes
    if (!isSilent) return shown
    notePrintable(recordOf(event['http']), tally)
    return alertedRequest(event, ends, at, alerts, memory) ?? shown
  }
  const meaning = read(inner, ends, at, event, memory)
  if (typeof meaning === 'string') return meaning
  if (meaning.kind === 'hello' && meaning.transport === 'tls') {
    const isShown = meaning.serverName !== '' && alerts.showsHello(ends.connection)
    return isShown ? { kind: 'other', what: 'tls event of a hello that an alert shows', at } : meaning
  }
  if (meaning.kind !== 'exchange') return meaning
  if (type !== 'http') {
    if (!shownInBytes.has(type)) return meaning
    const words = textsOf(meaning)
    if (alerts.showsAll(ends.connection, words))
      return { kind: 'other', what: `${type} event of a message whose bytes are shown`, at }
    // Of the file's name nothing follows for the message that it is in.
    if (type !== 'fileinfo') frames.sawMessage(ends, words)
    return meaning
  }
  notePrintable(inner, tally)
  const { head, method, target } = meaning.request
  const said = ({ start, end }: Run): string => head.toString('latin1', start, end)
  const isShown = alerts.shows(ends.connection, event['tx_id'], said(method), said(target))
  return isShown ? { kind: 'other', what: 'http event of a request whose bytes are shown', at } : meaning
}

const nothing: Buffer = Buffer.alloc(0)

/** Events that tell words of a message as they stand in it. */
const shownInBytes: ReadonlySet<string> = new Set(['mqtt', 'sip', 'smtp', 'ftp', 'fileinfo'])

/** What a message tells, but for the names that its fields are given here. */
function textsOf({ request: { head, target, body } }: ExchangeEntry): string[] {
  const [, ...lines] = head.toString('utf8').split('\r\n')
  const values = lines.map((line) => line.slice(line.indexOf(': ') + 2))
  return [head.toString('utf8', target.start, target.end), ...values, body.toString('utf8')]
}

/**
 * What an alert shows of bodies beside bytes of the wire, which are often those of one packet: the rest of the message that
 * these begin, or the request itself where they show nothing of a body.
 */
function bodiesBeside(
  event: JsonRecord,
  ends: Ends,
  at: Instant,
  alerts: AlertPayloads,
  memory: Memory,
  tally: EntryTally,
): { readonly rest: Buffer; readonly answer: Buffer; readonly meaning: LineMeaning | null } {
  const none = { rest: nothing, answer: nothing, meaning: null }
  const http = recordOf(event['http'])
  const hasBytes = isBase64(textOf(event['payload'])) || textOf(event['payload_printable']) !== ''
  if (http === null || !hasBytes) return none
  const own = goesToClient(event, ends) ? 'http_response_body' : 'http_request_body'
  const hasRequest =
    own === 'http_request_body' && showsRequest(event, textOf(http['http_method']), textOf(http['url']))
  let rest = nothing
  let answer = nothing
  for (const name of shownBodies) {
    const body = bodyOf(http, name)
    if (body.length === 0) continue
    const shown = shownOf(event, body)
    if (shown.kind === 'all') continue
    if (shown.kind === 'part' && name === own) rest = shown.rest
    // The request is read from the bytes: what is new is its answer.
    else if (name !== own && hasRequest) answer = answerOf(http, body)
    else {
      const meaning = alertedRequest(event, ends, at, alerts, memory)
      if (meaning === null || typeof meaning === 'string' || meaning.kind !== 'exchange') continue
      if (shown.kind === 'none' && !shown.isInBody)
        tally.anomalies.note(entryAnomalies.besideBytes, tally.number + 1)
      return { rest, answer, meaning }
    }
  }
  return { rest, answer, meaning: null }
}

/** An answer of which an alert shows the body, as it may have been on the wire. */
function answerOf(http: JsonRecord, body: Buffer): Buffer {
  const status = numberOf(http['status']) ?? 200
  const type = textOf(http['http_content_type']).replaceAll(/[\r\n]/g, ' ')
  const head = [
    `HTTP/1.1 ${status >= 200 && status <= 999 ? status : 200} `,
    ...(type === '' ? [] : [`Content-Type: ${type}`]),
    `Content-Length: ${body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

/** A request whose body an alert shows, and not its bytes as they were on the wire. */
function alertedRequest(
  event: JsonRecord,
  ends: Ends,
  at: Instant,
  alerts: AlertPayloads,
  memory: Memory,
): LineMeaning | null {
  const http = recordOf(event['http'])
  if (http === null || !shownBodies.some((name) => bodyOf(http, name).length > 0)) return null
  const meaning = readers['http']?.(http, goesToClient(event, ends) ? turned(ends) : ends, at, event, memory)
  if (meaning === undefined || typeof meaning === 'string' || meaning.kind !== 'exchange') return null
  const { head, method, target } = meaning.request
  const said = ({ start, end }: Run): string => head.toString('latin1', start, end)
  // Every body is remembered, so no early end. Told whole: what a slice leaves out changes nothing for what is in it.
  const news = shownBodies.filter((name) => {
    const body = bodyOf(http, name)
    if (body.length === 0 || !alerts.isNewBody(`${ends.connection} ${name} ${said(target)}`, body))
      return false
    return shownOf(event, body).kind !== 'all' && !alerts.holds(ends.connection, body)
  })
  const isKnown = alerts.shows(ends.connection, event['tx_id'], said(method), said(target))
  alerts.saw(ends.connection, event['tx_id'], said(method), said(target))
  return isKnown && news.length === 0
    ? { kind: 'other', what: 'alert event for bytes of another', at }
    : meaning
}

const shownBodies: readonly string[] = ['http_request_body', 'http_response_body']

/** A body in base64, else as far as it can be printed. */
function bodyOf(http: JsonRecord, name: string): Buffer {
  const encoded = textOf(http[name])
  return isBase64(encoded) ? Buffer.from(encoded, 'base64') : Buffer.from(textOf(http[`${name}_printable`]))
}

/** Dots stand in the printable form for what is no text. */
function notePrintable(http: JsonRecord | null, tally: EntryTally): void {
  if (http === null) return
  const isLossy = shownBodies.some((name) => !isBase64(textOf(http[name])) && bodyOf(http, name).length > 0)
  if (isLossy) tally.anomalies.note(entryAnomalies.lossy, tally.number + 1)
}

function timeOf(value: unknown, tally: EntryTally): Instant | null {
  const time = parseIsoTime(textOf(value))
  return time === null ? null : tally.instantOf(time)
}

/** The source of an event is its client, but for answers of DNS; that of an alert is the sender of the packet. */
function endsOf(event: JsonRecord, line: string, turnsAnswers: boolean): Ends | null {
  const source = { address: textOf(event['src_ip']), port: portOf(event['src_port']) }
  const target = { address: textOf(event['dest_ip']), port: portOf(event['dest_port']) }
  if (parseAddress(source.address) === null || parseAddress(target.address) === null) return null
  const isReversed = turnsAnswers && source.port === 53 && target.port !== 53
  const [client, server] = isReversed ? [target, source] : [source, target]
  // Numbers of flows are beyond what JSON numbers hold: taken from the text.
  const flow = /"flow_id"\s*:\s*(\d{1,20})/.exec(line)?.[1] ?? ''
  return {
    transport: textOf(event['proto']).toUpperCase() === 'UDP' ? 'udp' : 'tcp',
    clientAddress: client.address,
    clientPort: client.port,
    serverAddress: server.address,
    serverPort: server.port,
    communityId: shortTextOf(event['community_id'], 64),
    isOnWire: true,
    protection: 'plaintext',
    connection: flow === '' ? `${client.address} ${server.address} ${client.port}` : `eve ${flow}`,
  }
}

type ReadEvent = (
  inner: JsonRecord,
  ends: Ends,
  at: Instant,
  event: JsonRecord,
  memory: Memory,
) => LineMeaning

const readers: Readonly<Record<string, ReadEvent | undefined>> = {
  http(http, ends, at, _, { hosts, clients }) {
    clients.saw(ends.connection, `${ends.clientAddress} ${ends.clientPort}`)
    const text = (name: string): string => textOf(http[name])
    const all = (name: string): [string, string][] =>
      listOf(http[name]).flatMap((one): [string, string][] => {
        const field = recordOf(one)
        const key = textOf(field?.['name'])
        return key === '' ? [] : [[key, textOf(field?.['value'])]]
      })
    // HTTP/2 says in fields of their own what stands in a start line of HTTP/1.1.
    const allRequest = all('request_headers')
    const pseudo = (name: string): string => allRequest.find(([known]) => known === name)?.[1] ?? ''
    const isField = ([name]: readonly [string, string]): boolean => !name.startsWith(':')
    const requestFields = allRequest.filter(isField)
    const has = (name: string): boolean => requestFields.some(([known]) => known.toLowerCase() === name)
    const port = portOf(http['http_port'])
    const host = text('hostname')
    const add = (name: string, value: string): void => {
      if (value !== '' && !has(name.toLowerCase())) requestFields.push([name, value])
    }
    add('Host', pseudo(':authority') || (port === 0 || host === '' ? host : `${host}:${port}`))
    if (host !== '') hosts.saw(ends.connection, host)
    add('User-Agent', text('http_user_agent'))
    add('Referer', text('http_refer'))
    add('X-Forwarded-For', text('xff'))
    const allResponse = all('response_headers')
    const responseFields = allResponse.filter(isField)
    const method = text('http_method') || pseudo(':method')
    const target = text('url') || pseudo(':path')
    const status = numberOf(http['status'] ?? allResponse.find(([name]) => name === ':status')?.[1]) ?? 0
    // Settings, priorities and the end of a connection of HTTP/2 are events of this kind, too.
    const isEmpty = method === '' && target === '' && status === 0
    if (isEmpty && requestFields.length + responseFields.length === 0)
      return { kind: 'other', what: 'http event without a request', at }
    if (responseFields.length === 0) responseFields.push(['Content-Type', text('http_content_type')])
    // Of requests that raised an alert Suricata writes the bodies, too, where it is set to.
    const requestBody = bodyOf(http, 'http_request_body')
    const responseBody = bodyOf(http, 'http_response_body')
    const heads = loggedHeads({
      at,
      method,
      target,
      version: text('protocol') || text('version'),
      requestFields,
      responseFields,
      status,
      reason: '',
      requestBodyBytes: 0,
      responseBodyBytes: countOf(http['length']),
      requestBody,
      responseBody,
    })
    const isBodyRecorded = requestBody.length + responseBody.length > 0
    return { kind: 'exchange', at, ends, ...heads, messages: [], isBodyRecorded }
  },
  dns(dns, ends, at) {
    if (localNamePorts.includes(ends.serverPort))
      return { kind: 'other', what: 'name on the local network', at }
    const queries = [dns, ...listOf(dns['queries']).map(recordOf), ...listOf(dns['query']).map(recordOf)]
    const questions = queries.flatMap((query) => {
      const name = textOf(query?.['rrname'])
      const isName = name !== '' && name.length <= limits.source.nameBytesMax
      return isName ? [{ name, type: dnsTypeOf(textOf(query?.['rrtype'])) }] : []
    })
    const [question] = questions
    if (question === undefined) return { kind: 'other', what: 'dns event without a name', at }
    if (listOf(dns['answers']).length > limits.message.dnsRecordsMax) return 'more records than the limit'
    const type = textOf(dns['type'])
    const isAnswer =
      type === 'answer' || type === 'response' || dns['answers'] !== undefined || dns['grouped'] !== undefined
    return {
      kind: 'dns',
      at,
      ends,
      id: numberOf(dns['id']) ?? 0,
      // An answer repeats the question; version 1 names it in every record of it.
      questions: [question],
      answer: isAnswer
        ? { rcode: dns['rcode'] === 'NOERROR' ? 0 : -1, records: answersOf(dns, question.name) }
        : null,
      isAnswerOnly: isAnswer,
    }
  },
  mqtt(mqtt, ends, at) {
    const [kind, message] = firstOf(mqtt, ['connect', 'publish', 'subscribe', 'unsubscribe'])
    // The source of an event of MQTT is who sent it: a server publishes, too.
    if (message === null || isFromServer(ends))
      return { kind: 'other', what: 'mqtt event without a message of the client', at }
    const text = (name: string): string => textOf(message[name])
    const will = recordOf(message['will'])
    const [topic = '', ...topics] = listOf(message['topics']).map((one) =>
      textOf(recordOf(one)?.['topic'] ?? one),
    )
    return loggedMessage('mqtt', at, ends, {
      method: kind.toUpperCase(),
      target: text('topic') || topic,
      requestFields: [
        ['Client-Id', text('client_id')],
        ['Will-Topic', textOf(will?.['topic'])],
        ['Username', text('username')],
        ['Login-Password', text('password')],
        ...topics.map((name): [string, string] => ['Topic', name]),
        ...Object.entries(recordOf(message['properties']) ?? {}).map(([name, value]): [string, string] => [
          name,
          textOf(value),
        ]),
      ],
      requestBody: text('message') || textOf(will?.['message']),
    })
  },
  sip(sip, ends, at) {
    const method = textOf(sip['method'])
    if (method === '') return { kind: 'other', what: 'sip event without a request', at }
    return loggedMessage('sip', at, ends, {
      method,
      target: textOf(sip['uri']),
      requestFields: [
        ['From', textOf(sip['from'])],
        ['To', textOf(sip['to'])],
        ['User-Agent', textOf(sip['ua'] ?? sip['user_agent'])],
      ],
    })
  },
  smtp(smtp, ends, at, event) {
    const email = recordOf(event['email'])
    const mail = (name: string): string => textOf(email?.[name])
    const all = (name: string, value: unknown): [string, string][] =>
      listOf(value).map((one) => [name, textOf(one)])
    return loggedMessage('smtp', at, ends, {
      method: 'MAIL',
      target: textOf(smtp['mail_from']),
      requestFields: [
        ['EHLO', textOf(smtp['helo'])],
        ...all('RCPT', smtp['rcpt_to']),
        ['From', mail('from')],
        ...all('To', email?.['to']),
        ...all('Cc', email?.['cc']),
        ...all('Bcc', email?.['bcc']),
        ['Reply-To', mail('reply_to')],
        ['Message-ID', mail('message_id')],
        ['Subject', mail('subject')],
        ['X-Mailer', mail('x_mailer')],
        ['X-Originating-IP', mail('x_originating_ip')],
        ['User-Agent', mail('user_agent')],
        ...all('Attachment', email?.['attachment']),
        ...all('Url', email?.['url']),
      ],
    })
  },
  dhcp(dhcp, ends, at) {
    // An answer repeats what was asked.
    if (textOf(dhcp['type']) === 'reply') return { kind: 'other', what: 'dhcp event of a server', at }
    const text = (name: string): string => textOf(dhcp[name])
    return loggedMessage('dhcp', at, ends, {
      method: text('dhcp_type').toUpperCase() || 'DHCP',
      requestFields: [
        ['Host-Name', text('hostname')],
        ['Vendor-Class', text('vendor_class_identifier')],
        ['Client-Id', text('client_id')],
        ['Client-Mac', text('client_mac')],
      ],
    })
  },
  ftp(ftp, ends, at, _, { users }) {
    const command = textOf(ftp['command'])
    if (command === '') return { kind: 'other', what: 'ftp event without a command', at }
    const said = textOf(ftp['command_data'])
    const verb = command.toUpperCase()
    if (verb === 'USER') users.saw(ends.connection, said.trim())
    const secret = users.isNobody(ends.connection) ? 'Anonymous-Login' : 'Login-Password'
    const field = verb === 'USER' ? 'Username' : verb === 'PASS' || verb === 'ACCT' ? secret : ''
    return loggedMessage('ftp', at, ends, {
      method: verb,
      target: field === '' ? said : '',
      requestFields: field === '' ? [] : [[field, said]],
      status: numberOf(listOf(ftp['completion_code']).at(-1)) ?? 0,
      reason: textOf(listOf(ftp['reply']).at(-1)),
    })
  },
  // A message, or a part of one, unmasked and inflated. Only where Suricata is set to does it write what was said.
  websocket(socket, ends, at, _, { hosts, clients }) {
    const encoded = textOf(socket['payload_base64'])
    const bytes = isBase64(encoded)
      ? Buffer.from(encoded, 'base64')
      : Buffer.from(textOf(socket['payload_printable']))
    if (bytes.length === 0) return { kind: 'other', what: 'websocket event without what was said', at }
    // RFC 6455 section 5.1: what a client sends is masked, and what a server sends is not. The source of an event is who sent
    // it, or the client: the handshake says which, else the ports do.
    const isSent = socket['mask'] !== undefined
    const client = clients.of(ends.connection)
    const isOfServer =
      client === '' ? isFromServer(ends) : client === `${ends.serverAddress} ${ends.serverPort}`
    return {
      kind: 'stream',
      at,
      ends: !isSent && isOfServer ? turned(ends) : ends,
      pieces: [{ direction: isSent ? 0 : 1, at, bytes }],
      serverName: hosts.of(ends.connection),
      nameSource: 'host',
      isWebSocket: true,
    }
  },
  tls(tls, ends, at) {
    const alpn = [...listOf(tls['client_alpns']), tls['server_alpn']]
      .map(textOf)
      .filter((name) => name !== '')
    const serverName = handshakeNameOf(tls['sni'])
    const client = recordOf(tls['client'])
    return {
      kind: 'hello',
      at,
      ends,
      serverName,
      clientSubject: [client?.['subject'] ?? tls['client_subject'], ...listOf(client?.['subjectaltname'])]
        .map((text) => shortTextOf(text, subjectCharactersMax))
        .filter((text) => text !== '')
        .join(', '),
      certificateName: certificateNameOf(listOf(tls['subjectaltname']).map(textOf), textOf(tls['subject'])),
      transport: 'tls',
      version: shortTextOf(tls['version']),
      alpn,
    }
  },
  quic(quic, ends, at, _, { clients }) {
    const serverName = handshakeNameOf(quic['sni'])
    const version = shortTextOf(quic['version'])
    // Suricata tells of packets of the server, too: in these it finds no hello, and often no version.
    const hasHello = ['sni', 'ja3', 'ja4', 'extensions'].some((name) => quic[name] !== undefined)
    const isLater = version === '0' || isFromServer(ends) || clients.of(ends.connection) !== ''
    if (!hasHello && isLater) return { kind: 'other', what: 'quic event without a hello', at }
    clients.saw(ends.connection, `${ends.clientAddress} ${ends.clientPort}`)
    return {
      kind: 'hello',
      at,
      ends: { ...ends, transport: 'udp' },
      serverName,
      transport: 'quic',
      version,
      alpn: [],
    }
  },
  // The name of a file that is uploaded, which the event of its request does not tell.
  fileinfo(file, ends, at, event) {
    const http = recordOf(event['http'])
    const name = textOf(file['filename'])
    const url = textOf(http?.['url'])
    if (http === null || name === '' || name === url || isServerFirst(ends))
      return { kind: 'other', what: 'fileinfo event', at }
    const heads = loggedHeads({
      at,
      method: textOf(http['http_method']),
      // What the event of the request tells is not told again.
      target: url.split('?', 1)[0] as string,
      version: textOf(http['protocol']),
      requestFields: [
        ['Host', textOf(http['hostname'])],
        ['Filename', name],
      ],
      responseFields: [],
      status: 0,
      reason: '',
      requestBodyBytes: countOf(file['size']),
      responseBodyBytes: 0,
    })
    return { kind: 'exchange', at, ends, ...heads, messages: [], isBodyRecorded: false }
  },
  // Each direction of a flow by itself; that of the client comes first.
  netflow(flow, ends, at, event, { sizes }) {
    const proto = textOf(event['proto']).toUpperCase()
    if (proto !== 'TCP' && proto !== 'UDP')
      return { kind: 'other', what: `flow over ${proto.slice(0, 32)}`, at }
    const [client, toServer = '0', toClient = '0'] = sizes.of(ends.connection).split(' ')
    const isBegun = recordOf(event['tcp'])?.['syn'] === true
    const isAnswer = client === '' ? !isBegun && isServerFirst(ends) : client !== ends.clientAddress
    const bytes = countOf(flow['bytes'])
    const [bytesToServer, bytesToClient] = isAnswer ? [Number(toServer), bytes] : [bytes, Number(toClient)]
    const between = isAnswer ? turned(ends) : ends
    sizes.saw(ends.connection, `${between.clientAddress} ${bytesToServer} ${bytesToClient}`)
    return {
      kind: 'flow',
      at: parseIsoTime(textOf(flow['start']))?.at ?? at,
      ends: between,
      protocol: textOf(event['app_proto']),
      bytesToServer,
      bytesToClient,
    }
  },
  flow(flow, ends, at, event) {
    const proto = textOf(event['proto']).toUpperCase()
    if (proto !== 'TCP' && proto !== 'UDP')
      return { kind: 'other', what: `flow over ${proto.slice(0, 32)}`, at }
    const started = parseIsoTime(textOf(flow['start']))?.at ?? at
    // Who spoke first is the source. Of a connection that began before the log it may have been the server.
    const tcp = recordOf(event['tcp'])
    const isTurned = tcp !== null && tcp['syn'] !== true && isServerFirst(ends)
    const bytes = [countOf(flow['bytes_toserver']), countOf(flow['bytes_toclient'])] as const
    const [bytesToServer, bytesToClient] = isTurned ? [bytes[1], bytes[0]] : bytes
    return {
      kind: 'flow',
      at: started,
      ends: isTurned ? turned(ends) : ends,
      protocol: textOf(event['app_proto']),
      bytesToServer,
      bytesToClient,
    }
  },
}

/** The first of the members that there is. */
function firstOf(record: JsonRecord, names: readonly string[]): readonly [string, JsonRecord | null] {
  const name = names.find((one) => record[one] !== undefined) ?? ''
  return [name, recordOf(record[name])]
}

/** Version 1 has one answer in each event; 2 lists them, or groups their values by type. */
function answersOf(dns: JsonRecord, asked: string): RecordedDnsRecord[] {
  const records: RecordedDnsRecord[] = []
  const add = (name: string, value: unknown, ttl: unknown): void => {
    const record = dnsRecordOf(name, textOf(value), Math.max(0, numberOf(ttl) ?? 0))
    if (record !== null) records.push(record)
  }
  for (const one of listOf(dns['answers'])) {
    const answer = recordOf(one)
    add(textOf(answer?.['rrname']) || asked, answer?.['rdata'], answer?.['ttl'])
  }
  if (records.length > 0) return records
  for (const name of ['CNAME', 'A', 'AAAA']) {
    for (const value of listOf(recordOf(dns['grouped'])?.[name]).slice(0, limits.message.dnsRecordsMax))
      add(asked, value, 0)
  }
  if (dns['rdata'] !== undefined) add(asked, dns['rdata'], dns['ttl'])
  return records
}
