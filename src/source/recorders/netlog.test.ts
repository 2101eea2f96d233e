import { describe, expect, test } from 'vitest'
import { accountedBytes, readEntries } from '../../../test/support/read-entries.ts'
import type { ReadEntries } from '../../../test/support/read-entries.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { EntrySliceWriter } from '../entry-slice-writer.ts'
import { EntryTally } from '../entry-tally.ts'
import type { ExchangeEntry } from '../entry.ts'
import { netLog } from './netlog.ts'
import { openEntryReader } from '../open-entry-reader.ts'
import { sniffFormat } from '../sniff.ts'

const types = {
  URL_REQUEST_START_JOB: 110,
  HTTP_TRANSACTION_SEND_REQUEST_HEADERS: 170,
  HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS: 171,
  HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS: 172,
  HTTP_TRANSACTION_READ_RESPONSE_HEADERS: 176,
  SSL_SOCKET_BYTES_SENT: 60,
  SSL_SOCKET_BYTES_RECEIVED: 61,
  SOCKET_BYTES_SENT: 62,
  SOCKET_BYTES_RECEIVED: 63,
  TCP_CONNECT_ATTEMPT: 64,
  SSL_CONNECT: 65,
  UDP_BYTES_SENT: 66,
  UDP_CONNECT: 67,
  SSL_HANDSHAKE_MESSAGE_SENT: 68,
  HTTP_TRANSACTION_SEND_TUNNEL_HEADERS: 173,
  HTTP_TRANSACTION_READ_TUNNEL_RESPONSE_HEADERS: 177,
} as const

const constants = {
  activeFieldTrialGroups: ['a:b'],
  clientInfo: { name: 'Chrome', version: '130.0.1', os_type: 'Android: 14' },
  logEventTypes: types,
  timeTickOffset: '1772355600000',
}

let ticks = 0
const event = (source: number, type: keyof typeof types, params?: object): object => ({
  phase: 1,
  source: { id: source, start_time: '0', type: 1 },
  time: String(++ticks * 100),
  type: types[type],
  ...(params === undefined ? {} : { params }),
})

const start = (source: number, url: string, method = 'GET'): object =>
  event(source, 'URL_REQUEST_START_JOB', { method, url })
const answer = (source: number, ...headers: string[]): object =>
  event(source, 'HTTP_TRANSACTION_READ_RESPONSE_HEADERS', { headers })

/** As Chrome writes it: an event in each line. */
const written = (events: readonly object[], more: object = constants): Buffer =>
  Buffer.from(
    `{"constants":${JSON.stringify(more)},\n"events": [\n${events.map((one) => JSON.stringify(one)).join(',\n')}],\n"polledData": {"x":[]}}\n`,
  )

function read(events: readonly object[], chunkBytes?: number): ReadEntries {
  const file = written(events)
  const result = readEntries('netlog', file, chunkBytes ?? file.length)
  expect(accountedBytes(result)).toBe(file.length)
  return result
}

const told = ({ entries }: ReadEntries): unknown[] =>
  entries.map(({ entry }) => {
    const { request, response, ends, at } = entry as ExchangeEntry
    return [
      request.head.toString().split('\r\n').slice(0, -2),
      response?.status ?? null,
      ends.protection,
      ends.serverPort,
      new Date(at.sec * 1000 + at.nsec / 1e6).toISOString(),
    ]
  })

const session = (): object[] => {
  ticks = 0
  return [
    start(1, 'http://a.example.com:8080/p?imei=1'),
    start(2, 'https://b.example.com/q', 'POST'),
    event(1, 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS', {
      headers: ['Host: a.example.com:8080', 'User-Agent: x: y'],
      line: 'GET /p?imei=1 HTTP/1.1\r\n',
    }),
    event(2, 'HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS', {
      headers: [':method: POST', ':authority: b.example.com', ':scheme: https', ':path: /q', 'x-id: 7'],
    }),
    event(2, 'HTTP_TRANSACTION_READ_RESPONSE_HEADERS'),
    answer(2, 'HTTP/1.1 204', 'server: s'),
    answer(1, 'HTTP/1.1 200 OK'),
    event(3, 'HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS', {
      headers: [':method: GET', ':authority: c.example.com', ':scheme: https', ':path: /r'],
    }),
  ]
}

describe('a NetLog', () => {
  test('tells requests with their answers, by HTTP/1, 2 and 3', () => {
    const result = read(session())
    expect(told(result)).toEqual([
      [['POST /q HTTP/2.0', 'Host: b.example.com', 'x-id: 7'], 204, 'tls', 443, '2026-03-01T09:00:00.400Z'],
      [
        ['GET /p?imei=1 HTTP/1.1', 'Host: a.example.com:8080', 'User-Agent: x: y'],
        200,
        'plaintext',
        8080,
        '2026-03-01T09:00:00.300Z',
      ],
      [['GET /r HTTP/3', 'Host: c.example.com'], null, 'quic', 443, '2026-03-01T09:00:00.800Z'],
    ])
    expect(result.entries.map(({ entry }) => (entry as ExchangeEntry).isBodyRecorded)).toEqual([
      false,
      false,
      false,
    ])
    expect(result.counts.application).toBe('Chrome 130.0.1 Android: 14')
    for (const chunkBytes of [1, 7, 100]) expect(told(read(session(), chunkBytes))).toEqual(told(result))
  })

  test('redirects, requests that are sent again, and those that were never sent', () => {
    const sent = (source: number): object =>
      event(source, 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS', {
        headers: ['Host: h'],
        line: 'GET / HTTP/1.1\r\n',
      })
    const result = read([
      start(1, 'http://one.example.com/'),
      sent(1),
      answer(1, 'HTTP/1.1 302 Found'),
      start(1, 'http://two.example.com/'),
      sent(1),
      sent(1),
      answer(1, 'HTTP/1.1 200 OK'),
      start(2, 'http://cached.example.com/'),
      sent(3),
    ])
    expect(told(result).map((one) => (one as unknown[])[1])).toEqual([302, null, 200])
    expect(result.counts.other).toEqual(new Map([['request of unknown address', 1]]))
  })

  test('what Chrome stripped is said, and messages of handshakes are counted', () => {
    const result = read([
      start(1, 'http://one.example.com/'),
      event(1, 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS', {
        headers: ['Host: one.example.com', 'Cookie: [12 bytes were stripped]'],
        line: 'GET / HTTP/1.1\r\n',
      }),
      answer(1, 'HTTP/1.1 200 OK', 'set-cookie: [9 bytes were stripped]'),
      event(9, 'SSL_HANDSHAKE_MESSAGE_SENT', { bytes: 'YWJj' }),
      event(9, 'SSL_HANDSHAKE_MESSAGE_SENT'),
    ])
    expect(result.codes).toEqual({ 'source.netlog.stripped': 2 })
    expect(result.counts.other).toEqual(new Map([['message of a handshake', 1]]))
  })

  describe('with the bytes of sockets', () => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const posted = 'POST /p HTTP/1.1\r\nHost: one.example.com\r\nContent-Length: 5\r\n\r\n'
    const request = (): object[] => [
      start(1, 'https://one.example.com/p', 'POST'),
      event(1, 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS', {
        headers: ['Host: one.example.com', 'Content-Length: 5'],
        line: 'POST /p HTTP/1.1\r\n',
      }),
    ]
    const inner = (): object[] => [
      event(9, 'SSL_SOCKET_BYTES_SENT', { byte_count: 60, bytes: base64(posted) }),
      event(9, 'SOCKET_BYTES_SENT', { byte_count: 3, bytes: base64('sealed') }),
      event(9, 'SSL_SOCKET_BYTES_SENT', { byte_count: 5, hex_encoded_bytes: '68656c6c6f' }),
      event(9, 'SSL_SOCKET_BYTES_RECEIVED', { byte_count: 5, bytes: base64('HTTP/1.1 204 No\r\n\r\n') }),
      answer(1, 'HTTP/1.1 204 No'),
    ]
    const connect = (): object[] => [
      event(9, 'TCP_CONNECT_ATTEMPT', { address: '198.51.100.7:8443' }),
      event(9, 'SSL_CONNECT'),
      event(9, 'SOCKET_BYTES_SENT', { byte_count: 3, bytes: base64('a hello') }),
    ]

    test('a connection that is all there is one entry, and its requests are not told again', () => {
      const result = read([...connect(), ...request(), ...inner()])
      expect(result.counts.other).toEqual(new Map([['request that the bytes of a socket show', 1]]))
      expect(result.entries.map(({ entry }) => entry)).toMatchObject([
        {
          kind: 'stream',
          ends: { serverAddress: '198.51.100.7', serverPort: 8443, protection: 'tls' },
          pieces: [
            { direction: 0, bytes: Buffer.from(posted) },
            { direction: 0, bytes: Buffer.from('hello') },
            { direction: 1 },
          ],
        },
      ])
    })

    test('of one that began before the log, heads of requests are told, too', () => {
      const { entries } = read([...request(), ...inner()])
      expect(entries.map(({ entry }) => entry.kind)).toEqual(['exchange', 'stream'])
    })

    test('of one in TLS that began before the log, what is inside alone is told', () => {
      const sealed = event(9, 'SOCKET_BYTES_RECEIVED', { byte_count: 6, bytes: base64('sealed') })
      const { entries } = read([sealed, ...inner()])
      expect(entries.map(({ entry }) => entry)).toMatchObject([
        { kind: 'stream', pieces: [{ bytes: Buffer.from(posted) }, {}, { direction: 1 }] },
      ])
    })

    test('datagrams, and heads of HTTP/3 beside them', () => {
      const { entries } = read([
        event(5, 'UDP_CONNECT', { address: '192.0.2.53:53' }),
        event(5, 'UDP_BYTES_SENT', { byte_count: 2, bytes: base64('hi') }),
        event(3, 'HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS', {
          headers: [':method: GET', ':authority: c.example.com', ':scheme: https', ':path: /r'],
        }),
      ])
      expect(entries.map(({ entry }) => [entry.kind, entry.ends.transport, entry.ends.serverPort])).toEqual([
        ['exchange', 'udp', 443],
        ['stream', 'udp', 53],
      ])
    })

    test('without TLS, of IPv6, and of several connections', () => {
      const { entries } = read([
        event(7, 'TCP_CONNECT_ATTEMPT', { address: '[2001:db8::1]:80' }),
        event(8, 'TCP_CONNECT_ATTEMPT', { address: '198.51.100.8:80' }),
        event(7, 'SOCKET_BYTES_SENT', { bytes: base64('GET /a') }),
        event(8, 'SOCKET_BYTES_SENT', { bytes: base64('GET /b') }),
        event(7, 'SOCKET_BYTES_RECEIVED', { bytes: base64('HTTP/1.1 204 No') }),
        event(6, 'TCP_CONNECT_ATTEMPT', { address: '198.51.100.9:80' }),
      ])
      expect(entries.map(({ entry }) => [entry.ends.serverAddress, entry.ends.protection])).toEqual([
        ['2001:db8::1', 'plaintext'],
        ['198.51.100.8', 'plaintext'],
      ])
    })
  })

  test('what a proxy is asked for a way to the server is told', () => {
    const result = read([
      event(5, 'HTTP_TRANSACTION_SEND_TUNNEL_HEADERS', {
        headers: ['Host: one.example.com:443', 'Proxy-Authorization: Basic YWRhOnNlY3JldA=='],
        line: 'CONNECT one.example.com:443 HTTP/1.1\r\n',
      }),
      event(5, 'HTTP_TRANSACTION_READ_TUNNEL_RESPONSE_HEADERS', { headers: ['HTTP/1.1 200 OK'] }),
    ])
    expect(told(result)).toMatchObject([
      [
        [
          expect.stringMatching(/^CONNECT /),
          'Host: one.example.com:443',
          'Proxy-Authorization: Basic YWRhOnNlY3JldA==',
        ],
        200,
        'plaintext',
        443,
        expect.anything(),
      ],
    ])
  })

  test('that does not say when its clock began is told as such, once', () => {
    const { timeTickOffset: _, ...more } = constants
    const { codes } = readEntries('netlog', written(session(), more))
    expect(codes).toEqual({ 'source.netlog.no_epoch': 1 })
  })

  test('that was cut off inside its constants is said to hold no event', () => {
    const file = written(session())
    const { refusal } = readEntries('netlog', file.subarray(0, file.indexOf('logEventTypes') + 40))
    expect(refusal).toBe('it ends before its first event')
  })

  test('an answer that others follow is not the last one', () => {
    const sent = (source: number): object =>
      event(source, 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS', {
        headers: ['Host: h'],
        line: 'GET / HTTP/1.1\r\n',
      })
    const result = read([
      start(1, 'http://one.example.com/'),
      sent(1),
      answer(1, 'HTTP/1.1 103 Early Hints', 'link: </a>'),
      answer(1, 'HTTP/1.1 200 OK', 'set-cookie: id=1'),
      start(2, 'ws://two.example.com/'),
      sent(2),
      answer(2, 'HTTP/1.1 101 Switching Protocols'),
    ])
    expect(told(result).map((one) => (one as unknown[])[1])).toEqual([200, 101])
    const [{ entry } = { entry: null }] = result.entries
    expect((entry as ExchangeEntry).response?.head.toString()).toContain('id=1')
  })

  test('fields that are not ASCII are read as they were sent', () => {
    const result = read([
      start(1, 'http://one.example.com/'),
      event(1, 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS', {
        headers: ['Host: one.example.com', '%ESCAPED:\u200b X-Phone: J%C3%B8rn 5%25', 'X-Plain: %41'],
        line: 'GET / HTTP/1.1\r\n',
      }),
    ])
    const [{ entry } = { entry: null }] = result.entries
    const head = (entry as ExchangeEntry).request.head.toString()
    expect(head).toContain('X-Phone: Jørn 5%\r\n')
    expect(head).toContain('X-Plain: %41\r\n')
  })

  test('what is held for answers that do not come has an end, however long the heads are', () => {
    const heldBytes = 67_108_864
    const sent = (source: number, bytes: number): object =>
      event(source, 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS', {
        headers: ['Host: one.example.com', `X-Long: ${'x'.repeat(bytes)}`],
        line: 'GET / HTTP/1.1\r\n',
      })
    const reading = netLog()
    const tally = new EntryTally({ entry: () => undefined }, new AnomalyLog())
    reading.member?.('constants', constants, tally.counts)
    const toldBy = (one: object): readonly unknown[] => {
      const told = reading.read(one as JsonRecord, tally, null, Buffer.from(JSON.stringify(one)))
      return Array.isArray(told) ? told : []
    }
    const small = 100
    for (let source = 0; source < small; source++) {
      toldBy(start(source, 'http://one.example.com/'))
      expect(toldBy(sent(source, 1))).toHaveLength(0)
    }
    expect(toldBy(sent(small, heldBytes / 2))).toHaveLength(0)
    expect(toldBy(sent(small + 1, heldBytes / 2))).toHaveLength(small + 1)
  })

  test('that was cut off is read as far as it goes; one that names no events is refused', () => {
    const file = written(session())
    for (let length = 20; length < file.length; length += 11) {
      const cut = readEntries('netlog', file.subarray(0, length), 64)
      expect(accountedBytes(cut)).toBe(length)
    }
    const whole = file.indexOf('"polledData"')
    expect(readEntries('netlog', file.subarray(0, whole)).entries).toHaveLength(3)
    expect(readEntries('netlog', written(session(), {})).refusal).toBe('it names no types of events')
    expect(sniffFormat(file, 0, 40)).toBe('netlog')
  })

  test('a slice of it reads as the entries that were chosen, without the experiments of the browser', () => {
    const parts: Buffer[] = []
    const writer = new EntrySliceWriter({
      format: 'netlog',
      note: '',
      isWanted: (_, number) => number !== 2,
      put: (bytes) => parts.push(bytes),
    })
    const reader = openEntryReader('netlog', writer, new AnomalyLog())
    const file = written(session())
    reader.push(file, 0, file.length)
    reader.end()
    writer.end()
    const slice = Buffer.concat(parts)
    const [first, , third] = told(read(session()))
    expect(told(readEntries('netlog', slice))).toEqual([first, third])
    expect(slice.toString()).not.toContain('FieldTrial')
  })
})
