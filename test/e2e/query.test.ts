/** Queries over cases by the command line: the documented tables, nothing but the tables, and nothing in clear. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { archiveOf } from '../../src/case/bundle/archive.ts'
import { canonicalJson } from '../../src/case/canonical-json.ts'
import { sha256 } from '../../src/case/digest.ts'
import type { Manifest } from '../../src/case/manifest.ts'
import { manifestBytes, signManifest } from '../../src/case/sign-manifest.ts'
import { cheapCase } from '../support/cheap-case.ts'
import { filesOf } from '../support/make-bundle.ts'
import { openCase } from '../../src/case/folder/open-case.ts'
import { QueryDatabase } from '../../src/case/tables/database.ts'
import { tablesPage } from '../support/tables-page.ts'
import { madeResults, TableLoader } from '../../src/case/tables/load.ts'
import { ParquetReader } from '../../src/case/tables/parquet-reader.ts'
import { queryTables } from '../../src/case/tables/query-tables.ts'
import { harEntryOf, harFile } from '../support/recordings.ts'
import { shortProfile, shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, run, varde } from './run-varde.ts'

const folder = testFolder('query')

const cases = join(folder, 'cases')
const nokia = join(cases, 'nokia')
const fixed = join(cases, 'fixed')
/** Of the first messages of the sample: in clear, and encrypted. */
const short = join(folder, 'short')
const sealed = join(folder, 'sealed')
const words = 'a hill above the fjord'
const passphrase = { env: { VARDE_PASSPHRASE: words } }

interface Parts {
  readonly capture: string
  readonly profile: string
}

async function makeCase(
  place: string,
  sample: string,
  encrypt: boolean,
  { capture, profile }: Parts,
): Promise<void> {
  const options = encrypt ? passphrase : {}
  const file = join(root, 'samples', sample)
  if (encrypt) cheapCase(place, sample, words)
  for (const args of [
    ...(encrypt ? [] : [['init', place, '--name', sample, '--by', 'Ada']]),
    ['add', place, capture],
    ['add', place, profile, '--as', 'profile'],
    ['add', place, `${file}.events.ndjson`, '--as', 'events'],
    ['scan', place, '--by', 'Ada'],
  ]) {
    const { code, stderr } = await varde(['case', ...args], options)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  }
}

beforeAll(async () => {
  mkdirSync(cases)
  const first = join(folder, 'short.pcapng')
  const later = join(folder, 'later.pcapng')
  writeFileSync(first, shortSample())
  writeFileSync(later, shortSample('nokia-7-plus-fixed.pcapng'))
  const few = join(folder, 'few.yaml')
  writeFileSync(few, shortProfile)
  const sample = join(root, 'samples/nokia-7-plus')
  const profile = `${sample}.profile.yaml`
  await Promise.all([
    makeCase(nokia, 'nokia-7-plus', false, { capture: `${sample}.pcapng`, profile }),
    makeCase(fixed, 'nokia-7-plus-fixed', false, { capture: later, profile: few }),
    makeCase(short, 'nokia-7-plus', false, { capture: first, profile }),
    makeCase(sealed, 'nokia-7-plus', true, { capture: first, profile: few }),
  ])
}, 60_000)

/** Values of the phone, which no output may show. */
function valuesOfPhone(): string[] {
  const text = readFileSync(join(root, 'samples/nokia-7-plus.profile.yaml'), 'utf8')
  const found: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && value.length >= 12 && /\d{4}/.test(value)) found.push(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
  }
  walk(parse(text, { intAsBigInt: true }))
  return found
}

/** Everything in every table of the case. */
async function allTables(isRevealed: boolean, place = nokia): Promise<string> {
  const database = await QueryDatabase.open()
  const reader = new ParquetReader()
  const loader = await TableLoader.begin(database, reader, isRevealed)
  const files = openCase(place)
  await loader.add(files, madeResults(files), (name) => name)
  await database.seal()
  let text = ''
  for (const { name } of queryTables) {
    for await (const row of (await database.ask(`from ${name}`)).rows)
      text += JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))
  }
  database.close()
  await reader.close()
  return text
}

async function rowsOf(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout, stderr, code } = await varde(['query', ...args, '--json'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return (JSON.parse(stdout) as { rows: Record<string, unknown>[] }).rows
}

describe('varde query', () => {
  test('answers the questions of docs/tables.md as they stand there', async () => {
    const page = readFileSync(join(root, 'docs/tables.md'), 'utf8')
    const examples = [...page.matchAll(/```sql\n([^`]+)\n```\n\n```\n([^`]+)```/g)]
    expect(examples).toHaveLength(4)
    for (const [, sql = '', answer] of examples)
      expect((await varde(['query', nokia, sql])).stdout).toBe(answer)
  })

  test('answers with an aligned table', async () => {
    const sql =
      'select identifier, count(*) as places, count(distinct value_number) as "values", any_value(value) as masked from observations group by all order by all'
    const { stdout, code } = await varde(['query', nokia, sql])
    expect(code).toBe(0)
    expect(stdout).toBe(`identifier    places  values  masked
────────────  ──────  ──────  ────────────────────
build             84       1  00•••••••C
cell-id           84       4  2••••••0
device-model      84       1  HM••••••••••••us
iccid             84       1  89••••••••••••••••33
imei             168       2  35•••••••••••38
imsi              84       1  24•••••••••••46
wifi-mac          84       1  02•••••••••••••2b
(7 rows)
`)
  })

  test('asks several cases, or all in a folder, as one set', async () => {
    const sql =
      'select name, count(o.id) as places from cases left join observations o using (case_folder) group by all order by all'
    const expected = [
      { name: 'nokia-7-plus', places: 672 },
      { name: 'nokia-7-plus-fixed', places: 0 },
    ]
    expect(await rowsOf(cases, sql)).toEqual(expected)
    expect(await rowsOf(fixed, nokia, sql)).toEqual(expected)
  })

  test('says which cases hold the same capture: its rows count in each', async () => {
    const sql =
      'select count(*) as places, count(distinct c.sha256) as files from observations o join captures c using (case_folder, capture)'
    const asked = await varde(['query', short, fixed, sealed, sql, '--csv'], passphrase)
    expect(asked).toMatchObject({ code: 0, stdout: 'places,files\r\n64,1\r\n' })
    expect(asked.stderr).toBe(
      `varde: ${sealed} and ${short} hold the same capture: what is in it counts in both (captures.sha256 tells which).\n`,
    )
    expect((await varde(['query', nokia, fixed, sql])).stderr).toBe('')
  })

  test('gives times, lists and numbers as what they are', async () => {
    const sql =
      "select seen_at, frames, status, protection = 'plaintext' as clear, seen_at - lag(seen_at) over (order by seen_at, id) as gap from observations order by seen_at, id limit 1"
    expect(await rowsOf(nokia, sql)).toEqual([
      { seen_at: '2019-02-11T05:44:19.339519890Z', frames: [198], status: 200, clear: true, gap: null },
    ])
    const sums =
      "select count(*) as n, sum(count) as bytes from coverage where part = 'summary' and name in ('read', 'undecryptable')"
    expect(await rowsOf(nokia, sums)).toEqual([{ n: 2, bytes: 812_562 }])
  })

  test('--csv holds no formula', async () => {
    const sql = "select '=1+1' as \"+a\", -5 as b, null as c, ['x', '-y'] as d, 'a,\"b' as e"
    const { stdout } = await varde(['query', nokia, sql, '--csv'])
    expect(stdout).toBe(`'+a,b,c,d,e\r\n'=1+1,-5,,x -y,"a,""b"\r\n`)
  })

  test('no table shows a value of the phone, but with --reveal', async () => {
    const values = valuesOfPhone()
    expect(values.length).toBeGreaterThanOrEqual(5)
    const masked = await allTables(false, short)
    expect(masked.length).toBeGreaterThan(50_000)
    for (const value of values) expect(masked.includes(value), value.slice(0, 3)).toBe(false)
    const clear = await allTables(true, short)
    expect(values.filter((value) => clear.includes(value)).length).toBeGreaterThanOrEqual(4)
    const sql = 'select distinct value from observations'
    const reveal = await varde(['query', short, sql, '--csv', '--reveal'])
    expect(values.filter((value) => reveal.stdout.includes(value)).length).toBeGreaterThanOrEqual(4)
    expect((await varde(['query', short, sql, '--csv'])).stdout).toContain('•')
  })

  test('--json follows its schema', async () => {
    const schema = JSON.parse(readFileSync(join(root, 'docs/schema/query.schema.json'), 'utf8')) as object
    const validate = new Ajv2020({ strict: true }).compile(schema)
    const sql =
      "select id, seen_at, frames, 9007199254740993 as large, 'nan'::double as none from observations"
    const { stdout } = await varde(['query', nokia, sql, '--json'])
    const document = JSON.parse(stdout) as { rows: Record<string, unknown>[] }
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(document.rows).toHaveLength(672)
    expect(document.rows[0]).toMatchObject({ id: 'o1', large: '9007199254740993', none: 'NaN' })
  })

  test('an encrypted case is asked without anything clear on the disk', async () => {
    const sql = 'select count(*) as n from observations'
    const { stdout } = await varde(['query', sealed, sql, '--csv'], passphrase)
    expect(stdout).toBe('n\r\n32\r\n')
    const refused = await varde(['query', sealed, sql])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/^varde: [^\n]*passphrase[^\n]*\n$/)
    const names = readdirSync(sealed, { recursive: true, encoding: 'utf8' })
    expect(names.filter((name) => name.endsWith('.parquet'))).toEqual([])
    for (const name of names.filter((one) => one.endsWith('.parquet.enc')))
      expect(readFileSync(join(sealed, name)).includes('PAR1'), name).toBe(false)
  })

  test('a table that was changed is not asked', async () => {
    const copy = join(folder, 'changed')
    cpSync(short, copy, { recursive: true })
    const [key = ''] = readdirSync(join(copy, 'results'))
    const file = join(copy, 'results', key, 'findings.parquet')
    const bytes = readFileSync(file)
    bytes.write('low', bytes.indexOf('critical'), 'latin1')
    writeFileSync(file, bytes)
    const { stderr, code } = await varde(['query', copy, 'from findings'])
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^varde: \S+ does not hold \(results\/[^/]+\/findings\.parquet was changed\): nothing is read of it; [^\n]+\n$/,
    )
    // Nor is it bundled and signed.
    const bundle = join(folder, 'changed.varde')
    const bundled = await varde(['case', 'bundle', copy, '-o', bundle])
    expect(bundled.code).toBe(1)
    expect(bundled.stderr).toMatch(/^varde: [^\n]*results\/[^/]+\/findings\.parquet[^\n]*\n$/)
    expect(existsSync(bundle)).toBe(false)
  })

  test('a table that was changed before its bundle was signed is not the one of the ledger', async () => {
    const bundle = join(folder, 'honest.varde')
    expect((await varde(['case', 'bundle', short, '-o', bundle])).code).toBe(0)
    const files = filesOf(readFileSync(bundle))
    const table = files.find(({ name }) => name.endsWith('/findings.parquet'))
    const manifestFile = files.find(({ name }) => name === 'manifest.json')
    if (table === undefined || manifestFile === undefined)
      throw new Error('the bundle has no table of findings')
    // Its signer says that all is right: a bit was changed, then it was signed with the case's key.
    const key = readFileSync(join(short, 'keys/signing.pem'), 'utf8')
    table.content.set([(table.content[40] as number) ^ 1], 40)
    const { merkleRoot: _, ...manifest } = JSON.parse(
      Buffer.from(manifestFile.content).toString(),
    ) as Manifest
    const bytes = manifestBytes({
      ...manifest,
      parts: manifest.parts.map((part) =>
        part.name === table.name ? { ...part, sha256: sha256(table.content) } : part,
      ),
    })
    const signature = Buffer.from(`${canonicalJson(signManifest(bytes, key))}\n`)
    const signed = new Map<string, Uint8Array>([
      ['manifest.json', bytes],
      ['signature.json', signature],
    ])
    const changed = join(folder, 'signed.varde')
    writeFileSync(
      changed,
      archiveOf(files.map(({ name, content }) => ({ name, content: signed.get(name) ?? content }))),
    )
    const verified = await varde(['verify', changed])
    expect(verified.code).toBe(1)
    expect(verified.stdout).toMatch(
      /✗ results\/[^/]+\/findings\.parquet: it is not the one that the ledger says was derived/,
    )
    expect(verified.stdout.match(/✗/g)).toHaveLength(1)
  })

  test.each([
    [['query', nokia], /give a case and a query/],
    [['query', join(folder, 'nothing'), 'select 1'], /there is no such folder/],
    [['query', join(root, 'README.md'), 'select 1'], /README\.md is no folder/],
    [['case', 'list', join(root, 'README.md')], /README\.md is no folder/],
    [['query', folder, 'select 1', '--json', '--csv'], /not both/],
    [['query', join(nokia, 'evidence'), 'select 1'], /is no case, and there is none in it/],
    [['query', nokia, 'select nothing from observations'], /the query cannot be run: .*"nothing"/],
  ])('refuses %j in one line', async (args, line) => {
    const { stderr, code } = await varde(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr).toMatch(line)
  })

  test('without DuckDB it says so, and ends with 3', async () => {
    const away = join(folder, 'away')
    cpSync(join(root, 'dist'), join(away, 'dist'), { recursive: true })
    const { stderr, code } = await run(process.execPath, [
      join(away, 'dist/varde.js'),
      'query',
      nokia,
      'select 1',
    ])
    expect(code).toBe(3)
    expect(stderr).toMatch(/^varde: queries need DuckDB [^\n]+\n$/)
  })
})

test('what recorders and programs call themselves is masked in every table, where it holds a value', async () => {
  const imei = '356938035643809'
  const place = join(folder, 'telling')
  const recording = join(folder, 'telling.har')
  const request = {
    method: `M${imei}`,
    url: `http://sink.example.com/?imei=${imei}`,
    httpVersion: 'HTTP/1.1',
    headers: [{ name: 'Host', value: 'sink.example.com' }],
  }
  const stack = [{ functionName: `com.app.Sender.to_${imei}` }]
  const entry = {
    startedDateTime: '2019-02-11T05:44:19.339Z',
    request,
    response: { status: 200, headers: [], content: { size: 0, text: '' } },
    _initiator: { stack: { callFrames: stack } },
  }
  const log = { version: '1.2', creator: { name: `Recorder of ${imei}`, version: '1' }, entries: [entry] }
  writeFileSync(recording, JSON.stringify({ log }))
  for (const args of [
    ['init', place, '--name', 'telling'],
    ['add', place, recording],
    ['scan', place],
  ])
    expect((await varde(['case', ...args])).code).toBe(0)
  expect(await allTables(false, place)).not.toContain(imei)
  expect((await allTables(true, place)).split(imei).length).toBeGreaterThan(4)
})

test('names of case, device and profile are masked as the case shows them', async () => {
  const [imei, serial] = ['356938035643809', 'R58M42ABCDE']
  const place = join(folder, 'named')
  const profile = join(folder, 'named.yaml')
  writeFileSync(profile, `name: Ada ${imei} ${serial}\nidentifiers:\n  imei: ${imei}\n  serial: ${serial}\n`)
  const recording = join(folder, 'named.har')
  writeFileSync(recording, harFile([harEntryOf({ url: 'https://a.example/' })]))
  for (const args of [
    ['init', place, '--name', `Case ${serial}`, '--device', `Pixel ${serial}`],
    ['add', place, recording],
    ['add', place, profile, '--as', 'profile'],
    ['scan', place],
  ])
    expect((await varde(['case', ...args])).code).toBe(0)
  const sql = 'select name, device, profile from cases, scans'
  for (const form of [[], ['--json']]) {
    const masked = await varde(['query', place, sql, ...form])
    expect(masked.stdout).toContain('Pixel R5•')
    expect(masked.stdout).toContain('Ada 35•')
    expect(masked.stdout).not.toMatch(new RegExp(`${imei}|${serial}`))
    const revealed = await varde(['query', place, sql, '--reveal', ...form])
    expect(revealed.stdout.split(serial)).toHaveLength(4)
  }
}, 90_000)

test('docs/tables.md lists every table and column as they are', () => {
  const page = readFileSync(join(root, 'docs/tables.md'), 'utf8')
  expect(page.slice(page.indexOf('### cases'))).toBe(tablesPage())
})
