/** One file as each program writes it: the members that are its own, and the ones that it leaves out. */
import { describe, expect, test } from 'vitest'
import { accountedBytes, readEntries } from '../../../test/support/read-entries.ts'
import { harEntryOf, harFile, recordedDevice } from '../../../test/support/recordings.ts'
import { EntrySliceWriter } from '../entry-slice-writer.ts'
import type { ExchangeEntry } from '../entry.ts'

const { adId } = recordedDevice
const body = `{"gaid":"${adId}"}`

interface Dialect {
  readonly name: string
  readonly file: Buffer
  /** What is seen of the first entry: head of the request, body, answer. */
  readonly head: RegExp
  readonly seconds: number
  readonly status: number | null
  readonly application: string
}

const post = (text: string = body): Record<string, unknown> => ({ mimeType: 'application/json', text })
const at = 1_772_610_126

const dialects: Dialect[] = [
  {
    name: 'Chrome: pseudo-fields, priorities, initiators',
    application: 'WebInspector 537.36',
    file: harFile(
      [
        harEntryOf({
          method: 'POST',
          headers: [
            [':authority', 'a.example.com'],
            [':method', 'POST'],
            [':path', '/x?y=z'],
            [':scheme', 'https'],
            ['content-type', 'application/json'],
          ],
          request: { httpVersion: 'http/2.0', bodySize: body.length, postData: post() },
          response: { httpVersion: 'http/2.0', _transferSize: 120, _error: null },
          entry: {
            _initiator: { type: 'script' },
            _priority: 'High',
            _resourceType: 'xhr',
            connection: '159834',
            pageref: 'page_1',
          },
        }),
      ],
      { creator: { name: 'WebInspector', version: '537.36' }, pages: [{ id: 'page_1' }] },
    ),
    head: /^POST \/x\?y=z HTTP\/2\.0\r\nHost: a\.example\.com\r\ncontent-type: application\/json\r\n\r\n$/,
    seconds: at,
    status: 200,
  },
  {
    name: 'Firefox: a browser beside the creator, local time, the port as connection',
    application: 'Firefox 140.0, Firefox 140.0',
    file: harFile(
      [
        harEntryOf({
          method: 'POST',
          started: '2026-03-04T08:42:06.250+01:00',
          headers: [['Host', 'a.example.com']],
          request: { httpVersion: 'HTTP/2', bodySize: body.length, postData: { ...post(), params: [] } },
          response: {
            content: { mimeType: 'text/html', size: 900, comment: 'Response bodies are not included.' },
          },
          entry: { _securityState: 'secure', connection: '443' },
        }),
      ],
      { creator: { name: 'Firefox', version: '140.0' }, browser: { name: 'Firefox', version: '140.0' } },
    ),
    head: /^POST \/x\?y=z HTTP\/2\r\nHost: a\.example\.com\r\nContent-Type: application\/json\r\n\r\n$/,
    seconds: at,
    status: 200,
  },
  {
    name: 'Safari: short names of versions',
    application: 'WebKit Web Inspector 1.0',
    file: harFile(
      [
        harEntryOf({
          method: 'POST',
          request: { httpVersion: 'h2', postData: post() },
          entry: { _fetchType: 'Network Load', _priority: 'high', serverIPAddress: '2001:db8::7' },
        }),
      ],
      { creator: { name: 'WebKit Web Inspector', version: '1.0' } },
      2,
    ),
    head: /^POST \/x\?y=z HTTP\/2\r\n/,
    seconds: at,
    status: 200,
  },
  {
    name: 'Charles: its own states; what failed has no answer',
    application: 'Charles Proxy 4.6.3',
    file: harFile(
      [
        harEntryOf({
          method: 'POST',
          started: '2026-03-03T23:42:06.250-08:00',
          request: { postData: { mimeType: 'application/json', text: body, params: [] } },
          response: {
            _charlesStatus: 'COMPLETE',
            content: { size: 2, compression: 0, mimeType: '', text: '{}' },
          },
        }),
        harEntryOf({
          method: 'CONNECT',
          url: 'https://pinned.example.com',
          response: { status: 0, _charlesStatus: 'FAILED', headers: [], content: { size: 0 } },
        }),
      ],
      { creator: { name: 'Charles Proxy', version: '4.6.3' } },
      4,
    ),
    head: /^POST \/x\?y=z HTTP\/1\.1\r\n/,
    seconds: at,
    status: 200,
  },
  {
    name: 'Insomnia: no sizes, no timings, no Host',
    application: 'Insomnia REST Client insomnia.desktop.app:v11',
    file: harFile(
      [
        harEntryOf({
          method: 'POST',
          headers: [['Content-Type', 'application/json']],
          request: { bodySize: -1, postData: post(), settingEncodeUrl: true },
          response: { bodySize: -1 },
          entry: { time: undefined, timings: undefined, serverIPAddress: undefined, cache: undefined },
        }),
      ],
      { creator: { name: 'Insomnia REST Client', version: 'insomnia.desktop.app:v11' } },
    ),
    head: /^POST \/x\?y=z HTTP\/1\.1\r\nHost: a\.example\.com\r\nContent-Type: application\/json\r\n\r\n$/,
    seconds: at,
    status: 200,
  },
  {
    name: 'HTTP Toolkit and PiRogue: binary bodies apart, decrypted content in their place',
    application: 'HTTP Toolkit 1.20.0',
    file: harFile(
      [
        harEntryOf({
          method: 'POST',
          request: {
            bodySize: 40,
            _requestBodyStatus: 'discarded:not-representable',
            _content: {
              mimeType: 'application/json',
              text: Buffer.from(body).toString('base64'),
              size: body.length,
              encoding: 'base64',
            },
            _stacktrace: [{ class: 'a.b.C', method: 'd' }],
            _decryption: { algorithm: 'AES', plaintext: true },
          },
          response: { status: 200 },
          entry: { _pinned: true, connection: '1:mjEQ7MDVEUsJTkzD7CXXbUqUJKQ=' },
        }),
      ],
      { creator: { name: 'HTTP Toolkit', version: '1.20.0' } },
    ),
    head: /^POST \/x\?y=z HTTP\/1\.1\r\n/,
    seconds: at,
    status: 200,
  },
]

describe.each(dialects)('$name', ({ file, head, seconds, status, application }) => {
  test('is read: head, body, time, answer', () => {
    const read = readEntries('har', file)
    expect([read.refusal, read.codes, read.counts.application]).toEqual(['', {}, application])
    const entry = read.entries[0]?.entry as ExchangeEntry
    expect(entry.request.head.toString('latin1')).toMatch(head)
    expect(entry.request.body.toString()).toBe(body)
    expect(entry.at).toEqual({ sec: seconds, nsec: 250_000_000 })
    expect(entry.response?.status ?? null).toBe(status)
    expect(entry.request.isBodyLeftOut).toBe(false)
    expect(accountedBytes(read)).toBe(file.length)
    expect(readEntries('har', file, 9)).toEqual(read)
  })
})

test('HTTP Toolkit: a body beyond its limit, and connections that apps refused', () => {
  const refused = [
    {
      startedDateTime: '2026-03-04T07:42:08.000Z',
      time: 3,
      hostname: 'pinned.example.com',
      cause: 'cert-rejected',
      clientPort: 5000,
    },
    { startedDateTime: '2026-03-04T07:42:09.000Z', cause: 'closed' },
  ]
  const entry = harEntryOf({ request: { bodySize: 900_000, _requestBodyStatus: 'discarded:too-large' } })
  const read = readEntries('har', harFile([entry], { _tlsErrors: refused }))
  expect(read.entries[0]?.entry).toMatchObject({
    request: { isBodyLeftOut: true, bodyBytesLeftOut: 900_000 },
  })
  // They count behind the entries, wherever they stand.
  expect(read.entries[1]).toMatchObject({
    number: 2,
    entry: { kind: 'hello', serverName: 'pinned.example.com' },
  })
  expect(read.counts).toMatchObject({ total: 3, other: new Map([['refused connection of unknown name', 1]]) })
  expect(read.codes).toEqual({ 'source.har.refused': 2 })
  const only = readEntries('har', harFile([], { _tlsErrors: refused }))
  expect(only).toMatchObject({ refusal: '', counts: { total: 2 } })
  // A slice of these alone is a whole file, too.
  const parts: Buffer[] = []
  const writer = new EntrySliceWriter({
    format: 'har',
    note: '',
    isWanted: () => true,
    put: (bytes) => parts.push(bytes),
  })
  for (const { entry: one, number } of only.entries)
    writer.entry(one, number, Buffer.from(JSON.stringify(refused[0])))
  writer.end()
  expect(readEntries('har', Buffer.concat(parts)).entries).toMatchObject([
    { entry: { kind: 'hello', serverName: 'pinned.example.com' } },
  ])
})
