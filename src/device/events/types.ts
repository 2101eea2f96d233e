import type { AnomalyCode } from '../../core/anomaly.ts'
import type { Instant } from '../../core/time.ts'
import type { Zone } from './zone.ts'

/** What can happen to a phone, as far as triggers are concerned. */
export const deviceEventKinds = [
  'boot',
  'power-off',
  'screen-on',
  'screen-off',
  'unlock',
  'lock',
  'sim-change',
  'network-up',
  'network-down',
  'location-move',
  // An app comes to the front, and leaves it.
  'app-start',
  'app-stop',
  // A process of an app, also of one that nobody sees: it is often started by what happens, not by who uses the phone.
  'process-start',
  'process-stop',
  'charger-on',
  'charger-off',
  'update-installed',
  'airplane-on',
  'airplane-off',
] as const

/** Name of a kind of event: one of {@link deviceEventKinds}. */
export type DeviceEventKind = (typeof deviceEventKinds)[number]

/** What the phone did or what happened to it, as some log, person or the traffic itself says. */
export interface DeviceEvent {
  /** On the clock of its source: the phone's, unless it is derived. */
  readonly at: Instant
  readonly kind: DeviceEventKind
  /** Who says so: `logcat-events`, `mark`, `traffic: DHCP` … */
  readonly source: string
  /** What else is known of it; may hold package names and the like. */
  readonly note: string
  /** Set where it was concluded from the traffic itself: on the capture's clock, and what it means harmlessly. */
  readonly derived?: { readonly meaning: string }
}

/** A moment at which the phone's clock was compared with another one. */
export interface ClockAnchor {
  readonly at: Instant
  /** Add to the phone's clock to get true (host, network) time, in milliseconds. */
  readonly offsetMs: number
  readonly uncertaintyMs: number
  readonly source: string
}

/** What is needed to read times that name no year or zone. */
export interface ImportContext {
  /** The name of the file, for what its name alone says (dates of daily logs). */
  readonly path: string
  /** Seconds since 1970 that the log must be near to: gives the year of times that name none. */
  readonly near: number
  /** Seconds since 1970 behind which nothing of the log can be, because it was written by then; absent: nobody knows. */
  readonly latest?: number
  /** The zone of times that name none, where the file itself does not say; null where nobody said. */
  readonly zone: Zone | null
  /** When the file was written, in seconds since 1970: for "so long ago" in a dump. */
  readonly writtenAt: number
  /** True where the text itself says when it was written; else the file's own date stands for it. */
  readonly saysWrittenAt?: boolean
}

/** What one file says: `oddities` name the line (from 1) that they were met in. */
export interface Imported {
  readonly format: string
  readonly events: readonly DeviceEvent[]
  readonly anchors: readonly ClockAnchor[]
  /** Lines or records that were read, and those among them that say nothing about events. */
  readonly records: number
  readonly ignored: number
  /** Notes that were taken for the event of their kind less than two seconds before them. */
  readonly repeated: number
  readonly oddities: readonly { readonly code: AnomalyCode; readonly line: number; readonly detail: string }[]
}

/** Reads one format of device events. Total: whatever the bytes are, it returns. */
export interface EventImporter {
  readonly name: string
  /** One line for people: what the format is. */
  readonly title: string
  /** How sure its first characters (up to 64 Ki) make it: 0 no, 1 perhaps, 2 certainly. */
  probe(head: string): 0 | 1 | 2
  /** A line that may stand before what it reads, and tells nothing by itself. */
  readonly heading?: RegExp
  read(text: string, context: ImportContext): Imported
}
