import { expect, test } from 'vitest'
import { Rng } from '../bench/rng.ts'
import { clearHead, headBytesMax } from './clear-heads.ts'

test('heads have one byte to sixteen, and some of them the length of what is hidden', () => {
  const rng = new Rng('heads')
  const hidden = rng.bytes(300)
  const heads = Array.from({ length: 300 }, () => clearHead(rng, hidden))
  const sizes = new Set(heads.map(({ bytes }) => bytes.length))
  expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([1, headBytesMax])
  const lengths = ['012c', '2c01']
  for (const { name, bytes } of heads)
    if (name.includes('length')) expect(lengths.some((one) => bytes.toString('hex').includes(one))).toBe(true)
})

test('the same seed makes the same heads', () => {
  const heads = (): unknown => {
    const rng = new Rng('again')
    return Array.from({ length: 20 }, () => clearHead(rng, Buffer.alloc(40)))
  }
  expect(heads()).toEqual(heads())
})
