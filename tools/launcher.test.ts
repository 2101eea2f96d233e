/** What `./varde` starts: the Node that was installed, with the arguments as they are, and memory by what is to be done. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { testFolder } from '../test/support/test-folder.ts'

const place = testFolder('launcher')

beforeAll(() => {
  for (const name of ['dist', 'src', 'data', 'node_modules/.bin'])
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
