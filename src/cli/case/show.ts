import type { Command } from 'commander'
import { detailsOf, itemKinds, itemsOf, recordsOf, resultsOf } from '../../case/case-folder.ts'
import { actsAfter, sealsOf } from '../../case/seal.ts'
import { open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'

/** Adds `varde case show`. */
export function addCaseShow(group: Command): void {
  withCaseOptions(
    group.command('show').description('List what is in the case, and every act on it.').argument('<folder>'),
  ).action(async (folder: string, flags: CaseFlags) => {
    const files = await open(folder, flags)
    const lines = [`case ${files.facts.name}`]
    for (const kind of itemKinds)
      for (const item of itemsOf(files, kind)) lines.push(`  ${item.path}  ${item.bytes} bytes`)
    for (const result of resultsOf(files)) lines.push(`  ${result.path}`)
    const records = recordsOf(folder)
    for (const name of sealsOf(files)) {
      const after = actsAfter(name, records).filter(({ act }) => act !== 'seal')
      const what = after.map(({ sequence, act }) => `#${sequence} ${act}`).join(', ')
      lines.push(`  seals/${name}  ${after.length === 0 ? 'nothing came after it' : `after it: ${what}`}`)
    }
    for (const record of records) {
      const { name } = detailsOf(files, record)
      const what = typeof name === 'string' ? ` (${name})` : ''
      lines.push(`  #${record.sequence} ${record.at} ${record.act}${what} by ${record.by}`)
    }
    await say(lines.join('\n'))
  })
}
