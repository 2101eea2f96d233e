import { limits } from '../core/limits.ts'
import { csvCell } from './writing/csv-cell.ts'
import { printable, printableJson } from './writing/printable.ts'
import { columnsOf } from './writing/wrap.ts'

/** A value of an answer. */
export type AnsweredValue =
  | string
  | bigint
  | number
  | boolean
  | null
  | readonly AnsweredValue[]
  | { readonly [name: string]: AnsweredValue }

/** A column of an answer, and its type in SQL. */
export interface AnsweredColumn {
  readonly name: string
  readonly type: string
}

type Rows = AsyncIterable<readonly AnsweredValue[]>
type Write = (text: string) => Promise<void>

const numeric = /INT$|INTEGER$|^DOUBLE|^FLOAT|^DECIMAL/
const rowsPerWrite = 1_000

/** The answer as an aligned table for the terminal: the first rows, and whether there are more. */
export async function writeTable(
  columns: readonly AnsweredColumn[],
  rows: Rows,
  write: Write,
): Promise<void> {
  const cells: string[][] = []
  let hasMore = false
  for await (const row of rows) {
    if (cells.length === limits.query.rowsShownMax) {
      hasMore = true
      break
    }
    cells.push(row.map((value) => shortened(textOf(value, ', '))))
  }
  const heads = columns.map(({ name }) => shortened(name))
  const widths = heads.map((head, index) =>
    Math.max(columnsOf(head), ...cells.map((row) => columnsOf(row[index] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((text, index) => {
        const room = ' '.repeat((widths[index] ?? 0) - columnsOf(text))
        return numeric.test(columns[index]?.type ?? '') ? room + text : text + room
      })
      .join('  ')
      .trimEnd()
  const count = `${cells.length} ${cells.length === 1 ? 'row' : 'rows'}`
  const end = hasMore ? `the first ${count}; --json and --csv have all` : count
  const lines = [
    line(heads),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...cells.map(line),
    `(${end})`,
  ]
  await write(`${lines.join('\n')}\n`)
}

/** The answer as one JSON document, `varde/query@1`. Whole numbers beyond 2^53 are strings. */
export async function writeJson(columns: readonly AnsweredColumn[], rows: Rows, write: Write): Promise<void> {
  const head = columns.map(({ name, type }) => ({ name, type }))
  let text = `{\n  "schema": "varde/query@1",\n  "columns": ${JSON.stringify(head)},\n  "rows": [`
  let separator = '\n'
  await eachSome(rows, async (some) => {
    for (const row of some) {
      const fields = Object.fromEntries(columns.map(({ name }, index) => [name, jsonOf(row[index] ?? null)]))
      text += `${separator}    ${JSON.stringify(fields)}`
      separator = ',\n'
    }
    await write(printableJson(text))
    text = ''
  })
  await write(`${printableJson(text)}${separator === '\n' ? '' : '\n  '}]\n}\n`)
}

/** The answer as comma-separated values; no cell is a formula. NULL is an empty cell. */
export async function writeCsv(columns: readonly AnsweredColumn[], rows: Rows, write: Write): Promise<void> {
  const line = (cells: readonly string[]): string => `${cells.join(',')}\r\n`
  await write(line(columns.map(({ name }) => csvCell(name))))
  await eachSome(rows, (some) => write(some.map((row) => line(row.map(csvValue))).join('')))
}

/** Numbers below zero begin as formulas do, and are none. */
function csvValue(value: AnsweredValue): string {
  if (value === null) return ''
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : csvCell(textOf(value, ' '))
}

async function eachSome(
  rows: Rows,
  take: (some: readonly (readonly AnsweredValue[])[]) => Promise<void>,
): Promise<void> {
  let some: (readonly AnsweredValue[])[] = []
  for await (const row of rows) {
    some.push(row)
    if (some.length < rowsPerWrite) continue
    await take(some)
    some = []
  }
  if (some.length > 0) await take(some)
}

function textOf(value: AnsweredValue, separator: string): string {
  if (value === null) return 'NULL'
  if (isList(value)) return value.map((item) => textOf(item, separator)).join(separator)
  if (typeof value === 'object') return JSON.stringify(jsonOf(value))
  return String(value)
}

function isList(value: AnsweredValue): value is readonly AnsweredValue[] {
  return Array.isArray(value)
}

function jsonOf(value: AnsweredValue): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map(jsonOf)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, jsonOf(field)]))
}

function shortened(text: string): string {
  const { cellCharactersMax } = limits.query
  const characters = Array.from(printable(text.slice(0, cellCharactersMax * 2)))
  return characters.length <= cellCharactersMax
    ? characters.join('')
    : `${characters.slice(0, cellCharactersMax - 1).join('')}…`
}
