import { resultTables } from './schema.ts'
import type { ColumnType } from './types.ts'

/** Names of the types in SQL. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
  time: 'TIMESTAMP_NS',
  texts: 'VARCHAR[]',
  integers: 'BIGINT[]',
}

/** A column as a query sees it. */
export interface QueryColumn {
  readonly name: string
  readonly type: ColumnType
  readonly about: string
  /** Masked unless values are revealed. */
  readonly isHidden: boolean
}

/** A table as a query sees it. */
export interface QueryTable {
  readonly name: string
  readonly about: string
  readonly columns: readonly QueryColumn[]
}

function shown(name: string, type: ColumnType, about: string): QueryColumn {
  return { name, type, about, isHidden: false }
}

const caseFolder = shown('case_folder', 'text', 'folder of the case, as the command was given it')
const result = shown('result', 'text', 'key of the result: results.result')

/** What a query is told beside the rows of a file: where they come from. */
export const originColumns: readonly QueryColumn[] = [caseFolder, result]

/** Column that numbers values: it is made when the tables are loaded, over all cases of the query. */
export const valueNumber: QueryColumn = shown(
  'value_number',
  'integer',
  'the same number stands for the same value of the same kind, in all cases of the query',
)

/** Tables on the cases themselves, which are in no file of a result. */
export const caseTables: readonly QueryTable[] = [
  {
    name: 'cases',
    about: 'A case of the query.',
    columns: [
      caseFolder,
      { ...shown('name', 'text', 'what it is about'), isHidden: true },
      { ...shown('device', 'text', 'the phone'), isHidden: true },
      shown('time_zone', 'text', 'of the people concerned'),
      shown('encrypted', 'flag', 'its files are encrypted'),
    ],
  },
  {
    name: 'results',
    about: 'A result of a case, in the order in which they were made.',
    columns: [
      caseFolder,
      result,
      shown('version', 'text', 'version of varde that made it'),
      shown('data', 'texts', 'data sets and their dates'),
      shown('made_at', 'time', 'by the clock of that machine'),
      shown('made_by', 'text', 'who made it'),
      shown('evidence', 'texts', 'files that were scanned'),
      shown('loaded', 'flag', 'its rows are in the other tables'),
    ],
  },
  {
    name: 'acts',
    about: 'An act on a case: the ledger.',
    columns: [
      caseFolder,
      shown('sequence', 'integer', 'from 1'),
      shown('acted_at', 'time', 'by the clock of that machine'),
      shown('act', 'text', 'as init, add, scan, bundle'),
      shown('acted_by', 'text', 'who'),
      shown('version', 'text', 'version of varde'),
      shown('command', 'text', 'the command, without names and values'),
      shown('hash', 'text', 'of the record, which covers the one before'),
    ],
  },
]

/** Every table of `varde query`, in the order of the page that lists them. */
export const queryTables: readonly QueryTable[] = [
  ...caseTables,
  ...resultTables.map(({ name, about, columns }) => ({
    name,
    about,
    columns: [
      ...columns.flatMap((column) => {
        const { hidden, isName = false } = column
        const one = {
          name: column.name,
          type: column.type,
          about: column.about,
          isHidden: hidden !== undefined || isName,
        }
        return name === 'observations' && column.name === 'normal' ? [one, valueNumber] : [one]
      }),
      ...originColumns,
    ],
  })),
]
