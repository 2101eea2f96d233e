import type { ScanResult } from '../../pipeline/scan-result.ts'

/**
 * A result whose oddities name files by other places. `places`: for each that a detail may name, as the scan was told it, what
 * stands for it. A result that is kept must not say in which folder of whose machine its case lay: it would be another one there.
 */
export function withPlaces(result: ScanResult, places: ReadonlyMap<string, string>): ScanResult {
  const placed = (detail: string): string => {
    let text = detail
    for (const [from, to] of places) text = text.replaceAll(from, () => to)
    return text
  }
  return {
    ...result,
    anomalies: result.anomalies.map(({ capture, tally }) => ({
      capture,
      tally: {
        ...tally,
        samples: tally.samples.map((sample) => ({ ...sample, detail: placed(sample.detail) })),
      },
    })),
  }
}
