import { compareInstants, secondsOf } from '../../core/time.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { secondsMax } from '../../core/iso-time.ts'
import { recordOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { eventAnomalies } from './anomalies.ts'
import type { ClockAnchor, DeviceEvent, DeviceEventKind, ImportContext, Imported } from './types.ts'
import type { LocalTime } from './zone.ts'

/** The same event, noted by several parts of the phone, within this many seconds. */
const sameSeconds = 2

/** What an importer fills: counts, keeps the limits, and takes several notes of one event for one. */
export class EventCollector {
  private readonly format: string
  private readonly source: string
  private readonly events: DeviceEvent[] = []
  /** For each event, how many later notes of the same were taken for it. */
  private readonly repeats: number[] = []
  private readonly anchors: ClockAnchor[] = []
  private readonly oddities: { code: AnomalyCode; line: number; detail: string }[] = []
  private readonly lastOf: Map<string, number> = new Map()
  private records = 0
  private ignored = 0
  private repeated = 0
  private isFull = false
  private odditiesLeftOut = 0
  private saidZone = false
  /** Nothing came of the last record yet, see {@link recordOrIgnore}. */
  private isSilent = false
  /** The last time without a zone, in seconds since 1970. */
  private lastSec = Number.NEGATIVE_INFINITY

  constructor(format: string, source: string = format) {
    this.format = format
    this.source = source
  }

  record(): void {
    this.records++
  }

  /** A record that is one to be ignored where nothing is added or noted before the next one, or the end. */
  recordOrIgnore(): void {
    this.closeRecord()
    this.record()
    this.isSilent = true
  }

  private closeRecord(): void {
    if (this.isSilent) this.ignore()
    this.isSilent = false
  }

  ignore(): void {
    this.ignored++
  }

  /** Adds an event. Apps and processes start often at the same time; of everything else one within two seconds is enough. */
  add(at: Instant, kind: DeviceEventKind, note = '', source: string = this.source): void {
    this.isSilent = false
    // Of a number with ever so many digits.
    if (!(Math.abs(at.sec) <= secondsMax)) {
      this.note(eventAnomalies.noTime, 0, kind)
      return
    }
    if (at.sec < 946_684_800) {
      this.note(eventAnomalies.clockUnset, 0, `${kind} in ${new Date(at.sec * 1_000).getUTCFullYear()}`)
      return
    }
    const second = secondsOf(at)
    const key = sameKey(kind, note)
    const last = this.lastOf.get(key)
    if (last !== undefined && Math.abs(second - last) < sameSeconds) {
      this.repeated++
      if (this.repeats.length > 0) this.repeats[this.repeats.length - 1] = (this.repeats.at(-1) ?? 0) + 1
      return
    }
    if (this.lastOf.size < limits.device.eventsMax) this.lastOf.set(key, second)
    if (this.events.length >= limits.device.eventsMax) {
      if (!this.isFull) this.note(eventAnomalies.tooMany, 0)
      this.isFull = true
      return
    }
    this.events.push({ at, kind, source, note: note.slice(0, limits.device.eventNoteCharactersMax) })
    this.repeats.push(0)
  }

  /** What was added last was a mistake: the person says so. It may be no event of its own, but one noted twice. */
  takeBack(): void {
    const repeated = this.repeats.at(-1) ?? 0
    if (repeated > 0) {
      this.repeats[this.repeats.length - 1] = repeated - 1
      this.repeated--
      return
    }
    this.repeats.pop()
    const last = this.events.pop()
    if (last !== undefined) this.lastOf.delete(sameKey(last.kind, last.note))
  }

  anchor(anchor: ClockAnchor): void {
    if (this.anchors.length < limits.device.anchorsMax) this.anchors.push(anchor)
  }

  note(code: AnomalyCode, line: number, detail = ''): void {
    this.isSilent = false
    if (this.oddities.length < limits.device.odditiesMax)
      this.oddities.push({ code, line, detail: detail.slice(0, 200) })
    else this.odditiesLeftOut++
  }

  /** Says of local times without a zone how many minutes east of UTC they are; of the first one, that nobody named one. */
  zone(context: ImportContext): (localSec: number) => number {
    const { zone } = context
    if (zone !== null) return (localSec) => this.minutesAt(zone(localSec), localSec)
    return () => {
      if (!this.saidZone) this.note(eventAnomalies.noZone, 0)
      this.saidZone = true
      return 0
    }
  }

  /** Of a time that came twice it is the later where the earlier lies before what the log said last: logs go forward. */
  private minutesAt({ minutes, later, isSkipped }: LocalTime, localSec: number): number {
    if (isSkipped) this.note(eventAnomalies.skippedTime, 0, clockText(localSec))
    if (later !== null) this.note(eventAnomalies.twofoldTime, 0, clockText(localSec))
    const isLater =
      later !== null &&
      localSec - minutes * 60 < this.lastSec - sameSeconds &&
      localSec - later * 60 >= this.lastSec - sameSeconds
    const chosen = isLater ? later : minutes
    this.lastSec = localSec - chosen * 60
    return chosen
  }

  /** Takes over what another importer found in a part of the same file. */
  take(imported: Imported, firstLine: number): void {
    this.records += imported.records
    this.ignored += imported.ignored
    this.repeated += imported.repeated
    for (const event of imported.events) this.add(event.at, event.kind, event.note, event.source)
    for (const anchor of imported.anchors) this.anchor(anchor)
    for (const { code, line, detail } of imported.oddities) this.note(code, line + firstLine, detail)
  }

  finish(): Imported {
    this.closeRecord()
    const left = this.odditiesLeftOut
    const rest = { code: eventAnomalies.tooManyOddities, line: 0, detail: `${left} more` }
    return {
      format: this.format,
      events: this.events.toSorted((left, right) => compareInstants(left.at, right.at)),
      anchors: this.anchors,
      records: this.records,
      ignored: this.ignored,
      repeated: this.repeated,
      oddities: left === 0 ? this.oddities : [...this.oddities, rest],
    }
  }
}

/** What notes of one event have in common: the kind, and of apps and processes which one it is. */
export function sameKey(kind: string, note: string): string {
  return /^(?:app|process)-/.test(kind) ? `${kind} ${note}` : kind
}

/** A local time as it was written. */
function clockText(localSec: number): string {
  return new Date(localSec * 1_000).toISOString().slice(0, 19)
}

/** Calls `each` for every line of `text`, without its line ending; `number` starts at 1. */
export function eachLine(text: string, each: (line: string, number: number) => void): void {
  let start = 0
  let number = 1
  while (start < text.length) {
    let end = text.indexOf('\n', start)
    if (end < 0) end = text.length
    // Old shells write CR CR LF.
    let stop = end
    while (stop > start && text.charCodeAt(stop - 1) === 13) stop--
    each(text.slice(start, stop), number++)
    start = end + 1
  }
}

/**
 * Calls `take` with the object of each line that is not blank; such a line counts as a record. One that is no object of
 * JSON is noted as malformed.
 */
export function eachRecord(
  text: string,
  found: EventCollector,
  take: (record: JsonRecord, number: number, line: string) => void,
): void {
  eachLine(text, (line, number) => {
    if (line.trim() === '') return
    found.record()
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (error) {
      found.note(eventAnomalies.malformed, number, String(error))
      return
    }
    const record = recordOf(value)
    if (record === null) found.note(eventAnomalies.malformed, number, 'no object')
    else take(record, number, line)
  })
}
