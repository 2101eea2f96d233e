import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { profileOf, scannedSample } from '../../../test/support/scan-capture.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { exporters } from '../exporters.gen.ts'
import { renderJson } from '../../../test/support/render-json.ts'
import { Exported } from './exporter.ts'

const sample = fileURLToPath(new URL('../../../samples/nokia-7-plus', import.meta.url))
let result: ScanResult

beforeAll(async () => {
  result = await scannedSample(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))
})

function written(name: string, of: ScanResult = result, isRevealed = false): string {
  const exporter = exporters.find((candidate) => candidate.name === name)
  if (exporter === undefined) throw new Error(`no exporter ${name}`)
  return exporter.render(new Exported(of, '0.1.0', isRevealed))
}

/** The sample with every captured text made hostile. */
function hostile(text: string): ScanResult {
  return {
    ...result,
    recipients: result.recipients.map((recipient) => ({ ...recipient, host: text })),
    findings: result.findings.map((finding) => ({ ...finding, title: text, reasons: [text] })),
    observations: result.observations.map((observation) => ({ ...observation, value: text, normal: text })),
  }
}

const attacks = [
  '=HYPERLINK("http://example.com")',
  '+1',
  '@SUM(A1)',
  '<script>&"\'',
  'a.example.com\n0.0.0.0 bank.example',
  "x' OR '1'='1",
  '||bank.example^',
  '}; drop',
]

describe('every format', () => {
  test.each(exporters.map(({ name }) => name))(
    '%s: masks, is the same each time, and takes nothing for its own',
    (name) => {
      const text = written(name)
      expect(written(name)).toBe(text)
      expect(text).not.toMatch(/undefined|\[object/)
      for (const values of result.profile?.identifiers.values() ?? [])
        for (const value of values) if (value.length > 6) expect(text).not.toContain(value)
      const empty: ScanResult = { ...result, findings: [], observations: [], transmissions: [] }
      expect(written(name, empty)).not.toContain('zzhc')
      for (const attack of attacks) written(name, hostile(attack), true)
    },
  )
})

test.each(['csv', 'ecs'])('%s: how it travelled is unknown where only a log tells of it', (name) => {
  const transmissions = result.transmissions.map((one) => ({
    ...one,
    summary: { ...one.summary, protocol: 'device-log' },
  }))
  expect(written(name)).toContain('plaintext')
  expect(written(name, { ...result, transmissions })).not.toContain('plaintext')
  expect(written(name, { ...result, transmissions })).toMatch(/\bunknown\b/)
})

/** The sample with its first transmissions given up. */
function withGivenUp(count: number): ScanResult {
  return {
    ...result,
    transmissions: result.transmissions.map((one, index) =>
      index < count ? { ...one, summary: { ...one.summary, mayBeUnsent: true as const } } : one,
    ),
  }
}

test.each(['sarif', 'junit', 'stix', 'misp'])(
  '%s: says how much of what is told may never have been sent',
  (name) => {
    const givenUp = (count: number): string => written(name, withGivenUp(count))
    expect(givenUp(0)).not.toContain('may never have been sent')
    expect(givenUp(2)).toContain(', 2 of them given up: may never have been sent')
    expect(givenUp(result.transmissions.length)).toMatch(/\w, given up: may never have been sent/)
  },
)

test('a row of CSV and an event of ECS say of themselves whether they may never have been sent', () => {
  const perhaps = new Set(result.transmissions.slice(0, 2).map(({ exchange }) => exchange))
  const sent = result.observations.filter(({ direction }) => direction === 'sent')
  const expected = sent.map(({ exchange }) => perhaps.has(exchange))
  expect(new Set(expected).size).toBe(2)
  const [head, ...rows] = written('csv', withGivenUp(2)).trimEnd().split('\r\n')
  expect(head).toMatch(/,exchange,may_be_unsent$/)
  expect(rows.map((row) => row.endsWith(',true'))).toEqual(expected)
  expect(written('csv')).not.toMatch(/,true\r/)
  const events = (of: ScanResult): unknown[] =>
    written('ecs', of)
      .trimEnd()
      .split('\n')
      .map((line) => {
        const { event, varde } = JSON.parse(line) as { event: { outcome?: string }; varde: object }
        return [event.outcome, 'may_be_unsent' in varde]
      })
  expect(events(withGivenUp(2))).toEqual(expected.map((is) => (is ? ['unknown', true] : [undefined, false])))
  expect(events(result)).toEqual(expected.map(() => [undefined, false]))
})

test('a recipient to which perhaps nothing was sent is of low confidence in STIX and MISP', () => {
  const low = (of: ScanResult): unknown[] => {
    const { objects } = JSON.parse(written('stix', of)) as {
      objects: { type: string; confidence?: number; description: string }[]
    }
    const { Event: event } = JSON.parse(written('misp', of)) as {
      Event: { Attribute: { Tag?: { name: string }[] }[] }
    }
    return [
      objects[0]?.confidence,
      / or perhaps did: /.test(objects.find(({ type }) => type === 'report')?.description ?? ''),
      event.Attribute[0]?.Tag?.map(({ name }) => name),
    ]
  }
  const all = result.transmissions.length
  expect(low(withGivenUp(all))).toEqual([15, true, ['misp:confidence-level="rarely-confident"']])
  for (const count of [0, 2, all - 1]) expect(low(withGivenUp(count))).toEqual([undefined, false, undefined])
  const { findings } = result
  const atLeast = {
    ...withGivenUp(all),
    findings: findings.map((one) => ({ ...one, isAtLeast: true as const })),
  }
  expect(low(atLeast)).toEqual([undefined, false, undefined])
})

describe('an identifier in the names of a host and of a file', () => {
  const imei = '357184092641738'
  const named = (): ScanResult => ({
    ...result,
    captures: result.captures.map((capture) => ({ ...capture, path: `/tmp/${imei}.pcapng` })),
    recipients: result.recipients.map((recipient) =>
      recipient.host === 'zzhc.vnet.cn' ? { ...recipient, host: `${imei}.t.example` } : recipient,
    ),
  })

  test.each(exporters.map(({ name }) => name))('%s: is masked, and shown where that is asked for', (name) => {
    expect(written(name, named())).not.toContain(imei)
    if (name !== 'nftables') expect(written(name, named(), true)).toContain(imei)
  })

  test('the document of a scan masks them, too', () => {
    expect(renderJson(named(), false)).not.toContain(imei)
    expect(renderJson(named(), true)).toContain(`"path": "/tmp/${imei}.pcapng"`)
  })

  test('such a host is in no list of names, and its address stands for it where it can', () => {
    for (const name of ['hosts', 'adguard', 'rpz']) {
      const text = written(name, named())
      expect(text).toContain('left out, since an identifier is in the name (--reveal writes it): 35•')
      expect(text).not.toMatch(/^[^#!;].*t\.example/m)
    }
    expect(written('stix', named())).toContain("[ipv4-addr:value='203.0.113.89']")
    expect(written('misp', named())).toContain('"value": "203.0.113.89"')
  })
})

describe('formats for analysis', () => {
  test('CSV has a row for each observation, and no cell is a formula', () => {
    const sent = result.observations.filter(({ direction }) => direction === 'sent')
    expect(written('csv').trimEnd().split('\r\n')).toHaveLength(sent.length + 1)
    for (const attack of attacks) {
      const cells = written('csv', hostile(attack), true)
      expect(cells).not.toMatch(/(^|,)"?[=+@-](?!\d+,)/m)
    }
  })

  test('SARIF has a result for each finding, with its rule and artifact', () => {
    const document = JSON.parse(written('sarif')) as {
      version: string
      runs: {
        tool: { driver: { rules: { id: string }[] } }
        artifacts: { hashes: object }[]
        results: { ruleId: string; level: string; locations: object[] }[]
      }[]
    }
    const [run] = document.runs
    expect(document.version).toBe('2.1.0')
    expect(run?.results).toMatchObject([{ ruleId: 'china-telecom-self-registration', level: 'error' }])
    expect(run?.tool.driver.rules.map(({ id }) => id)).toContain(run?.results[0]?.ruleId)
    expect(run?.artifacts[0]?.hashes).toEqual({ 'sha-256': result.captures[0]?.sha256 })
  })

  test('SARIF names each file of a recording, and the one that holds the first frame', () => {
    const [capture] = result.captures as [ScanResult['captures'][number]]
    const frame = result.transmissions[0]?.frames[0] ?? 0
    const file = { ...capture, isGzip: false, packets: frame - 1, firstFrame: 1 }
    const files = [
      { ...file, path: '/home/ada/rec_1.pcapng', sha256: 'ab'.repeat(32) },
      { ...file, path: '/home/ada/rec_2.pcapng', sha256: 'cd'.repeat(32), packets: 9_000, firstFrame: frame },
    ]
    const joined = { ...result, captures: [{ ...capture, path: 'rec_1 … rec_2 (2 files)', files }] }
    expect(JSON.parse(written('sarif', joined))).toMatchObject({
      runs: [
        {
          artifacts: [
            { location: { uri: 'rec_1.pcapng' }, hashes: { 'sha-256': 'ab'.repeat(32) } },
            { location: { uri: 'rec_2.pcapng' }, hashes: { 'sha-256': 'cd'.repeat(32) } },
          ],
          results: [
            { locations: [{ physicalLocation: { artifactLocation: { uri: 'rec_2.pcapng', index: 1 } } }] },
          ],
        },
      ],
    })
  })

  test('JUnit is well-formed, whatever it holds', () => {
    for (const attack of ['', ...attacks]) {
      const xml = written('junit', attack === '' ? result : hostile(attack), true)
      const outside = xml.replaceAll(/<[^<>]*>/g, '')
      expect(outside).not.toMatch(/[<>]/)
      expect(xml).not.toMatch(/&(?!(amp|lt|gt|quot|apos);)/)
      expect(xml.match(/<testcase/g)).toHaveLength(result.findings.length)
    }
  })
})

describe('block lists', () => {
  test.each([
    ['hosts', /^0\.0\.0\.0 zzhc\.vnet\.cn$/m],
    ['adguard', /^\|\|zzhc\.vnet\.cn\^$/m],
    ['rpz', /^zzhc\.vnet\.cn CNAME \.$/m],
    ['nftables', /elements = \{ [0-9a-f.:, ]+ \}/],
  ])('%s names the recipient, and nothing that a capture slips in', (name, line) => {
    expect(written(name)).toMatch(line)
    for (const attack of attacks) {
      const text = written(name, hostile(attack), true)
      expect(text).not.toContain('bank.example')
      expect(text).not.toContain('drop\n}')
    }
  })
})
