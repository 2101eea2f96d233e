import type { Command } from 'commander'
import { readFrames } from '../pipeline/again/read-frames.ts'
import { isScanResult } from '../pipeline/reading/refuse-result.ts'
import { shownFrames } from '../report/technical/chains.ts'
import { technicalReport } from '../report/technical/report.ts'
import { worldFileName } from '../report/technical/world.ts'
import type { World } from '../report/technical/world.ts'
import { refuseVainPassphrase, scanGiven, timeZoneOf, withoutCases } from './case-inputs.ts'
import { readJsonData } from './data-files.ts'
import { keepFiles, requireNewFile } from './kept-files.ts'
import { refuseTerminal, writeOut } from './output.ts'
import { addPdfOptions, openPdfPrinter } from './pdf.ts'
import type { PdfFlags } from './pdf.ts'
import { addEventTimes, eventsOption } from './options/events-option.ts'
import { addScanOptions } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'
import { version } from './version.ts'
import { writeNewFile } from './write-new-file.ts'

interface ReportFlags extends ScanFilesFlags, PdfFlags {
  readonly events: readonly string[]
  readonly eventsZone?: string
  readonly clockOffset?: string
  readonly output?: string
  readonly reveal?: boolean
}

/** Adds `varde report`: all facts of a scan as one page, for whoever has to check them. */
export function addReport(program: Command): void {
  const command = program
    .command('report')
    .description(
      'Write the technical report: one HTML page (or PDF) with findings, reasons, recipients, times, evidence and coverage.',
    )
  addEventTimes(addScanOptions(command).addOption(eventsOption())).option(
    '-o, --output <file>',
    'the page to write; without it, it goes to standard output',
  )
  addPdfOptions(command, 'a PDF, too')
    .option('--reveal', 'show values in full; otherwise they are masked')
    .action(async (files: string[], flags: ReportFlags) => {
      await writeReport(files, flags)
    })
}

/** Size of text in a PDF, in points. */
const reportSize = 9.2

async function writeReport(files: readonly string[], flags: ReportFlags): Promise<void> {
  const { output, pdf } = flags
  for (const file of [output, pdf])
    if (file !== undefined) requireNewFile(file, 'a report is never written over')
  if (output === undefined && pdf === undefined)
    refuseTerminal('a page of HTML', 'name a file with -o, or --pdf')
  if (output !== undefined && pdf !== undefined)
    keepFiles(
      [
        { option: '--output', path: output },
        { option: '--pdf', path: pdf },
      ],
      [],
    )
  const printer = await openPdfPrinter(flags, output)
  refuseVainPassphrase(files, flags)
  const given = await withoutCases(files, flags)
  const result = await scanGiven(given, true)
  const isRevealed = flags.reveal === true
  // Of a result that was given there are no captures to read.
  const wanted = isRevealed && !given.files.some(isScanResult) ? shownFrames(result) : []
  const frames = await Promise.all(
    result.captures.map((capture, index) => readFrames(capture, wanted[index] ?? new Set())),
  )
  const text = technicalReport(result, {
    version,
    isRevealed,
    frames,
    world: readJsonData(worldFileName) as World,
    timeZone: timeZoneOf(given.cases),
  })
  if (pdf !== undefined && printer !== null) writeNewFile(pdf, await printer(text, result, reportSize))
  if (output !== undefined) writeNewFile(output, Buffer.from(text))
  else if (pdf === undefined) await writeOut(text)
}
