import type { Command } from 'commander'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { bundleCase } from './write-bundle.ts'

/** Adds `varde case bundle`. */
export function addCaseBundle(group: Command): void {
  withCaseOptions(
    group
      .command('bundle')
      .description(
        'Write one signed file with evidence, results and ledger, that anyone can check with varde verify.',
      )
      .argument('<folder>')
      .requiredOption('-o, --output <file>', 'the bundle to write'),
  ).action(async (folder: string, flags: CaseFlags & { output: string }, command: Command) => {
    const files = await open(folder, flags)
    const fingerprint = await bundleCase(files, flags.output, actingBy(flags, command))
    await say(
      `wrote ${flags.output}, signed by the key ${fingerprint}${files.isEncrypted ? '; it is in clear: whoever has it can read it' : ''}`,
    )
  })
}
