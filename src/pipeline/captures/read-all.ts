import { AnomalyLog } from '../../core/anomaly.ts'
import { gather } from '../reading/gather-keys.ts'
import { filesOf, nameOf } from '../reading/joined-files.ts'
import type { CapturePlace } from '../reading/joined-files.ts'
import { leftOutFor } from '../reading/left-out-files.ts'
import type { LeavesOut } from '../reading/left-out-files.ts'
import type { ScanOptions } from '../scan-options.ts'
import type { Learned } from './learned.ts'
import { scanCapture } from './scan-capture.ts'
import type { ScannedCapture } from './scanned-capture.ts'
import { sharedOf } from './shared.ts'
import type { Shared } from './shared.ts'

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
  const shared = sharedOf(options, keys, places.length, log)
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
