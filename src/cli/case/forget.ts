import type { Command } from 'commander'
import { caseState } from '../../case/folder/open-case.ts'
import { sweepUnfinished } from '../../case/folder/sweep-unfinished.ts'
import { forgetCase } from '../../case/keys/change-key.ts'
import { InputError } from '../../core/errors.ts'
import { actingBy, say } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { askYes } from './prompt.ts'

/** Adds `varde case forget`. */
export function addCaseForget(group: Command): void {
  group
    .command('forget')
    .description(
      'Destroy the key of an encrypted case: nothing in it can be read afterwards, by anybody. Only the ledger stays.',
    )
    .argument('<folder>')
    .option('--yes', 'do not ask')
    .option('--by <name>', 'who acts (default: the user of this machine)')
    .action(async (folder: string, flags: CaseFlags & { yes?: boolean }, command: Command) => {
      const state = caseState(folder)
      // One that was stopped behind its record is ended.
      if (state === 'forgotten') sweepUnfinished(folder)
      const isSure =
        state !== 'encrypted' ||
        flags.yes === true ||
        (await askYes(`destroy the key of ${folder}? Nothing in it can ever be read again.`, '--yes'))
      if (!isSure) throw new InputError(`${folder} was not forgotten.`)
      forgetCase(folder, state, actingBy(flags, command))
      sweepUnfinished(folder)
      await say([
        `forgot ${folder}: its key is destroyed, and nothing in it can be read any more.`,
        'What is not in the folder is not forgotten: copies, backups and snapshots of it (with the passphrase they open), bundles, exports and the captures that were added.',
      ])
    })
}
