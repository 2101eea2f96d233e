import type { Command } from 'commander'
import { initCase } from '../../case/case-folder.ts'
import { actingBy, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { readPassphrase } from './passphrase.ts'

interface InitFlags extends CaseFlags {
  readonly name: string
  readonly device: string
  readonly timeZone: string
  readonly encrypt?: boolean
}

/** Adds `varde case init`. */
export function addCaseInit(group: Command): void {
  withCaseOptions(
    group
      .command('init')
      .description('Make a case folder with a signing key of its own.')
      .argument('<folder>')
      .requiredOption('--name <text>', 'what the case is about')
      .option('--device <text>', 'the phone', '')
      .option('--time-zone <zone>', 'time zone of the people concerned', 'UTC')
      .option('--encrypt', 'encrypt everything in it but the ledger, with a passphrase'),
  ).action(async (folder: string, flags: InitFlags, command: Command) => {
    const { name, device, timeZone } = flags
    const passphrase = flags.encrypt === true ? await readPassphrase(folder, flags, true) : null
    initCase(folder, { name, device, timeZone }, actingBy(flags, command), passphrase)
    await say(
      passphrase === null
        ? `made ${folder}; its signing key is keys/signing.pem: keep it to yourself. Nothing in it is encrypted (--encrypt).`
        : `made ${folder}, encrypted: without the passphrase nobody can read it, and nobody can help who lost it.`,
    )
  })
}
