import { parquetMetadata, parquetRead, parquetSchema } from 'hyparquet'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { tablesVersion } from './schema.ts'
import type { WrittenColumn } from './rows.ts'
import type { Cell, Column } from './types.ts'

const rowsPerGroup = 100_000

/**
 * A table as a Parquet file. The same cells give the same bytes: nothing in it tells when, where or by which version it
 * was written. Times are UTC with nanoseconds, every column may be NULL, lists never are.
 */
export function parquetOf(table: string, columns: readonly WrittenColumn[]): Buffer {
  const bytes = parquetWriteBuffer({
    columnData: columns.map(({ name, cells }) => ({ name, data: [...cells] })),
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)],
    rowGroupSize: rowsPerGroup,
    createdBy: 'varde',
    kvMetadata: [
      { key: 'varde.schema', value: tablesVersion },
      { key: 'varde.table', value: table },
    ],
  })
  return Buffer.from(bytes)
}

function elementsOf({ name, type }: WrittenColumn): SchemaElement[] {
  const leaf = (as: string, of: Column['type']): SchemaElement => ({
    name: as,
    repetition_type: 'OPTIONAL',
    ...leaves[of],
  })
  if (type !== 'texts' && type !== 'integers') return [leaf(name, type)]
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    leaf('element', type === 'texts' ? 'text' : 'integer'),
  ]
}

const leaves: Readonly<Record<Column['type'], Partial<SchemaElement>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  flag: { type: 'BOOLEAN' },
  time: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' } },
  texts: {},
  integers: {},
}

/** Columns of a Parquet file that `parquetOf` wrote, by their names; those in `names` that it does not have are left out. */
export async function readParquet(
  bytes: Uint8Array,
  names?: readonly string[],
): Promise<Map<string, Cell[]>> {
  const file = Uint8Array.from(bytes).buffer
  const metadata = parquetMetadata(file)
  const present = parquetSchema(metadata).children.map(({ element }) => element.name)
  const columns = names === undefined ? present : names.filter((name) => present.includes(name))
  const cells = new Map<string, Cell[]>(columns.map((name) => [name, []]))
  await parquetRead({
    file,
    metadata,
    columns,
    parsers: { timestampFromNanoseconds: (nanoseconds: bigint) => nanoseconds as unknown as Date },
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = cells.get(columnName)
      if (column === undefined) return
      for (let index = 0; index < columnData.length; index++)
        column[rowStart + index] = (columnData[index] as Cell | undefined) ?? null
    },
  })
  return cells
}
