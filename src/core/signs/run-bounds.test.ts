import { expect, test } from 'vitest'
import { endOfRun, startOfRun } from './run-bounds.ts'

const digits = new Uint8Array(256).fill(1, 0x30, 0x3a)
const bytes = Buffer.from('12a345b6')

test('a run ends at the first other sign on either side, or where it is to end', () => {
  expect([startOfRun(digits, bytes, 4, 0), endOfRun(digits, bytes, 4, bytes.length)]).toEqual([3, 6])
  expect([startOfRun(digits, bytes, 4, 4), endOfRun(digits, bytes, 4, 5)]).toEqual([4, 5])
  expect([startOfRun(digits, bytes, 1, 0), endOfRun(digits, bytes, 7, bytes.length)]).toEqual([0, 8])
})

test('a sign of another kind is no run', () => {
  expect([startOfRun(digits, bytes, 2, 0), endOfRun(digits, bytes, 2, bytes.length)]).toEqual([0, 2])
  expect(endOfRun(digits, bytes, bytes.length, bytes.length)).toBe(bytes.length)
})
