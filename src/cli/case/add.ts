import { basename } from 'node:path'
import type { Command } from 'commander'
import { addEvidence } from '../../case/case-folder.ts'
import { InputError } from '../../core/errors.ts'
import { actingBy, open, say } from './acting.ts'
import type { WhoFlags } from './acting.ts'

/** Adds `varde case add`. */
export function addCaseAdd(group: Command): void {
  group
    .command('add')
    .description('Copy files into the case, under their SHA-256.')
    .argument('<folder>')
    .argument('<file...>')
    .option('--as <kind>', 'evidence (captures), events, profile or keys', 'evidence')
    .option('--by <name>', 'who acts')
    .action(async (folder: string, files: string[], flags: WhoFlags & { as: string }) => {
      open(folder)
      const kind = (['evidence', 'events', 'profile', 'keys'] as const).find((name) => name === flags.as)
      if (kind === undefined)
        throw new InputError(`--as ${flags.as}: give evidence, events, profile or keys.`)
      for (const file of files) {
        const item = addEvidence(folder, file, actingBy(flags), kind)
        await say(`${item.isNew ? 'added' : 'known'} ${item.path} (${basename(file)}, ${item.bytes} bytes)`)
      }
    })
}
