import { createHash } from 'node:crypto'
import { compareInstants, secondsOf } from '../../core/time.ts'
import { basename } from 'node:path'
import { InputError, OtherKindError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { readError } from '../../core/read-error.ts'
import { eventAnomalies } from '../../device/events/anomalies.ts'
import { eventImporters } from '../../device/event-importers.gen.ts'
import { sameKey } from '../../device/events/collector.ts'
import { clockDoubtSeconds } from '../../device/events/dump-sections.ts'
import { decodeText, importEvents, importerOf } from '../../device/events/read-events.ts'
import type { ImportContext, Imported } from '../../device/events/types.ts'
import { zoneNameIn, zoneOf } from '../../device/events/zone.ts'
import type { Zone } from '../../device/events/zone.ts'
import { ObjectSlicer } from '../../source/object-slicer.ts'
import { readZipDirectory, startsAsZip, unlistedBytes, zipPieces } from '../../source/archives/zip.ts'
import type { ByteSource, ZipDirectory, ZipMember } from '../../source/archives/zip.ts'
import { gunzipInto, hasGzipMagic } from '../reading/gunzip.ts'
import type { GzipFault } from '../reading/gunzip.ts'
import { openFile } from '../reading/open-file.ts'
import { fileBytesOf } from '../reading/read-archive.ts'
import { isSqlite, isTar, readPowerLog, tarMembers } from './powerlog.ts'
import { refuseScanResult } from '../reading/refuse-result.ts'

/** A file of device events, with what it says. */
export interface EventFile {
  readonly path: string
  /** Of the file as it lies there, in hex. */
  readonly sha256: string
  readonly imported: Imported
}

/** How times without a year or a zone are read. */
export interface EventFileOptions {
  /** The zone of times that name none; null where the user does not say. */
  readonly zone: Zone | null
  /** Seconds since 1970 that the events must be near to; null: when the file was written. */
  readonly near: number | null
}

/** Members of an archive that likely hold events: logs by date, the texts of a bug report, tables. */
function mayHoldEventsByName(member: string): boolean {
  const file = member.slice(member.lastIndexOf('/') + 1).replace(/\.gz$/i, '')
  if (/\.(?:ndjson|jsonl|csv|log|zip)$/i.test(file)) return true
  if (!/\.txt$/i.test(file)) return false
  return (
    /^(?:bugreport|main[_-]entry\.txt$|\d{4}-\d\d-\d\d)/i.test(file) ||
    /event|logcat|usagestats|batterystats/i.test(file)
  )
}

/** Whether an archive has a file by whose name it can hold events: others are recordings that were packed. */
export function mayHoldEvents(path: string): boolean {
  const file = openFile(path)
  try {
    const directory = readZipDirectory(fileBytesOf(file, path, () => undefined))
    return directory?.members.some(({ name }) => mayHoldEventsByName(name)) === true
  } finally {
    file.close()
  }
}

/** Reads one file of device events, whatever its format; an archive's members are read one by one. */
export async function readEventFile(path: string, options: EventFileOptions): Promise<EventFile> {
  refuseScanResult(path, 'file of device events')
  const { bytes, writtenAt } = readWhole(path)
  if (bytes.length === 0) throw new InputError(`${path} is empty: no event was written to it.`)
  const context: ImportContext = {
    path: basename(path),
    near: options.near ?? writtenAt,
    // A log is no younger than its file, clocks and zones left aside.
    ...(options.near === null ? { latest: writtenAt + clockDoubtSeconds } : {}),
    zone: options.zone,
    writtenAt,
  }
  const parts = startsAsZip(bytes)
    ? await readNamedArchive(bytes, context)
    : await readPlain(path, bytes, context)
  const known = parts.filter((part): part is Imported => part !== null)
  const [first] = known
  if (first === undefined || known.every((part) => part.format === 'zip')) {
    const formats = [...eventImporters.map((importer) => importer.name), 'ios-powerlog'].join(', ')
    throw new OtherKindError(
      'events',
      path,
      `${path}: no device events are known in this form. Known forms: ${formats}, and zip files of these (varde events show --formats says what they are). The first line of a table names its columns: at, kind.`,
    )
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { path, sha256, imported: saidWhereEmpty(known.length === 1 ? first : joined(known)) }
}

/** A file of which nothing comes is told as such, and not that its times, of nothing, name no zone. */
function saidWhereEmpty(imported: Imported): Imported {
  if (imported.events.length + imported.anchors.length > 0) return imported
  const others = imported.oddities.filter(({ code }) => code.code !== eventAnomalies.noZone.code)
  return { ...imported, oddities: [{ code: eventAnomalies.none, line: 0, detail: '' }, ...others] }
}

async function readPlain(path: string, bytes: Buffer, context: ImportContext): Promise<(Imported | null)[]> {
  const { plain, fault } = await unpacked(bytes, limits.device.eventFileBytesMax)
  if (plain.length === 0 && fault !== '') throw new InputError(`${path}: cannot be unpacked (${fault}).`)
  const said = fault === '' ? [] : [unreadable(basename(path), fault)]
  if (isSqlite(plain)) return [readPowerLog(plain), ...said]
  if (!isTar(plain)) return [importEvents(eventTextOf(plain), context), ...said]
  const parts: (Imported | null)[] = []
  for (const member of tarMembers(plain, (name) => /\.PLSQL(\.gz)?$/i.test(name)))
    parts.push(...(await readMember(basename(path), member, context)))
  return [...parts, ...said]
}

/** A file of a tar archive; an archive in it is none of a log. */
async function readMember(name: string, bytes: Buffer, context: ImportContext): Promise<(Imported | null)[]> {
  const { plain, fault } = await unpacked(bytes, limits.device.eventFileBytesMax)
  const why = isTar(plain) ? 'an archive in it is not read' : fault
  const said = why === '' ? [] : [unreadable(name, why)]
  if (plain.length === 0 || isTar(plain)) return said
  return [isSqlite(plain) ? readPowerLog(plain) : importEvents(eventTextOf(plain), context), ...said]
}

/** The text of a file; where its lines of JSON were made a list, or laid out over several lines, each record in one line. */
export function eventTextOf(plain: Buffer): string {
  const text = decodeText(plain)
  if (!/^\s*(?:\[\s*\{|\{[ \t\r]*\n)/.test(text.slice(0, layoutCharacters))) return text
  const lines: string[] = []
  const sink = { line: (bytes: Buffer) => void lines.push(bytes.toString('utf8')) }
  const slicer = new ObjectSlicer(sink, limits.device.eventFileBytesMax)
  const bytes = Buffer.from(text)
  slicer.push(bytes, 0, bytes.length)
  slicer.finish()
  // Records of events are short: a recording or a result is no line of a log.
  return (lines[0]?.length ?? 0) > layoutCharacters ? text : lines.join('\n')
}

/** What of a text tells how it is laid out. */
const layoutCharacters = 4_096

/** What is wrong with a gzip file, or why not all of it was unpacked. */
const gzipFaults: Readonly<Record<GzipFault | 'left', string>> = {
  cut: 'it ends inside its gzip, and was read as far as it goes',
  damaged: 'its gzip is damaged, and was read as far as it goes',
  'wrong-checksum': 'its gzip is damaged: the checksum is wrong',
  followed: 'something else follows behind its gzip',
  left: 'it is longer than the limit',
}

/** What is in gzip, as far as it can be unpacked and up to `bytesMax`; other bytes as they are. */
async function unpacked(bytes: Buffer, bytesMax: number): Promise<{ plain: Buffer; fault: string }> {
  if (!hasGzipMagic(bytes)) return { plain: bytes, fault: '' }
  const pieces: Buffer[] = []
  let room = bytesMax
  const faults = await gunzipInto(oneByOne(bytes), (piece) => {
    pieces.push(piece.subarray(0, room))
    room -= piece.length
    return room >= 0
  })
  return { plain: Buffer.concat(pieces), fault: faults.map((fault) => gzipFaults[fault]).join(', and ') }
}

/** The bytes in pieces, so that what lies before damage is unpacked. */
async function* oneByOne(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

const pieceBytes = 65_536
const chunkBytes = 1_048_576
/** What of a file tells whose it is: {@link importerOf} looks at half as many characters, and UTF-16 has two bytes for each. */
const headBytes = 131_072

/** What an archive holds: texts that somebody can read, names of zones that its texts say, and what could not be unpacked. */
interface ArchiveFinds {
  readonly texts: { readonly text: string; readonly context: ImportContext }[]
  readonly zones: Set<string>
  readonly said: Imported[]
}

/** An archive that the user says holds events. Content decides: names only say what is unpacked first, and whole. */
async function readNamedArchive(bytes: Buffer, context: ImportContext): Promise<(Imported | null)[]> {
  const usual = await searched(bytes, context, false)
  // An archive in it whose name is none of an archive is opened where nothing else is there.
  const { texts, zones, said } = usual.texts.length > 0 ? usual : await searched(bytes, context, true)
  // What one part of the archive says of the phone's zone holds for those that do not say it.
  const [only = null, ...others] = zones
  const common = others.length > 0 ? null : only
  return [
    ...said,
    ...texts.map((part) => {
      const name = zoneNameIn(part.text) ?? common
      return importEvents(part.text, {
        ...part.context,
        zone: context.zone ?? (name === null ? null : zoneOf(name)),
      })
    }),
  ]
}

async function searched(bytes: Buffer, context: ImportContext, opensAll: boolean): Promise<ArchiveFinds> {
  const finds: ArchiveFinds = { texts: [], zones: new Set(), said: [] }
  await searchArchive(bytes, context, { bytes: limits.device.eventFileBytesMax, opensAll }, 0, finds)
  return finds
}

/** Looks for texts of events in an archive. `room`: what may still be unpacked, and whether archives of any name are opened. */
async function searchArchive(
  bytes: Buffer,
  context: ImportContext,
  room: { bytes: number; readonly opensAll: boolean },
  depth: number,
  finds: ArchiveFinds,
): Promise<void> {
  const source: ByteSource = {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  }
  const directory = readZipDirectory(source)
  if (directory === null) return
  for (const why of archiveFaults(source, directory)) finds.said.push(unreadable(context.path, why))
  const files = directory.members.filter(({ isFolder }) => !isFolder)
  const [named, others] = [true, false].map((is) =>
    files.filter(({ name }) => mayHoldEventsByName(name) === is),
  )
  for (const member of [...(named ?? []), ...(others ?? [])]) {
    if (room.bytes <= 0) {
      finds.said.push(unreadable(member.name, 'the archive holds more than the limit'))
      return
    }
    const isNamed = mayHoldEventsByName(member.name)
    const { plain, faults } = await memberBytes(source, member, room, (head) =>
      startsAsZip(head) ? isNamed || room.opensAll : isNamed || tellsOfPhone(head),
    )
    for (const why of faults) finds.said.push(unreadable(member.name, why))
    if (plain.length === 0) continue
    const own = memberContext(member, context)
    // Exports of logs hold archives in an archive; deeper is no export.
    if (!startsAsZip(plain)) {
      const text = eventTextOf(plain)
      const zone = zoneNameIn(text)
      if (zone !== null) finds.zones.add(zone)
      if (importerOf(text) !== null) finds.texts.push({ text, context: own })
    } else if (depth > 1) finds.said.push(unreadable(member.name, 'archives are nested too deep'))
    else await searchArchive(plain, own, room, depth + 1, finds)
  }
}

/** A member has a date of its own, which says more than that of the archive: that may have been packed long after. */
function memberContext({ name, changed }: ZipMember, context: ImportContext): ImportContext {
  const own = { ...context, path: basename(name) }
  if (changed === null) return own
  const minutes = changed.isLocal ? (context.zone?.(changed.sec).minutes ?? 0) : 0
  const writtenAt = changed.sec - minutes * 60
  // What the user says of the year goes before it.
  if (context.latest === undefined) return { ...own, writtenAt }
  return { ...own, writtenAt, near: writtenAt, latest: writtenAt + clockDoubtSeconds }
}

/** Whether a text with this beginning is one of events, or names the phone's zone. */
function tellsOfPhone(head: Buffer): boolean {
  const text = eventTextOf(head)
  return importerOf(text) !== null || zoneNameIn(text) !== null
}

/**
 * A member unpacked, also from gzip, and what is wrong with it. Nothing where its first bytes are not wanted: then the rest
 * stays packed.
 */
async function memberBytes(
  source: ByteSource,
  member: ZipMember,
  room: { bytes: number },
  wants: (head: Buffer) => boolean,
): Promise<{ plain: Buffer; faults: string[] }> {
  const pieces: Buffer[] = []
  const unpacking = zipPieces(source, member, room.bytes)
  let bytes = 0
  let isJudged = false
  let fault = ''
  for (;;) {
    const next = await unpacking.next()
    if (next.done === true) {
      fault = next.value
      break
    }
    pieces.push(Buffer.from(next.value))
    room.bytes -= next.value.length
    bytes += next.value.length
    if (isJudged || bytes < headBytes || hasGzipMagic(pieces[0] ?? next.value)) continue
    isJudged = true
    if (wants(Buffer.concat(pieces).subarray(0, headBytes))) continue
    await unpacking.return('')
    return { plain: Buffer.alloc(0), faults: [] }
  }
  const packed = Buffer.concat(pieces)
  const head = hasGzipMagic(packed) ? (await unpacked(packed, headBytes)).plain : Buffer.alloc(0)
  if (head.length > 0 && !wants(head)) return { plain: Buffer.alloc(0), faults: [] }
  const { plain, fault: gzipFault } = await unpacked(packed, Math.max(0, room.bytes))
  if (plain !== packed) room.bytes -= plain.length
  const faults = [fault, gzipFault].filter((why) => why !== '')
  return plain.length === 0 || isJudged || wants(plain.subarray(0, headBytes))
    ? { plain, faults }
    : { plain: Buffer.alloc(0), faults: [] }
}

/** What of an archive is not read, whatever its files hold. */
function archiveFaults(source: ByteSource, directory: ZipDirectory): string[] {
  const { isCut, leftOut, bytesBehind, bytesBefore } = directory
  const unlisted = unlistedBytes(source, directory)
  return [
    isCut ? 'its directory is missing or damaged, and it was read as far as it goes' : '',
    leftOut > 0 ? `it holds ${leftOut} files more than the limit` : '',
    bytesBefore > 0
      ? `archives were joined in it: ${bytesBefore} bytes before the last one were not read`
      : '',
    bytesBehind > 0 ? `${bytesBehind} bytes stand behind its end` : '',
    unlisted > 0 ? `${unlisted} bytes are of no file that its directory names` : '',
  ].filter((why) => why !== '')
}

/** Says of a part of a file that it, or the rest of it, was not read. */
function unreadable(name: string, why: string): Imported {
  return {
    format: 'zip',
    events: [],
    anchors: [],
    records: 0,
    ignored: 0,
    repeated: 0,
    oddities: [{ code: eventAnomalies.unreadable, line: 0, detail: `${name}: ${why}` }],
  }
}

function joined(parts: readonly Imported[]): Imported {
  const telling = parts.filter(({ events }) => events.length > 0)
  const all = telling.flatMap(({ events }) => events)
  // What one log alone tells is no repetition.
  const events = telling.length < 2 ? all : dropRepeated(all)
  return {
    format: [...new Set(parts.map((part) => part.format).filter((format) => format !== 'zip'))].join(' + '),
    events,
    anchors: parts.flatMap((part) => part.anchors),
    records: parts.reduce((sum, part) => sum + part.records, 0),
    ignored: parts.reduce((sum, part) => sum + part.ignored, 0),
    repeated: all.length - events.length + parts.reduce((sum, part) => sum + part.repeated, 0),
    oddities: parts.flatMap((part) => part.oddities),
  }
}

/** The same event, told by several logs, within this many seconds. */
const sameSeconds = 2
/** The same start or end of the phone: one log has it from the kernel, another from Android, or from when it saved. */
const sameRestartSeconds = 600
/** Starts and ends of the phone, and the log whose time of them is the most exact. */
const restarts: ReadonlyMap<string, string> = new Map([
  ['boot', 'logcat-events'],
  ['power-off', 'batterystats'],
])

/** What of an event tells whether another one is the same. */
interface ToldEvent {
  readonly at: { readonly sec: number; readonly nsec: number }
  readonly kind: string
  readonly source: string
  readonly note: string
}

/**
 * Several logs of one phone tell of the same event: one within two seconds is enough. Of starts and ends of the phone, one
 * of each log within ten minutes are the same; two of one log never are.
 */
export function dropRepeated<T extends ToldEvent>(events: readonly T[]): T[] {
  const sorted = events.toSorted((left, right) => compareInstants(left.at, right.at))
  const repeated = new Set<T>()
  for (const [kind, best] of restarts)
    for (const event of repeatedRestarts(
      sorted.filter((one) => one.kind === kind),
      best,
    ))
      repeated.add(event)
  const last = new Map<string, number>()
  return sorted.filter((event) => {
    if (restarts.has(event.kind)) return !repeated.has(event)
    const key = sameKey(event.kind, event.note)
    const at = secondsOf(event.at)
    const before = last.get(key)
    if (before !== undefined && at - before < sameSeconds) return false
    last.set(key, at)
    return true
  })
}

/** Of starts, or of ends, in order of time: those that another one tells, too. The one of the `best` log stays, else the first. */
function repeatedRestarts<T extends ToldEvent>(events: readonly T[], best: string): T[] {
  const repeated: T[] = []
  let kept: T | null = null
  let since = 0
  /** Who told of the same, and when. */
  let tellers = new Map<string, number>()
  for (const event of events) {
    const at = secondsOf(event.at)
    const own = tellers.get(event.source)
    const isSame = own === undefined ? at - since < sameRestartSeconds : at - own < sameSeconds
    if (kept === null || !isSame) {
      kept = event
      since = at
      tellers = new Map()
    } else if (event.source === best && kept.source !== best) {
      repeated.push(kept)
      kept = event
    } else repeated.push(event)
    tellers.set(event.source, at)
  }
  return repeated
}

function readWhole(path: string): { bytes: Buffer; writtenAt: number } {
  try {
    const file = openFile(path)
    try {
      const most = limits.device.eventFileBytesMax
      if (file.size > most) throw new InputError(`events ${path}: it is larger than ${most} bytes.`)
      const chunks: Buffer[] = []
      let size = 0
      for (;;) {
        // All of it at once, where that is known: pieces would be copied.
        const chunk = Buffer.allocUnsafe(Math.max(chunkBytes, size === 0 ? file.size : 0))
        const count = file.read(chunk, 0, chunk.length, size)
        if (count === 0) break
        chunks.push(chunk.subarray(0, count))
        size += count
        if (size > most) throw new InputError(`events ${path}: it is larger than ${most} bytes.`)
      }
      const [first] = chunks
      const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
      return { bytes, writtenAt: file.modifiedMs / 1_000 }
    } finally {
      file.close()
    }
  } catch (cause) {
    throw readError(`events ${path}`, cause)
  }
}
