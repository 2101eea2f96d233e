import type { AnomalyTally } from '../../core/anomaly.ts'
import { wholeName } from '../../pipeline/reading/joined-files.ts'
import type { CaptureSummary, ScanResult } from '../../pipeline/scan-result.ts'

/**
 * A result that names its files by other places, also in its oddities. `places`: for each that the scan was told, what stands for
 * it. A result that is kept must not say in which folder of whose machine its case lay: it would be another one there.
 */
export function withPlaces(result: ScanResult, places: ReadonlyMap<string, string>): ScanResult {
  const placed = <File extends { readonly path: string }>(file: File): File => ({
    ...file,
    path: places.get(file.path) ?? file.path,
  })
  const placedCapture = (capture: CaptureSummary): CaptureSummary => {
    const files = capture.files?.map(placed)
    return files === undefined
      ? placed(capture)
      : { ...capture, path: wholeName(files.map(({ path }) => path)), files }
  }
  return {
    ...result,
    captures: result.captures.map(placedCapture),
    ...(result.eventFiles === undefined ? {} : { eventFiles: result.eventFiles.map(placed) }),
    anomalies: result.anomalies.map(({ capture, tally }) => ({ capture, tally: placedTally(tally, places) })),
  }
}

function placedTally(tally: AnomalyTally, places: ReadonlyMap<string, string>): AnomalyTally {
  const placed = (detail: string): string => {
    let text = detail
    for (const [from, to] of places) text = text.replaceAll(from, () => to)
    return text
  }
  return {
    ...tally,
    samples: tally.samples.map(({ file, ...sample }) => ({
      ...sample,
      detail: placed(sample.detail),
      ...(file === undefined ? {} : { file: places.get(file) ?? file }),
    })),
    ...(tally.files === undefined
      ? {}
      : { files: tally.files.map((file) => ({ ...file, path: places.get(file.path) ?? file.path })) }),
  }
}
