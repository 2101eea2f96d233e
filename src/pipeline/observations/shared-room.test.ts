import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { SharedRoom } from './shared-room.ts'

/** The keys that had room, of those that came one after the other. */
function kept(room: SharedRoom, keys: readonly string[]): string[] {
  const all: string[] = []
  for (const key of keys)
    if (
      room.takes(
        all,
        (one) => one,
        () => key,
      )
    )
      all.push(key)
  return all
}

test('a flood takes half of the room, and what comes seldom has its share of the rest', () => {
  const flood = Array.from({ length: 100 }, () => 'often')
  const seldom = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? 'a' : 'b'))
  const all = kept(new SharedRoom(20, 3), [...flood, ...seldom])
  expect(all).toEqual([...Array.from({ length: 10 }, () => 'often'), 'a', 'b', 'a', 'b', 'a', 'b'])
})

test('no more than there is room for, and all while less than half is taken', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 }),
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      (keys, most, share) => {
        const all = kept(new SharedRoom(most, share), keys)
        expect(all.length).toBeLessThanOrEqual(most)
        expect(all.slice(0, most >> 1)).toEqual(keys.slice(0, most >> 1))
        for (const key of new Set(all.slice(most >> 1)))
          expect(all.slice(most >> 1).filter((one) => one === key).length).toBeLessThanOrEqual(share)
      },
    ),
  )
})
