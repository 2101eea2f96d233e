import { expect, test } from 'vitest'
import { ReadingPoint } from './reading-point.ts'

test.each([
  ['the same time', 20, 5, false],
  ['later in the same second', 20, 6, false],
  ['a nanosecond before what was read last', 20, 4, true],
  ['a second before it', 19, 9, true],
  ['a later second', 21, 0, false],
])('of a packet of %s', (_name, sec, nsec, isOlder) => {
  const point = new ReadingPoint()
  point.latestSec = 20
  point.origin.place(1, 54, 20, 5)
  expect(point.isOlder(sec, nsec)).toBe(isOlder)
})

test('a packet is older, too, than one of a later second that carried nothing', () => {
  const point = new ReadingPoint()
  point.latestSec = 22
  point.origin.place(1, 54, 20, 5)
  expect([point.isOlder(21, 0), point.isOlder(22, 0)]).toEqual([true, false])
})
