import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountedBytes, readEntries } from '../../../test/support/read-entries.ts'
import type { ReadEntries } from '../../../test/support/read-entries.ts'
import { harEntryOf, harFile, recordedDevice } from '../../../test/support/recordings.ts'
import type { HarEntryOptions } from '../../../test/support/recordings.ts'
import { limits } from '../../core/limits.ts'
import type { ExchangeEntry } from '../entry.ts'

function exchange(options: HarEntryOptions): ExchangeEntry {
  const read = readEntries('har', harFile([harEntryOf(options)]))
  expect(read.refusal).toBe('')
  return read.entries[0]?.entry as ExchangeEntry
}
const head = (entry: ExchangeEntry): string => entry.request.head.toString('latin1')
const body = (entry: ExchangeEntry): string => entry.request.body.toString('utf8')

describe('an exchange', () => {
  test('is laid out as HTTP/1.1 would carry it, with the places of what steers the decoding', () => {
    const entry = exchange({
      method: 'POST',
      headers: [
        ['host', 'a.example.com'],
        ['content-type', 'application/json'],
        ['content-encoding', 'gzip'],
      ],
      request: { postData: { mimeType: 'application/json', text: '{"é":1}' }, bodySize: 8 },
    })
    expect(head(entry)).toBe(
      'POST /x?y=z HTTP/1.1\r\nhost: a.example.com\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n',
    )
    const { request } = entry
    const at = (run: { start: number; end: number }): string => head(entry).slice(run.start, run.end)
    expect([at(request.method), at(request.target), at(request.host), at(request.contentType)]).toEqual([
      'POST',
      '/x?y=z',
      'a.example.com',
      'application/json',
    ])
    // The recorder has undone the coding already.
    expect(at(request.contentEncoding)).toBe('')
    expect(body(entry)).toBe('{"é":1}')
    expect(entry.at).toEqual({ sec: 1_772_610_126, nsec: 250_000_000 })
    expect(entry.response?.at).toEqual({ sec: 1_772_610_126, nsec: 370_500_000 })
    expect(entry.ends).toMatchObject({ protection: 'tls', serverAddress: '192.0.2.7', serverPort: 443 })
  })

  test.each([
    ['http://b.example/x', 'plaintext', 80],
    ['https://b.example:8443/x', 'tls', 8443],
    ['ws://b.example/x', 'plaintext', 80],
    ['wss://b.example/x', 'tls', 443],
  ])('%s: protection %s, port %i', (url, protection, serverPort) => {
    expect(exchange({ url }).ends).toMatchObject({ protection, serverPort, transport: 'tcp' })
  })

  test.each(['h3', 'HTTP/3', 'h3-29', 'http/2+quic/46'])('over %s went by QUIC', (httpVersion) => {
    const ends = exchange({ request: { httpVersion } }).ends
    expect(ends).toMatchObject({ protection: 'quic', transport: 'udp' })
  })

  test('names its host by :authority (Chrome), and by the URL where no field does (Insomnia)', () => {
    const chrome = exchange({
      headers: [
        [':authority', 'c.example'],
        [':method', 'GET'],
        [':path', '/x'],
        ['accept', '*/*'],
      ],
      request: { httpVersion: 'http/2.0' },
    })
    expect(head(chrome)).toBe('GET /x?y=z HTTP/2.0\r\nHost: c.example\r\naccept: */*\r\n\r\n')
    expect(head(exchange({ url: 'https://d.example:99/', headers: [] }))).toBe(
      'GET / HTTP/1.1\r\nHost: d.example:99\r\n\r\n',
    )
  })

  test('has its query and cookies also where they are listed apart only', () => {
    const entry = exchange({
      url: 'https://a.example/p',
      request: {
        queryString: [{ name: 'imei', value: recordedDevice.imei }],
        cookies: [{ name: 'id', value: 'é' }],
      },
    })
    expect(head(entry)).toContain(`GET /p?imei=${recordedDevice.imei} HTTP/1.1`)
    expect(head(entry)).toContain('Cookie: id=Ã©')
  })

  test('has its URL also where blanks stand around it', () => {
    const entry = exchange({ url: ' https://b.example/p\n', headers: [] })
    expect(head(entry)).toBe('GET /p HTTP/1.1\r\nHost: b.example\r\n\r\n')
  })

  test('keeps user and password of the URL in its target', () => {
    expect(head(exchange({ url: 'https://ada:secret@a.example/p#f' }))).toContain(
      'GET https://ada:secret@a.example/p HTTP',
    )
  })

  test('fields that hold line feeds become several, and none can forge a head', () => {
    const entry = exchange({
      headers: [
        ['Set-It', 'a\nb'],
        ['X', 'c\r\n\r\nGET / HTTP/1.1'],
      ],
    })
    expect(head(entry)).toContain('Set-It: a\r\nSet-It: b\r\nX: c\r\n')
    expect(head(entry).indexOf('\r\n\r\n')).toBe(head(entry).length - 4)
  })

  test('forms whose fields are listed only are put together', () => {
    const params = [
      { name: 'aid', value: recordedDevice.androidId },
      { name: 'x y', value: 'ö&' },
      { name: 'done', value: '%C3%B6' },
    ]
    const form = exchange({
      request: { postData: { mimeType: 'application/x-www-form-urlencoded', params } },
    })
    expect(body(form)).toBe(`aid=${recordedDevice.androidId}&x%20y=%C3%B6%26&done=%C3%B6`)
    const multipart = exchange({
      request: {
        postData: {
          mimeType: 'multipart/form-data; boundary=b1',
          params: [{ name: 'f', fileName: 'a.txt', contentType: 'text/plain', value: 'v' }],
        },
      },
    })
    expect(body(multipart)).toBe(
      '--b1\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nv\r\n--b1--\r\n',
    )
  })

  test('binary bodies come in base64, of requests too', () => {
    const bytes = Buffer.from([0, 255, 10, 13])
    const text = bytes.toString('base64')
    const entry = exchange({
      request: { postData: { mimeType: 'application/octet-stream', text, encoding: 'base64' } },
      response: { content: { size: 4, mimeType: 'application/octet-stream', text, encoding: 'base64' } },
    })
    expect(entry.request.body).toEqual(bytes)
    expect(entry.response?.body).toEqual(bytes)
    const odd = readEntries(
      'har',
      harFile([harEntryOf({ response: { content: { size: 3, text: '<é>', encoding: 'base64' } } })]),
    )
    expect(odd.codes).toEqual({ 'source.entry.bad_base64': 1 })
  })

  test('the reason with which a WebSocket was closed, by which side is not known', () => {
    const entry = {
      _webSocketMessages: [{ type: 'send', time: 1_772_610_126, opcode: 1, data: 'hello' }],
      _webSocketClose: { code: 1_000, reason: 'bye', time: 1_772_610_127 },
    }
    const read = readEntries('har', harFile([harEntryOf({ url: 'wss://a.example/s', entry })]))
    const messages = (read.entries[0]?.entry as ExchangeEntry | undefined)?.messages ?? []
    expect(messages.map(({ direction, bytes }) => [direction, bytes.toString()])).toEqual([
      [0, 'hello'],
      [1, 'bye'],
    ])
    expect(read.codes).toEqual({ 'source.har.unknown_sender': 1 })
  })

  test.each(['', 'application/x-www-form-urlencoded'])('the name of a file in a form of %j', (mimeType) => {
    const params = [{ name: 'f', fileName: 'a b.txt', value: 'v' }]
    const { body } = exchange({ request: { postData: { mimeType, params } } }).request
    expect(body.toString()).toBe('f=v&filename=a%20b.txt')
  })

  test('entries before the first that tells its time have that', () => {
    const entries = ['', '', '2026-03-04T07:42:06.500Z', ''].map((started) => harEntryOf({ started }))
    const read = readEntries('har', harFile(entries))
    expect(read.entries.map(({ entry, number }) => [number, entry.at.sec])).toEqual(
      [1, 2, 3, 4].map((number) => [number, 1_772_610_126]),
    )
    expect(read.counts.first?.sec).toBe(1_772_610_126)
    expect(read.codes).toEqual({ 'source.entry.no_time': 3 })
    const none = readEntries('har', harFile([harEntryOf({ started: '' })]))
    expect(none.entries).toHaveLength(1)
  })

  test('messages of a WebSocket', () => {
    const entry = exchange({
      url: 'wss://a.example/s',
      response: { status: 101, content: { size: 0, mimeType: '' }, bodySize: 0 },
      entry: {
        _webSocketMessages: [
          { type: 'send', time: 1_772_610_126.5, opcode: 1, data: 'hello' },
          { type: 'receive', time: 1_772_610_127.25, opcode: 2, data: 'AAEC' },
          // PCAPdroid: a text that is no UTF-8. Playwright: in thousandths of seconds, or unknown.
          { type: 'send', time: 1_772_610_128_125, opcode: 1, data: '/wA=', encoding: 'base64' },
          { type: 'send', time: -1, opcode: 1, data: 'AAEC' },
          null,
        ],
      },
    })
    expect(
      entry.messages.map(({ direction, at, bytes }) => [direction, at.nsec, bytes.toString('hex')]),
    ).toEqual([
      [0, 500_000_000, '68656c6c6f'],
      [1, 250_000_000, '000102'],
      [0, 125_000_000, 'ff00'],
      [0, 250_000_000, '41414543'],
    ])
  })

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:443', '192.0.2.7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[2001:db8::7]:443', '2001:db8::7'],
    // Older Safari
    ['2001:db8::7.443', '2001:db8::7'],
    ['fe80::7%en0', 'fe80::7'],
    // ProxyPin
    ['a.example.com', ''],
    ['[192.0.2.7]', '192.0.2.7'],
  ])('the server is at the address that stands in %j', (serverIPAddress, address) => {
    const { entries, codes } = readEntries('har', harFile([harEntryOf({ entry: { serverIPAddress } })]))
    expect(entries[0]?.entry.ends.serverAddress).toBe(address)
    expect(codes).toEqual({})
  })

  test.each([
    ['http://localhost:3000/x', '127.0.0.1'],
    ['http://app.LocalHost./x', '127.0.0.1'],
    ['http://localhost.example.com/x', ''],
    ['http://mylocalhost/x', ''],
  ])('the name of the device itself is one of its own addresses: %s', (url, address) => {
    const { entries } = readEntries('har', harFile([harEntryOf({ url, entry: { serverIPAddress: '' } })]))
    expect(entries[0]?.entry.ends.serverAddress).toBe(address)
  })

  test('WebPageTest has the address in a member of its own', () => {
    const told = { serverIPAddress: undefined, _ip_addr: '192.0.2.7' }
    expect(exchange({ entry: told }).ends.serverAddress).toBe('192.0.2.7')
  })

  test.each(['here', '192.0.2.7:port', '[2001:db8::7', '2001:db8::7.99999999', ''])(
    'an address that is none (%j) is left out, and that of the URL taken',
    (serverIPAddress) => {
      const options = { url: 'https://192.0.2.9/x', entry: { serverIPAddress } }
      const { entries, codes } = readEntries('har', harFile([harEntryOf(options)]))
      expect(entries[0]?.entry.ends.serverAddress).toBe('192.0.2.9')
      expect(codes).toEqual(serverIPAddress === '' ? {} : { 'source.entry.bad_address': 1 })
    },
  )

  test('a Community ID as connection is kept (PiRogue)', () => {
    const connection = '1:mjEQ7MDVEUsJTkzD7CXXbUqUJKQ='
    const extras = { _stacktrace: [{ class: 'a.b' }], _decryption: 'frida' }
    const entry = exchange({ request: extras, entry: { connection } })
    expect(entry.ends.communityId).toBe(connection)
  })

  test.each([
    [
      [
        { class: 'com.sdk.Net', method: 'send', file: 'Net.java', line: 7 },
        { class: 'com.app.Main' },
        'java.Thread.run',
        3,
        {},
      ],
      ['com.sdk.Net.send (Net.java:7)', 'com.app.Main', 'java.Thread.run'],
    ],
    [{ stack: [{ class: 'a.b', method: 'c' }] }, ['a.b.c']],
    [Array.from({ length: 99 }, () => 'x'.repeat(999)), Array.from({ length: 32 }, () => 'x'.repeat(200))],
    [[], undefined],
    ['no list', undefined],
  ])('the code that sent it is kept (PiRogue): %#', (stack, code) => {
    const { entries } = readEntries('har', harFile([harEntryOf({ request: { _stacktrace: stack } })]))
    expect(entries.map(({ entry }) => (entry as ExchangeEntry).code)).toEqual([code])
  })

  test('a size that is that of the coded body (mitmproxy) is no sign of a cut one', () => {
    const leftOut = (content: object, headers: object[]): unknown => {
      const options = { response: { content, bodySize: 22, headers } }
      const entry = readEntries('har', harFile([harEntryOf(options)])).entries[0]?.entry
      return entry?.kind === 'exchange' && entry.response?.bodyBytesLeftOut
    }
    const coded = [{ name: 'Content-Encoding', value: 'gzip' }]
    expect(leftOut({ size: 22, compression: -20, text: 'ok' }, coded)).toBe(0)
    expect(leftOut({ size: 22, text: '' }, coded)).toBe(22)
    expect(leftOut({ size: 22, text: 'ok' }, [])).toBe(20)
  })

  test('a request that got no answer has none', () => {
    expect(exchange({ response: null }).response).toBeNull()
    expect(exchange({ response: { status: 0, _error: 'net::ERR_ABORTED' } }).response).toBeNull()
  })
})

describe('what the recorder left out is known', () => {
  const leftOut = (options: HarEntryOptions): (number | boolean)[] => {
    const { request, response } = exchange(options)
    return [
      request.isBodyLeftOut,
      request.bodyBytesLeftOut,
      response?.isBodyLeftOut ?? false,
      response?.bodyBytesLeftOut ?? 0,
    ]
  }
  test.each<[string, HarEntryOptions, (number | boolean)[]]>([
    ['nothing', {}, [false, 0, false, 0]],
    ['a request body', { request: { bodySize: 90 } }, [true, 90, false, 0]],
    ['one that only a field tells of', { headers: [['Content-Length', '7']] }, [true, 7, false, 0]],
    [
      'the end of one',
      { request: { bodySize: 9, postData: { mimeType: 'text/plain', text: 'é' } } },
      [true, 7, false, 0],
    ],
    [
      'not where a coding was undone',
      { headers: [['Content-Encoding', 'gzip']], request: { bodySize: 9, postData: { text: 'a' } } },
      [false, 0, false, 0],
    ],
    [
      'the content of a response',
      { response: { content: { size: 5000, mimeType: 'text/html' } } },
      [false, 0, true, 5000],
    ],
    ['its end', { response: { content: { size: 12, text: 'é' } } }, [false, 0, true, 10]],
    [
      'all of one whose size is not known (Firefox without bodies)',
      { response: { content: { size: -1, mimeType: 'text/html', comment: 'not included' }, bodySize: -1 } },
      [false, 0, true, 0],
    ],
    [
      'not where it is none (ProxyPin)',
      { response: { content: { size: -1, mimeType: '', text: '' }, bodySize: -1 } },
      [false, 0, false, 0],
    ],
    [
      'not where the text is none, and the size that of the head, too (Firefox)',
      { response: { status: 302, bodySize: 312, content: { size: 0, mimeType: '', text: '' } } },
      [false, 0, false, 0],
    ],
    [
      'not where a field says that there is none',
      {
        response: {
          content: undefined,
          bodySize: -1,
          headers: [{ name: 'content-length', value: '0' }],
        },
      },
      [false, 0, false, 0],
    ],
    ['not of HEAD', { method: 'HEAD', response: { content: { size: 12 } } }, [false, 0, false, 0]],
    ['not of 304', { response: { status: 304, content: { size: 12 } } }, [false, 0, false, 0]],
    [
      'all of it (tweasel)',
      { response: { content: undefined, bodySize: -1, headers: undefined } },
      [false, 0, true, 0],
    ],
  ])('%s', (_name, options, expected) => {
    expect(leftOut(options)).toEqual(expected)
  })
})

describe('the file', () => {
  const entries = [
    harEntryOf(),
    harEntryOf({ started: '2026-03-04T07:42:01.500+01:00', url: 'http://b.example/"\\{[' }),
    harEntryOf({ started: '2026-03-04T07:42:01', url: 'data:text/plain,x' }),
  ]
  const file = harFile(entries, {
    comment: 'kitchen table',
    browser: { name: 'Firefox', version: '140.0' },
    pages: [{ id: 'p', title: '{"log"' }],
  })

  test('says what made it, when, and what of it is no contact', () => {
    const read = readEntries('har', file)
    expect(read.counts).toMatchObject({
      total: 3,
      unreadBytes: 0,
      application: 'test 1, Firefox 140.0',
      comments: ['kitchen table'],
      other: new Map([['data URL', 1]]),
      // The second entry is the first in time, by its zone.
      first: { sec: 1_772_606_521, nsec: 500_000_000 },
      last: { sec: 1_772_610_126, nsec: 370_500_000 },
      timeDigits: 3,
    })
    expect(read.entries.map(({ number }) => number)).toEqual([1, 2])
    expect(read.codes).toEqual({ 'source.entry.no_zone': 1 })
    expect(accountedBytes(read)).toBe(file.length)
  })

  test('tweasel’s device and apps', () => {
    const device = { platform: 'android', model: 'Test 7', osVersion: '11', other: 1 }
    const apps = [{ id: 'org.example.app', name: 'App', version: '1.2', md5: '00' }]
    const read = readEntries('har', harFile(entries, { _tweasel: { device, apps, metaVersion: '1.0' } }))
    expect(read.counts.facts).toEqual({
      device: { platform: 'android', model: 'Test 7', osVersion: '11' },
      apps: [{ id: 'org.example.app', name: 'App', version: '1.2' }],
    })
  })

  test('does not depend on how it is cut, indented, or marked', () => {
    const whole = readEntries('har', file)
    for (const chunkBytes of [1, 2, 3, 7, 64, 1000])
      expect(readEntries('har', file, chunkBytes)).toEqual(whole)
    const pretty = harFile(entries, { comment: 'kitchen table' }, 2)
    expect(readEntries('har', pretty, 11).entries).toEqual(whole.entries)
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), file, Buffer.from('\n\n')])
    for (const chunkBytes of [1, 5, marked.length]) {
      const read = readEntries('har', marked, chunkBytes)
      expect(read.entries).toEqual(whole.entries)
      expect(accountedBytes(read)).toBe(marked.length)
      expect(read.counts.containerBytes).toBe(whole.counts.containerBytes + 5)
    }
  })

  test('cut anywhere: the entries before the cut are read, the rest is unread, and it is said', () => {
    for (let length = 1; length < file.length; length++) {
      const read = readEntries('har', file.subarray(0, length), 37)
      expect(accountedBytes(read)).toBe(length)
      expect(read.codes['source.entry.torn']).toBe(1)
      expect(read.refusal === '').toBe(read.counts.total > 0)
    }
  })

  test('damaged behind an entry: the entries before the damage are read', () => {
    const text = file.toString('latin1')
    const at = text.indexOf('},{"startedDateTime"') + 1
    const damaged = Buffer.from(`${text.slice(0, at)};${text.slice(at + 1)}`, 'latin1')
    const read = readEntries('har', damaged)
    expect(read.entries).toHaveLength(1)
    expect(read.codes).toEqual({ 'source.entry.broken': 1 })
    expect(read.counts.unreadBytes).toBe(damaged.length - at)
    expect(accountedBytes(read)).toBe(damaged.length)
  })

  test('entries that make no sense are counted, and the others read', () => {
    const odd = [
      null,
      1,
      'text',
      [],
      {},
      { request: [] },
      { request: {} },
      { request: { url: 'no url' } },
      { request: { url: 'http://' } },
      harEntryOf({
        request: { headers: [1, null, {}, { name: 3 }], method: 7, cookies: 'x', queryString: {} },
      }),
      harEntryOf({
        entry: { startedDateTime: 'yesterday', time: 'long', serverIPAddress: 'here', connection: {} },
      }),
      harEntryOf({ response: { status: 'OK', headers: {}, content: [] } }),
      JSON.parse('{"__proto__":{"polluted":true},"request":{"url":"https://a.example/"}}') as unknown,
    ]
    const bytes = harFile(odd)
    const read = readEntries('har', bytes)
    expect(read.counts).toMatchObject({ total: odd.length, malformed: 9 })
    expect(read.entries).toHaveLength(4)
    expect(accountedBytes(read)).toBe(bytes.length)
    expect(read.codes).toMatchObject({
      'source.entry.malformed': 9,
      'source.entry.no_time': 2,
      'source.entry.bad_address': 1,
    })
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test.each([
    ['{"log":[2,1,3]"request:"}', /damaged at byte 14/],
    ['{"log":{"version":"1.2"}}', /no entries/],
    ['{"log":{"entries":{}}}', /no entries/],
    ['{"entries":[]}', /without a log/],
    ['[]', /damaged at byte 0/],
    ['{"log":{"entries":[{"request"', /ends before its first entry/],
    ['{"log":{"entries":[,]}}', /damaged/],
    ['{"log":{"entries":[],,}}', /damaged/],
  ])('%s is refused', (text, reason) => {
    const read = readEntries('har', Buffer.from(text), 3)
    expect(read.refusal).toMatch(reason)
    expect(accountedBytes(read)).toBe(text.length)
  })

  test('a comma behind the last entry, or the last member, is passed over, and said', () => {
    const entry = JSON.stringify(harEntryOf())
    for (const text of [
      `{"log":{"entries":[${entry},]}}`,
      `{"log":{"entries":[${entry} , \n]},}`,
      `{"log":{"entries":[${entry}],},}`,
    ]) {
      const read = readEntries('har', Buffer.from(text), 3)
      expect(read).toMatchObject({ refusal: '', counts: { total: 1, unreadBytes: 0 } })
      expect(read.codes).toEqual({ 'source.entry.odd_shape': 1 })
      expect(accountedBytes(read)).toBe(text.length)
    }
    // Two of them are something that was lost.
    const broken = readEntries('har', Buffer.from(`{"log":{"entries":[${entry},,${entry}]}}`), 3)
    expect(broken.codes).toEqual({ 'source.entry.broken': 1 })
  })

  test('no entries are none, and no fault', () => {
    expect(readEntries('har', harFile([]))).toMatchObject({ refusal: '', codes: {}, counts: { total: 0 } })
  })

  test('an entry beyond the limit is passed over without being held', () => {
    const long = 'x'.repeat(1_048_576)
    const start = `{"log":{"entries":[${JSON.stringify(harEntryOf())},{"request":{"url":"`
    const parts = [
      start,
      ...Array.from({ length: limits.source.entryBytesMax / long.length + 1 }, () => long),
    ]
    parts.push(`"}},${JSON.stringify(harEntryOf())}]}}`)
    const bytes = Buffer.from(parts.join(''), 'latin1')
    const read = readEntries('har', bytes, 262_144)
    expect(read.entries.map(({ number }) => number)).toEqual([1, 3])
    expect(read.codes).toEqual({ 'source.entry.too_large': 1, 'source.entry.malformed': 1 })
    expect(accountedBytes(read)).toBe(bytes.length)
  })

  test('long texts of any kind take no more than their length', () => {
    // Of some pieces of reading each.
    const long = 100_000
    const texts = ['\n', '%25', 'QUJD', ' ', 'é', '/', '=&', '\\', ':', '\r\n']
    for (const text of texts) {
      const value = text.repeat(long / text.length)
      const post = { mimeType: 'text/plain', text: value, encoding: 'base64' }
      const bytes = harFile([
        harEntryOf({ headers: [['X', value]], request: { postData: post } }),
        harEntryOf({ url: `https://a.example/${value}?${value}` }),
        harEntryOf({
          started: value,
          request: {
            cookies: [{ name: value, value }],
            queryString: [{ name: value, value }],
            postData: { mimeType: value, params: [{ name: value, value }] },
          },
          entry: { serverIPAddress: value, connection: value },
        }),
      ])
      const read = readEntries('har', bytes, 250_000)
      expect(read.counts.total).toBe(3)
      expect(accountedBytes(read)).toBe(bytes.length)
    }
  })

  test('an entry of more values than the limit is passed over: it would take many times its size', () => {
    const many = `{"request":{"url":"https://a.example/"},"_x":[${'[],'.repeat(limits.source.entryValuesMax / 2 + 1)}[]]}`
    const bytes = Buffer.from(`{"log":{"entries":[${many},${JSON.stringify(harEntryOf())}]}}`)
    const read = readEntries('har', bytes, 100_000)
    expect(read.entries.map(({ number }) => number)).toEqual([2])
    expect(read.codes).toEqual({ 'source.entry.too_large': 1, 'source.entry.malformed': 1 })
    expect(accountedBytes(read)).toBe(bytes.length)
  })

  test('any JSON around and in the entries is taken', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 4 }),
        fc.jsonValue(),
        fc.nat(40),
        (values, other, chunk) => {
          const bytes = harFile([...values, harEntryOf()], { _other: other })
          const read = readEntries('har', bytes, chunk + 1)
          expect(read.counts.total).toBe(values.length + 1)
          expect(read.entries.at(-1)?.number).toBe(values.length + 1)
          expect(accountedBytes(read)).toBe(bytes.length)
        },
      ),
      { numRuns: 100 },
    )
  })
})

test('times that count from 1970 are read, and members of the query that the URL leaves out', () => {
  const timed = (startedDateTime: unknown): ReadEntries =>
    readEntries('har', harFile([harEntryOf({ entry: { startedDateTime } })]))
  for (const [written, nsec] of [
    [1_772_610_126_250, 250_000_000],
    ['1772610126250', 250_000_000],
    [1_772_610_126.5, 500_000_000],
  ] as const) {
    const { entries, codes } = timed(written)
    expect([written, entries[0]?.entry.at, codes]).toEqual([written, { sec: 1_772_610_126, nsec }, {}])
  }
  expect(timed(12).codes).toEqual({ 'source.entry.no_time': 1 })
  const request = {
    url: 'https://a.example.com/x?a%5B0%5D=1&b+c=2',
    queryString: [
      { name: 'a[0]', value: '1' },
      { name: 'b c', value: '2' },
      { name: 'imei', value: recordedDevice.imei },
    ],
  }
  expect(head(exchange({ request }))).toMatch(
    new RegExp(`^\\w+ /x\\?a%5B0%5D=1&b\\+c=2&imei=${recordedDevice.imei} HTTP`),
  )
})

test('a query that ends inside a value is completed; one that names a member twice is not', () => {
  const target = (query: string, ...values: string[]): string => {
    const url = `https://a.example.com/x?${query}`
    const queryString = values.map((value) => ({ name: 'id', value }))
    return head(exchange({ request: { url, queryString } })).split(' ')[1] ?? ''
  }
  expect(target('id=3569…', '356938035643809')).toMatch(/^\/x\?id=3569.*&id=356938035643809$/)
  expect(target('id=12&id=1', '12', '1')).toBe('/x?id=12&id=1')
  expect(target('id=a%2Fb', 'a/b')).toBe('/x?id=a%2Fb')
})
