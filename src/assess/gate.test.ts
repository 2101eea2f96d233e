import { describe, expect, test } from 'vitest'
import { gate, policyOf } from './gate.ts'
import type { Allowance, GateOutcome } from './gate.ts'
import type { Finding, Recipient, Transmission } from './types.ts'

const recipients = [
  { id: 'r1', host: 'api.maker.example', addresses: [] },
  { id: 'r2', host: 'zzhc.vnet.cn', addresses: [] },
] as unknown as Recipient[]

const finding = (id: string, recipient: string, identifiers: readonly string[]): Finding =>
  ({ id, recipient, identifiers }) as unknown as Finding

const sent = (recipient: string, protection: string): Transmission =>
  ({ recipient, protection }) as unknown as Transmission

const allowance = (changes: Partial<Allowance>): Allowance => ({
  recipient: '*.maker.example',
  identifiers: ['serial'],
  onlyEncrypted: false,
  builds: [],
  reason: 'warranty',
  until: '2026-12-31',
  ...changes,
})

function judge(
  allow: readonly Allowance[],
  setting: { build?: string; today?: string; baseline?: string[] } = {},
  findings: readonly Finding[] = [finding('f1', 'r1', ['serial'])],
): GateOutcome {
  return gate(
    { findings, recipients, transmissions: [sent('r1', 'tls'), sent('r2', 'plaintext')] },
    { allow },
    { build: setting.build ?? '', today: setting.today ?? '2026-11-24', baseline: new Set(setting.baseline) },
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
    expect(statuses(judge([allowance({ until: '2026-11-24' })]))).toEqual(['allowed'])
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
      { allow: [allowance({})] },
      { build: '', today: '2026-11-24', baseline: new Set() },
    )
    expect(statuses(evil)).toEqual(['forbidden'])
  })

  test('clear text does not pass where encryption is asked for', () => {
    const only = allowance({ recipient: 'zzhc.vnet.cn', onlyEncrypted: true })
    expect(statuses(judge([only], {}, [finding('f1', 'r2', ['serial'])]))).toEqual(['forbidden'])
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

describe('a policy', () => {
  test.each([
    [null, /the policy is no mapping/],
    [{ allow: 'x' }, /allow: give a list/],
    [{ deny: [] }, /deny: there is no such field/],
    [{ allow: [{ recipient: 'a' }] }, /allow\[0\]\.until: a text is missing/],
    [{ allow: [{ until: '2026-13-01' }] }, /allow\[0\]\.until: give the last day/],
    [{ allow: [{ until: '2026-01-01', recipient: 'a', identifiers: [] }] }, /identifiers: give a list/],
    [
      { allow: [{ until: '2026-01-01', recipient: 'a', identifiers: ['imei'] }] },
      /reason: a text is missing/,
    ],
    [{ allow: [{ untill: '2026-01-01' }] }, /untill: there is no such field/],
  ])('%j is refused with its place', (value, message) => {
    expect(() => policyOf(value)).toThrow(message)
  })
})
