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
  /** Path of the file of a recording that is odd itself; absent of a capture in one file, and of what its frames hold. */
  readonly file?: string
}

/** A file of a recording, and how often it is odd. */
export interface OddFile {
  readonly path: string
  count: number
}

/** All places of one kind of oddity: an exact count, and the first few samples. */
export interface AnomalyTally {
  readonly code: AnomalyCode
  count: number
  readonly samples: AnomalySample[]
  /** The files of a recording that are odd themselves, each once; absent of a capture in one file. */
  readonly files?: OddFile[]
}

/**
 * Counts anomalies. Memory is bounded: a tally for each code, and `limits.report.anomalySamplesMax` samples; and a count for each
 * file of a recording.
 */
export class AnomalyLog {
  readonly tallies: Map<string, AnomalyTally> = new Map()

  /** `file`: path of the file of a recording that is odd; '' of a capture in one file. */
  note(code: AnomalyCode, frame: number, detail = '', file = ''): void {
    let tally = this.tallies.get(code.code)
    if (tally === undefined) {
      tally = { code, count: 0, samples: [], ...(file === '' ? {} : { files: [] }) }
      this.tallies.set(code.code, tally)
    }
    tally.count++
    const { samples, files } = tally
    if (samples.length < limits.report.anomalySamplesMax)
      samples.push(file === '' ? { frame, detail } : { frame, detail, file })
    if (files === undefined || file === '') return
    // Files are read one after the other.
    const last = files.at(-1)
    if (last?.path === file) last.count++
    else files.push({ path: file, count: 1 })
  }

  count(code: AnomalyCode): number {
    return this.tallies.get(code.code)?.count ?? 0
  }
}
