import { expect, test } from 'vitest'
import { LookUp } from './look-up.ts'

test('a list is gone through once, however often it is asked', () => {
  let reads = 0
  const lookUp = new LookUp(({ key }: { key: number }) => {
    reads++
    return key
  })
  const list = Array.from({ length: 1_000 }, (_, at) => ({ key: at % 10, at }))
  for (const { key } of list) expect(lookUp.allOf(list, key)).toHaveLength(100)
  expect(reads).toBe(list.length)
  expect(lookUp.allOf(list, 3).slice(0, 2)).toEqual([list[3], list[13]])
  expect(lookUp.allOf(list, 11)).toEqual([])
  expect(lookUp.allOf([], 3)).toEqual([])
})
