/** A case that was scanned: what is written about it is read from its result, and is what another scan would give. */
import { appendFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { keepResult } from '../../src/case/folder/case-results.ts'
import { openCase } from '../../src/case/folder/open-case.ts'
import { shortProfile, shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { entry, varde } from './run-varde.ts'

const folder = testFolder('kept-result')
const at = (name: string): string => join(folder, name)

const events = `{"at":"2019-02-11T05:43:00Z","kind":"boot"}\n{"at":"2019-02-11T05:50:00Z","kind":"screen-on"}\n`

async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await varde(args)
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

async function makeCase(name: string, ...options: string[]): Promise<string> {
  const pass = options.includes('--encrypt') ? ['--passphrase-file', at('passphrase')] : []
  await done('case', 'init', at(name), '--name', 'Nokia', '--time-zone', 'Europe/Oslo', ...options, ...pass)
  await done('case', 'add', at(name), at('nokia.pcapng'), ...pass)
  await done('case', 'add', at(name), at('profile.yaml'), '--as', 'profile', ...pass)
  await done('case', 'events', at(name), at('phone.ndjson'), ...pass)
  return at(name)
}

/** A case whose result gives `reason` for a finding, as no scan would. */
async function caseWithReason(name: string, reason: string): Promise<string> {
  const place = await makeCase(name)
  const [key = ''] = readdirSync(join(at('scanned'), 'results'))
  const made = openCase(at('scanned'))
  const contents = Object.fromEntries(
    made.namesIn(`results/${key}`).map((file) => [file, made.read(`results/${key}/${file}`)]),
  )
  const document = JSON.parse((contents['scan.json'] ?? '').toString()) as {
    findings: { reasons: string[] }[]
  }
  document.findings[0]?.reasons.push(reason)
  keepResult(
    openCase(place),
    key,
    { ...contents, 'scan.json': JSON.stringify(document) },
    { evidence: readdirSync(join(place, 'evidence')).map((file) => `evidence/${file}`) },
    { by: 'Ada', version: '0.1.0', now: () => new Date().toISOString() },
  )
  return place
}

const reason = 'the kept result says so'
const law = ['--user-country', 'NO', '--today', '2026-01-01']
const written: readonly (readonly string[])[] = [
  ['report'],
  ['report', '--reveal'],
  ['letter', '--kind', 'complaint', '--text', ...law],
  ['letter', '--kind', 'access-request', '--reveal', '--text', ...law],
  ['assess', ...law],
]

beforeAll(async () => {
  writeFileSync(at('nokia.pcapng'), shortSample())
  writeFileSync(at('profile.yaml'), shortProfile)
  writeFileSync(at('phone.ndjson'), events)
  writeFileSync(at('passphrase'), 'a long enough passphrase\n')
  await makeCase('scanned')
  await done('case', 'scan', at('scanned'))
}, 60_000)

// Sources that run as they are may have changed since a result was made: they scan.
describe.skipIf(entry.endsWith('.ts'))('a case that was scanned', () => {
  test('is written about as one that was not, word for word', async () => {
    const place = await makeCase('not-scanned')
    const of = async (args: readonly string[], where: string): Promise<string> =>
      (await varde([args[0] ?? '', where, ...args.slice(1)])).stdout.replaceAll(where, 'CASE')
    for (const args of written) {
      const scanned = await of(args, at('scanned'))
      expect(scanned.length, args.join(' ')).toBeGreaterThan(1000)
      expect(scanned, args.join(' ')).toBe(await of(args, place))
    }
  }, 60_000)

  test('is written about likewise where it is encrypted, and no other program reads its capture', async () => {
    const place = await makeCase('encrypted', '--encrypt')
    const pass = ['--passphrase-file', at('passphrase')]
    const before = await done('report', place, ...pass)
    expect(before).toContain('take the capture out of the encrypted case')
    await done('case', 'scan', place, ...pass)
    expect(await done('report', place, ...pass)).toBe(before)
  }, 60_000)

  test('names its files as one that was not, wherever its folder is', async () => {
    const made = await makeCase('overlapping')
    // The same connections, as another recorder has them that ended earlier.
    const whole = shortSample()
    writeFileSync(at('shorter.pcapng'), whole.subarray(0, whole.length - 4_000))
    await done('case', 'add', made, at('shorter.pcapng'))
    const scanned = await done('report', made)
    expect(scanned).toContain(`${made}/evidence/`)
    await done('case', 'scan', made)
    expect(await done('report', made)).toBe(scanned)
    const moved = at('moved')
    renameSync(made, moved)
    expect(await done('report', moved)).toBe(scanned.replaceAll(made, moved))
    // Whoever is given it derives it in a folder of his own.
    await done('case', 'bundle', moved, '-o', at('overlapping.varde'))
    expect((await varde(['verify', at('overlapping.varde')])).code).toBe(0)
  }, 60_000)

  test('is not scanned again, but where an option says something of it', async () => {
    const place = await caseWithReason('told', reason)
    expect(await done('report', place)).toContain(reason)
    for (const options of [
      ['-p', at('profile.yaml')],
      ['--events-zone', 'Europe/Oslo'],
      ['--clock-offset', '0'],
      [at('other.har')],
    ]) {
      if (options[0] === at('other.har'))
        writeFileSync(
          options[0],
          '{"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[]}}',
        )
      const { stdout } = await varde(['report', place, ...options])
      expect(stdout, options.join(' ')).toContain('</html>')
      expect(stdout, options.join(' ')).not.toContain(reason)
    }
  }, 60_000)

  test('is refused where its evidence was changed since, also where it is encrypted', async () => {
    const clear = await makeCase('changed')
    const sealed = await makeCase('sealed', '--encrypt')
    const pass = ['--passphrase-file', at('passphrase')]
    for (const [place, more] of [
      [clear, []],
      [sealed, pass],
    ] as const) {
      await done('case', 'scan', place, ...more)
      expect(await done('report', place, ...more)).toContain('</html>')
      const [name = ''] = readdirSync(join(place, 'evidence'))
      appendFileSync(join(place, 'evidence', name), 'x')
      const { code, stderr } = await varde(['report', place, ...more])
      expect([code, stderr.split('\n').length]).toEqual([1, 2])
      expect(stderr).toMatch(/evidence\/[0-9a-f]{64}.* (?:was changed|does not hold|damaged)/)
    }
  }, 60_000)
})
