/** Slices of files with entries: what was observed is in them byte for byte, and a scan of them comes to the same. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { burpFile } from '../../../test/support/burp-items.ts'
import { dnsEvent, networkActivity } from '../../../test/support/device-logs.ts'
import { fiddlerArchive } from '../../../test/support/fiddler-archive.ts'
import { dnsFlow, harEntryOf, httpFlow, socketFlow, streamFlow } from '../../../test/support/recordings.ts'
import { scanCapture } from '../../../test/support/scan-capture.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import { zeekConnection, zeekHandshake, zeekText } from '../../../test/support/zeek-log.ts'
import { zipFile } from '../../../test/support/zip-file.ts'
import { sliceDifferences } from '../../case/slice-differences.ts'
import { scanDocument } from '../../report/scan-document.ts'
import { KeyLog } from '../../message/key-log.ts'
import { deafSink } from './deaf-sink.ts'
import type { EntryExtent } from './entry-slice.ts'
import { replay } from './replay.ts'
import { Traffic } from './traffic.ts'

const folder = testFolder('entry-slice')

const imei = '356938035643809'
const leak = `http://leak.example/x?imei=${imei}`
const other = 'http://other.example/private'

interface Sliced {
  readonly numbers: readonly number[]
  readonly observations: number
  readonly contacts: number
  readonly differences: readonly string[]
  readonly text: string
}

async function sliced(bytes: Buffer | string, extent: EntryExtent = 'observed'): Promise<Sliced> {
  const path = join(folder, 'original')
  writeFileSync(path, bytes)
  const result = await scanCapture(path)
  const parts: Buffer[] = []
  const { frames } = await new Traffic(result, []).sliceEntries(0, {
    extent,
    note: 'the note',
    put: (piece) => void parts.push(piece),
  })
  const slice = Buffer.concat(parts)
  writeFileSync(join(folder, 'slice'), slice)
  const again = await scanCapture(join(folder, 'slice'))
  const maps = [{ capture: 0, frames }]
  return {
    numbers: frames,
    observations: again.observations.length,
    contacts: again.contacts.length,
    differences: sliceDifferences(scanDocument(result, true), scanDocument(again, true), maps, 5),
    text: slice.toString('latin1'),
  }
}

const harOf = (entries: readonly object[], more: object = {}): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'rec', version: '1' }, ...more, entries } })

test('HAR: chosen entries as they stand in the file, what it says of the recorder, and what it is a slice of', async () => {
  const wanted = JSON.stringify(harEntryOf({ url: leak }), null, 3)
  const file = harOf([harEntryOf({ url: other }), harEntryOf({ url: leak }), harEntryOf({ url: other })], {
    pages: [{ id: 'page_1', title: other }],
  }).replace(JSON.stringify(harEntryOf({ url: leak })), wanted)
  const slice = await sliced(`\ufeff${file}`)
  expect(slice).toMatchObject({ numbers: [2], observations: 1, differences: [] })
  expect(slice.text).toContain(wanted)
  expect(slice.text).not.toContain('other.example')
  const { log } = JSON.parse(slice.text) as { log: Record<string, unknown> }
  expect(log).toMatchObject({
    version: '1.2',
    creator: { name: 'rec' },
    entries: [{ request: { url: leak } }],
    _varde: { sliceOf: 'the note', entries: [2] },
  })
})

test('HAR: members that stand behind the entries, and such that are no JSON', async () => {
  const entry = JSON.stringify(harEntryOf({ url: leak }))
  const slice = await sliced(
    `{"log":{"browser":nonsense,"entries":[${entry}],"comment":"behind","creator":{}}}`,
  )
  expect(slice).toMatchObject({ numbers: [1], observations: 1, differences: [] })
  expect(JSON.parse(slice.text)).toMatchObject({ log: { comment: 'behind', creator: {} } })
  expect(slice.text).not.toContain('nonsense')
})

test('HAR: connections that an app refused go with the server that something else was sent to', async () => {
  const refused = (hostname: string): object => ({
    hostname,
    startedDateTime: '2026-03-04T07:42:07.000Z',
    clientPort: 40_000,
  })
  const slice = await sliced(
    harOf([harEntryOf({ url: other }), harEntryOf({ url: leak })], {
      _tlsErrors: [refused('other.example'), refused('leak.example')],
    }),
  )
  expect(slice).toMatchObject({ numbers: [2, 4], observations: 1, differences: [] })
  expect(slice.text).not.toContain('other.example')
})

test('mitmproxy: whole flows, of HTTP, of WebSockets and of bare TCP', async () => {
  const flows = [
    httpFlow(21, 'other.example', '/', ''),
    httpFlow(21, 'leak.example', `/x?imei=${imei}`, ''),
    dnsFlow('leak.example', [192, 0, 2, 7]),
    dnsFlow('other.example', [192, 0, 2, 8]),
    socketFlow(21, 'leak.example', JSON.stringify({ imei })),
    streamFlow('tcp', 'other.example', [
      [true, Buffer.from(`GET /${imei} HTTP/1.1\r\nHost: leak.example\r\nIMEI: ${imei}\r\n\r\n`)],
    ]),
  ]
  const slice = await sliced(Buffer.concat(flows))
  expect(slice).toMatchObject({ numbers: [2, 3, 5, 6], differences: [] })
  expect(slice.observations).toBeGreaterThan(2)
  expect(slice.text).toBe(Buffer.concat([1, 2, 4, 5].map((at) => flows[at] as Buffer)).toString('latin1'))
})

const columns = [
  ...zeekConnection,
  ['method', 'string'],
  ['host', 'string'],
  ['uri', 'string'],
  ['trans_depth', 'count'],
] as const

const row = (host: string, uri: string): string[] =>
  ['1772610006.5', 'C1', '10.0.0.2', '40000', '192.0.2.7', '80', 'GET', host, uri, '1'].map(String)

test('Zeek: the header and the chosen lines; as text, gzipped, and zipped with another log', async () => {
  const log = zeekText('http', columns, [
    row('other.example', '/'),
    row('leak.example', `/x?imei=${imei}`),
    row('other.example', '/'),
  ])
  for (const file of [log, gzipSync(log), zipFile([{ name: 'http.log', bytes: Buffer.from(log) }])]) {
    const slice = await sliced(file)
    expect(slice).toMatchObject({ numbers: [2], observations: 1, differences: [] })
    expect(slice.text.split('\n')).toEqual(
      log.split('\n').filter((line) => line.startsWith('#') || line.includes('leak') || line === ''),
    )
  }
})

test('EVE: chosen lines, with what was asked of DNS and seen of the same servers', async () => {
  const event = (fields: object): string =>
    JSON.stringify({
      timestamp: '2026-03-04T07:42:06.250000+0000',
      src_ip: '10.0.0.2',
      src_port: 40_000,
      dest_ip: '192.0.2.7',
      dest_port: 80,
      proto: 'TCP',
      ...fields,
    })
  const http = (flow: number, hostname: string, url: string): string =>
    event({ event_type: 'http', flow_id: flow, http: { hostname, url, http_method: 'GET' } })
  const tls = (flow: number, sni: string): string =>
    event({ event_type: 'tls', flow_id: flow, dest_port: 443, tls: { sni } })
  const lines = [
    tls(1, 'other.example'),
    http(2, 'other.example', '/'),
    http(3, 'leak.example', `/x?imei=${imei}`),
    tls(4, 'leak.example'),
  ]
  const slice = await sliced(`${lines.join('\r\n')}\r\n`)
  expect(slice).toMatchObject({ numbers: [3, 4], observations: 1, differences: [] })
  expect(slice.text).toBe(`${lines[2] ?? ''}\n${lines[3] ?? ''}\n`)
})

test('logs of the device: contacts with known senders', async () => {
  const logs = [
    [dnsEvent({ host: 'a.example' }), dnsEvent({ host: 'zzhc.vnet.cn', app: 'com.vendor.register' })],
    [networkActivity('org.a', 'a.example', 3), networkActivity('org.b', 'zzhc.vnet.cn', 2)],
  ] as const
  for (const lines of logs) {
    const slice = await sliced(`\ufeff${lines.join('\n')}`)
    expect(slice).toMatchObject({ numbers: [2], contacts: 1, differences: [] })
    expect(slice.text).toBe(`${lines[1] ?? ''}\n`)
  }
})

test('the wider extent takes what was exchanged with the same servers', async () => {
  const entries = [leak, other, 'http://leak.example/more'].map((url, index) =>
    harEntryOf({ url, entry: { serverIPAddress: `192.0.2.${index}` } }),
  )
  expect((await sliced(harOf(entries))).numbers).toEqual([1])
  expect((await sliced(harOf(entries), 'hosts')).numbers).toEqual([1, 3])
})

test('Burp: chosen items between the head and the end of the file', async () => {
  const request = (path: string): string => `GET /${path} HTTP/1.1\r\nHost: leak.example\r\n\r\n`
  const items = ['private', `x?imei=${imei}`, 'private'].map((path) => ({ request: request(path) }))
  const { text, ...slice } = await sliced(burpFile(items))
  expect(slice).toEqual({ numbers: [2], observations: 1, contacts: 0, differences: [] })
  expect(text).toContain('<items burpVersion="2024.5.3"')
  expect(text).not.toContain(Buffer.from(request('private')).toString('base64'))
  expect(text.trimEnd().endsWith('</items>')).toBe(true)
})

test('Suricata: bytes of alerts, also where an alert for the same bytes or an event of their request was left out', async () => {
  const event = (type: string, inner: object, more: object = {}): string =>
    JSON.stringify({
      timestamp: '2026-03-04T08:40:03.123456+0100',
      flow_id: 1,
      event_type: type,
      src_ip: '192.0.2.10',
      src_port: 50_002,
      dest_ip: '198.51.100.2',
      dest_port: 80,
      proto: 'TCP',
      [type]: inner,
      ...more,
    })
  const alert = (text: string): string =>
    event('alert', {}, { tx_id: 1, payload: Buffer.from(text).toString('base64') })
  const request = `GET /x?imei=${imei} HTTP/1.1\r\nHost: leak.example\r\n\r\n`
  const http = { hostname: 'leak.example', http_method: 'GET', status: 200, url: `/x?imei=${imei}` }
  const lines = [
    alert('GET / HTTP/1.1\r\n\r\n'),
    alert(request),
    alert(request),
    event('http', http, { tx_id: 1 }),
    event('http', http, { tx_id: 2 }),
  ]
  const { text, ...slice } = await sliced(`${lines.join('\n')}\n`)
  expect(slice).toEqual({ numbers: [2, 5], observations: 2, contacts: 0, differences: [] })
  expect(text.split('\n').filter((line) => line !== '')).toEqual([lines[1], lines[4]])
})

test('an archive of Fiddler: the files of chosen sessions, in an archive of the same form', async () => {
  const asked = (url: string): { client: string } => ({
    client: `GET ${url} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`,
  })
  const slice = await sliced(fiddlerArchive([asked(other), asked(leak), asked(other)]))
  expect(slice).toMatchObject({ numbers: [2], observations: 1, differences: [] })
  expect(slice.text).toContain('raw/02_c.txt')
  expect(slice.text).toContain('the note')
  expect(slice.text).not.toContain('other.example')
})

test('a session of Charles: chosen transactions in a list', async () => {
  const transaction = (host: string, query: string): object => ({
    status: 'COMPLETE',
    method: 'GET',
    protocolVersion: 'HTTP/1.1',
    scheme: 'http',
    host,
    actualPort: 80,
    path: '/x',
    query,
    times: { start: '2026-03-04T08:40:00.123+01:00' },
    request: { header: { headers: [] } },
  })
  const wanted = transaction('leak.example', `imei=${imei}`)
  const slice = await sliced(JSON.stringify([transaction('other.example', 'private'), wanted]))
  expect(slice).toMatchObject({ numbers: [2], observations: 1, differences: [] })
  expect(JSON.parse(slice.text)).toEqual([wanted])
})

test('what two logs tell keeps its number where one of them is read alone', async () => {
  const base = zeekHandshake
  const lines = (...records: object[]): string => records.map((one) => JSON.stringify(one)).join('\n')
  const [socket, web] = [join(folder, 'websocket.log'), join(folder, 'http.log')]
  writeFileSync(socket, lines({ ...base, client_protocols: ['x'] }))
  const page = { ...base, trans_depth: 2, method: 'GET', status_code: 200, uri: `/x?imei=${imei}` }
  writeFileSync(web, lines({ ...base, trans_depth: 1, method: 'GET', status_code: 101 }, page))
  const result = await scanCapture([socket, web])
  expect(result.observations.map(({ capture }) => capture)).toContain(1)
  const parts: Buffer[] = []
  const { frames } = await new Traffic(result, []).sliceEntries(1, {
    extent: 'hosts',
    note: '',
    put: (piece) => void parts.push(piece),
  })
  expect(frames).toContain(2)
  const seen: number[] = []
  const capture = result.captures[1]
  if (capture === undefined) throw new Error('there is no second file')
  const heard = { ...deafSink, request: (exchange: { readonly id: number }) => void seen.push(exchange.id) }
  await replay(capture, new KeyLog(), heard)
  const told = result.transmissions.find((one) => one.capture === 1)
  expect(seen.at(-1)).toBe(told?.exchange)
})

test('NetLog: heads that were told beside bytes are told of the slice, too', async () => {
  const logEventTypes = {
    URL_REQUEST_START_JOB: 1,
    HTTP_TRANSACTION_SEND_REQUEST_HEADERS: 2,
    HTTP_TRANSACTION_READ_RESPONSE_HEADERS: 3,
    TCP_CONNECT_ATTEMPT: 4,
    SOCKET_BYTES_SENT: 5,
  }
  const event = (id: number, type: number, params: object): object => ({
    source: { id, type: 1 },
    time: '1500',
    type,
    params,
  })
  const bytes = (text: string): object => ({ bytes: Buffer.from(text).toString('base64') })
  const line = `GET /x?imei=${imei} HTTP/1.1\r\n`
  const head = (id: number): object[] => [
    event(id, 1, { method: 'GET', url: leak }),
    event(id, 2, { headers: ['Host: leak.example'], line }),
  ]
  const sent = `${line}Host: leak.example\r\n\r\n`
  const events = [
    // Of the first of two connections the beginning is missing, and it shows nothing.
    event(8, 5, bytes('GET / HTTP/1.1\r\nHost: other.example\r\n\r\n')),
    event(9, 4, { address: '198.51.100.7:80' }),
    event(9, 5, bytes(sent)),
    ...head(1),
    event(1, 3, { headers: ['HTTP/1.1 200 OK'] }),
    ...head(2),
  ]
  const slice = await sliced(JSON.stringify({ constants: { logEventTypes, timeTickOffset: '1' }, events }))
  expect(slice).toMatchObject({ observations: 3, differences: [] })
  expect(slice.text).not.toContain(Buffer.from('other.example').toString('base64').slice(0, 8))
  expect(slice.text).toContain('"_varde":{"sliceOf":"the note"}')
})
