import type { Command } from 'commander'
import { actingBy, open, say } from './acting.ts'
import type { WhoFlags } from './acting.ts'
import { bundleCase } from './write-bundle.ts'

/** Adds `varde case bundle`. */
export function addCaseBundle(group: Command): void {
  group
    .command('bundle')
    .description(
      'Write one signed file with evidence, results and ledger, that anyone can check with varde verify.',
    )
    .argument('<folder>')
    .requiredOption('-o, --output <file>', 'the bundle to write')
    .option('--by <name>', 'who acts')
    .action(async (folder: string, flags: WhoFlags & { output: string }) => {
      open(folder)
      const fingerprint = await bundleCase(folder, flags.output, actingBy(flags))
      await say(`wrote ${flags.output}, signed by the key ${fingerprint}`)
    })
}
