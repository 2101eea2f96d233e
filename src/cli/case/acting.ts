import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { caseState, forgottenLine } from '../../case/folder/open-case.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { enterCase } from '../../case/folder/enter-case.ts'
import { sweepUnfinished } from '../../case/folder/sweep-unfinished.ts'
import type { Acting } from '../../case/folder/custody.ts'
import { InputError } from '../../core/errors.ts'
import { grouped } from '../../core/grouped.ts'
import { mount } from '../../pipeline/reading/open-file.ts'
import { printable } from '../../report/writing/printable.ts'
import { dataNames } from '../data-files.ts'
import { fitted } from '../fitted.ts'
import { writeOut } from '../output.ts'
import { version } from '../version.ts'
import { clockState } from './clock-state.ts'
import { readPassphrase } from './passphrase.ts'
import type { PassphraseFlags } from './passphrase.ts'

/** What every command about cases is told: who acts, and where the passphrase is. */
export interface CaseFlags extends PassphraseFlags {
  readonly by?: string
}

/** Options whose values are words of ours, and can hold nothing of anybody. */
const plainOptions: ReadonlySet<string> = new Set(['as', 'format', 'kind', 'language'])

/** Adds the options that every command has which opens a case. */
export function withCaseOptions(command: Command): Command {
  return command
    .option('--by <name>', 'who acts (default: the user of this machine)')
    .option('--passphrase-file <file>', 'passphrase of an encrypted case: the first line of this file')
}

/**
 * Opens a case, asks for its passphrase where it is encrypted, and ends what others had begun in it. From then on all of
 * varde reads its files as if they lay there in clear.
 */
export async function open(folder: string, flags: PassphraseFlags): Promise<CaseFiles> {
  const state = caseState(folder)
  if (state === 'forgotten') {
    // Forgetting may have been stopped before the key was destroyed.
    sweepUnfinished(folder)
    throw new InputError(forgottenLine(folder))
  }
  const passphrase = state === 'clear' ? null : await readPassphrase(folder, flags, false)
  const files = enterCase(folder, passphrase)
  if (files.isEncrypted) mount(folder, (name) => (files.has(name) ? files.open(name) : null))
  return files
}

/** A text of one line that an option gives: an empty one, or one that runs over lines, would be misread in the ledger. */
export function oneLine(option: string, text: string): string {
  if (text.trim() === '') throw new InputError(`${option} is empty.`)
  if (/\p{Cc}|[\u2028\u2029]/u.test(text)) throw new InputError(`${option}: give one line of text.`)
  return text
}

/** Who acts by which command, for the ledger. */
export function actingBy(flags: CaseFlags, command: Command): Acting {
  return {
    by: flags.by === undefined ? userInfo().username : oneLine('--by', flags.by),
    version,
    data: dataNames(),
    command: commandLine(command),
    now: () => new Date().toISOString(),
    clock: clockState,
  }
}

/** The command line without what could hold identifiers: names of files and values stand as what they are. */
function commandLine(command: Command): string {
  const names: string[] = []
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name())
  const places = command.registeredArguments.map((argument) => `<${argument.name()}>`)
  const options = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map((option) => {
      const flag = option.long ?? option.short ?? ''
      if (option.isBoolean()) return flag
      return plainOptions.has(option.name())
        ? `${flag} ${String(command.getOptionValue(option.attributeName()))}`
        : `${flag} …`
    })
  return [...names, ...places, ...options].join(' ')
}

/** The size of a file, to the byte. */
export function bytesText(bytes: number): string {
  return `${grouped(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`
}

/** Prints lines, with whatever they hold made inert: a name of a file that breaks a line can not pass for one of ours. */
export function say(lines: string | readonly string[]): Promise<void> {
  return writeOut(
    fitted(
      [lines]
        .flat()
        .map((line) => `${printable(line)}\n`)
        .join(''),
    ),
  )
}
