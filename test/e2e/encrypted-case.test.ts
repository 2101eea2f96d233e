/** An encrypted case by the command line: what every command that reads cases does with it, until it is forgotten. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { cheapCase } from '../support/cheap-case.ts'
import { shortProfile, shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('encrypted')

const cases = join(folder, 'cases')
const place = join(cases, 'nokia')
const phrase = join(folder, 'passphrase')
const sample = join(root, 'samples/nokia-7-plus')
const capture = join(folder, 'nokia-7-plus.pcapng')
const profile = join(folder, 'nokia-7-plus.profile.yaml')
/** The phone's IMEI in the sample; it must not be found anywhere in clear. */
const secret = /35\d{13}/.exec(shortProfile)?.[0] ?? ''

/** There is no folder for temporary files: whoever would write one fails. */
const env = { TMPDIR: join(folder, 'nowhere') }

function run(...args: string[]): ReturnType<typeof varde> {
  return varde([...args, '--passphrase-file', phrase], { env })
}

function filesBelow(below: string): string[] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

beforeAll(async () => {
  mkdirSync(cases)
  writeFileSync(phrase, 'correct horse battery\n')
  writeFileSync(capture, shortSample())
  writeFileSync(profile, shortProfile)
  cheapCase(place, `phone ${secret}`, 'correct horse battery')
  await run('case', 'add', place, capture, '--by', 'Ada')
  await run('case', 'add', place, profile, '--as', 'profile', '--by', 'Ada')
  await run('case', 'events', place, `${sample}.events.ndjson`, '--by', 'Ada')
  await run('case', 'scan', place, '--by', 'Ada')
})

describe('an encrypted case', () => {
  test('holds on the disk nothing of what identifies the phone', () => {
    expect(secret).toMatch(/^35\d{13}$/)
    const files = filesBelow(place)
    expect(files.length).toBeGreaterThan(8)
    for (const path of files) expect(readFileSync(path, 'latin1').includes(secret), path).toBe(false)
  })

  test('records who, when, by which command and versions, and what the clock did', async () => {
    const recordsIn = (of: string): Record<string, unknown>[] =>
      readFileSync(join(of, 'ledger.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    const made = join(folder, 'made')
    await run('case', 'init', made, '--name', 'x', '--encrypt', '--by', 'Ada')
    const records = [...recordsIn(made), ...recordsIn(place).slice(1)]
    expect(records.map(({ act, command }) => [act, command])).toEqual([
      ['init', 'varde case init <folder> --name … --encrypt --by … --passphrase-file …'],
      ['add', 'varde case add <folder> <file> --by … --passphrase-file …'],
      ['add', 'varde case add <folder> <file> --as profile --by … --passphrase-file …'],
      ['add', 'varde case events <folder> <file> --by … --passphrase-file …'],
      ['scan', 'varde case scan <folder> --by … --passphrase-file …'],
    ])
    for (const { by, version, data, clock } of records) {
      expect({ by, version, data, clock }).toEqual({
        by: 'Ada',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
        data: expect.arrayContaining([expect.stringMatching(/^varde organisations \d{4}/)]) as unknown,
        clock: expect.objectContaining({ zone: expect.any(String) as unknown }) as unknown,
      })
    }
    const { stdout } = await run('case', 'show', place, '--long')
    expect(stdout).toMatch(/^ {6}varde case scan <folder> .*; varde \d/m)
    expect(stdout).toMatch(/^ {6}clock (synchronised|not )/m)
  })

  test('masks numbers in names unless they are to be revealed', async () => {
    expect((await run('case', 'show', place)).stdout).toMatch(/^case phone 35•+\d\d\n/)
    expect((await run('case', 'show', place, '--reveal')).stdout).toContain(`case phone ${secret}\n`)
    const events = await run('case', 'events', place)
    expect(events.stdout).toMatch(/^ +30 {2}unlock$/m)
    expect(events.stdout).not.toContain(secret)
  })

  test('is sealed, and says what came after', async () => {
    const sealed = await run('case', 'seal', place)
    expect(sealed.stdout).toMatch(
      /^sealed: seals\/seal-5\.json, signed by the key [0-9a-f]{64}\nSHA-256 of the seal, to be told to others: [0-9a-f]{64}\n$/,
    )
    expect((await run('case', 'seal', place)).stdout).toMatch(/^nothing to do/)
    const exported = await run('case', 'export', place, '--as', 'sarif')
    expect(JSON.parse(exported.stdout)).toMatchObject({ version: '2.1.0' })
    expect(exported.stdout).not.toContain(secret)
    expect((await run('case', 'show', place)).stdout).toContain('seals/seal-5.json  after it: #7 export\n')
    expect((await run('case', 'verify', place)).stdout).toMatch(/^the case holds\n/)
  })

  test('is listed with digests and dates, and among other cases without its passphrase', async () => {
    const { stdout } = await run('case', 'list', place)
    expect(stdout).toMatch(
      /^evidence {2}evidence\/[0-9a-f]{64}\.pcapng\n {10}[\d,]+ bytes, 20.* by Ada, varde .*, from nokia-7-plus\.pcapng$/m,
    )
    expect(stdout).toMatch(/^result {4}results\/.*\n.*\n {10}digest [0-9a-f]{64}$/m)
    const all = await varde(['case', 'list', cases])
    expect(all.stdout).toMatch(
      /nokia {2}encrypted\n {10}1 capture, 1 result, 7 acts, last 20\S+, seal-5\.json, 1 act after it\n/,
    )
    const listed: unknown = JSON.parse((await varde(['case', 'list', cases, '--json'])).stdout)
    expect(listed).toMatchObject({
      schema: 'varde/case-list@1',
      cases: [{ state: 'encrypted', name: '', evidence: 1 }],
    })
    const schema = JSON.parse(readFileSync(join(root, 'docs/schema/case-list.schema.json'), 'utf8')) as object
    const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema)
    const parts: unknown = JSON.parse((await run('case', 'list', place, '--json')).stdout)
    for (const document of [listed, parts])
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each<[string, string[], RegExp]>([
    ['report', ['report', place], /<!doctype html>/i],
    ['assess', ['assess', place, '--user-country', 'NO'], /GDPR/],
    [
      'letter',
      ['letter', place, '--user-country', 'NO', '--kind', 'summary', '--text'],
      /What this phone told/,
    ],
    ['export', ['export', place, '-f', 'csv'], /zzhc\.vnet\.cn/],
    ['compare', ['compare', '--json', place, '--', `${sample}-fixed.pcapng`], /"schema"/],
    ['query', ['query', place, 'select count(*) as n from observations', '--csv'], /^n\r?\n32\r?\n$/],
    ['scope', ['scope', cases, '--sender', 'zzhc.vnet.cn', '--json'], /"affected"/],
  ])('%s takes it as input', async (_, args, shown) => {
    const own = args.includes('--') ? ['--passphrase-file', phrase] : []
    const { stdout, stderr, code } =
      own.length === 0 ? await run(...args) : await varde([args[0] ?? '', ...own, ...args.slice(1)], { env })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toMatch(shown)
    expect(stdout).not.toContain(secret)
  })

  test('is bundled in clear, and the bundle is verified without the passphrase', async () => {
    const bundle = join(folder, 'nokia.varde')
    const made = await run('case', 'bundle', place, '-o', bundle)
    expect(made.stdout).toContain('it is in clear: whoever has it can read it')
    const { stdout, code } = await varde(['verify', bundle])
    expect(stdout).toContain('✓ every result was derived from the packets again, and is the same')
    expect(code).toBe(0)
  })

  test.each<[string, string[], RegExp]>([
    ['no passphrase', ['case', 'show', place], /needs a passphrase, and there is no terminal to ask on/],
    ['a case given to scan', ['scan', place], /is a case, and no capture: varde case scan/],
    [
      'no passphrase file',
      ['case', 'show', place, '--passphrase-file', join(folder, 'none')],
      /there is no such file/,
    ],
    ['no way back', ['case', 'forget', place], /there is no terminal to ask on/],
  ])('with %s is one line', async (_, args, line) => {
    const { stdout, stderr, code } = await varde(args)
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr).toMatch(line)
  })

  test('opens with its passphrase only, which can be changed', async () => {
    const other = join(folder, 'other')
    writeFileSync(other, 'another passphrase\n')
    const wrong = await varde(['case', 'show', place, '--passphrase-file', other])
    expect(wrong).toMatchObject({ code: 2, stderr: `varde: the passphrase is not the one of ${place}.\n` })
    expect((await run('case', 'passphrase', place, '--new-passphrase-file', other)).code).toBe(0)
    expect((await run('case', 'show', place)).code).toBe(2)
    const holds = await varde(['case', 'verify', place, '--passphrase-file', other])
    expect(holds.stdout).toMatch(/^the case holds\n/)
    writeFileSync(phrase, readFileSync(other))
  })

  test('is forgotten: nothing can be read, and every command says so', async () => {
    const forgotten = await varde(['case', 'forget', place, '--yes', '--by', 'Ada'])
    expect(forgotten.stdout).toMatch(
      /^forgot .*: its key is destroyed, and nothing in it can be read any more\.\n/,
    )
    expect(readdirSync(place)).not.toContain('key.json')
    for (const args of [
      ['case', 'scan', place],
      ['case', 'bundle', place, '-o', join(folder, 'forgotten.varde')],
      ['report', place],
      ['case', 'forget', place, '--yes'],
    ]) {
      const { stderr, code } = await varde([...args])
      expect(code).toBe(2)
      expect(stderr).toMatch(/^varde: .* was forgotten on 20.* by Ada: its key is destroyed[^\n]*\n$/)
    }
    expect((await varde(['case', 'list', cases])).stdout).toMatch(/nokia {2}forgotten\n/)
    // What was done stays to be read, and its chain to be checked.
    const shown = await varde(['case', 'show', place])
    expect(shown.stdout).toMatch(/^\S+ was forgotten on [^\n]+\n {2}#1 \S+ init by [^]+ forget by Ada\n$/)
    const checked = await varde(['case', 'verify', place])
    expect(checked).toMatchObject({ code: 0, stderr: '' })
    expect(checked.stdout).toMatch(
      /\nthe ledger holds: \d+ acts; what was in the case can not be checked any more\n$/,
    )
    const ledger = join(place, 'ledger.jsonl')
    const text = readFileSync(ledger, 'utf8')
    expect(text).toContain('"act":"forget"')
    writeFileSync(ledger, text.replace('"act":"init"', '"act":"seal"'))
    expect(await varde(['case', 'verify', place])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('✗ ledger line 1: its hash does not hold') as string,
    })
    writeFileSync(ledger, text)
  })

  test('a case in clear has no key to destroy, and is told what cannot be promised', async () => {
    const clear = join(folder, 'clear')
    await varde(['case', 'init', clear, '--name', 'clear'])
    const before = filesBelow(clear).length
    const { stderr, code } = await varde(['case', 'forget', clear, '--yes'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/is not encrypted: there is no key to destroy, and nothing was done\. Deleting/)
    expect(filesBelow(clear)).toHaveLength(before)
  })

  test('nothing is derived from evidence in clear that was changed', async () => {
    const clear = join(folder, 'changed')
    await varde(['case', 'init', clear, '--name', 'changed'])
    await varde(['case', 'add', clear, capture])
    const [name = ''] = readdirSync(join(clear, 'evidence'))
    const bytes = readFileSync(join(clear, 'evidence', name))
    bytes[50_000] = (bytes[50_000] ?? 0) ^ 1
    writeFileSync(join(clear, 'evidence', name), bytes)
    expect(await varde(['case', 'scan', clear])).toEqual({
      code: 1,
      stdout: '',
      stderr: `varde: evidence/${name} was changed: see varde case verify.\n`,
    })
  })
})
