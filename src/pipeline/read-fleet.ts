import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { Side } from '../assess/side.ts'
import type { Unit, UnitState } from '../assess/scope.ts'
import { recordsOf } from '../case/case-folder.ts'
import { InputError } from '../core/errors.ts'
import { count } from '../correlate/words.ts'
import { fieldsOf } from '../device/events/importers/csv.ts'
import type { DeviceEventKind } from '../device/events/types.ts'

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
/** Kinds of event that count as exposure. */
const stimuli: readonly DeviceEventKind[] = ['boot', 'screen-on', 'unlock', 'network-up', 'sim-change']
const unitsMax = 100_000

/** What makes a unit affected or clean. */
export interface FleetOptions {
  /** Host or family that makes a unit affected; null: any identifier that is sent. */
  readonly sender: string | null
  /** Exposures without a send that make a unit clean. */
  readonly exposuresMin: number
  /** Reads what was captured of a unit: files, or the folder of a case. */
  readonly readSide: (paths: readonly string[]) => Promise<Side>
}

/**
 * The units of a fleet: from a table with one row for each, or from a folder with one folder for each (with its captures,
 * results and events, and a `unit.yaml` of its attributes). Serial numbers are hashed; only their beginnings are kept.
 */
export async function readFleet(path: string, options: FleetOptions): Promise<Unit[]> {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch (cause) {
    throw new InputError(`${path}: there is no such table or folder.`, { cause })
  }
  const units = isFolder ? await readFolder(path, options) : await readTable(path, options)
  if (units.length === 0) throw new InputError(`${path}: no unit stands in it.`)
  return units
}

async function readTable(path: string, options: FleetOptions): Promise<Unit[]> {
  const lines = readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .split(/\r*\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const [head] = lines
  if (head === undefined) throw new InputError(`${path}: the table is empty.`)
  const separator = head.includes(';') && !head.includes(',') ? ';' : head.includes('\t') ? '\t' : ','
  const names = fieldsOf(head, separator).map((name) => name.trim())
  const hasEvidence = ['captures', 'results', 'affected'].some((name) => names.includes(name))
  if (!hasEvidence) throw new InputError(`${path}: the table needs a column captures, results or affected.`)
  if (lines.length > unitsMax) throw new InputError(`${path}: more than ${unitsMax} units.`)
  const units: Unit[] = []
  const seen = new Set<string>()
  for (const [index, line] of lines.slice(1).entries()) {
    const fields = fieldsOf(line, separator).map((field) => field.trim())
    const row = new Map(names.map((name, at) => [name, fields[at] ?? '']))
    const id = idOf(row, index)
    if (seen.has(id)) throw new InputError(`${path}, row ${index + 2}: the unit ${id} stands twice.`)
    seen.add(id)
    units.push(await unitOf(id, row, path, index + 2, options))
  }
  return units
}

function idOf(row: ReadonlyMap<string, string>, index: number): string {
  const named = row.get('unit') ?? ''
  if (named !== '') return named
  const serial = row.get('serial') ?? row.get('imei') ?? ''
  return serial === ''
    ? `unit ${index + 1}`
    : `sha256 ${createHash('sha256').update(serial).digest('hex').slice(0, 16)}`
}

/** Attributes of a row: all columns but the own ones, and the beginnings of the serial number. */
function attributesOf(row: ReadonlyMap<string, string>): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [name, value] of row) if (!ownColumns.has(name) && value !== '') attributes.set(name, value)
  const serial = row.get('serial') ?? ''
  for (const length of serialStarts)
    if (serial.length >= length + 3) attributes.set(`serial start (${length})`, serial.slice(0, length))
  return attributes
}

async function unitOf(
  id: string,
  row: ReadonlyMap<string, string>,
  path: string,
  line: number,
  options: FleetOptions,
): Promise<Unit> {
  const attributes = attributesOf(row)
  const files = ['captures', 'results', 'events'].flatMap((name) =>
    (row.get(name) ?? '')
      .split(/[;|]/)
      .map((file) => file.trim())
      .filter((file) => file !== ''),
  )
  const told = row.get('affected') ?? ''
  if (files.length > 0)
    return judged(
      id,
      attributes,
      await options.readSide(files.map((file) => (isAbsolute(file) ? file : join(dirname(path), file)))),
      options,
    )
  const exposures = numberOf(row.get('exposures'), path, line)
  const hits = numberOf(row.get('hits'), path, line)
  if (/^(yes|true|1|affected)$/i.test(told))
    return {
      id,
      attributes,
      state: 'affected',
      exposures: exposures ?? 0,
      hits: hits ?? 0,
      reason:
        hits === null
          ? 'as the table says'
          : `${count(hits, 'send')}${exposures === null ? '' : ` in ${count(exposures, 'exposure')}`}, as the table says`,
    }
  if (/^(no|false|0|clean)$/i.test(told)) {
    const isEnough = exposures === null || exposures >= options.exposuresMin
    return {
      id,
      attributes,
      state: isEnough ? 'clean' : 'undetermined',
      exposures: exposures ?? 0,
      hits: hits ?? 0,
      reason: isEnough
        ? `${exposures === null ? '' : `${count(exposures, 'exposure')} without a send, `}as the table says`
        : `only ${count(exposures, 'exposure')}, too few to call it clean`,
    }
  }
  if (told !== '' && !/^(unknown|undetermined|\?)$/i.test(told))
    throw new InputError(`${path}, row ${line}: affected is “${told}”: give yes, no or unknown.`)
  return {
    id,
    attributes,
    state: 'undetermined',
    exposures: exposures ?? 0,
    hits: hits ?? 0,
    reason: 'nothing was captured',
  }
}

function numberOf(text: string | undefined, path: string, line: number): number | null {
  if (text === undefined || text === '') return null
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0)
    throw new InputError(`${path}, row ${line}: “${text}” is no count.`)
  return value
}

/** Affected, clean with so much exposure, or undetermined: by what its traffic shows. */
export function judged(
  id: string,
  attributes: ReadonlyMap<string, string>,
  side: Side,
  options: Pick<FleetOptions, 'sender' | 'exposuresMin'>,
): Unit {
  const { sender } = options
  const sends = side.transmissions.filter(
    (one) => one.identifiers.length > 0 && (sender === null || one.host === sender || one.family === sender),
  )
  const events = stimuli.reduce((sum, kind) => sum + (side.eventCounts.get(kind) ?? 0), 0)
  const hours = Math.floor(side.observedSeconds / 3_600)
  const exposures = events > 0 ? events : hours
  const what = events > 0 ? count(events, 'event') : count(hours, 'observed hour')
  const hits = sends.length
  let state: UnitState = 'undetermined'
  let reason = `${what} without a send: too few to call it clean`
  if (hits > 0) {
    state = 'affected'
    reason = `${count(hits, 'send')} to ${[...new Set(sends.map((one) => one.host))].slice(0, 3).join(', ')}`
  } else if (
    sender !== null &&
    (side.dnsNames.has(sender) || side.recipients.some((one) => one.host === sender))
  ) {
    state = 'affected'
    reason = 'it asks for the name or contacts it, but nothing readable was sent'
  } else if (exposures >= options.exposuresMin) {
    state = 'clean'
    reason = `${what} without a send`
  }
  return { id, attributes, state, exposures, hits, reason }
}

/** Captures, results and events, by their usual endings. */
const unitFile = /\.(pcap|pcapng|cap|har|gz|json|ndjson|csv|zip)$/i

/** Whether a case was ever given a capture: where it is missing now, that is said when the case is read. */
function hadEvidence(folder: string): boolean {
  return recordsOf(folder).some(
    ({ act, details }) => act === 'add' && (details['kind'] ?? 'evidence') === 'evidence',
  )
}

/** What is read of a unit: the files of its folder, or the folder itself where that is a case with evidence. */
function partsOf(folder: string): string[] {
  if (existsSync(join(folder, 'ledger.jsonl'))) return hadEvidence(folder) ? [folder] : []
  return readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && unitFile.test(file.name))
    .map((file) => join(folder, file.name))
    .sort()
}

async function readFolder(path: string, options: FleetOptions): Promise<Unit[]> {
  const { parse } = await import('yaml')
  const units: Unit[] = []
  for (const entry of readdirSync(path, { withFileTypes: true }).toSorted((left, right) =>
    left.name < right.name ? -1 : 1,
  )) {
    if (!entry.isDirectory()) continue
    const folder = join(path, entry.name)
    const description = join(folder, 'unit.yaml')
    const row = new Map<string, string>()
    if (existsSync(description)) {
      let value: unknown
      try {
        value = parse(readFileSync(description, 'utf8'), { maxAliasCount: 0 })
      } catch (cause) {
        throw new InputError(
          `${description}: it is no YAML (${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}).`,
          { cause },
        )
      }
      if (typeof value !== 'object' || value === null)
        throw new InputError(`${description}: give attributes as name: value.`)
      for (const [name, own] of Object.entries(value)) row.set(name, String(own))
    }
    const files = partsOf(folder)
    const id = row.get('unit') ?? entry.name
    if (files.length === 0)
      units.push({
        id,
        attributes: attributesOf(row),
        state: 'undetermined',
        exposures: 0,
        hits: 0,
        reason: 'nothing was captured',
      })
    else units.push(judged(id, attributesOf(row), await options.readSide(files), options))
  }
  return units
}
