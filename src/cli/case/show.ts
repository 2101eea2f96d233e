import type { Command } from 'commander'
import { itemsOf, recordsOf, resultsOf } from '../../case/case-folder.ts'
import { open, say } from './acting.ts'
import { factsOf } from './inputs.ts'

/** Adds `varde case show`. */
export function addCaseShow(group: Command): void {
  group
    .command('show')
    .description('List what is in the case, and every act on it.')
    .argument('<folder>')
    .action(async (folder: string) => {
      open(folder)
      const lines = [`case ${factsOf(folder).name}`]
      for (const kind of ['evidence', 'events', 'profile', 'keys'] as const)
        for (const item of itemsOf(folder, kind)) lines.push(`  ${item.path}  ${item.bytes} bytes`)
      for (const result of resultsOf(folder)) lines.push(`  ${result.path}`)
      for (const { sequence, at, act, by } of recordsOf(folder))
        lines.push(`  #${sequence} ${at} ${act} by ${by}`)
      await say(lines.join('\n'))
    })
}
