import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../test/support/test-folder.ts'
import { locked } from './lock.ts'

const folder = testFolder('lock')
const gone = `${spawnSync('true').pid} 1`

test('an act is done under a lock that nobody else has, and leaves none', () => {
  const during = locked(folder, () => readdirSync(folder))
  expect(during).toContain('case.lock')
  expect(readdirSync(folder)).toEqual([])
})

test('the lock of a process that is no more is taken over', () => {
  writeFileSync(join(folder, 'case.lock'), gone)
  expect(locked(folder, () => 'done')).toBe('done')
  expect(readdirSync(folder)).toEqual([])
})

test('also behind one that was stopped while it took over', () => {
  writeFileSync(join(folder, 'case.lock'), gone)
  writeFileSync(join(folder, 'case.lock.taking'), gone)
  expect(locked(folder, () => 'done')).toBe('done')
  expect(readdirSync(folder)).toEqual([])
})

test('a number that another process has by now is no lock', () => {
  writeFileSync(join(folder, 'case.lock'), `${process.ppid} 1`)
  expect(locked(folder, () => 'done')).toBe('done')
})
