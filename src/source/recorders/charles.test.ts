import { describe, expect, test } from 'vitest'
import { accountedBytes, readEntries } from '../../../test/support/read-entries.ts'
import type { ReadEntries } from '../../../test/support/read-entries.ts'
import type { ExchangeEntry } from '../entry.ts'
import { sniffFormat } from '../sniff.ts'

/** A transaction as Charles 4 and 5 write it. */
function transactionOf(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    status: 'COMPLETE',
    method: 'POST',
    protocolVersion: 'HTTP/1.1',
    scheme: 'https',
    host: 'api.example.com',
    actualPort: 443,
    path: '/v1/report',
    query: 'a=b',
    tunnel: false,
    keptAlive: false,
    webSocket: false,
    remoteAddress: 'api.example.com/198.51.100.7',
    clientAddress: '/192.0.2.60',
    clientPort: 50_123,
    times: { start: '2026-03-04T08:40:00.123+01:00', end: '2026-03-04T08:40:00.500+01:00' },
    durations: { total: 377, dns: null, connect: null, ssl: null },
    ssl: { protocol: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
    request: {
      sizes: { headers: 100, body: 9 },
      mimeType: 'application/json',
      charset: null,
      contentEncoding: null,
      header: {
        firstLine: 'POST /v1/report?a=b HTTP/1.1',
        headers: [
          { name: 'Host', value: 'api.example.com' },
          { name: 'Content-Type', value: 'application/json' },
        ],
      },
      body: { text: '{"x":"y"}', charset: null },
    },
    response: {
      status: 200,
      sizes: { headers: 90, body: 40 },
      mimeType: 'application/json',
      contentEncoding: 'gzip',
      header: { firstLine: 'HTTP/1.1 200 All well', headers: [{ name: 'Content-Encoding', value: 'gzip' }] },
      body: { text: '{"ok":true}', charset: null, decoded: true },
    },
    ...members,
  }
}

const fileOf = (transactions: readonly unknown[], indent = 0): Buffer =>
  Buffer.from(JSON.stringify(transactions, null, indent))

function read(...transactions: readonly unknown[]): ReadEntries {
  const bytes = fileOf(transactions)
  const result = readEntries('charles', bytes)
  expect(accountedBytes(result)).toBe(bytes.length)
  expect(result.counts.total).toBe(transactions.length)
  return result
}

function exchangeOf({ entries }: ReadEntries): ExchangeEntry {
  const entry = entries[0]?.entry
  if (entry?.kind !== 'exchange') throw new Error(`it is ${entry?.kind ?? 'nothing'}`)
  return entry
}

describe('a session of Charles', () => {
  test('says who asked whom for what, when, and what was answered', () => {
    const entry = exchangeOf(read(transactionOf()))
    expect(entry.request.head.toString()).toBe(
      'POST /v1/report?a=b HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\n\r\n',
    )
    expect(entry.request.body.toString()).toBe('{"x":"y"}')
    expect(entry.response?.head.toString()).toMatch(/^HTTP\/1\.1 200 All well\r\nContent-Encoding: gzip\r\n/)
    expect(entry.response).toMatchObject({ isBodyLeftOut: false, contentEncoding: { start: 0, end: 0 } })
    expect(entry.at).toEqual({ sec: Date.UTC(2026, 2, 4, 7, 40) / 1000, nsec: 123_000_000 })
    expect(entry.ends).toMatchObject({
      clientAddress: '192.0.2.60',
      clientPort: 50_123,
      serverAddress: '198.51.100.7',
      serverPort: 443,
      protection: 'tls',
    })
  })

  test('bodies in base64, as bare text, left out, and none', () => {
    const request = { header: { headers: [] }, sizes: { body: 4 } }
    const body = (value: unknown): string =>
      exchangeOf(read(transactionOf({ request: { ...request, body: value } }))).request.body.toString(
        'latin1',
      )
    expect(body({ encoding: 'base64', encoded: '/wABAg==' })).toBe('\u00ff\u0000\u0001\u0002')
    expect(body({ encoded: '/wABAg==' })).toBe('\u00ff\u0000\u0001\u0002')
    expect(body('abcd')).toBe('abcd')
    expect(exchangeOf(read(transactionOf({ request }))).request).toMatchObject({
      isBodyLeftOut: true,
      bodyBytesLeftOut: 4,
    })
    expect(exchangeOf(read(transactionOf({ response: null }))).response).toBe(null)
  })

  test('ports and addresses that are not the usual ones', () => {
    const url = (members: Record<string, unknown>): string =>
      exchangeOf(read(transactionOf({ request: {}, ...members })))
        .request.head.toString()
        .split('\r\n')[1] ?? ''
    expect(url({ actualPort: 8443 })).toBe('Host: api.example.com:8443')
    expect(url({ scheme: 'http', actualPort: 80 })).toBe('Host: api.example.com')
    expect(url({ host: '2001:db8::1', remoteAddress: '' })).toBe('Host: [2001:db8::1]')
    expect(exchangeOf(read(transactionOf({ remoteAddress: '198.51.100.9' }))).ends.serverAddress).toBe(
      '198.51.100.9',
    )
  })

  test('a tunnel that was passed on tells the name, and a refused one that it was refused', () => {
    const tunnel = {
      method: 'CONNECT',
      tunnel: true,
      path: null,
      query: null,
      request: { sizes: { body: 0 } },
    }
    expect(read(transactionOf(tunnel)).entries[0]?.entry).toMatchObject({
      kind: 'hello',
      serverName: 'api.example.com',
      ends: { protection: 'tls', serverAddress: '198.51.100.7' },
    })
    const errorMessage =
      'SSL handshake with client failed: An unknown issue occurred processing the certificate'
    expect(read(transactionOf({ ...tunnel, status: 'FAILED', errorMessage })).codes).toEqual({
      'source.har.refused': 1,
    })
    expect(read(transactionOf({ ...tunnel, ssl: null, actualPort: 9000 })).entries[0]?.entry.kind).toBe(
      'exchange',
    )
  })

  test('what a WebSocket carried was not recorded', () => {
    const entry = exchangeOf(read(transactionOf({ webSocket: true, scheme: 'wss' })))
    expect(entry.request.isBodyLeftOut).toBe(true)
  })

  test('cut anywhere, in pieces of any size, and of wrong types', () => {
    const bytes = fileOf([transactionOf(), transactionOf()], 1)
    for (let length = 0; length <= bytes.length; length += 5) {
      const result = readEntries('charles', bytes.subarray(0, length), 1 + (length % 40))
      expect(accountedBytes(result)).toBe(length)
    }
    for (const value of [null, 7, 'x', [], [[]], {}, true]) {
      for (const name of Object.keys(transactionOf())) read(transactionOf({ [name]: value }))
      for (const side of ['request', 'response']) {
        for (const name of ['sizes', 'header', 'body', 'mimeType', 'status'])
          read(transactionOf({ [side]: { [name]: value } }))
      }
      read(value)
    }
  })

  test('is known by the members of its first transaction, however little of it is there', () => {
    const bytes = Buffer.from(` \n${fileOf([transactionOf()], 2).toString()}`)
    const whole = bytes.indexOf('"host"') + '"host"'.length
    for (let length = 1; length < 400; length++)
      expect(sniffFormat(bytes, 0, length)).toBe(length < whole ? 'more' : 'charles')
    for (const other of ['[]', '[1]', '[{"method":1}]', '[{"host":"a","scheme":"b"}]', '["method"]'])
      expect(sniffFormat(Buffer.from(other), 0, other.length, true)).toBe('unknown')
  })
})

test('members of another form than Charles writes are read as they stand, and that is said', () => {
  const { request } = transactionOf()
  const ofRequest = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    transactionOf({ request: { ...(request as Record<string, unknown>), ...members } })
  for (const transaction of [
    transactionOf({ query: ['imei=490154203237518'] }),
    transactionOf({ query: { imei: '490154203237518' } }),
    transactionOf({ path: ['/490154203237518'] }),
    ofRequest({ header: { headers: { 'X-Imei': '490154203237518' } } }),
    ofRequest({ header: 'X-Imei: 490154203237518' }),
    ofRequest({ body: ['490154203237518'] }),
  ]) {
    const result = read(transaction)
    const [entry] = result.entries.map((one) => one.entry as ExchangeEntry)
    const sent = entry === undefined ? [] : [entry.request.head, entry.request.body]
    expect(Buffer.concat(sent).toString()).toContain('490154203237518')
    expect(result.codes).toEqual({ 'source.entry.odd_shape': 1 })
  }
  expect(read(transactionOf({ request: ['x'] })).codes).toEqual({ 'source.entry.malformed': 1 })
})
