import { canonicalJson } from '../canonical-json.ts'
import { parquetOf } from './parquet.ts'
import { columnsOf } from './rows.ts'
import { resultTables } from './schema.ts'

/** Name of a table's file beside the document. */
export function tableFile(table: string): string {
  return `${table}.parquet`
}

/**
 * The files that are derived from the document of a scan and stand beside it: a Parquet file for each table, and the
 * coverage statement. `clear`: with all values, `masked`: the same without.
 */
export function tableFiles(
  clear: Readonly<Record<string, unknown>>,
  masked: Readonly<Record<string, unknown>>,
): Record<string, Buffer> {
  const files: Record<string, Buffer> = {
    'coverage.json': Buffer.from(`${canonicalJson(clear['coverage'])}\n`),
  }
  for (const table of resultTables)
    files[tableFile(table.name)] = parquetOf(table.name, columnsOf(table, clear, masked))
  return files
}
