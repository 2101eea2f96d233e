import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { MessageLayer } from '../../message/message-layer.ts'
import { countedBytes } from '../../message/message-counts.ts'
import type { Message, MessageSink } from '../../message/types.ts'
import { contactEntry } from '../../source/logs/contact-entry.ts'
import type { DnsEntry, Ends, ExchangeEntry, FlowEntry } from '../../source/entry.ts'
import { recordedMessage } from '../../source/recorders/recorded-message.ts'
import type { Flow } from '../../stream/types.ts'
import { ConnectionBook } from './connection-book.ts'
import { EntryFeeder } from './entry-feeder.ts'
import { RecipientBook } from '../recipients/recipient-book.ts'

interface Fed {
  readonly feeder: EntryFeeder
  readonly book: ConnectionBook
  readonly recipients: RecipientBook
  readonly messages: MessageLayer
  readonly codes: () => Record<string, number>
  readonly seen: {
    readonly part: string
    readonly head: number
    readonly body: number
    readonly reason: string
    readonly leftOut: number
    readonly bodyAt: number | undefined
  }[]
  readonly ended: Flow[]
  readonly recognised: string[]
}

/** `shared`: the book of another file of the same run. */
function feed(shared: ConnectionBook | null = null): Fed {
  const anomalies = new AnomalyLog()
  const seen: Fed['seen'] = []
  const ended: Flow[] = []
  const recognised: string[] = []
  const note = (part: string, message: Message): void => {
    const { head, body, incompleteReason, bodyBytesLeftOut } = message
    const [span] = body.runs.spans(0, 1)
    const sizes = {
      head: head.length,
      body: body.length,
      reason: incompleteReason,
      leftOut: bodyBytesLeftOut,
    }
    seen.push({ part, ...sizes, bodyAt: span?.start })
  }
  const sink: MessageSink = {
    request: (_exchange, message) => note('request', message),
    response: (_exchange, message) => note('response', message),
    closed: () => undefined,
    flowEnded: (flow) => ended.push(flow),
    recognised: (_flow, protocol) => recognised.push(protocol),
    serverName: () => undefined,
    clientHello: () => undefined,
    dns: () => undefined,
    localName: () => undefined,
  }
  const messages = new MessageLayer(sink, anomalies)
  const witness = { contact: () => undefined, settle: () => undefined }
  const book = shared ?? new ConnectionBook(anomalies)
  const recipients = new RecipientBook(anomalies)
  const feeder = new EntryFeeder(sink, messages, anomalies, witness, recipients, book)
  const codes = (): Record<string, number> =>
    Object.fromEntries([...anomalies.tallies].map(([code, { count }]) => [code, count]))
  return { feeder, book, recipients, messages, codes, seen, ended, recognised }
}

const at = { sec: 1_772_610_000, nsec: 0 }
const ends = (connection: string): Ends => ({
  transport: 'tcp',
  clientAddress: '192.0.2.1',
  clientPort: 5000,
  serverAddress: '198.51.100.1',
  serverPort: 443,
  communityId: '',
  isOnWire: true,
  protection: 'tls',
  connection,
})

function exchange(body: Buffer, type: string, field = '', leftOut = 0): ExchangeEntry {
  const fields = [
    ['Host', 'a.example'],
    ['Content-Type', type],
    ['X', field],
  ] as const
  const content = { body, at, isDecoded: true, isBodyLeftOut: leftOut > 0, bodyBytesLeftOut: leftOut }
  const base = { version: 'HTTP/1.1', reason: '', fields }
  return {
    kind: 'exchange',
    at,
    ends: ends('one'),
    request: recordedMessage({ ...base, request: { method: 'POST', target: '/' }, status: 0 }, content),
    response: recordedMessage({ ...base, request: null, status: 200 }, content),
    messages: [{ direction: 0, at, bytes: Buffer.from('frame') }],
    isBodyRecorded: true,
  }
}

function bytesOf({ request, response, messages }: ExchangeEntry, part: 'all' | 'request' = 'all'): number {
  const of = (message: ExchangeEntry['response']): number =>
    message === null ? 0 : message.head.length + message.body.length + message.trailer.length
  if (part === 'request') return of(request)
  return of(request) + of(response) + messages.reduce((sum, { bytes }) => sum + bytes.length, 0)
}

test('parts stand one behind the other, and every byte is counted', () => {
  const { feeder, messages, seen } = feed()
  const entry = exchange(Buffer.from('{"a":1}'), 'application/json', '', 30)
  feeder.entry(entry, 4)
  const { request, response } = entry
  const requestBytes = request.head.length + request.body.length
  const responseHead = response?.head.length ?? 0
  expect(seen).toMatchObject([
    { part: 'request', body: 7, bodyAt: request.head.length, reason: 'gap', leftOut: 30 },
    { part: 'response', body: 7, bodyAt: requestBytes + responseHead },
    { part: 'request', head: 0, body: 5, bodyAt: requestBytes + responseHead + 7 },
  ])
  expect(countedBytes(messages.counts)).toBe(bytesOf(entry))
  expect(feeder.counts).toMatchObject({ bodiesLeftOut: 2, bodyBytesLeftOut: 60, tcpFlows: 1 })
})

test('heads and bodies beyond the limits are read up to there, media of answers is counted, and it is said', () => {
  const { feeder, messages, seen, codes } = feed()
  const { bodyBytesMax } = limits.message
  const headBytesMax = limits.source.entryHeadBytesMax
  const long = exchange(
    Buffer.alloc(limits.message.bodyBytesMax + 100),
    'text/plain',
    'x'.repeat(headBytesMax),
  )
  feeder.entry(long, 1)
  expect(seen.slice(0, 3)).toMatchObject([
    { part: 'request', head: headBytesMax, body: bodyBytesMax, reason: 'limit' },
    { part: 'request', head: 0, body: 100, bodyAt: bytesOf(long, 'request') - 100 },
    { part: 'response', head: headBytesMax, body: bodyBytesMax, reason: 'limit' },
  ])
  expect(codes()).toEqual({
    'message.http.head_too_long': 2,
    'message.http.body_in_pieces': 1,
    'message.http.body_too_long': 1,
  })
  expect(countedBytes(messages.counts)).toBe(bytesOf(long))
  expect(messages.counts.limitBytes).toBe(bytesOf(long) - 2 * (headBytesMax + bodyBytesMax) - 'frame'.length)
  const image = exchange(Buffer.alloc(50), 'image/png')
  feeder.entry(image, 2)
  expect(seen.slice(-3, -1)).toMatchObject([
    { part: 'request', body: 50 },
    { part: 'response', body: 0, reason: 'media', leftOut: 50 },
  ])
  expect(messages.counts.mediaBytes).toBe(50)
  expect(countedBytes(messages.counts)).toBe(bytesOf(long) + bytesOf(image))
})

test('a connection is one flow, and no more are held than the limit', () => {
  const { feeder, ended } = feed()
  const conversation = (name: string): FlowEntry => ({
    kind: 'flow',
    at,
    ends: ends(name),
    protocol: 'ssl',
    bytesToServer: 10,
    bytesToClient: 20,
  })
  for (let index = 0; index < limits.source.connectionsMax + 10; index++)
    feeder.entry(conversation(`c${index}`), index + 1)
  expect(ended.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => index))
  feeder.entry(conversation('c20'), 1)
  feeder.end()
  expect(ended).toHaveLength(limits.source.connectionsMax + 10)
  expect(feeder.counts.tcpFlows).toBe(limits.source.connectionsMax + 10)
  expect(ended[0]).toMatchObject({ bytesToServer: 10, bytesToClient: 20, protection: 'tls' })
})

test('all files of a run hold no more connections than the limit, and what is ended early is said', () => {
  const { book, codes, feeder } = feed()
  const second = feed(book).feeder
  const conversation = (name: string): FlowEntry => ({
    kind: 'flow',
    at,
    ends: ends(name),
    protocol: 'ssl',
    bytesToServer: 10,
    bytesToClient: 20,
  })
  const early = (): number => codes()['source.entry.connections_ended'] ?? 0
  const { connectionsMax, furtherConnectionsMin } = limits.source
  for (let index = 0; index < connectionsMax; index++) feeder.entry(conversation(`c${index}`), index + 1)
  for (let index = 0; index < furtherConnectionsMin; index++)
    second.entry(conversation(`d${index}`), index + 1)
  expect([early(), book.open]).toEqual([0, connectionsMax + furtherConnectionsMin])
  // Nothing names its server yet.
  second.entry(conversation('e'), 1)
  expect([early(), book.open]).toEqual([1, connectionsMax + furtherConnectionsMin])
  // What has a name is missed only where more is told of it.
  book.sawName('d1', 'a.example', 'sni')
  second.entry(conversation('f'), 1)
  expect(early()).toBe(1)
  book.sawName('d2', 'b.example', 'sni')
  second.entry(conversation('d1'), 1)
  expect(early()).toBe(2)
  feeder.end()
  second.end()
  expect(book.open).toBe(0)
})

test('a connection that was ended before its sizes came is counted once, and its sizes are added', () => {
  const { book, feeder, ended } = feed()
  const hello = { transport: 'tls', version: '', alpn: [], serverName: 'a.example' } as const
  feeder.entry({ kind: 'hello', at, ends: ends('c'), ...hello }, 1)
  feeder.end()
  expect(ended).toHaveLength(1)
  book.sawName('c', 'a.example', 'sni')
  const second = feed(book)
  const sizes = { protocol: 'ssl', bytesToServer: 10, bytesToClient: 20 }
  second.feeder.entry({ kind: 'flow', at, ends: ends('c'), ...sizes }, 1)
  second.feeder.end()
  expect(second.ended).toEqual([])
  expect(second.recipients.named('a.example', 'sni')).toMatchObject({
    flows: 0,
    bytesToServer: 10,
    bytesToClient: 20,
  })
})

test('what a log says a connection spoke is told, where it is a protocol of ours', () => {
  const { feeder, recognised } = feed()
  for (const [index, protocol] of ['SSL', 'http', 'gssapi', ''].entries())
    feeder.entry(
      { kind: 'flow', at, ends: ends(`p${index}`), protocol, bytesToServer: 1, bytesToClient: 1 },
      index + 1,
    )
  feeder.end()
  expect(recognised).toEqual(['tls', 'http'])
})

test('a question that stands behind its answer, as where the newest record comes first, is told once', () => {
  const { feeder, seen } = feed()
  const question = { name: 'id.a.example', type: 1 }
  const later = { sec: at.sec + 1, nsec: 0 }
  const asked: DnsEntry = { kind: 'dns', at, ends: ends('d'), id: 1, questions: [question], answer: null }
  const told: DnsEntry = { ...asked, at: later, answer: { rcode: 0, records: [] }, isAnswerOnly: true }
  feeder.entry(told, 1)
  feeder.entry(asked, 2)
  expect(seen).toHaveLength(1)
  // The same question again, and then one that was asked once more when it had been answered.
  feeder.entry(asked, 3)
  feeder.entry(told, 4)
  feeder.entry({ ...asked, at: { sec: later.sec + 1, nsec: 0 } }, 5)
  expect(seen).toHaveLength(3)
})

test('names of questions, handshakes and contacts are handed on, and are in no sum of bytes', () => {
  const { feeder, messages, seen } = feed()
  const question = { name: 'id.a.example', type: 1 }
  const other = { name: 'b.example', type: 1 }
  const dns: DnsEntry = {
    kind: 'dns',
    at,
    ends: ends('d'),
    id: 1,
    questions: [question, other],
    answer: null,
  }
  feeder.entry(dns, 1)
  // The answer alone, told apart: the name was searched with the question.
  feeder.entry({ ...dns, answer: { rcode: 0, records: [] }, isAnswerOnly: true }, 2)
  feeder.entry(
    { kind: 'hello', at, ends: ends('h'), serverName: 'c.example', transport: 'tls', version: '', alpn: [] },
    3,
  )
  const contact = contactEntry({ at, app: 'x', host: 'D.example' })
  expect(typeof contact).not.toBe('string')
  if (typeof contact !== 'string') feeder.entry(contact, 4)
  const pieces = [{ direction: 0, at, bytes: Buffer.from('12345') }] as const
  const stream = { kind: 'stream', at, ends: ends('s'), pieces, isWebSocket: false } as const
  feeder.entry({ ...stream, serverName: 'e.example', nameSource: 'sni' }, 5)
  const names = seen.filter(({ head }) => head === 0)
  expect(names.slice(0, 5)).toMatchObject([
    { part: 'request', body: 12, bodyAt: 0 },
    { part: 'request', body: 9, bodyAt: 12 },
    { part: 'request', body: 9, bodyAt: 0 },
    { part: 'request', body: 9, bodyAt: 0 },
    // Behind the bytes of the connection.
    { part: 'request', body: 9, bodyAt: 5 },
  ])
  expect(countedBytes(messages.counts)).toBe(5)
})

test.each<[string, Partial<Ends>, string]>([
  // Computed apart, by the specification.
  ['both ends on the wire', {}, '1:gGrne+flJNShMDR0RRwgKq24Jhw='],
  ['the ID that the file has', { communityId: '1:of the file' }, '1:of the file'],
  ['ends of the phone and of a proxy', { isOnWire: false }, ''],
  ['a port that the file does not say', { clientPort: 0 }, ''],
  ['an end without an address', { clientAddress: '' }, ''],
])('Community ID: %s', (_, some, wanted) => {
  const { feeder, ended } = feed()
  feeder.entry({ ...exchange(Buffer.from('a'), 'text/plain'), ends: { ...ends('one'), ...some } }, 1)
  feeder.end()
  expect(ended.map(({ communityId }) => communityId)).toEqual([wanted])
})
