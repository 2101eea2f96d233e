import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { OldestFirst } from './oldest-first.ts'

/** The same by the letter: slow, and surely right. */
class Plain {
  entries: [number, number][] = []

  put(key: number, value: number): void {
    this.delete(key)
    this.entries.push([key, value])
  }

  delete(key: number): boolean {
    const before = this.entries.length
    this.entries = this.entries.filter(([known]) => known !== key)
    return this.entries.length < before
  }

  takeOldest(): number | undefined {
    return this.entries.shift()?.[1]
  }
}

test('whatever is put, deleted, taken and cleared, the oldest is taken first', () => {
  const act = fc.tuple(fc.constantFrom('put', 'put', 'put', 'delete', 'take', 'clear'), fc.nat({ max: 12 }))
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const map = new OldestFirst<number, number>()
      const plain = new Plain()
      for (const [index, [what, key]] of acts.entries()) {
        if (what === 'put') {
          map.put(key, index)
          plain.put(key, index)
        } else if (what === 'delete') expect(map.delete(key)).toBe(plain.delete(key))
        else if (what === 'take') expect(map.takeOldest()).toBe(plain.takeOldest())
        else {
          map.clear()
          plain.entries = []
        }
        expect(map.size).toBe(plain.entries.length)
        expect([...map.values()]).toEqual(plain.entries.map(([, value]) => value))
        expect(map.get(key)).toBe(plain.entries.find(([known]) => known === key)?.[1])
      }
    }),
  )
})

test('the place of the oldest is found again after many renewals', () => {
  const map = new OldestFirst<string, number>()
  map.put('first', 1)
  map.put('second', 2)
  for (let round = 0; round < 10_000; round++) map.put('third', round)
  expect([map.takeOldest(), map.takeOldest()]).toEqual([1, 2])
  for (let round = 0; round < 10_000; round++) map.put('third', round)
  map.put('fourth', 4)
  expect([map.takeOldest(), map.takeOldest(), map.takeOldest()]).toEqual([9_999, 4, undefined])
})
