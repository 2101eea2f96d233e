import { InputError } from '../../core/errors.ts'
import { printable } from '../../report/writing/printable.ts'

const interrupt = '\u0003'
const endOfText = '\u0004'
const backspaces = ['\u007f', '\b']

/** Asks a person at the terminal for a line that is not shown. The caller has made sure that there is a terminal. */
export function askHidden(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  // Before the prompt: whoever types at once must not see it either.
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  stderr.write(printable(prompt))
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
        if (character === interrupt) return finish(() => reject(new InputError('stopped.')))
        if (backspaces.includes(character)) text = Array.from(text).slice(0, -1).join('')
        else text += character
      }
    }
    stdin.on('data', onData)
  })
}

/** Asks for yes or no. `option` says it where there is no terminal to ask on. */
export async function askYes(question: string, option: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new InputError(`${question} Say ${option}: there is no terminal to ask on.`)
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(`${printable(question)} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}
