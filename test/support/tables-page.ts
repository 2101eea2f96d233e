import { queryTables, sqlTypes } from '../../src/case/tables/query-tables.ts'

/** The tables of `varde query` with their columns as Markdown, for docs/tables.md. */
export function tablesPage(): string {
  return queryTables
    .map(({ name, about, columns }) => {
      const rows = columns.map(
        (column) =>
          `| \`${column.name}\` | ${sqlTypes[column.type]} | ${column.about}${column.isHidden ? ' · masked' : ''} |`,
      )
      return `### ${name}\n\n${about}\n\n| column | type | what |\n|---|---|---|\n${rows.join('\n')}\n`
    })
    .join('\n')
}
