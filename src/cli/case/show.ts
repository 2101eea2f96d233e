import type { Command } from 'commander'
import { caseState, forgottenLine } from '../../case/folder/open-case.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { readingProblems } from '../../case/folder/case-problems.ts'
import { resultsOf } from '../../case/folder/case-results.ts'
import { itemKinds, itemsOf } from '../../case/folder/case-items.ts'
import { sweepUnfinished } from '../../case/folder/sweep-unfinished.ts'
import { detailsOf, ledgerProblems, recordsOf } from '../../case/folder/custody.ts'
import { clockLines } from '../../case/clock-jumps.ts'
import { placesInRecordings } from '../../case/folder/list-case.ts'
import { joinAct, joinedDigests } from '../../case/ledger.ts'
import { countingProfile } from '../../case/counting-profile.ts'
import type { ClockState, CustodyRecord } from '../../case/ledger.ts'
import { actsAfter, sealsOf } from '../../case/seal.ts'
import { count } from '../../correlate/words.ts'
import { namesShown } from '../../report/masking/masked-name.ts'
import { bytesText, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { knownValues } from './known-values.ts'
import { recordingText } from './list.ts'

interface ShowFlags extends CaseFlags {
  readonly long?: boolean
  readonly reveal?: boolean
}

/** Adds `varde case show`. */
export function addCaseShow(group: Command): void {
  withCaseOptions(
    group
      .command('show')
      .description('List what is in the case, and every act on it.')
      .argument('<folder>')
      .option('--long', 'with command, versions and the state of the clock of each act')
      .option('--reveal', 'show names in full; otherwise numbers in them are masked'),
  ).action(async (folder: string, flags: ShowFlags) => {
    if (caseState(folder) === 'forgotten') {
      sweepUnfinished(folder)
      await say(forgottenLines(folder, flags.long === true))
      return
    }
    const files = await open(folder, flags)
    const shown = namesShown(flags.reveal === true, await knownValues(files))
    const lines = [`case ${shown(files.facts.name)}`]
    const profile = countingProfile(files)
    const recordings = placesInRecordings(files)
    for (const kind of itemKinds)
      for (const { path, bytes } of itemsOf(files, kind)) {
        const isReplaced = kind === 'profile' && path !== profile?.path
        const recording = recordings.get(path)
        const place = recording === undefined ? '' : `, ${recordingText(recording)}`
        lines.push(`  ${path}  ${bytesText(bytes)}${isReplaced ? ', replaced' : ''}${place}`)
      }
    for (const result of resultsOf(files)) lines.push(`  ${result.path}`)
    const records = recordsOf(folder)
    for (const name of sealsOf(files)) lines.push(`  ${sealLine(name, records)}`)
    for (const record of records) {
      lines.push(`  ${actLine(files, record, shown)}`)
      if (flags.long === true) lines.push(...longLines(record).map((line) => `      ${line}`))
    }
    lines.push(...clockLines(records).map((line) => `  ${line}`))
    if (readingProblems(files).length > 0)
      lines.push(
        `✗ the ${ledgerProblems(folder).length > 0 ? 'ledger' : 'case'} does not hold: varde case verify says what does not`,
      )
    await say(lines)
  })
}

/** Of a forgotten case, its acts: the ledger is never encrypted, but for names. */
function forgottenLines(folder: string, isLong: boolean): string[] {
  const records = recordsOf(folder)
  return [
    forgottenLine(folder),
    ...records.flatMap((record) => [
      `  #${record.sequence} ${record.at} ${record.act} by ${record.by}`,
      ...(isLong ? longLines(record).map((line) => `      ${line}`) : []),
    ]),
    ...clockLines(records).map((line) => `  ${line}`),
    ...(ledgerProblems(folder).length > 0
      ? ['✗ the ledger does not hold: varde case verify says what does not']
      : []),
  ]
}

function sealLine(name: string, records: readonly CustodyRecord[]): string {
  const after = actsAfter(name, records).filter(({ act }) => act !== 'seal')
  const what = after.map(({ sequence, act }) => `#${sequence} ${act}`).join(', ')
  return `seals/${name}  ${after.length === 0 ? 'nothing came after it' : `after it: ${what}`}`
}

function actLine(files: CaseFiles, record: CustodyRecord, shown: (name: string) => string): string {
  const details = detailsOf(files, record)
  const { name, replaces } = details
  const joined =
    record.act === joinAct ? ` of ${count(joinedDigests(details).length, 'file')} as one recording` : ''
  const what = `${joined}${typeof name === 'string' ? ` (${shown(name)})` : ''}${typeof replaces === 'string' ? ` in the place of ${replaces}` : ''}`
  return `#${record.sequence} ${record.at} ${record.act}${what} by ${record.by}`
}

function longLines({ command, version, data, clock }: CustodyRecord): string[] {
  return [
    `${command ?? 'command not recorded'}; varde ${version}`,
    ...(data === undefined ? [] : [`data: ${data.join(', ')}`]),
    clock === undefined ? 'clock not recorded' : `clock ${clockWords(clock)}, time zone ${clock.zone}`,
  ]
}

function clockWords({ isSynchronised, source }: ClockState): string {
  if (isSynchronised === null) return 'not known to be synchronised'
  return `${isSynchronised ? 'synchronised' : 'not synchronised'} (says ${source})`
}
