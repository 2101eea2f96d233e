/** Requests of a browser's recording of which nothing says that they were sent: no sentence says that they were. */
import { expect, test } from 'vitest'
import { gate } from '../../../src/assess/gate.ts'
import { canaryOf } from '../../../src/assess/compare/canary.ts'
import { LoneScans } from '../../../src/cli/lone-scans.ts'
import type { DeviceEvent } from '../../../src/device/events/types.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { joinSides } from '../../../src/pipeline/sides/join-sides.ts'
import { Traffic } from '../../../src/pipeline/again/traffic.ts'
import { sideOfDocument } from '../../../src/pipeline/sides/side-of-document.ts'
import { sideOfScan } from '../../../src/pipeline/sides/side-of-scan.ts'
import { FieldWatch } from '../../../src/pipeline/watch/field-watch.ts'
import { TokenWatch } from '../../../src/pipeline/watch/token-watch.ts'
import { Exported } from '../../../src/report/exports/exporter.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { trafficExporter } from '../../../src/report/traffic-exports/har.ts'
import { verdictOf } from '../../../src/report/verdict.ts'
import { harEntryOf, harFile, recordedDevice } from '../../support/recordings.ts'
import type { HarEntryOptions } from '../../support/recordings.ts'
import { profileOf, scanCapture } from '../../support/scan-capture.ts'
import { renderJson } from '../../support/render-json.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'

const put = putInto(testFolder('given-up'))
const { imei, adId } = recordedDevice
const profile = profileOf(put('phone.yaml', `identifiers:\n  imei: "${imei}"\n`))

const url = `https://api.example.com/i?imei=${imei}`
const nowhere = { serverIPAddress: '', timings: { blocked: 3, send: 0, wait: 0, receive: 1 } }
const givenUp: HarEntryOptions = {
  url,
  entry: nowhere,
  response: { status: 0, statusText: '', headers: [], content: {}, _error: 'net::ERR_FAILED' },
}

async function scanned(name: string, entries: readonly HarEntryOptions[]): Promise<ScanResult> {
  return scanCapture(put(name, harFile(entries.map((one) => harEntryOf(one)))), profile)
}

const evidence = (result: ScanResult): string => result.findings[0]?.counterEvidence.join('; ') ?? ''

test('a request that was given up before it had a server may have been sent', async () => {
  const result = await scanned('one.har', [givenUp])
  expect(verdictOf(result).sentence).toBe(
    'This phone may have sent its IMEI (number of the phone) to api.example.com, encrypted, once: the request was given up, and nothing shows that it left.',
  )
  expect(evidence(result)).toContain(
    'a browser gave the request up before it had a server: it may never have been sent',
  )
  expect(result.transmissions.map(({ summary }) => summary.mayBeUnsent)).toEqual([true])
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 200 })
  expect(text).toContain('no answer was seen: the request was given up, and may never have been sent')
  expect(text).not.toContain('phone sent')
  expect(schemaErrors(JSON.parse(renderJson(result, false)))).toEqual([])
})

test('of several requests it is told how many were given up', async () => {
  const result = await scanned('several.har', [givenUp, { url }, givenUp])
  expect(verdictOf(result).sentence).toBe(
    'This phone sent its IMEI (number of the phone) to api.example.com, encrypted, 3 times; 2 of these may never have been sent.',
  )
  expect(evidence(result)).toContain(
    'a browser gave 2 of 3 requests up before they had a server: they may never have been sent',
  )
  const all = await scanned('all.har', [givenUp, givenUp])
  expect(verdictOf(all).sentence).toBe(
    'This phone may have sent its IMEI (number of the phone) to api.example.com, encrypted, 2 times: the requests were given up, and nothing shows that they left.',
  )
})

test('what only a request that was given up holds is not told as sent with the rest', async () => {
  const result = await scanned('apart.har', [
    { ...givenUp, url: `${url}&gaid=${adId}` },
    { url: 'https://api.example.com/i?x=1' },
    { url },
  ])
  expect(verdictOf(result).sentence).toBe(
    'This phone sent its IMEI (number of the phone), and possibly its advertising ID, to api.example.com, encrypted, in 2 messages (IMEI in 2, advertising ID in 1); 1 of these may never have been sent.',
  )
})

test('what was given up is no send of a comparison or a statement, of the capture as of its results', async () => {
  const result = await scanned('sides.har', [givenUp, { url }, givenUp])
  const sides = [
    sideOfScan(result, [], []),
    sideOfDocument('sides.json', JSON.parse(renderJson(result, false))),
  ]
  for (const { transmissions, perhapsSent = [] } of sides)
    expect([transmissions, perhapsSent].map((list) => list.map(({ exchange }) => exchange))).toEqual([
      [1],
      [0, 2],
    ])
  const [one] = sides
  expect(one === undefined ? [] : joinSides([one, one]).perhapsSent).toHaveLength(4)
})

test('the sight of a planted request that was given up proves no alarm', async () => {
  const canary = 'https://canary.example/c'
  const seen = async (name: string, entries: readonly HarEntryOptions[]): Promise<unknown[]> => {
    const result = await scanned(name, [{ url }, ...entries])
    const document: unknown = JSON.parse(renderJson(result, false))
    return [sideOfScan(result, [], []), sideOfDocument('canary.json', document)].map(
      (side) => canaryOf(side, side, 'canary.example')?.before,
    )
  }
  const lost = { ...givenUp, url: canary }
  expect(await seen('canary-given-up.har', [lost, lost])).toEqual([false, false])
  expect(await seen('canary-sent.har', [lost, { url: canary }])).toEqual([true, true])
})

test('a request that was blocked before it was sent is none', async () => {
  const result = await scanned('blocked.har', [
    { ...givenUp, response: { status: 0, _error: 'net::ERR_BLOCKED_BY_CLIENT' } },
  ])
  expect(result.findings).toEqual([])
  expect(verdictOf(result).sentence).not.toContain('sent its')
})

const noted = (at: number): string => new Date(Date.parse('2026-03-04T08:00:00Z') + at * 1_000).toISOString()

test('what was given up makes no period, and is told where the rhythm is', async () => {
  const every = Array.from({ length: 40 }, (_, index) => ({ url, started: noted(index * 600) }))
  const kept = await scanned('kept.har', every)
  expect(kept.correlation.periods.map(({ periodS }) => Math.round(periodS))).toEqual([600])
  const result = await scanned(
    'never.har',
    every.map(({ started }) => ({ ...givenUp, started })),
  )
  expect(result.correlation.periods).toEqual([])
  expect(result.correlation.mayBeUnsent).toBe(40)
  const some = await scanned('some.har', [...every, { ...givenUp, started: noted(700) }])
  expect(some.correlation.periods.map(({ count }) => count)).toEqual(
    kept.correlation.periods.map(({ count }) => count),
  )
  expect(renderTerminal(some, { isRevealed: false, hasColour: false, columns: 200 })).toContain(
    '1 request was given up, and it may never have been sent: not counted as sent here.',
  )
  const document: unknown = JSON.parse(renderJson(some, false))
  expect(schemaErrors(document)).toEqual([])
  expect(document).toMatchObject({ comparisons: { mayBeUnsent: 1 } })
})

test('connections follow events where they were opened, whatever else to the same host was given up', async () => {
  const times = Array.from({ length: 25 }, (_, index) => index * 1_600 + ((index * 733) % 900))
  const events = times.map((at): DeviceEvent => {
    const sec = Date.parse(noted(at)) / 1_000
    return { at: { sec, nsec: 0 }, kind: 'screen-on', source: 'test', note: '' }
  })
  const around = [0, 41_000].map((at) => ({ started: noted(at), url: 'https://z.example.net/' }))
  const followed = async (name: string, opened: (index: number) => HarEntryOptions): Promise<number[]> => {
    const entries = times.map((at, index) => {
      const one = { url: 'https://api.example.com/ping', started: noted(at + 3), ...opened(index) }
      return { ...one, entry: { ...one.entry, connection: `c${index}` } }
    })
    const file = put(name, harFile([...entries, ...around].map((one) => harEntryOf(one))))
    const { correlation } = await scanCapture(file, profile, [], events)
    return correlation.triggers.map(({ hits }) => hits)
  }
  expect(await followed('opened.har', () => ({}))).toEqual([25])
  expect(await followed('one-given-up.har', (index) => (index === 4 ? givenUp : {}))).toEqual([24])
  expect(await followed('none-opened.har', () => ({ ...givenUp, url: 'https://api.example.com/' }))).toEqual(
    [],
  )
})

test('a gate counts what was given up, and says of how much that is so', async () => {
  const result = await scanned('gate.har', [givenUp, { url }, givenUp])
  const { rows } = gate(
    result,
    { allow: [], leastRead: 0 },
    {
      build: '',
      today: '2026-03-05',
      baseline: new Set(),
      traffic: 1,
      read: 1,
      isLittle: false,
      hide: (host) => host,
    },
  )
  expect(rows).toMatchObject([{ transmissions: 3, mayBeUnsent: 2, status: 'forbidden' }])
})

test('what was given up joins no parties and tells no runs apart', async () => {
  const tokens = new TokenWatch(0)
  const fields = new FieldWatch()
  const path = put('watched.har', harFile([givenUp, { url }, givenUp].map((one) => harEntryOf(one))))
  await new LoneScans([]).scan([path], () => ({
    request: (input, where) => {
      tokens.request(input, where)
      fields.request(input, where)
    },
  }))
  expect([tokens.messages, tokens.mayBeUnsent, fields.messages, fields.mayBeUnsent]).toEqual([1, 2, 1, 2])
  expect([...tokens.tokens.values()].map(({ value, count }) => [value, count])).toContainEqual([imei, 1])
})

test('what is written of it as HAR is read again as what was given up', async () => {
  const paged: HarEntryOptions = { ...givenUp, response: { status: 0 }, entry: { ...nowhere, pageref: 'p' } }
  const result = await scanned('export.har', [givenUp, { url }, paged])
  for (const isRevealed of [true, false]) {
    const parts: Uint8Array[] = []
    const options = { wholeFlows: false, withSecrets: false, allExchanges: true }
    await trafficExporter.write(
      new Exported(result, '0.1.0', isRevealed),
      new Traffic(result, []),
      options,
      (bytes) => void parts.push(bytes),
    )
    const text = Buffer.concat(parts).toString()
    expect(text.split('given up, and may never have been sent')).toHaveLength(3)
    const again = await scanCapture(put('exported.har', text), isRevealed ? profile : null)
    if (isRevealed)
      expect(again.transmissions.map(({ summary }) => summary.mayBeUnsent)).toEqual([true, undefined, true])
    const { count } =
      again.anomalies.find(({ tally }) => tally.code.code === 'source.har.given_up')?.tally ?? {}
    expect(count).toBe(2)
  }
})
