import { expect, test } from 'vitest'
import { KeptResults } from './kept-results.ts'

function counted(): { readonly lengths: KeptResults<readonly [number]>; readonly asked: string[] } {
  const asked: string[] = []
  const lengths = new KeptResults((text): readonly [number] => {
    asked.push(text)
    return [text.length]
  })
  return { lengths, asked }
}

test('a result is found once for each text', () => {
  const { lengths, asked } = counted()
  expect(['ab', '', 'ab', ''].map((text) => lengths.of(text))).toEqual([[2], [0], [2], [0]])
  expect(asked).toEqual(['ab', ''])
})

test('those of long texts are not kept, and of too many none are', () => {
  const { lengths, asked } = counted()
  for (const text of ['x'.repeat(65), 'x'.repeat(65)]) expect(lengths.of(text)).toEqual([65])
  expect(asked).toHaveLength(2)
  for (let at = 0; at < 4_097; at++) lengths.of(`${at}`)
  expect(asked).toHaveLength(4_099)
  lengths.of('4096')
  expect(asked).toHaveLength(4_099)
  lengths.of('0')
  expect(asked).toHaveLength(4_100)
})
