import { limits } from '../../core/limits.ts'
import type { CaseFiles } from '../folder/case-files.ts'
import { readTable } from './load.ts'
import type { MadeResult } from './load.ts'
import type { ParquetReader } from './parquet-reader.ts'
import { maskedEnding } from './rows.ts'
import type { Cell } from './types.ts'

/** How the rows of a table are told apart, what of them is compared, and what is said of each. */
interface Comparison {
  readonly table: string
  /** Rows with the same cells here are the same thing in both results. Numbers that count within a result are none. */
  readonly same: readonly string[]
  readonly compared: readonly string[]
  readonly said: readonly string[]
}

/**
 * What is compared, the most important first. Beside the columns of the tables: `file` (the capture by its name in the
 * case), `to` (the recipient's host, else its first address), `about` (family, else title), `places` (how many
 * observations).
 */
const comparisons: readonly Comparison[] = [
  {
    table: 'findings',
    same: ['about', 'to'],
    compared: [
      'title',
      'severity',
      'confidence',
      'identifiers',
      'transmissions',
      'places',
      'reasons',
      'counter_evidence',
    ],
    said: ['title', 'to', 'severity'],
  },
  {
    table: 'observations',
    same: ['file', 'identifier', 'normal', 'direction', 'frames'],
    compared: [
      'value',
      'to',
      'confidence',
      'found_by',
      'written_as',
      'protection',
      'host',
      'path',
      'reasons',
    ],
    said: ['identifier', 'value', 'to', 'frames'],
  },
  {
    table: 'transmissions',
    same: ['file', 'frames', 'sent_at'],
    compared: ['to', 'identifiers', 'families', 'protection', 'accepted', 'method', 'status'],
    said: ['to', 'identifiers', 'frames'],
  },
  {
    table: 'recipients',
    same: ['to'],
    compared: [
      'name_evidence',
      'organisation',
      'parent',
      'country',
      'state_control',
      'confidence',
      'ambiguity',
      'flows',
      'bytes_to_server',
      'bytes_to_client',
    ],
    said: ['to', 'organisation'],
  },
  {
    table: 'triggers',
    same: ['event', 'to', 'flow_bytes_min'],
    compared: ['hits', 'exposures', 'window_from_ms', 'window_ms', 'explained_by', 'together_with'],
    said: ['event', 'to'],
  },
  {
    table: 'periods',
    same: ['to', 'law', 'flow_bytes_min'],
    compared: ['period_s', 'jitter_s', 'count', 'stops_after'],
    said: ['law', 'to'],
  },
  { table: 'anomalies', same: ['file', 'code'], compared: ['count'], said: ['code', 'count'] },
  { table: 'coverage', same: ['part', 'name'], compared: ['count'], said: ['part', 'name', 'count'] },
]

/** A cell that is other than it was, as text. */
export interface CellChange {
  readonly column: string
  readonly before: string
  readonly after: string
}

/** A row that is only in one result, or in both with other cells. */
export interface RowChange {
  readonly kind: 'gone' | 'new' | 'changed'
  /** What the row is, by columns. */
  readonly row: Readonly<Record<string, string>>
  readonly cells: readonly CellChange[]
}

/** What became of the rows of a table. */
export interface TableChanges {
  readonly table: string
  readonly same: number
  readonly gone: number
  readonly new: number
  readonly changed: number
  /** The first of them: gone, new and changed, each at most `limits.query.changesListedMax`. */
  readonly rows: readonly RowChange[]
}

/** A row with both readings of its cells: as it is, to compare, and as it is shown. */
interface Row {
  readonly clear: ReadonlyMap<string, Cell>
  readonly shown: ReadonlyMap<string, Cell>
}

/** What another result of the same case has otherwise. Values are masked unless `isRevealed`. */
export async function changesBetween(
  reader: ParquetReader,
  files: CaseFiles,
  before: MadeResult,
  after: MadeResult,
  isRevealed: boolean,
): Promise<TableChanges[]> {
  const names = [await namesOf(reader, files, before), await namesOf(reader, files, after)] as const
  const changes: TableChanges[] = []
  for (const comparison of comparisons) {
    const left = await rowsOf(reader, files, before, comparison.table, names[0])
    const right = await rowsOf(reader, files, after, comparison.table, names[1])
    changes.push(compare(comparison, left, right, isRevealed))
  }
  return changes
}

function compare(
  { table, same, compared, said }: Comparison,
  before: readonly Row[],
  after: readonly Row[],
  isRevealed: boolean,
): TableChanges {
  const listed: Record<RowChange['kind'], RowChange[]> = { gone: [], new: [], changed: [] }
  const counts = { same: 0, gone: 0, new: 0, changed: 0 }
  const note = (kind: RowChange['kind'], row: Row, cells: readonly CellChange[]): void => {
    counts[kind]++
    if (listed[kind].length >= limits.query.changesListedMax) return
    const reading = isRevealed ? row.clear : row.shown
    const words = said.map((name) => [name, textOf(reading.get(name) ?? null)] as const)
    listed[kind].push({ kind, row: Object.fromEntries(words), cells })
  }
  const waiting = Map.groupBy(before, (row) => keyOf(row, same))
  const fresh: Row[] = []
  for (const row of after) {
    const other = waiting.get(keyOf(row, same))?.shift()
    if (other === undefined) {
      fresh.push(row)
      continue
    }
    const cells = compared
      .filter((name) => keyOf(other, [name]) !== keyOf(row, [name]))
      .map((column) => {
        const [was, is] = (isRevealed ? [other.clear, row.clear] : [other.shown, row.shown]).map(
          (reading) => reading.get(column) ?? null,
        ) as [Cell, Cell]
        return { column, before: textOf(was), after: textOf(is) }
      })
    if (cells.length === 0) counts.same++
    else note('changed', row, cells)
  }
  for (const rows of waiting.values()) for (const row of rows) note('gone', row, [])
  for (const row of fresh) note('new', row, [])
  return { table, ...counts, rows: [...listed.gone, ...listed.new, ...listed.changed] }
}

function keyOf(row: Row, names: readonly string[]): string {
  const cells = names.map((name) => row.clear.get(name) ?? null)
  return JSON.stringify(cells, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}

/** A cell in words, as it stands in a sentence. Times are nanoseconds. */
function textOf(cell: Cell): string {
  if (cell === null) return 'nothing'
  return typeof cell === 'object' ? cell.join(', ') : String(cell)
}

/** Names of what the numbers of a result stand for. */
interface ResultNames {
  readonly files: readonly Cell[]
  readonly recipients: ReadonlyMap<Cell, { readonly clear: Cell; readonly shown: Cell }>
}

async function namesOf(reader: ParquetReader, files: CaseFiles, made: MadeResult): Promise<ResultNames> {
  const captures = await readTable(reader, files, made, 'captures', ['file'])
  const addresses = await readTable(reader, files, made, 'recipient_addresses', ['recipient', 'address'])
  const firstAddress = new Map<Cell, Cell>()
  for (const [index, id] of (addresses?.get('recipient') ?? []).entries())
    if (!firstAddress.has(id)) firstAddress.set(id, addresses?.get('address')?.[index] ?? null)
  const recipients = await readTable(reader, files, made, 'recipients', ['id', 'host', `host${maskedEnding}`])
  const names = (recipients?.get('id') ?? []).map((id, index) => {
    const [clear, shown] = ['host', `host${maskedEnding}`].map(
      (name) => recipients?.get(name)?.[index] || (firstAddress.get(id) ?? null),
    ) as [Cell, Cell]
    return [id, { clear, shown }] as const
  })
  return { files: captures?.get('file') ?? [], recipients: new Map(names) }
}

async function rowsOf(
  reader: ParquetReader,
  files: CaseFiles,
  made: MadeResult,
  table: string,
  names: ResultNames,
): Promise<Row[]> {
  const read = await readTable(reader, files, made, table)
  const columns = [...(read ?? [])]
  const count = columns[0]?.[1].length ?? 0
  const plain = columns.filter(([name]) => !name.endsWith(maskedEnding))
  const rows: Row[] = []
  for (let index = 0; index < count; index++) {
    const clear = new Map(plain.map(([name, cells]) => [name, cells[index] ?? null]))
    const shown = new Map(clear)
    shown.delete('normal')
    for (const [name, cells] of columns)
      if (name.endsWith(maskedEnding)) shown.set(name.slice(0, -maskedEnding.length), cells[index] ?? null)
    const to = names.recipients.get(clear.get(table === 'recipients' ? 'id' : 'recipient') ?? null)
    const capture = clear.get('capture')
    const both: readonly [string, Cell][] = [
      ['file', typeof capture === 'bigint' ? (names.files[Number(capture)] ?? null) : null],
      ['about', clear.get('family') ?? clear.get('title') ?? null],
      [
        'places',
        BigInt(table === 'findings' ? ((clear.get('observations') as string[] | null)?.length ?? 0) : 0),
      ],
    ]
    for (const [name, cell] of both) for (const reading of [clear, shown]) reading.set(name, cell)
    clear.set('to', to?.clear ?? null)
    shown.set('to', to?.shown ?? null)
    rows.push({ clear, shown })
  }
  return rows
}
