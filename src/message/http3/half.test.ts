import { expect, test } from 'vitest'
import { Half, messageIdOf } from './half.ts'

test('what a direction holds is its block, what waits behind it, and what was free to write', () => {
  const half = new Half(4, 1)
  const before = half.heldBytes
  half.block.append(Buffer.alloc(100), 0, 100, 1, 0, 0)
  half.block.settle(0)
  expect(half.heldBytes).toBeGreaterThanOrEqual(before + 100)
  const settled = half.heldBytes
  half.waiting.push({ bytes: Buffer.alloc(50), length: 50, origin: half.origin })
  half.waitingBytes = 50
  expect(half.heldBytes).toBeGreaterThan(settled + 50)
})

test('the block of a direction that is over is that of the next, and is empty', () => {
  const half = new Half(0, 0)
  const { block } = half
  block.append(Buffer.alloc(100), 0, 100, 1, 0, 0)
  half.end()
  half.end()
  const next = new Half(4, 0)
  expect([next.block === block, next.block.part.length, half.block === block]).toEqual([true, 0, false])
  expect(new Half(8, 0).block === block).toBe(false)
})

test('pushed exchanges are known by numbers that no stream has', () => {
  expect([messageIdOf(0), messageIdOf(5), new Half(12, 0).messageId]).toEqual([-1, -6, 12])
})
