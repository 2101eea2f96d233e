/** A case from evidence to a bundle that a stranger checks, by the command line, on the recorded sample. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'
import type { Run } from './run-varde.ts'

const folder = testFolder('case-e2e')

const place = join(folder, 'nokia')
const bundle = join(folder, 'nokia.varde')
const sample = join(root, 'samples/nokia-7-plus')
const hasTshark = spawnSync('tshark', ['--version']).status === 0
let made: Run[] = []

beforeAll(async () => {
  for (const args of [
    ['init', place, '--name', 'Nokia 7 Plus', '--by', 'Ada'],
    ['add', place, `${sample}.pcapng`, '--by', 'Ada'],
    ['add', place, `${sample}.profile.yaml`, '--as', 'profile', '--by', 'Ada'],
    ['add', place, `${sample}.events.ndjson`, '--as', 'events', '--by', 'Ada'],
    ['scan', place, '--by', 'Ada'],
    ['bundle', place, '-o', bundle, '--by', 'Ada'],
  ])
    made = [...made, await varde(['case', ...args])]
})

test('a line break in a name can not pass for a line of the ledger', async () => {
  const odd = join(folder, 'odd\nfolder')
  const file = join(folder, 'x\n  #9 2026-01-01T00:00:00Z seal by Eve.pcapng')
  cpSync(`${sample}-fixed.pcapng`, file)
  const runs = [
    await varde(['case', 'init', odd, '--name', 'x', '--by', 'Ada']),
    await varde(['case', 'add', odd, file, '--by', 'Ada']),
    await varde(['case', 'show', odd]),
    await varde(['case', 'list', odd]),
    await varde(['case', 'list', folder]),
  ]
  for (const { code, stdout } of runs) {
    expect(code).toBe(0)
    expect(stdout).toContain('\\u000a')
    expect(stdout).not.toMatch(/^ {2}#9|^folder/m)
  }
  // The document keeps the name as it is.
  const { stdout } = await varde(['case', 'list', odd, '--json'])
  const { parts } = JSON.parse(stdout) as { parts: { name: string }[] }
  expect(parts.map(({ name }) => name)).toContain('x\n  #9 2026-01-01T00:00:00Z seal by Eve.pcapng')
})

describe('varde case', () => {
  test('keeps evidence, result and every act', async () => {
    expect(made.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0])
    expect(made[4]?.stdout).toMatch(/^scanned: results\/[0-9a-f]{16}-0\.1\.0, 1 finding\n$/)
    const again = await varde(['case', 'scan', place])
    expect(again.stdout).toMatch(/^nothing to do: results\//)
    const shown = await varde(['case', 'show', place])
    expect(shown.stdout.match(/^ {2}#\d+ .* by Ada$/gm)?.length).toBe(6)
    expect((await varde(['case', 'verify', place])).stdout).toBe('the case holds\n')
  })

  test('its result says what the events of the case trigger', () => {
    const [key = ''] = readdirSync(join(place, 'results'))
    const text = readFileSync(join(place, 'results', key, 'scan.json'), 'utf8')
    const { triggers } = JSON.parse(text) as {
      triggers: { event: string; hits: number; exposures: number }[]
    }
    expect(triggers).toContainEqual(expect.objectContaining({ event: 'unlock', hits: 30, exposures: 30 }))
  })

  test('tells how anyone can look at the same bytes with other tools', (context) => {
    const [key = ''] = readdirSync(join(place, 'results'))
    const lines = readFileSync(join(place, 'results', key, 'evidence.txt'), 'utf8').split('\n')
    const at = lines.findIndex((line) => line.includes('iccid (certain)'))
    const [, , command = '', bytes = ''] = lines.slice(at, at + 4)
    expect(bytes).toMatch(/frame \d+ bytes \d+ to \d+/)
    context.skip(!hasTshark, 'tshark is not installed')
    const printed = spawnSync('sh', ['-c', command.replace('    command: ', '')], {
      cwd: place,
      encoding: 'latin1',
    })
    expect(printed.status).toBe(0)
    expect(printed.stdout).toMatch(/^0000 {2}[0-9a-f]{2} /m)
  })
})

describe('varde verify', () => {
  test('accepts a bundle that was not touched, and derives its results again', async () => {
    const { stdout, code } = await varde(['verify', bundle])
    expect(code).toBe(0)
    expect(stdout).toContain(
      '✓ every byte, the order of the parts, the Merkle root, the signature and the ledger hold',
    )
    expect(stdout).toContain('✓ every result was derived from the packets again, and is the same')
    expect(stdout).toContain('\nwhose key it is no bundle can show: ')
  })

  test('names what was changed, and ends with 1', async () => {
    const bytes = readFileSync(bundle)
    const at = bytes.lastIndexOf('zzhc.vnet.cn')
    bytes.write('zzhd', at, 'latin1')
    const changed = join(folder, 'changed.varde')
    writeFileSync(changed, bytes)
    const { stdout, code } = await varde(['verify', changed])
    expect(code).toBe(1)
    expect(stdout).toMatch(/✗ results\/[^:]+: its SHA-256 is not that of the manifest/)
    expect(stdout).not.toContain('✓')
  })

  test('holds the key against the one that was asked for', async () => {
    const fingerprint = /signed by the key ([0-9a-f]{64})/.exec(made[5]?.stdout ?? '')?.[1] ?? ''
    const own = await varde(['verify', bundle, '--no-derive', '--fingerprint', fingerprint])
    expect([own.code, own.stdout]).toEqual([
      0,
      expect.stringContaining('\n✓ the key is the one that was asked for\n'),
    ])
    const other = await varde(['verify', bundle, '--no-derive', '--fingerprint', '0'.repeat(64)])
    expect(other.code).toBe(1)
    expect(other.stdout).toContain('signed by another key')
  })

  test.each([
    [['verify', join(folder, 'nothing')], /there is no such file/],
    [
      ['verify', bundle, '--tsa-ca', join(folder, 'none.pem')],
      /--tsa-ca [^ ]*none\.pem: there is no such file/,
    ],
    [['verify', bundle, '--crl', join(folder, 'none.crl')], /--crl [^ ]*none\.crl: there is no such file/],
    [['verify', folder], /is a folder, and a bundle is one file/],
    [['case', 'scan', folder], /is no case/],
    [['case', 'add', place, `${sample}.pcapng`, '--as', 'toys'], /--as toys: give evidence/],
    [['case', 'bundle', place, '-o', bundle], /is there already/],
  ])('refuses %j in one line', async (args, line) => {
    const { stderr, code } = await varde(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr).toMatch(line)
  })
})

test('of evidence or results that were changed nothing is said, sealed or bundled', async () => {
  const damaged = join(folder, 'damaged')
  cpSync(place, damaged, { recursive: true })
  const [capture = ''] = readdirSync(join(damaged, 'evidence'))
  const path = join(damaged, 'evidence', capture)
  const good = readFileSync(path)
  const bad = Buffer.from(good)
  bad[70_000] = (bad[70_000] as number) ^ 1
  writeFileSync(path, bad)
  for (const args of [
    ['report', damaged],
    ['assess', damaged, '--user-country', 'NO'],
    ['case', 'export', damaged, '--as', 'csv'],
  ]) {
    const { code, stdout, stderr } = await varde(args)
    expect({ code, stdout }, args.join(' ')).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^varde: evidence\/[0-9a-f]{64}\.pcapng was changed: see varde case verify\.\n$/)
  }
  writeFileSync(path, good)
  const [key = ''] = readdirSync(join(damaged, 'results'))
  writeFileSync(join(damaged, 'results', key, 'evidence.txt'), 'nothing')
  for (const args of [
    ['seal', damaged],
    ['bundle', damaged, '-o', join(folder, 'damaged.varde')],
  ]) {
    const { code, stderr } = await varde(['case', ...args])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^varde: \S+ does not hold \(results\/\S+\/evidence\.txt was changed\): /)
  }
  expect(existsSync(join(folder, 'damaged.varde'))).toBe(false)
  const nowhere = await varde(['case', 'bundle', place, '-o', join(folder, 'no such folder', 'x.varde')])
  expect(nowhere).toMatchObject({ code: 2, stdout: '' })
  expect((await varde(['case', 'show', place])).stdout).toMatch(
    / bundle by \S+\n {2}#\d+ \S+ bundle-failed by \S+\n$/,
  )
  rmSync(join(damaged, 'ledger.jsonl'))
  expect((await varde(['case', 'show', damaged])).stderr).toMatch(
    /its ledger\.jsonl is missing: take it from a copy/,
  )
})

test('the version is that of package.json', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  expect((await varde(['--version'])).stdout).toBe(`${version}\n`)
})

describe('a case or a bundle in place of another file', () => {
  const zipped = join(root, 'samples/nokia-7-plus.case.zip')

  test('a zipped case is called one, with the way on', async () => {
    for (const args of [
      ['scan'],
      ['report', '-o', join(folder, 'never.html')],
      ['export', '--format', 'csv'],
      ['claims', join(root, 'samples/claims-2019.yaml')],
      ['claims', join(root, 'samples/claims-2019.yaml'), join(root, 'samples/nokia-7-plus.pcapng')],
      ['compare', join(root, 'samples/nokia-7-plus.pcapng'), '--'],
    ]) {
      const run = await varde([...args, zipped])
      expect([run.code, run.stdout]).toEqual([2, ''])
      expect(run.stderr).toBe(
        `varde: ${zipped} is a case that was zipped: unpack it (unzip ${zipped} -d FOLDER), then varde case show FOLDER says what is in it.\n`,
      )
    }
    const shown = await varde(['case', 'show', zipped])
    expect([shown.code, shown.stderr]).toEqual([
      2,
      `varde: ${zipped} is a file, and a case is a folder: unpack a case that was zipped; a bundle is checked by varde verify.\n`,
    ])
    const verified = await varde(['verify', zipped])
    expect([verified.code, verified.stdout, verified.stderr]).toEqual([
      2,
      '',
      `varde: ${zipped} is a case that was zipped: unpack it (unzip ${zipped} -d FOLDER), then varde case verify FOLDER checks it.\n`,
    ])
  })

  test('what is no zip file is called so, and a folder by its name', async () => {
    const capture = join(root, 'samples/nokia-7-plus.pcapng')
    const run = await varde(['verify', capture])
    expect([run.code, run.stdout, run.stderr]).toEqual([
      2,
      '',
      `varde: ${capture} is no zip archive, as every bundle is.\n`,
    ])
    expect((await varde(['verify', join(root, 'samples')])).stderr).toMatch(
      /samples is a folder, and a bundle is one file\.\n$/,
    )
  })

  test('a command to copy names a file whose name a shell would take apart', async () => {
    const copy = join(folder, "Ada's case.zip")
    copyFileSync(zipped, copy)
    expect((await varde(['scan', copy])).stderr).toContain(
      `(unzip '${join(folder, "Ada'\\''s case.zip")}' -d FOLDER)`,
    )
  })

  test('so is a bundle, and a case where a bundle is wanted', async () => {
    expect((await varde(['scan', bundle])).stderr).toBe(
      `varde: ${bundle} is an evidence bundle: varde report, letter, assess, export, gate, compare, claims and scope read it as it is, and varde verify ${bundle} checks it and derives its results again; for all else unpack a copy (unzip ${bundle} -d FOLDER), and give FOLDER in its place.\n`,
    )
    const run = await varde(['verify', place])
    expect([run.code, run.stderr]).toEqual([
      2,
      `varde: ${place} is a case, not a bundle: varde case verify ${place} checks it.\n`,
    ])
  })
})
