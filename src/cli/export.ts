import { Option } from 'commander'
import type { Command } from 'commander'
import type { Severity } from '../assess/types.ts'
import { InputError } from '../core/errors.ts'
import { isScanResult } from '../pipeline/reading/refuse-result.ts'
import { givenResult } from './given-result.ts'
import { networkAddress } from '../pipeline/reading/network-source.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { Traffic } from '../pipeline/again/traffic.ts'
import { exporters } from '../report/exporters.gen.ts'
import { choose } from '../report/exports/chosen.ts'
import { Exported } from '../report/exports/exporter.ts'
import { printable } from '../report/writing/printable.ts'
import { trafficExporters } from '../report/traffic-exporters.gen.ts'
import type { TrafficExporter } from '../report/traffic-exports/traffic-exporter.ts'
import { refuseVainPassphrase, withoutCases } from './case-inputs.ts'
import { repeatable } from './options/repeatable.ts'
import { requireNewFile } from './kept-files.ts'
import { refuseTerminal, tell, writeOut } from './output.ts'
import { addScanOptions, scanFiles } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'
import { version } from './version.ts'
import { NewFile, writeNewFile } from './write-new-file.ts'

/** Options of `varde export`, as typed: docs/exports.md says which format takes which. */
export interface ExportFlags extends ScanFilesFlags {
  readonly output?: string
  readonly recipient: readonly string[]
  readonly severity?: Severity
  readonly reveal?: boolean
  readonly wholeFlows?: boolean
  readonly withSecrets?: boolean
  readonly allExchanges?: boolean
}

/** Adds `varde export`: findings, and the traffic behind them, for other programs. */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('Write the findings, or the traffic that carries them, for another program.')
  addExportOptions(addScanOptions(command), '-f, --format <name>').action(
    async (named: string[], options: ExportFlags & { format: string }) => {
      refuseVainPassphrase(named, options)
      const { files, flags, marked } = await withoutCases(named, options)
      await exportFindings(files, flags, flags.format, () => undefined, marked)
    },
  )
}

/** Adds what can be chosen of an export. `format`: how the option is called that names the format. */
export function addExportOptions(command: Command, format: string): Command {
  const formats = [...exporters, ...trafficExporters]
  return command
    .addHelpText(
      'after',
      `\nFormats:\n${formats.map(({ name, title }) => `  ${name.padEnd(10)} ${title}`).join('\n')}`,
    )
    .addOption(
      new Option(format, 'which format').choices(formats.map(({ name }) => name)).makeOptionMandatory(true),
    )
    .addOption(
      repeatable(
        '--recipient <host>',
        'only findings about this recipient (*.example.com for all of a domain)',
      ),
    )
    .addOption(
      new Option('--severity <level>', 'only findings that are at least this severe').choices([
        'low',
        'medium',
        'high',
        'critical',
      ]),
    )
    .option('-o, --output <file>', 'a new file to write, instead of standard output')
    .option('--reveal', 'write values in full; otherwise they are masked')
    .option('--whole-flows', 'pcapng: whole conversations, with the DNS answers that name their servers')
    .option('--with-secrets', 'pcapng: with the decryption secrets that the capture holds')
    .option('--all-exchanges', 'har: all that were read, not only those with observations')
}

/** Options that one format alone knows. */
const ofOneFormat = [
  { option: '--whole-flows', flag: 'wholeFlows', format: 'pcapng' },
  { option: '--with-secrets', flag: 'withSecrets', format: 'pcapng' },
  { option: '--all-exchanges', flag: 'allExchanges', format: 'har' },
] as const

/**
 * Scans and writes what was found in a format. `announce` is called when all is ready, before anything is written. `marked`: see
 * `CaseInputs`.
 */
export async function exportFindings(
  files: readonly string[],
  flags: ExportFlags,
  format: string,
  announce: () => void = () => undefined,
  marked: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { output } = flags
  const vain = ofOneFormat.find((one) => flags[one.flag] === true && one.format !== format)
  if (vain !== undefined)
    throw new InputError(`${vain.option} is for ${vain.format}: it changes nothing in ${format}.`)
  if (output !== undefined) requireNewFile(output)
  const traffic = trafficExporters.find(({ name }) => name === format)
  const given = files.find(isScanResult)
  if (traffic !== undefined) {
    if (given !== undefined)
      throw new InputError(
        `${given} is a result and holds no traffic: ${format} needs the capture that it comes from.`,
      )
    await exportTraffic(traffic, files, flags, announce)
    return
  }
  const exporter = exporters.find(({ name }) => name === format)
  if (exporter === undefined) throw new InputError(`there is no format ${format}.`)
  const result =
    given === undefined ? await scanFiles(files, flags, true) : await givenResult(files, flags, marked)
  const chosen = chosenOf(result, flags)
  const text = exporter.render(new Exported(chosen, version, flags.reveal === true))
  announce()
  if (output === undefined) await writeOut(text)
  // Lists for other programs are for all to read, but not values in full.
  else writeNewFile(output, Buffer.from(text), flags.reveal === true ? 0o600 : 0o644)
}

function chosenOf(result: ScanResult, flags: ExportFlags): ScanResult {
  const chosen = choose(result, { recipients: flags.recipient, severity: flags.severity ?? null })
  if (chosen.unknown.length > 0)
    throw new InputError(`--recipient ${chosen.unknown[0] ?? ''}: no finding is about it.`)
  return chosen.result
}

async function exportTraffic(
  exporter: TrafficExporter,
  files: readonly string[],
  flags: ExportFlags,
  announce: () => void,
): Promise<void> {
  const { name, revealReason } = exporter
  if (revealReason !== '' && flags.reveal !== true)
    throw new InputError(`${revealReason}: say --reveal to write ${name}.`)
  const once = files.find((file) => file === '-' || networkAddress(file) !== null)
  if (once !== undefined)
    throw new InputError(`${once} can be read only once, and ${name} needs it twice: give a file.`)
  const { output } = flags
  if (output === undefined && name === 'pcapng') refuseTerminal('pcapng', 'name a file with -o')
  const pieces: Uint8Array[] = []
  const target = output === undefined ? null : new NewFile(output)
  try {
    const result = await scanFiles(files, flags, true)
    const chosen = chosenOf(result, flags)
    announce()
    const notes = await exporter.write(
      new Exported(chosen, version, flags.reveal === true),
      new Traffic(chosen, flags.keys, result),
      {
        wholeFlows: flags.wholeFlows === true,
        withSecrets: flags.withSecrets === true,
        allExchanges: flags.allExchanges === true,
      },
      (bytes) => void (target === null ? pieces.push(bytes) : target.put(bytes)),
    )
    for (const note of notes) tell(`varde: ${printable(note)}\n`)
    if (target === null) await writeOut(Buffer.concat(pieces))
    else target.close()
  } finally {
    target?.abandon()
  }
}
