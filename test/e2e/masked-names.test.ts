/** Numbers in the names of files, cases, profiles and units, and in notes, name a phone: they are masked in every report. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bundleOf, emptyResult, ledgerOf, newKey } from '../support/make-bundle.ts'
import { shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('masked-names')
const at = (name: string): string => join(folder, name)
const sample = (name: string): string => join(root, 'samples', name)

const imei = '490154203237518'
const masked = '49•••••••••••18'

function copied(from: string, name: string): string {
  const bytes = shortSample(from)
  return put(name, name.endsWith('.gz') ? gzipSync(bytes) : bytes)
}

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content)
  return at(name)
}

const before = copied('nokia-7-plus-fixed.pcapng', `${imei} before.pcapng`)
const after = copied('clean-phone.pcapng.gz', `${imei} after.pcapng.gz`)
const leaking = copied('nokia-7-plus.pcapng', '357184092641738 leaks.pcapng')
const own = readFileSync(sample('nokia-7-plus-fixed.profile.yaml'), 'utf8')
const profile = put('profile.yaml', own.replace(/^name: .*$/m, 'name: Phone 357184092641738 of Ada'))
const note = put('notes.csv', `time,event,note\n2026-03-01T09:00:00Z,boot,IMEI ${imei}\n`)
const events = put(`${imei} events.csv`, 'time,event\n2026-03-01T09:00:00Z,boot\n')
const units = put(
  'units.csv',
  `unit,shop,affected,exposures,hits\n${imei},${imei}0,yes,40,9\n490154203237526,x,no,40,0\n`,
)
const claims = put(
  'claims.yaml',
  'claims:\n  - text: Only those of shop B send.\n    form: only-units\n    units: { shop: B }\n',
)
const fleet = at('fleet')
for (const [unit, capture] of [
  [imei, 'clean-phone.pcapng.gz'],
  ['490154203237526', 'nokia-7-plus-fixed.pcapng'],
] as const) {
  mkdirSync(join(fleet, unit), { recursive: true })
  copied(capture, join('fleet', unit, capture))
}
const bundle = put('a.varde', bundleOf([ledgerOf('Ada'), emptyResult], newKey(), `Phone ${imei}`))
const withProfile = put(
  'p.varde',
  bundleOf(
    [
      { name: 'profile/a.yaml', content: Buffer.from('identifiers:\n  serial: R58M42ABCDE\n') },
      ledgerOf('Ada'),
      emptyResult,
    ],
    newKey(),
    'Phone R58M42ABCDE',
  ),
)

describe('is masked, and shown with --reveal:', () => {
  test.for<[what: string, args: string[], full: string, hidden: string]>([
    ['the name of the case of a bundle', ['verify', bundle], imei, masked],
    ['a value of its profile in that', ['verify', withProfile], 'R58M42ABCDE', 'Phone R5••••••••E'],
    [
      'the name of a profile',
      ['scan', before, '-p', profile, '--json'],
      '357184092641738',
      '"name": "Phone 35•••••••••••38 of Ada"',
    ],
    ['a file of a comparison of runs', ['diff', before, after], imei, `${masked} before.pcapng`],
    ['the same as a document', ['diff', before, after, '--json'], imei, `${masked} before.pcapng`],
    ['a file of a side', ['compare', '--json', before, '--', after], imei, `${masked} before.pcapng`],
    ['the name of a device', ['link', before, leaking], '357184092641738', '35•••••••••••38 leaks.pcapng'],
    ['a note of an event', ['events', 'show', note], imei, `IMEI ${masked}`],
    ['the name of an event file', ['events', 'show', events], imei, `${masked} events.csv: csv`],
    ['a unit of a table', ['scope', units], imei, masked],
    ['the same as a document', ['scope', units, '--json'], imei, masked],
    ['a unit of a folder', ['scope', fleet], imei, masked],
    ['a unit that a claim is held against', ['claims', claims, before, '--fleet', units], imei, masked],
    ['the same as a document', ['claims', claims, before, '--fleet', units, '--json'], imei, masked],
  ])('%s', async ([, args, full, hidden]) => {
    const run = await varde(args)
    expect(run.stderr).not.toContain('error')
    expect(run.stdout).toContain(hidden)
    expect(run.stdout).not.toContain(full)
    const [command = '', ...rest] = args
    const [sub = '', ...others] = rest
    const revealed = await varde(
      command === 'events' ? [command, sub, '--reveal', ...others] : [command, '--reveal', ...rest],
    )
    expect(revealed.stdout).toContain(full)
    expect(revealed.stdout).not.toContain(hidden)
  })
})

describe('the values of the profile are masked as they are printed', () => {
  const known = ['-p', sample('nokia-7-plus.profile.yaml')]
  const forms = ['35-718409-264173-8', '35 718409 264173 8', '+47 999 00 137', '999 00 137']
  const file = copied('nokia-7-plus.pcapng', `cap ${forms.join(', ')}.pcapng`)
  const next = copied('nokia-7-plus-fixed.pcapng', `cap ${forms.join(', ')} 2.pcapng`)
  const place = at('written')

  test.each([
    [['scan', '--joined', file, next, ...known]],
    [['scan', '--joined', file, next, ...known, '--json']],
    [['report', '--joined', file, next, ...known]],
    [['export', '--joined', file, next, ...known, '--format', 'csv']],
    [['export', '--joined', file, next, ...known, '--format', 'sarif']],
    [['scan', file, ...known]],
    [['scan', file, ...known, '--json']],
    [['report', file, ...known]],
    [['letter', file, ...known, '--kind', 'summary', '--text', '--user-country', 'NO']],
    [['letter', file, ...known, '--kind', 'complaint', '--text', '--user-country', 'NO']],
    [['assess', file, ...known, '--user-country', 'NO']],
    [['export', file, ...known, '--format', 'csv']],
    [['export', file, ...known, '--format', 'sarif']],
  ])('by varde %j', async (args) => {
    const { stdout, code } = await varde(args)
    expect(code).toBe(0)
    const plain = stdout.replaceAll('%20', ' ').replaceAll(/\s+/g, ' ')
    expect(forms.filter((form) => plain.includes(form))).toEqual([])
  })

  test('in what is said of a case', async () => {
    await varde(['case', 'init', place, '--name', `Phone ${forms.join(', ')}`, '--by', 'Ada'])
    await varde(['case', 'add', place, file])
    await varde(['case', 'add', place, sample('nokia-7-plus.profile.yaml'), '--as', 'profile'])
    for (const args of [
      ['case', 'show', place],
      ['case', 'list', place],
      ['case', 'list', folder],
      ['case', 'list', place, '--json'],
      ['report', place],
    ]) {
      const { stdout } = await varde(args)
      expect(stdout).toMatch(/[•]/)
      expect([args, forms.filter((form) => stdout.includes(form))]).toEqual([args, []])
    }
  }, 60_000)
})

test('the name of an event file is masked where it is imported, too', async () => {
  const { stderr } = await varde(['events', 'import', events])
  expect(stderr).toContain(`${masked} events.csv: csv, `)
  expect(stderr).not.toContain(imei)
})
