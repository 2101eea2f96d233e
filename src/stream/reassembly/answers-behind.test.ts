import { expect, test } from 'vitest'
import { oneFlow, segmentOf } from '../../../test/support/one-flow.ts'
import { answersBehind } from './answers-behind.ts'
import { ReadingPoint } from './reading-point.ts'

test.each([
  ['is older, and knows less of the other lane than was read', 4_900, 10, true],
  ['is not older', 4_900, 30, false],
  ['knows all of it', 5_001, 10, false],
  ['knows more', 5_100, 10, false],
  ['knows so little that it is of another connection', 5_000 - 16_777_216, 10, false],
  ['says nothing of it', -1, 10, false],
])('the first segment of a lane %s', (_name, acknowledgement, nsec, isBehind) => {
  const { table, slot } = oneFlow([null, 5_001])
  const point = new ReadingPoint()
  point.origin.place(1, 54, 1_550_000_000, 20)
  point.acknowledgement = acknowledgement
  const segment = segmentOf(1_001, 'GET', 2, 1_550_000_000, nsec)
  expect(answersBehind(table, slot, 0, segment, point)).toBe(isBehind)
})

test('where nothing was read of the other lane, none stands behind it', () => {
  const { table, slot } = oneFlow([null, null])
  const point = new ReadingPoint()
  point.origin.place(1, 54, 1_550_000_000, 20)
  // Behind what would be expected of a lane whose numbers begin at 0.
  point.acknowledgement = -4_900
  expect(answersBehind(table, slot, 0, segmentOf(1_001, 'GET', 2, 1_550_000_000, 10), point)).toBe(false)
})
