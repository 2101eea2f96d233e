import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { loadCompiled } from './compiled.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-compiled-'))
const path = join(folder, 'module.js')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function source(value: number): string {
  return `(function (exports, require) { exports.value = () => { const add = (one) => one + ${value}; return add(1) }; exports.sep = require('node:path').sep })`
}

/** What the module's function gives, and what is kept of it then. */
function valueOf(isKept: boolean): number {
  const { exports, keep } = loadCompiled(path)
  const value = (exports as { value: () => number }).value()
  if (isKept) keep()
  return value
}

function kept(): string[] {
  return readdirSync(folder).filter((name) => name !== 'module.js')
}

beforeEach(() => {
  for (const name of kept()) rmSync(join(folder, name), { recursive: true })
  writeFileSync(path, source(1))
})

test('a module is what it says, before its code is kept and after', () => {
  expect(valueOf(false)).toBe(2)
  expect(kept()).toEqual([])
  expect(valueOf(true)).toBe(2)
  expect(kept()).toEqual([expect.stringMatching(/^module-.*\.code$/)])
  const { mtimeMs } = statSync(join(folder, kept()[0] as string))
  expect(valueOf(true)).toBe(2)
  // It fits: it was not written again.
  expect(statSync(join(folder, kept()[0] as string)).mtimeMs).toBe(mtimeMs)
})

test('another source of the same length is not run by the code of the first', () => {
  valueOf(true)
  writeFileSync(path, source(7))
  expect(valueOf(true)).toBe(8)
  expect(valueOf(false)).toBe(8)
})

test('damaged code is not run, at whatever byte it is damaged or cut', () => {
  valueOf(true)
  const file = join(folder, kept()[0] as string)
  const whole = readFileSync(file)
  for (const at of [0, 4, 8, 20, whole.length >> 1, whole.length - 1]) {
    const damaged = Buffer.from(whole)
    damaged[at] = (damaged[at] as number) ^ 1
    for (const bytes of [damaged, whole.subarray(0, at)]) {
      writeFileSync(file, bytes)
      expect(valueOf(true)).toBe(2)
      expect(readFileSync(file).length).toBeGreaterThan(8)
      expect(readFileSync(file).equals(bytes)).toBe(false)
    }
  }
})

test('a folder that cannot be written to keeps nothing, and nothing else is different', () => {
  const { exports, keep } = loadCompiled(path)
  rmSync(folder, { recursive: true })
  keep()
  expect((exports as { value: () => number }).value()).toBe(2)
  expect(statSync(folder, { throwIfNoEntry: false })).toBe(undefined)
})
