import { AnomalyLog } from '../../core/anomaly.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import type { ScanResult } from '../../pipeline/scan.ts'

/** What is said of a case with files among its evidence that no scan can read. */
const leftOutAnomaly: AnomalyCode = {
  code: 'case.evidence.left_out',
  kind: 'unsupported',
  sentence: 'Files among the evidence of the case are no captures that varde reads: they were left out.',
}

/** A result that says which files of the case were left out of it. */
export function withLeftOut(result: ScanResult, leftOut: readonly string[] = []): ScanResult {
  const log = new AnomalyLog()
  for (const path of leftOut) log.note(leftOutAnomaly, 0, path)
  const noted = [...log.tallies.values()].map((tally) => ({ capture: 0, tally }))
  return noted.length === 0 ? result : { ...result, anomalies: [...result.anomalies, ...noted] }
}

/** Tells on standard error which files were left out. */
export function tellLeftOut(folder: string, leftOut: readonly string[] = []): void {
  for (const path of leftOut)
    process.stderr.write(`varde: ${folder}: ${path} is no capture that varde reads: it is left out.\n`)
}
