/** `varde assess` as a user meets it, on the recorded sample of the founding case. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { root, varde } from './run-varde.ts'

const sample = join(root, 'samples/nokia-7-plus')
const founding = [
  'assess',
  `${sample}.pcapng`,
  '--profile',
  `${sample}.profile.yaml`,
  '--user-country',
  'no',
  '--maker-country',
  'FI',
  '--maker',
  'HMD Global Oy',
  '--today',
  '2026-11-24',
]

describe('varde assess', () => {
  test('says what the founding case raises, by the law of 2019', async () => {
    const { stdout, code } = await varde(founding)
    expect(code).toBe(0)
    expect(stdout).toMatch(/1 finding raises questions under 17 provisions \(user in NO, law of 2019-02-11\)/)
    expect(stdout).toContain('lead: Tietosuojavaltuutetun toimisto')
    expect(stdout).toContain('84 of 84 transmissions travelled in clear text')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  test('prints a document that its schema holds, masked, the same each time', async () => {
    const [first, second] = await Promise.all([
      varde([...founding, '--json']),
      varde([...founding, '--json']),
    ])
    expect(second.stdout).toBe(first.stdout)
    const schema: unknown = JSON.parse(readFileSync(join(root, 'docs/schema/assessment.schema.json'), 'utf8'))
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema as object)
    expect(validate(JSON.parse(first.stdout)), JSON.stringify(validate.errors)).toBe(true)
    const truth = readFileSync(`${sample}.profile.yaml`, 'utf8')
    for (const [value] of truth.matchAll(/\b\d{15,20}\b/g)) expect(first.stdout).not.toContain(value)
  })

  test.each([
    [['--user-country', 'XX'], /--user-country XX: the law is known for the EEA, GB and CH only/],
    [[], /required option '--user-country <code>' not specified/],
    [['--user-country', 'NO', '--today', 'soon'], /--today soon: give a day as YYYY-MM-DD\./],
  ])('refuses %j in one line', async (options, line) => {
    const { stderr, stdout, code } = await varde(['assess', `${sample}.pcapng`, ...options])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr).toMatch(line)
  })
})
