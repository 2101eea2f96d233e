/** From files of recorded exchanges to findings: what packets would show, they show too, with entries in the place of frames. */
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { varde } from '../../e2e/run-varde.ts'
import { TcpConversation, pcapFile } from '../../support/capture.ts'
import { corpusFile, corpusRecordings } from '../../support/corpus.ts'
import {
  dnsFlow,
  flowVersions,
  harEntryOf,
  harFile,
  httpFlow,
  recordedDevice,
  socketFlow,
  streamFlow,
} from '../../support/recordings.ts'
import { brokenSums, profileOf, scanCapture } from '../../support/scan-capture.ts'
import { anomalyCodes } from '../../support/scan-frames.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'
import { zipFile } from '../../support/zip-file.ts'

const folder = testFolder('recordings')
const put = putInto(folder)

const { imei, adId, androidId } = recordedDevice
const profile = profileOf(put('phone.yaml', `name: phone\nidentifiers:\n  imei: "${imei}"\n`))
const report = (result: ScanResult): string =>
  renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 }).replaceAll(/\n +/g, ' ')

const leak = JSON.stringify({ imei, x: [adId] })
const har = harFile(
  [
    harEntryOf({
      url: 'http://track.example.com/v1?x=1',
      method: 'POST',
      request: { postData: { mimeType: 'application/json', text: leak }, bodySize: leak.length },
    }),
    harEntryOf({ url: `https://api.example.com/i?imei=${imei}` }),
    harEntryOf({
      url: 'https://late.example.com/',
      started: '2026-03-04T07:41:00Z',
      request: { bodySize: 4000 },
      response: { content: { size: 700 } },
    }),
  ],
  {
    _tweasel: {
      device: { platform: 'android', model: 'Test 7', osVersion: '11' },
      apps: [{ id: 'org.example.app' }],
    },
  },
)

describe('a HAR file', () => {
  test('is read to the end of a long head, with the name of the server behind it', async () => {
    const long = 'x'.repeat(400_000)
    const entry = harEntryOf({
      url: `https://a.example.com/r?long=${long}&imei=${imei}`,
      headers: [
        ['X-Long', long],
        ['Host', 'named.example.com'],
      ],
    })
    const result = await scanCapture(put('long.har', harFile([entry])), profile)
    expect(result.transmissions.map(({ identifiers, summary }) => [identifiers, summary.host])).toEqual([
      [['imei'], 'named.example.com'],
    ])
    expect(anomalyCodes(result)).toEqual([])
    expect(brokenSums(result)).toEqual([])
  })

  test('gives observations, transmissions and findings, over TLS too', async () => {
    const result = await scanCapture(put('one.har', har), profile)
    expect(brokenSums(result)).toEqual([])
    const byHost = new Map(result.recipients.map((recipient) => [recipient.host, recipient.id]))
    const clear = result.transmissions.find((one) => one.recipient === byHost.get('track.example.com'))
    expect(clear).toMatchObject({ protection: 'plaintext', frames: [1], receipt: { status: 200 } })
    expect(clear?.summary).toMatchObject({ method: 'POST', path: '/v1', port: 80 })
    const secured = result.transmissions.find((one) => one.recipient === byHost.get('api.example.com'))
    expect(secured).toMatchObject({ protection: 'tls', frames: [2] })
    expect(result.findings).toHaveLength(2)
    expect(result.recipients[0]?.addresses[0]?.address).toBe('192.0.2.7')
  })

  test('spans lead to the bytes of the entry as it is laid out', async () => {
    const result = await scanCapture(put('one.har', har), profile)
    const seen = result.observations.find(
      (one) => one.identifier === 'imei' && one.protection === 'plaintext',
    )
    const head =
      'POST /v1?x=1 HTTP/1.1\r\nHost: track.example.com\r\nUser-Agent: test\r\nContent-Type: application/json\r\n\r\n'
    const [span] = seen?.spans ?? []
    expect(`${head}${leak}`.slice(span?.start, span?.end)).toBe(imei)
    expect(span?.frame).toBe(1)
  })

  test('the report speaks of entries, of the device, and of what was not recorded', async () => {
    const text = report(await scanCapture(put('one.har', har), profile))
    expect(text).toMatch(/JSON \$\.imei · entry 1/)
    expect(text).toMatch(/har, 3 entries, 2026-03-04 07:41:00/)
    expect(text).toMatch(/recorded on Test 7, android 11; apps: org\.example\.app/)
    expect(text).toMatch(
      /2 bodies were not recorded or cut by the recorder \(4,700 bytes at least\): never seen/,
    )
    expect(text).toMatch(/encrypted on the way \(TLS\)/)
    expect(text).not.toMatch(/packet|frame/)
  })

  test('the document names entries', async () => {
    const document = scanDocument(await scanCapture(put('one.har', har), profile), false)
    expect(document['captures']).toMatchObject([{ format: 'har', places: 'entries', entries: 3, packets: 0 }])
    expect(JSON.stringify(document)).not.toContain(imei)
  })

  test('comes from standard input, too, and a broken one is refused in one line', async () => {
    const run = await varde(['scan', '--json', '-'], { input: har })
    expect(run.code).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({ captures: [{ path: '-', format: 'har', entries: 3 }] })
    const broken = await varde(['scan', '-'], { input: har.subarray(0, 60) })
    expect([broken.code, broken.stdout]).toEqual([2, ''])
    expect(broken.stderr).toMatch(/^varde: standard input can not be read as a HAR file: [^\n]+\.\n$/)
    const other = await varde(['scan', put('settings.json', '{"editor":{"tab":2}}')])
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/is no packet capture/)])
  })

  test('is the same in gzip and under any name', async () => {
    const plain = await scanCapture(put('one.har', har), profile)
    const zipped = await scanCapture(put('one.pcap', gzipSync(har)), profile)
    expect(zipped.captures[0]).toMatchObject({ format: 'har', isGzip: true })
    expect(zipped.observations).toEqual(plain.observations)
    expect(zipped.coverage).toEqual(plain.coverage)
  })

  test('is the same in UTF-16, whatever the order of its bytes, marked or not, packed or not', async () => {
    const plain = await scanCapture(put('one.har', har), profile)
    const little = Buffer.from(`\ufeff${har.toString('utf8')}`, 'utf16le')
    const unmarked = little.subarray(2)
    for (const bytes of [little, unmarked, Buffer.from(little).swap16(), Buffer.from(unmarked).swap16()]) {
      const zip = zipFile([{ name: 'one.har', bytes }])
      for (const file of [bytes, gzipSync(bytes), zip]) {
        const result = await scanCapture(put('wide.har', file), profile)
        expect(result.observations).toEqual(plain.observations)
        expect(result.coverage).toEqual(plain.coverage)
        expect(result.anomalies).toEqual(plain.anomalies)
      }
    }
    const piped = await varde(['scan', '--json', '-'], { input: unmarked })
    expect(JSON.parse(piped.stdout)).toMatchObject({ captures: [{ format: 'har', entries: 3 }] })
    const other = await varde(['scan', put('wide.txt', Buffer.from('\ufeffhello there', 'utf16le'))])
    expect(other.stderr).toMatch(/is no packet capture: it starts with ff fe 68 00/)
  })

  test('bytes behind its end in gzip are counted once, in UTF-16, too, and no sum breaks', async () => {
    const wide = Buffer.from(`\ufeff${har.toString('utf8')}`, 'utf16le')
    for (const bytes of [har, wide]) {
      const result = await scanCapture(
        put('one.har', Buffer.concat([gzipSync(bytes), Buffer.from('garbage')])),
      )
      expect(result.coverage.file).toMatchObject({ bytes: har.length + 7, unread: 7 })
      expect(brokenSums(result)).toEqual([])
      expect(anomalyCodes(result)).toContain('source.gzip.followed')
    }
  })

  test('beside packets: one statement, one list of recipients, sums of both', async () => {
    const request = `GET /a?imei=${imei} HTTP/1.1\r\nHost: api.example.com\r\n\r\n`
    const { frames } = new TcpConversation().open().send(request).close()
    const result = await scanCapture([put('one.har', har), put('two.pcap', pcapFile(frames))], profile)
    expect(brokenSums(result)).toEqual([])
    const recipient = result.recipients.find(({ host }) => host === 'api.example.com')
    expect(recipient?.ports).toEqual([80, 443])
    const both = result.transmissions.filter((one) => one.recipient === recipient?.id)
    expect(both.map(({ capture, protection }) => [capture, protection])).toEqual([
      [0, 'tls'],
      [1, 'plaintext'],
    ])
    expect(result.coverage.equations.length).toBeGreaterThan(8)
    expect(result.coverage.entries?.total).toBe(3)
  })

  test('without a finding the verdict does not cover what was not recorded', async () => {
    const file = harFile([harEntryOf({ request: { bodySize: 50 } })])
    expect(report(await scanCapture(put('quiet.har', file)))).toMatch(
      /NOTHING FOUND .* in the \d\d % of the traffic that could be read\. What was not recorded can hold more/,
    )
  })
})

describe('mitmproxy flows', () => {
  test.each(flowVersions.map((version) => [String(version), version] as const))(
    'of version %s show the same',
    async (_name, version) => {
      const file = put('flows', httpFlow(version, 'a.example.com', '/x', leak))
      const result = await scanCapture(file, profile)
      expect(brokenSums(result)).toEqual([])
      expect(result.observations.filter((one) => one.identifier === 'imei')).toMatchObject([
        { confidence: 'certain', protection: 'tls', direction: 'sent' },
      ])
      expect(result.recipients.map(({ host }) => host)).toEqual(['a.example.com'])
    },
  )

  test('TCP and UDP flows are read as what they speak', async () => {
    const request = `POST /t HTTP/1.1\r\nHost: tcp.example.com\r\nContent-Length: ${leak.length}\r\n\r\n${leak}`
    const file = Buffer.concat([
      dnsFlow('named.example.com', [192, 0, 2, 9]),
      streamFlow('tcp', 'sni.example.com', [
        [true, Buffer.from(request.slice(0, 40))],
        [true, Buffer.from(request.slice(40))],
        [false, Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')],
      ]),
      streamFlow('udp', '192.0.2.9', [[true, Buffer.from(`device ${imei} here`)]]),
      streamFlow('udp', 'asked.example.com', [[true, Buffer.from(`device ${imei} here`)]]),
    ])
    const result = await scanCapture(put('streams', file), profile)
    expect(brokenSums(result)).toEqual([])
    const hosts = new Map(result.recipients.map(({ id, host }) => [id, host]))
    const seen = result.transmissions.map((one) => [
      hosts.get(one.recipient),
      one.summary.protocol,
      one.frames,
    ])
    expect(seen).toEqual([
      ['tcp.example.com', 'http', [2]],
      // Named by the answer that the phone got in entry 1.
      ['named.example.com', 'unrecognised', [3]],
      // Asked of the proxy by its name.
      ['asked.example.com', 'unrecognised', [4]],
    ])
    expect(result.dnsNames).toEqual(['named.example.com'])
    expect(result.coverage.flows).toMatchObject({ tcp: 1, udp: 3 })
  })

  test.each([21, 11])('a WebSocket of version %i', async (version) => {
    const result = await scanCapture(
      put('socket', socketFlow(version, 'ws.example.com', `{"androidId":"${androidId}"}`)),
    )
    expect(result.transmissions).toHaveLength(1)
    expect(result.transmissions[0]?.summary).toMatchObject({
      protocol: 'websocket',
      host: 'ws.example.com',
      path: version < 12 ? '' : '/socket',
    })
    expect(result.observations[0]).toMatchObject({
      identifier: 'android-id',
      protection: version < 12 ? 'plaintext' : 'tls',
    })
  })
})

test('a long path does not stand whole beside everything that is observed', async () => {
  const url = `https://a.example.com/${'p'.repeat(60_000)}`
  const messages = Array.from({ length: 40 }, () => ({
    type: 'send',
    time: 1_772_610_126,
    opcode: 1,
    data: '{"imei":"490154203718467"}',
  }))
  const entry = harEntryOf({ url, entry: { _webSocketMessages: messages } })
  const result = await scanCapture(put('long-path.har', harFile([entry])))
  expect(result.observations).toHaveLength(40)
  expect(JSON.stringify(scanDocument(result, true))).not.toContain('p'.repeat(2_000))
  expect(result.transmissions[0]?.summary.path).toMatch(/^\/p+…$/)
})

test('names that are none flood nothing: they name nobody, and are searched', async () => {
  const long = `${'x'.repeat(3_000)}imei=${imei}`
  const file = harFile([harEntryOf({ url: `https://${long}.example/`, entry: { connection: long } })], {
    creator: { name: long, version: long },
  })
  const result = await scanCapture(put('long.har', file), profile)
  expect(brokenSums(result)).toEqual([])
  expect(result.recipients.map(({ host }) => host.length)).toEqual([0])
  expect(result.observations.map(({ identifier }) => identifier)).toContain('imei')
  expect(result.captures[0]?.application?.length).toBeLessThan(600)
})

test('the code that sent it is evidence, where the recorder saw it', async () => {
  const stack = [
    { class: 'com.sdk.Beacon', method: 'send' },
    { class: `com.app.User${imei}`, method: 'run' },
  ]
  const entry = harEntryOf({ url: `https://api.example.com/i?imei=${imei}`, request: { _stacktrace: stack } })
  const file = put('stack.har', harFile([entry, harEntryOf({ url: `https://b.example.com/i?imei=${imei}` })]))
  const result = await scanCapture(file, profile)
  expect(result.transmissions.map(({ summary }) => summary.code)).toEqual([
    ['com.sdk.Beacon.send', `com.app.User${imei}.run`],
    undefined,
  ])
  const document = scanDocument(result, false) as { observations: { exchange: { code?: string[] } }[] }
  const [code = []] = document.observations.map(({ exchange }) => exchange.code)
  expect(code[0]).toBe('com.sdk.Beacon.send')
  expect(code[1]).not.toContain(imei)
  expect(report(result)).toContain('sent by the code: com.sdk.Beacon.send < com.app.User')
  expect(report(result)).not.toContain(imei)
})

test('of several that different code sent it is said which sent how many', async () => {
  const entryOf = (method: string | null): object =>
    harEntryOf({
      url: `https://api.example.com/i?imei=${imei}`,
      request: method === null ? {} : { _stacktrace: [{ class: 'com.sdk.Beacon', method }] },
    })
  const textOf = async (name: string, ...methods: (string | null)[]): Promise<string> =>
    report(await scanCapture(put(name, harFile(methods.map(entryOf))), profile))
  expect(await textOf('code1.har', 'a', 'b', null, 'b')).toContain(
    'sent by the code: com.sdk.Beacon.b (2 of 4 transmissions)',
  )
  expect(await textOf('code2.har', 'a', 'a')).toContain('sent by the code: com.sdk.Beacon.a •')
})

test('every document fits its schema', async () => {
  const files = [
    put('one.har', har),
    join(folder, 'stack.har'),
    put('flows', Buffer.concat([dnsFlow('b.example', [192, 0, 2, 1]), socketFlow(21, 'c.example', 'x')])),
    ...corpusRecordings()
      .filter((name) => name !== 'har/broken.har')
      .map(corpusFile),
  ]
  for (const file of files) {
    const document = scanDocument(await scanCapture(file, profile), true)
    expect.soft(schemaErrors(document), file).toEqual([])
  }
})
