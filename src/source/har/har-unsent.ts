/**
 * Entries of browsers for requests that never left the device: what a browser answers by itself stands in its HAR files
 * beside what went over the network.
 */
import { countOf, listOf, numberOf, recordOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'

/** What such an entry is, and how it is told (Chrome, Edge and others of Chromium; Safari; Firefox; Playwright). */
const kinds: readonly {
  readonly what: string
  readonly isSo: (entry: JsonRecord, response: JsonRecord) => boolean
}[] = [
  {
    what: 'answer from a cache of the browser',
    isSo: (entry, response) =>
      countOf(response['_transferSize']) === 0 &&
      (['memory', 'disk'].includes(textOf(entry['_fromCache'])) ||
        ['Memory Cache', 'Disk Cache'].includes(textOf(entry['_fetchType']))),
  },
  {
    // Firefox lists the state behind a request where the answer came from its cache, and nothing else of the cache.
    what: 'answer from a cache of the browser',
    isSo: (entry, response) => {
      const cache = recordOf(entry['cache']) ?? {}
      const after = cache['afterRequest']
      return (
        after !== undefined &&
        Object.keys(cache).length === 1 &&
        (after === null || typeof entry['_securityState'] === 'string') &&
        countOf(response['bodySize']) === 0 &&
        response['status'] !== 304
      )
    },
  },
  {
    what: 'answer of a script that tests the page',
    isSo: (entry) => entry['_wasFulfilled'] === true,
  },
  {
    what: 'answer of a service worker',
    isSo: (_, response) =>
      ['cache-storage', 'http-cache', 'fallback-code'].includes(
        textOf(response['_serviceWorkerResponseSource']),
      ),
  },
  {
    // HSTS, say: the address is changed before anything is sent. A server could say the same, but has an address.
    what: 'redirect inside the browser',
    isSo: (entry, response) =>
      response['status'] === 307 &&
      textOf(response['statusText']) === 'Internal Redirect' &&
      textOf(entry['serverIPAddress']) === '' &&
      listOf(response['headers']).some(
        (field) => textOf(recordOf(field)?.['name']).toLowerCase() === 'non-authoritative-reason',
      ),
  },
  {
    what: 'request that was never sent',
    // An extension may refuse an answer, too, and a secure connection may break behind a request.
    isSo: (entry, response) =>
      countOf(response['status']) === 0 &&
      (entry['_wasAborted'] === true ||
        (unsent.test(textOf(response['_error'] ?? response['_failureText'])) &&
          (numberOf(recordOf(entry['timings'])?.['send']) ?? 0) <= 0)),
  },
]

/** Errors of Chromium (net/base/net_error_list.h) that come before a request is sent. */
const unsent: RegExp = new RegExp(
  `^net::ERR_(?:${[
    'BLOCKED_BY_(?:CLIENT(?:\\.\\w+)?|ADMINISTRATOR|CSP|(?:LOCAL|PRIVATE)_NETWORK_ACCESS_CHECKS)',
    'BLOCKED_(?:IN_INCOGNITO_BY_ADMINISTRATOR|ENROLLMENT_CHECK_PENDING)',
    'CACHE_MISS',
    'NAME_(?:NOT_RESOLVED|RESOLUTION_FAILED)',
    'DNS_[A-Z_]+',
    'ICANN_NAME_COLLISION',
    '(?:INVALID_URL|UNKNOWN_URL_SCHEME|DISALLOWED_URL_SCHEME)',
    'INTERNET_DISCONNECTED',
    'NETWORK_ACCESS_DENIED',
    'CONNECTION_(?:FAILED|REFUSED|TIMED_OUT)',
    'ADDRESS_(?:UNREACHABLE|INVALID)',
    '(?:PROXY|TUNNEL|SOCKS)_CONNECTION_FAILED',
    'SOCKS_CONNECTION_HOST_UNREACHABLE',
    '(?:NO_SUPPORTED_PROXIES|MANDATORY_PROXY_CONFIGURATION_FAILED|PROXY_CERTIFICATE_INVALID)',
    'CERT_[A-Z_]+',
    'SSL_(?:PROTOCOL_ERROR|VERSION_OR_CIPHER_MISMATCH|OBSOLETE_VERSION|PINNED_KEY_NOT_IN_CERT_CHAIN)',
    'SSL_CLIENT_AUTH_CERT_NEEDED',
    'ECH_[A-Z_]+',
    'CLEARTEXT_NOT_PERMITTED',
    'UNSAFE_PORT',
  ].join('|')})$`,
)

/** What an entry is whose request never was on the network; '' where it was, as far as the file says. */
export function unsentKind(entry: JsonRecord): string {
  const response = recordOf(entry['response']) ?? {}
  return kinds.find(({ isSo }) => isSo(entry, response))?.what ?? ''
}

/** Errors of Chromium that an answer has, or its lack: the request was sent. */
const answered: RegExp = new RegExp(
  `^net::ERR_(?:${[
    'BLOCKED_BY_(?:RESPONSE(?:\\.\\w+)?|ORB)',
    '(?:EMPTY|INVALID|INVALID_HTTP)_RESPONSE',
    'RESPONSE_[A-Z_]+',
    'CONTENT_[A-Z_]+',
    '(?:INCOMPLETE|INVALID)_CHUNKED_ENCODING',
    '(?:TOO_MANY|UNSAFE|INVALID)_REDIRECTS?',
    'HTTP_RESPONSE_CODE_FAILURE',
  ].join('|')})$`,
)

/**
 * Whether the entry leaves open that its request was sent: it has no answer, no message behind one, names no server and no time of
 * sending. Chromium has the same error for an answer that it refused and for a request that it did not make since its
 * preflight was refused (Fetch, HTTP fetch), and for connections that broke before or behind a request. Firefox and Safari give
 * no error; that a browser wrote the entry shows by the page that it is of. What stands on the way saw whatever it lists: most
 * such programs know no pages, and BrowserMob Proxy tells in words of its own what became of each request. What varde wrote of such
 * an entry says so itself, since it keeps neither the error nor the page.
 */
export function isGivenUp(entry: JsonRecord): boolean {
  const response = recordOf(entry['response']) ?? {}
  const timings = recordOf(entry['timings'])
  if (countOf(response['status']) !== 0 || textOf(entry['serverIPAddress']) !== '') return false
  if ([timings?.['send'], timings?.['wait']].some((time) => (numberOf(time) ?? 0) > 0)) return false
  if (listOf(entry['_webSocketMessages']).length > 0) return false
  if (recordOf(entry['_varde'])?.['mayBeUnsent'] === true) return true
  const error = textOf(response['_error'] ?? response['_failureText'])
  if (error.startsWith('net::ERR_')) return !answered.test(error)
  return textOf(entry['pageref']) !== '' && textOf(response['_error'] ?? response['_errorMessage']) === ''
}
