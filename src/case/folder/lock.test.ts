import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../../test/support/test-folder.ts'
import { locked } from './lock.ts'

const folder = testFolder('lock')
const [gone, goneToo] = [1, 2].map(() => `${spawnSync('true').pid} 1`) as [string, string]

function rightTo(holder: string): string {
  return join(folder, `case.lock.of-${holder.replace(' ', '-')}`)
}

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
  writeFileSync(rightTo(gone), goneToo)
  expect(locked(folder, () => readdirSync(folder))).toContain('case.lock')
  expect(readdirSync(folder)).toEqual([])
})

test('one that is taking over is not disturbed, and what it leaves goes with the next act', () => {
  writeFileSync(join(folder, 'case.lock'), gone)
  writeFileSync(rightTo(gone), `${process.ppid}`)
  const taker = spawn('sh', ['-c', 'sleep 0.2; rm "$1/case.lock"', 'sh', folder])
  expect(locked(folder, () => 'done')).toBe('done')
  expect(taker.pid).toBeGreaterThan(0)
  expect(readdirSync(folder)).toEqual([])
})

test('an act that is made of others is one', () => {
  const during = locked(folder, () => {
    locked(folder, () => 'a part')
    return readdirSync(folder)
  })
  expect(during).toContain('case.lock')
  expect(readdirSync(folder)).toEqual([])
})

test('a number that another process has by now is no lock', () => {
  writeFileSync(join(folder, 'case.lock'), `${process.ppid} 1`)
  expect(locked(folder, () => 'done')).toBe('done')
})
