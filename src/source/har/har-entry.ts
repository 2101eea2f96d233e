import { parseAddress } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { Ends, ExchangeEntry, HelloEntry, RecordedFrame, RecordedMessage } from '../entry.ts'
import { countOf, listOf, numberOf, portOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { tlsPorts } from '../../core/ports.ts'
import type { SourceApp } from '../packets/apps.ts'
import { harApp } from './har-app.ts'
import { isGivenUp, unsentKind } from './har-unsent.ts'
import { pairsOf, shapeOddities, writtenOf } from './har-values.ts'
import { harUrl } from './har-url.ts'
import { apartFromCookies, apartFromQuery, apartFromSetCookies } from './listed-apart.ts'
import { passedOn } from '../recorders/passed-on.ts'
import { bytesOf, recordedMessage, statusWithoutBody } from '../recorders/recorded-message.ts'
import { recordedTime } from '../recorders/recorded-time.ts'
import { socketDirection } from '../recorders/socket-direction.ts'
import type { UrlParts } from '../url-parts.ts'
import { endsOf } from './har-ends.ts'
import {
  bodyOf,
  contentOf,
  contentRecord,
  cookiesOf,
  eventText,
  formOf,
  hasText,
  isDecrypted,
  noText,
} from './har-body.ts'

/** An entry that is no exchange with a server, e.g. a `data:` URL. */
export interface OtherEntry {
  readonly kind: 'other'
  readonly what: string
  readonly at: Instant
}

type Field = readonly [name: string, value: string]

const networkSchemes = ['http', 'https', 'ws', 'wss']

/**
 * One entry of a HAR file, in any dialect. A text says why it is none. `previous` is the time of the entry before, for one
 * whose own time can not be read.
 */
export function harEntry(
  entry: JsonRecord,
  tally: EntryTally,
  previous: Instant | null,
): ExchangeEntry | OtherEntry | string {
  const request = recordOf(entry['request'])
  if (request === null) return 'it has no request'
  const read = harUrl(entry, request)
  if (read === null)
    return textOf(request['url']).trim() === '' ? 'its request has no URL' : 'its URL is none'
  const { url } = read
  if (networkSchemes.includes(url.scheme) && url.host === '') return 'its URL names no host'
  const at = timeOf(entry['startedDateTime'], tally, previous)
  if (!networkSchemes.includes(url.scheme))
    return { kind: 'other', what: `${schemeName(url.scheme)} URL`, at }
  const unsent = unsentKind(entry)
  if (unsent !== '') return { kind: 'other', what: unsent, at }
  const mayBeUnsent = isGivenUp(entry)
  if (mayBeUnsent) tally.anomalies.note(entryAnomalies.givenUp, tally.number + 1)
  const response = recordOf(entry['response'])
  if (read.isWayUnknown) tally.anomalies.note(entryAnomalies.wayUnknown, tally.number + 1)
  const odd = shapeOddities(request, response)
  if (odd !== '') tally.anomalies.note(entryAnomalies.oddShape, tally.number + 1, odd)
  const isTls = url.scheme === 'https' || url.scheme === 'wss'
  const fields = fieldsOf(request['headers'])
  const version = versionOf(textOf(request['httpVersion']) || textOf(response?.['httpVersion']))
  const messages = [
    ...socketMessages(entry['_webSocketMessages'], at, tally),
    ...closeReason(entry['_webSocketClose'], at, tally),
  ]
  // Of the handshake browsers keep what a page asked for, and HTTP/2 has it in a field of another name (RFC 8441).
  const isUnnamed = messages.length > 0 && valueOf(fields, 'upgrade') === ''
  if (isUnnamed) fields.push(['Upgrade', 'websocket'])
  const sent = requestMessage(request, url, fields, version, at, tally)
  const app = harApp(entry, request, response)
  return {
    kind: 'exchange',
    at,
    ends: ofApp(endsOf(entry, request, url, isTls, version, tally), app),
    request: sent,
    response: response === null ? null : responseMessage(entry, response, sent, version, at, tally),
    messages,
    isBodyRecorded: true,
    ...(mayBeUnsent ? { mayBeUnsent } : {}),
    ...codeOf(request),
    ...(app === null ? {} : { app }),
  }
}

/** One entry of a HAR file; a connection that the recorder only passed on is among them as a request for it (`CONNECT`). */
export function harRecord(
  entry: JsonRecord,
  tally: EntryTally,
  previous: Instant | null,
): ExchangeEntry | HelloEntry | OtherEntry | string {
  const read = harEntry(entry, tally, previous)
  if (typeof read === 'string' || read.kind === 'other') return read
  const request = recordOf(entry['request']) ?? {}
  const url = isConnect(request) ? harUrl(entry, request)?.url : undefined
  if (url === undefined || !isTunnel(request, url)) return read
  const isTls = url.scheme === 'https' || tlsPorts.includes(url.port)
  return isTls && url.host.length <= limits.source.nameBytesMax
    ? passedOn(url.host, read.ends, read.at)
    : read
}

/** A WebSocket over HTTP/2 is asked for by the same method, with a path (RFC 8441). */
function isTunnel(request: JsonRecord, { target }: UrlParts): boolean {
  return isConnect(request) && target === '/'
}

function isConnect(request: JsonRecord): boolean {
  return textOf(request['method']).toUpperCase() === 'CONNECT'
}

/** A connection is of one app. */
function ofApp(ends: Ends, app: SourceApp | null): Ends {
  if (app === null) return ends
  const { packageName, name, path } = app
  const words = [ends.connection, packageName, name, path].filter((word) => word !== '')
  return { ...ends, connection: words.join(' ').slice(0, limits.source.nameBytesMax) }
}

/** Methods of a stack that are kept, and characters of each. */
const methodsMax = 32
const methodCharactersMax = 200

/**
 * The stack of the app at the moment when it sent the request (PiRogue's `_stacktrace`): a list of methods, or a record
 * with one, each a text or a record of class, method, file and line.
 */
function codeOf(request: JsonRecord): Pick<ExchangeEntry, 'code'> {
  const told = request['_stacktrace']
  const stack = recordOf(told)
  const methods = listOf(stack === null ? told : (stack['stack'] ?? stack['frames']))
  const code = methods.slice(0, methodsMax).flatMap((one) => {
    const text = typeof one === 'string' ? one : methodText(recordOf(one))
    return text === '' ? [] : [text.slice(0, methodCharactersMax)]
  })
  return code.length === 0 ? {} : { code }
}

function methodText(one: JsonRecord | null): string {
  if (one === null) return ''
  const name = [textOf(one['class']), textOf(one['method'])].filter((part) => part !== '').join('.')
  const file = textOf(one['file'])
  const line = countOf(one['line'])
  if (file === '' || name === '') return name || file
  return `${name} (${file}${line > 0 ? `:${line}` : ''})`
}

/**
 * A connection on which the app refused the recorder's certificate (HTTP Toolkit's `log._tlsErrors`): it was made, and nothing
 * of it was recorded. Null where it names no server or time.
 */
export function refusedConnection(value: unknown, tally: EntryTally): HelloEntry | null {
  const told = recordOf(value)
  const serverName = shortTextOf(told?.['hostname'])
  const time = recordedTime(told?.['startedDateTime'])
  if (serverName === '' || time === null) return null
  tally.digits(time.digits)
  return {
    kind: 'hello',
    at: time.at,
    ends: {
      transport: 'tcp',
      clientAddress: '',
      clientPort: portOf(told?.['clientPort']),
      serverAddress: parseAddress(serverName) === null ? '' : serverName,
      serverPort: 443,
      communityId: '',
      isOnWire: false,
      protection: 'tls',
      connection: `refused ${serverName} ${portOf(told?.['clientPort'])}`,
    },
    serverName,
    transport: 'tls',
    version: '',
    alpn: [],
  }
}

function schemeName(scheme: string): string {
  return scheme.length > 32 ? 'strange' : scheme
}

function timeOf(value: unknown, tally: EntryTally, previous: Instant | null): Instant {
  const written = recordedTime(value)
  if (written === null) {
    tally.anomalies.note(entryAnomalies.noTime, tally.number + 1)
    return previous ?? { sec: 0, nsec: 0 }
  }
  return tally.instantOf(written)
}

/** When the response was there: `time` (ms) after the start. */
function endOf(entry: JsonRecord, at: Instant): Instant {
  const took = numberOf(entry['time'])
  if (took === null || took <= 0 || took > 1e9) return at
  const nsec = at.nsec + Math.round((took % 1000) * 1e6)
  return { sec: at.sec + Math.floor(took / 1000) + Math.floor(nsec / 1e9), nsec: nsec % 1e9 }
}

function versionOf(written: string): string {
  const text = written.trim()
  if (/^http\/[\d.]+$/i.test(text)) return text.toUpperCase()
  // Chrome before HTTP/3: `http/2+quic/46`.
  if (/\bquic\b/i.test(text)) return 'HTTP/3'
  const short = /^h(2|3)/i.exec(text)
  if (short !== null) return `HTTP/${short[1] ?? ''}`
  return 'HTTP/1.1'
}

function fieldsOf(value: unknown): Field[] {
  const fields: Field[] = []
  for (const { name, value: content } of pairsOf(value))
    if (name !== '') fields.push([bytesOf(name), bytesOf(content)])
  return fields
}

/** The value of the first field of a name, which is given in lower case; '' where there is none. */
function valueOf(fields: readonly Field[], name: string): string {
  return fields.find((field) => isNamed(field, name))?.[1] ?? ''
}

function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields.filter((field) => isNamed(field, name)).map(([, value]) => value)
}

/** Of bytes, of which none changes its length with its case. */
function isNamed([known]: Field, name: string): boolean {
  return known.length === name.length && known.toLowerCase() === name
}

function requestMessage(
  request: JsonRecord,
  url: UrlParts,
  recorded: readonly Field[],
  version: string,
  at: Instant,
  tally: EntryTally,
): RecordedMessage {
  const query = pairsOf(request['queryString'])
  const hasQuery = url.target.includes('?')
  // Programs that shorten a URL for their list, or blacken it, keep all of its query apart.
  const apart = hasQuery ? apartFromQuery(query, url.target.slice(url.target.indexOf('?') + 1)) : query
  const written = apart.length === 0 ? url.target : `${url.target}${hasQuery ? '&' : '?'}${formOf(apart)}`
  const sent = isTunnel(request, url) ? url.authority : written
  const target = url.hasCredentials ? (textOf(request['url']).trim().split('#', 1)[0] ?? sent) : sent
  // HTTP/2 and HTTP/3 say in fields of their own what stands in a start line of HTTP/1.1.
  const authority = valueOf(recorded, ':authority')
  const fields: Field[] = recorded.filter(([name]) => !name.startsWith(':'))
  if (valueOf(fields, 'host') === '')
    fields.unshift(['Host', authority === '' ? bytesOf(url.authority) : authority])
  const cookies = apartFromCookies(pairsOf(request['cookies']), valuesOf(fields, 'cookie'))
  if (cookies.length > 0) fields.push(['Cookie', cookiesOf(cookies)])
  const post = contentRecord(request['postData'])
  const type = textOf(post?.['mimeType'])
  if (type !== '' && valueOf(fields, 'content-type') === '') fields.push(['Content-Type', bytesOf(type)])
  // HTTP Toolkit and PiRogue keep what is no text in a member of their own, and decrypted content in place of the other.
  const binary = recordOf(request['_content'])
  const sizes = [countOf(request['bodySize']), countOf(valueOf(fields, 'content-length'))]
  const { bytes: body, isLossy } = bodyOf(post, binary, type, sizes, tally)
  const stated = Math.max(countOf(request['bodySize']), body.length > 0 ? 0 : (sizes[1] ?? 0))
  // The size on the wire can be compared only where the text is what was on the wire.
  const isCoded = valueOf(fields, 'content-encoding') !== ''
  const leftOut =
    body.length === 0
      ? stated
      : isCoded || isDecrypted(request) || binary !== null || !hasText(post)
        ? 0
        : Math.max(0, stated - body.length)
  return recordedMessage(
    {
      request: { method: bytesOf(textOf(request['method'])) || 'GET', target: bytesOf(target) },
      version,
      status: 0,
      reason: '',
      fields,
    },
    {
      body,
      trailer: fieldsOf(request['_trailers']),
      at,
      isDecoded: true,
      isBodyLeftOut: leftOut > 0 || isLossy || (body.length === 0 && isApart(post)),
      bodyBytesLeftOut: leftOut,
    },
  )
}

/** Playwright kept it in a file of its own, which is not there. */
function isApart(content: JsonRecord | null): boolean {
  return textOf(content?.['_file']) !== ''
}

function responseMessage(
  entry: JsonRecord,
  response: JsonRecord,
  sent: RecordedMessage,
  version: string,
  askedAt: Instant,
  tally: EntryTally,
): RecordedMessage | null {
  const status = countOf(response['status'])
  // Browsers write a response with status 0 for a request that got none.
  if (status === 0 || status > 999) return null
  const fields = fieldsOf(response['headers']).filter(([name]) => !name.startsWith(':'))
  const cookies = apartFromSetCookies(pairsOf(response['cookies']), valuesOf(fields, 'set-cookie'))
  for (const cookie of cookies) fields.push(['Set-Cookie', cookiesOf([cookie])])
  const content = contentRecord(response['content'])
  const type = textOf(content?.['mimeType'])
  if (type !== '' && valueOf(fields, 'content-type') === '') fields.push(['Content-Type', bytesOf(type)])
  const written = writtenOf(content?.['text'])
  const text = written || eventText(entry['_eventSourceMessages'])
  const encoding = written === '' ? '' : textOf(content?.['encoding'])
  // The content of a response is recorded decoded, and `size` is its length then.
  const size = countOf(content?.['size'])
  const { bytes: body, isLossy } = text === '' ? noText : contentOf(text, encoding, [size], tally)
  const method = sent.head.toString('latin1', sent.method.start, sent.method.end).toUpperCase()
  const mayHaveBody = method !== 'HEAD' && !statusWithoutBody.includes(status) && status >= 200
  const length = valueOf(fields, 'content-length')
  // Firefox counts the head, too.
  const isEmpty =
    length === '0' || (length === '' && content?.['text'] === '' && numberOf(content['size']) === 0)
  // No content is listed, or one without a text or size.
  const isUntold =
    content === null || (content['text'] === undefined && text === '' && numberOf(content['size']) === -1)
  const wireBytes = isEmpty ? 0 : Math.max(countOf(response['bodySize']), countOf(length))
  // mitmproxy gives the length on the wire in its place.
  const isWireSize =
    valueOf(fields, 'content-encoding') !== '' && body.length > 0 && size === countOf(response['bodySize'])
  const isOther = isWireSize || (body.length > 0 && isDecrypted(response))
  const stated = size > 0 && !isOther ? size : body.length === 0 ? wireBytes : 0
  const leftOut = mayHaveBody ? Math.max(0, stated - body.length) : 0
  return recordedMessage(
    { request: null, version, status, reason: bytesOf(textOf(response['statusText'])), fields },
    {
      body,
      trailer: fieldsOf(response['_trailers']),
      at: endOf(entry, askedAt),
      isDecoded: true,
      // Then nobody knows whether there was one.
      isBodyLeftOut:
        isLossy ||
        (text === '' && isApart(content)) ||
        (mayHaveBody && (leftOut > 0 || (isUntold && wireBytes === 0 && !isEmpty))),
      bodyBytesLeftOut: leftOut,
    },
  )
}

/** Messages as Chrome, HTTP Toolkit and mitmproxy list them, with the time in seconds since 1970. */
function socketMessages(value: unknown, started: Instant, tally: EntryTally): RecordedFrame[] {
  return listOf(value).flatMap((one): RecordedFrame[] => {
    const message = recordOf(one)
    if (message === null) return []
    const direction = socketDirection(message)
    if (direction === null) tally.anomalies.note(entryAnomalies.unknownSender, tally.number + 1)
    const time = recordedTime(message['time'])
    // Opcode 2 is binary (RFC 6455 section 11.8): written in base64. PCAPdroid says so of texts that are none, too.
    const encoding = numberOf(message['opcode']) === 2 ? 'base64' : textOf(message['encoding'])
    const { bytes } = contentOf(writtenOf(message['data']), encoding, [], tally)
    return [{ direction: direction ?? 1, at: time?.at ?? started, bytes }]
  })
}

/** The reason with which one side closed a WebSocket (HTTP Toolkit); which one did, the file does not say. */
function closeReason(value: unknown, started: Instant, tally: EntryTally): RecordedFrame[] {
  const closed = recordOf(value)
  const reason = textOf(closed?.['reason'])
  if (reason === '') return []
  tally.anomalies.note(entryAnomalies.unknownSender, tally.number + 1)
  return [
    { direction: 1, at: recordedTime(closed?.['time'])?.at ?? started, bytes: Buffer.from(reason, 'utf8') },
  ]
}
