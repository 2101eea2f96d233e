import type { Command } from 'commander'
import { caseProblems } from '../../case/case-problems.ts'
import { open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'

/** Adds `varde case verify`; ends with 1 where the case does not hold. */
export function addCaseVerify(group: Command, setExit: (code: number) => void): void {
  withCaseOptions(
    group
      .command('verify')
      .description('Check the folder: digests of evidence and results, and the chain of the ledger.')
      .argument('<folder>'),
  ).action(async (folder: string, flags: CaseFlags) => {
    const problems = caseProblems(await open(folder, flags))
    await say(problems.length === 0 ? 'the case holds' : problems.map((problem) => `✗ ${problem}`).join('\n'))
    if (problems.length > 0) setExit(1)
  })
}
