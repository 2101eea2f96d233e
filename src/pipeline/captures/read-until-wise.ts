import { limits } from '../../core/limits.ts'
import { streamAnomalies } from '../../stream/anomalies.ts'
import { filesOf } from '../reading/joined-files.ts'
import type { CapturePlace } from '../reading/joined-files.ts'
import { never } from '../reading/left-out-files.ts'
import type { LeavesOut } from '../reading/left-out-files.ts'
import { isRegularFile } from '../reading/open-file.ts'
import type { ScanOptions } from '../scan-options.ts'
import { nothingLearned, turnWithOrder } from './learned.ts'
import type { Reading } from './read-all.ts'
import { readAll } from './read-all.ts'
import type { ScannedCapture } from './scanned-capture.ts'

/** Reads all captures, and again as long as more becomes known of how they are to be read, if everything can be read again. */
export async function readUntilWise(
  given: readonly CapturePlace[],
  options: ScanOptions,
  leavesOut: LeavesOut,
): Promise<Reading> {
  let places = given
  const learned = places.map(nothingLearned)
  const files = places.flatMap(filesOf)
  const isReadable = [...files, ...(options.keyFiles ?? [])].every((path) => isRegularFile(path))
  for (let count = 1; ; count++) {
    // Of an earlier reading nothing is held while another one goes on.
    const reading = await readAll(places, options, learned, count === 1 ? leavesOut : never)
    const isLast = !isReadable || count === limits.stream.readingsMax
    if (!isLast && learned.some(({ damage, order }) => damage.isWiser || order.isWiser)) {
      for (const one of learned) turnWithOrder(one)
      // What was learned counts frames: they are those of the same files.
      places = places.map((place) => withoutGone(place, reading.captures))
      continue
    }
    for (const [index, { log }] of reading.captures.entries()) {
      const own = reading.told[index]
      if (own?.damage.isUnsure === true) log.note(streamAnomalies.damageNotTold, 0)
      if (own?.order.isUnsure === true) log.note(streamAnomalies.orderNotKept, 0)
    }
    return reading
  }
}

/** The files of a recording that were read. */
function withoutGone(place: CapturePlace, captures: readonly ScannedCapture[]): CapturePlace {
  if (typeof place === 'string') return place
  const read = new Set(captures.flatMap(({ summary }) => (summary.files ?? []).map((file) => file.path)))
  return { ...place, files: place.files.filter((path) => read.has(path)) }
}
