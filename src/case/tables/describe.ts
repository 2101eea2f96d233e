import { queryTables, sqlTypes } from './query-tables.ts'

/** The tables with their columns, for a terminal: a block for each. */
export function tablesText(): string {
  return queryTables
    .map(({ name, about, columns }) => {
      const wide = Math.max(...columns.map((column) => column.name.length))
      const lines = columns.map(
        (column) =>
          `  ${column.name.padEnd(wide)}  ${sqlTypes[column.type].padEnd(12)}  ${column.about}${column.isHidden ? ' (masked)' : ''}`,
      )
      return `${name}: ${about}\n${lines.join('\n')}\n`
    })
    .join('\n')
}
