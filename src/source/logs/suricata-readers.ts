/** What each of Suricata's events tells, by the fields that its documentation gives them. */
import { limits } from '../../core/limits.ts'
import { OldestFirst } from '../../core/oldest-first.ts'
import type { Instant } from '../../core/time.ts'
import { certificateNameOf, subjectCharactersMax } from './certificate-name.ts'
import { dnsRecordOf, dnsTypeOf } from './dns-types.ts'
import { isBase64, isFromServer, turned } from './alert-payloads.ts'
import type { Ends, RecordedDnsRecord } from '../entry.ts'
import { parseIsoTime } from '../../core/iso-time.ts'
import { isAnonymousLogin } from '../../core/anonymous-login.ts'
import { countOf, listOf, numberOf, portOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { eveRequestMembers, eveResponseMembers, memberFields } from './eve-http-fields.ts'
import { isServerFirst } from './flow-roles.ts'
import type { LineMeaning } from '../line-reader.ts'
import { handshakeNameOf } from './handshake-name.ts'
import { loggedHeads } from './logged-head.ts'
import { localNamePorts, loggedMessage } from './logged-message.ts'

/** What earlier events said of connections. */
export interface Memory {
  readonly users: FtpUsers
  /** The host that a request of HTTP named. */
  readonly hosts: ConnectionTexts
  /** Address and port of who asked. */
  readonly clients: ConnectionTexts
  /** Of netflow: the address of who asked, and how many bytes went each way. */
  readonly sizes: ConnectionTexts
}

/** One text for each connection; the one used longest ago is forgotten first. */
export class ConnectionTexts {
  private readonly texts: OldestFirst<string, string> = new OldestFirst()

  saw(connection: string, text: string): void {
    const { texts } = this
    texts.put(connection, text)
    if (texts.size > limits.source.connectionsMax) texts.takeOldest()
  }

  of(connection: string): string {
    return this.texts.get(connection) ?? ''
  }
}

/** Who logs in on which connection of FTP: name and password are told in events of their own. */
export class FtpUsers {
  private readonly users = new ConnectionTexts()

  saw(connection: string, user: string): void {
    this.users.saw(connection, user)
  }

  /** Whether it is a name under which nobody in particular logs in (RFC 1635). */
  isNobody(connection: string): boolean {
    return isAnonymousLogin(this.users.of(connection))
  }
}

/** `event` is all of it, `inner` what stands under its type. */
type ReadEvent = (
  inner: JsonRecord,
  ends: Ends,
  at: Instant,
  event: JsonRecord,
  memory: Memory,
) => LineMeaning

/** By the type of the event: what it tells. */
export const eveReaders: Readonly<Record<string, ReadEvent | undefined>> = {
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
    requestFields.push(...memberFields(http, eveRequestMembers, requestFields))
    const allResponse = all('response_headers')
    const responseFields = allResponse.filter(isField)
    responseFields.push(...memberFields(http, eveResponseMembers, responseFields))
    const method = text('http_method') || pseudo(':method')
    const target = text('url') || pseudo(':path')
    const status = numberOf(http['status'] ?? allResponse.find(([name]) => name === ':status')?.[1]) ?? 0
    // Settings, priorities and the end of a connection of HTTP/2 are events of this kind, too.
    const isEmpty = method === '' && target === '' && status === 0
    if (isEmpty && requestFields.length + responseFields.length === 0)
      return { kind: 'other', what: 'http event without a request', at }
    const hasType = responseFields.some(([name]) => name.toLowerCase() === 'content-type')
    if (!hasType) responseFields.push(['Content-Type', text('http_content_type')])
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

/** A body in base64, else as far as it can be printed. */
export function bodyOf(http: JsonRecord, name: string): Buffer {
  const encoded = textOf(http[name])
  return isBase64(encoded) ? Buffer.from(encoded, 'base64') : Buffer.from(textOf(http[`${name}_printable`]))
}
