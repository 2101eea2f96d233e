/** `varde assess` as a user meets it, on the recorded sample of the founding case. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const sample = join(root, 'samples/nokia-7-plus')
const profile = `${sample}.profile.yaml`
const folder = testFolder('assess')
/** The first of its messages, by the name of the whole, and the result of their scan: read in no time. */
const short = join(folder, 'evidence/nokia-7-plus.pcapng')
const result = join(folder, 'result.json')
const legal = [
  '--user-country',
  'no',
  '--maker-country',
  'FI',
  '--maker',
  'HMD Global Oy',
  '--today',
  '2026-11-24',
]
const founding = ['assess', `${sample}.pcapng`, '--profile', profile, ...legal]

beforeAll(async () => {
  mkdirSync(join(folder, 'evidence'))
  writeFileSync(short, shortSample())
  writeFileSync(result, (await varde(['scan', short, '--profile', profile, '--json'])).stdout)
})

describe('varde assess', () => {
  test('says what the founding case raises, by the law of 2019', async () => {
    const { stdout, code } = await varde(founding)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /1 finding raises questions under 15 provisions \(user in Norway, law of 2019-02-11 to\s+2019-02-12\)/,
    )
    expect(stdout).toContain('lead: Tietosuojavaltuutetun toimisto')
    expect(stdout).toContain('84 of 84 transmissions travelled in clear text')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  test('says what is due when, where it is said when the controller became aware', async () => {
    const { stdout, code } = await varde([
      'assess',
      result,
      ...legal,
      '--aware-at',
      '2019-03-08T18:00:00+01:00',
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /IF IT IS A BREACH\n  2019-03-11T19:00\+01:00 \(over, as hours run through weekends and holidays\): notification to\s+the\s+authority/,
    )
  })

  test('prints a document that its schema holds, masked, the same each time', async () => {
    const [first, second] = await Promise.all([
      varde(['assess', result, ...legal, '--json', '--aware-at', '2019-03-08T18:00Z']),
      varde(['assess', result, ...legal, '--json', '--aware-at', '2019-03-08T18:00Z']),
    ])
    expect(second.stdout).toBe(first.stdout)
    const schema: unknown = JSON.parse(readFileSync(join(root, 'docs/schema/assessment.schema.json'), 'utf8'))
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema as object)
    expect(validate(JSON.parse(first.stdout)), JSON.stringify(validate.errors)).toBe(true)
    const truth = readFileSync(`${sample}.profile.yaml`, 'utf8')
    for (const [value] of truth.matchAll(/\b\d{15,20}\b/g)) expect(first.stdout).not.toContain(value)
  })

  // Ten programs in a row, six of which scan: many times slower beside other tests.
  test('is told by a case where the phone was used, and of its maker; options count before that', {
    timeout: 120_000,
  }, async () => {
    const place = join(folder, 'nokia')
    const facts = ['--user-country', 'no', '--maker', 'HMD Global Oy', '--maker-country', 'FI']
    await varde(['case', 'init', place, '--name', 'Nokia', ...facts])
    await varde(['case', 'add', place, short])
    await varde(['case', 'add', place, profile, '--as', 'profile'])
    expect(readFileSync(join(place, 'case.yaml'), 'utf8')).toContain(
      'userCountry: "NO"\nmaker: "HMD Global Oy"',
    )
    const today = ['--today', '2026-11-24']
    const told = await varde(['assess', place, ...today])
    expect(told.stdout).toMatch(/raises questions under/)
    expect(told.stdout).toBe((await varde(['assess', short, '--profile', profile, ...legal])).stdout)
    const other = await varde(['assess', place, '--user-country', 'CH', ...today])
    expect(other.stdout).toMatch(/\(user in Switzerland, law of 2019-02-11\)/)
    const letter = ['letter', place, '--kind', 'summary', '--text', ...today]
    const written = await varde(letter)
    expect(written).toMatchObject({ code: 0, stderr: '' })
    // A case knows its captures by their digests; people know them by their names.
    const digest = createHash('sha256').update(shortSample()).digest('hex')
    expect(written.stdout).toContain(`Captures: nokia-7-plus.pcapng. SHA-256: ${digest.slice(0, 8)}`)
    const report = await varde(['report', place])
    expect(report.stdout).toMatch(/<td[^>]*>nokia-7-plus\.pcapng<\/td>|<th[^>]*>nokia-7-plus\.pcapng<\/th>/)
    const unknown = await varde(['case', 'init', join(folder, 'x'), '--name', 'x', '--user-country', 'XX'])
    expect(unknown).toMatchObject({ code: 2, stdout: '' })
    expect(unknown.stderr).toMatch(/^varde: --user-country XX: the law of this country is not in the data; /)
  })

  test.each([
    [
      ['--user-country', 'XX'],
      /--user-country XX: the law of this country is not in the data; give one of AT, /,
    ],
    [['--user-country', 'Norge'], /--user-country Norge: give the country as two letters, NO\.$/m],
    [
      ['--user-country', 'NO', '--today', '2026-03-01', '--aware-at', '2026-04-01T00:00Z'],
      /--aware-at 2026-04-01T00:00Z: it lies after today \(2026-03-01\)/,
    ],
    [[], /say where the phone was used: --user-country CODE/],
    [
      ['--user-country', 'NO', '--aware-at', '2026-03-01'],
      /--aware-at 2026-03-01: give a time with its zone/,
    ],
    [['--user-country', 'NO', '--today', 'soon'], /--today soon: give a day of the calendar as YYYY-MM-DD\./],
  ])('refuses %j in one line', async (options, line) => {
    const { stderr, stdout, code } = await varde(['assess', `${sample}.pcapng`, ...options])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr).toMatch(line)
  })
})
