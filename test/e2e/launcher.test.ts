import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { root } from './run-varde.ts'

const folder = testFolder('launcher')

/** The launcher in a folder with a program of its own, that writes `text`, a piece of JavaScript, and says why it cannot. */
function launched(name: string, text: string, redirection: string, env: Record<string, string>): string {
  const place = join(folder, name)
  mkdirSync(join(place, 'node_modules/.bin'), { recursive: true })
  mkdirSync(join(place, 'dist'))
  copyFileSync(join(root, 'varde'), join(place, 'varde'))
  symlinkSync(process.execPath, join(place, 'node_modules/.bin/node'))
  writeFileSync(join(place, 'dist/.installed'), '')
  writeFileSync(
    join(place, 'dist/varde.js'),
    `const { writeSync } = require('node:fs'); try { writeSync(1, ${text}) } catch (error) { writeSync(2, error.code) }`,
  )
  const { PATH = '' } = process.env
  const { stdout, stderr } = spawnSync('sh', ['-c', `"$0" scan x ${redirection}`, join(place, 'varde')], {
    encoding: 'utf8',
    env: { PATH, ...env },
  })
  return `${stdout}|${stderr}`
}

test('what is written to a standard output that is closed is not swallowed', () => {
  expect(launched('open', '"told"', '', {})).toBe('told|')
  expect(launched('closed', '"told"', '>&-', {})).toBe('|EBADF')
  expect(launched('null', '"told"', '>/dev/null', {})).toBe('|')
})

test('what Node is told for other programs is not loaded', () => {
  const env = { NODE_OPTIONS: '--require /no/such/file.js' }
  expect(launched('options', 'process.env.NODE_OPTIONS ?? "none"', '', env)).toBe('none|')
})
