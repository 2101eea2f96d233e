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
import { main as mainWith } from './main.ts'
import type { AddCommands } from './main.ts'

/** Runs varde with all its commands. They are built into a file of their own, so that a scan starts no slower for them. */
export function main(argv: readonly string[]): Promise<number> {
  return mainWith(argv, addCommands)
}

/** Every command but `scan`, in the order in which most people come to need them. */
const addCommands: AddCommands = (program, setExit) => {
  addReport(program)
  addLetter(program)
  addAssess(program)
  addCase(program, setExit)
  addVerify(program, setExit)
  addGate(program, setExit)
  addExperiments(program, setExit)
  addDiff(program)
  addLink(program)
  addExport(program)
  addQuery(program)
}
