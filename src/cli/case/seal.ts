import type { Command } from 'commander'
import { sealCase } from '../../case/seal.ts'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'

/** Adds `varde case seal`. */
export function addCaseSeal(group: Command): void {
  withCaseOptions(
    group
      .command('seal')
      .description(
        'Sign what stands in the case now: the head of the ledger and the digest of every file. What comes later is told apart.',
      )
      .argument('<folder>'),
  ).action(async (folder: string, flags: CaseFlags, command: Command) => {
    const files = await open(folder, flags)
    const { name, digest, fingerprint, isNew } = sealCase(files, actingBy(flags, command))
    await say(
      isNew
        ? `sealed: seals/${name}, signed by the key ${fingerprint}\nSHA-256 of the seal, to be told to others: ${digest}`
        : `nothing to do: nothing was done since seals/${name}`,
    )
  })
}
