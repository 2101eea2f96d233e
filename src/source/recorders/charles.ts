/**
 * Reads sessions of Charles that were exported as JSON (`.chlsj`): a list of transactions, which say what a HAR entry says
 * under other names. Connections that it only passed on are among them, as `CONNECT`.
 */
import { parseAddress } from '../../core/address.ts'
import { countOf, portOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { tlsPorts } from '../../core/ports.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { Ends, ExchangeEntry, HelloEntry } from '../entry.ts'
import { harEntry } from '../har/har-entry.ts'
import type { OtherEntry } from '../har/har-entry.ts'
import { pairsOf, writtenOf } from '../har/har-values.ts'
import type { RecordForm } from '../har/har.ts'
import { passedOn } from './passed-on.ts'

/** Of a session of Charles. */
export const charlesSession: RecordForm = {
  format: 'charles',
  place: { log: null, entries: null },
  read: charlesTransaction,
}

type Read = ExchangeEntry | HelloEntry | OtherEntry | string

function charlesTransaction(transaction: JsonRecord, tally: EntryTally, previous: Instant | null): Read {
  if (textOf(transaction['host']) === '') return 'it names no host'
  for (const side of ['request', 'response']) {
    if ((transaction[side] ?? null) !== null && recordOf(transaction[side]) === null)
      return `its ${side} is no record`
  }
  for (const member of ['path', 'query']) {
    if ((transaction[member] ?? null) !== null && typeof transaction[member] !== 'string')
      tally.anomalies.note(entryAnomalies.oddShape, tally.number + 1, member)
  }
  const isRefused = refusal.test(textOf(transaction['errorMessage']))
  if (isRefused) tally.anomalies.note(entryAnomalies.refused, tally.number + 1)
  const read = harEntry(harRecordOf(transaction), tally, previous)
  if (typeof read === 'string' || read.kind === 'other') return read
  const ends = endsOf(transaction, read.ends)
  if (isTunnel(transaction)) return tunnelled(transaction, { ...read, ends }, isRefused)
  if (transaction['webSocket'] !== true) return { ...read, ends }
  // Its messages are in no list that is known: what passed was not recorded.
  return { ...read, ends, request: { ...read.request, isBodyLeftOut: true } }
}

/** How Charles says that an app would not speak through it. */
const refusal = /\b(?:SSL|TLS)\b.{1,64}\bclient\b|certificate_unknown|unknown_ca/i

function isTunnel(transaction: JsonRecord): boolean {
  return transaction['tunnel'] === true || textOf(transaction['method']) === 'CONNECT'
}

/** A connection that was passed on as it was: of one with TLS the name is known, and nothing else. */
function tunnelled(transaction: JsonRecord, read: ExchangeEntry, isRefused: boolean): Read {
  const host = textOf(transaction['host'])
  const isTls =
    isRefused ||
    textOf(recordOf(transaction['ssl'])?.['protocol']) !== '' ||
    tlsPorts.includes(read.ends.serverPort)
  if (!isTls || host.length > limits.source.nameBytesMax) return read
  return passedOn(host, read.ends, read.at)
}

/** The phone is the client of the proxy; `host/address`, as Java writes an address. */
function endsOf(transaction: JsonRecord, ends: Ends): Ends {
  const client = addressOf(transaction['clientAddress'])
  const clientPort = portOf(transaction['clientPort'])
  return {
    ...ends,
    clientAddress: client,
    clientPort,
    connection: `${ends.connection} ${client} ${clientPort}`,
  }
}

function addressOf(value: unknown): string {
  const text = shortTextOf(value)
  const address = text.slice(text.lastIndexOf('/') + 1)
  return parseAddress(address) === null ? '' : address
}

/** The transaction in the members of a HAR entry. */
function harRecordOf(transaction: JsonRecord): JsonRecord {
  const request = recordOf(transaction['request']) ?? {}
  const times = recordOf(transaction['times'])
  const time = ['start', 'requestBegin', 'requestComplete'].map((name) => times?.[name]).find(isTime)
  return {
    startedDateTime: time,
    time: recordOf(transaction['durations'])?.['total'],
    serverIPAddress: addressOf(transaction['remoteAddress']),
    request: {
      method: transaction['method'],
      url: urlOf(transaction),
      httpVersion: transaction['protocolVersion'],
      headers: headersOf(request),
      // As text it is in the URL.
      queryString: typeof transaction['query'] === 'string' ? undefined : pairsOf(transaction['query']),
      bodySize: bodySizeOf(request),
      postData: contentOf(request),
    },
    ...responseOf(transaction),
  }
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function urlOf(transaction: JsonRecord): string {
  const text = (name: string): string => textOf(transaction[name])
  const scheme = isTunnel(transaction) ? 'http' : text('scheme') || 'http'
  const host = text('host')
  const port = portOf(transaction['port']) || portOf(transaction['actualPort'])
  const isUsual = port === 0 || port === (scheme === 'https' || scheme === 'wss' ? 443 : 80)
  const path = writtenOf(transaction['path'])
  return [
    `${scheme}://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}`,
    isUsual ? '' : `:${port}`,
    path === '' || path.startsWith('/') ? path || '/' : `/${path}`,
    text('query') === '' ? '' : `?${text('query')}`,
  ].join('')
}

function responseOf(transaction: JsonRecord): JsonRecord {
  const response = recordOf(transaction['response'])
  if (response === null) return {}
  return {
    response: {
      status: response['status'],
      statusText: /^HTTP\/\S+ \d{3} (.*)$/.exec(
        shortTextOf(recordOf(response['header'])?.['firstLine']),
      )?.[1],
      headers: headersOf(response),
      bodySize: bodySizeOf(response),
      content: contentOf(response) ?? {},
    },
  }
}

/** The fields, which stand in a record behind the first line; where there is no such record, what stands in its place. */
function headersOf(message: JsonRecord): unknown {
  const header = recordOf(message['header'])
  return header === null ? message['header'] : header['headers']
}

/** Bytes of the body on the wire. */
function bodySizeOf(message: JsonRecord): number {
  return countOf(recordOf(message['sizes'])?.['body'])
}

/** A body as text, or as `encoded` in base64 where it is none; undefined where there is none. */
function contentOf(message: JsonRecord): JsonRecord | undefined {
  const body = message['body']
  if (typeof body === 'string') return { text: body, mimeType: mimeTypeOf(message) }
  const record = recordOf(body)
  if (record === null)
    return body === undefined || body === null ? undefined : { text: body, mimeType: mimeTypeOf(message) }
  const encoded = textOf(record['encoded'])
  if (encoded === '') return { text: record['text'], mimeType: mimeTypeOf(message) }
  return { text: encoded, encoding: textOf(record['encoding']) || 'base64', mimeType: mimeTypeOf(message) }
}

function mimeTypeOf(message: JsonRecord): string {
  return shortTextOf(message['mimeType'])
}
