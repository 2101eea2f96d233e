import type { Cell, Column, Table } from './types.ts'

type Fields = Readonly<Record<string, unknown>>

/** A row of the document within the rows that hold it. */
interface Place {
  readonly value: unknown
  readonly index: number
  readonly outer: Place | null
}

/** A column as it is written: `<name>_masked` beside a column that is hidden. */
export interface WrittenColumn {
  readonly name: string
  readonly type: Column['type']
  readonly cells: readonly Cell[]
}

/** Ending of the names of columns that hold the masked reading. */
export const maskedEnding = '_masked'

/**
 * A table's columns, read from the document of a scan with all values (`clear`) and from the same document masked. Both
 * have the same rows in the same order.
 */
export function columnsOf(table: Table, clear: Fields, masked: Fields): WrittenColumn[] {
  const clearRows = rowsOf(table.rows, clear)
  const maskedRows = rowsOf(table.rows, masked)
  if (clearRows.length !== maskedRows.length)
    throw new Error(
      `${table.name} has other rows when it is masked: ${clearRows.length}, ${maskedRows.length}`,
    )
  const read = (rows: readonly Place[], { type }: Column, path: string): Cell[] =>
    rows.map((row) => cellOf(type, valueAt(row, path)))
  return table.columns.flatMap((column) => {
    const { name, type, from } = column
    const written = [{ name, type, cells: read(clearRows, column, from) }]
    const path = column.hidden?.path ?? null
    return path === null
      ? written
      : [...written, { name: `${name}${maskedEnding}`, type, cells: read(maskedRows, column, path) }]
  })
}

function rowsOf(path: readonly string[], document: Fields): Place[] {
  let places: Place[] = [{ value: document, index: 0, outer: null }]
  for (const name of path) {
    places = places.flatMap((outer) => {
      if (name === '**') return numbersIn(outer)
      if (name === '*') return fieldsOf(outer)
      const inner = (outer.value as Fields)[name]
      if (inner === undefined || inner === null) return []
      if (!Array.isArray(inner)) return [{ value: inner, index: 0, outer }]
      return inner.map((value: unknown, index) => ({ value, index, outer }))
    })
  }
  return places
}

/** Each field of an object, with its name. */
function fieldsOf(outer: Place): Place[] {
  return Object.entries(outer.value as Fields).map(([name, value], index) => ({
    value: { name, value },
    index,
    outer,
  }))
}

/** Every number below, with the name of its part and its path there. Lists are left out: they are for people. */
function numbersIn(outer: Place): Place[] {
  const found: Place[] = []
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'number') {
      const [part = '', ...names] = path
      found.push({ value: { part, name: names.join('.'), count: value }, index: found.length, outer })
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, field] of Object.entries(value)) walk(field, [...path, name])
    }
  }
  walk(outer.value, [])
  return found
}

function valueAt(place: Place, path: string): unknown {
  if (path === '#') return place.index
  if (path === '.') return place.value
  if (path.startsWith('^')) return place.outer === null ? null : valueAt(place.outer, path.slice(1))
  let value = place.value
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null
    value = (value as Fields)[name]
  }
  return value
}

function cellOf(type: Column['type'], value: unknown): Cell {
  if (value === undefined || value === null) return type === 'texts' || type === 'integers' ? [] : null
  switch (type) {
    case 'integer':
      return BigInt(value as number)
    case 'time':
      return nanosecondsOf(value as string)
    case 'integers':
      return (value as number[]).map(BigInt)
    case 'texts':
      return value as string[]
    default:
      return value as Cell
  }
}

const int64Max = 2n ** 63n - 1n

/**
 * Nanoseconds since 1970-01-01T00:00:00Z of a time as the document writes it. Null where 64 bits have no room for it
 * (before 1678, after 2262): captures can claim any time.
 */
export function nanosecondsOf(time: string): bigint | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(time)
  if (match === null) return null
  const [, seconds = '', decimals = ''] = match
  const at = BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(decimals.padEnd(9, '0'))
  return at > int64Max || at < -int64Max ? null : at
}
