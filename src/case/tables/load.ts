import { textOf } from '../../core/json-value.ts'
import { shellWord } from '../../core/shell-word.ts'
import type { CaseFiles } from '../folder/case-files.ts'
import { resultsOf } from '../folder/case-results.ts'
import { detailsOf, recordsOf } from '../folder/custody.ts'
import { sha256 } from '../digest.ts'
import type { CustodyRecord } from '../ledger.ts'
import { DamagedFileError } from '../keys/sealed-file.ts'
import type { LoadedColumn, QueryDatabase } from './database.ts'
import type { ParquetReader } from './parquet-reader.ts'
import { caseTables, originColumns, queryTables, valueNumber } from './query-tables.ts'
import { tableFile } from './result-files.ts'
import { maskedEnding, nanosecondsOf } from './rows.ts'
import { resultTables } from './schema.ts'
import type { Cell, Table } from './types.ts'

/** A result that the ledger knows, in the order in which they were made. */
export interface MadeResult {
  readonly key: string
  readonly record: CustodyRecord
}

/** The results that are in the case, oldest first. */
export function madeResults(files: CaseFiles): MadeResult[] {
  const present = new Set(resultsOf(files).map(({ key }) => key))
  return recordsOf(files.folder)
    .filter(({ act, details }) => act === 'scan' && present.has(textOf(details['key'])))
    .map((record) => ({ key: textOf(record.details['key']), record }))
}

/** Those of them that have tables: results of before there were any have none. */
export function tabledResults(files: CaseFiles): MadeResult[] {
  return madeResults(files).filter(({ key }) => files.has(`results/${key}/${tableFile('scans')}`))
}

/** Columns of a table of a result, by their names: as they are, and masked. */
export type ReadTable = ReadonlyMap<string, readonly Cell[]>

/**
 * Reads a table of a result. `names`: only these columns. Null where the result has no such table. Throws a DamagedFileError
 * where the file is not the one that the ledger knows.
 */
export async function readTable(
  reader: ParquetReader,
  files: CaseFiles,
  { key, record }: MadeResult,
  table: string,
  names?: readonly string[],
): Promise<ReadTable | null> {
  const name = `results/${key}/${tableFile(table)}`
  if (!files.has(name)) return null
  const bytes = files.read(name)
  const digests = record.details['files'] as Readonly<Record<string, unknown>> | undefined
  if (digests?.[tableFile(table)] !== files.knownDigest('results', sha256(bytes)))
    throw new DamagedFileError(
      `${name} was changed: varde case verify ${shellWord(files.folder)} says what else was.`,
    )
  return reader.read(name, bytes, names)
}

/** Loads cases into a database, and then closes it to all but queries. */
export class TableLoader {
  private readonly database: QueryDatabase
  private readonly reader: ParquetReader
  private readonly isRevealed: boolean
  private readonly numbers: Map<string, bigint> = new Map()

  private constructor(database: QueryDatabase, reader: ParquetReader, isRevealed: boolean) {
    this.reader = reader
    this.database = database
    this.isRevealed = isRevealed
  }

  /** Makes the tables, empty. What can show identifiers is loaded masked, or in full. */
  static async begin(
    database: QueryDatabase,
    reader: ParquetReader,
    isRevealed: boolean,
  ): Promise<TableLoader> {
    for (const { name, columns } of queryTables) await database.create(name, columns)
    return new TableLoader(database, reader, isRevealed)
  }

  /** Adds a case with the results that are to be in the tables. `shown`: how names that people gave are shown. */
  async add(files: CaseFiles, loaded: readonly MadeResult[], shown: (name: string) => string): Promise<void> {
    const { folder, facts, isEncrypted } = files
    await this.insert('cases', [
      [folder, shown(facts.name), shown(facts.device), facts.timeZone, isEncrypted],
    ])
    await this.insert(
      'results',
      madeResults(files).map((made) => {
        const { key, record } = made
        const { evidence } = detailsOf(files, record)
        return [
          folder,
          key,
          record.version,
          record.data ?? [],
          nanosecondsOf(record.at),
          record.by,
          Array.isArray(evidence) ? evidence.map(String) : [],
          loaded.some((one) => one.key === key),
        ]
      }),
    )
    await this.insert(
      'acts',
      recordsOf(folder).map(({ sequence, at, act, by, version, command, hash }) => [
        folder,
        BigInt(sequence),
        nanosecondsOf(at),
        act,
        by,
        version,
        command ?? null,
        hash,
      ]),
    )
    for (const made of loaded) for (const table of resultTables) await this.load(files, made, table, shown)
  }

  private async insert(table: string, rows: readonly (readonly Cell[])[]): Promise<void> {
    const columns = caseTables.find(({ name }) => name === table)?.columns ?? []
    await this.database.add(
      table,
      columns.map(({ name, type }, index) => ({ name, type, cells: rows.map((row) => row[index] ?? null) })),
    )
  }

  private async load(
    files: CaseFiles,
    made: MadeResult,
    table: Table,
    shown: (name: string) => string,
  ): Promise<void> {
    const places = table.columns.map((column) => ({ column, source: this.sourceOf(column) }))
    const numbered = table.columns.some(({ name }) => name === numberedBy) ? [numberedBy, 'identifier'] : []
    const sources = [...places.flatMap(({ source }) => (source === null ? [] : [source])), ...numbered]
    const read = await readTable(this.reader, files, made, table.name, [...new Set(sources)])
    const count = [...(read?.values() ?? [])][0]?.length ?? 0
    if (read === null || count === 0) return
    const nothing: readonly Cell[] = Array.from({ length: count }, () => null)
    const columns: (LoadedColumn & { readonly cells: readonly Cell[] })[] = []
    for (const { column, source } of places) {
      const { name, type, isName = false } = column
      const cells = (source === null ? undefined : read.get(source)) ?? nothing
      columns.push({ name, type, cells: isName ? cells.map((cell) => nameShown(cell, shown)) : cells })
      if (name === numberedBy) {
        const cells = this.numberValues(read.get('identifier') ?? nothing, read.get(numberedBy) ?? nothing)
        columns.push({ name: valueNumber.name, type: valueNumber.type, cells })
      }
    }
    const origin = [files.folder, made.key]
    for (const [index, { name, type }] of originColumns.entries())
      columns.push({ name, type, cells: nothing.map(() => origin[index] ?? null) })
    await this.database.add(table.name, columns)
  }

  private sourceOf({ name, hidden }: Table['columns'][number]): string | null {
    if (this.isRevealed || hidden === undefined) return name
    return hidden.path === null ? null : `${name}${maskedEnding}`
  }

  private numberValues(kinds: readonly Cell[], values: readonly Cell[]): Cell[] {
    return values.map((value, row) => {
      const key = `${String(kinds[row])}\n${String(value)}`
      let number = this.numbers.get(key)
      if (number === undefined) {
        number = BigInt(this.numbers.size + 1)
        this.numbers.set(key, number)
      }
      return number
    })
  }
}

function nameShown(cell: Cell, shown: (name: string) => string): Cell {
  return typeof cell === 'string' ? shown(cell) : cell
}

/** The column that holds a value in its one form: it is numbered. */
const numberedBy = 'normal'
