import { expect, test } from 'vitest'
import { emptySourceCounts } from '../frame-tally.ts'
import { StatedDrops } from './stated-drops.ts'

test('nothing is stated until a block does', () => {
  const counts = emptySourceCounts()
  const drops = new StatedDrops(counts)
  expect(counts.droppedFrames).toBeNull()
  drops.byPacket(0)
  expect(counts.droppedFrames).toBe(0)
})

test('what packets state counts until a statistics block states the whole', () => {
  const counts = emptySourceCounts()
  const drops = new StatedDrops(counts)
  drops.byPacket(3)
  drops.byPacket(4)
  expect(counts.droppedFrames).toBe(7)
  drops.byStatistics(5)
  drops.byPacket(2)
  expect(counts.droppedFrames).toBe(5)
  drops.byStatistics(1)
  expect(counts.droppedFrames).toBe(6)
})

test('those of the files before of the same recording stay', () => {
  const counts = { ...emptySourceCounts(), droppedFrames: 10 }
  const drops = new StatedDrops(counts)
  drops.byPacket(3)
  expect(counts.droppedFrames).toBe(13)
  drops.byStatistics(4)
  expect(counts.droppedFrames).toBe(14)
})
