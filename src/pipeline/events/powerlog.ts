import type { DatabaseSync as Database } from 'node:sqlite'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { eventAnomalies } from '../../device/events/anomalies.ts'
import { EventCollector } from '../../device/events/collector.ts'
import type { DeviceEventKind, Imported } from '../../device/events/types.ts'

/** A table of the power log, the column that tells, and what its changes mean. */
const tables: readonly {
  readonly name: string
  readonly column: string
  readonly on: DeviceEventKind
  readonly off: DeviceEventKind
}[] = [
  { name: 'PLSpringBoardAgent_EventForward_SBLock', column: 'LOCKED', on: 'lock', off: 'unlock' },
  {
    name: 'PLBatteryAgent_EventBackward_BatteryUI',
    column: 'IsCharging',
    on: 'charger-on',
    off: 'charger-off',
  },
]
const offsetTable = 'PLStorageOperator_EventForward_TimeOffset'

/** True where bytes begin as a SQLite database does. */
export function isSqlite(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 16)).toString('latin1') === 'SQLite format 3\u0000'
}

/** Where a database says how it is written (SQLite file format, 1.3), for writers and for readers: 2 is with a log beside it. */
const journalBytes = [18, 19] as const

/**
 * Lock, unlock and charging from the power log of iOS (`logs/powerlogs/*.PLSQL` of a sysdiagnose). Its times need the
 * offset that the phone notes beside them: that of the last note before. Null where the database is no power log.
 * It is read in memory: nothing of it is written anywhere.
 */
export function readPowerLog(bytes: Buffer): Imported | null {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const found = new EventCollector('ios-powerlog')
  const database = new DatabaseSync(':memory:', { allowExtension: false })
  try {
    const alone = Buffer.from(bytes)
    // The log is not here, and SQLite would look for it.
    for (const at of journalBytes) if (alone[at] === 2) alone[at] = 1
    database.deserialize(alone)
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
    const known = new Set(
      database
        // A view of the same name could be made to run for ever: only real tables are asked.
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        .all()
        .map((row) => String(row['name'])),
    )
    if (![...known].some((name) => name.startsWith('PL'))) return null
    const offsets = known.has(offsetTable) ? offsetsOf(database) : []
    for (const table of tables) {
      if (known.has(table.name) && hasColumn(database, table.name, table.column))
        readTable(database, table, offsets, found)
    }
  } catch (error) {
    found.note(eventAnomalies.malformed, 0, error instanceof Error ? error.message : String(error))
  } finally {
    database.close()
  }
  return found.finish()
}

function hasColumn(database: Database, table: string, column: string): boolean {
  return database
    .prepare(`PRAGMA table_info("${table}")`)
    .all()
    .some((row) => row['name'] === column)
}

function offsetsOf(database: Database): { at: number; system: number }[] {
  if (!hasColumn(database, offsetTable, 'system')) return []
  return database
    .prepare(
      `SELECT timestamp, system FROM "${offsetTable}" ORDER BY timestamp LIMIT ${limits.device.anchorsMax}`,
    )
    .all()
    .map((row) => ({ at: Number(row['timestamp']), system: Number(row['system']) }))
    .filter((row) => Number.isFinite(row.at) && Number.isFinite(row.system))
}

function readTable(
  database: Database,
  table: (typeof tables)[number],
  offsets: readonly { at: number; system: number }[],
  found: EventCollector,
): void {
  const rows = database
    .prepare(
      `SELECT timestamp, "${table.column}" AS state FROM "${table.name}" ORDER BY timestamp LIMIT ${limits.device.eventsMax}`,
    )
    .all()
  let before: number | null = null
  let place = 0
  for (const row of rows) {
    found.record()
    const at = Number(row['timestamp'])
    const state = Number(row['state'])
    if (!Number.isFinite(at) || !Number.isFinite(state)) {
      found.note(eventAnomalies.malformed, 0, table.name)
      continue
    }
    while (place + 1 < offsets.length && (offsets[place + 1] as { at: number }).at <= at) place++
    const isChange = before !== null && before !== state
    before = state
    if (isChange) found.add(instantOf(at + (offsets[place]?.system ?? 0)), state === 0 ? table.off : table.on)
    else found.ignore()
  }
}

function instantOf(seconds: number): Instant {
  const sec = Math.floor(seconds)
  return { sec, nsec: Math.min(999_999_999, Math.round((seconds - sec) * 1e9)) }
}

/** Members of a tar archive (POSIX ustar) whose names `wants` asks for. Total: what lies about itself ends the reading. */
export function tarMembers(bytes: Buffer, wants: (name: string) => boolean): Buffer[] {
  const members: Buffer[] = []
  let at = 0
  while (at + 512 <= bytes.length && bytes[at] !== 0) {
    const name = bytes.toString('utf8', at, at + 100).split('\u0000')[0] ?? ''
    const prefix = bytes.toString('utf8', at + 345, at + 500).split('\u0000')[0] ?? ''
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 136), 8)
    if (!Number.isInteger(size) || size < 0 || bytes.toString('latin1', at + 257, at + 262) !== 'ustar') break
    const type = bytes[at + 156]
    if ((type === 0 || type === 0x30) && wants(prefix === '' ? name : `${prefix}/${name}`))
      members.push(Buffer.from(bytes.subarray(at + 512, Math.min(bytes.length, at + 512 + size))))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return members
}

/** True where bytes begin as a tar archive does. */
export function isTar(bytes: Buffer): boolean {
  return bytes.length >= 512 && bytes.toString('latin1', 257, 262) === 'ustar'
}
