import { openAttribution } from '../../src/attribute/attribution.ts'
import { readData } from '../../src/cli/data-files.ts'
import { AnomalyLog } from '../../src/core/anomaly.ts'
import { KeyLog } from '../../src/message/key-log.ts'
import { joinLayers } from '../../src/pipeline/captures/join-layers.ts'
import type { CaptureLayers } from '../../src/pipeline/captures/join-layers.ts'
import type { Learned } from '../../src/pipeline/captures/learned.ts'
import { sharedOf } from '../../src/pipeline/captures/shared.ts'
import type { Shared } from '../../src/pipeline/captures/shared.ts'

const attribution = openAttribution(readData)

/** The layers of the first of so many captures, given the bytes of its file and not ended. */
export function givenLayers(
  file: Buffer,
  learned: Learned,
  captures = 1,
): { readonly layers: CaptureLayers; readonly shared: Shared } {
  const options = { profile: null, attribution, wantsHash: false, onProgress: () => undefined }
  const shared = sharedOf(options, new KeyLog(), captures, new AnomalyLog())
  const layers = joinLayers(0, 'given', [], learned, shared)
  layers.feeder.push(file)
  layers.feeder.end()
  return { layers, shared }
}
