import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile, TcpConversation, tcpPacket } from '../../../test/support/capture.ts'
import { root } from '../../../test/e2e/run-varde.ts'
import { scanCapture, scannedSample } from '../../../test/support/scan-capture.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { zipFile } from '../../../test/support/zip-file.ts'
import { openAttribution } from '../../attribute/attribution.ts'
import { readData } from '../../cli/data-files.ts'
import { exposureOf } from '../../assess/compare/exposure.ts'
import type { Exposure } from '../../assess/compare/exposure.ts'
import { premisesOf } from '../../assess/compare/premises.ts'
import { presenceOf } from '../../assess/side.ts'
import type { Side } from '../../assess/side.ts'
import { scanDocument } from '../../report/scan-document.ts'
import type { DecodeInput } from '../../decode/types.ts'
import type { DeviceEvent } from '../../device/events/types.ts'
import { scan } from '../scan.ts'
import { partsOf, readSide } from './read-side.ts'
import { RequestTimes } from '../recipients/request-times.ts'
import { sideOfScan } from './side-of-scan.ts'
import { sideOfDocument } from './side-of-document.ts'

const folder = testFolder('side')
const put = putInto(folder)

test('event files are told from captures by their content, packed ones too; some logs are both', async () => {
  const events = 'time,event\n2026-03-01T09:00:00Z,boot\n'
  const capture = pcapFile([{ bytes: tcpPacket({ payload: 'GET / HTTP/1.1\r\n\r\n' }) }])
  const packed = (name: string, bytes: Buffer | string): Buffer =>
    zipFile([{ name, bytes: Buffer.from(bytes) }])
  const resolver =
    'id,timestamp,type,status,domain,client,forward\n1,1772610126,1,2,a.example,192.168.1.5,192.0.2.8#53\n'
  const security = '{"security_event":{"event_time":1772610126000000000,"keyguard_dismissed":{}}}\n'
  const lookup = '{"dns_event":{"event_time":1772610126000,"hostname":"a.example","ip_addresses":[]}}\n'
  const both: [isCapture: boolean, hasEvents: boolean, bytes: Buffer | string][] = [
    [false, true, events],
    [false, true, packed('events.csv', events)],
    [true, false, capture],
    [true, false, packed('day.pcap', capture)],
    [true, false, resolver],
    [true, false, packed('queries.csv', resolver)],
    [false, true, security],
    [true, false, lookup],
    [true, true, `${security}${lookup}`],
    [true, true, packed('log.ndjson', `${security}${lookup}`)],
  ]
  for (const [index, [isCapture, hasEvents, bytes]] of both.entries())
    expect(await partsOf(put(`${index}`, bytes)), String(index)).toEqual({ isCapture, hasEvents })
})

test('a side is the same from a scan and from its document, and says whether all sums hold', async () => {
  const result = await scannedSample(join(root, 'samples/nokia-7-plus.pcapng'))
  const { equations } = result.coverage
  const broken = equations.map((one, index) => (index === 2 ? { ...one, left: one.left + 1 } : one))
  for (const [sums, holds] of [
    [equations, true],
    [broken, false],
  ] as const) {
    const missing = { ...result.coverage.missing, droppedFrames: holds ? 1_000 : null }
    const changed = { ...result, coverage: { ...result.coverage, equations: sums, missing } }
    const document = JSON.parse(JSON.stringify(scanDocument(changed, true))) as unknown
    const sides = [sideOfScan(changed, [], []), sideOfDocument('x.json', document)]
    expect(sides.map(({ sumsHold }) => sumsHold)).toEqual([holds, holds])
    const lost = holds ? 1_000 : undefined
    expect(sides.map(({ lostFrames }) => lostFrames)).toEqual([lost, lost])
    expect(sides[1]?.recipients.map(({ host }) => host)).toEqual(sides[0]?.recipients.map(({ host }) => host))
    expect(sides[1]).toMatchObject({
      observedSeconds: sides[0]?.observedSeconds,
      readShare: sides[0]?.readShare,
      missingBytes: sides[0]?.missingBytes,
    })
  }
})

test('which numbers a profile gives is the same from a scan and from its document; that there is none is given, too', async () => {
  const result = await scannedSample(join(root, 'samples/nokia-7-plus.pcapng'))
  const given = (identifiers: ReadonlyMap<string, readonly string[]> | null): unknown[] => {
    const profile = identifiers && { name: 'my phone', identifiers, places: [] }
    const told = { ...result, profile }
    const document: unknown = JSON.parse(JSON.stringify(scanDocument(told, false)))
    return [sideOfScan(told, [], []), sideOfDocument('x.json', document)].map((side) => [...side.givenKinds])
  }
  expect(given(null)).toEqual([[], []])
  expect(
    given(
      new Map([
        ['imei', ['352099001761481']],
        ['serial', []],
      ]),
    ),
  ).toEqual([
    ['imei', 'serial'],
    ['imei', 'serial'],
  ])
  // Of an earlier version, which does not say it: not the same as none.
  const untold = (profile: object | null): boolean | undefined =>
    sideOfDocument('x.json', { ...scanDocument(result, false), profile }).isGivenUntold
  expect(untold({ name: 'my phone', untraceable: [] })).toBe(true)
  expect(untold({ name: 'my phone', kinds: [], untraceable: [] })).toBeUndefined()
  expect(untold(null)).toBeUndefined()
})

test('a document is read in the encodings that shells redirect in, and one of another version is told as that', async () => {
  const result = await scannedSample(join(root, 'samples/nokia-7-plus.pcapng'))
  const text = `${JSON.stringify(scanDocument(result, false), null, 2)}\n`
  const sideOf = async (bytes: Buffer): Promise<number> => {
    const side = await readSide([put('scan.json', bytes)], {
      profile: null,
      keyFiles: [],
      attribution: openAttribution(readData),
      onProgress: () => undefined,
      eventsOf: () => Promise.reject(new Error('no events')),
    })
    return side.recipients.length
  }
  const count = await sideOf(Buffer.from(text))
  expect(count).toBeGreaterThan(0)
  expect(await sideOf(Buffer.from(`\ufeff${text}`))).toBe(count)
  expect(await sideOf(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe(count)
  await expect(sideOf(Buffer.from(text.replace('varde/scan@1', 'varde/scan@2')))).rejects.toThrow(
    'scan.json is a result of another version of varde (varde/scan@2): that version reads it, and this one the capture that it comes from.',
  )
  await expect(sideOf(Buffer.from(text.slice(0, -9)))).rejects.toThrow('it is no whole JSON')
})

test('a document with a member that is missing, or of another kind, is refused with its place', async () => {
  const result = await scannedSample(join(root, 'samples/nokia-7-plus.pcapng'))
  const text = JSON.stringify(scanDocument(result, false))
  const broken = (change: (document: ReturnType<typeof scanDocument>) => void): (() => unknown) => {
    const document = JSON.parse(text) as ReturnType<typeof scanDocument>
    change(document)
    return () => sideOfDocument('a.json', document)
  }
  expect(broken(() => {})).not.toThrow()
  const send = { capture: 0, exchange: 0, at: 'now' }
  const refused: [place: string, change: object][] = [
    ['recipients[0].addresses', { recipients: [{ id: 'r1', host: 'a.example', domain: 'a.example' }] }],
    ['transmissions[0]', { transmissions: [null] }],
    ['contacts[0].name', { contacts: [{ name: 7 }] }],
    ['dnsNames[0]', { dnsNames: [{}] }],
    ['events[0].kind', { events: [{ kind: 'party', given: 1, derived: 0 }] }],
    ['opaque[0].count', { opaque: [{ recipient: 'r1', count: -1 }] }],
    ['observations[0].identifier', { observations: [{}] }],
    ['triggers', { triggers: {} }],
    ['captures[0].lastAt', { captures: [{ path: 'a', firstAt: null, lastAt: '2019-02-30T05:30:00Z' }] }],
    ['transmissions[0].at', { transmissions: result.transmissions.map(() => send) }],
    ['profile', { profile: 'none' }],
  ]
  for (const [place, change] of refused)
    expect(
      broken((document) => Object.assign(document, change)),
      place,
    ).toThrow(
      `a.json: it is no whole document of varde scan --json: ${place} is missing, or not what it has to be.`,
    )
  expect(() => sideOfDocument('a.json', [])).toThrow('a.json: it is no whole document of varde scan --json.')
})

test('bytes that a server was sent and the capture lacks are told of this server alone', async () => {
  const talk = (target: string, host: string, isWhole: boolean): Buffer[] => {
    const body = `{"a":"${'x'.repeat(600)}"}`
    const { frames } = new TcpConversation({ target })
      .open()
      .send(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`, 100)
      .reply('HTTP/1.1 204 No Content\r\n\r\n')
      .close()
    return isWhole ? frames : frames.toSpliced(6, 1)
  }
  const frames = [
    ...talk('198.51.100.1', 'cut.example', false),
    ...talk('198.51.100.2', 'whole.example', true),
  ]
  const side = sideOfScan(
    await scanCapture(put('lossy', pcapFile(frames.map((bytes) => ({ bytes }))))),
    [],
    [],
  )
  expect(side.recipients.map(({ host, missing }) => [host, missing])).toEqual(
    expect.arrayContaining([
      ['cut.example', 100],
      ['whole.example', 0],
    ]),
  )
  expect(['cut.example', 'whole.example'].map((host) => presenceOf(side, host))).toEqual([
    'encrypted',
    'readable',
  ])
})

test('requests in one connection count by their own times', () => {
  const times = new RequestTimes()
  for (const sec of [30, 10, 20])
    times.request({} as DecodeInput, { host: 'a.example', method: 'GET', sec, nsec: 5e8, flow: 'f' })
  expect([...times.sorted()]).toEqual([['a.example', Float64Array.of(10.5, 20.5, 30.5)]])
})

test('in the time of a log of names beside a capture nothing shows to be gone; alone it is all there is', async () => {
  const begin = 1_772_610_000
  const capture = pcapFile(
    [0, 3_600].map((later) => ({
      bytes: tcpPacket({ payload: 'GET / HTTP/1.1\r\nHost: b.example\r\n\r\n', sourcePort: 40_000 + later }),
      sec: begin + later,
    })),
  )
  const resolver = [
    'id,timestamp,type,status,domain,client,forward',
    ...[0, 18_000, 36_000].map(
      (later, id) => `${id},${begin + later},1,2,a.example,192.168.1.5,192.0.2.8#53`,
    ),
  ].join('\n')
  const events = [600, 30_000]
    .map((later) => `${new Date((begin + later) * 1_000).toISOString()},unlock\n`)
    .join('')
  const files = [put('gone.pcap', capture), put('pihole.csv', `${resolver}\n`)]
  const given = {
    events: [600, 30_000].map((later) => ({
      at: { sec: begin + later, nsec: 0 },
      kind: 'unlock' as const,
      source: 'test',
      note: '',
    })),
    anchors: [],
    offsetMs: 0,
    oddities: [],
  }
  const side = await readSide([...files, put('unlocks.csv', `time,event\n${events}`)], {
    profile: null,
    keyFiles: [],
    attribution: openAttribution(readData),
    onProgress: () => undefined,
    eventsOf: async () => async () => given,
  })
  expect(side.observedSeconds).toBe(3_601)
  expect(side.eventCounts.get('unlock')).toBe(1)
  expect(side.dnsNames.has('a.example')).toBe(true)
  const documentOf = async (paths: readonly string[]): Promise<ReturnType<typeof sideOfDocument>> => {
    const result = await scan(paths, {
      profile: null,
      attribution: openAttribution(readData),
      wantsHash: false,
      onProgress: () => undefined,
      events: async () => given,
    })
    return sideOfDocument('a.json', JSON.parse(JSON.stringify(scanDocument(result, false))))
  }
  const read = await documentOf(files)
  expect([read.observedSeconds, read.observed?.total]).toEqual([3_601, 3_600])
  expect(read.eventCounts.get('unlock')).toBe(1)
  const alone = await documentOf(files.slice(1))
  expect([alone.observedSeconds, alone.observed?.total]).toEqual([36_001, 36_000])
  expect(alone.eventCounts.get('unlock')).toBe(2)
})

test('a document counts the events of each kind, and what follows them, as its captures do', async () => {
  const begin = 1_772_610_000
  const path = put(
    'counted.pcap',
    pcapFile(
      [0, 3_600].map((later) => ({
        bytes: tcpPacket({
          payload: 'GET /?imei=352099001761481 HTTP/1.1\r\nHost: b.example\r\n\r\n',
          sourcePort: 40_000 + later,
        }),
        sec: begin + later,
      })),
    ),
  )
  const eventAt = (kind: 'unlock' | 'boot', later: number): DeviceEvent => ({
    at: { sec: begin + later, nsec: 0 },
    kind,
    source: 'test',
    note: '',
  })
  // An unlock half a minute before the end, and a boot behind it.
  const events = [eventAt('unlock', 600), eventAt('unlock', 3_570), eventAt('boot', 9_000)]
  const result = await scan([path], {
    profile: null,
    attribution: openAttribution(readData),
    wantsHash: false,
    onProgress: () => undefined,
    events: async () => ({ events, anchors: [], offsetMs: 0, oddities: [] }),
  })
  const document = (isRevealed: boolean): Side =>
    sideOfDocument('a.json', JSON.parse(JSON.stringify(scanDocument(result, isRevealed))))
  const [whole, told] = [sideOfScan(result, [], []), document(false)]
  for (const kind of ['unlock', 'boot'] as const) {
    expect(told.eventCounts.get(kind)).toBe(whole.eventCounts.get(kind))
    for (const toS of [20, 40]) {
      const pair = { host: 'c.example', family: '', identifier: 'imei' }
      const of = (side: Side): Exposure => exposureOf(side, pair, { event: kind, fromS: 0, toS })
      expect(of(told)).toEqual(of(whole))
    }
  }
  expect(told.eventCounts).toEqual(
    new Map([
      ['boot', 0],
      ['unlock', 2],
    ]),
  )
  const phoneOf = (side: Side): string | undefined => premisesOf(side, side)[0]?.before
  expect(phoneOf(document(true))).toContain('imei 35')
  expect(phoneOf(told)).toBe(
    'numbers that the result masks (the captures, or scan --json --reveal, tell them)',
  )
})
