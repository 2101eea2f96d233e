/**
 * Reads NetLogs of Chrome and what is built of it (`chrome://net-export`, `--log-net-log`): the events of its network stack.
 * Of them the heads of requests and answers over HTTP/1, HTTP/2 and HTTP/3 are read; numbers in the file's own `constants` say
 * which events are which. Bodies are in no event, but in the bytes of sockets, where the log was made with these.
 */
import { countOf, listOf, numberOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { EntryCounts } from '../entry.ts'
import { harEntry } from '../har/har-entry.ts'
import type { OtherEntry } from '../har/har-entry.ts'
import type { Joined, RecordForm } from '../har/har.ts'
import { NetLogSockets } from './netlog-sockets.ts'

/** How a NetLog begins. */
export const netLogMember = 'constants'

/**
 * The member of `constants` by which a slice is known. A request stands in one only where it was told: that others showed less
 * of their connections is not in it.
 */
export const sliceMember = '_varde'

/** Events by their names in `constants.logEventTypes`: what each tells of a request. */
const roles = {
  URL_REQUEST_START_JOB: 'start',
  HTTP_TRANSACTION_SEND_REQUEST_HEADERS: 'HTTP/1.1',
  HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS: 'HTTP/2.0',
  HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS: 'HTTP/3',
  HTTP_TRANSACTION_READ_RESPONSE_HEADERS: 'answer',
  // What a proxy is asked, so that it opens a way to the server.
  HTTP_TRANSACTION_SEND_TUNNEL_HEADERS: 'tunnel',
  HTTP_TRANSACTION_READ_TUNNEL_RESPONSE_HEADERS: 'answer',
} as const
type Role = (typeof roles)[keyof typeof roles]

/** A request whose head was not sent yet, or not answered. */
interface Open {
  readonly url: string
  readonly method: string
  /** The events that tell of it. */
  readonly events: readonly Buffer[]
  /** Null until its head was sent. */
  readonly sent: { readonly atMs: number; readonly version: string; readonly fields: readonly Field[] } | null
}

interface Field {
  readonly name: string
  readonly value: string
}

/** The reader of one file. */
export function netLog(): RecordForm {
  const reading = new NetLogReading()
  return {
    format: 'netlog',
    place: { log: null, entries: 'events' },
    member: (name, value, counts) => reading.member(name, value, counts),
    read: (event, tally, _, json) => reading.event(event, tally, json),
    rest: (tally) => reading.rest(tally),
    refusal: () => reading.refusal,
  }
}

class NetLogReading {
  refusal = 'it names no types of events'
  /** Of the numbers that the file gives to types of events. */
  private readonly roles = new Map<number, Role>()
  /** Added to the times of events, in milliseconds; null where the file does not say it. */
  private offsetMs: number | null = null
  private hasSaidEpoch = false
  private isSlice = false
  /** Requests by the number of their source, the oldest first. */
  private readonly open = new Map<number, Open>()
  private heldBytes = 0
  private readonly sockets = new NetLogSockets()

  member(name: string, value: unknown, counts: EntryCounts): void {
    const constants = recordOf(value)
    if (name !== netLogMember || constants === null) return
    const types = recordOf(constants['logEventTypes'])
    if (types !== null) this.refusal = ''
    this.sockets.names(types)
    for (const [type, role] of Object.entries(roles)) {
      const number = numberOf(types?.[type])
      if (number !== null) this.roles.set(number, role)
    }
    this.isSlice = recordOf(constants[sliceMember]) !== null
    this.offsetMs = millisecondsOf(constants['timeTickOffset'])
    const client = recordOf(constants['clientInfo'])
    const program = ['name', 'version', 'os_type'].map((key) => shortTextOf(client?.[key]))
    counts.application = program.filter((word) => word !== '').join(' ') || null
  }

  event(event: JsonRecord, tally: EntryTally, json: Buffer): readonly Joined[] {
    const params = recordOf(event['params'])
    const role = this.roles.get(countOf(event['type']))
    const source = numberOf(recordOf(event['source'])?.['id'])
    if (source === null) return []
    this.sayEpoch(tally)
    const atMs = (this.offsetMs ?? 0) + (millisecondsOf(event['time']) ?? 0)
    const shown = this.sockets.event(event, source, instantOf(atMs), json)
    if (shown !== null) return shown
    if (params === null) return []
    if (role === undefined) return shownBytes(params, atMs)
    const known = this.open.get(source)
    if (role === 'start') {
      // The end of the event, or another request of the same source: a redirect.
      const url = textOf(params['url'])
      if (url === '') return []
      const method = textOf(params['method'])
      return this.begin(source, { url, method, events: [Buffer.from(json)], sent: null }, tally)
    }
    if (role === 'answer') {
      if (known === undefined || known.sent === null || isInformational(params)) return []
      this.forget(source)
      return this.tell({ ...known, events: [...known.events, json] }, answerOf(params), atMs, tally)
    }
    const fields = fieldsOf(params['headers'])
    const [, line = '', target = ''] = /^([A-Z]+) (\S*)/.exec(textOf(params['line'])) ?? []
    const url = role === 'tunnel' ? tunnelUrl(target, fields) : (known?.url ?? urlOf(fields))
    const method = role === 'tunnel' ? 'CONNECT' : line || valueOf(fields, ':method') || (known?.method ?? '')
    // Sent again, over another connection: the first time it was not answered.
    const isAgain = known !== undefined && known.sent !== null
    const events = [...(known?.events.slice(0, 1) ?? []), Buffer.from(json)]
    const version = role === 'tunnel' ? roles.HTTP_TRANSACTION_SEND_REQUEST_HEADERS : role
    const next: Open = { url, method, events, sent: { atMs, version, fields } }
    if (!isAgain) this.forget(source)
    return this.begin(source, next, tally)
  }

  /** Once: without it every time of the log is of the year 1970. */
  private sayEpoch(tally: EntryTally): void {
    if (this.offsetMs !== null || this.hasSaidEpoch) return
    this.hasSaidEpoch = true
    tally.anomalies.note(entryAnomalies.noEpoch, tally.number + 1)
  }

  /** Requests that were never answered. */
  rest(tally: EntryTally): readonly Joined[] {
    const left = [...this.open.values()].flatMap((one) => this.tell(one, null, 0, tally))
    this.open.clear()
    return [...left, ...this.sockets.rest()]
  }

  /** Holds a request; others that are given up for it are told as such without an answer. */
  private begin(source: number, next: Open, tally: EntryTally): readonly Joined[] {
    const before = this.open.get(source)
    const told = before === undefined ? [] : this.tell(before, null, 0, tally)
    this.forget(source)
    this.open.set(source, next)
    this.heldBytes += bytesOf(next)
    for (const [oldest, one] of this.open) {
      if (
        this.open.size <= limits.source.connectionsMax &&
        this.heldBytes <= limits.source.netlogHeldBytesMax
      )
        break
      this.forget(oldest)
      told.push(...this.tell(one, null, 0, tally))
    }
    return told
  }

  /** The entry of a request; where the bytes of its connection are shown, these tell all of it. */
  private tell(one: Open, response: JsonRecord | null, answeredMs: number, tally: EntryTally): Joined[] {
    const isShown =
      !this.isSlice && this.sockets.showsAll && one.sent !== null && one.sent.version !== 'HTTP/3'
    if (!isShown) return joined(one, response, answeredMs, tally)
    const at = instantOf(one.sent?.atMs ?? 0)
    return [{ kind: 'other', what: 'request that the bytes of a socket show', at }]
  }

  private forget(source: number): void {
    const known = this.open.get(source)
    if (known !== undefined) this.heldBytes -= bytesOf(known)
    this.open.delete(source)
  }
}

function bytesOf({ events }: Open): number {
  return events.reduce((sum, { length }) => sum + length, 0)
}

/** Chrome writes times as texts of whole milliseconds, and wrote them as numbers. */
function millisecondsOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : numberOf(value)
  return number !== null && number >= 0 && number < 1e15 ? number : null
}

/** Messages of handshakes are in events of their own, too. */
function shownBytes(params: JsonRecord, atMs: number): OtherEntry[] {
  if (typeof params['bytes'] !== 'string' || params['bytes'] === '') return []
  return [{ kind: 'other', what: 'message of a handshake', at: instantOf(atMs) }]
}

/** How Chrome marks a text that is not ASCII: its bytes above 127, and each `%`, are written as `%XX`. */
const escapedMark = '%ESCAPED:\u200b '

/** A text as it was sent; bytes that are no UTF-8 are one character each. */
function plainText(value: unknown): string {
  const text = textOf(value)
  if (!text.startsWith(escapedMark)) return text
  const sent = text
    .slice(escapedMark.length)
    .replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  const utf8 = Buffer.from(sent, 'latin1').toString('utf8')
  return utf8.includes('\ufffd') ? sent : utf8
}

/** `Name: value` in a list, or members of a record. */
function fieldsOf(headers: unknown): Field[] {
  const record = recordOf(headers)
  if (record !== null)
    return Object.entries(record).map(([name, value]) => ({ name, value: plainText(value) }))
  return listOf(headers).flatMap((one) => {
    const found = /^(:?[^:]+): ?([^]*)$/.exec(plainText(one))
    return found === null ? [] : [{ name: found[1] ?? '', value: found[2] ?? '' }]
  })
}

function valueOf(fields: readonly Field[], name: string): string {
  return fields.find((field) => field.name === name)?.value ?? ''
}

/** Of a request whose start lies before the log: HTTP/2 and HTTP/3 say all of it in fields. */
function urlOf(fields: readonly Field[]): string {
  const [scheme, authority] = [valueOf(fields, ':scheme'), valueOf(fields, ':authority')]
  return scheme === '' || authority === '' ? '' : `${scheme}://${authority}${valueOf(fields, ':path')}`
}

/** The host that a proxy is asked to reach, in the start line or, over HTTP/2, in a field. */
function tunnelUrl(target: string, fields: readonly Field[]): string {
  const authority = target || valueOf(fields, ':authority') || valueOf(fields, 'Host')
  return authority === '' ? '' : `http://${authority}/`
}

/** An answer that others follow (RFC 9110 section 15.2), but for the one by which a WebSocket begins. */
function isInformational(params: JsonRecord): boolean {
  const { status } = answerOf(params)
  return typeof status === 'number' && status >= 100 && status < 200 && status !== 101
}

/** A response in the members of HAR: the first of the fields is the status line. */
function answerOf(params: JsonRecord): JsonRecord {
  const [line, ...fields] = listOf(params['headers']).map(plainText)
  const found = /^HTTP\/\S+ (\d{3}) ?([^]*)$/.exec(line ?? '')
  return {
    status: numberOf(found?.[1]) ?? 0,
    statusText: found?.[2] ?? '',
    headers: fieldsOf(fields),
    content: {},
  }
}

/** The entry of a request; none where its head was never sent. */
function joined(
  { url, method, events, sent }: Open,
  response: JsonRecord | null,
  answeredMs: number,
  tally: EntryTally,
): Joined[] {
  if (sent === null) return []
  const startedDateTime = timeText(sent.atMs)
  const answered = listOf(response?.['headers']).map((field) => textOf(recordOf(field)?.['value']))
  for (const values of [sent.fields.map(({ value }) => value), answered])
    if (values.some((value) => strippedValue.test(value)))
      tally.anomalies.note(entryAnomalies.stripped, tally.number + 1)
  const read = harEntry(
    {
      startedDateTime,
      time: Math.max(0, answeredMs - sent.atMs),
      request: { method, url, httpVersion: sent.version, headers: sent.fields },
      ...(response === null ? {} : { response }),
    },
    tally,
    null,
  )
  if (typeof read === 'string')
    return [{ kind: 'other', what: 'request of unknown address', at: instantOf(sent.atMs) }]
  if (read.kind === 'other') return [read]
  const whole = events.flatMap((bytes, index) => (index === 0 ? [bytes] : [separator, bytes]))
  return [{ kind: 'joined', entry: { ...read, isBodyRecorded: false }, bytes: Buffer.concat(whole) }]
}

const separator = Buffer.from(',\n')

/** What Chrome writes in the place of cookies and credentials, or behind the name of their scheme, unless it is told to export them. */
const strippedValue = /(?:^| )\[\d+ bytes were stripped\]$/

function timeText(ms: number): string {
  return new Date(ms).toISOString()
}

function instantOf(ms: number): Instant {
  return { sec: Math.floor(ms / 1000), nsec: (ms % 1000) * 1e6 }
}
