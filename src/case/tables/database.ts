import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import { FaultError, InputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { formatInstant } from '../../core/time.ts'
import { sqlTypes } from './query-tables.ts'
import type { Cell, ColumnType } from './types.ts'

/** A column as it is loaded. */
export interface LoadedColumn {
  readonly name: string
  readonly type: ColumnType
}

/** A value of an answer. Times are ISO 8601 in UTC. */
export type Answered =
  | string
  | bigint
  | number
  | boolean
  | null
  | readonly Answered[]
  | { readonly [name: string]: Answered }

/** What a query gives: its columns, and its rows as they come. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: AsyncIterable<readonly Answered[]>
}

/** What a query may take. */
export interface QueryBounds {
  readonly memoryBytesMax: number
  readonly threadsMax: number
  readonly secondsMax: number
}

type Duck = typeof import('@duckdb/node-api')

/**
 * A DuckDB in memory that a case's tables are loaded into and that is then closed to everything else: no files, no
 * network, no extensions, no settings, no changes, bounded memory, threads and time. Nothing is ever written to disk.
 */
export class QueryDatabase {
  private readonly duck: Duck
  private readonly instance: DuckDBInstance
  private readonly connection: DuckDBConnection
  private readonly bounds: QueryBounds
  private isSealed = false

  private constructor(
    duck: Duck,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    bounds: QueryBounds,
  ) {
    this.bounds = bounds
    this.duck = duck
    this.instance = instance
    this.connection = connection
  }

  /** Throws a FaultError where DuckDB is not installed for this machine. */
  static async open(bounds: QueryBounds = limits.query): Promise<QueryDatabase> {
    const duck = await loadDuck()
    const instance = await duck.DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      memory_limit: `${bounds.memoryBytesMax}B`,
      threads: String(bounds.threadsMax),
    })
    const connection = await instance.connect()
    // Without a place for what memory does not hold: it would be clear text on the disk.
    await connection.run("SET temp_directory = ''")
    await connection.run('SET enable_external_access = false')
    return new QueryDatabase(duck, instance, connection, bounds)
  }

  /** Makes an empty table. */
  async create(table: string, columns: readonly LoadedColumn[]): Promise<void> {
    const fields = columns.map(({ name, type }) => `${quoted(name)} ${sqlTypes[type]}`)
    await this.connection.run(`CREATE TABLE ${quoted(table)} (${fields.join(', ')})`)
  }

  /** Adds rows, given by columns in their order. */
  async add(
    table: string,
    columns: readonly (LoadedColumn & { readonly cells: readonly Cell[] })[],
  ): Promise<void> {
    const appender = await this.connection.createAppender(table)
    const types = columns.map((_, index) => appender.columnType(index))
    const count = columns[0]?.cells.length ?? 0
    for (let from = 0; from < count; from += rowsPerChunk) {
      const to = Math.min(count, from + rowsPerChunk)
      const chunk = this.duck.DuckDBDataChunk.create(types, to - from)
      for (const [index, { type, cells }] of columns.entries())
        chunk.setColumnValues(
          index,
          cells.slice(from, to).map((cell) => this.loaded(type, cell)),
        )
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
  }

  /** Ends loading: from here on nothing can be changed. */
  async seal(): Promise<void> {
    await this.connection.run('SET lock_configuration = true')
    this.isSealed = true
  }

  /**
   * Runs one SELECT. Throws an InputError in one line for what is wrong in it, for what it must not do, and when it takes
   * too long; also while its rows are read.
   */
  async ask(sql: string): Promise<Answer> {
    if (!this.isSealed) throw new Error('the database is still open')
    const { connection, duck, bounds } = this
    await connection.run('BEGIN TRANSACTION READ ONLY')
    let isOver = false
    const clock = setTimeout(() => {
      isOver = true
      connection.interrupt()
    }, bounds.secondsMax * 1000)
    const finish = async (): Promise<void> => {
      clearTimeout(clock)
      await connection.run('ROLLBACK')
    }
    try {
      const tree = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql])
      checkTree(JSON.parse(String(tree.getRows()[0]?.[0])) as SqlTree)
      const statement = await connection.prepare(sql)
      if (statement.statementType !== duck.StatementType.SELECT) throw new InputError(onlyReads)
      const result = await statement.stream()
      const columns = result
        .deduplicatedColumnNames()
        .map((name, index) => ({ name, type: result.columnType(index).toString() }))
      const chunks = async function* (): AsyncGenerator<readonly Answered[]> {
        try {
          for (;;) {
            const chunk = await result.fetchChunk()
            if (chunk === null || chunk.rowCount === 0) break
            for (const row of chunk.getRows()) yield row.map((value) => answered(duck, value))
          }
          if (await isAborted(connection)) throw new InputError(isOver ? tooLong(bounds) : failedMidway)
        } catch (cause) {
          throw explained(cause, bounds)
        } finally {
          await finish()
        }
      }
      return { columns, rows: chunks() }
    } catch (cause) {
      await finish()
      throw explained(cause, bounds)
    }
  }

  close(): void {
    this.connection.closeSync()
    this.instance.closeSync()
  }

  private loaded(type: ColumnType, cell: Cell): DuckDBValue {
    if (cell === null) return null
    if (type === 'time') return new this.duck.DuckDBTimestampNanosecondsValue(cell as bigint)
    return Array.isArray(cell) ? this.duck.listValue(cell as DuckDBValue[]) : (cell as DuckDBValue)
  }
}

/** DuckDB's size of a vector. */
const rowsPerChunk = 2048
const failedMidway =
  'the query failed while its rows were read (at a value, or for want of memory): what came of it is not all.'
const onlyReads = 'a query only reads the tables of the case: give a SELECT.'

/** What DuckDB's parser makes of a text of SQL. It gives a tree for SELECT only. */
interface SqlTree {
  readonly error: boolean
  readonly error_type?: string
  readonly error_message?: string
  readonly statements?: readonly unknown[]
}

/**
 * Functions that a FROM may call. All others are refused by name, before anything runs: many read files, and some do what
 * closing the database does not keep them from (a log, an address in memory).
 */
const fromFunctions: ReadonlySet<string> = new Set([
  'duckdb_columns',
  'duckdb_functions',
  'duckdb_keywords',
  'duckdb_tables',
  'duckdb_types',
  'generate_series',
  'histogram',
  'json_each',
  'json_tree',
  'range',
  'repeat',
  'repeat_row',
  'summary',
  'unnest',
])

function checkTree(tree: SqlTree): void {
  if (tree.error) {
    if (tree.error_type === 'parser') throw new InputError(cannotRun(tree.error_message ?? ''))
    throw new InputError(onlyReads)
  }
  const statements = tree.statements ?? []
  if (statements.length !== 1)
    throw new InputError(statements.length === 0 ? 'the query is empty.' : 'give one query, not several.')
  const waiting: unknown[] = [...statements]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node !== 'object' || node === null) continue
    const { type, function: called } = node as { type?: unknown; function?: { function_name?: unknown } }
    if (type === 'TABLE_FUNCTION' && !fromFunctions.has(String(called?.function_name)))
      throw new InputError(onlyReads)
    for (const field of Object.values(node)) if (field !== undefined) waiting.push(field)
  }
}

function cannotRun(message: string): string {
  const [first = ''] = message.split(/\n\s*LINE \d+:/)
  const line = first
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(ofDatabase, '')
    .trim()
  const advice = unknownName.test(line) ? ' varde query --tables lists the tables and their columns.' : ''
  return `the query cannot be run: ${line}${/[.!?]$/.test(line) ? '' : '.'}${advice}`
}

/** A name that DuckDB offers in the place of one that is not there, and which is of its own tables. */
const ofDatabase = / Did you mean "(?:pg_|sqlite_|duckdb_|pragma_|information_schema)[^"]*"\?/

/** What DuckDB says of a table or a column that is not there. */
const unknownName =
  /^Catalog Error: Table with name |^Binder Error: (?:Referenced (?:table|column) |Column "[^"]*" does not exist on |Table "[^"]*" does not have a column )/

async function loadDuck(): Promise<Duck> {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    throw new FaultError(
      `queries need DuckDB (@duckdb/node-api), which is not installed for ${process.platform} ${process.arch}: npm install --include=optional. Everything else works without it.`,
      { cause },
    )
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * Whether what ran in the transaction failed. A stream of rows that fails midway ends as one that is whole does, and its
 * error is not given (`duckdb_fetch_chunk` of DuckDB's C API); but its transaction takes nothing more then.
 */
async function isAborted(connection: DuckDBConnection): Promise<boolean> {
  try {
    await connection.run('SELECT 1')
    return false
  } catch (cause) {
    // Also where the time was over at just that moment.
    if (cause instanceof Error) return true
    throw cause
  }
}

function tooLong({ secondsMax }: QueryBounds): string {
  return `the query took longer than ${secondsMax} s.`
}

/** DuckDB's errors in one line, by whose fault they are. */
function explained(cause: unknown, bounds: QueryBounds): Error {
  if (!(cause instanceof Error) || cause instanceof InputError || cause instanceof FaultError)
    return cause instanceof Error ? cause : new Error(String(cause))
  const { message } = cause
  if (message.startsWith('INTERRUPT')) return new InputError(tooLong(bounds), { cause })
  if (message.startsWith('Out of Memory'))
    return new InputError(
      `the query needs more memory than it is given (${bounds.memoryBytesMax / 1_048_576} MiB).`,
      { cause },
    )
  if (/^Permission Error|read-only mode/.test(message)) return new InputError(onlyReads, { cause })
  return new InputError(cannotRun(message), { cause })
}

/** A value of DuckDB's as a plain one. */
function answered(duck: Duck, value: DuckDBValue): Answered {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'bigint' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  )
    return value
  if (value instanceof duck.DuckDBTimestampNanosecondsValue) return timeOf(value.nanos, 9)
  if (value instanceof duck.DuckDBTimestampValue || value instanceof duck.DuckDBTimestampTZValue)
    return timeOf(value.micros * 1_000n, 6)
  if (value instanceof duck.DuckDBTimestampMillisecondsValue) return timeOf(value.millis * 1_000_000n, 3)
  if (value instanceof duck.DuckDBTimestampSecondsValue) return timeOf(value.seconds * 1_000_000_000n, 0)
  if (value instanceof duck.DuckDBListValue || value instanceof duck.DuckDBArrayValue)
    return value.items.map((item) => answered(duck, item))
  if (value instanceof duck.DuckDBStructValue)
    return Object.fromEntries(
      Object.entries(value.entries).map(([name, field]) => [name, answered(duck, field)]),
    )
  return String(value)
}

function timeOf(nanoseconds: bigint, digits: number): string {
  const second = 1_000_000_000n
  const nsec = ((nanoseconds % second) + second) % second
  return formatInstant({ sec: Number((nanoseconds - nsec) / second), nsec: Number(nsec) }, digits)
}
