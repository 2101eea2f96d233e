import { Option } from 'commander'
import type { Command } from 'commander'
import { assessLaw } from '../assess/law/evaluate.ts'
import { InputError } from '../core/errors.ts'
import { writeLetter } from '../report/letters/letter.ts'
import { letterHtml, letterText } from '../report/letters/render.ts'
import { letterKinds, letterLanguages } from '../report/letters/texts.ts'
import type { LetterKind, LetterLanguage } from '../report/letters/texts.ts'
import { scanInputs } from './case-inputs.ts'
import { addLegalOptions, readLegal } from './legal-setting.ts'
import type { LegalFlags } from './legal-setting.ts'
import { writeAll } from './output.ts'
import { addScanOptions } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'
import { version } from './version.ts'

interface LetterFlags extends ScanFilesFlags, LegalFlags {
  readonly kind: LetterKind
  readonly language: LetterLanguage
  readonly deadline: string
  readonly text?: boolean
  readonly reveal?: boolean
}

/** Adds `varde letter`: documents made of findings, in four languages. */
export function addLetter(program: Command): void {
  const command = program
    .command('letter')
    .description(
      'Write a letter from the findings: a summary for a person, a complaint, an access request, questions before publication, a notice, or a memo on a breach.',
    )
  addLegalOptions(addScanOptions(command))
    .addOption(
      new Option('--kind <kind>', 'which letter').choices([...letterKinds]).makeOptionMandatory(true),
    )
    .addOption(
      new Option('--language <code>', 'in which language').choices([...letterLanguages]).default('en'),
    )
    .option('--deadline <day>', 'day by which an answer is asked for', '')
    .option('--text', 'plain text instead of an HTML page')
    .option('--reveal', 'show values in full; otherwise they are masked')
    .action(async (files: string[], flags: LetterFlags) => {
      const { deadline } = flags
      if (deadline !== '' && (!/^\d{4}-\d{2}-\d{2}$/.test(deadline) || Number.isNaN(Date.parse(deadline))))
        throw new InputError(`--deadline ${deadline}: give a day as YYYY-MM-DD.`)
      const { law, setting } = readLegal(flags)
      const result = await scanInputs(files, flags, true)
      const assessment = assessLaw(result.findings, result, setting, law)
      const letter = writeLetter(result, assessment, {
        kind: flags.kind,
        language: flags.language,
        version,
        isRevealed: flags.reveal === true,
        deadline: flags.deadline,
        awareAt: setting.awareAt,
      })
      await writeAll(process.stdout, flags.text === true ? letterText(letter) : letterHtml(letter))
    })
}
