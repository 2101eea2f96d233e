import { dirname, isAbsolute, join } from 'node:path'
import { csvRow } from '../../../core/csv-fields.ts'
import { InputError } from '../../../core/errors.ts'
import { limits } from '../../../core/limits.ts'
import { reading } from '../../../core/read-error.ts'
import { writtenText } from '../../../core/written-text.ts'
import { decodeText } from '../../../device/events/read-events.ts'
import { readWholeFile } from '../../reading/open-file.ts'
import { refuseScanResult } from '../../reading/refuse-result.ts'
import { capturedUnit } from './read-unit.ts'
import type { FleetOptions, ReadUnit } from './read-unit.ts'
import { toldUnit } from './told-unit.ts'
import { columnName } from './unit-row.ts'
import type { UnitRow } from './unit-row.ts'
import { UnitsSeen } from './units-seen.ts'

/** A table of so many units is no longer than so many bytes; a device has no end. */
const { fleetUnitsMax, fleetTableBytesMax } = limits.pipeline

/** Reads the units of a table with one row for each. */
export async function readTable(path: string, options: FleetOptions): Promise<ReadUnit[]> {
  refuseScanResult(path, 'table of units')
  const lines = tableText(
    reading(path, () => readWholeFile(path, fleetTableBytesMax)),
    path,
  )
    .split(/\r*\n/)
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text.trim() !== '' && !text.startsWith('#'))
  const head = lines[0]?.text
  if (head === undefined) throw new InputError(`${path}: the table is empty.`)
  const separator = head.includes(';') && !head.includes(',') ? ';' : head.includes('\t') ? '\t' : ','
  const names = closedRow(head, separator, `${path}, row ${lines[0]?.number}`).map(columnName)
  const hasEvidence = ['captures', 'results', 'affected'].some((name) => names.includes(name))
  if (!hasEvidence) throw new InputError(`${path}: the table needs a column captures, results or affected.`)
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) < at)
  if (twice !== undefined) throw new InputError(`${path}: the column ${twice} stands twice.`)
  if (lines.length > fleetUnitsMax) throw new InputError(`${path}: more than ${fleetUnitsMax} units.`)
  const units: ReadUnit[] = []
  const seen = new UnitsSeen()
  for (const [index, { text, number }] of lines.slice(1).entries()) {
    const fields = closedRow(text, separator, `${path}, row ${number}`).map((field) => field.trim())
    // A separator in a field that is not quoted moves all that stand behind it.
    if (fields.slice(names.length).some((field) => field !== ''))
      throw new InputError(
        `${path}, row ${number}: it has ${fields.length} fields, and the table ${names.length} columns: put a field that holds “${separator}” into double quotes.`,
      )
    const row = new Map(names.map((name, at) => [name, fields[at] ?? '']))
    const id = idOf(row, index)
    seen.add(id, row, `${path}, row ${number}`)
    units.push(await readUnit(id, row, path, number, options))
  }
  return units
}

/** The text of a table. Throws an InputError for bytes that are no text: they were another serial number or name. */
function tableText(bytes: Buffer, path: string): string {
  const text = decodeText(bytes)
  return text.includes('\ufffd') ? writtenText(bytes, path) : text
}

/** The fields of a row, of which none goes on to the end of the line for want of a quote, with all that stands behind it. */
function closedRow(line: string, separator: string, where: string): string[] {
  const { fields, isOpen } = csvRow(line, separator)
  if (isOpen)
    throw new InputError(`${where}: a double quote is not closed: close it; a row is one line of the table.`)
  return fields
}

function idOf(row: UnitRow, index: number): string {
  const named = row.get('unit') ?? ''
  return named === '' ? `unit ${index + 1}` : named
}

async function readUnit(
  id: string,
  row: UnitRow,
  path: string,
  line: number,
  options: FleetOptions,
): Promise<ReadUnit> {
  const files = ['captures', 'results', 'events'].flatMap((name) =>
    (row.get(name) ?? '')
      .split(/[;|]/)
      .map((file) => file.trim())
      .filter((file) => file !== ''),
  )
  if (files.length === 0) {
    const told = toldUnit(id, row, path, line, options)
    return { side: null, asTo: () => told }
  }
  const paths = files.map((file) => (isAbsolute(file) ? file : join(dirname(path), file)))
  return capturedUnit(id, row, paths, options)
}
