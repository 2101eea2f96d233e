/** The passphrase as a person types it: on a terminal (of `script`), without an echo. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { entry, quoted } from './run-varde.ts'

const folder = testFolder('prompt')
const place = join(folder, 'case')
const hasTerminal = spawnSync('script', ['-qfec', 'true', '/dev/null']).status === 0
beforeEach((context) => context.skip(!hasTerminal, 'script, which makes terminals, is not installed'))

/** Runs varde on a terminal; each answer is typed when its prompt has come. */
function onTerminal(
  args: readonly string[],
  answers: readonly (readonly [prompt: string, typed: string])[],
): Promise<{ text: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const command = quoted(process.execPath, entry, ...args)
    const { PATH = '', HOME = '' } = process.env
    const child = spawn('script', ['-qfec', command, '/dev/null'], { env: { PATH, HOME, TERM: 'dumb' } })
    let text = ''
    let seen = 0
    const waiting = [...answers]
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const [next] = waiting
      if (next === undefined || !text.slice(seen).includes(next[0])) return
      seen = text.length
      waiting.shift()
      child.stdin.write(next[1])
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ text: text.replaceAll('\r\n', '\n'), code }))
  })
}

const phrase = 'correct horse battery'

test('a new passphrase is asked for twice, and nothing of it is shown', async () => {
  const made = await onTerminal(
    ['case', 'init', place, '--name', 'typed', '--encrypt'],
    [
      ['new passphrase for', `${phrase}\r`],
      // A letter that was wrong, and taken back.
      ['once more: ', `${phrase.slice(0, -1)}X\u007f${phrase.slice(-1)}\r`],
    ],
  )
  expect(made.text).toMatch(/^new passphrase for [^\n]+: \nonce more: \nmade [^\n]+, encrypted: /)
  expect(made.text).not.toContain(phrase.slice(0, 8))
  expect(made.code).toBe(0)
  const shown = await onTerminal(['case', 'show', place], [['passphrase for', `${phrase}\r`]])
  expect(shown.text).toContain('case typed\n')
})

test('two that differ, a wrong one and Ctrl-C are one line', async () => {
  const differs = await onTerminal(
    ['case', 'init', join(folder, 'other'), '--name', 'x', '--encrypt'],
    [
      ['new passphrase for', `${phrase}\r`],
      ['once more: ', `${phrase}!\r`],
    ],
  )
  expect(differs).toMatchObject({
    code: 2,
    text: expect.stringContaining('\nvarde: the two passphrases differ.\n') as unknown,
  })
  const wrong = await onTerminal(['case', 'show', place], [['passphrase for', 'something else\r']])
  expect(wrong.text).toMatch(/\nvarde: the passphrase is not the one of [^\n]+\.\n$/)
  const stopped = await onTerminal(['case', 'show', place], [['passphrase for', '\u0003']])
  expect(stopped.text).toMatch(/\nvarde: stopped\.\n$/)
})

test('forgetting is asked for', async () => {
  const kept = await onTerminal(['case', 'forget', place], [['[y/N]', 'n\r']])
  expect(kept.text).toContain(`varde: ${place} was not forgotten.`)
  const gone = await onTerminal(['case', 'forget', place], [['[y/N]', 'y\r']])
  expect(gone.text).toContain(`forgot ${place}: its key is destroyed`)
  expect(gone.code).toBe(0)
})
