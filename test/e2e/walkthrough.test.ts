/**
 * The walk of docs/walkthrough.md and of the README, run as it stands there: every command, in order, in an empty folder,
 * and what it prints is what the document says. VARDE_WALK=write writes the document anew instead.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { keepDigest, rewritten, runSteps, settled, stepsOf } from '../support/walkthrough.ts'
import { entry, root } from './run-varde.ts'

const folder = testFolder('walk')

/** A shell's world: `varde` is the built command, `samples` are the samples, and the place is empty otherwise. */
function world(): Readonly<Record<string, string>> {
  const bin = mkdtempSync(join(folder, 'bin-'))
  writeFileSync(join(bin, 'varde'), `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`, {
    mode: 0o755,
  })
  symlinkSync(join(root, 'samples'), join(folder, 'samples'))
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder, LC_ALL: 'C.UTF-8', NO_COLOR: '1' }
}

test('the walk from capture to complaint runs as it is written', () => {
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
  const outputs = runSteps(steps, folder, world())
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
