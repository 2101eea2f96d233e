import { AnomalyLog } from '../../core/anomaly.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import type { Recipe } from '../../case/manifest.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { tell } from '../output.ts'

/** Evidence of a case that a scan leaves out, by why. */
export type LeftOut = Pick<Recipe, 'leftOut' | 'twins'>

/** What is said of a case with such evidence: in the result, and of each file on standard error. */
const reasons: Readonly<Record<keyof LeftOut, { readonly code: AnomalyCode; readonly line: string }>> = {
  leftOut: {
    code: {
      code: 'case.evidence.left_out',
      kind: 'unsupported',
      sentence: 'Files among the evidence of the case are no captures that varde reads: they were left out.',
    },
    line: 'is no capture that varde reads: it is left out.',
  },
  twins: {
    code: {
      code: 'case.evidence.twice',
      kind: 'ambiguous',
      sentence:
        'Files among the evidence of the case hold the same capture, packed otherwise: it was read once.',
    },
    line: 'holds the same capture as another file of the case, packed otherwise: it is read once.',
  },
}
const kinds = Object.keys(reasons) as (keyof LeftOut)[]

/** A result that says which files of the case were left out of it. */
export function withLeftOut(result: ScanResult, inputs: LeftOut): ScanResult {
  const log = new AnomalyLog()
  for (const kind of kinds) for (const path of inputs[kind] ?? []) log.note(reasons[kind].code, 0, path)
  const noted = [...log.tallies.values()].map((tally) => ({ capture: 0, tally }))
  return noted.length === 0 ? result : { ...result, anomalies: [...result.anomalies, ...noted] }
}

/** Tells on standard error which files were left out. */
export function tellLeftOut(folder: string, inputs: LeftOut): void {
  for (const kind of kinds)
    for (const path of inputs[kind] ?? []) tell(`varde: ${folder}: ${path} ${reasons[kind].line}\n`)
}
