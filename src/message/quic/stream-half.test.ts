import { expect, test } from 'vitest'
import { RunOrigin } from '../../core/origin.ts'
import type { HalfTaker } from './stream-half.ts'
import { StreamHalf } from './stream-half.ts'

/** What is handed on, as text, and where its bytes lie. */
class Taker implements HalfTaker {
  readonly told: string[] = []

  bytes(buf: Buffer, from: number, to: number, origin: RunOrigin): void {
    this.told.push(`${buf.toString('latin1', from, to)}@${origin.offset}`)
  }

  gap(length: number): void {
    this.told.push(`gap ${length}`)
  }
}

const origin = new RunOrigin()
origin.place(1, 100, 0, 0)

test('a byte that waits does not keep the packet that brought it', () => {
  const half = new StreamHalf()
  const taker = new Taker()
  const content = Buffer.alloc(65_000)
  content.write('bc', 7)
  half.put(1, content, 7, 9, origin, taker)
  // Another packet's, if it was not copied.
  content.fill(0)
  half.put(0, Buffer.from('a'), 0, 1, origin, taker)
  expect(taker.told).toEqual(['a@100', 'bc@100'])
})

test('pieces in any order, with overlaps, are put in order; of two versions the first is taken', () => {
  const half = new StreamHalf()
  const taker = new Taker()
  for (const [offset, text] of [
    [8, 'ij'],
    [4, 'ef'],
    [2, 'cdEFgHI'],
    [12, 'm'],
    [0, 'ab'],
  ] as const)
    half.put(offset, Buffer.from(text), 0, text.length, origin, taker)
  half.flush(taker)
  const text = taker.told.map((told) => (told.startsWith('gap') ? `<${told}>` : told.split('@')[0])).join('')
  expect(text).toBe('abcdefgHij<gap 2>m')
  expect(half.heldCost).toBe(0)
})
