import { AnomalyLog } from '../../src/core/anomaly.ts'
import { MessageLayer } from '../../src/message/message-layer.ts'
import type { Message, MessageSink } from '../../src/message/types.ts'
import { ConnectionBook } from '../../src/pipeline/entries/connection-book.ts'
import { EntryFeeder } from '../../src/pipeline/entries/entry-feeder.ts'
import { RecipientBook } from '../../src/pipeline/recipients/recipient-book.ts'
import type { Ends, ExchangeEntry } from '../../src/source/entry.ts'
import { recordedMessage } from '../../src/source/recorders/recorded-message.ts'
import type { Flow } from '../../src/stream/types.ts'

/** A feeder of entries, and what it handed on. */
export interface Fed {
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
export function feed(shared: ConnectionBook | null = null): Fed {
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

/** When all of it was. */
export const at = { sec: 1_772_610_000, nsec: 0 }
/** Ends of a connection over TLS, which entries name so. */
export const ends = (connection: string): Ends => ({
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

/** A request and its answer with the same body, and a message of a WebSocket behind them. */
export function exchange(body: Buffer, type: string, field = '', leftOut = 0): ExchangeEntry {
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

/** All bytes of an exchange, or those of its request. */
export function bytesOf(
  { request, response, messages }: ExchangeEntry,
  part: 'all' | 'request' = 'all',
): number {
  const of = (message: ExchangeEntry['response']): number =>
    message === null ? 0 : message.head.length + message.body.length + message.trailer.length
  if (part === 'request') return of(request)
  return of(request) + of(response) + messages.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
