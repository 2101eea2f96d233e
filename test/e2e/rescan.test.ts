/** What changes between versions of varde: a result of an older one, made by hand, and what a rescan says of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { openCase } from '../../src/case/folder/open-case.ts'
import { keepResult } from '../../src/case/folder/case-results.ts'
import { parquetOf, readParquet } from '../../src/case/tables/parquet.ts'
import { tableFile } from '../../src/case/tables/result-files.ts'
import { maskedEnding } from '../../src/case/tables/rows.ts'
import { resultTables } from '../../src/case/tables/schema.ts'
import type { Cell } from '../../src/case/tables/types.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'
import type { Run } from './run-varde.ts'

const folder = testFolder('rescan')

const place = join(folder, 'nokia')
const sample = join(root, 'samples/nokia-7-plus')
const olderKey = '0123456789abcdef-0.0.9'
let first: Run
let again: Run

type Rows = Map<string, Cell[]>

function cellsOf(rows: Rows, name: string): Cell[] {
  return rows.get(name) as Cell[]
}

function append(rows: Rows, from: number, cells: Readonly<Record<string, Cell>>): void {
  for (const [name, column] of rows) column.push(cells[name] ?? (column[from] as Cell))
}

function drop(rows: Rows, from: number, count: number): void {
  for (const column of rows.values()) column.splice(from, count)
}

/** How the older version saw it: two places less, one that is none, other confidence, a lower severity. */
const alter: Readonly<Record<string, (rows: Rows) => void>> = {
  observations: (rows) => {
    drop(rows, 10, 2)
    for (const index of [20, 21, 22]) cellsOf(rows, 'confidence')[index] = 'possible'
    append(rows, 0, {
      identifier: 'email',
      value: 'ada@example.net',
      value_masked: 'a•••t',
      normal: 'ada@example.net',
      frames: [7n],
    })
  },
  findings: (rows) => {
    cellsOf(rows, 'severity')[0] = 'high'
    cellsOf(rows, 'reasons')[0] = ['an older reason']
    cellsOf(rows, `reasons${maskedEnding}`)[0] = ['an older reason']
  },
  coverage: (rows) => {
    const index = cellsOf(rows, 'name').indexOf('decodedMessages')
    cellsOf(rows, 'count')[index] = 80
  },
}

/** The same result as varde makes now, with rows altered, under the name of an older version. */
async function keepOlder(from: string): Promise<void> {
  const made = openCase(from)
  const [key = ''] = readdirSync(join(from, 'results'))
  const contents: Record<string, Buffer> = { 'scan.json': made.read(`results/${key}/scan.json`) }
  for (const { name, columns } of resultTables) {
    const rows = await readParquet(made.read(`results/${key}/${tableFile(name)}`))
    alter[name]?.(rows)
    const types = new Map(columns.map((column) => [column.name, column.type]))
    contents[tableFile(name)] = parquetOf(
      name,
      [...rows].map(([column, cells]) => {
        const type = types.get(column) ?? types.get(column.slice(0, -maskedEnding.length))
        if (type === undefined) throw new Error(column)
        return { name: column, type, cells }
      }),
    )
  }
  const evidence = readdirSync(join(place, 'evidence')).map((name) => `evidence/${name}`)
  keepResult(
    openCase(place),
    olderKey,
    contents,
    { evidence },
    {
      by: 'Ada',
      version: '0.0.9',
      data: ['an older data set 2020-01-01'],
      now: () => new Date().toISOString(),
    },
  )
}

async function makeCase(folderOfCase: string): Promise<void> {
  for (const args of [
    ['init', folderOfCase, '--name', 'Nokia'],
    ['add', folderOfCase, `${sample}.pcapng`],
    ['add', folderOfCase, `${sample}.profile.yaml`, '--as', 'profile'],
  ])
    expect((await varde(['case', ...args])).code).toBe(0)
}

beforeAll(async () => {
  const model = join(folder, 'model')
  await makeCase(model)
  expect((await varde(['case', 'rescan', model])).stdout).toMatch(
    /^scanned: results\/[0-9a-f]{16}-0\.1\.0\nthere is no other result to compare it with\n$/,
  )
  await makeCase(place)
  await keepOlder(model)
  first = await varde(['case', 'rescan', place, '--by', 'Ada'])
  again = await varde(['case', 'rescan', place])
}, 60_000)

describe('varde case rescan', () => {
  test('derives anew beside the old result, and says what changed', () => {
    expect(first.code).toBe(0)
    expect(first.stderr).toBe('')
    const text = first.stdout
    expect(text).toMatch(/^scanned: results\/[0-9a-f]{16}-0\.1\.0\n/)
    expect(text).toMatch(
      /\ncompared with results\/0123456789abcdef-0\.0\.9, made by varde 0\.0\.9 on [-\dT:.]+Z; this is 0\.1\.0\n {2}data − an older data set 2020-01-01\n {2}data \+ varde organisations /,
    )
    expect(text).toContain(`findings: 0 gone, 0 new, 1 changed, 0 the same
  changed China Telecom terminal self-registration to zzhc.vnet.cn (critical): severity high → critical; reasons an older reason → `)
    expect(text).toContain(
      'observations: 1 gone, 2 new, 3 changed, 667 the same\n  gone email a•••t to zzhc.vnet.cn in frames 7\n  new ',
    )
    expect(text.match(/^ {2}changed .*: confidence possible → certain$/gm)).toHaveLength(3)
    expect(text).toContain('transmissions: 84 the same\nrecipients: 21 the same\n')
    expect(text).toContain('coverage: 0 gone, 0 new, 1 changed, ')
    expect(text).toContain('  changed searched decodedMessages (180): count 80 → 180\n')
    expect(readdirSync(join(place, 'results'))).toHaveLength(2)
  })

  test('masks values, but with --reveal', async () => {
    expect(first.stdout).not.toMatch(/\b\d{15,20}\b|ada@example\.net/)
    expect((await varde(['case', 'rescan', place, '--reveal'])).stdout).toContain('ada@example.net')
  })

  test('a second time there is nothing to derive, and the same to say', async () => {
    expect(again.stdout.split('\n')[0]).toMatch(/^nothing to derive: results\/[0-9a-f]{16}-0\.1\.0 is there$/)
    expect(again.stdout.split('\n').slice(1)).toEqual(first.stdout.split('\n').slice(1))
    expect((await varde(['case', 'verify', place])).stdout).toBe('the case holds\n')
  })

  test('--json lists every row that changed, and follows its schema', async () => {
    const { stdout } = await varde(['case', 'rescan', place, '--json'])
    const document = JSON.parse(stdout) as {
      before: { version: string }
      changes: { table: string; gone: number; new: number; changed: number; rows: { kind: string }[] }[]
    }
    const schema = JSON.parse(readFileSync(join(root, 'docs/schema/rescan.schema.json'), 'utf8')) as object
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(document.before.version).toBe('0.0.9')
    const observations = document.changes.find(({ table }) => table === 'observations')
    expect(observations).toMatchObject({ gone: 1, new: 2, changed: 3, same: 667 })
    expect(observations?.rows.map(({ kind }) => kind)).toEqual([
      'gone',
      'new',
      'new',
      'changed',
      'changed',
      'changed',
    ])
  })

  test('a query takes the result of this version, or all', async () => {
    const sql =
      'select version, count(o.id) as places from results left join observations o using (case_folder, result) group by all order by all'
    const one = await varde(['query', place, sql, '--csv'])
    expect(one.stdout).toBe('version,places\r\n0.0.9,0\r\n0.1.0,672\r\n')
    const all = await varde(['query', place, sql, '--csv', '--all-results'])
    expect(all.stdout).toBe('version,places\r\n0.0.9,671\r\n0.1.0,672\r\n')
  })
})
