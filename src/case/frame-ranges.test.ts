import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framesOf, rangesOf } from './frame-ranges.ts'

test('numbers of frames are written as ranges, and read again', () => {
  expect(rangesOf([1, 2, 3, 7, 9, 10])).toBe('1-3,7,9-10')
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (numbers) => {
      const frames = numbers.sort((left, right) => left - right)
      expect(framesOf(rangesOf(frames), 1_000)).toEqual(frames)
    }),
  )
})

test.each(['', '0', '3-1', '2,2', '2,1', '1-', 'x', '1-9999999', '1.5', '-1', ' 1'])(
  '%j is refused',
  (text) => {
    expect(framesOf(text, 1_000)).toBeNull()
  },
)
