import type { Instant } from '../../core/time.ts'
import type { RecordedMessage } from '../entry.ts'
import { bytesOf, recordedMessage } from '../recorders/recorded-message.ts'
import { surrogateBytes } from '../recorders/recorded-text.ts'

/**
 * What a log of network traffic keeps of an exchange: some of its heads, seldom a body, and how long its bodies were. Messages
 * of other protocols than HTTP are laid out like its requests: a method, what it is about, named values.
 */
export interface LoggedExchange {
  readonly at: Instant
  readonly method: string
  readonly target: string
  /** A number is one of HTTP. */
  readonly version: string
  /** Fields of the request and the response that were kept; values that are '' were not. */
  readonly requestFields: readonly (readonly [name: string, value: string])[]
  readonly responseFields: readonly (readonly [name: string, value: string])[]
  /** 0 where no response was logged. */
  readonly status: number
  readonly reason: string
  /** As far as they were logged: '' where they were not. */
  readonly requestBody?: string | Buffer
  readonly responseBody?: string | Buffer
  /** How long the bodies were. */
  readonly requestBodyBytes: number
  readonly responseBodyBytes: number
}

/** Both heads as far as they were logged; what is missing of the bodies counts as left out. */
export function loggedHeads(logged: LoggedExchange): {
  request: RecordedMessage
  response: RecordedMessage | null
} {
  const version = /^\d/.test(logged.version) ? `HTTP/${logged.version}` : logged.version || 'HTTP/1.1'
  // Of other protocols a message may be about nothing.
  const usualTarget = version.startsWith('HTTP/') ? '/' : ''
  const kept = (fields: LoggedExchange['requestFields']): [string, string][] =>
    fields.filter(([, value]) => value !== '').map(([name, value]) => [bytesOf(name), bytesOf(value)])
  const content = (bytes: number, kept: string | Buffer): Parameters<typeof recordedMessage>[1] => {
    const body = typeof kept === 'string' ? surrogateBytes(kept) : kept
    const missing = Math.max(0, bytes - body.length)
    return {
      body,
      at: logged.at,
      isDecoded: true,
      isBodyLeftOut: missing > 0,
      bodyBytesLeftOut: missing,
    }
  }
  const request = recordedMessage(
    {
      request: { method: bytesOf(logged.method) || 'GET', target: bytesOf(logged.target) || usualTarget },
      version,
      status: 0,
      reason: '',
      fields: kept(logged.requestFields),
    },
    content(logged.requestBodyBytes, logged.requestBody ?? ''),
  )
  if (logged.status < 100 || logged.status > 999) return { request, response: null }
  const head = { request: null, version, status: logged.status, reason: bytesOf(logged.reason) }
  const fields = kept(logged.responseFields)
  return {
    request,
    response: recordedMessage(
      { ...head, fields },
      content(logged.responseBodyBytes, logged.responseBody ?? ''),
    ),
  }
}
