import { basename } from 'node:path'
import type { Command } from 'commander'
import { record } from '../../case/folder/custody.ts'
import { withoutCases } from '../case-inputs.ts'
import { addExportOptions, exportFindings } from '../export.ts'
import type { ExportFlags } from '../export.ts'
import { actingBy, open, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'

/** Adds `varde case export`: what left the case, and how much of it, is an act. */
export function addCaseExport(group: Command): void {
  const command = group
    .command('export')
    .description('Write the findings of the case, or the traffic that carries them, for another program.')
    .argument('<folder>')
  addExportOptions(withCaseOptions(command), '--as <format>').action(
    async (folder: string, options: CaseFlags & ExportFlags & { as: string }, own: Command) => {
      const files = await open(folder, options)
      const given = await withoutCases([folder], { ...options, keys: [] }, files)
      await exportFindings(given.files, given.flags, options.as, () => {
        const { output } = options
        const details = { format: options.as, isRevealed: options.reveal === true }
        const secret = output === undefined ? {} : { output: basename(output) }
        record(files, 'export', details, actingBy(options, own), secret)
      })
    },
  )
}
