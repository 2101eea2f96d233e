import type { Command } from 'commander'
import { caseState } from '../../case/folder/open-case.ts'
import { changePassphrase } from '../../case/keys/change-key.ts'
import { InputError } from '../../core/errors.ts'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { askNewPassphrase, passphraseOfFile } from './passphrase.ts'

/** Adds `varde case passphrase`. */
export function addCasePassphrase(group: Command): void {
  withCaseOptions(
    group
      .command('passphrase')
      .description('Give an encrypted case another passphrase. The old one opens it no longer.')
      .argument('<folder>')
      .option('--new-passphrase-file <file>', 'the new passphrase: the first line of this file'),
  ).action(async (folder: string, flags: CaseFlags & { newPassphraseFile?: string }, command: Command) => {
    if (caseState(folder) === 'clear')
      throw new InputError(
        `${folder} is not encrypted: make a new case with varde case init --encrypt, and add its files there.`,
      )
    const files = await open(folder, flags)
    const next =
      flags.newPassphraseFile === undefined
        ? await askNewPassphrase(folder, '--new-passphrase-file FILE')
        : passphraseOfFile(flags.newPassphraseFile)
    changePassphrase(files, next, actingBy(flags, command))
    await say(`${folder} has another passphrase. Copies that were made before open with the old one.`)
  })
}
