import { expect, test } from 'vitest'
import { BlockedHalves } from './blocked-halves.ts'

test('those that wait are let go once so many entries are there, and not again', () => {
  const blocked = new BlockedHalves<string>()
  blocked.add('a', 3)
  blocked.add('b', 1)
  blocked.add('c', 3)
  blocked.add('d', 2)
  blocked.delete('d', 2)
  expect([...blocked.reach(2)]).toEqual(['b'])
  blocked.delete('b', 1)
  expect(blocked.all).toEqual(['a', 'c'])
  expect([...blocked.reach(2)]).toEqual([])
  expect([...blocked.reach(5)]).toEqual(['a', 'c'])
})

test('one that waits again while others are let go is found, too', () => {
  const blocked = new BlockedHalves<string>()
  blocked.add('a', 1)
  const told: string[] = []
  for (const half of blocked.reach(1)) {
    told.push(half)
    blocked.delete(half, 1)
    blocked.add(half, 2)
  }
  for (const half of blocked.reach(2)) told.push(half)
  expect(told).toEqual(['a', 'a'])
})
