/** Columns that are no attributes of a unit. */
const ownColumns: ReadonlySet<string> = new Set([
  'unit',
  'captures',
  'results',
  'events',
  'affected',
  'exposures',
  'hits',
  'serial',
  'imei',
  'note',
])

/** How many characters of a serial number are kept, for ranges; never all of it. */
const serialStarts: readonly number[] = [4, 6, 8]

/** What is said of a unit, by the names of its columns. */
export type UnitRow = ReadonlyMap<string, string>

/** `Serial` and `IMEI` are meant, too: as attributes they would be shown. */
export function columnName(name: string): string {
  const trimmed = name.trim()
  const lower = trimmed.toLowerCase()
  return ownColumns.has(lower) ? lower : trimmed
}

/** Attributes of a row: all columns but the own ones, and the beginnings of the serial number. */
export function attributesOf(row: UnitRow): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [name, value] of row) if (!ownColumns.has(name) && value !== '') attributes.set(name, value)
  const serial = row.get('serial') ?? ''
  for (const length of serialStarts)
    if (serial.length >= length + 3) attributes.set(`serial start (${length})`, serial.slice(0, length))
  return attributes
}
