/**
 * One session of a Fiddler archive: what the client sent, what the server sent and the frames of a WebSocket, each as it was
 * on the wire but for the address in the start line, and what Fiddler says of it in XML.
 */
import { parseAddress } from '../../core/address.ts'
import { parseIsoTime } from '../../core/iso-time.ts'
import { portOf } from '../../core/json-value.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { tlsPorts } from '../../core/ports.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { Ends, ExchangeEntry, HelloEntry, RecordedMessage, StreamEntry } from '../entry.ts'
import { socketFrames } from './fiddler-frames.ts'
import type { OtherEntry } from '../har/har-entry.ts'
import { passedOn } from './passed-on.ts'
import { recordedMessage, statusWithoutBody } from './recorded-message.ts'
import { unchunked } from './unchunked.ts'
import { splitUrl } from '../url-parts.ts'
import type { UrlParts } from '../url-parts.ts'

/** The files of a session; empty where one is missing. */
export interface SessionParts {
  readonly client: Buffer
  readonly server: Buffer
  readonly socket: Buffer
  readonly facts: Buffer
}

/** What became of a session, and of how many of its bytes nothing could be made. */
export interface ReadSession {
  readonly entry: ExchangeEntry | StreamEntry | HelloEntry | OtherEntry | string
  readonly unreadBytes: number
}

type Field = readonly [name: string, value: string]

/** A message as it is written: one character for each byte of the head. */
interface Written {
  readonly start: string
  readonly fields: readonly Field[]
  readonly body: Buffer
}

/** What Fiddler says of a session beside its bytes. */
interface Told {
  readonly timers: ReadonlyMap<string, string>
  /** Names in lower case. */
  readonly flags: ReadonlyMap<string, string>
  readonly bits: number
}

/** Bits of `BitFlags` (the enumeration `SessionFlags` of Fiddler's documentation). */
const bits = {
  isHttps: 0x1,
  requestByFiddler: 0x80,
  responseByFiddler: 0x100,
  isDecryptedTunnel: 0x2000,
} as const

/** Larger heads are no heads. */
const headBytesMax = 1_048_576
const factsBytesMax = 262_144

/** Reads a session; `previous` is the time of the one before. */
export function fiddlerSession(
  parts: SessionParts,
  tally: EntryTally,
  previous: Instant | null,
): ReadSession {
  const whole = (entry: ReadSession['entry']): ReadSession => ({ entry, unreadBytes: 0 })
  if (parts.client.length + parts.server.length + parts.socket.length === 0)
    return whole('it has neither request nor response')
  const told = toldOf(parts.facts)
  const at = timeOf(told, tally, previous)
  const sent = writtenOf(parts.client)
  const received = writtenOf(parts.server)
  if (sent === 'too large' || received === 'too large') return whole('its head is too large')
  if ((told.bits & bits.requestByFiddler) !== 0)
    return whole({ kind: 'other', what: 'request made by Fiddler itself', at })
  const asked = /^(\S{1,64}) (\S+) (HTTP\/\d(?:\.\d)?)$/.exec(sent?.start ?? '')
  const answered = /^(HTTP\/\d(?:\.\d)?) (\d{3})(?: (.*))?$/.exec(received?.start ?? '')
  const [, method = '', target = '', version = ''] = asked ?? []
  const url = urlOf(method, target, sent, told)
  const ends = endsOf(url, told)
  const isHttp = asked !== null && sent !== null && (parts.server.length === 0 || answered !== null)
  const { frames, unreadBytes } = socketFrames(parts.socket, at)
  if (!isHttp) {
    const pieces = [
      { direction: 0, at, bytes: parts.client } as const,
      { direction: 1, at, bytes: parts.server } as const,
      ...frames,
    ].filter(({ bytes }) => bytes.length > 0)
    return {
      entry: { kind: 'stream', at, ends, pieces, serverName: '', nameSource: 'host', isWebSocket: false },
      unreadBytes,
    }
  }
  const tunnelled = method.toUpperCase() === 'CONNECT' ? tunnel(url, ends, told, at) : null
  if (tunnelled !== null) return whole(tunnelled)
  const request = requestMessage({ method, target, version }, sent, url, at)
  const isAnswered = received !== null && answered !== null && (told.bits & bits.responseByFiddler) === 0
  const response = isAnswered ? responseMessage(received, answered, method, told, endOf(told, at)) : null
  if (frames.length === 0) {
    return {
      entry: {
        kind: 'exchange',
        at,
        ...untilOf(told),
        ends,
        request,
        response,
        messages: [],
        isBodyRecorded: true,
      },
      unreadBytes,
    }
  }
  // What the frames mean (masks, compression) depends on the handshake.
  const pieces = [
    { direction: 0, at, bytes: Buffer.concat([request.head, request.body]) } as const,
    ...(response === null ? [] : [{ direction: 1, at, bytes: response.head } as const]),
    ...frames,
  ]
  return {
    entry: { kind: 'stream', at, ends, pieces, serverName: '', nameSource: 'host', isWebSocket: false },
    unreadBytes,
  }
}

function writtenOf(bytes: Buffer): Written | 'too large' | null {
  if (bytes.length === 0) return null
  const found = bytes.indexOf('\r\n\r\n')
  const headEnd = found === -1 ? bytes.length : found
  if (headEnd > headBytesMax) return 'too large'
  // A value may go on in the next line (RFC 9112 section 5.2).
  const text = bytes.toString('latin1', 0, headEnd).replaceAll(/\r\n[ \t]+/g, ' ')
  const [start = '', ...lines] = text.split('\r\n')
  return {
    start,
    fields: lines.flatMap((line): Field[] => {
      const colon = line.indexOf(':', 1)
      if (line === '') return []
      return [colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()]]
    }),
    body: bytes.subarray(Math.min(bytes.length, headEnd + 4)),
  }
}

function valueOf({ fields }: Pick<Written, 'fields'>, name: string): string {
  return fields.find(([known]) => known.toLowerCase() === name)?.[1] ?? ''
}

/** Fiddler writes the whole address into the start line; archives of other programs may not. */
function urlOf(
  method: string,
  target: string,
  sent: Exclude<ReturnType<typeof writtenOf>, string>,
  told: Told,
): UrlParts {
  const isHttps = (told.bits & bits.isHttps) !== 0 || told.flags.has('x-https')
  const host = sent === null ? '' : valueOf(sent, 'host')
  const isConnect = method.toUpperCase() === 'CONNECT'
  const absolute = isConnect || target.startsWith('/') ? null : splitUrl(target)
  const scheme = isHttps || isConnect ? 'https' : 'http'
  return (
    absolute ??
    splitUrl(`${scheme}://${isConnect ? target : host}${isConnect ? '/' : target}`) ?? {
      scheme,
      hasCredentials: false,
      authority: '',
      host: '',
      port: 0,
      target: '/',
    }
  )
}

function requestMessage(
  line: { readonly method: string; readonly target: string; readonly version: string },
  sent: Written,
  url: UrlParts,
  at: Instant,
): RecordedMessage {
  const fields = [...sent.fields]
  if (valueOf(sent, 'host') === '' && url.authority !== '') fields.unshift(['Host', url.authority])
  const isWhole = url.hasCredentials || line.method.toUpperCase() === 'CONNECT'
  const target = isWhole ? line.target : url.target
  const request = { method: line.method, target }
  return recordedMessage(
    { request, version: line.version, status: 0, reason: '', fields },
    { ...contentOf(sent, 0), at },
  )
}

function responseMessage(
  received: Written,
  [, version = '', code = '', reason = '']: RegExpExecArray,
  method: string,
  told: Told,
  at: Instant,
): RecordedMessage {
  const status = Number(code)
  const mayHaveBody = method.toUpperCase() !== 'HEAD' && status >= 200 && !statusWithoutBody.includes(status)
  const transferred = Number((told.flags.get('x-responsebodytransferlength') ?? '').replaceAll(/\D/g, ''))
  const content = contentOf(received, mayHaveBody ? transferred : -1)
  return recordedMessage(
    { request: null, version, status, reason, fields: received.fields },
    { ...content, at },
  )
}

/** The body, with chunks put together. `stated`: its bytes on the wire in Fiddler's own words; -1 where none can be. */
function contentOf(written: Written, stated: number): Omit<Parameters<typeof recordedMessage>[1], 'at'> {
  const isChunked = /\bchunked\b/i.test(valueOf(written, 'transfer-encoding'))
  // Fiddler undoes chunks and codings where it is told to: a body need not be what its head says.
  const joined = isChunked ? unchunked(written.body) : null
  const length = lengthOf(valueOf(written, 'content-length'))
  const wire = stated === -1 ? 0 : Math.max(length, written.body.length === 0 ? stated : 0)
  const leftOut = Math.max(0, wire - written.body.length)
  return {
    body: joined?.bytes ?? written.body,
    trailer: joined?.trailer ?? [],
    isDecoded: false,
    isBodyLeftOut: leftOut > 0,
    bodyBytesLeftOut: leftOut,
  }
}

function lengthOf(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/**
 * A connection that was passed on. Of one that was opened, what went through it stands in sessions of its own; of one
 * with TLS the name is known. Null for others: there is the request for it only.
 */
function tunnel(url: UrlParts, ends: Ends, told: Told, at: Instant): ReadSession['entry'] | null {
  if ((told.bits & bits.isDecryptedTunnel) !== 0)
    return { kind: 'other', what: 'tunnel that Fiddler opened', at }
  if (url.host === '' || url.host.length > limits.source.nameBytesMax) return 'its tunnel leads nowhere'
  if (!tlsPorts.includes(url.port)) return null
  return passedOn(url.host, ends, at)
}

function endsOf(url: UrlParts, told: Told): Ends {
  const client = addressOf(told.flags.get('x-clientip') ?? '')
  const clientPort = portOf(told.flags.get('x-clientport'))
  const stated = addressOf(told.flags.get('x-hostip') ?? '')
  const serverAddress = stated === '' && parseAddress(url.host) !== null ? url.host : stated
  const isTls = url.scheme === 'https' || url.scheme === 'wss'
  return {
    transport: 'tcp',
    clientAddress: client,
    clientPort,
    serverAddress,
    serverPort: url.port,
    communityId: '',
    isOnWire: false,
    protection: isTls ? 'tls' : 'plaintext',
    connection: `${url.scheme} ${url.authority.toLowerCase()} ${serverAddress} ${client} ${clientPort}`.slice(
      0,
      limits.source.nameBytesMax,
    ),
  }
}

/** An address, also in brackets, with a port or zone behind it, or as a mapped one. */
function addressOf(text: string): string {
  const bare = text
    .trim()
    .replaceAll(/^\[|\](?::\d+)?$|%.*$/g, '')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  return parseAddress(bare) === null ? '' : bare
}

function toldOf(facts: Buffer): Told {
  const text = facts.toString('utf8', 0, Math.min(facts.length, factsBytesMax))
  const timersAt = text.indexOf('<SessionTimers ')
  const timersEnd = timersAt === -1 ? -1 : text.indexOf('>', timersAt)
  const timers = timersEnd === -1 ? '' : text.slice(timersAt, timersEnd)
  const flags = text.matchAll(/<SessionFlag\s+N="([^"]{1,256})"\s+V="([^"]{0,1024})"/g)
  return {
    timers: new Map(
      Array.from(timers.matchAll(/([A-Za-z]{1,64})\s*=\s*"([^"]{0,64})"/g), ([, name = '', value = '']) => [
        name,
        value,
      ]),
    ),
    flags: new Map(Array.from(flags, ([, name = '', value = '']) => [name.toLowerCase(), value])),
    bits: Number(/<Session\b[^>]{0,256}\bBitFlags="(\d{1,9})"/.exec(text)?.[1] ?? 0),
  }
}

/** In the order of their worth. */
const startTimers: readonly string[] = [
  'ClientBeginRequest',
  'ClientDoneRequest',
  'FiddlerBeginRequest',
  'ServerGotRequest',
  'ClientConnected',
]

function timeOf(told: Told, tally: EntryTally, previous: Instant | null): Instant {
  for (const name of startTimers) {
    const time = timerOf(told, name)
    if (time !== null) return tally.instantOf(time)
  }
  tally.anomalies.note(entryAnomalies.noTime, tally.number + 1)
  return previous ?? { sec: 0, nsec: 0 }
}

/** When the response was there. */
function endOf(told: Told, at: Instant): Instant {
  return (timerOf(told, 'ServerBeginResponse') ?? timerOf(told, 'ServerDoneResponse'))?.at ?? at
}

/** When all of it was there. */
function untilOf(told: Told): { until?: Instant } {
  const time = timerOf(told, 'ServerDoneResponse')
  return time === null ? {} : { until: time.at }
}

/** A timer that was never set is of the year 1. */
function timerOf(told: Told, name: string): ReturnType<typeof parseIsoTime> {
  const text = told.timers.get(name) ?? ''
  return text.startsWith('0001-') ? null : parseIsoTime(text)
}
