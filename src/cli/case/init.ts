import type { Command } from 'commander'
import { initCase } from '../../case/case-folder.ts'
import { actingBy, say } from './acting.ts'
import type { WhoFlags } from './acting.ts'

/** Adds `varde case init`. */
export function addCaseInit(group: Command): void {
  group
    .command('init')
    .description('Make a case folder with a signing key of its own.')
    .argument('<folder>')
    .requiredOption('--name <text>', 'what the case is about')
    .option('--device <text>', 'the phone', '')
    .option('--time-zone <zone>', 'time zone of the people concerned', 'UTC')
    .option('--by <name>', 'who acts (default: the user of this machine)')
    .action(async (folder: string, flags: WhoFlags & { name: string; device: string; timeZone: string }) => {
      initCase(folder, { name: flags.name, device: flags.device, timeZone: flags.timeZone }, actingBy(flags))
      await say(`made ${folder}; its signing key is keys/signing.pem: keep it to yourself.`)
    })
}
