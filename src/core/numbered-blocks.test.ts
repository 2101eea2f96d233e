import { expect, test } from 'vitest'
import { limits } from './limits.ts'
import { countBlock, wiresharkNumber } from './numbered-blocks.ts'
import type { NumberedBlocks } from './numbered-blocks.ts'

test('a frame is numbered behind the blocks that lie before it', () => {
  const places: NumberedBlocks[] = []
  for (const frames of [0, 0, 3]) expect(countBlock(places, frames)).toBe(true)
  expect(places).toEqual([
    { framesBefore: 0, blocks: 2 },
    { framesBefore: 3, blocks: 3 },
  ])
  expect([1, 3, 4, 90].map((frame) => wiresharkNumber(places, frame))).toEqual([3, 5, 7, 93])
  expect(wiresharkNumber([], 7)).toBe(7)
})

test('places beyond the limit are not kept, and that is told', () => {
  const places: NumberedBlocks[] = []
  for (let frame = 0; frame < limits.source.numberedBlocksMax; frame++) countBlock(places, frame)
  expect(countBlock(places, limits.source.numberedBlocksMax)).toBe(false)
  expect(countBlock(places, limits.source.numberedBlocksMax - 1)).toBe(true)
  expect(places.length).toBe(limits.source.numberedBlocksMax)
})
