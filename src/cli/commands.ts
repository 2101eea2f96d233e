import type { Command } from 'commander'
import { addAssess } from './assess.ts'
import { addCase } from './case.ts'
import { addDiff } from './diff.ts'
import { addExperiments } from './experiments.ts'
import { addExport } from './export.ts'
import { addGate } from './gate.ts'
import { addLetter } from './letter.ts'
import { addLink } from './link.ts'
import { addQuery } from './query.ts'
import { addReport } from './report.ts'
import { addVerify } from './verify.ts'

/**
 * Adds every command but `scan`; `setExit` is told an exit code other than 0. They are built into a file of their own, so that a scan starts no slower for them.
 */
export function addCommands(program: Command, setExit: (code: number) => void): void {
  addAssess(program)
  addCase(program, setExit)
  addDiff(program)
  addExperiments(program, setExit)
  addExport(program)
  addGate(program, setExit)
  addLetter(program)
  addLink(program)
  addQuery(program)
  addReport(program)
  addVerify(program, setExit)
}

export { otherThanCapture, otherThanProfile } from './case/check-item.ts'
