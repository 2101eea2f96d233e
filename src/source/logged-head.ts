import type { Instant } from '../core/time.ts'
import type { RecordedMessage } from './entry.ts'
import { bytesOf, recordedMessage } from './recorded-message.ts'

/** What a log of network traffic keeps of an HTTP exchange: some of its heads, and how long its bodies were. */
export interface LoggedExchange {
  readonly at: Instant
  readonly method: string
  readonly target: string
  readonly version: string
  /** Fields of the request and the response that were kept; values that are '' were not. */
  readonly requestFields: readonly (readonly [name: string, value: string])[]
  readonly responseFields: readonly (readonly [name: string, value: string])[]
  /** 0 where no response was logged. */
  readonly status: number
  readonly reason: string
  readonly requestBodyBytes: number
  readonly responseBodyBytes: number
}

/** Both heads as far as they were logged; bodies count as left out. */
export function loggedHeads(logged: LoggedExchange): {
  request: RecordedMessage
  response: RecordedMessage | null
} {
  const version = /^\d/.test(logged.version) ? `HTTP/${logged.version}` : logged.version || 'HTTP/1.1'
  const kept = (fields: LoggedExchange['requestFields']): [string, string][] =>
    fields.filter(([, value]) => value !== '').map(([name, value]) => [bytesOf(name), bytesOf(value)])
  const content = (bytes: number): Parameters<typeof recordedMessage>[1] => ({
    body: Buffer.alloc(0),
    at: logged.at,
    isDecoded: true,
    isBodyLeftOut: bytes > 0,
    bodyBytesLeftOut: bytes,
  })
  const request = recordedMessage(
    {
      request: { method: bytesOf(logged.method) || 'GET', target: bytesOf(logged.target) || '/' },
      version,
      status: 0,
      reason: '',
      fields: kept(logged.requestFields),
    },
    content(logged.requestBodyBytes),
  )
  if (logged.status < 100 || logged.status > 999) return { request, response: null }
  const head = { request: null, version, status: logged.status, reason: bytesOf(logged.reason) }
  const fields = kept(logged.responseFields)
  return { request, response: recordedMessage({ ...head, fields }, content(logged.responseBodyBytes)) }
}
