import { Option } from 'commander'
import type { Command } from 'commander'
import { assessLaw } from '../assess/law/evaluate.ts'
import { isDay } from '../core/day.ts'
import { InputError } from '../core/errors.ts'
import { grouped } from '../core/grouped.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { choose } from '../report/exports/chosen.ts'
import { deviceName, isOfAnother, profileDoubt } from '../report/device-name.ts'
import { transmissionsOf } from '../report/phrases.ts'
import { addresseesOf, isFirstSentIdentifiers, writeLetter } from '../report/letters/letter.ts'
import { letterHtml, letterText, textSize } from '../report/letters/render.ts'
import { letterKinds, letterLanguages } from '../report/letters/texts.ts'
import type { LetterKind, LetterLanguage } from '../report/letters/texts.ts'
import { Masker } from '../report/masking/masker.ts'
import { printable } from '../report/writing/printable.ts'
import { refuseVainPassphrase, scanGiven, timeZoneOf, withoutCases } from './case-inputs.ts'
import { addEventTimes, eventsOption } from './options/events-option.ts'
import { repeatable } from './options/repeatable.ts'
import { addLegalOptions, readLegal } from './legal-setting.ts'
import type { LegalFlags } from './legal-setting.ts'
import { requireNewFile } from './kept-files.ts'
import { tell, writeOut } from './output.ts'
import { addPdfOptions, openPdfPrinter } from './pdf.ts'
import type { PdfFlags } from './pdf.ts'
import { addScanOptions } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'
import { terminal } from './terminal.ts'
import { version } from './version.ts'
import { writeNewFile } from './write-new-file.ts'

interface LetterFlags extends ScanFilesFlags, LegalFlags, PdfFlags {
  /** Absent until what is missing was told. */
  readonly kind?: LetterKind
  readonly language: LetterLanguage
  readonly deadline: string
  readonly recipient: readonly string[]
  readonly events: readonly string[]
  readonly eventsZone?: string
  readonly clockOffset?: string
  readonly output?: string
  readonly text?: boolean
  readonly reveal?: boolean
}

/** Recipients that are named beside the one that is asked. */
const othersShownMax = 8
/** Letters that ask for an answer by a day. */
const deadlineKinds: ReadonlySet<LetterKind> = new Set(['right-of-reply', 'controller-notice'])
/** The letter that counts the hours since the controller became aware. */
const awareKind: LetterKind = 'breach-memo'

/** Adds `varde letter`: documents made of findings, in four languages. */
export function addLetter(program: Command): void {
  const command = program
    .command('letter')
    .description(
      'Write a letter from the findings: a summary for a person, a complaint, an access request, questions before publication, a notice, or a memo on a breach.',
    )
  addLegalOptions(addEventTimes(addScanOptions(command).addOption(eventsOption())))
    .addOption(
      new Option(
        '--kind <kind>',
        'which letter; right-of-reply has the questions before publication, controller-notice tells the maker',
      ).choices([...letterKinds]),
    )
    .addOption(
      new Option('--language <code>', 'in which language').choices([...letterLanguages]).default('en'),
    )
    .addOption(
      repeatable(
        '--recipient <host>',
        'only findings about this recipient (*.example.com for all of a domain)',
      ),
    )
    .option('--deadline <day>', 'day by which an answer is asked for', '')
    .option('-o, --output <file>', 'the letter to write; without it, it goes to standard output')
    .option('--text', 'plain text instead of an HTML page')
  addPdfOptions(command, 'a PDF instead')
    .option('--reveal', 'show values in full; otherwise they are masked')
    .addHelpText(
      'after',
      '\nSuch as:\n  varde letter capture.pcap --kind complaint --user-country NO --maker "HMD Global Oy" -o complaint.html',
    )
    .action(runLetter)
  // Told with all else that is missing.
  command.usage('[options] <file...>')
  for (const argument of command.registeredArguments) argument.required = false
}

/** Flags of a letter of which it is known which one it is. */
type KnownLetter = LetterFlags & { readonly kind: LetterKind }

/** Names all that was left out, at once: who left out three would else learn of them in three runs. */
function requireAll(files: readonly string[], flags: LetterFlags): KnownLetter {
  const { kind, output, pdf, text, userCountry } = flags
  const missing = [
    ...(files.length > 0 ? [] : ['FILE (a capture, a case or a bundle)']),
    ...(kind !== undefined ? [] : [`--kind (${letterKinds.join(', ')})`]),
    ...(output !== undefined || pdf !== undefined || text === true || terminal('stdout') === null
      ? []
      : ['-o FILE, --pdf FILE or --text (a page of HTML is nothing for a terminal)']),
  ]
  if (missing.length === 0 && kind !== undefined) return { ...flags, kind }
  if (userCountry === undefined)
    missing.push('--user-country CODE (where the phone was used, as NO; unless a case says it)')
  throw new InputError(`the letter also needs ${missing.join('; ')}. See: varde letter --help`)
}

async function runLetter(files: readonly string[], given: LetterFlags): Promise<void> {
  const flags = requireAll(files, given)
  refuseMisfits(flags)
  const { deadline, output, pdf } = flags
  const printer = await openPdfPrinter(flags, output)
  refuseVainPassphrase(files, flags)
  const read = await withoutCases(files, flags)
  const { law, setting } = readLegal(flags, read.cases)
  if (deadline !== '' && deadline < setting.today)
    throw new InputError(`--deadline ${deadline}: it lies before the day of the letter (${setting.today}).`)
  const result = aboutRecipients(await scanGiven(read, true), flags.recipient)
  tellBeforeWriting(result, flags)
  const assessment = assessLaw(result.findings, result, setting, law)
  const letter = writeLetter(result, assessment, {
    kind: flags.kind,
    language: flags.language,
    version,
    isRevealed: flags.reveal === true,
    deadline: flags.deadline,
    awareAt: setting.awareAt,
    timeZone: timeZoneOf(read.cases),
  })
  if (pdf !== undefined && printer !== null)
    writeNewFile(pdf, await printer(letterHtml(letter), result, textSize(flags.kind)))
  else {
    const text = flags.text === true ? letterText(letter) : letterHtml(letter)
    if (output === undefined) await writeOut(text)
    else writeNewFile(output, Buffer.from(text))
  }
}

/** Refuses options that do not fit the letter or each other, before anything is read. */
function refuseMisfits(flags: KnownLetter): void {
  const { deadline, output, pdf } = flags
  if (deadline !== '' && !isDay(deadline))
    throw new InputError(`--deadline ${deadline}: give a day of the calendar as YYYY-MM-DD.`)
  if (deadline !== '' && !deadlineKinds.has(flags.kind))
    throw new InputError(`--deadline is for ${[...deadlineKinds].join(' and ')}: ${flags.kind} names none.`)
  if (flags.awareAt !== undefined && flags.kind !== awareKind)
    throw new InputError(`--aware-at is for ${awareKind}: ${flags.kind} counts no hours.`)
  for (const file of [output, pdf])
    if (file !== undefined) requireNewFile(file, 'a letter is never written over')
  if (output !== undefined && pdf !== undefined)
    throw new InputError('-o and --pdf are two forms of the letter: give one of them.')
  if (pdf !== undefined && flags.text === true)
    throw new InputError('--text and --pdf are two forms of the letter: give one of them.')
}

/** Says what the writer of the letter should know of it. Throws an InputError where there is nothing to write about. */
function tellBeforeWriting(result: ScanResult, flags: KnownLetter): void {
  // A summary can say that nothing was found; all other letters are about what was.
  if (result.findings.length === 0 && flags.kind !== 'summary')
    throw new InputError(
      'nothing was found to write about: --kind summary says so, and how much could be read.',
    )
  if (flags.kind === 'access-request') {
    tellOthers(result, flags.reveal === true)
    if (flags.reveal !== true && isFirstSentIdentifiers(result))
      tell(
        'varde: the identifiers in the request are masked, and nobody can find data by them: --reveal writes them in full.\n',
      )
  }
  if (isOfAnother(result))
    tell(`varde: ${profileDoubt(result)} The letter does not call the device as the profile does.\n`)
  else if (mayBeOfOthers(result))
    tell(
      'varde: some of what was found came from a sender that sent other numbers of a device than those of the profile, and none of these: there the letter does not call the device as the profile does.\n',
    )
}

/** Whether a finding is of what another device than that of the profile may have sent. */
function mayBeOfOthers(result: ScanResult): boolean {
  const name = result.profile?.name ?? ''
  return (
    name !== '' &&
    result.findings.some((finding) => deviceName(result, transmissionsOf(result, finding)) !== name)
  )
}

/** The findings about these recipients, of all where none is named; whatever else was observed still has to be masked. */
function aboutRecipients(result: ScanResult, recipients: readonly string[]): ScanResult {
  const chosen = choose(result, { recipients, severity: null })
  if (chosen.unknown.length > 0)
    throw new InputError(`--recipient ${chosen.unknown[0] ?? ''}: no finding is about it.`)
  return { ...result, findings: chosen.result.findings }
}

/** A request goes to one recipient: the user is told of the others. */
function tellOthers(result: ScanResult, isRevealed: boolean): void {
  const [, ...others] = addresseesOf(result)
  if (others.length === 0) return
  const masker = new Masker(result, isRevealed)
  const shown = others.slice(0, othersShownMax).map((name) => printable(masker.hide(name)))
  const rest = others.length - shown.length
  const more = rest === 0 ? '' : ` and ${grouped(rest)} more (varde scan lists them)`
  tell(
    `varde: a request for access goes to one recipient; others got identifiers, too: ${shown.join(', ')}${more}. --recipient HOST writes it for another.\n`,
  )
}
