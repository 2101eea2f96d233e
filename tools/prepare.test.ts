/** First starts at the same time: what the launcher prepares is prepared once, and never by two at once. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { testFolder } from '../test/support/test-folder.ts'

const place = testFolder('prepare')
const log = join(place, 'log')
const gone = spawnSync('true').pid
const build = `#!/bin/sh
mkdir '${place}/busy' || echo clash >>'${log}'
sleep 0.2
echo build >>'${log}'
mkdir -p dist && touch dist/varde.js
rmdir '${place}/busy'
`

beforeEach(() => {
  for (const name of readdirSync(place)) rmSync(join(place, name), { recursive: true })
  for (const name of ['tools', 'src', 'data', 'bin', 'node_modules/.bin'])
    mkdirSync(join(place, name), { recursive: true })
  copyFileSync(new URL('prepare.sh', import.meta.url), join(place, 'tools/prepare.sh'))
  writeFileSync(join(place, 'package-lock.json'), '{}')
  writeFileSync(join(place, 'bin/npm'), `#!/bin/sh\necho install >>'${log}'\n`, { mode: 0o755 })
  writeFileSync(join(place, 'node_modules/.bin/node'), build, { mode: 0o755 })
})

async function starts(count: number, step = 'install'): Promise<(number | null)[]> {
  const env = { ...process.env, PATH: `${join(place, 'bin')}:${process.env['PATH'] ?? ''}` }
  const children = Array.from({ length: count }, () =>
    spawn('sh', [join(place, 'tools/prepare.sh'), step], { env, stdio: 'ignore' }),
  )
  const ended = await Promise.all(children.map((child) => once(child, 'exit')))
  return ended.map(([code]) => code as number | null)
}

function done(): string[] {
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
}

test('of starts at the same time one installs, and the others find it done', async () => {
  expect(await starts(3)).toEqual([0, 0, 0])
  expect(done()).toEqual(['install', 'build'])
  expect(readdirSync(place).filter((name) => name.startsWith('.'))).toEqual([])
})

test('also behind one that was killed', async () => {
  symlinkSync(String(gone), join(place, '.preparing'))
  expect(await starts(4)).toEqual([0, 0, 0, 0])
  expect(done()).toEqual(['install', 'build'])
  expect(readdirSync(place).filter((name) => name.startsWith('.'))).toEqual([])
})

test('a start that comes when another has just ended installs nothing again', async () => {
  await starts(1)
  expect(await starts(1)).toEqual([0])
  expect(done()).toEqual(['install', 'build'])
})

test('a build that was stopped before its end is made again', async () => {
  await starts(1)
  await new Promise((later) => setTimeout(later, 20))
  writeFileSync(join(place, 'dist/varde.js'), 'half')
  expect(await starts(1, 'build')).toEqual([0])
  expect(done()).toEqual(['install', 'build', 'build'])
})
