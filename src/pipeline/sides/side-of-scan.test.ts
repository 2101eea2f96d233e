import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { scannedSample } from '../../../test/support/scan-capture.ts'
import { isUnread, presenceOf } from '../../assess/side.ts'
import type { Side } from '../../assess/side.ts'
import { renderJson } from '../../../test/support/render-json.ts'
import { sideOfScan } from './side-of-scan.ts'
import { sideOfDocument } from './side-of-document.ts'
import { joinSides } from './join-sides.ts'

const sample = fileURLToPath(new URL('../../../samples/nokia-7-plus.pcapng', import.meta.url))

test('an organisation is named with the country of its owner where that is known', async () => {
  const result = await scannedSample(sample)
  const of = (country: string): string | undefined =>
    sideOfScan(
      {
        ...result,
        recipients: result.recipients.map((one) => ({
          ...one,
          organisation: one.organisation === null ? null : { ...one.organisation, country },
        })),
      },
      [],
      [],
    ).recipients.find(({ host }) => host === 'zzhc.vnet.cn')?.organisation
  expect(of('CN')).toBe('China Telecom Group (CN)')
  expect(of('ZZ')).toBe('China Telecom Group')
})

test('who may own a name is not told to operate it', async () => {
  const result = await scannedSample(sample)
  const of = (confidence: 'certain' | 'possible'): readonly string[] | undefined =>
    sideOfScan(
      {
        ...result,
        recipients: result.recipients.map((one) => ({
          ...one,
          organisation: one.organisation === null ? null : { ...one.organisation, confidence },
        })),
      },
      [],
      [],
    ).recipients.find(({ host }) => host === 'zzhc.vnet.cn')?.operators
  expect(of('certain')).toEqual(['China Telecom Group', 'China (central SASAC)'])
  expect(of('possible')).toEqual([])
})

test('a recipient of two results is one, with what either could not read', () => {
  const document = (more: object): Side =>
    sideOfDocument('scan.json', {
      captures: [],
      profile: {},
      coverage: {
        summary: { payload: 10, read: 5, undecryptable: 5, duplicate: 0, skipped: { 'limit reached': 7 } },
        file: { unread: 0 },
        frameBytes: { malformed: 3, fragmentsLost: 2, undecryptable: 1, unsupported: 0 },
        missing: { cutBytes: 0, gapBytes: 0 },
        equations: [],
      },
      recipients: [
        {
          id: 'r1',
          host: 'a.example',
          domain: 'a.example',
          addresses: [{ address: '192.0.2.1', scope: 'documentation' }],
          flows: 1,
          bytesToServer: 10,
          bytesToClient: 0,
          protocols: ['http'],
          countries: [],
          organisation: null,
          ...more,
        },
      ],
      transmissions: [],
      contacts: [],
      dnsNames: [],
      opaque: [],
      events: [],
      triggers: [],
      comparisons: { observedSeconds: 60 },
    })
  const side = joinSides([document({ flows: 0 }), document({ bytesToClient: 4, protocols: ['tls'] })])
  expect(side.recipients).toMatchObject([
    { host: 'a.example', flows: 1, bytesToServer: 20, bytesToClient: 4, protocols: ['http', 'tls'] },
  ])
  expect(presenceOf(side, 'a.example')).toBe('encrypted')
  expect(isUnread(side.recipients[0])).toBe(true)
  expect(side.unsearchedBytes).toBe(26)
})

test('what is missing of a recipient is known from its document, and from one that lacks it only that it may be', async () => {
  const result = await scannedSample(sample)
  const sides = (gapBytes: number, missing: number): [Side, Side] => {
    const lacking = {
      ...result,
      coverage: { ...result.coverage, missing: { ...result.coverage.missing, gapBytes } },
      recipients: result.recipients.map((one) => ({ ...one, missing })),
    }
    const text = renderJson(lacking, false)
    const old = JSON.parse(text) as { recipients: { missing?: number }[] }
    for (const one of old.recipients) delete one.missing
    return [sideOfDocument('a.json', JSON.parse(text)), sideOfDocument('a.json', old)]
  }
  const of = (side: Side): (boolean | number | undefined)[] => {
    const one = side.recipients.find(({ host }) => host === 'zzhc.vnet.cn')
    return [one?.missing, one?.mayMiss, isUnread(one)]
  }
  expect(sides(0, 0).map(of)).toEqual([
    [0, undefined, false],
    [0, undefined, false],
  ])
  expect(sides(9, 0).map(of)).toEqual([
    [0, undefined, false],
    [undefined, true, true],
  ])
  expect(sides(9, 7).map(of)).toEqual([
    [7, undefined, true],
    [undefined, true, true],
  ])
})

test('sends of several results keep apart which capture they are in', async () => {
  const text = renderJson(await scannedSample(sample), false)
  const side = sideOfDocument('a.json', JSON.parse(text))
  const joined = joinSides([side, side])
  expect([...new Set(joined.transmissions.map(({ capture }) => capture))]).toEqual([0, 1])
})

test('a recipient of which all was decrypted is one that can be read', async () => {
  const result = await scannedSample(sample)
  const { coverage } = result
  const isUnreadWith = (more: Partial<typeof coverage>): boolean => {
    const { recipients } = sideOfScan(
      {
        ...result,
        coverage: { ...decrypted, ...more },
        recipients: result.recipients.map((one) => ({ ...one, protocols: ['http', 'tls'] })),
      },
      [],
      [],
    )
    return recipients.some((one) => one.host === 'zzhc.vnet.cn' && isUnread(one))
  }
  const decrypted = {
    ...coverage,
    summary: { ...coverage.summary, undecryptable: 0 },
    decryption: { ...coverage.decryption, connections: 1 },
  }
  expect(isUnreadWith({})).toBe(false)
  expect(isUnreadWith({ summary: { ...coverage.summary, undecryptable: 1 } })).toBe(true)
  expect(isUnreadWith({ missing: { ...coverage.missing, gapBytes: 1 } })).toBe(true)
  // A log of handshakes holds nothing encrypted, and nothing of what was said.
  expect(isUnreadWith({ decryption: { ...coverage.decryption, connections: 0 } })).toBe(true)
})

test('events of another day are none that were given', async () => {
  const result = await scannedSample(sample)
  const { correlation } = result
  const hasEvents = (isDerived: boolean, at: number): boolean => {
    const aligned = [{ kind: 'unlock', times: Float64Array.of(at), isDerived } as const]
    return sideOfScan({ ...result, correlation: { ...correlation, aligned } }, [], []).hasEvents
  }
  const within = (correlation.observed.intervals[0]?.start ?? 0) + 60
  expect([hasEvents(false, within), hasEvents(true, within), hasEvents(false, within - 864_000)]).toEqual([
    true,
    false,
    false,
  ])
})

test('time in which more was asked or requested than is kept counts as not observed', async () => {
  const result = await scannedSample(sample)
  const { start, end } = result.correlation.observed.intervals[0] ?? { start: 0, end: 0 }
  const middle = (start + end) / 2
  const whole = sideOfScan(result, [], [])
  const late = { start: middle, end: end + 1 }
  for (const side of [
    sideOfScan(result, [], [], [late]),
    sideOfScan({ ...result, untimed: [late] }, [], []),
  ]) {
    expect(side.observedSeconds).toBeCloseTo(whole.observedSeconds - (end - middle), 3)
    expect(side.observed).toBe(side.timing?.observed)
    expect(Number.isNaN(side.observed?.line(middle + 1))).toBe(true)
  }
  expect(sideOfScan({ ...result, untimed: [] }, [], []).observedSeconds).toBe(whole.observedSeconds)
})
