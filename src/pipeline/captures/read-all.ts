import { AnomalyLog } from '../../core/anomaly.ts'
import { decodeInside } from '../../decode/decode.ts'
import { mayHide } from '../../decode/hiding.ts'
import { Detector } from '../../detect/detector.ts'
import { AppBook } from '../apps.ts'
import { ConnectionBook } from '../entries/connection-book.ts'
import { gather } from '../reading/gather-keys.ts'
import { filesOf, nameOf } from '../reading/joined-files.ts'
import type { CapturePlace } from '../reading/joined-files.ts'
import { leftOutFor } from '../reading/left-out-files.ts'
import type { LeavesOut } from '../reading/left-out-files.ts'
import { RecipientBook } from '../recipients/recipients.ts'
import type { ScanOptions } from '../scan-options.ts'
import { packKnown } from '../search/known-search.ts'
import { SearchQueue } from '../search/search-queue.ts'
import { BorderWatch } from '../twice/border-watch.ts'
import { SameConnections } from '../twice/same-connections.ts'
import type { Learned } from './learned.ts'
import { scanCapture } from './scan-capture.ts'
import type { ScannedCapture, Shared } from './scanned-capture.ts'

/** The captures, read to their ends. */
export interface Reading {
  readonly captures: readonly ScannedCapture[]
  /** What was known of each of them. */
  readonly told: readonly Learned[]
  readonly shared: Shared
  readonly log: AnomalyLog
}

/** Reads all captures, each as is known by now. */
export async function readAll(
  places: readonly CapturePlace[],
  options: ScanOptions,
  learned: readonly Learned[],
  leavesOut: LeavesOut,
): Promise<Reading> {
  const log = new AnomalyLog()
  const { keys, names } = await gather(options.keyFiles ?? [], places, log)
  const { profile, spellings } = options
  const detector = new Detector(profile, spellings, mayHide, 'named', decodeInside, keys.payloadKeys)
  const shared: Shared = {
    options,
    detector,
    keys,
    recipients: new RecipientBook(log),
    apps: new AppBook(),
    connections: new ConnectionBook(log),
    queue: new SearchQueue(() => packKnown(detector.indicators), options.bytesToSecondThread),
    borders: places.length > 1 ? new BorderWatch() : null,
    sameConnections: places.length > 1 ? new SameConnections() : null,
    run: { observations: 0, transmissions: 0 },
    watch: options.watch?.() ?? null,
  }
  const captures: ScannedCapture[] = []
  const told: Learned[] = []
  let nothing: unknown = null
  for (const [index, place] of places.entries()) {
    const own = learned[index] as Learned
    try {
      const recorded = filesOf(place).flatMap((path) => names.get(path) ?? [])
      captures.push(await scanCapture(captures.length, place, recorded, own, shared, leavesOut))
      told.push(own)
    } catch (cause) {
      const code = options.isRecording === true ? leftOutFor(cause) : null
      if (code === null) throw cause
      nothing ??= cause
      log.note(code, 0, nameOf(place))
    }
  }
  if (captures.length === 0 && nothing !== null) throw nothing
  shared.queue.end()
  for (const { entries } of captures) entries?.settle()
  for (const { entries } of captures) entries?.end()
  for (const { examiner } of captures) examiner.book.settle()
  shared.borders?.end()
  return { captures, told, shared, log }
}
