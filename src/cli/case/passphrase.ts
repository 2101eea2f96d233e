import { readFileSync } from 'node:fs'
import { InputError } from '../../core/errors.ts'
import { printable } from '../../report/printable.ts'

/** How a command is told the passphrase of an encrypted case. Never by an argument: those are shown to everybody. */
export interface PassphraseFlags {
  readonly passphraseFile?: string
}

/** Name of the environment variable that may hold it. */
export const passphraseVariable = 'VARDE_PASSPHRASE'

/**
 * The passphrase for `what`: from the file that is named, the environment, or a person at the terminal, who is asked
 * without an echo (twice for a new one).
 */
export async function readPassphrase(what: string, flags: PassphraseFlags, isNew: boolean): Promise<string> {
  const { passphraseFile } = flags
  if (passphraseFile !== undefined) return passphraseOfFile(passphraseFile)
  const given = process.env[passphraseVariable]
  if (given !== undefined && given !== '') return given
  if (!process.stdin.isTTY)
    throw new InputError(
      `${what} needs a passphrase, and there is no terminal to ask on: give --passphrase-file FILE or ${passphraseVariable}.`,
    )
  const first = await ask(`${isNew ? 'new passphrase' : 'passphrase'} for ${what}: `)
  if (isNew && (await ask('once more: ')) !== first) throw new InputError('the two passphrases differ.')
  return first
}

/** The first line of a file. */
export function passphraseOfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n[^]*$/, '')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new InputError(
      `passphrase file ${path}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}.`,
      { cause },
    )
  }
}

const interrupt = '\u0003'
const endOfText = '\u0004'

function ask(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(printable(prompt))
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  return new Promise((resolve, reject) => {
    let text = ''
    const finish = (end: () => void): void => {
      stdin.off('data', onData)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
      end()
    }
    const onData = (chunk: string): void => {
      for (const character of chunk) {
        if (character === '\r' || character === '\n' || character === endOfText)
          return finish(() => resolve(text))
        if (character === interrupt) return finish(() => reject(new InputError('no passphrase was given.')))
        if (character === '\u007f' || character === '\b') text = Array.from(text).slice(0, -1).join('')
        else text += character
      }
    }
    stdin.on('data', onData)
  })
}
