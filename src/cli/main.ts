import { existsSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import type { FileKind } from '../core/errors.ts'
import { printable } from '../report/writing/printable.ts'
import { refuseEmptyValues } from './options/empty-values.ts'
import { fitted, helpItem, optionText } from './fitted.ts'
import { refuseSecondValues } from './options/given-twice.ts'
import { tell, writeOut } from './output.ts'
import { addScan } from './scan.ts'
import { version } from './version.ts'

/** Exit codes: 0 done, 1 a finding at or above `--fail-on`, another gate that fails, or a case that does not hold, 2 the user's input, 3 the environment. */
export const exitCodes: { readonly done: 0; readonly finding: 1; readonly input: 2; readonly fault: 3 } = {
  done: 0,
  finding: 1,
  input: 2,
  fault: 3,
}

/** Adds commands to the program; `setExit` is told an exit code other than 0. */
export type AddCommands = (program: Command, setExit: (code: number) => void) => void

/**
 * Runs varde with `argv` (without node and script) and returns the exit code. Every failure is one clear line. It knows
 * `scan`, and the commands that are added.
 */
export async function main(argv: readonly string[], addOthers: AddCommands | null = null): Promise<number> {
  let code: number = exitCodes.done
  let asked = ''
  const program = new Command('varde')
    .description('Finds out what a phone tells strangers, and proves it.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({ formatItem: helpItem, optionDescription: optionText })
    .configureOutput({ writeOut: (text) => void (asked += text), outputError: () => undefined })
  const setExit = (next: number): void => {
    code = next
  }
  addScan(program, setExit)
  addOthers?.(program, setExit)
  refuseEmptyValues(program)
  refuseSecondValues(program)
  try {
    await program.parseAsync(withoutVainHelp(program, argv), { from: 'user' }).catch((error: unknown) => {
      if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error
    })
    // Help and version, which commander would write without looking what became of them.
    if (asked !== '') await writeOut(fitted(asked))
  } catch (error) {
    return explain(error, commandOf(program, argv), argv)
  }
  return code
}

/** Without the `help` before a word that is no command, and the `--help` behind it: it is then told as any other, with what may have been meant. */
function withoutVainHelp(program: Command, argv: readonly string[]): string[] {
  let command = program
  for (const [index, word] of argv.entries()) {
    const next = command.commands.find((one) => one.name() === word)
    const topic = argv[index + 1]
    if (next !== undefined) command = next
    else if (word !== 'help' && !word.startsWith('-') && command.commands.length > 0)
      return argv.filter((other) => other !== '--help' && other !== '-h')
    else if (word !== 'help' || topic === undefined || command.commands.length === 0) break
    else return command.commands.some((one) => one.name() === topic) ? [...argv] : argv.toSpliced(index, 1)
  }
  return [...argv]
}

/** The names of the command that was meant, as far as they are known: `varde case init`. */
function commandOf(program: Command, argv: readonly string[]): string {
  let command = program
  const names = [program.name()]
  for (const word of argv) {
    const next = command.commands.find((one) => one.name() === word)
    if (next === undefined) break
    command = next
    names.push(word)
  }
  return names.join(' ')
}

async function explain(error: unknown, command: string, argv: readonly string[]): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.code === 'commander.help') return exitCodes.input
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ') + fileAdvice(argv)
    return complain(`${message}${/[.?)]$/.test(message) ? '' : '.'} See: ${command} --help`, exitCodes.input)
  }
  // By name: the commands are built into a file of their own, which has its own copies of these classes.
  if (error instanceof Error && error.name === 'InputError')
    return complain((await otherAdvice(error)) || error.message, exitCodes.input)
  if (error instanceof Error && error.name === 'FaultError') return complain(error.message, exitCodes.fault)
  // What was changed in a case is neither the user's fault nor the machine's.
  if (error instanceof Error && error.name === 'DamagedFileError')
    return complain(error.message, exitCodes.finding)
  if (isBrokenPipe(error)) return exitCodes.done
  if (process.env['VARDE_DEBUG'] !== undefined && error instanceof Error) tell(`${error.stack ?? ''}\n`)
  const message = error instanceof Error ? error.message : String(error)
  return complain(`internal error: ${message} (a bug in varde; VARDE_DEBUG=1 shows where)`, exitCodes.fault)
}

/** What else a file is that was to be read as a capture, profile, key log or events. '' where nobody knows. */
async function otherAdvice(error: Error): Promise<string> {
  if (!('wanted' in error && 'path' in error)) return ''
  const { otherThan } = await import('./case/check-item.ts')
  return otherThan(error.wanted as FileKind, String(error.path))
}

/** How to name a file that begins as an option does. */
function fileAdvice(argv: readonly string[]): string {
  const file = argv.find((word) => word.startsWith('-') && existsSync(word))
  return file === undefined ? '' : ` (the file of that name is ./${file})`
}

function complain(message: string, code: number): number {
  // File names and what a profile says can hold anything.
  tell(`varde: ${printable(message)}\n`)
  return code
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
