import type { Command } from 'commander'
import { assessLaw } from '../assess/law/evaluate.ts'
import { renderAssessmentJson } from '../report/assessment-json.ts'
import { renderAssessment } from '../report/assessment-terminal.ts'
import { refuseVainPassphrase, scanGiven, withoutCases } from './case-inputs.ts'
import { addLegalOptions, readLegal } from './legal-setting.ts'
import type { LegalFlags } from './legal-setting.ts'
import { writeOut } from './output.ts'
import { addEventTimes, eventsOption } from './options/events-option.ts'
import { addScanOptions } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'
import { showsColour, terminal } from './terminal.ts'

interface AssessFlags extends ScanFilesFlags, LegalFlags {
  readonly events: readonly string[]
  readonly eventsZone?: string
  readonly clockOffset?: string
  readonly json?: boolean
  readonly reveal?: boolean
  readonly color?: boolean
}

/** Adds `varde assess`: the provisions that the findings raise questions under. */
export function addAssess(program: Command): void {
  const command = program
    .command('assess')
    .description(
      'Say under which provisions of data protection law the findings raise questions, and whom they concern.',
    )
  addLegalOptions(addEventTimes(addScanOptions(command).addOption(eventsOption())))
    .option('--json', 'print one JSON document (varde/assessment@1)')
    .option('--reveal', 'show values in full; otherwise they are masked')
    .option('--no-color', 'no colours')
    .action(async (files: string[], flags: AssessFlags) => {
      refuseVainPassphrase(files, flags)
      const given = await withoutCases(files, flags)
      const { law, setting } = readLegal(flags, given.cases)
      const result = await scanGiven(given, false)
      const assessment = assessLaw(result.findings, result, setting, law)
      const screen = terminal('stdout')
      const isRevealed = flags.reveal === true
      await writeOut(
        flags.json === true
          ? renderAssessmentJson(assessment, result, isRevealed)
          : renderAssessment(assessment, result, {
              isRevealed,
              hasColour: showsColour(screen, flags.color),
              columns: screen?.columns ?? 100,
            }),
      )
    })
}
