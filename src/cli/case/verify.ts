import type { Command } from 'commander'
import { sweepUnfinished } from '../../case/folder/sweep-unfinished.ts'
import { ledgerProblems, recordsOf } from '../../case/folder/custody.ts'
import { caseState, forgottenLine } from '../../case/folder/open-case.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { clockLines } from '../../case/clock-jumps.ts'
import { caseNotes } from '../../case/folder/case-notes.ts'
import { caseProblems, settled } from '../../case/folder/case-problems.ts'
import { sealStamps } from '../../case/seal-stamp.ts'
import type { SealStamp } from '../../case/seal-stamp.ts'
import { repeatable } from '../options/repeatable.ts'
import { stampedText } from '../stamped-text.ts'
import { open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'

/** What stamps are held against. */
interface StampFlags {
  readonly tsaCa?: string
  readonly crl: readonly string[]
}

/** Checks the time stamps of seals: what does not hold, and a line for each that does. */
async function checkStamps(
  files: CaseFiles,
  { tsaCa, crl }: StampFlags,
): Promise<{ problems: string[]; lines: string[] }> {
  let stamps: readonly SealStamp[] = []
  const problems = settled(files, () => {
    stamps = sealStamps(files)
    return stamps.flatMap(({ problem }) => (problem === '' ? [] : [problem]))
  })
  const lines: string[] = []
  if (stamps.length === 0 && tsaCa === undefined && crl.length === 0) return { problems, lines }
  const { checkTimeStamp, readGiven } = await import('../time-stamp-client.ts')
  const { roots, lists } = readGiven(tsaCa, crl)
  if (stamps.length === 0) problems.push('no seal has a time stamp, and one was asked for')
  for (const { seal, bytes, digest, nonce, problem } of stamps) {
    if (problem !== '') continue
    const checked = await checkTimeStamp(bytes, { digest, nonce }, roots, lists)
    problems.push(...checked.problems.map((one) => `the time stamp of ${seal}: ${one}`))
    if (checked.problems.length === 0 && checked.stamp !== null)
      lines.push(`${seal}: ${stampedText(checked.stamp)}`)
  }
  return { problems, lines }
}

/** Adds `varde case verify`; ends with 1 where the case does not hold. */
export function addCaseVerify(group: Command, setExit: (code: number) => void): void {
  withCaseOptions(
    group
      .command('verify')
      .description(
        'Check the folder: digests of evidence and results, the chain of the ledger, and the seals.',
      )
      .argument('<folder>')
      .option('--tsa-ca <file>', 'certificates (PEM) that the time stamps of seals must lead to')
      .addOption(
        repeatable(
          '--crl <file>',
          'a list of revoked certificates (CRL, PEM or DER) to ask about these time stamps',
        ),
      ),
  ).action(async (folder: string, flags: CaseFlags & StampFlags) => {
    if (caseState(folder) === 'forgotten') {
      sweepUnfinished(folder)
      const problems = ledgerProblems(folder)
      const count = recordsOf(folder).length
      const lines =
        problems.length === 0
          ? [`the ledger holds: ${count} acts; what was in the case can not be checked any more`]
          : problems.map((problem) => `✗ ${problem}`)
      await say([forgottenLine(folder), ...lines])
      if (problems.length > 0) setExit(1)
      return
    }
    const files = await open(folder, flags)
    const stamps = await checkStamps(files, flags)
    const problems = [...caseProblems(files), ...stamps.problems]
    const lines = problems.length === 0 ? ['the case holds'] : problems.map((problem) => `✗ ${problem}`)
    lines.push(...stamps.lines)
    await say([...lines, ...caseNotes(files), ...clockLines(recordsOf(folder))])
    if (problems.length > 0) setExit(1)
  })
}
