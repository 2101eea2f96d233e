/** What `./varde` starts: the Node that was installed, with the arguments as they are, and memory by what is to be done. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { testFolder } from '../test/support/test-folder.ts'

const place = testFolder('launcher')

beforeAll(() => {
  for (const name of ['dist', 'src', 'data', 'tools', '.git', 'node_modules/.bin'])
    mkdirSync(join(place, name), { recursive: true })
  copyFileSync(new URL('../varde', import.meta.url), join(place, 'varde'))
  writeFileSync(join(place, 'package-lock.json'), '{}')
  writeFileSync(join(place, 'node_modules/.bin/node'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 })
  for (const name of ['varde.js', '.installed']) writeFileSync(join(place, 'dist', name), '')
})

function started(...words: string[]): string[] {
  const { stdout, status } = spawnSync('sh', [join(place, 'varde'), ...words], { encoding: 'utf8' })
  expect(status).toBe(0)
  return stdout.trimEnd().split('\n')
}

test.each<[string, string[], number]>([
  ['a scan', ['scan', 'my phone.pcap'], 512],
  ['a command that takes documents apart', ['case', 'redact', 'x'], 4_096],
  ['nothing at all', [], 4_096],
])('%s has its memory, and its words', (_, words, heap) => {
  const all = started(...words)
  expect(all).toContain(`--max-old-space-size=${heap}`)
  expect(all.slice(all.indexOf(join(place, 'dist/varde.js')) + 1)).toEqual(words)
})

/** Files of the place by the second of an invented day in which they were written. */
function writtenAt(seconds: Readonly<Record<string, number>>): void {
  for (const [name, second] of Object.entries(seconds)) {
    writeFileSync(join(place, name), '')
    utimesSync(join(place, name), second, second)
  }
}

test.each<[string, Readonly<Record<string, number>>, boolean]>([
  ['what git brought since the build', { 'src/a.ts': 30, '.git/index': 30 }, true],
  ['what was there when it was built, whatever git did since', { 'src/a.ts': 10, '.git/index': 30 }, false],
  ['what was edited without git, which its editor builds', { 'src/a.ts': 30, '.git/index': 10 }, false],
  ['where there is no git, what is newer than the build', { 'src/a.ts': 30 }, true],
  ['where there is no git, what is not', { 'src/a.ts': 10 }, false],
])('%s decides whether it is built anew', (_, sources, isBuilt) => {
  writeFileSync(join(place, 'tools/prepare.sh'), 'echo built >&2\n')
  writtenAt({ 'package-lock.json': 5, 'dist/varde.js': 20, 'dist/.installed': 20, ...sources })
  const { stderr } = spawnSync('sh', [join(place, 'varde'), 'scan'], { encoding: 'utf8' })
  expect(stderr).toBe(isBuilt ? 'built\n' : '')
  rmSync(join(place, '.git/index'), { force: true })
})
