/** What the records of each of Zeek's logs tell, by the fields that its script reference gives them. */
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { certificateNameOf, subjectCharactersMax } from './certificate-name.ts'
import { dnsRecordOf } from './dns-types.ts'
import type { Ends } from '../entry.ts'
import { isAnonymousLogin } from '../../core/anonymous-login.ts'
import { countOf, numberOf, portOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { LineMeaning } from '../line-reader.ts'
import { handshakeNameOf } from './handshake-name.ts'
import { loggedHeads } from './logged-head.ts'
import { localNamePorts, loggedMessage } from './logged-message.ts'

/** A record by the names of its fields, with what is unset left out. Of the text form all values are text. */
export type Fields = Readonly<Record<string, unknown>>

/** Of the longest fingerprint that is in use (SHA-512, in hexadecimal). */
export const certificateIdCharacters = 128

/** A field of a record within the record, with the separator that `Log::default_scope_sep` gives; many set `_` for their databases. */
export function partOf(fields: Fields, record: string, name: string): unknown {
  return fields[`${record}.${name}`] ?? fields[`${record}_${name}`]
}

/** `isNew`: no record of the same connection told these words before. */
type ReadRecord = (
  fields: Fields,
  ends: Ends,
  at: Instant,
  isNew: (kind: string, words: readonly string[]) => boolean,
) => LineMeaning

/** By the name of the log: what a record of it tells. */
export const zeekReaders: Readonly<Record<string, ReadRecord | undefined>> = {
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
    const port = portOf(fields['request_p'])
    const password = textOf(fields['password'])
    // What the client asks the proxy for is the server that it speaks to.
    return loggedMessage('socks', at, ends, {
      method: 'Connect',
      requestFields: [
        ['Host', host === '' || port === 0 ? inUrl(host) : `${inUrl(host)}:${port}`],
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

/** An address of IPv6 in brackets, which keep it apart from a port (RFC 3986, 3.2.2). */
function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function basicOf(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** The elements of a list; none of what is no list. */
export function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((item: unknown) => String(item)) : []
}
