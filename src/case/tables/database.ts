import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import { FaultError, InputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { formatInstant } from '../../core/time.ts'
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

/** Names of the types in SQL. */
const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
  time: 'TIMESTAMP_NS',
  texts: 'VARCHAR[]',
  integers: 'BIGINT[]',
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
  private isSealed = false

  private constructor(duck: Duck, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.duck = duck
    this.instance = instance
    this.connection = connection
  }

  /** Throws a FaultError where DuckDB is not installed for this machine. */
  static async open(): Promise<QueryDatabase> {
    const duck = await loadDuck()
    const instance = await duck.DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      memory_limit: `${limits.query.memoryBytesMax}B`,
      threads: String(limits.query.threadsMax),
    })
    const connection = await instance.connect()
    // Without a place for what memory does not hold: it would be clear text on the disk.
    await connection.run("SET temp_directory = ''")
    await connection.run('SET enable_external_access = false')
    return new QueryDatabase(duck, instance, connection)
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

  /** Columns of a table that SQL takes for words of its own. */
  async reservedWords(): Promise<string[]> {
    const sql = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
    const { rows } = await this.ask(sql)
    const words: string[] = []
    for await (const [word] of rows) words.push(String(word))
    return words
  }

  /**
   * Runs one SELECT. Throws an InputError in one line for what is wrong in it, for what it must not do, and when it takes
   * too long (also while its rows are read).
   */
  async ask(sql: string): Promise<Answer> {
    if (!this.isSealed) throw new Error('the database is still open')
    const { connection, duck } = this
    await connection.run('BEGIN TRANSACTION READ ONLY')
    const clock = setTimeout(() => connection.interrupt(), limits.query.secondsMax * 1000)
    const finish = async (): Promise<void> => {
      clearTimeout(clock)
      await connection.run('ROLLBACK')
    }
    try {
      const statements = await connection.extractStatements(sql)
      if (statements.count !== 1)
        throw new InputError(statements.count === 0 ? 'the query is empty.' : 'give one query, not several.')
      const statement = await statements.prepare(0)
      if (statement.statementType !== duck.StatementType.SELECT) throw new InputError(onlyReads)
      const result = await statement.stream()
      const columns = result
        .deduplicatedColumnNames()
        .map((name, index) => ({ name, type: result.columnType(index).toString() }))
      const chunks = async function* (): AsyncGenerator<readonly Answered[]> {
        try {
          for (;;) {
            const chunk = await result.fetchChunk()
            if (chunk === null || chunk.rowCount === 0) return
            for (const row of chunk.getRows()) yield row.map((value) => answered(duck, value))
          }
        } catch (cause) {
          throw explained(cause)
        } finally {
          await finish()
        }
      }
      return { columns, rows: chunks() }
    } catch (cause) {
      await finish()
      throw explained(cause)
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
const onlyReads = 'a query only reads the tables of the case: give a SELECT.'

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

/** DuckDB's errors in one line, by whose fault they are. */
function explained(cause: unknown): Error {
  if (!(cause instanceof Error) || cause instanceof InputError || cause instanceof FaultError)
    return cause instanceof Error ? cause : new Error(String(cause))
  const { message } = cause
  if (message.startsWith('INTERRUPT'))
    return new InputError(`the query took longer than ${limits.query.secondsMax} s.`, { cause })
  if (message.startsWith('Out of Memory'))
    return new InputError(
      `the query needs more memory than it is given (${limits.query.memoryBytesMax / 1_048_576} MiB).`,
      { cause },
    )
  if (/^Permission Error|configuration|read-only mode|Expected a single SELECT/.test(message))
    return new InputError(onlyReads, { cause })
  const [first = ''] = message.split(/\n\s*LINE \d+:/)
  const line = first.replaceAll(/\s*\n\s*/g, ' ').trim()
  return new InputError(`the query cannot be run: ${line}${/[.!?]$/.test(line) ? '' : '.'}`, { cause })
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
