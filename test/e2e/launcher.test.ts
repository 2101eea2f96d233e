import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { root } from './run-varde.ts'

const folder = testFolder('launcher')
const { bin, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  bin: { varde: string }
  version: string
}

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

/** What a start says whose command is a link to `target`, as a folder of programs has it. */
function linked(name: string, target: string): string {
  const link = join(folder, name)
  symlinkSync(target, link)
  const { stdout, stderr, error } = spawnSync(link, ['--version'], { encoding: 'utf8' })
  return `${stdout}|${stderr}|${error?.message ?? ''}`
}

test('the launcher starts through a link, as the README puts it on the path', () => {
  expect(linked('on-the-path', join(root, 'varde'))).toBe(`${version}\n||`)
})

test('what the package names as its program starts through a link, as npm makes one', () => {
  expect(linked('bin', join(root, bin.varde))).toBe(`${version}\n||`)
})
