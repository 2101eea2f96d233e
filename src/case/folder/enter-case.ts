import { caseState, openCase } from './open-case.ts'
import type { CaseFiles } from './case-files.ts'
import { sweepUnfinished } from './sweep-unfinished.ts'

/** Opens a case for the next act, and ends what others had begun in it. */
export function enterCase(folder: string, passphrase: string | null): CaseFiles {
  // First of all: nothing is tidied in what is no case, or a newer one.
  caseState(folder)
  sweepUnfinished(folder)
  return openCase(folder, passphrase)
}
