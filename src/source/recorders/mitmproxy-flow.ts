import { formatAddress, parseAddress } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { Protection } from '../../core/protection.ts'
import type { Instant } from '../../core/time.ts'
import type {
  DnsEntry,
  Ends,
  ExchangeEntry,
  RecordedDnsRecord,
  RecordedFrame,
  RecordedMessage,
  StreamEntry,
} from '../entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import { parseEpochSeconds } from '../../core/iso-time.ts'
import { pairsOf, writtenOf } from '../har/har-values.ts'
import { bytesOf, recordedMessage } from './recorded-message.ts'
import { plainOf } from './tnetstring.ts'
import type { TnetRecord, TnetValue } from './tnetstring.ts'

/** A flow of a type that holds no contact that can be read. */
interface OtherFlow {
  readonly kind: 'other'
  readonly what: string
}

/** Members of a flow that its user can change. */
const changeable: readonly string[] = ['request', 'response', 'websocket', 'messages']

/**
 * A flow as it was before its user changed it: mitmproxy keeps the state from before in it. What was changed on the way is
 * what the server got, and not what the phone sent.
 */
function unchanged(flow: TnetRecord, tally: EntryTally): TnetRecord {
  const before = recordOf(flow.get('backup'))
  if (before === null) return flow
  const kept = changeable.filter((name) => (before.get(name) ?? null) !== null)
  if (kept.length === 0) return flow
  tally.anomalies.note(entryAnomalies.changed, tally.number + 1)
  // mitmproxy may have sent it again since, in the place of the first one.
  if (before.has('is_replay')) kept.push('is_replay')
  return new Map([...flow, ...kept.map((name): [string, TnetValue] => [name, before.get(name) ?? null])])
}

/** One flow of any format version. A text says why it is none. */
export function mitmproxyFlow(
  written: TnetRecord,
  tally: EntryTally,
): ExchangeEntry | StreamEntry | DnsEntry | OtherFlow | string {
  const flow = unchanged(written, tally)
  // Before version 0.12 all flows were HTTP, and had no type.
  const type = flow.has('type') ? textOf(flow.get('type')) : 'http'
  switch (type) {
    case 'http':
      return httpFlow(flow, tally)
    case 'websocket':
      return oldSocketFlow(flow, tally)
    case 'tcp':
    case 'udp':
      return streamFlow(flow, type, tally)
    case 'dns':
      return dnsFlow(flow, tally)
    default:
      return { kind: 'other', what: `flow of type ${type.slice(0, 32)}` }
  }
}

/** A member that can only be read as a record and is none; '' where there is no such. */
function noRecord(flow: TnetRecord, members: readonly string[]): string {
  const member = members.find((name) => isSet(flow.get(name)) && recordOf(flow.get(name)) === null)
  return member === undefined ? '' : `its ${member} is no record`
}

type Field = readonly [name: string, value: string]

/** Which side of a flow mitmproxy played itself; before version 9 the message said so. '' for neither. */
function replayOf(flow: TnetRecord): string {
  const own = ['request', 'response'].find((side) => recordOf(flow.get(side))?.get('is_replay') === true)
  return textOf(flow.get('is_replay')) || (own ?? '')
}

function httpFlow(flow: TnetRecord, tally: EntryTally): ExchangeEntry | OtherFlow | string {
  const request = recordOf(flow.get('request'))
  if (request === null) return 'it has no request'
  const fault = noRecord(flow, ['response', 'websocket'])
  if (fault !== '') return fault
  const replay = replayOf(flow)
  if (replay === 'request') return { kind: 'other', what: 'request that mitmproxy sent again' }
  // An answer that was played from another recording is none of the server.
  const response = replay === 'response' ? null : recordOf(flow.get('response'))
  const at = timeOf(request.get('timestamp_start'), tally)
  if (at === null) return 'its request has no time'
  const version = versionOf(request)
  const sent = requestMessage(request, version, at, tally)
  const socket = recordOf(flow.get('websocket'))
  const isTls = textOf(request.get('scheme')) === 'https'
  const isQuic = version.startsWith('HTTP/3')
  const ended = timeOf(socket?.get('timestamp_end') ?? response?.get('timestamp_end'), tally)
  return {
    kind: 'exchange',
    at,
    ...(ended === null ? {} : { until: ended }),
    ends: endsOf(flow, request, isQuic ? 'udp' : 'tcp', isQuic ? 'quic' : isTls ? 'tls' : 'plaintext', tally),
    request: sent,
    response: response === null ? null : responseMessage(response, sent, at, tally),
    messages: socket === null ? [] : socketFrames(socket, at, tally),
    isBodyRecorded: true,
  }
}

/** The messages of a WebSocket, and the reason with which one side closed it (RFC 6455, 5.5.1). */
function socketFrames(socket: TnetRecord, started: Instant, tally: EntryTally): RecordedFrame[] {
  const frames = framesOf(socket.get('messages'), started, tally)
  const reason = shownText(socket.get('close_reason'), 'close_reason', tally)
  if (reason === '') return frames
  const at = timeOf(socket.get('timestamp_end'), tally) ?? frames.at(-1)?.at ?? started
  const direction = socket.get('closed_by_client') === true ? 0 : 1
  return [...frames, { direction, at, bytes: Buffer.from(reason, 'utf8') }]
}

/** Before version 12, what a WebSocket carried was a flow of its own, beside that of its handshake. */
function oldSocketFlow(flow: TnetRecord, tally: EntryTally): StreamEntry | string {
  const frames = framesOf(flow.get('messages'), null, tally)
  const at = frames[0]?.at ?? startOf(flow, tally)
  if (at === null) return 'it has no time'
  const isTls = hasTls(recordOf(flow.get('server_conn')))
  return {
    kind: 'stream',
    at,
    ends: endsOf(flow, null, 'tcp', isTls ? 'tls' : 'plaintext', tally),
    pieces: frames,
    ...serverNameOf(flow),
    isWebSocket: true,
  }
}

function streamFlow(flow: TnetRecord, transport: 'tcp' | 'udp', tally: EntryTally): StreamEntry | string {
  const pieces = framesOf(flow.get('messages'), null, tally)
  const at = pieces[0]?.at ?? startOf(flow, tally)
  if (at === null) return 'it has no time'
  const server = recordOf(flow.get('server_conn'))
  const isQuic = textOf(server?.get('tls_version')).startsWith('QUIC')
  // A stream of QUIC is a flow of TCP.
  const secured: Protection = isQuic ? 'quic' : transport === 'tcp' ? 'tls' : 'dtls'
  return {
    kind: 'stream',
    at,
    ends: endsOf(flow, null, transport, hasTls(server) ? secured : 'plaintext', tally),
    pieces,
    ...serverNameOf(flow),
    isWebSocket: false,
  }
}

function dnsFlow(flow: TnetRecord, tally: EntryTally): DnsEntry | string {
  const request = recordOf(flow.get('request'))
  if (request === null) return 'it has no question'
  const fault = noRecord(flow, ['response'])
  if (fault !== '') return fault
  const questions = request.get('questions')
  const isNamed = (one: TnetValue): boolean => typeof recordOf(one)?.get('name') === 'string'
  if (isSet(questions) && !(Array.isArray(questions) && questions.every(isNamed)))
    return 'a question in it has no name'
  const response = recordOf(flow.get('response'))
  const at = timeOf(request.get('timestamp'), tally) ?? startOf(flow, tally)
  if (at === null) return 'it has no time'
  const sections = ['answers', 'authorities', 'additionals']
  if (sections.some((section) => listOf(response?.get(section)).length > limits.message.dnsRecordsMax))
    return 'more records than the limit'
  return {
    kind: 'dns',
    at,
    ends: endsOf(flow, null, 'udp', 'plaintext', tally),
    id: numberOf(request.get('id')) ?? 0,
    questions: listOf(questions).flatMap((one) => {
      const question = recordOf(one)
      const name = textOf(question?.get('name'))
      const isName = name !== '' && name.length <= limits.source.nameBytesMax
      return isName ? [{ name, type: numberOf(question?.get('type')) ?? 0 }] : []
    }),
    answer:
      response === null
        ? null
        : {
            rcode: numberOf(response.get('response_code')) ?? 0,
            records: sections.flatMap((section) => listOf(response.get(section)).flatMap(dnsRecord)),
          },
  }
}

function dnsRecord(one: TnetValue): RecordedDnsRecord[] {
  const record = recordOf(one)
  if (record === null) return []
  const type = numberOf(record.get('type')) ?? 0
  const data = record.get('data')
  return [
    {
      name: textOf(record.get('name')),
      type,
      value: Buffer.isBuffer(data) ? dnsValue(type, data) : textOf(data),
      ttlSeconds: Math.max(0, numberOf(record.get('ttl')) ?? 0),
    },
  ]
}

/** RDATA of addresses and names (RFC 1035 section 3.3); the recorder keeps names uncompressed. '' for others. */
function dnsValue(type: number, data: Buffer): string {
  if (type === 1 && data.length === 4) return formatAddress(0, 0, 0xffff, data.readInt32BE(0))
  if (type === 28 && data.length === 16)
    return formatAddress(data.readInt32BE(0), data.readInt32BE(4), data.readInt32BE(8), data.readInt32BE(12))
  if (type !== 5) return ''
  const labels: string[] = []
  for (let at = 0; at < data.length; ) {
    const length = data[at] as number
    if (length === 0 || length > 63) break
    labels.push(data.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return labels.join('.')
}

function requestMessage(
  request: TnetRecord,
  version: string,
  at: Instant,
  tally: EntryTally,
): RecordedMessage {
  const shown = (member: string): string => shownBytes(request.get(member), member, tally).toString('latin1')
  const method = shown('method') || 'GET'
  const host = shown('host')
  const port = numberOf(request.get('port')) ?? 0
  const isDefault = port === 0 || port === (textOf(request.get('scheme')) === 'https' ? 443 : 80)
  const authority = shown('authority') || (isDefault ? host : `${host}:${port}`)
  const fields = fieldsOf(request, 'headers', tally)
  const isNamed = fields.some(([name]) => name.toLowerCase() === 'host')
  if (!isNamed && authority !== '') fields.unshift(['Host', authority])
  // With a path it asks for a WebSocket over HTTP/2 (RFC 8441).
  const path = shown('path')
  const target = (method === 'CONNECT' && path === '' ? authority : path) || '/'
  return recordedMessage(
    { request: { method, target }, version, status: 0, reason: '', fields },
    {
      ...contentOf(request, fields, true, tally),
      at,
      trailer: fieldsOf(request, 'trailers', tally),
      isDecoded: false,
    },
  )
}

function responseMessage(
  response: TnetRecord,
  sent: RecordedMessage,
  askedAt: Instant,
  tally: EntryTally,
): RecordedMessage {
  const fields = fieldsOf(response, 'headers', tally)
  const status = numberOf(response.get('status_code') ?? response.get('code')) ?? 0
  const isHead = sent.head.toString('latin1', 0, sent.method.end) === 'HEAD'
  const mayHaveBody = !isHead && status >= 200 && status !== 204 && status !== 304
  return recordedMessage(
    {
      request: null,
      version: versionOf(response),
      status,
      reason: shownBytes(response.get('reason') ?? response.get('msg'), 'reason', tally).toString('latin1'),
      fields,
    },
    {
      ...contentOf(response, fields, mayHaveBody, tally),
      at: timeOf(response.get('timestamp_start'), tally) ?? askedAt,
      trailer: fieldsOf(response, 'trailers', tally),
      isDecoded: false,
    },
  )
}

/** The body as it was on the wire. It is null where the recorder let it pass without keeping it (streaming). */
function contentOf(
  message: TnetRecord,
  fields: readonly Field[],
  mayHaveBody: boolean,
  tally: EntryTally,
): { body: Buffer; isBodyLeftOut: boolean; bodyBytesLeftOut: number } {
  const content = message.get('content') ?? message.get('body') ?? null
  const body = shownBytes(content, 'content', tally)
  const length = Number(fields.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '')
  const leftOut = content === null && Number.isSafeInteger(length) && length > 0 ? length : 0
  return { body, isBodyLeftOut: content === null && mayHaveBody, bodyBytesLeftOut: mayHaveBody ? leftOut : 0 }
}

function fieldsOf(message: TnetRecord, member: string, tally: EntryTally): Field[] {
  const value = message.get(member)
  if (!isSet(value)) return []
  if (Array.isArray(value) && value.every(isField))
    return value.flatMap(([name, text]): Field[] => {
      const field = bytesText(name)
      return field === '' ? [] : [[field, bytesText(text)]]
    })
  noteShape(member, tally)
  return pairsOf(plainOf(value ?? null)).flatMap(({ name, value: text }): Field[] =>
    name === '' && text === '' ? [] : [[bytesOf(name) || member, bytesOf(text)]],
  )
}

/** A name with its value, as mitmproxy writes it. */
function isField(one: TnetValue): one is [TnetValue, TnetValue] {
  return Array.isArray(one) && one.length === 2 && one.every(isText)
}

function isText(value: TnetValue | undefined): value is Buffer | string {
  return Buffer.isBuffer(value) || typeof value === 'string'
}

function noteShape(what: string, tally: EntryTally): void {
  tally.anomalies.note(entryAnomalies.oddShape, tally.number + 1, what)
}

/** The bytes of a member; of another type than bytes and text what it is written as. */
function shownBytes(value: TnetValue | undefined, member: string, tally: EntryTally): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(shownText(value, member, tally), 'utf8')
}

/** The text of a member; of another type than bytes and text what it is written as. */
function shownText(value: TnetValue | undefined, member: string, tally: EntryTally): string {
  if (!isSet(value) || isText(value)) return textOf(value)
  noteShape(member, tally)
  return writtenOf(plainOf(value ?? null))
}

function versionOf(message: TnetRecord): string {
  const written = bytesText(message.get('http_version'))
  if (written !== '') return written
  // Before version 0.14: a list of numbers.
  const numbers = listOf(message.get('httpversion')).filter((part) => typeof part === 'number')
  return numbers.length === 2 ? `HTTP/${numbers.join('.')}` : 'HTTP/1.1'
}

function isSet(value: TnetValue | undefined): boolean {
  return value !== undefined && value !== null
}

function endsOf(
  flow: TnetRecord,
  request: TnetRecord | null,
  transport: 'tcp' | 'udp',
  protection: Protection,
  tally: EntryTally,
): Ends {
  const server = recordOf(flow.get('server_conn'))
  const client = recordOf(flow.get('client_conn'))
  // An address was a record with an address in it before version 2. Through a further proxy (`via`, or
  // `via2` in some versions) it is that proxy's, and says nothing of the server.
  const isDirect = !isSet(server?.get('via')) && !isSet(server?.get('via2'))
  const peer = isDirect
    ? (addressOf(server?.get('peername')) ??
      addressOf(server?.get('ip_address')) ??
      addressOf(server?.get('peer_address')))
    : null
  const named = addressOf(server?.get('address'))
  const phone = addressOf(client?.get('peername')) ?? addressOf(client?.get('address'))
  const host = bytesText(request?.get('host')) || named?.host || ''
  const port = portOf(request?.get('port')) || (peer?.port ?? named?.port ?? 0)
  const serverAddress = peer?.host ?? host
  const isAddress = parseAddress(serverAddress) !== null
  // Development builds wrote the name there, too.
  const isName = peer?.host === named?.host
  if (peer !== null && !isAddress && !isName)
    tally.anomalies.note(entryAnomalies.badAddress, tally.number + 1)
  const mode = textOf(client?.get('proxy_mode') ?? flow.get('mode'))
  return {
    transport,
    clientAddress: phone !== null && parseAddress(phone.host) !== null ? phone.host : '',
    clientPort: phone?.port ?? 0,
    serverAddress: isAddress ? serverAddress : '',
    serverPort: port,
    communityId: '',
    // Only where the proxy was in the way unasked did the phone itself address the server.
    isOnWire: /^(transparent|wireguard|local|tun)/.test(mode),
    protection,
    connection: `${textOf(server?.get('id')) || `${textOf(flow.get('id'))}#${tally.number}`} ${host}`.slice(
      0,
      limits.source.nameBytesMax,
    ),
  }
}

function addressOf(value: TnetValue | undefined): { host: string; port: number } | null {
  const inner = value instanceof Map ? value.get('address') : value
  const [host, port] = listOf(inner)
  const text = bytesText(host)
  if (text === '') return null
  // Zone of a link-local address, and the long form of a mapped one.
  return { host: text.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, ''), port: portOf(port) }
}

function hasTls(connection: TnetRecord | null): boolean {
  const names = ['tls', 'tls_established', 'ssl_established']
  return (
    names.some((name) => connection?.get(name) === true) ||
    (numberOf(connection?.get('timestamp_tls_setup')) ?? 0) > 0
  )
}

/** The name in the handshake, else the one that the client asked the proxy for. */
function serverNameOf(flow: TnetRecord): Pick<StreamEntry, 'serverName' | 'nameSource'> {
  const server = recordOf(flow.get('server_conn'))
  const isName = (name: string): boolean => name !== '' && name.length <= limits.source.nameBytesMax
  const names = [recordOf(flow.get('client_conn'))?.get('sni'), server?.get('sni')]
  const asked = names.map((name) => textOf(name)).find(isName)
  if (asked !== undefined) return { serverName: asked, nameSource: 'sni' }
  const host = addressOf(server?.get('address'))?.host ?? ''
  return { serverName: isName(host) && parseAddress(host) === null ? host : '', nameSource: 'host' }
}

/**
 * Messages of a WebSocket (kind, from the client or not, content, time, …) or pieces of a stream (from the client or not,
 * content, time): told apart by their types, since versions differ in what else they list.
 */
function framesOf(value: TnetValue | undefined, started: Instant | null, tally: EntryTally): RecordedFrame[] {
  let last = started
  return messagesIn(value, tally).flatMap((one): RecordedFrame[] => {
    const parts = partsOf(one)
    const isFromClient = parts.find((part) => typeof part === 'boolean') ?? true
    const content = parts.find(isText) ?? parts.find((part) => typeof part === 'object' && part !== null)
    if (!Array.isArray(one) || !isText(content)) noteShape('messages', tally)
    const contentAt = parts.indexOf(content as TnetValue)
    const behind = parts.slice(contentAt + 1)
    const seconds = behind.find((part) => typeof part === 'number')
    // Of a WebSocket: whether it was dropped on the way, and of newer versions whether it was put in by hand.
    const [, isInjected] = behind.filter((part) => typeof part === 'boolean')
    if (isInjected === true) {
      tally.anomalies.note(entryAnomalies.injected, tally.number + 1)
      return []
    }
    last = (seconds === undefined ? null : timeOf(seconds, tally)) ?? last ?? { sec: 0, nsec: 0 }
    const bytes = Buffer.isBuffer(content)
      ? content
      : Buffer.from(isText(content) ? content : writtenOf(plainOf(content ?? null)), 'utf8')
    return [{ direction: isFromClient ? 0 : 1, at: last, bytes }]
  })
}

/** What is in a list of messages; a record in its place has them as its members. */
function messagesIn(value: TnetValue | undefined, tally: EntryTally): readonly TnetValue[] {
  if (!isSet(value) || Array.isArray(value)) return listOf(value)
  noteShape('messages', tally)
  return value instanceof Map ? [...value.values()] : [value ?? null]
}

/** What a message lists, whatever it is listed in. */
function partsOf(message: TnetValue): readonly TnetValue[] {
  if (message instanceof Map) return [...message.values()]
  return Array.isArray(message) ? message : [message]
}

function startOf(flow: TnetRecord, tally: EntryTally): Instant | null {
  return (
    timeOf(flow.get('timestamp_created'), tally) ??
    timeOf(recordOf(flow.get('client_conn'))?.get('timestamp_start'), tally)
  )
}

/** Seconds since 1970 as a decimal number; the file has six or seven digits of it. */
function timeOf(value: TnetValue | undefined, tally: EntryTally): Instant | null {
  if (typeof value !== 'number' || value <= 0) return null
  const written = parseEpochSeconds(value)
  if (written === null) return null
  tally.digits(Math.min(6, written.digits))
  return written.at
}

function recordOf(value: TnetValue | undefined): TnetRecord | null {
  return value instanceof Map ? value : null
}

function listOf(value: TnetValue | undefined): readonly TnetValue[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: TnetValue | undefined): string {
  return typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString('utf8') : ''
}

/** Bytes, one character each. */
function bytesText(value: TnetValue | undefined): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : typeof value === 'string' ? bytesOf(value) : ''
}

function portOf(value: TnetValue | undefined): number {
  const port = numberOf(value)
  return port !== null && Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0
}

function numberOf(value: TnetValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}
