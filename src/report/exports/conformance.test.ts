/** Each format as the programs that read it take it: held against its schema, or loaded by a consumer of it. */
import { spawn, spawnSync } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EcsFlat } from '@elastic/ecs'
import { FiltersEngine, Request } from '@ghostery/adblocker'
import draft4 from 'ajv-draft-04'
import { parse } from 'csv-parse/sync'
import { parse as parseJunit } from 'junit2json'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  attacks,
  nothingIn,
  scanSample,
  withGivenUp,
  withRecipients,
  withText,
  withTime,
  written,
} from '../../../test/support/exported-sample.ts'
import { formats } from '../../../test/support/formats.ts'
import { freePort } from '../../../test/support/free-ports.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { choose } from './chosen.ts'
import { Exported } from './exporter.ts'
import { sarifOf } from './sarif.ts'

const folder = testFolder('conformance')

let result: ScanResult
beforeAll(async () => {
  result = await scanSample()
})

const nothing = (): ScanResult => nothingIn(result)
const hostile = (text: string): ScanResult => withText(result, text)
const recipientsOf = (hosts: readonly string[], addresses: readonly string[] = []): ScanResult =>
  withRecipients(result, hosts, addresses)

test('there are 300 hostile texts', () => {
  expect(new Set(attacks).size).toBe(300)
})

describe('SARIF 2.1.0', () => {
  const schema: unknown = createRequire(import.meta.url)(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  )
  const validate = new draft4.default({
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
  }).compile(schema as object)

  test('holds the schema of OASIS, with findings, without, and whatever they hold', () => {
    for (const of of [result, nothing(), ...attacks.map(hostile)])
      expect(validate(JSON.parse(written('sarif', of))), JSON.stringify(validate.errors)).toBe(true)
    for (const failure of attacks.slice(0, 20))
      expect(validate(JSON.parse(sarifOf(new Exported(nothing(), '0.1.0', true), failure)))).toBe(true)
    expect(validate({ version: '2.1.0' })).toBe(false)
  })

  test('says with the run what could not be read, the more where nothing was found', () => {
    const [run] = (JSON.parse(written('sarif', nothing())) as { runs: unknown[] }).runs
    expect(run).toMatchObject({
      results: [],
      invocations: [
        {
          executionSuccessful: true,
          toolExecutionNotifications: [
            { level: 'note', message: { text: 'Read: 43 % of the traffic.' } },
            { level: 'note', message: { text: expect.stringMatching(/^56 % of the payload .* encrypted/) } },
            { level: 'note' },
          ],
        },
      ],
    })
  })

  test('has what code hosting reads: file, rule with a score, fingerprint', () => {
    const [run] = (JSON.parse(written('sarif', result)) as { runs: unknown[] }).runs
    expect(run).toMatchObject({
      tool: { driver: { rules: [{ properties: { 'security-severity': '9.5' } }] } },
      results: [
        {
          ruleIndex: 0,
          locations: [{ physicalLocation: { artifactLocation: { uri: 'nokia-7-plus.pcapng', index: 0 } } }],
        },
      ],
    })
  })
})

interface EcsField {
  readonly type: string
  readonly allowed_values?: readonly { readonly name: string }[]
  readonly expected_values?: readonly string[]
}

/** The fields of an event by dotted name, without those of varde's own. */
function ecsFields(event: object): [string, unknown][] {
  const walk = (value: object, prefix: string): [string, unknown][] =>
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? walk(inner, `${prefix}${name}.`)
        : [[`${prefix}${name}`, inner] as [string, unknown]],
    )
  return walk(event, '').filter(([name]) => !name.startsWith('varde.'))
}

describe('ECS', () => {
  const schema: Readonly<Record<string, EcsField>> = EcsFlat
  const types: Readonly<Record<string, (value: unknown) => boolean>> = {
    date: (value) => typeof value === 'string' && formats['date-time']?.(value) === true,
    long: (value) => Number.isSafeInteger(value),
    ip: (value) => typeof value === 'string' && /^[\d.]+$|^[0-9a-f:]+$/.test(value),
    keyword: (value) => typeof value === 'string' && value !== '',
  }

  test('has only fields that the schema knows, with values it takes', () => {
    for (const of of [
      result,
      withGivenUp(result),
      ...attacks.slice(0, 40).map(hostile),
      ...[2 ** 53, -(2 ** 53), -1].map((sec) => withTime(result, { sec, nsec: 0 })),
    ])
      for (const line of written('ecs', of).trimEnd().split('\n'))
        for (const [name, value] of ecsFields(JSON.parse(line) as object)) {
          const field = schema[name]
          expect(field, name).toBeDefined()
          const taken = field?.allowed_values?.map((allowed) => allowed.name) ?? field?.expected_values
          for (const each of [value].flat()) {
            expect(types[field?.type ?? '']?.(each), `${name}: ${JSON.stringify(each)}`).toBe(true)
            if (taken !== undefined) expect(taken, name).toContain(each)
          }
        }
    expect(written('ecs', nothing())).toBe('')
  })
})

describe('JUnit', () => {
  test('a reader of it sees the findings, whatever they hold', async () => {
    for (const of of [result, ...attacks.map(hostile)]) {
      const suite = await parseJunit(written('junit', of))
      expect(suite).toMatchObject({ tests: of.findings.length, failures: of.findings.length })
      const cases = suite !== undefined && suite !== null && 'testcase' in suite ? (suite.testcase ?? []) : []
      expect(cases).toHaveLength(of.findings.length)
      for (const each of cases) expect(each.failure).toHaveLength(1)
    }
    expect(await parseJunit(written('junit', nothing()))).toMatchObject({
      tests: 1,
      failures: 0,
      'system-out': [expect.stringMatching(/^Read: 43 % of the traffic\.\n56 % of the payload /)],
    })
  })
})

describe('CSV', () => {
  const formula = /^["\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]/

  test('a reader sees the same rows, and no cell is a formula, whatever ends a cell where it is opened', () => {
    for (const attack of attacks) {
      const text = written('csv', hostile(attack))
      const rows = parse(text, { columns: true }) as Readonly<Record<string, string>>[]
      expect(rows).toHaveLength(3)
      for (const row of rows) expect(Object.keys(row)).toHaveLength(11)
      for (const delimiter of [',', ';', '|']) {
        const cells = parse(text, {
          delimiter,
          relax_column_count: true,
          relax_quotes: true,
          ...(delimiter === ',' ? {} : { quote: null }),
        }) as string[][]
        for (const cell of cells.flat()) expect(cell, JSON.stringify(attack)).not.toMatch(formula)
      }
    }
  })

  test('what is no formula is left as it is', () => {
    const rows = parse(written('csv', result), { columns: true }) as Readonly<Record<string, string>>[]
    const sent = result.observations.filter(({ direction }) => direction === 'sent')
    expect(rows.map(({ value }) => value)).toEqual(sent.map(({ value }) => value))
  })
})

describe('block lists', () => {
  const long = `${Array.from({ length: 4 }, () => 'a'.repeat(60)).join('.')}.example`
  const hosts = ['zzhc.vnet.cn', 'b_c.example.com', 'x-1.example.com', long]

  test('a filter engine blocks the recipients and what is below them, and nothing else', () => {
    const engine = FiltersEngine.parse(written('adguard', recipientsOf([...hosts, ...attacks])))
    const isBlocked = (host: string): boolean =>
      engine.match(
        Request.fromRawDetails({ url: `http://${host}/x`, type: 'xhr', sourceUrl: 'http://other.example/' }),
      ).match
    for (const host of hosts) expect(isBlocked(host), host).toBe(true)
    expect(isBlocked('below.zzhc.vnet.cn')).toBe(true)
    for (const host of ['vnet.cn', 'bank.example', 'notzzhc.vnet.cn'])
      expect(isBlocked(host), host).toBe(false)
  })

  test('a resolver that is given the hosts file answers with no address', async (context) => {
    context.skip(spawnSync('dnsmasq', ['--version']).error !== undefined, 'dnsmasq is not installed')
    const path = join(folder, 'hosts')
    writeFileSync(path, written('hosts', recipientsOf([...hosts, ...attacks])))
    const port = await freePort()
    const server = spawn(
      'dnsmasq',
      [
        '--keep-in-foreground',
        '--conf-file=/dev/null',
        '--no-hosts',
        '--no-resolv',
        '--bind-interfaces',
        '--listen-address=127.0.0.1',
        '--user=root',
        '--pid-file=',
        `--port=${port}`,
        `--addn-hosts=${path}`,
      ],
      { stdio: 'ignore' },
    )
    try {
      const resolver = new Resolver({ timeout: 500, tries: 10 })
      resolver.setServers([`127.0.0.1:${port}`])
      for (let tries = 0; tries < 40; tries++) {
        if ((await resolver.resolve4('zzhc.vnet.cn').catch(() => [])).length > 0) break
        await sleep(50)
      }
      for (const host of hosts) expect(await resolver.resolve4(host), host).toEqual(['0.0.0.0'])
      expect(await resolver.resolve6('zzhc.vnet.cn')).toEqual(['::'])
      await expect(resolver.resolve4('bank.example')).rejects.toThrow()
    } finally {
      server.kill()
    }
  })

  test('a name server loads the response policy zone', (context) => {
    const path = join(folder, 'rpz.zone')
    writeFileSync(path, written('rpz', recipientsOf([...hosts, ...attacks])))
    const { error, status, stdout, stderr } = spawnSync('named-checkzone', ['rpz.example', path], {
      encoding: 'utf8',
    })
    context.skip(error !== undefined, 'named-checkzone is not installed')
    expect(status, `${stdout}${stderr}`).toBe(0)
    const zone = readFileSync(path, 'utf8')
    expect(zone).toContain('zzhc.vnet.cn CNAME .')
    expect(zone).toContain(`; left out, too long for a name within a zone: ${long}\n`)
  })

  test('a firewall takes the rules, also again', (context) => {
    const path = join(folder, 'rules.nft')
    for (const of of [
      result,
      nothing(),
      recipientsOf(attacks, ['198.51.100.7', '2001:db8::9', '::ffff:192.0.2.1']),
    ]) {
      const rules = written('nftables', of)
      writeFileSync(path, `${rules}${rules}`)
      const { error, status, stderr } = spawnSync('nft', ['--check', '--file', path], { encoding: 'utf8' })
      context.skip(error !== undefined || /not permitted/.test(stderr), 'nft can not be run here')
      expect(status, stderr).toBe(0)
    }
  })
})

test('only chosen findings are exported, and a recipient that none is about is named', () => {
  const given = recipientsOf(['a.example.com', 'b.example.com', 'other.example'])
  const of = {
    ...given,
    findings: given.findings.map((finding, index) => ({
      ...finding,
      severity: index === 1 ? ('low' as const) : finding.severity,
    })),
  }
  const hostsOf = (recipients: readonly string[], severity: 'high' | null = null): string[] =>
    new Exported(choose(of, { recipients, severity }).result, '0', false).hosts()
  expect(hostsOf([])).toHaveLength(3)
  expect(hostsOf(['%4fther.example.', '*.ex%61mple.com'])).toEqual([
    'a.example.com',
    'b.example.com',
    'other.example',
  ])
  expect(
    choose(recipientsOf(['xn--bcher-kva.example']), { recipients: ['bücher.example'], severity: null })
      .unknown,
  ).toEqual([])
  expect(hostsOf(['*.EXAMPLE.com'])).toEqual(['a.example.com', 'b.example.com'])
  expect(hostsOf(['other.example', '*.example.com'], 'high')).toEqual(['a.example.com', 'other.example'])
  expect(choose(of, { recipients: ['c.example.com'], severity: null }).unknown).toEqual(['c.example.com'])
})
