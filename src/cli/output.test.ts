import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'

const program = `
import { writeOut } from ${JSON.stringify(new URL('output.ts', import.meta.url).href)}
const text = 'varde '.repeat(200_000)
await writeOut(text)
await writeOut(new TextEncoder().encode('end'))
`
const expectedBytes = 'varde '.length * 200_000 + 'end'.length

test('a pipe that does not block gets all of it, however slowly it is read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'varde-output-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  // Keeps the pipe open until it is read.
  const holder = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const writing = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', writing, 'inherit'],
  })
  closeSync(writing)
  const ended = once(child, 'exit')
  // The pipe is full long before anybody reads.
  await setTimeout(300)
  const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let bytes = 0
  let last = ''
  for await (const piece of reader.stdout) {
    if (bytes === 0) closeSync(holder)
    bytes += (piece as Buffer).length
    last = `${last}${(piece as Buffer).toString('latin1')}`.slice(-9)
  }
  expect(bytes).toBe(expectedBytes)
  expect(last).toBe('varde end')
  expect(await ended).toEqual([0, null])
})

test('many pieces to a slow reader leave nothing behind that Node would warn of', () => {
  const pieces = `
import { writeOut } from ${JSON.stringify(new URL('output.ts', import.meta.url).href)}
for (let piece = 0; piece < 40; piece++) await writeOut('x'.repeat(100_000))`
  // Once standard output was written to as a stream, its pipe does not block.
  const script = '"$0" --input-type=module --eval "$1" 2>&1 | { sleep 0.2; tr -d x; }'
  expect(execFileSync('bash', ['-c', script, process.execPath, pieces], { encoding: 'utf8' })).toBe('')
  const opened = pieces.replace('for (', 'process.stdout.write(""); for (')
  expect(execFileSync('bash', ['-c', script, process.execPath, opened], { encoding: 'utf8' })).toBe('')
})

test('a reader that goes away is no error', () => {
  const script = '"$0" --input-type=module --eval "$1" | head -c 5'
  const args = ['-o', 'pipefail', '-c', script, process.execPath, program]
  expect(execFileSync('bash', args, { encoding: 'utf8' })).toBe('varde')
})

test('what is told to somebody who went away changes nothing', () => {
  const telling = `
import { tell } from ${JSON.stringify(new URL('output.ts', import.meta.url).href)}
tell('varde: a note\\n')
process.exitCode = 2
setTimeout(() => tell('varde: another\\n'), 10)`

  const script = `exec 3>&1; { sleep 0.2; "$0" --input-type=module --eval "$1" 2>&1 >&3; echo $? >&3; } | true`
  const told = execFileSync('bash', ['-c', script, process.execPath, telling], { encoding: 'utf8' })
  expect(told).toBe('2\n')
})
