import { expect, test } from 'vitest'
import type { Instant } from '../../core/time.ts'
import { middleOf } from './middle-of.ts'
import type { ScannedCapture } from './scanned-capture.ts'

function captured(first: number | null, last: number | null): ScannedCapture {
  const at = (sec: number | null): Instant | null => (sec === null ? null : { sec, nsec: 0 })
  return { summary: { first: at(first), last: at(last) } } as ScannedCapture
}

test('the middle lies between the first and the last time of all captures, whatever their order', () => {
  expect(middleOf([captured(300, 400), captured(100, 200)])).toBe(250)
})

test('captures without a time say nothing, and nothing is known where there are no others', () => {
  expect(middleOf([captured(null, null), captured(100, 200)])).toBe(150)
  expect(middleOf([captured(null, null)])).toBe(0)
  expect(middleOf([])).toBe(0)
})
