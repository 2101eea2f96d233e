import { limits } from '../../core/limits.ts'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { hasReadRequests, presenceOf, recipientOf, whyUnread } from '../../assess/side.ts'
import { perhapsText } from '../../assess/compare/perhaps.ts'
import type { Side, SideRecipient, SideTransmission } from '../../assess/side.ts'
import { hoursOfDay } from '../../assess/compare/exposure.ts'
import { nearestTime } from '../../assess/compare/nearest-time.ts'
import { whereHeard } from '../../assess/compare/heard.ts'
import type { Unit, UnitState } from '../../assess/scope/unit.ts'
import { recordsOf } from '../../case/folder/custody.ts'
import { csvRow } from '../../core/csv-fields.ts'
import { InputError } from '../../core/errors.ts'
import { smallest } from '../../core/extremes.ts'
import { isEncrypted } from '../../core/protection.ts'
import { reading } from '../../core/read-error.ts'
import { yamlAsWritten } from '../../core/yaml-as-written.ts'
import { count, countedEvents, percentText } from '../../correlate/words.ts'
import { writtenText } from '../../core/written-text.ts'
import { decodeText } from '../../device/events/read-events.ts'
import type { DeviceEventKind } from '../../device/events/types.ts'
import { readWholeFile } from '../reading/open-file.ts'
import { plainNumber } from './plain-number.ts'
import { refuseScanResult } from '../reading/refuse-result.ts'

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
/** A table of so many units is no longer than so many bytes; a device has no end. */
const { fleetUnitsMax, fleetTableBytesMax, unitSerialsMax } = limits.pipeline

/** What makes a unit clean, and how it is read. */
export interface FleetOptions {
  /** Exposures without a send that make a unit clean. */
  readonly exposuresMin: number
  /** Reads what was captured of a unit: files, or the folder of a case. */
  readonly readSide: (paths: readonly string[]) => Promise<Side>
}

/**
 * The units of a fleet that was read. `sender` is the host or family that makes a unit affected; null: any identifier that
 * is sent.
 */
export type Fleet = (sender: string | null) => Unit[]

/**
 * Reads the units of a fleet: from a table with one row for each, or from a folder with one folder for each (with its captures,
 * results and events, and a `unit.yaml` of its attributes). Of serial numbers only the beginnings are kept; no number
 * names a unit, not even by its digest, since all IMEIs of a model can be tried.
 */
export async function readFleet(path: string, options: FleetOptions): Promise<Fleet> {
  const status = reading(path, () => statSync(path, { throwIfNoEntry: false }))
  if (status === undefined) throw new InputError(`${path}: there is no such table or folder.`)
  const isFolder = status.isDirectory()
  const read = isFolder ? await readFolder(path, options) : await readTable(path, options)
  if (read.length === 0) throw new InputError(`${path}: no unit stands in it.`)
  return (sender) =>
    withoutOtherTimes(
      withoutUnread(withTwinsTold(read.map(({ side, asTo }) => ({ side, unit: asTo(sender) })))),
      options.exposuresMin,
    )
}

/** A unit as it was read: `asTo` says its state as to a sender. The side is null where the table said the state. */
interface ReadUnit {
  readonly side: Side | null
  readonly asTo: (sender: string | null) => Unit
}

/** A unit with what it was judged by; null where the table said its state. */
interface JudgedUnit {
  readonly unit: Unit
  readonly side: Side | null
}

/**
 * Units whose captures show one number that a single phone has, with that said: the same phone captured twice would count
 * as two. Not refused: emulators may share a number.
 */
function withTwinsTold(read: readonly JudgedUnit[]): JudgedUnit[] {
  const first = new Map<string, string>()
  return read.map((one) => {
    const { unit, side } = one
    const signs = (side?.phone ?? []).filter(({ kind }) => kind === 'imei' || kind === 'number')
    let twin: { readonly name: string; readonly of: string } | null = null
    for (const { name, value } of signs) {
      const of = first.get(`${name} ${value}`)
      if (of === undefined) first.set(`${name} ${value}`, unit.id)
      else twin ??= { name, of }
    }
    if (twin === null) return one
    const told = `it sends the ${twin.name} that ${twin.of} sends: one phone, captured twice, counts twice here`
    return { unit: { ...unit, reason: `${unit.reason}; ${told}` }, side }
  })
}

/** A unit must have been read at least so well as this share of one that was found out by keys. */
const readShareMin = 0.5

/**
 * Where a unit was found out only because its encrypted traffic could be read, another of which much less could be read
 * is not clean: its keys may be missing. Nor is it counted where it was found out otherwise.
 */
function withoutUnread(read: readonly JudgedUnit[]): readonly JudgedUnit[] {
  const shares = read.flatMap(({ unit, side }) =>
    side !== null && unit.hits > 0 && side.transmissions.every((one) => isEncrypted(one.protection))
      ? [side.readShare]
      : [],
  )
  if (shares.length === 0) return read
  const needed = readShareMin * smallest(shares)
  return read.map((one) => {
    const { unit, side } = one
    if (!unit.isCounted || side === null || side.readShare >= needed) return one
    const lack = `only ${percentText(side.readShare)} of its traffic could be read, and affected units send encrypted`
    return { unit: withoutCount(unit, lack), side }
  })
}

/**
 * Where what was observed is told in hours, only those count at times of day at which an affected unit was observed, too: of what
 * is sent by day nights show nothing. Where every affected unit was observed too briefly to say at which times of day such
 * units send, hours of any time count, with that doubt.
 */
function withoutOtherTimes(read: readonly JudgedUnit[], exposuresMin: number): Unit[] {
  const affected = read.flatMap(({ unit, side }) =>
    unit.state === 'affected' && side !== null ? [{ unit, hours: hoursHeard(side) }] : [],
  )
  const times = Float64Array.from(affected.flatMap(({ hours }) => hours)).sort()
  const areTimesKnown = affected.some(({ unit, hours }) => unit.isCounted || hours.length >= exposuresMin)
  return read.map(({ unit, side }) => {
    if (times.length === 0 || side === null || !unit.isCounted || countOf(side).kind !== null) return unit
    const hours = hoursHeard(side).filter((hour) => nearestTime(times, hour) !== null).length
    if (hours >= exposuresMin) return unit
    const lack = `only ${count(hours, 'observed hour')} at times of day at which an affected unit was observed`
    return areTimesKnown
      ? withoutCount(unit, lack)
      : { ...unit, isAtOtherTimes: true, reason: `${unit.reason}; ${lack}` }
  })
}

/** At which seconds of the day the hours lie in which a unit was heard, by their middles; none where that is not known. */
function hoursHeard(side: Side): readonly number[] {
  return hoursOfDay(whereHeard(side, null)) ?? []
}

/** A unit that was not tested enough after all, and why. */
function withoutCount(unit: Unit, lack: string): Unit {
  return unit.state === 'affected'
    ? { ...unit, isCounted: false, reason: uncountedReason(unit.reason, lack) }
    : { ...unit, isCounted: false, state: 'undetermined', reason: lack }
}

/** Why a unit is affected, and why it is not counted. */
function uncountedReason(reason: string, lack: string): string {
  return `${reason}; not counted: ${lack}`
}

/** Which units were read, so that none counts twice: two rows of one phone would be two independent units to the statistics. */
class UnitsSeen {
  private readonly seen = new Map<string, string>()

  /** `where` is for the message, which says no number: it may be the only one that is secret. */
  add(id: string, row: ReadonlyMap<string, string>, where: string): void {
    this.once(`unit ${id}`, id, `${where}: the unit ${id} stands twice.`)
    for (const column of ['serial', 'imei']) {
      const number = (row.get(column) ?? '').replaceAll(/[\s-]/g, '').toUpperCase()
      if (number === '') continue
      const other = this.seen.get(`${column} ${number}`)
      this.once(
        `${column} ${number}`,
        id,
        `${where}: ${id} has the ${column} of ${other}: one phone counts as one unit, so give its files in one row.`,
      )
    }
  }

  private once(key: string, id: string, sentence: string): void {
    if (this.seen.has(key)) throw new InputError(sentence)
    this.seen.set(key, id)
  }
}

async function readTable(path: string, options: FleetOptions): Promise<ReadUnit[]> {
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

/** `Serial` and `IMEI` are meant, too: as attributes they would be shown. */
function columnName(name: string): string {
  const trimmed = name.trim()
  const lower = trimmed.toLowerCase()
  return ownColumns.has(lower) ? lower : trimmed
}

function idOf(row: ReadonlyMap<string, string>, index: number): string {
  const named = row.get('unit') ?? ''
  return named === '' ? `unit ${index + 1}` : named
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

async function readUnit(
  id: string,
  row: ReadonlyMap<string, string>,
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

/** A unit that is judged by what was captured of it. */
async function capturedUnit(
  id: string,
  row: ReadonlyMap<string, string>,
  paths: readonly string[],
  { exposuresMin, readSide }: FleetOptions,
): Promise<ReadUnit> {
  const side = await readSide(paths)
  const attributes = attributesOf(row)
  const told = otherSerialText(row, side)
  return {
    side,
    asTo: (sender) => {
      const unit = judged(id, attributes, side, { sender, exposuresMin })
      return { ...unit, reason: `${unit.reason}${told}` }
    },
  }
}

/** Digits of an IMEI that tell a phone: the last one is only a check. */
const imeiDigits = 14

/**
 * That a unit sends other serial numbers than the one that it is said to have, as a part of a sentence; '' where it does not.
 * Its attributes are then those of another unit. It may be the number of a part: so it is of another length, and where the
 * unit surely sends its own IMEI. Where it sends more than are kept, its own may be among the others.
 */
function otherSerialText(
  row: ReadonlyMap<string, string>,
  { serials = new Set<string>(), phone }: Side,
): string {
  const imei = plainNumber(row.get('imei') ?? '').slice(0, imeiDigits)
  if (phone.some(({ kind, value, isDoubtful }) => kind === 'imei' && value === imei && isDoubtful !== true))
    return ''
  const own = plainNumber(row.get('serial') ?? '')
  const alike = [...serials].filter(({ length }) => length === own.length)
  const isPart = serials.size >= unitSerialsMax
  return isPart || alike.length === 0 || alike.includes(own)
    ? ''
    : '; it sends a serial number of the same length that is another than the one given for it: it may be that of a part, or its files are of another unit'
}

/** A unit of which the table itself says the state. */
function toldUnit(
  id: string,
  row: ReadonlyMap<string, string>,
  path: string,
  line: number,
  options: FleetOptions,
): Unit {
  const attributes = attributesOf(row)
  const told = row.get('affected') ?? ''
  const exposures = numberOf(row.get('exposures'), path, line)
  const hits = numberOf(row.get('hits'), path, line)
  const isAffected = /^(yes|true|1|affected)$/i.test(told)
  const isClean = /^(no|false|0|clean)$/i.test(told)
  if (hits !== null && ((isClean && hits > 0) || (isAffected && hits === 0)))
    throw new InputError(`${path}, row ${line}: affected is “${told}”, and hits is ${hits}: which is it?`)
  const isEnough = exposures === null || exposures >= options.exposuresMin
  const tooFew = `only ${count(exposures ?? 0, 'exposure')}, too few to call it clean`
  if (isAffected) {
    const reason =
      hits === null
        ? 'as the table says'
        : `${count(hits, 'send')}${exposures === null ? '' : ` in ${count(exposures, 'exposure')}`}, as the table says`
    return {
      id,
      attributes,
      state: 'affected',
      isCounted: isEnough,
      exposures: exposures ?? 0,
      hits: hits ?? 0,
      reason: isEnough ? reason : uncountedReason(reason, tooFew.replace(' it ', ' a unit ')),
    }
  }
  if (isClean) {
    return {
      id,
      attributes,
      state: isEnough ? 'clean' : 'undetermined',
      isCounted: isEnough,
      exposures: exposures ?? 0,
      hits: hits ?? 0,
      reason: isEnough
        ? `${exposures === null ? '' : `${count(exposures, 'exposure')} without a send, `}as the table says`
        : tooFew,
    }
  }
  if (told !== '' && !/^(unknown|undetermined|\?)$/i.test(told))
    throw new InputError(`${path}, row ${line}: affected is “${told}”: give yes, no or unknown.`)
  return {
    id,
    attributes,
    state: 'undetermined',
    isCounted: false,
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
  options: { readonly sender: string | null; readonly exposuresMin: number },
): Unit {
  const { sender } = options
  const { exposures, what } = countOf(side)
  const isMeant = (one: SideTransmission): boolean =>
    one.identifiers.length > 0 && (sender === null || one.host === sender || one.family === sender)
  const sends = side.transmissions.filter(isMeant)
  const perhaps = (side.perhapsSent ?? []).filter(isMeant)
  const hits = sends.length
  const unread = unreadText(side)
  const isEnough = unread === '' && exposures >= options.exposuresMin
  if (hits > 0)
    return affected(
      `${count(hits, 'send')} to ${[...new Set(sends.map((one) => one.host))].slice(0, 3).join(', ')}`,
    )
  // A request that was given up is no contact; an answer shows that there was another one.
  const isReached = ({ host, bytesToClient }: SideRecipient): boolean =>
    host === sender && (perhaps.length === 0 || bytesToClient > 0)
  if (sender !== null && (side.dnsNames.has(sender) || side.recipients.some(isReached)))
    return { ...affected(contactText(side, sender)), isByContact: true }
  if (perhaps.length > 0)
    return unit('undetermined', perhapsText(perhaps, `with identifiers to ${perhaps[0]?.host ?? ''}`))
  if (unread !== '') return unit('undetermined', unread)
  const without = `${what} without a send${sender === null ? ` in the ${percentText(side.readShare)} of its traffic that could be read` : ''}`
  return isEnough ? unit('clean', without) : unit('undetermined', `${without}: too few to call it clean`)

  function affected(reason: string): Unit {
    const lack = unread === '' ? `${what}, too few to call a unit clean` : unread
    return unit('affected', isEnough ? reason : uncountedReason(reason, lack))
  }

  function unit(state: UnitState, reason: string): Unit {
    return { id, attributes, state, isCounted: isEnough, exposures, hits, reason }
  }
}

/** Why silence of a unit would say nothing, however long it was watched; '' where it would. */
function unreadText(side: Side): string {
  if (side.readShare === 0) return 'nothing of its traffic could be read'
  if (!hasReadRequests(side))
    return 'no request of it could be read: all that was sent is encrypted or unknown'
  return side.sumsHold ? '' : 'the sums of its coverage statement do not hold'
}

/** How a unit shows that contacts a sender, of which nothing was found that identifies. */
function contactText(side: Side, sender: string): string {
  switch (presenceOf(side, sender)) {
    case 'readable':
      return 'it contacts it, and what it sends there can be read, but is nothing that is known to identify (a digest with a salt of its own is not known)'
    case 'encrypted':
      return `it contacts it, and ${whyUnread(recipientOf(side, sender))}`
    case 'blocked':
      return 'it contacts it, and gets no answer or sends nothing'
    default:
      return 'it asks for the name, and nothing that was sent there is in the capture'
  }
}

/** What a unit was exposed to: events of a kind, or hours (null). */
interface Count {
  readonly kind: DeviceEventKind | null
  readonly exposures: number
  readonly what: string
}

/**
 * What a unit without a send was exposed to: the kind of event of which most were observed, since one wake-up is a
 * screen-on, an unlock and a join of the network; hours where there is no event.
 */
function countOf(given: Side): Count {
  const side = whereHeard(given, null)
  let kind: DeviceEventKind | null = null
  let exposures = 0
  for (const one of stimuli) {
    const observed = side.eventCounts.get(one) ?? 0
    if (observed > exposures) [kind, exposures] = [one, observed]
  }
  if (kind !== null) return { kind, exposures, what: countedEvents(exposures, kind) }
  const hours = Math.floor(side.observedSeconds / 3_600)
  return { kind, exposures: hours, what: count(hours, 'observed hour') }
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
  return reading(folder, () => readdirSync(folder, { withFileTypes: true }))
    .filter((file) => file.isFile() && unitFile.test(file.name))
    .map((file) => join(folder, file.name))
    .sort()
}

async function readFolder(path: string, options: FleetOptions): Promise<ReadUnit[]> {
  const { parse } = await import('yaml')
  const units: ReadUnit[] = []
  const seen = new UnitsSeen()
  const entries = reading(path, () => readdirSync(path, { withFileTypes: true }))
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    if (!entry.isDirectory()) continue
    const folder = join(path, entry.name)
    const description = join(folder, 'unit.yaml')
    const row = new Map<string, string>()
    if (existsSync(description)) {
      const text = writtenText(
        reading(description, () => readWholeFile(description, fleetTableBytesMax)),
        description,
      )
      let value: unknown
      try {
        value = parse(text, yamlAsWritten)
      } catch (cause) {
        throw new InputError(
          `${description}: it is no YAML (${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}).`,
          { cause },
        )
      }
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new InputError(`${description}: give attributes as name: value.`)
      for (const [name, own] of Object.entries(value)) {
        if (typeof own === 'object' && own !== null)
          throw new InputError(`${description}: ${name} has several values, and an attribute has one.`)
        row.set(columnName(name), String(own ?? ''))
      }
    }
    const files = partsOf(folder)
    const id = row.get('unit') ?? entry.name
    seen.add(id, row, folder)
    if (files.length > 0) {
      units.push(await capturedUnit(id, row, files, options))
      continue
    }
    const unit: Unit = {
      id,
      attributes: attributesOf(row),
      state: 'undetermined',
      isCounted: false,
      exposures: 0,
      hits: 0,
      reason: 'nothing was captured',
    }
    units.push({ side: null, asTo: () => unit })
  }
  return units
}
