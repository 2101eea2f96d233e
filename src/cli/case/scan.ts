import type { Command } from 'commander'
import { actingBy, open, say } from './acting.ts'
import type { WhoFlags } from './acting.ts'
import { scanCase } from './scan-case.ts'

/** Adds `varde case scan`. */
export function addCaseScan(group: Command): void {
  group
    .command('scan')
    .description(
      'Scan all evidence of the case; what was scanned before with this version and settings is left.',
    )
    .argument('<folder>')
    .option('--by <name>', 'who acts')
    .action(async (folder: string, flags: WhoFlags) => {
      open(folder)
      const { key, isNew, findings } = await scanCase(folder, actingBy(flags))
      await say(
        isNew
          ? `scanned: results/${key}, ${findings} ${findings === 1 ? 'finding' : 'findings'}`
          : `nothing to do: results/${key} is there`,
      )
    })
}
