/** HAR of captures and recordings: valid, masked so that nothing of what was observed is left, and read again as it was. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { pcapFile, TcpConversation, tcpFlags, udpPacket } from '../../../test/support/capture.ts'
import { isDeep } from '../../../test/support/depth.ts'
import { harProblems } from '../../../test/support/har-schema.ts'
import { profileOf, scanCapture, scannedSample } from '../../../test/support/scan-capture.ts'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { identifiers } from '../../detect/identifiers.gen.ts'
import { parseProfile } from '../../device/profile.ts'
import type { Profile } from '../../device/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { Traffic } from '../../pipeline/again/traffic.ts'
import { Exported } from '../exports/exporter.ts'
import { scanDocument } from '../scan-document.ts'
import { trafficExporter } from './har.ts'

const folder = testFolder('har')
const put = putInto(folder)

interface Har {
  readonly log: {
    readonly entries: readonly {
      readonly request: {
        url: string
        headers: { name: string; value: string }[]
        postData?: { text: string }
      }
      readonly response: { status: number; content: { text?: string } }
      readonly _webSocketMessages?: readonly { readonly data: string }[]
      readonly _app?: object
      readonly _varde: {
        observations: { value: string; way: string }[]
        leftOut?: object
        codingsUndone?: object
      }
    }[]
    readonly _varde: { readonly notHttp: readonly object[] }
  }
}

interface Made {
  readonly text: string
  readonly har: Har
  readonly notes: readonly string[]
  /** What a scan of it finds. */
  readonly again: ScanResult
}

async function made(
  result: ScanResult,
  options: { isRevealed?: boolean; isAll?: boolean; profile?: Profile | null } = {},
): Promise<Made> {
  const { isRevealed = false, isAll = false, profile = null } = options
  const parts: Uint8Array[] = []
  const notes = await trafficExporter.write(
    new Exported(result, '0.1.0', isRevealed),
    new Traffic(result, []),
    { wholeFlows: false, withSecrets: false, allExchanges: isAll },
    (bytes) => void parts.push(bytes),
  )
  const text = Buffer.concat(parts).toString()
  const har = JSON.parse(text) as Har
  expect(harProblems(har)).toEqual([])
  return { text, har, notes, again: await scanCapture(put('again.har', text), profile) }
}

/** What was observed, without what a recording does not keep. */
function gist(result: ScanResult): string[] {
  const hosts = new Map(result.recipients.map(({ id, host }) => [id, host]))
  return result.observations
    .map(
      ({ identifier, normal, writtenAs, confidence, by, direction, recipient, chain }) =>
        `${identifier} ${normal} ${writtenAs} ${confidence} ${by} ${direction} @${hosts.get(recipient) ?? ''} ${chain.map(({ step, detail }) => `${step} ${detail}`).join(' > ')}`,
    )
    .sort()
}

const imei = '356938035643809'
const profile = parseProfile(`name: phone\nidentifiers:\n  imei: ["${imei}"]\n`, 'phone.yaml', identifiers)

function exchangeOf(head: string, body: Buffer | string = '', answer = '{}'): Buffer[] {
  const request = Buffer.concat([
    Buffer.from(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ])
  const response = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`
  return new TcpConversation({ sourcePort: 40_000 }).open().send(request).reply(response).close().frames
}

const json = JSON.stringify({ imei, other: 'stays' })
const host = 'Host: a.example'
const ways: readonly [string, Buffer[]][] = [
  ['in the address', exchangeOf(`GET /x?imei=${imei}&other=stays HTTP/1.1\r\n${host}`)],
  ['in the path', exchangeOf(`GET /devices/${imei}/stays HTTP/1.1\r\n${host}`)],
  ['in a field', exchangeOf(`GET /stays HTTP/1.1\r\n${host}\r\nX-IMEI: ${imei}`)],
  ['in JSON', exchangeOf(`POST / HTTP/1.1\r\n${host}\r\nContent-Type: application/json`, json)],
  ['in base64', exchangeOf(`POST /stays HTTP/1.1\r\n${host}`, Buffer.from(json).toString('base64'))],
  [
    'in base64 in the address',
    exchangeOf(`GET /stays?d=${Buffer.from(json).toString('base64url')} HTTP/1.1\r\n${host}`),
  ],
  [
    'in hex in a form',
    exchangeOf(
      `POST / HTTP/1.1\r\n${host}\r\nContent-Type: application/x-www-form-urlencoded`,
      `d=${Buffer.from(json).toString('hex')}&other=stays`,
    ),
  ],
  [
    'in bytes that are no text',
    exchangeOf(
      `POST /stays HTTP/1.1\r\n${host}`,
      Buffer.concat([Buffer.from([0xff, 0xfe, 0]), Buffer.from(`imei=${imei};`)]),
    ),
  ],
  [
    'in the answer, too',
    exchangeOf(`GET /?imei=${imei} HTTP/1.1\r\n${host}`, '', `{"you":"${imei}","other":"stays"}`),
  ],
]

describe.each(ways)('a value %s', (_, frames) => {
  let result: ScanResult
  beforeAll(async () => {
    result = await scanCapture(put('way.pcap', pcapFile(frames)), profile)
  })

  test('comes to the same observations when it is revealed', async () => {
    expect(result.observations.length).toBeGreaterThan(0)
    const { again, har } = await made(result, { isRevealed: true, profile })
    expect(gist(again)).toEqual(gist(result))
    expect(har.log.entries).toHaveLength(1)
    expect(har.log.entries[0]?.response.status).toBe(200)
  })

  test('is nowhere when it is masked, and what is around it stays', async () => {
    const { text, again, notes } = await made(result, { profile })
    for (const form of [imei, imei.slice(0, 14), Buffer.from(imei).toString('hex')])
      expect(text).not.toContain(form)
    for (let offset = 0; offset < 3; offset++)
      expect(text).not.toContain(
        Buffer.from(' '.repeat(offset) + imei)
          .toString('base64')
          .slice(4, 16),
      )
    expect(again.observations.filter(({ normal }) => normal === imei)).toEqual([])
    expect(notes).toEqual([])
    expect(text).toContain('stays')
    expect(text).toContain('35•')
  })
})

test('a value in the name of a type or coding is hidden there, too', async () => {
  const type = `text/${imei}; charset=${imei}; boundary="${imei}"`
  const fields = `Content-Type: ${type}\r\nContent-Encoding: gzip, ${imei}`
  const frames = new TcpConversation({ sourcePort: 40_000 })
    .open()
    .send(`POST /stays HTTP/1.1\r\n${host}\r\n${fields}\r\nContent-Length: ${json.length}\r\n\r\n${json}`)
    .reply(`HTTP/1.1 200 OK\r\nContent-Type: image/${imei}\r\nContent-Length: 2\r\n\r\n{}`)
    .close().frames
  const recorded = harEntryOf({
    url: `https://a.example/?imei=${imei}`,
    response: { headers: [], content: { size: 2, mimeType: type, text: 'ok' } },
  })
  for (const capture of [put('type.pcap', pcapFile(frames)), put('type.har', harFile([recorded]))]) {
    const result = await scanCapture(capture, profile)
    expect((await made(result, { profile })).text).not.toContain(imei)
    expect((await made(result, { isRevealed: true, profile })).text).toMatch(
      new RegExp(`"mimeType":"(?:text|image)/${imei}`),
    )
  }
})

test('what is a word elsewhere is hidden in all of its own exchange', async () => {
  const body =
    '--b\r\nContent-Disposition: form-data; name="f"; filename="Naustet i Bygda.txt"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name="ssid"\r\n\r\nNaustet i Bygda\r\n--b--\r\n'
  const frames = exchangeOf(
    `POST /n/Naustet%20i%20Bygda?q=Naustet+i+Bygda HTTP/1.1\r\n${host}\r\nContent-Type: multipart/form-data; boundary=b`,
    body,
  )
  const { text } = await made(await scanCapture(put('word.pcap', pcapFile(frames))))
  expect(text).toContain('"ssid"')
  expect(text).not.toMatch(/Naustet.{1,3}i.{1,3}Bygda/)
})

test('a request of which a segment was written late is whole, as it was read', async () => {
  const body = JSON.stringify({ note: 'nothing in it '.repeat(70), imei, more: 'nothing '.repeat(1_000) })
  const conversation = new TcpConversation({ sourcePort: 40_000 }).open()
  const request = `POST /late HTTP/1.1\r\n${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  for (let at = 0; at < request.length; at += 300)
    conversation.send(request.slice(at, at + 300)).fromServer(tcpFlags.ack, '')
  const { frames } = conversation
  const late = frames.findIndex((frame) => frame.includes(imei))
  const moved = frames.toSpliced(late, 1).toSpliced(late + 50, 0, frames[late] as Buffer)
  const result = await scanCapture(put('late.pcap', pcapFile(moved)), profile)
  const { har } = await made(result, { isRevealed: true, profile })
  expect(har.log.entries.map(({ request: { postData } }) => postData?.text)).toEqual([body])
  expect(JSON.stringify(har)).not.toContain('incomplete')
})

test('a name that was found in one exchange is hidden in all', async () => {
  const [first, last] = ['Ingrid Haugen', 'Jürgen Groß']
  const owner = { email: 'owner@a.example.org', phone: '+4799900137' }
  const bodies = [
    JSON.stringify({ imei, ...owner, full_name: first }),
    JSON.stringify({ imei, ...owner, full_name: last }),
    JSON.stringify({ imei, text: `hei ${first} stays, ${last}` }),
    `imei=${imei}&t=${encodeURIComponent(last)}&u=Ingrid%20Haugen&v=stays`,
    JSON.stringify({ imei, d: Buffer.from(`{"text":"hei ${first}"}`).toString('base64'), other: 'stays' }),
  ]
  const frames = bodies.flatMap(
    (body, index) =>
      new TcpConversation({ sourcePort: 40_000 + index })
        .open()
        .send(
          `POST /q?imei=${imei}&a=Ingrid+Haugen HTTP/1.1\r\n${host}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
        .close().frames,
  )
  const result = await scanCapture(put('names.pcap', pcapFile(frames)), profile)
  expect(result.observations.filter(({ identifier }) => identifier === 'person-name')).not.toEqual([])
  const { text, har } = await made(result, { profile })
  expect(text).not.toMatch(/Ingrid.{1,3}Haugen|Gro(?:ß|%C3%9F)/)
  expect(text).not.toContain(Buffer.from(`{"text":"hei ${first}"}`).toString('base64').slice(8, 24))
  expect(har.log.entries.map(({ request }) => request.postData?.text.includes('stays'))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ])
})

test('a compressed body is shown as what it is, and says so', async () => {
  const frames = exchangeOf(`POST / HTTP/1.1\r\n${host}\r\nContent-Encoding: gzip`, gzipSync(json))
  const result = await scanCapture(put('gzip.pcap', pcapFile(frames)))
  const { har, again } = await made(result, { isRevealed: true })
  expect(har.log.entries[0]).toMatchObject({
    request: { postData: { text: json } },
    _varde: { codingsUndone: { request: 'gzip' } },
  })
  expect(again.observations.map(({ normal }) => normal)).toEqual([imei])
  const masked = await made(result)
  expect(masked.har.log.entries[0]?.request.postData?.text).toBe(json.replace(imei, '*'.repeat(15)))
})

test.each([
  [
    'behind the end, declared',
    '\r\nContent-Encoding: gzip',
    Buffer.concat([gzipSync('hello'), Buffer.from(json)]),
  ],
  ['behind the end, not declared', '', Buffer.concat([gzipSync('hello'), Buffer.from(json)])],
  ['in a name of gzip', '\r\nContent-Encoding: gzip', namedGzip(`imei=${imei}`)],
])('what stands beside compressed bytes is written with these: %s', async (_, fields, body) => {
  const frames = exchangeOf(`POST / HTTP/1.1\r\n${host}${fields}`, body)
  const result = await scanCapture(put('beside.pcap', pcapFile(frames)), profile)
  expect(result.observations.map(({ normal }) => normal)).toEqual([imei])
  const { har, again } = await made(result, { isRevealed: true, profile })
  expect(gist(again)).toEqual(gist(result))
  expect(again.coverage.entries?.notRecorded.bodies).toBe(0)
  const [entry] = har.log.entries
  expect(entry?._varde).not.toHaveProperty('codingsUndone')
  expect(entry?._varde).toMatchObject({
    codingsKept: {
      request: expect.stringMatching(/^what was observed stands beside what is compressed \(gzip/),
    },
  })
  const masked = await made(result, { profile })
  expect(masked.again.observations).toEqual([])
  expect(
    Buffer.from(masked.har.log.entries[0]?.request.postData?.text ?? '', 'base64').toString(),
  ).not.toContain(imei)
})

/** With a name of a file (RFC 1952 section 2.3.1). */
function namedGzip(name: string): Buffer {
  const plain = gzipSync('hello')
  plain[3] = 8
  return Buffer.concat([plain.subarray(0, 10), Buffer.from(`${name}\0`), plain.subarray(10)])
}

test('secrets of accounts are hidden whole, whoever knows them', async () => {
  const head = `GET /?imei=${imei} HTTP/1.1\r\n${host}\r\nCookie: session=opensesame\r\nAuthorization: Bearer letmein`
  const result = await scanCapture(put('cookie.pcap', pcapFile(exchangeOf(head))))
  const { text } = await made(result)
  expect(text).not.toMatch(/opensesame|letmein/)
  const revealed = await made(result, { isRevealed: true })
  expect(revealed.text).toContain('"cookies":[{"name":"session","value":"opensesame"}]')
})

test('a password in the address is hidden, in the scan and in the HAR', async () => {
  const frames = exchangeOf(`GET http://ada:s3cret@a.example/x?imei=${imei} HTTP/1.1\r\n${host}`)
  const packets = await scanCapture(put('proxy.pcap', pcapFile(frames)), profile)
  const url = `http://ada:s3cret@a.example/x?imei=${imei}`
  const recorded = await scanCapture(put('url.har', harFile([harEntryOf({ url })])), profile)
  for (const result of [packets, recorded]) {
    expect(result.observations.map(({ exchange }) => exchange)).toHaveLength(1)
    expect(JSON.stringify(scanDocument(result, true))).not.toContain('s3cret')
    const masked = await made(result, { isAll: true })
    expect(masked.text).not.toContain('s3cret')
    expect(masked.har.log.entries[0]?.request.url).toMatch(/^http:\/\/\**@a\.example\/x\?imei=/)
    const revealed = await made(result, { isRevealed: true, profile })
    expect(revealed.har.log.entries[0]?.request.url).toBe(url)
    expect(gist(revealed.again)).toEqual(gist(result))
  }
})

test('only exchanges with observations are written, or all that were read', async () => {
  const frames = [
    ...exchangeOf(`GET /?imei=${imei} HTTP/1.1\r\n${host}`),
    ...new TcpConversation({ sourcePort: 40_001 })
      .open()
      .send(`GET /plain?x=${imei.slice(0, 8)} HTTP/1.1\r\n${host}\r\n\r\n`)
      .close().frames,
  ]
  const result = await scanCapture(put('two.pcap', pcapFile(frames)))
  expect((await made(result)).har.log.entries).toHaveLength(1)
  const { har } = await made(result, { isAll: true })
  expect(har.log.entries.map(({ response }) => response.status)).toEqual([200, 0])
})

test('messages of a WebSocket stand with the exchange that opened it', async () => {
  const entry = {
    startedDateTime: '2020-01-01T00:00:00.000Z',
    request: {
      method: 'GET',
      url: 'https://a.example/socket',
      httpVersion: 'HTTP/1.1',
      headers: [{ name: 'Upgrade', value: 'websocket' }],
    },
    response: { status: 101, headers: [] },
    _webSocketMessages: [
      { type: 'send', time: 1_577_836_801, opcode: 1, data: json },
      { type: 'receive', time: 1_577_836_802, opcode: 1, data: 'ok' },
    ],
  }
  const result = await scanCapture(
    put('socket.har', JSON.stringify({ log: { version: '1.2', entries: [entry] } })),
  )
  const { har, again } = await made(result, { isRevealed: true })
  expect(har.log.entries[0]?._webSocketMessages?.map(({ data }) => data)).toEqual([json, 'ok'])
  expect(gist(again)).toEqual(gist(result))
  const masked = await made(result)
  expect(masked.text).not.toContain(imei)
  expect(masked.har.log.entries[0]?._webSocketMessages?.[0]?.data).toContain('stays')
})

test.each([
  ['wss://a.example/live', 'GET', [['upgrade', 'websocket']]],
  // Recorders of what pages do leave out what the browser adds.
  ['wss://a.example/live', 'GET', []],
  // Over HTTP/2 there is no such field.
  ['https://a.example/live', 'CONNECT', [[':protocol', 'websocket']]],
] as const)('messages of a WebSocket in a recording stay in it: %s %s %j', async (url, method, headers) => {
  const messages = [{ type: 'send', time: 1_772_610_126.5, opcode: 1, data: json }]
  const recorded = harEntryOf({ url, method, headers, entry: { _webSocketMessages: messages } })
  const result = await scanCapture(put('socket.har', harFile([recorded])), profile)
  expect(result.observations).toHaveLength(1)
  const { har, notes, again } = await made(result, { isRevealed: true, profile })
  expect(har.log.entries.map((entry) => entry._webSocketMessages)).toEqual([messages])
  expect(notes).toEqual([])
  expect(gist(again)).toEqual(gist(result))
})

test('an answer whose body nobody kept is still one in the HAR', async () => {
  const untold = harEntryOf({
    url: `https://a.example/?imei=${imei}`,
    response: { content: undefined, bodySize: -1 },
  })
  const recorded = await scanCapture(put('untold.har', harFile([untold])), profile)
  const log = `{"timestamp":"2026-03-04T07:42:06.123456+0000","flow_id":1,"event_type":"http","src_ip":"192.0.2.5","src_port":4000,"dest_ip":"198.51.100.7","dest_port":80,"proto":"TCP","http":{"hostname":"a.example","url":"/?imei=${imei}","http_method":"GET","protocol":"HTTP/1.1","status":200}}\n`
  const logged = await scanCapture(put('eve.json', log), profile)
  for (const result of [recorded, logged]) {
    const { again } = await made(result, { isRevealed: true, profile })
    expect(again.coverage.entries?.notRecorded).toMatchObject({ bodies: 1, bodyBytes: 0 })
    expect(gist(again)).toEqual(gist(result))
  }
})

test('the app that sent it stays, and is read again', async () => {
  const recorded = ['com.leaky.app', 'settings'].map((process) =>
    harEntryOf({ url: `https://a.example/?imei=${imei}`, request: { _stacktrace: { process } } }),
  )
  const result = await scanCapture(put('app.har', harFile(recorded)), profile)
  const { har, again } = await made(result, { isRevealed: true, profile })
  expect(har.log.entries.map((entry) => entry._app)).toEqual([
    { id: 'com.leaky.app', name: 'com.leaky.app', path: '' },
    { id: 'settings', name: 'settings', path: '' },
  ])
  expect(again.apps).toEqual(result.apps)
  expect(again.transmissions.map(({ app }) => app)).toEqual(result.transmissions.map(({ app }) => app))
})

test('what is in no HTTP is listed and said', async () => {
  const datagram = udpPacket({ targetPort: 9_999, payload: `imei=${imei}` })
  const result = await scanCapture(put('udp.pcap', pcapFile([datagram])), profile)
  const { har, notes, text } = await made(result)
  expect(har.log.entries).toEqual([])
  expect(har.log._varde.notHttp).toHaveLength(result.observations.length)
  expect(notes).toEqual([expect.stringMatching(/^1 observation is not in HTTP/)])
  expect(text).not.toContain(imei)
})

test('a day of the sample comes to the same observations', async () => {
  const sample = fileURLToPath(new URL('../../../samples/nokia-7-plus', import.meta.url))
  const phone = profileOf(`${sample}.profile.yaml`)
  const result = await scannedSample(`${sample}.pcapng`, phone)
  const { again, text } = await made(result, { isRevealed: true, profile: phone })
  expect(gist(again)).toEqual(gist(result))
  expect(result.observations).toHaveLength(672)
  expect(text.split('\n')).toHaveLength(84 + 3)
  const masked = await made(result, { profile: phone, isAll: true })
  expect(masked.again.observations).toEqual([])
})

test('nothing that is captured makes it another document', async () => {
  for (const hostile of ['"}]}}', '</script>', '\u202e', '\0', '\\', '%', '%zz', '?&=&', '\xff\xfe']) {
    const head = `GET /${hostile}?imei=${imei}&${hostile} HTTP/1.1\r\n${host}\r\nX: ${hostile}\r\nCookie: ${hostile}`
    const result = await scanCapture(put('hostile.pcap', pcapFile(exchangeOf(head, hostile, hostile))))
    for (const isRevealed of [false, true]) {
      const { har, text } = await made(result, { isRevealed, isAll: true })
      expect(har.log.entries.map(({ request }) => new URL(request.url).origin)).toEqual(['http://a.example'])
      expect(text).not.toMatch(/[\u202e\0]/)
    }
  }
})

test('an address is one, whatever host is stated and however it is written', async () => {
  const urlOf = async (target: string, stated: string): Promise<string | undefined> => {
    const frames = exchangeOf(`GET ${target} HTTP/1.1\r\nHost: ${stated}`)
    const { har } = await made(await scanCapture(put('address.pcap', pcapFile(frames))), { isAll: true })
    return har.log.entries[0]?.request.url
  }
  expect(await urlOf('/a?x=[1]|"{ü}"#y', 'a.example')).toBe(
    'http://a.example/a?x=%5B1%5D%7C%22%7B%C3%BC%7D%22%23y',
  )
  expect(await urlOf('/%zz%41', '[2001:db8::1]:8080')).toBe('http://[2001:db8::1]:8080/%25zz%41')
  expect(await urlOf('http://b.example/"', 'a.example')).toBe('http://b.example/%22')
  for (const stated of ['no host', '"', '<b>', '[', 'a.example:99999'])
    expect(await urlOf('/', stated)).toMatch(/^http:\/\/[\d.]+\/$/)
})

test('a recording that is odd anywhere gives a valid HAR', { timeout: 30_000 }, async () => {
  const odd = ['', 'a "b"\u0000', '::', -1, null, {}, '+010000-01-01T00:00:00Z']
  const request = {
    method: 'POST',
    url: 'https://a.example/x',
    httpVersion: 'HTTP/1.1',
    headers: [{ name: 'Host', value: 'a.example' }],
    postData: { mimeType: 'text/plain', text: `imei=${imei}` },
  }
  const response = { status: 200, headers: [], content: { size: 2, mimeType: 'text/plain', text: 'ok' } }
  const entry = { startedDateTime: '2020-01-01T00:00:00Z', serverIPAddress: '192.0.2.1', request, response }
  const oddEntries = (value: unknown): object[] => [
    { ...entry, startedDateTime: value },
    { ...entry, serverIPAddress: value },
    ...['method', 'url', 'httpVersion', 'postData'].map((name) => ({
      ...entry,
      request: { ...request, [name]: value },
    })),
    { ...entry, request: { ...request, url: `https://${String(value)}/` } },
    { ...entry, request: { ...request, headers: [{ name: 'Host', value }] } },
    { ...entry, request: { ...request, headers: [{ name: value, value }] } },
    ...['status', 'statusText', 'content', 'headers'].map((name) => ({
      ...entry,
      response: { ...response, [name]: value },
    })),
    { ...entry, response: { ...response, headers: [{ name: 'Location', value }] } },
  ]
  // Entries by themselves take long: in the short form those of one odd value stand in one recording.
  for (const value of odd)
    for (const entries of isDeep ? oddEntries(value).map((one) => [one]) : [oddEntries(value)]) {
      const text = JSON.stringify({ log: { version: '1.2', entries } })
      await made(await scanCapture(put('odd.har', text)), { isRevealed: true, isAll: true })
    }
})

test('what an address can not hold is encoded, and found again behind one step more', async () => {
  const frames = exchangeOf(`GET /stays?d=${json} HTTP/1.1\r\n${host}`)
  const result = await scanCapture(put('way.pcap', pcapFile(frames)), profile)
  const { again } = await made(result, { isRevealed: true, profile })
  expect(gist(again)).toEqual(gist(result).map((line) => line.replace('query d > ', 'query d > percent  > ')))
  const masked = await made(result, { profile })
  expect(masked.text).not.toContain(imei)
  expect(masked.har.log.entries[0]?.request.url).toBe(
    `http://a.example/stays?d=%7B%22imei%22:%22${'*'.repeat(15)}%22,%22other%22:%22stays%22%7D`,
  )
})

test('packets that hold no HTTP give a HAR without entries', async () => {
  const result = await scanCapture(put('udp.pcap', pcapFile([udpPacket({ payload: 'x' })])))
  expect((await made(result, { isAll: true })).har.log.entries).toEqual([])
})
