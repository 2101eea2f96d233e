import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { Budget } from './budget.ts'
import { readBlock } from './lz4-codec.ts'

/** A block after its format: a token, literals, and, but for the last, how far back and how long. */
function block(
  ...sequences: readonly (readonly [literals: string, back?: number, length?: number])[]
): Buffer {
  return Buffer.concat(
    sequences.map(([literals, back, length = 4]) =>
      Buffer.concat([
        Buffer.from([(literals.length << 4) | (back === undefined ? 0 : length - 4)]),
        Buffer.from(literals),
        back === undefined ? Buffer.alloc(0) : Buffer.from([back & 255, back >> 8]),
      ]),
    ),
  )
}

const read = (bytes: Buffer, budget = new Budget(), before?: Buffer): string | null =>
  readBlock(bytes, 0, bytes.length, budget, before)?.toString() ?? null

test('literals, matches, and matches that reach into themselves', () => {
  expect(read(block(['abcd', 4, 8], ['wxyz']))).toBe('abcdabcdabcdwxyz')
  expect(read(block(['a', 1, 9], ['']))).toBe('aaaaaaaaaa')
  expect(read(block(['', 3, 4], ['.']), new Budget(), Buffer.from('xyz'))).toBe('xyzx.')
})

test('what contradicts itself is none', () => {
  expect(read(block(['abcd', 5, 4], ['.']))).toBeNull()
  expect(read(block(['abcd', 0, 4], ['.']))).toBeNull()
  expect(read(Buffer.from([0x40, 0x61]))).toBeNull()
  // Matches alone never end a block.
  expect(read(block(['abcd', 4, 4]))).toBeNull()
  expect(read(Buffer.alloc(64, 255))).toBeNull()
})

test('a bomb is cut at the budget, which is named', () => {
  const budget = new Budget()
  budget.expandedBytes = limits.decode.expandedBytesMax - 1_000
  // One literal, and a match of 15 + 250 times 255 bytes.
  const bomb = Buffer.concat([
    Buffer.from([0x1f, 0x61, 1, 0]),
    Buffer.alloc(250, 255),
    Buffer.from([0, 0x10, 0x62]),
  ])
  expect(read(bomb, budget)?.length).toBe(1)
  expect(budget.limits).toEqual(['expandedBytesMax'])
  expect(read(bomb)?.length).toBe(1 + 15 + 250 * 255 + 4 + 1)
})
