/**
 * The walk of docs/walkthrough.md and of the README, run as it stands there: every command, in order, in an empty folder,
 * and what it prints is what the document says. VARDE_WALK=write writes the document anew instead.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { keepDigest, rewritten, runSteps, settled, stepsOf } from '../support/walkthrough.ts'
import { entry, root } from './run-varde.ts'
import { WarmProcesses } from './warm-processes.ts'

const folder = testFolder('walk')

/** Answers what the walk's `varde` asks for: the words it was called with, their number before them. */
const server = createServer()
afterAll(() => server.close())

/**
 * A shell's world: `varde` is the built command, `samples` are the samples, and the place is empty otherwise. A scan is
 * a process of its own, whose reader may go away; other commands are run by one that stays, in the same folder, and
 * said to the shell with what they end with: what is odd first, as varde writes a page when all of it is there.
 */
async function world(): Promise<Readonly<Record<string, string>>> {
  const bin = mkdtempSync(join(folder, 'bin-'))
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder, LC_ALL: 'C.UTF-8', NO_COLOR: '1' }
  symlinkSync(join(root, 'samples'), join(folder, 'samples'))
  const warm = new WarmProcesses({ cwd: folder, env, built: entry.endsWith('.js') ? dirname(entry) : '' })
  server.on('connection', (socket) => {
    let asked = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      asked += text
      const [count = '', ...args] = asked.split('\0').slice(0, -1)
      if (args.length !== Number(count)) return
      void warm.run({ args, env: {} }).then(({ code, stdout, stderr }) => {
        writeFileSync(join(bin, 'stdout'), stdout)
        writeFileSync(join(bin, 'stderr'), stderr)
        socket.end(`${code}\n`)
      })
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  writeFileSync(
    join(bin, 'varde'),
    `#!/bin/bash
[ "$1" != scan ] || exec '${process.execPath}' '${entry}' "$@"
exec 3<>/dev/tcp/127.0.0.1/${(server.address() as AddressInfo).port}
printf '%s\\0' "$#" "$@" >&3
read -r code <&3
cat '${bin}/stderr' >&2
cat '${bin}/stdout'
exit "$code"
`,
    { mode: 0o755 },
  )
  return env
}

test('the walk from capture to complaint runs as it is written', async () => {
  const path = join(root, 'docs/walkthrough.md')
  const document = readFileSync(path, 'utf8')
  const steps = stepsOf(document)
  for (const name of readdirSync(join(root, 'samples')).filter((each) =>
    /^nokia.*\.(pcapng|yaml|ndjson)$/.test(each),
  ))
    keepDigest(
      createHash('sha256')
        .update(readFileSync(join(root, 'samples', name)))
        .digest('hex'),
    )
  const outputs = await runSteps(steps, folder, await world())
  if (process.env['VARDE_WALK'] === 'write') {
    writeFileSync(path, rewritten(document, outputs))
    return
  }
  expect(steps.length).toBeGreaterThan(20)
  for (const [index, { command, output, line }] of steps.entries())
    expect(settled(outputs[index] ?? ''), `docs/walkthrough.md:${line}: ${command}`).toBe(settled(output))
}, 240_000)

test('the steps that the README shows are steps of the walk', () => {
  const stepsIn = (name: string): string[] =>
    stepsOf(readFileSync(join(root, name), 'utf8')).map(({ command }) => command)
  // What a page cuts out of an output is not what the command is.
  const walk = stepsIn('docs/walkthrough.md').map((command) => command.split(/ (?:\||&&) /)[0])
  const shown = stepsIn('README.md')
  expect(shown.length).toBeGreaterThan(5)
  for (const command of shown) expect(walk).toContain(command)
})
