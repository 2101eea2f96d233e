import { describe, expect, test } from 'vitest'
import { kindNamed, kindsBeside } from '../detect/kind-named.ts'
import { gate, policyOf } from './gate.ts'
import type { Allowance, GateOutcome } from './gate.ts'
import type { Finding, Recipient, Transmission } from './types.ts'

const recipients = [
  { id: 'r1', host: 'api.maker.example', addresses: [] },
  { id: 'r2', host: 'zzhc.vnet.cn', addresses: [] },
] as unknown as Recipient[]

const finding = (id: string, recipient: string, identifiers: readonly string[]): Finding =>
  ({ id, recipient, identifiers, family: '' }) as unknown as Finding

const sent = (
  recipient: string,
  protection: string,
  identifiers = ['serial', 'imei', 'iccid'],
): Transmission =>
  ({ recipient, protection, families: [], identifiers, summary: {} }) as unknown as Transmission

const allowance = (changes: Partial<Allowance>): Allowance => ({
  recipient: '*.maker.example',
  identifiers: ['serial'],
  onlyEncrypted: false,
  builds: [],
  reason: 'warranty',
  until: '2026-12-31',
  ...changes,
})

/** A build of that day of which all could be read. */
const setting: Parameters<typeof gate>[2] = {
  build: '',
  today: '2026-11-24',
  baseline: new Set(),
  traffic: 1,
  read: 1,
  isLittle: false,
  hide: (host) => host,
}

function judge(
  allow: readonly Allowance[],
  setting: {
    build?: string
    today?: string
    baseline?: string[]
    read?: number
    leastRead?: number
    isLittle?: boolean
  } = {},
  findings: readonly Finding[] = [finding('f1', 'r1', ['serial'])],
): GateOutcome {
  return gate(
    { findings, recipients, transmissions: [sent('r1', 'tls'), sent('r2', 'plaintext')] },
    { allow, leastRead: setting.leastRead ?? 0 },
    {
      build: setting.build ?? '',
      today: setting.today ?? '2026-11-24',
      baseline: new Set(setting.baseline),
      traffic: 100,
      read: setting.read ?? 50,
      isLittle: setting.isLittle ?? false,
      hide: (host) => host.replace('123456', '••••••'),
    },
  )
}

const statuses = (outcome: GateOutcome): string[] => outcome.rows.map(({ status }) => status)

describe('the gate', () => {
  test('lets pass what an allowance names, for its builds, until its day', () => {
    expect(judge([allowance({})])).toMatchObject({ passes: true, unused: [], expired: [] })
    expect(statuses(judge([allowance({ recipient: 'maker.example' })]))).toEqual(['forbidden'])
    expect(statuses(judge([allowance({ identifiers: ['*'] })]))).toEqual(['allowed'])
    expect(statuses(judge([allowance({ builds: ['2'] })], { build: '1' }))).toEqual(['forbidden'])
    expect(statuses(judge([allowance({ builds: ['2'] })], { build: '2' }))).toEqual(['allowed'])
    const lastDay = judge([allowance({ until: '2026-11-24' })])
    expect(lastDay).toMatchObject({ passes: true, expired: [], rows: [{ status: 'allowed' }] })
    const over = judge([allowance({ until: '2026-11-23' })])
    expect(over).toMatchObject({ passes: false, expired: [0], rows: [{ status: 'expired' }] })
  })

  test('an allowance for a subdomain is none for a name that ends alike', () => {
    const evil = gate(
      {
        findings: [finding('f1', 'r1', ['serial'])],
        recipients: [{ id: 'r1', host: 'evilmaker.example', addresses: [] }] as unknown as Recipient[],
        transmissions: [],
      },
      { allow: [allowance({})], leastRead: 0 },
      setting,
    )
    expect(statuses(evil)).toEqual(['forbidden'])
  })

  test('clear text does not pass where encryption is asked for', () => {
    const only = allowance({ recipient: 'zzhc.vnet.cn', onlyEncrypted: true })
    expect(statuses(judge([only], {}, [finding('f1', 'r2', ['serial'])]))).toEqual(['forbidden'])
  })

  test('what was sent in clear text and what encrypted are judged apart', () => {
    const { rows } = gate(
      {
        findings: [finding('f1', 'r2', ['imei', 'serial'])],
        recipients,
        transmissions: [
          sent('r2', 'tls', ['imei', 'serial']),
          sent('r2', 'plaintext', ['imei']),
          sent('r2', 'tls', ['imei']),
        ],
      },
      {
        allow: [allowance({ recipient: 'zzhc.vnet.cn', identifiers: ['*'], onlyEncrypted: true })],
        leastRead: 0,
      },
      setting,
    )
    expect(rows.map(({ key, transmissions, status }) => [key, transmissions, status])).toEqual([
      ['zzhc.vnet.cn imei plaintext', 1, 'forbidden'],
      ['zzhc.vnet.cn imei encrypted', 2, 'allowed'],
      ['zzhc.vnet.cn serial encrypted', 1, 'allowed'],
    ])
  })

  test('what the baseline lists does not fail, and what is gone is said', () => {
    const findings = [finding('f1', 'r2', ['imei', 'iccid']), finding('f2', 'r1', ['serial'])]
    const outcome = judge(
      [allowance({})],
      {
        baseline: ['zzhc.vnet.cn imei plaintext', 'old.example imei plaintext'],
      },
      findings,
    )
    expect(statuses(outcome)).toEqual(['known', 'forbidden', 'allowed'])
    expect(outcome).toMatchObject({ passes: false, gone: ['old.example imei plaintext'] })
  })

  test('contact by name alone has to be allowed, too; allowances that nothing used are said', () => {
    const outcome = judge([allowance({}), allowance({ recipient: 'unused.example' })], {}, [
      finding('f1', 'r2', []),
    ])
    expect(outcome).toMatchObject({ passes: false, unused: [0, 1], rows: [{ identifier: 'contact' }] })
  })
})

describe('what the gate says beside it', () => {
  test('an allowance for other builds is no unused one', () => {
    const allow = [allowance({ builds: ['2'], recipient: 'other.example' }), allowance({})]
    expect(judge(allow, { build: '1' })).toMatchObject({ unused: [], elsewhere: [0], passes: true })
    expect(judge(allow, { build: '2' })).toMatchObject({ unused: [0], elsewhere: [] })
  })

  test('where nothing could be read, or too little, nothing has passed', () => {
    expect(judge([], { read: 0 }, [])).toMatchObject({ passes: false, isReadable: false })
    expect(judge([], { read: 1 }, [])).toMatchObject({ passes: true })
    expect(judge([], { read: 49, leastRead: 50 }, [])).toMatchObject({ passes: false, isReadable: false })
    expect(judge([], { read: 50, leastRead: 50 }, [])).toMatchObject({ passes: true })
    expect(judge([], { isLittle: true }, [])).toMatchObject({ passes: false, isReadable: false })
  })

  test('how an identifier travelled is judged by the transmissions that carry it', () => {
    const outcome = gate(
      {
        findings: [finding('f1', 'r1', ['serial', 'imei'])],
        recipients: [{ id: 'r1', host: '123456.maker.example', addresses: [] }] as unknown as Recipient[],
        transmissions: [sent('r1', 'tls', ['serial']), sent('r1', 'plaintext', ['imei'])],
      },
      { allow: [allowance({ identifiers: ['*'], onlyEncrypted: true })], leastRead: 0 },
      {
        build: '',
        today: '2026-11-24',
        baseline: new Set(),
        traffic: 1,
        read: 1,
        isLittle: false,
        hide: (host) => host.replace('123456', '•'),
      },
    )
    expect(outcome.rows).toMatchObject([
      { identifier: 'serial', status: 'allowed', key: '•.maker.example serial encrypted', transmissions: 1 },
      { identifier: 'imei', status: 'forbidden', key: '•.maker.example imei plaintext' },
    ])
  })
})

describe('a policy', () => {
  test.each([
    [null, /the policy holds no “key: value”/],
    [{ allow: 'x' }, /allow: give a list/],
    [{ deny: [] }, /deny: there is no such field/],
    [{ allow: [{ recipient: 'a' }] }, /allow\[0\]\.until: a text is missing/],
    [{ allow: [{ until: '2026-13-01' }] }, /allow\[0\]\.until: give the last day/],
    [{ allow: [{ until: '2026-01-01', recipient: 'a', identifiers: [] }] }, /identifiers: give a list/],
    [
      { allow: [{ until: '2026-01-01', recipient: 'a', identifiers: ['imei'] }] },
      /reason: a text is missing/,
    ],
    [{ allow: [], leastRead: 101 }, /leastRead: give a percentage/],
    [
      { allow: [{ until: '2026-01-01', recipient: 'a', identifiers: ['imie'], reason: 'r' }] },
      /allow\[0\]\.identifiers: there is no identifier imie; do you mean imei\? Known: .*imei, .*location/,
    ],
    ...['https://a.example', 'a.example:443', 'a.example/x', '*', 'api.*.example'].map(
      (recipient): [unknown, RegExp] => [
        { allow: [{ until: '2026-01-01', recipient, identifiers: ['imei'], reason: 'r' }] },
        /allow\[0\]\.recipient: .*: give a host, \*\.domain or an address/,
      ],
    ),
    [
      { allow: [{ untill: '2026-01-01' }] },
      /untill: there is no such field; do you mean until\? Known: recipient, /,
    ],
  ])('%j is refused with its place', (value, message) => {
    expect(() => policyOf(value, { kindNamed, kindsBeside })).toThrow(message)
  })

  test.each([
    ['API.maker.example.', 'api.maker.example'],
    [' %61pi.maker.example ', 'api.maker.example'],
    ['*.Maker.example.', '*.maker.example'],
    ['*.bücher.example', '*.xn--bcher-kva.example'],
  ])('names hosts as captures show them: %j', (recipient, shown) => {
    const entry = { until: '2026-12-31', recipient, identifiers: ['serial'], reason: 'r' }
    const { allow } = policyOf({ allow: [entry] }, { kindNamed, kindsBeside })
    expect(allow[0]?.recipient).toBe(shown)
    expect(statuses(judge(allow))).toEqual([shown.endsWith('maker.example') ? 'allowed' : 'forbidden'])
  })

  test('names identifiers as reports do, too', () => {
    const written = ['coordinates', 'IMEI', 'MAC address', 'contact', '*', 'wifi-mac']
    const entry = { until: '2026-01-01', recipient: 'a', identifiers: written, reason: 'r' }
    expect(policyOf({ allow: [entry] }, { kindNamed, kindsBeside }).allow[0]?.identifiers).toEqual([
      'location',
      'imei',
      'wifi-mac',
      'contact',
      '*',
      'wifi-mac',
    ])
  })
})
