/** `varde gate` and `varde export` as the CI of a maker runs them, on the recorded samples. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('gate')
const leaking = join(root, 'samples/nokia-7-plus.pcapng')
const at = (name: string): string => join(folder, name)

function policy(name: string, text: string): string {
  writeFileSync(at(name), text)
  return at(name)
}

const none = policy('none.yaml', 'allow: []\n')

describe('varde gate', () => {
  test('fails for what no allowance names, and writes it for the build server', async () => {
    const run = await varde([
      'gate',
      leaking,
      '--policy',
      none,
      '--sarif',
      at('a.sarif'),
      '--summary',
      at('summary.md'),
      '--junit',
      at('a.xml'),
      '--write-baseline',
      at('base.json'),
    ])
    expect(run.code).toBe(1)
    expect(run.stdout).toMatch(/^## varde gate: failed\n/)
    expect(run.stdout).toMatch(/^\| zzhc\.vnet\.cn \| imei \| 84×, in clear text \| 198 \| forbidden \|/m)
    expect(run.stdout).toMatch(/^Read: 43 % of the traffic\. Not read:$/m)
    expect(run.stdout).not.toContain('\n\n\n')
    expect(readFileSync(at('summary.md'), 'utf8')).toBe(run.stdout)
    expect(readFileSync(at('a.sarif'), 'utf8')).toContain('china-telecom-self-registration')
    expect(readFileSync(at('a.xml'), 'utf8')).toContain('failures="7" skipped="0"')
    const schema = JSON.parse(readFileSync(join(root, 'docs/schema/baseline.schema.json'), 'utf8')) as object
    expect(
      new Ajv2020({ strict: true }).validate(schema, JSON.parse(readFileSync(at('base.json'), 'utf8'))),
    ).toBe(true)
    const again = await varde(['gate', leaking, '--policy', none, '--baseline', at('base.json')])
    expect(again.code).toBe(0)
    expect(again.stdout).toMatch(/^## varde gate: passed, in the \d+ % of the traffic that could be read\n/)
  })

  test('a baseline takes in nothing that is allowed: it fails when its last day is over', async () => {
    const policy = at('allowing.yaml')
    writeFileSync(
      policy,
      'allow:\n  - { recipient: zzhc.vnet.cn, identifiers: [imei], until: 2026-12-31, reason: test }\n',
    )
    const run = async (today: string, ...more: string[]): Promise<string> => {
      const { stdout } = await varde(['gate', leaking, '--policy', policy, '--today', today, ...more])
      return /^\| zzhc\.vnet\.cn \| imei \|[^|]*\|[^|]*\| (\w+) \|/m.exec(stdout)?.[1] ?? stdout
    }
    expect(await run('2026-11-30', '--write-baseline', at('allowed.json'))).toBe('allowed')
    expect(readFileSync(at('allowed.json'), 'utf8')).not.toContain(' imei ')
    expect(await run('2027-06-01', '--baseline', at('allowed.json'))).toBe('expired')
  })

  test.skipIf(!existsSync('/dev/full'))('says why its summary can not be written', async () => {
    const run = await varde(['gate', leaking, '--policy', none, '--summary', '/dev/full'])
    expect([run.code, run.stdout, run.stderr]).toEqual([
      3,
      '',
      'varde: /dev/full cannot be written: the disk is full.\n',
    ])
  })

  test('passes with an allowance, and says when it is over', async () => {
    const allow = policy(
      'allow.yaml',
      'allow:\n  - recipient: "*.vnet.cn"\n    identifiers: ["*"]\n    reason: activation in another market\n    until: "2026-12-31"\n',
    )
    const during = await varde(['gate', leaking, '--policy', allow, '--today', '2026-12-31'])
    expect(during.code).toBe(0)
    const after = await varde(['gate', leaking, '--policy', allow, '--today', '2027-01-01'])
    expect(after.code).toBe(1)
    expect(after.stdout).toContain(
      '- allowance that is over: \\*.vnet.cn (\\*), until 2026-12-31: activation in another market',
    )
  })

  test.each([
    [['--policy', at('nothing.yaml')], /there is no such file/],
    [['--policy', policy('bad.yaml', 'allow: [')], /policy .*bad\.yaml: /],
    [['--policy', policy('field.yaml', 'allow:\n  - who: me\n')], /allow\[0\]\.who: there is no such field/],
    [['--policy', none, '--today', '2026-13-01'], /--today 2026-13-01: give a day/],
    [
      [
        '--policy',
        policy(
          'builds.yaml',
          'allow:\n  - { recipient: a.example, identifiers: [imei], builds: [x], reason: r, until: "2026-12-31" }\n',
        ),
      ],
      /say with --build which one was captured/,
    ],
    [['--policy', none, '--baseline', none], /it is none of varde/],
    [[], /required option '--policy <file>' not specified/],
  ])('refuses %j in one line', async (options, line) => {
    const { code, stderr, stdout } = await varde(['gate', leaking, ...options])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr).toMatch(line)
  })
})

test('varde export writes a new file, and never over another', async () => {
  const first = await varde(['export', leaking, '--format', 'hosts', '-o', at('hosts')])
  expect(first.code).toBe(0)
  expect(readFileSync(at('hosts'), 'utf8')).toContain('0.0.0.0 zzhc.vnet.cn\n')
  const second = await varde(['export', leaking, '--format', 'hosts', '-o', at('hosts')])
  expect(second.code).toBe(2)
  expect(second.stderr).toMatch(/is there already/)
})

test('varde export takes chosen findings, and says which recipient no finding is about', async () => {
  const chosen = await varde([
    'export',
    leaking,
    '--format',
    'hosts',
    '--severity',
    'critical',
    '--recipient',
    '*.vnet.cn',
  ])
  expect(chosen.stdout).toContain('0.0.0.0 zzhc.vnet.cn\n')
  const other = await varde(['export', leaking, '--format', 'hosts', '--recipient', 'other.example'])
  expect(other).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'varde: --recipient other.example: no finding is about it.\n',
  })
})
