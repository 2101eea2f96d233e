import { describe, expect, test } from 'vitest'
import { accountedBytes, readEntries } from '../../../test/support/read-entries.ts'
import type { ReadEntries } from '../../../test/support/read-entries.ts'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import type { HarEntryOptions } from '../../../test/support/recordings.ts'

function read(options: HarEntryOptions): ReadEntries {
  const bytes = harFile([harEntryOf(options)])
  const found = readEntries('har', bytes)
  expect(accountedBytes(found)).toBe(bytes.length)
  return found
}
const unknown = { 'source.har.way_unknown': 1 }

describe('a URL without a scheme of the network', () => {
  test.each<[string, HarEntryOptions, string, object]>([
    ['PCAPdroid, no HTTP by its look', { url: 'a.example.com/x?y=z' }, 'tls 443', unknown],
    ['PCAPdroid, a proxy by its look', { url: 'http_proxy://a.example.com/x?y=z' }, 'tls 443', unknown],
    ['the version as scheme', { url: 'http2://a.example.com/x?y=z' }, 'tls 443', unknown],
    ['a port that does not tell', { url: 'a.example.com:8080/x?y=z' }, 'tls 8080', unknown],
    ['the port of TLS', { url: 'a.example.com:443/x?y=z' }, 'tls 443', {}],
    ['the port of HTTP', { url: 'a.example.com:80/x?y=z' }, 'plaintext 80', {}],
    ['as in a page', { url: '//a.example.com/x?y=z' }, 'tls 443', unknown],
    ['as in a start line', { url: '/x?y=z', headers: [['host', 'a.example.com:8080']] }, 'tls 8080', unknown],
    [
      'as in HTTP/2',
      {
        url: '/x?y=z',
        headers: [
          [':authority', 'a.example.com'],
          [':scheme', 'http'],
        ],
      },
      'plaintext 80',
      {},
    ],
    ['Proxyman', { url: 'a.example.com/x?y=z', entry: { _isHTTPS: true } }, 'tls 443', {}],
    ['Proxyman, in clear', { url: 'a.example.com/x?y=z', entry: { _isHTTPS: false } }, 'plaintext 80', {}],
  ])('%s', (_, options, way, codes) => {
    const found = read(options)
    const [entry] = found.entries
    if (entry?.entry.kind !== 'exchange') throw new Error('no exchange')
    const { ends, request } = entry.entry
    expect(`${ends.protection} ${ends.serverPort}`).toBe(way)
    expect(request.head.toString()).toMatch(/^GET \/x\?y=z HTTP\/1\.1\r\nhost: a\.example\.com/i)
    expect(found.codes).toEqual(codes)
  })

  test.each(['[2001:db8::7]/x', '[2001:db8::7]:8080/x', '192.0.2.7/x', '192.0.2.7:1/x', 'localhost:3000'])(
    'the host may be an address: %s',
    (url) => {
      expect(read({ url }).entries[0]?.entry.kind).toBe('exchange')
    },
  )

  test.each(['index.html', 'x', 'a b.c/d', '/x', '//', '://a.example.com/', 'example.com'])(
    'what is none: %s',
    (url) => {
      const found = read({ url, headers: [] })
      expect([found.entries.length, found.codes]).toEqual([0, { 'source.entry.malformed': 1 }])
    },
  )

  test.each([
    'about:blank',
    'data:1,2.3/4',
    'file:///a.b/c',
    'chrome-extension://abc.def/x',
    'blob:https://a.example.com/1',
    'com.app.scheme://a.example.com/x',
    'tel:12345/6',
    'httpx:y',
  ])('of another kind, it never was on the network: %s', (url) => {
    const { entries, counts, codes } = read({ url })
    expect([entries.length, counts.other.size, codes]).toEqual([0, 1, {}])
  })
})

describe('a tunnel that the recorder passed on', () => {
  test.each([
    ['http://a.example.com:443', 443],
    ['http://a.example.com:443/', 443],
    ['https://a.example.com', 443],
    ['https://a.example.com:9443', 9443],
    ['a.example.com:8443', 8443],
  ])('names the server of a connection with TLS, and nothing else is known: %s', (url, port) => {
    const { entries } = read({ method: 'CONNECT', url, headers: [['User-Agent', 'x']] })
    expect(entries.map(({ entry }) => entry)).toMatchObject([
      {
        kind: 'hello',
        serverName: 'a.example.com',
        ends: { protection: 'tls', serverPort: port, serverAddress: '192.0.2.7' },
      },
    ])
  })

  test('to a port without TLS is a request for it', () => {
    const [found] = read({ method: 'CONNECT', url: 'http://a.example.com:5222/' }).entries
    if (found?.entry.kind !== 'exchange') throw new Error('no exchange')
    expect(found.entry.request.head.toString()).toMatch(/^CONNECT a\.example\.com:5222 HTTP\/1\.1\r\n/)
  })

  test('is none where a WebSocket is asked for over HTTP/2', () => {
    const [found] = read({ method: 'CONNECT', url: 'wss://a.example.com/chat' }).entries
    if (found?.entry.kind !== 'exchange') throw new Error('no exchange')
    expect(found.entry.request.head.toString()).toMatch(/^CONNECT \/chat /)
  })
})
