import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { BufferPool } from './buffer-pool.ts'

test('a buffer is as long as asked for at least, and is used again', () => {
  const pool = new BufferPool()
  for (const bytes of [0, 1, 2_048, 2_049, 131_072, 4_194_304]) {
    const buffer = pool.take(bytes)
    expect(buffer.length).toBeGreaterThanOrEqual(bytes)
    pool.give(buffer)
    expect(pool.take(bytes)).toBe(buffer)
  }
  expect(pool.idleBytes).toBe(0)
})

test('what lies ready is bounded, and buffers beyond the largest class are not kept', () => {
  const pool = new BufferPool()
  pool.give(pool.take(20_000_000))
  expect(pool.idleBytes).toBe(0)
  const taken = Array.from({ length: 40 }, () => pool.take(1_000_000))
  for (const buffer of taken) pool.give(buffer)
  expect(pool.idleBytes).toBeGreaterThan(0)
  expect(pool.idleBytes).toBeLessThanOrEqual(limits.message.poolIdleBytesMax)
})
