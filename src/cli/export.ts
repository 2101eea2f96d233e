import { existsSync } from 'node:fs'
import { Option } from 'commander'
import type { Command } from 'commander'
import { writeWhole } from '../case/case-folder.ts'
import { InputError } from '../core/errors.ts'
import { exporters } from '../report/exporters.gen.ts'
import { Exported } from '../report/exports/exporter.ts'
import { writeAll } from './output.ts'
import { addScanOptions, scanFiles } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'
import { version } from './version.ts'

interface ExportFlags extends ScanFilesFlags {
  readonly format: string
  readonly output?: string
  readonly reveal?: boolean
}

/** Adds `varde export`: findings for other programs. */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('Write the findings for another program.')
    .addHelpText(
      'after',
      `\nFormats:\n${exporters.map(({ name, title }) => `  ${name.padEnd(10)} ${title}`).join('\n')}`,
    )
  addScanOptions(command)
    .addOption(
      new Option('-f, --format <name>', 'which format')
        .choices(exporters.map(({ name }) => name))
        .makeOptionMandatory(true),
    )
    .option('-o, --output <file>', 'a new file to write, instead of standard output')
    .option('--reveal', 'write values in full; otherwise they are masked')
    .action(async (files: string[], flags: ExportFlags) => {
      const { output } = flags
      if (output !== undefined && existsSync(output))
        throw new InputError(`${output} is there already: name a new file.`)
      const exporter = exporters.find(({ name }) => name === flags.format)
      if (exporter === undefined) throw new InputError(`there is no format ${flags.format}.`)
      const result = await scanFiles(files, flags, true)
      const text = exporter.render(new Exported(result, version, flags.reveal === true))
      if (output === undefined) await writeAll(process.stdout, text)
      else writeWhole(output, text, 0o644)
    })
}
