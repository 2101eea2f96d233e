import { expect, test } from 'vitest'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import type { HarEntryOptions } from '../../../test/support/recordings.ts'
import { accountedBytes, readEntries } from '../../../test/support/read-entries.ts'

function kindOf(options: HarEntryOptions): string {
  const bytes = harFile([harEntryOf(options)])
  const read = readEntries('har', bytes)
  expect(accountedBytes(read)).toBe(bytes.length)
  return [...read.counts.other.keys()][0] ?? read.entries[0]?.entry.kind ?? ''
}

const redirect = {
  status: 307,
  statusText: 'Internal Redirect',
  headers: [
    { name: 'Location', value: 'https://a.example.com/' },
    { name: 'Non-Authoritative-Reason', value: 'HSTS' },
  ],
}

const blocked = 'net::ERR_BLOCKED_BY_CLIENT'
const timings = { blocked: 3, dns: -1, connect: -1, send: 0, wait: 0, receive: 0.5 }

test.each<[string, HarEntryOptions]>([
  ['answer from a cache of the browser', { entry: { _fromCache: 'disk' } }],
  ['answer from a cache of the browser', { entry: { _fromCache: 'memory' }, response: { _transferSize: 0 } }],
  ['answer from a cache of the browser', { entry: { _fetchType: 'Memory Cache' } }],
  ['answer of a service worker', { response: { _serviceWorkerResponseSource: 'cache-storage' } }],
  ['redirect inside the browser', { entry: { serverIPAddress: '' }, response: redirect }],
  ['request that was never sent', { entry: { timings }, response: { status: 0, _error: blocked } }],
  [
    'request that was never sent',
    { entry: { timings: {} }, response: { status: 0, _error: 'net::ERR_CERT_AUTHORITY_INVALID' } },
  ],
  // Firefox
  [
    'answer from a cache of the browser',
    { entry: { cache: { afterRequest: null } }, response: { bodySize: 0 } },
  ],
  [
    'answer from a cache of the browser',
    {
      entry: { cache: { afterRequest: { expires: '', hitCount: '3' } }, _securityState: 'secure' },
      response: { bodySize: -1 },
    },
  ],
  // Playwright
  ['answer of a script that tests the page', { entry: { _wasFulfilled: true } }],
  ['request that was never sent', { entry: { _wasAborted: true }, response: { status: -1 } }],
  [
    'request that was never sent',
    {
      entry: { timings: { send: -1, wait: -1, receive: -1 } },
      response: { status: -1, _failureText: 'net::ERR_NAME_NOT_RESOLVED' },
    },
  ],
])('%s', (kind, options) => {
  expect(kindOf(options)).toBe(kind)
})

test.each([
  'BLOCKED_BY_CLIENT.Inspector',
  'BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS',
  'CACHE_MISS',
  'CONNECTION_FAILED',
  'DNS_TIMED_OUT',
  'SSL_PINNED_KEY_NOT_IN_CERT_CHAIN',
  'SOCKS_CONNECTION_FAILED',
])('a request that Chromium did not send: %s', (name) => {
  const response = { status: 0, _error: `net::ERR_${name}` }
  expect(kindOf({ entry: { timings }, response })).toBe('request that was never sent')
})

test.each([
  'ABORTED',
  'FAILED',
  'TIMED_OUT',
  'BLOCKED_BY_RESPONSE',
  'BLOCKED_BY_ORB',
  'CONNECTION_CLOSED',
  'CONNECTION_FAILED_LATER',
  'EMPTY_RESPONSE',
  'HTTP2_PROTOCOL_ERROR',
  'QUIC_PROTOCOL_ERROR',
  'BAD_SSL_CLIENT_AUTH_CERT',
])('a request that Chromium may have sent: %s', (name) => {
  expect(kindOf({ entry: { timings }, response: { status: 0, _error: `net::ERR_${name}` } })).toBe('exchange')
})

test.each<[string, HarEntryOptions]>([
  [
    'a cached answer that was asked for again',
    { entry: { _fromCache: 'disk' }, response: { _transferSize: 120 } },
  ],
  ['a load from the network', { entry: { _fetchType: 'Network Load' } }],
  ['what a service worker fetched', { response: { _serviceWorkerResponseSource: 'network' } }],
  ['a redirect that a server calls so', { response: redirect }],
  ['a request that got no answer', { response: { status: 0, _error: 'net::ERR_CONNECTION_RESET' } }],
  [
    'a request whose answer an extension refused',
    { entry: { timings: { ...timings, send: 0.2 } }, response: { status: 0, _error: blocked } },
  ],
  ['an answer that was refused', { response: { status: 200, _error: 'net::ERR_BLOCKED_BY_CLIENT' } }],
  [
    'an answer that its cache keeps now (Firebug)',
    { entry: { cache: { beforeRequest: {}, afterRequest: {} } }, response: { bodySize: 0 } },
  ],
  ['a cache of which nothing is said', { entry: { cache: { beforeRequest: null, afterRequest: null } } }],
  [
    'an answer that came beside its cache',
    { entry: { cache: { afterRequest: null } }, response: { bodySize: 7 } },
  ],
  [
    'a question whether what the cache keeps is still so',
    { entry: { cache: { afterRequest: null } }, response: { status: 304, bodySize: 0 } },
  ],
  ['a request that a script let pass', { entry: { _wasContinued: true } }],
  [
    'a request that got no answer (Playwright)',
    { response: { status: -1, _failureText: 'net::ERR_CONNECTION_RESET' } },
  ],
  [
    'members of other types',
    { entry: { _fromCache: true, _wasAborted: 'no', cache: [] }, response: { _error: null, headers: 7 } },
  ],
])('%s was sent', (_, options) => {
  expect(kindOf(options)).toBe('exchange')
})

test('of a request that was given up without a server it is said that it may not have been sent', () => {
  const codesOf = (options: HarEntryOptions): object =>
    readEntries('har', harFile([harEntryOf(options)])).codes
  const response = { status: 0, _error: 'net::ERR_FAILED' }
  const nowhere = { serverIPAddress: '', timings }
  expect(kindOf({ entry: nowhere, response })).toBe('exchange')
  expect(codesOf({ entry: nowhere, response })).toEqual({ 'source.har.given_up': 1 })
  const ofPage = { ...nowhere, pageref: 'page_1' }
  for (const open of [
    { entry: nowhere, response: { status: 0, _error: 'net::ERR_ABORTED' } },
    // It may have been the handshake that was reset.
    { entry: nowhere, response: { status: 0, _error: 'net::ERR_CONNECTION_RESET' } },
    // Firefox, Safari
    { entry: ofPage, response: { status: 0 } },
    { entry: { ...ofPage, timings: {} }, response: { status: 0 } },
  ])
    expect(codesOf(open)).toEqual({ 'source.har.given_up': 1 })
  for (const sent of [
    { entry: { timings }, response },
    { entry: { serverIPAddress: '', timings: { ...timings, send: 0.2 } }, response },
    { entry: nowhere, response: { status: 0, _error: 'net::ERR_EMPTY_RESPONSE' } },
    { entry: nowhere, response: { status: 0, _error: 'net::ERR_BLOCKED_BY_RESPONSE.NotSameSite' } },
    { entry: nowhere, response: { status: 200 } },
    { entry: ofPage, response: { status: 200 } },
    { entry: { ...ofPage, timings: { send: 0, wait: 30 } }, response: { status: 0 } },
    { entry: { ...nowhere, timings: { send: 0, wait: 30 } }, response },
    {
      entry: { ...nowhere, _webSocketMessages: [{ type: 'send', time: 1, opcode: 1, data: 'a' }] },
      response,
    },
    // What stands on the way saw it.
    { entry: nowhere, response: { status: 0 } },
    // BrowserMob Proxy, and what was made of it: it lists pages, too.
    { entry: ofPage, response: { status: 0, _error: 'Unable to connect to host' } },
    { entry: ofPage, response: { status: 0, _errorMessage: 'No response received' } },
  ])
    expect(codesOf(sent)).toEqual({})
})

test('messages of an event source are the answer where it holds no other', () => {
  const events = [
    { time: 1, eventName: 'message', eventId: '7', data: '{"a":1}\nb' },
    { time: 2, eventName: 'position', eventId: '', data: 'x' },
  ]
  const bodyOf = (content: object): string => {
    const options = { entry: { _eventSourceMessages: events }, response: { content } }
    const entry = readEntries('har', harFile([harEntryOf(options)])).entries[0]?.entry
    return entry?.kind === 'exchange' ? (entry.response?.body.toString() ?? '') : ''
  }
  const mimeType = 'text/event-stream'
  expect(bodyOf({ size: 0, mimeType })).toBe('id: 7\ndata: {"a":1}\ndata: b\n\nevent: position\ndata: x\n\n')
  expect(bodyOf({ size: 2, mimeType, text: 'ok' })).toBe('ok')
})
