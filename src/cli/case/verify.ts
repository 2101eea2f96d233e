import type { Command } from 'commander'
import { recordsOf } from '../../case/case-folder.ts'
import { caseProblems } from '../../case/case-problems.ts'
import { open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { clockLines } from './show.ts'

/** Adds `varde case verify`; ends with 1 where the case does not hold. */
export function addCaseVerify(group: Command, setExit: (code: number) => void): void {
  withCaseOptions(
    group
      .command('verify')
      .description(
        'Check the folder: digests of evidence and results, the chain of the ledger, and the seals.',
      )
      .argument('<folder>'),
  ).action(async (folder: string, flags: CaseFlags) => {
    const problems = caseProblems(await open(folder, flags))
    const lines = problems.length === 0 ? ['the case holds'] : problems.map((problem) => `✗ ${problem}`)
    await say([...lines, ...clockLines(recordsOf(folder))].join('\n'))
    if (problems.length > 0) setExit(1)
  })
}
