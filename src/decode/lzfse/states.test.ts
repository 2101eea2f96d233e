import { expect, test } from 'vitest'
import { Bits } from './bits.ts'
import { areFrequencies, States, Symbols } from './states.ts'

test('as many states as its frequency are of a symbol, in order', () => {
  const states = new States(8, Uint16Array.of(3, 0, 5))
  expect(Array.from({ length: 8 }, (_, state) => states.symbolOf(state))).toEqual([0, 0, 0, 2, 2, 2, 2, 2])
})

test('from each state its bits lead to different ones, so that all states are met once per symbol', () => {
  const count = 64
  const frequencies = Uint16Array.of(1, 7, 20, 36)
  const states = new States(count, frequencies)
  const met = new Map<number, number[]>()
  for (let state = 0; state < count; state++) {
    for (let value = 0; value < count; value++) {
      const bits = new Bits(Buffer.of(value << 2), 0, 1, 0)
      const next = states.next(state, bits)
      expect(next).toBeGreaterThanOrEqual(0)
      expect(next).toBeLessThan(count)
      const symbol = states.symbolOf(state)
      met.set(symbol, [...new Set([...(met.get(symbol) ?? []), next])])
    }
  }
  for (const nexts of met.values()) expect(nexts).toHaveLength(count)
})

test('a reader that has no bits left says so', () => {
  const symbols = new Symbols(new States(4, Uint16Array.of(2, 2)), 0)
  const bits = new Bits(Buffer.of(0b11), 0, 1, 6)
  expect([symbols.next(bits), symbols.next(bits)]).toEqual([0, 0])
  expect(symbols.next(bits)).toBe(-1)
})

test('frequencies ask for no more states than there are', () => {
  expect(areFrequencies(4, Uint16Array.of(1, 3))).toBe(true)
  expect(areFrequencies(4, Uint16Array.of(2, 3))).toBe(false)
})
