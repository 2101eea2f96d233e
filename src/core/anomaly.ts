import { limits } from './limits.ts'

/**
 * An Anomaly says that the input was odd, cut, over a limit, not supported or not readable. It is a value, never
 * an exception: what a capture contains cannot make the engine throw.
 */
export type AnomalyKind =
  | 'short_capture'
  | 'malformed'
  | 'gap'
  | 'limit'
  | 'unsupported'
  | 'undecryptable'
  | 'ambiguous'
  | 'bug'

/** A kind of oddity, declared once beside the state that notes it. `code` is `<layer>.<protocol>.<what>`. */
export interface AnomalyCode {
  readonly code: string
  readonly kind: AnomalyKind
  /** One sentence, for a person. */
  readonly sentence: string
}

/** One place where an oddity was seen. `frame` is 0 where no frame is concerned. */
export interface AnomalySample {
  readonly frame: number
  readonly detail: string
}

/** All places of one kind of oddity: an exact count, and the first few samples. */
export interface AnomalyTally {
  readonly code: AnomalyCode
  count: number
  readonly samples: AnomalySample[]
}

/** Counts anomalies. Memory is bounded: a tally for each code, and `limits.report.anomalySamplesMax` samples. */
export class AnomalyLog {
  readonly tallies: Map<string, AnomalyTally> = new Map()

  note(code: AnomalyCode, frame: number, detail = ''): void {
    let tally = this.tallies.get(code.code)
    if (tally === undefined) {
      tally = { code, count: 0, samples: [] }
      this.tallies.set(code.code, tally)
    }
    tally.count++
    if (tally.samples.length < limits.report.anomalySamplesMax) tally.samples.push({ frame, detail })
  }

  count(code: AnomalyCode): number {
    return this.tallies.get(code.code)?.count ?? 0
  }
}
