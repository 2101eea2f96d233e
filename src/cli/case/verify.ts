import type { Command } from 'commander'
import { caseProblems } from '../../case/case-folder.ts'
import { open, say } from './acting.ts'

/** Adds `varde case verify`; ends with 1 where the case does not hold. */
export function addCaseVerify(group: Command, setExit: (code: number) => void): void {
  group
    .command('verify')
    .description('Check the folder: digests of the evidence, and the chain of the ledger.')
    .argument('<folder>')
    .action(async (folder: string) => {
      open(folder)
      const problems = caseProblems(folder)
      await say(
        problems.length === 0 ? 'the case holds' : problems.map((problem) => `✗ ${problem}`).join('\n'),
      )
      if (problems.length > 0) setExit(1)
    })
}
