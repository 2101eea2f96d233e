/** Results and bundles in the place of captures: each command that reports reads them, and says what they lack. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { shortProfile, shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('given-results')
const at = (name: string): string => join(folder, name)
const capture = at('phone.pcapng')
const profile = at('profile.yaml')

/** What a command prints that must succeed. */
async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await varde(args)
  expect([code, stderr.replaceAll(/^varde: .*\n/gm, '')], stderr).toEqual([0, ''])
  return stdout
}

beforeAll(async () => {
  writeFileSync(capture, shortSample())
  writeFileSync(profile, shortProfile)
  writeFileSync(at('masked.json'), await done('scan', capture, '-p', profile, '--json'))
  writeFileSync(at('full.json'), await done('scan', capture, '-p', profile, '--json', '--reveal'))
  await done('case', 'init', at('case'), '--name', 'a case', '--by', 'Ada', '--user-country', 'NO')
  await done('case', 'add', at('case'), capture)
  await done('case', 'add', at('case'), profile, '--as', 'profile')
  await done('case', 'scan', at('case'))
  await done('case', 'bundle', at('case'), '-o', at('whole.varde'))
  await done('case', 'bundle', at('case'), '--slices', '-o', at('sliced.varde'))
  await done('case', 'redact', at('case'), '-o', at('redacted.varde'))
}, 120_000)

/** A page may name the file that it was made of, how values are hidden in it, and what to do before tools can read it. */
const plain = (page: string): string =>
  page
    .replaceAll(/<li>Values are (?:hidden|masked)[^<]*/g, '')
    .replaceAll(/(?:evidence\/)?[0-9a-f]{64}(?=\.pcapng)/g, 'phone')
    .replaceAll(/<div><dt>(?:first|command)<\/dt>.*\n/g, '')
    .replaceAll(/[^ "'<>]*\/(?=phone\.pcapng)/g, '')

describe('a result of scan --json', () => {
  test('is shown as its capture is', async () => {
    const shown = await done('scan', capture, '-p', profile)
    expect(await done('scan', at('masked.json'))).toBe(shown)
    expect(await done('scan', at('full.json'), '-p', profile)).toBe(shown)
    expect(await done('scan', at('full.json'), '-p', profile, '--json')).toBe(
      readFileSync(at('masked.json'), 'utf8'),
    )
  })

  test('gives the same page, letter and assessment', async () => {
    const ways = [
      ['report'],
      ['letter', '--kind', 'summary', '--user-country', 'NO', '--today', '2026-01-01'],
      ['assess', '--user-country', 'NO', '--today', '2026-01-01'],
      ['export', '-f', 'csv'],
    ]
    for (const [command = '', ...flags] of ways)
      expect(plain(await done(command, at('masked.json'), ...flags)), command).toBe(
        plain(await done(command, capture, '-p', profile, ...flags)),
      )
  })

  test.each<[args: readonly string[], line: RegExp]>([
    [
      ['report', 'masked.json', '--reveal'],
      /masked\.json masks its values: to see them \(--reveal\), give the capture, or a result of varde scan --json --reveal\.$/,
    ],
    [
      ['report', 'masked.json', 'full.json'],
      /masked\.json is a result of varde scan --json, and stands alone: /,
    ],
    [
      ['report', 'masked.json', '--events', 'x.ndjson'],
      /^varde: --events is for captures: .*masked\.json is a result, /,
    ],
    [
      ['export', 'masked.json', '-f', 'har', '--reveal'],
      /masked\.json is a result and holds no traffic: har needs the capture that it comes from\.$/,
    ],
    [['report', 'masked.json', '-p', 'none.yaml'], /none\.yaml/],
  ])('%j is refused in one line', async (args, line) => {
    const { code, stdout, stderr } = await varde(
      args.map((arg) => (/\.(json|ndjson|yaml)$/.test(arg) ? at(arg) : arg)),
    )
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trimEnd()).toMatch(line)
    expect(stderr.trimEnd()).not.toContain('\n')
  })

  test('one that was changed is refused where it is', async () => {
    const document = JSON.parse(readFileSync(at('masked.json'), 'utf8')) as Record<string, unknown>
    writeFileSync(at('changed.json'), JSON.stringify({ ...document, findings: [{ severity: 'none' }] }))
    const { code, stderr } = await varde(['report', at('changed.json')])
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(': findings[0].id is missing, or not what it has to be'),
    ])
  })
})

test('files of events that a result used stand in letters, of its capture and of its document', async () => {
  const events = join(root, 'samples/nokia-7-plus.events.ndjson')
  const digest = createHash('sha256').update(readFileSync(events)).digest('hex')
  const letter = ['--kind', 'summary', '--user-country', 'NO', '--today', '2026-01-01', '--text']
  const given = ['-p', profile, '--events', events]
  const text = await done('letter', capture, ...given, ...letter)
  expect(text.replaceAll(/\s+/g, ' ')).toContain(`(nokia-7-plus.events.ndjson, SHA-256: ${digest})`)
  writeFileSync(at('events.json'), await done('scan', capture, ...given, '--json'))
  expect(await done('letter', at('events.json'), ...letter)).toBe(text)
})

describe('a bundle', () => {
  test('whole: is read anew, as the case that it was made of', async () => {
    expect(plain(await done('report', at('whole.varde')))).toBe(plain(await done('report', at('case'))))
  })

  test('whole: letters are those of the case, and what was checked is said', async () => {
    const letter = ['--kind', 'summary', '--today', '2026-01-01', '--text']
    const { stdout, stderr } = await varde(['letter', at('whole.varde'), ...letter])
    expect(stdout).toBe(await done('letter', at('case'), ...letter))
    expect(stderr).toMatch(
      /^varde: \S*whole\.varde: every byte holds as the key [0-9a-f]{64} signed it; what it holds is read anew, /,
    )
  })

  test('of slices: its result is shown, masked', async () => {
    const page = await done('report', at('sliced.varde'))
    expect(plain(page)).toBe(plain(await done('report', at('case'))))
    expect(page).not.toContain('357184092641738')
  })

  test('redacted: its marks are shown, and nothing is masked twice', async () => {
    const page = await done('report', at('redacted.varde'))
    expect(page).toContain('⟦imei 1⟧')
    expect(page).toContain('Values are hidden as they are in the result that this page was made of.')
    const { code, stderr } = await varde(['report', at('redacted.varde'), '--reveal'])
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('are marks: varde verify --reveal-file opens single ones.'),
    ])
  })

  test('is a side of a comparison, too', async () => {
    const after = at('after.pcapng')
    writeFileSync(after, shortSample('nokia-7-plus-fixed.pcapng'))
    const { code, stdout } = await varde(['compare', '--json', at('sliced.varde'), '--', after])
    expect([code, (JSON.parse(stdout) as { schema: string }).schema]).toEqual([0, 'varde/compare@1'])
  })

  test('that was changed is not read, its damage is named, and the code is 1', async () => {
    const bytes = readFileSync(at('whole.varde'))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(at('changed.varde'), bytes)
    for (const args of [['report'], ['letter', '--kind', 'summary', '--user-country', 'NO'], ['assess']]) {
      const { code, stdout, stderr } = await varde([...args, at('changed.varde')])
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(
        /changed\.varde does not hold, and nothing of it is read: \S+: its .*names all\.\n$/,
      )
    }
  })
})
