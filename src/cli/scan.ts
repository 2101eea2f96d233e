import { Option } from 'commander'
import type { Command } from 'commander'
import { severityRank } from '../assess/severity.ts'
import type { Severity } from '../assess/types.ts'
import { isScanResult } from '../pipeline/reading/refuse-result.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { nothingToRead } from '../report/entries.ts'
import { printableJsonPieces } from '../report/json.ts'
import { scanDocument } from '../report/scan-document.ts'
import { renderTerminal } from '../report/terminal.ts'
import { addEventTimes, eventsOption } from './options/events-option.ts'
import { tell, writeOut } from './output.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'
import { addScanOptions, scanFiles } from './scan-files.ts'
import { showsColour, terminal } from './terminal.ts'

interface ScanFlags {
  readonly profile?: string
  readonly keys: readonly string[]
  readonly events: readonly string[]
  readonly eventsZone?: string
  readonly clockOffset?: string
  readonly json?: boolean
  readonly reveal?: boolean
  readonly failOn?: Severity
  readonly color?: boolean
}

/** Adds `varde scan`. `setExit` is told the exit code. */
export function addScan(program: Command, setExit: (code: number) => void): void {
  const command = program
    .command('scan')
    .description(
      'Read packet captures and say what identifies the phone or its owner, who got it, and how protected.',
    )
  addEventTimes(addScanOptions(command).addOption(eventsOption()))
    .option('--json', 'print one JSON document (varde/scan@1) instead of the report')
    .option('--reveal', 'show values in full; otherwise they are masked')
    .addOption(
      new Option('--fail-on <level>', 'exit with 1 when a finding is at least this severe').choices([
        'low',
        'medium',
        'high',
        'critical',
      ]),
    )
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      '\nSuch as:\n  varde scan capture.pcap\n  varde scan capture.pcap --profile phone.yaml --events bugreport.zip',
    )
    .action(async (files: string[], flags: ScanFlags) => {
      setExit(await runScan(files, flags))
    })
}

/** How events are read, where there are any. What reads them is not loaded without need. */
async function eventsOf(flags: ScanFlags): Promise<Parameters<typeof scanFiles>[3]> {
  const { events, eventsZone, clockOffset } = flags
  if (events.length === 0 && eventsZone === undefined && clockOffset === undefined) return {}
  const { checkEventFlags, eventsReader } = await import('./options/event-options.ts')
  if (events.length > 0) return { events: await eventsReader(events, flags) }
  checkEventFlags(flags, true)
  return {}
}

/** What a result says that is given in the place of captures. What reads it is not loaded without need. */
async function resultGiven(files: readonly string[], flags: ScanFlags): Promise<ScanResult> {
  const { givenResult } = await import('./given-result.ts')
  return givenResult(files, flags)
}

async function runScan(files: readonly string[], flags: ScanFlags): Promise<number> {
  const events = await eventsOf(flags)
  const isGiven = files.some(isScanResult)
  if (!isGiven) await refuseUnreadable(files)
  const result = isGiven
    ? await resultGiven(files, flags)
    : await scanFiles(files, flags, flags.json === true, { ...events, isRecording: true })
  const screen = terminal('stdout')
  const pieces =
    flags.json === true
      ? printableJsonPieces(scanDocument(result, flags.reveal === true))
      : [
          renderTerminal(result, {
            isRevealed: flags.reveal === true,
            hasColour: showsColour(screen, flags.color),
            columns: screen?.columns ?? 100,
          }),
        ]
  for (const piece of pieces) await writeOut(piece)
  const { failOn } = flags
  if (failOn === undefined) return 0
  if (result.findings.some((finding) => severityRank(finding.severity) >= severityRank(failOn))) return 1
  // Who captured the wrong interface must not take it for a pass. The code says what was found, and nothing else.
  if (result.coverage.summary.read === 0)
    tell(
      `varde: --fail-on ${failOn} shows nothing: ${nothingToRead(result)}. To fail then, use varde gate.\n`,
    )
  return 0
}
