import { readText } from '../read-text.ts'
import { InputError } from '../../core/errors.ts'
import { askHidden } from './prompt.ts'

/** How a command is told the passphrase of an encrypted case. Never by an argument: those are shown to everybody. */
export interface PassphraseFlags {
  readonly passphraseFile?: string
}

/** Name of the environment variable that may hold it. */
const variable = 'VARDE_PASSPHRASE'

/**
 * The passphrase for `folder`: from the file that is named, the environment, or a person at the terminal, who is asked
 * without an echo (twice for a new one).
 */
export async function readPassphrase(
  folder: string,
  flags: PassphraseFlags,
  isNew: boolean,
): Promise<string> {
  const { passphraseFile } = flags
  if (passphraseFile !== undefined) return passphraseOfFile(passphraseFile)
  const given = process.env[variable]
  if (given !== undefined && given !== '') return given
  if (isNew) return askNewPassphrase(folder, `--passphrase-file FILE or ${variable}`)
  requireTerminal(folder, `--passphrase-file FILE or ${variable}`)
  return askHidden(`passphrase for ${folder}: `)
}

/** Asks twice for a new passphrase. `otherwise`: how it is given where there is no terminal. */
export async function askNewPassphrase(folder: string, otherwise: string): Promise<string> {
  requireTerminal(folder, otherwise)
  const first = await askHidden(`new passphrase for ${folder}: `)
  if ((await askHidden('once more: ')) !== first) throw new InputError('the two passphrases differ.')
  return first
}

/** The first line of a file. */
export function passphraseOfFile(path: string): string {
  return readText(path, `passphrase file ${path}`).replace(/\r?\n[^]*$/, '')
}

function requireTerminal(folder: string, otherwise: string): void {
  if (process.stdin.isTTY) return
  throw new InputError(`${folder} needs a passphrase, and there is no terminal to ask on: give ${otherwise}.`)
}
