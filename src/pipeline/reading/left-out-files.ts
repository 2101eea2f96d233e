/**
 * Files of a recording that are left out: which failures of reading allow it, and what is said of them. Whether a scan may leave
 * any out is for who starts it; that reading goes on behind one is `read-place`'s.
 */
import type { AnomalyCode } from '../../core/anomaly.ts'
import { InputError, NothingCapturedError } from '../../core/errors.ts'
import type { ScanResult } from '../scan-result.ts'

/** Among files of a recording one that was only begun. */
const emptyFile: AnomalyCode = {
  code: 'source.file.empty',
  kind: 'short_capture',
  sentence:
    'A file holds nothing of a capture, as one that a capturing program has only begun: it is left out.',
}

/** A ring buffer removes its oldest files while others of it are read. */
const goneFile: AnomalyCode = {
  code: 'source.file.gone',
  kind: 'short_capture',
  sentence: 'A file was gone when it was to be read, as the oldest of a ring buffer: it is left out.',
}

/** A file of a recording that was left out, and why, in a sentence. */
export interface LeftOutFile {
  readonly path: string
  readonly why: string
}

/** The files of a recording that a scan left out; of many the first ones. */
export function leftOutOf({ anomalies }: ScanResult): LeftOutFile[] {
  return anomalies.flatMap(({ tally: { code, samples } }) =>
    code.code === emptyFile.code || code.code === goneFile.code
      ? samples.map(({ detail }) => ({ path: detail, why: code.sentence }))
      : [],
  )
}

/** As what a file is left out whose reading failed; null where it may not be. */
export function leftOutFor(cause: unknown): AnomalyCode | null {
  if (cause instanceof NothingCapturedError) return emptyFile
  const { cause: reason } = cause instanceof InputError ? cause : {}
  return reason instanceof Error && 'code' in reason && reason.code === 'ENOENT' ? goneFile : null
}

/** A file that is left out. */
export interface LeftOut {
  readonly code: AnomalyCode
  readonly path: string
}

/** Whether a file of a recording is left out whose reading failed. */
export type LeavesOut = (cause: unknown, path: string) => boolean

/** Where every file is needed: none is left out. */
export const never: LeavesOut = () => false

/** Leaves files of a recording out that hold nothing, or went away, and keeps which ones. */
export function leaving(leftOut: LeftOut[]): LeavesOut {
  return (cause, path) => {
    const code = leftOutFor(cause)
    if (code !== null) leftOut.push({ code, path })
    return code !== null
  }
}
