/** What cases, bundles, queries and exports say of slips, each in one line, and of nothing. */
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { archiveOf } from '../../src/case/bundle/archive.ts'
import { testFolder } from '../support/test-folder.ts'
import { bundleOf, emptyResult, ledgerOf, newKey } from '../support/make-bundle.ts'
import { root, varde } from './run-varde.ts'

vi.setConfig({ testTimeout: 120_000 })

const folder = testFolder('small-refusals')
const at = (name: string): string => join(folder, name)
writeFileSync(at('passphrase'), 'six words that nobody would guess\n')
const open = ['--passphrase-file', at('passphrase')]

test('a passphrase for a case that is not to be encrypted is refused', async () => {
  const { code, stderr } = await varde(['case', 'init', at('clear'), '--name', 'x', ...open])
  expect(code).toBe(2)
  expect(stderr).toBe('varde: --passphrase-file is for cases that are encrypted: give --encrypt, too.\n')
})

test('a list of tables takes no form of output', async () => {
  for (const flag of ['--json', '--csv']) {
    const { code, stderr } = await varde(['query', '--tables', flag])
    expect(code).toBe(2)
    expect(stderr).toBe(`varde: --tables prints text: ${flag} changes nothing in it; leave it out.\n`)
  }
})

test('a letter is dated by the day of the case’s people, or else of the machine, not by that of UTC', async () => {
  const leaking = join(root, 'samples/nokia-7-plus.pcapng')
  const dayIn = (timeZone: string): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long' }).format()
  const dates = async (input: string, zone: string): Promise<string | undefined> => {
    const flags = ['--kind', 'complaint', '--text', '--user-country', 'NO']
    const { stdout } = await varde(['letter', input, ...flags], { env: { TZ: zone } })
    return /^Date: (.+)$/m.exec(stdout)?.[1]
  }
  // Of these two, a day apart, one is never on the day of UTC.
  for (const zone of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
    expect(await dates(leaking, zone)).toBe(dayIn(zone))
    const place = at(zone.replace('/', ' '))
    await varde(['case', 'init', place, '--name', 'x', '--time-zone', zone])
    await varde(['case', 'add', place, leaking])
    expect(await dates(place, 'UTC')).toBe(dayIn(zone))
  }
  // A zone that names none: clocks go by UTC then.
  expect(await dates(leaking, '')).toBe(dayIn('UTC'))
})

test('no output is put among the files of a case, which would not hold any more', async () => {
  const place = at('kept')
  await varde(['case', 'init', place, '--name', 'kept'])
  await varde(['case', 'add', place, join(root, 'samples/nokia-7-plus-fixed.pcapng')])
  for (const args of [
    ['case', 'bundle', place, '-o', join(place, 'evidence/kept.varde')],
    ['report', place, '-o', join(place, 'seals/report.html')],
    ['report', place, '-o', join(place, 'report.html')],
    ['export', place, '--format', 'csv', '-o', join(place, 'events/findings.csv')],
  ]) {
    const { stdout, stderr, code } = await varde(args)
    expect([args, code, stdout]).toEqual([args, 2, ''])
    expect(stderr).toMatch(
      /^varde: \S+ would stand among the files of a case, which then does not hold: write it elsewhere, or into \S+\/reports\.\n$/,
    )
  }
  expect((await varde(['report', place, '-o', join(place, 'reports/report.html')])).code).toBe(0)
  expect((await varde(['case', 'verify', place])).code).toBe(0)
})

test.skipIf(process.getuid?.() === 0)(
  'a folder that may not be looked into is listed among cases',
  async () => {
    await varde(['case', 'init', at('cases/open'), '--name', 'x'])
    await varde(['case', 'init', at('cases/closed'), '--name', 'y'])
    const listed = async (): Promise<string> => (await varde(['case', 'list', at('cases')])).stdout
    chmodSync(at('cases/closed'), 0)
    expect(await listed()).toContain(
      `closed  unreadable\n          ${at('cases/closed')}: no permission to read it.\n`,
    )
    expect(await listed()).toContain('open  x\n')
    chmodSync(at('cases/closed'), 0o700)
    chmodSync(at('cases'), 0)
    const { code, stderr } = await varde(['case', 'list', at('cases')])
    chmodSync(at('cases'), 0o700)
    expect([code, stderr]).toEqual([2, `varde: ${at('cases')}: no permission to read it.\n`])
  },
)

test.skipIf(process.getuid?.() === 0)('a case that nobody may see is not called none', async () => {
  const place = at('closed')
  await varde(['case', 'init', place, '--name', 'closed'])
  chmodSync(place, 0)
  for (const args of [
    ['case', 'show', place],
    ['query', place, 'select 1'],
  ])
    expect(await varde(args)).toMatchObject({
      code: 2,
      stderr: `varde: ${place}: no permission to read it.\n`,
    })
  chmodSync(place, 0o700)
})

test('a result of no capture is not derived again, and that is said', async () => {
  writeFileSync(at('nothing.varde'), bundleOf([ledgerOf('Ada'), emptyResult], newKey()))
  const { stdout, stderr, code } = await varde(['verify', at('nothing.varde')])
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout).toContain('✗ results/a/scan.json: its recipe names no capture')
})

test('a bundle, or a case that was zipped, in the place of a case to read is told how to go on', async () => {
  const bundle = at('given.varde')
  writeFileSync(bundle, bundleOf([ledgerOf('Ada'), emptyResult], newKey()))
  const zipped = at('given.zip')
  const names = ['phone/case.yaml', 'phone/ledger.jsonl']
  writeFileSync(zipped, archiveOf(names.map((name) => ({ name, content: Buffer.from('{}') }))))
  expect(await varde(['report', bundle, '-o', at('given.html')])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: `varde: ${bundle} holds no result that is derived from a capture: there is nothing in it to read.\n`,
  })
  for (const args of [['query', bundle, 'select 1']])
    expect(await varde(args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `varde: ${bundle} is an evidence bundle: varde report, letter, assess, export, gate, compare, claims and scope read it as it is, and varde verify ${bundle} checks it and derives its results again; for all else unpack a copy (unzip ${bundle} -d FOLDER), and give FOLDER in its place.\n`,
    })
  expect(await varde(['query', zipped, 'select 1'])).toMatchObject({
    code: 2,
    stderr: `varde: ${zipped} is a case that was zipped: unpack it (unzip ${zipped} -d FOLDER), then varde query FOLDER "select …" asks it.\n`,
  })
  // What is no archive, or another one, is no folder.
  for (const [name, content] of [
    ['text', Buffer.from('text')],
    ['other.zip', archiveOf([{ name: 'a', content: Buffer.alloc(0) }])],
  ] as const) {
    writeFileSync(at(name), content)
    expect((await varde(['query', at(name), 'select 1'])).stderr).toBe(`varde: ${at(name)} is no folder.\n`)
  }
})

test('a fingerprint is taken as pages and people write it; a bundle says when it was bundled', async () => {
  writeFileSync(at('a.varde'), bundleOf([ledgerOf('Ada'), emptyResult], newKey(), 'Phone'))
  const plain = await varde(['verify', at('a.varde'), '--no-derive'])
  expect(plain.stdout).toMatch(/^case Phone, bundled /)
  const key = /key ([0-9a-f]{64})/.exec(plain.stdout)?.[1] ?? ''
  for (const told of [
    key.replaceAll(/(.{4})/g, '$1 ').trim(),
    key.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:'),
  ]) {
    const { stdout } = await varde(['verify', at('a.varde'), '--no-derive', '--fingerprint', told])
    expect(stdout).toContain('✓ the key is the one that was asked for')
  }
})

test('a query counts no case twice, and leaves out forgotten ones of a folder', async () => {
  const cases = at('cases')
  mkdirSync(cases)
  const [good, gone] = [join(cases, 'good'), join(cases, 'gone')]
  await varde(['case', 'init', good, '--name', 'x'])
  await varde(['case', 'add', good, join(root, 'samples/nokia-7-plus-fixed.pcapng')])
  await varde(['case', 'scan', good])
  await varde(['case', 'init', gone, '--name', 'x', '--encrypt', ...open])
  await varde(['case', 'forget', gone, '--yes'])
  const sql = 'select count(*) as n from cases'
  const asked = await varde(['query', cases, sql, '--csv'])
  expect(asked).toMatchObject({ code: 0, stdout: 'n\r\n1\r\n' })
  expect(asked.stderr).toMatch(/^varde: \S+gone was forgotten on [^\n]+ It is left out\.\n$/)
  symlinkSync(good, at('again'))
  for (const again of [good, at('again')]) {
    const { code, stderr } = await varde(['query', good, again, sql])
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^varde: \S+ is given twice[^\n]*: its rows would count twice\.\n$/),
    ])
  }
})

test.each(['show', 'verify', 'scan', 'forget'])(
  'forgetting that was stopped before the key was destroyed is ended by case %s',
  async (command) => {
    const place = at(`stopped ${command}`)
    await varde(['case', 'init', place, '--name', 'x', '--encrypt', ...open])
    const key = readFileSync(join(place, 'key.json'))
    await varde(['case', 'forget', place, '--yes'])
    writeFileSync(join(place, 'key.json'), key)
    const { stdout, stderr } = await varde(['case', command, place])
    expect(stdout + stderr).toContain('was forgotten on')
    expect(existsSync(join(place, 'key.json'))).toBe(false)
  },
)

test('a slice without frames is a pcapng file nevertheless', async () => {
  const file = at('empty.pcapng')
  const sample = join(root, 'samples/clean-phone.pcapng.gz')
  const { code, stderr } = await varde([
    'export',
    sample,
    '-f',
    'pcapng',
    '--reveal',
    '-o',
    file,
    '--severity',
    'critical',
  ])
  expect([code, stderr]).toEqual([0, 'varde: nothing was observed in packets: the slice is empty.\n'])
  expect(readFileSync(file).subarray(0, 4).toString('hex')).toBe('0a0d0d0a')
  expect((await varde(['scan', file])).stderr).not.toContain('no capture')
})
