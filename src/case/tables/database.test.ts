import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../core/errors.ts'
import { QueryDatabase } from './database.ts'
import type { Answered } from './database.ts'
import { queryTables } from './query-tables.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-database-'))
const secret = join(folder, 'secret.csv')
const bounds = { memoryBytesMax: 67_108_864, threadsMax: 2, secondsMax: 1 }
let database: QueryDatabase

beforeAll(async () => {
  writeFileSync(secret, 'a\nsecret\n')
  database = await QueryDatabase.open(bounds)
  for (const { name, columns } of queryTables) await database.create(name, columns)
  await database.create('t', [
    { name: 'n', type: 'integer' },
    { name: 'at_time', type: 'time' },
    { name: 'words', type: 'texts' },
    { name: 'share', type: 'number' },
  ])
  await database.add('t', [
    { name: 'n', type: 'integer', cells: [1n, null, 9_007_199_254_740_993n] },
    { name: 'at_time', type: 'time', cells: [1_549_863_859_339_519_890n, null, -1n] },
    { name: 'words', type: 'texts', cells: [['a', '用户'], [], ['']] },
    { name: 'share', type: 'number', cells: [0.5, null, -1e300] },
  ])
  await database.seal()
})
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function rowsOf(sql: string): Promise<(readonly Answered[])[]> {
  const { rows } = await database.ask(sql)
  const all: (readonly Answered[])[] = []
  for await (const row of rows) all.push(row)
  return all
}

/** The one line that a query is refused with. */
async function refusal(sql: string): Promise<string> {
  try {
    const rows = await rowsOf(sql)
    return `it ran: ${rows.length} rows`
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    expect(error.message).not.toContain('\n')
    return error.message
  }
}

describe('a query', () => {
  test('gives what was loaded', async () => {
    expect(await rowsOf('from t')).toEqual([
      [1n, '2019-02-11T05:44:19.339519890Z', ['a', '用户'], 0.5],
      [null, null, [], null],
      [9_007_199_254_740_993n, '1969-12-31T23:59:59.999999999Z', [''], -1e300],
    ])
    expect(
      await rowsOf(
        "select {'a': [1], 'b': null} as s, date '2019-02-11', at_time + interval 1 hour from t limit 1",
      ),
    ).toEqual([[{ a: [1], b: null }, '2019-02-11', '2019-02-11T06:44:19.339519Z']])
  })

  test('finds every documented table, by names that need no quotes', async () => {
    for (const { name, columns } of queryTables) {
      const names = columns.map((column) => column.name)
      expect(await rowsOf(`select ${names.join(', ')} from ${name}`), name).toEqual([])
    }
  })

  test('gives more rows than one chunk, in order', async () => {
    const rows = await rowsOf('select range from range(20000)')
    expect(rows).toHaveLength(20_000)
    expect(rows.at(-1)).toEqual([19_999n])
  })

  test('that fails after some rows is no shorter answer', async () => {
    const late =
      "select case when range = 300000 then error('late') else range::varchar end from range(400000)"
    expect(await refusal(late)).toMatch(/^the query (failed while its rows were read|took longer)/)
    expect(await rowsOf('select 1')).toEqual([[1]])
  })

  test('whose rows are not read in time is no shorter answer', async () => {
    const { rows } = await database.ask("select range, repeat('x', 100) from range(1000000)")
    const read = async (): Promise<void> => {
      let taken = 0
      for await (const _ of rows)
        if (++taken === 2_048) await new Promise((resolve) => setTimeout(resolve, 1_100))
    }
    await expect(read()).rejects.toThrow('the query took longer than 1 s.')
  })

  const onlyReads = /^a query only reads the tables of the case: give a SELECT\.$/
  test.each([
    `select * from read_csv('${secret}')`,
    `select * from '${secret}'`,
    `select * from read_csv('/etc/passwd')`,
    `select (select 1 where exists (with x as (from glob('*')) from x))`,
    'select * from arrow_scan(1, 2, 3)',
    'select * from enable_logging()',
    `select * from read_text('${secret}')`,
    `select * from read_blob('${secret}')`,
    `select * from read_json('${secret}')`,
    `select * from parquet_metadata('${secret}')`,
    `select * from sniff_csv('${secret}')`,
    `select * from glob('${folder}/*')`,
    `select * from read_csv('https://192.0.2.1/a.csv')`,
    `select * from enable_logging(storage = 'file', storage_path = '${folder}/log')`,
    `copy t to '${folder}/out.csv'`,
    `copy (select 1) to '${folder}/out.parquet'`,
    `export database '${folder}/out'`,
    `import database '${folder}'`,
    `attach '${folder}/out.db' as other`,
    `attach ':memory:' as other`,
    'install httpfs',
    'load httpfs',
    'set threads = 8',
    'set enable_external_access = true',
    'reset memory_limit',
    'use memory',
    'pragma enable_profiling',
    'checkpoint',
    'begin',
    'commit',
    'create table x (a int)',
    'create temp table x (a int)',
    'create or replace view v as select 1',
    'create macro m() as 1',
    'insert into t values (1, null, null, null)',
    'update t set n = 2',
    'delete from t',
    'drop table t',
    'alter table t rename to u',
    'prepare p as select 1',
    "select * from query('drop table t')",
    'call pragma_version()',
  ])('must not: %s', async (sql) => {
    expect(await refusal(sql)).toMatch(onlyReads)
  })

  test.each([
    [
      'select * from nothing',
      /Table with name nothing does not exist!.* varde query --tables lists the tables/,
    ],
    ['select * from sequences', /Table with name sequences does not exist! varde query --tables lists/],
    ["select getenv('HOME')", /getenv does not exist/],
    [
      'select nothing from t',
      /"nothing" not found.* varde query --tables lists the tables and their columns\.$/,
    ],
    ['select 1 from t a join t b using (nothing)', /on left side of join! varde query --tables lists/],
    ['select t.nothing from t', /"nothing".* varde query --tables lists the tables and their columns\.$/],
    ['selec 1', /syntax error/],
    ['select 1; select 2', /one query, not several/],
    ['', /the query is empty/],
    ['-- nothing', /the query is empty/],
    ["select 'a'::int", /Could not convert/],
    ["select error('two\nlines')", /two lines/],
  ])('is told in one line: %s', async (sql, line) => {
    expect(await refusal(sql)).toMatch(line)
  })

  test('is ended when it takes too long, also while its rows are read', async () => {
    const tooLong = 'the query took longer than 1 s.'
    expect(await refusal('select count(*) from range(1000000000000)')).toBe(tooLong)
    expect(
      await refusal('select a.range from range(10000000) a, range(1000000) b where a.range * b.range < 0'),
    ).toBe(tooLong)
  })

  test('is refused when it needs too much memory, and nothing goes to the disk', async () => {
    expect(await refusal('select list(range) from range(100000000)')).toMatch(
      /more memory than it is given \(64 MiB\)|took longer/,
    )
  })

  test('leaves all as it was', async () => {
    expect(await rowsOf('select count(*) from t')).toEqual([[3n]])
    expect(readdirSync(folder)).toEqual(['secret.csv'])
    expect(existsSync('.tmp')).toBe(false)
  })
})
