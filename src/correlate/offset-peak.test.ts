import { expect, test } from 'vitest'
import { isAlone, search, SearchRoom } from './offset-peak.ts'
import type { Peak } from './offset-peak.ts'
import { Random } from './random.ts'

const total = 86_400

function timesOf(random: Random, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => random.between(0, total)).sort()
}

test('what is too low to matter is left out, and nothing else changes', () => {
  const room = new SearchRoom()
  let shown = 0
  let alone = 0
  for (let seed = 1; seed <= 40; seed++) {
    const random = new Random(seed)
    const events = timesOf(random, 20 + seed)
    const others = timesOf(random, seed % 3 === 0 ? 0 : 8 * seed)
    // Every other event has its send, at one offset or at two.
    const answers = events
      .filter((_, index) => index % 2 === 0)
      .map((at, index) => at + (seed % 4 === 0 && index % 2 === 0 ? -900 : 1_234))
    const sends = Float64Array.from([...others, ...answers]).sort()
    const all = search(new SearchRoom(), events, sends, total, 0) as Peak
    // In a room that was used before.
    const found = search(room, events, sends, total, 15)
    expect(found === null).toBe(all.score < 15)
    if (found === null) continue
    shown++
    expect({ ...found, second: 0 }).toEqual({ ...all, second: 0 })
    expect(isAlone(found)).toBe(isAlone(all))
    if (isAlone(all)) alone++
    else expect(found.second).toBe(all.second)
  }
  expect([shown > 10, alone > 5, alone < shown]).toEqual([true, true, true])
})
