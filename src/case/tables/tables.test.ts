import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parquetOf, readParquet } from './parquet.ts'
import { tableFiles } from './result-files.ts'
import { columnsOf } from './rows.ts'
import { resultTables } from './schema.ts'
import type { Table } from './types.ts'

const table: Table = {
  name: 'steps',
  about: 'A step.',
  rows: ['observations', 'chain'],
  columns: [
    { name: 'observation', type: 'text', from: '^id', about: '' },
    { name: 'position', type: 'integer', from: '#', about: '' },
    { name: 'share', type: 'number', from: 'share', about: '' },
    { name: 'certain', type: 'flag', from: 'certain', about: '' },
    { name: 'seen_at', type: 'time', from: '^at', about: '' },
    { name: 'detail', type: 'text', from: 'detail', about: '', hidden: { path: 'detail' } },
    { name: 'normal', type: 'text', from: 'normal', about: '', hidden: { path: null } },
    { name: 'words', type: 'texts', from: 'words', about: '' },
    { name: 'frames', type: 'integers', from: '^frames', about: '' },
  ],
}

function document(detail: string): Record<string, unknown> {
  const chain = [
    { detail, normal: '356938035643809', share: 0.5, certain: true, words: ['a', 'b\u0000', '用户', ''] },
    { detail: '', certain: null, words: [] },
  ]
  return {
    observations: [
      { id: 'o1', at: '2019-02-11T05:44:19.339519890Z', frames: [198, 9_007_199_254_740_991], chain },
      { id: 'o2', at: '1969-12-31T23:59:59.5Z', frames: [], chain: [] },
      { id: 'o3', at: '9999-12-31T23:59:59Z', chain: [{ detail: '=1' }] },
    ],
  }
}

test('a table is read from the document, and from its Parquet file again', async () => {
  const columns = columnsOf(table, document('imei=356938035643809'), document('imei=35•••'))
  const expected = {
    observation: ['o1', 'o1', 'o3'],
    position: [0n, 1n, 0n],
    share: [0.5, null, null],
    certain: [true, null, null],
    // The last has no room in 64 bits of nanoseconds.
    seen_at: [1_549_863_859_339_519_890n, 1_549_863_859_339_519_890n, null],
    detail: ['imei=356938035643809', '', '=1'],
    detail_masked: ['imei=35•••', '', '=1'],
    normal: ['356938035643809', null, null],
    words: [['a', 'b\u0000', '用户', ''], [], []],
    frames: [[198n, 9_007_199_254_740_991n], [198n, 9_007_199_254_740_991n], []],
  }
  expect(Object.fromEntries(columns.map(({ name, cells }) => [name, cells]))).toEqual(expected)
  const bytes = parquetOf('steps', columns)
  expect(Object.fromEntries(await readParquet(bytes))).toEqual(expected)
  expect(Object.fromEntries(await readParquet(bytes, ['position', 'nothing']))).toEqual({
    position: expected.position,
  })
})

test('the same rows give the same bytes, and other rows others', () => {
  const bytesOf = (detail: string): Buffer =>
    parquetOf('steps', columnsOf(table, document(detail), document('•')))
  expect(bytesOf('a').equals(bytesOf('a'))).toBe(true)
  expect(bytesOf('a').equals(bytesOf('b'))).toBe(false)
})

test('rows over several groups keep their order', async () => {
  const cells = Array.from({ length: 250_000 }, (_, index) => BigInt(index))
  const bytes = parquetOf('numbers', [{ name: 'number', type: 'integer', cells }])
  expect((await readParquet(bytes)).get('number')).toEqual(cells)
})

test('a masked document with other rows is refused', () => {
  expect(() => columnsOf(table, document('a'), { observations: [] })).toThrow(/other rows/)
})

test('numbers before 1970 and the coverage statement are read', async () => {
  const early: Table = { ...table, rows: ['observations'], columns: [{ ...table.columns[4]!, from: 'at' }] }
  const [column] = columnsOf(early, document('a'), document('a'))
  expect(column?.cells[1]).toBe(-500_000_000n)
  const coverage = { frames: { total: 3, other: { 'a.b': 1 } }, equations: [{ left: 1 }], entries: null }
  const files = tableFiles({ coverage, captures: [] }, { coverage, captures: [] })
  expect(Object.fromEntries(await readParquet(files['coverage.parquet']!))).toEqual({
    part: ['frames', 'frames'],
    name: ['total', 'other.a.b'],
    count: [3, 1],
  })
  expect(Object.keys(files)).toHaveLength(resultTables.length + 1)
})

test('no table or column is declared twice', () => {
  expect(new Set(resultTables.map(({ name }) => name)).size).toBe(resultTables.length)
  for (const { name, columns } of resultTables)
    expect(new Set(columns.map((column) => column.name)).size, name).toBe(columns.length)
})

test('fields of an object are rows with their names, and know the capture that they are of', () => {
  const device = { platform: 'android', model: 'Nokia 7 Plus' }
  const found = { captures: [{ recorded: null }, { recorded: { device, apps: [] } }], coverage: {} }
  const recorded = resultTables.find(({ name }) => name === 'recorded_device')!
  const columns = columnsOf(recorded, found, found)
  expect(Object.fromEntries(columns.map(({ name, cells }) => [name, cells]))).toEqual({
    capture: [1n, 1n],
    name: ['platform', 'model'],
    value: ['android', 'Nokia 7 Plus'],
    value_masked: ['android', 'Nokia 7 Plus'],
  })
})

/** Where the document says what no table has, or has from elsewhere, and why. */
const leftOut: Readonly<Record<string, string>> = {
  schema: 'is that of the document',
  'observations.masked': 'stands beside the value, in the column that is masked',
  'dismissals.masked': 'the same',
  'localNames.masked': 'the same',
  'transmissions.receipt.status': 'is the status of the exchange',
  'keys.otherLines': 'are no secrets',
  'keys.secretsLeftOut': 'an anomaly says it',
  'keys.payloadKeys': 'name keys; observations name in their chain which opened them',
  'captures.namesOnly': 'the format says it',
  'captures.files':
    'say where frames lie that the tables number through all files of a recording: evidence.txt names file and number of each',
  'anomalies.files': 'the same',
  'anomalies.samples.file': 'the same',
  steady: 'are tokens as a rule; the report names where they stand',
  reread: 'is for reading results again',
  'events.observed': 'is for reading results again',
  'events.nearEnd': 'is for reading results again',
  'clock.sentence': 'numbers say it',
  'comparisons.eventsOutside': 'an anomaly says it',
  'triggers.histogram': 'is for the picture',
  'triggers.shifts': 'is for who computes it again',
  'triggers.exceedances': 'the same',
  'triggers.doubts': 'the sentence says them',
  'periods.timeOfDay': 'the sentence says it',
}

test('what the document of a scan says stands in a table', () => {
  const schema = JSON.parse(readFileSync('docs/schema/scan.schema.json', 'utf8')) as SchemaNode
  const columns = resultTables.flatMap(({ rows, columns: of }) =>
    of.map(({ from }) => [...rows, from].filter((name) => name !== '.').join('.')),
  )
  const isTold = (leaf: string): boolean =>
    columns.some((column) => leaf === column || leaf.startsWith(`${column}.`) || column === `${leaf}.*.value`)
  const leaves = leavesOf(schema, schema, '').filter((leaf) => !leaf.startsWith('coverage'))
  const missing = leaves.filter((leaf) => !isTold(leaf))
  const isKnown = (leaf: string): boolean =>
    Object.keys(leftOut).some((known) => leaf === known || leaf.startsWith(`${known}.`))
  expect(missing.filter((leaf) => !isKnown(leaf))).toEqual([])
  for (const known of Object.keys(leftOut))
    expect(
      missing.some((leaf) => leaf === known || leaf.startsWith(`${known}.`)),
      known,
    ).toBe(true)
})

interface SchemaNode {
  readonly [name: string]: unknown
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
}

/** Paths of all values that a document can hold, those in lists under the path of the list. */
function leavesOf(node: SchemaNode, whole: SchemaNode, path: string): string[] {
  if (node.$ref !== undefined) {
    const names = node.$ref.replace('#/', '').split('/')
    return leavesOf(
      names.reduce((at, name) => at[name] as SchemaNode, whole),
      whole,
      path,
    )
  }
  if (node.properties !== undefined)
    return Object.entries(node.properties).flatMap(([name, field]) =>
      leavesOf(field, whole, path === '' ? name : `${path}.${name}`),
    )
  if (node.items !== undefined) return leavesOf(node.items, whole, path)
  const choices = node.anyOf ?? node.oneOf
  return choices === undefined ? [path] : choices.flatMap((choice) => leavesOf(choice, whole, path))
}
