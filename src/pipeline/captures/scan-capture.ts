import { nameOf } from '../reading/joined-files.ts'
import type { CapturePlace } from '../reading/joined-files.ts'
import type { LeavesOut } from '../reading/left-out-files.ts'
import { readPlace } from '../reading/read-place.ts'
import { partsOfEntries, partsOfPackets } from './capture-parts.ts'
import { endLayers } from './end-layers.ts'
import { joinLayers } from './join-layers.ts'
import type { Learned } from './learned.ts'
import type { ScannedCapture } from './scanned-capture.ts'
import type { Shared } from './shared.ts'

/** Reads a capture through all layers; `leavesOut` as in `PlaceOptions`, the rest as in `joinLayers`. */
export async function scanCapture(
  index: number,
  place: CapturePlace,
  names: Iterable<readonly [address: string, name: string]>,
  learned: Learned,
  shared: Shared,
  leavesOut: LeavesOut,
): Promise<ScannedCapture> {
  const path = nameOf(place)
  const { options } = shared
  const layers = joinLayers(index, place, names, learned, shared)
  const { feeder, log } = layers
  const facts = await readPlace(place, feeder, log, {
    leavesOut,
    wantsHash: options.wantsHash,
    onProgress: (bytes, size) => options.onProgress(path, bytes, size),
    ...(options.live === undefined ? {} : { live: options.live }),
    ...(options.interruptible === undefined ? {} : { interruptible: options.interruptible }),
  })
  endLayers(layers, learned)
  const { reader, entryReader } = feeder
  if (entryReader !== null) return partsOfEntries(index, path, facts, entryReader, layers, shared)
  if (reader === null) throw new Error('a capture without a reader was not refused')
  return partsOfPackets(index, path, facts, reader, layers, learned, shared)
}
