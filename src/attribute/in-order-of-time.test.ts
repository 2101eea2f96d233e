import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { InOrderOfTime } from './in-order-of-time.ts'

interface Value {
  readonly sec: number
  readonly number: number
}

/** All values from the last one not after `sec` back to the first. */
function backFrom(values: InOrderOfTime<Value>, sec: number): number[] {
  const found: number[] = []
  for (let value = values.seek(sec); value !== undefined; value = values.back()) found.push(value.number)
  return found
}

test('whatever order values come in, they stand in that of their times, and those of one time as they came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (secs, times) => {
      const values = new InOrderOfTime<Value>()
      const told: Value[] = []
      // So often that there are several rows.
      for (let number = 0; number < secs.length * times; number++) {
        const value = { sec: secs[number % secs.length] as number, number }
        values.seek(value.sec)
        values.insert(value)
        told.push(value)
      }
      told.sort((left, right) => left.sec - right.sec || left.number - right.number)
      expect(values.lastSec).toBe(told.at(-1)?.sec)
      for (const sec of [-1, 0, 25, 50]) {
        const expected = told.filter((one) => one.sec <= sec).map(({ number }) => number)
        expect(backFrom(values, sec)).toEqual(expected.toReversed())
        values.seek(sec)
        expect(values.next?.number).toBe(told[expected.length]?.number)
      }
    }),
    // Of the sizes that are drawn, few have more than one row.
    { numRuns: 40, examples: [[Array.from({ length: 60 }, (_, index) => (index * 7) % 51), 60]] },
  )
})
