import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DynamicTable, entryOverheadBytes } from './dynamic-table.ts'

/** As RFC 7541, section 4 says it: the newest first. */
class Plain {
  entries: { name: string; value: string }[] = []
  sizeMax: number

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax
  }

  get size(): number {
    return this.entries.reduce((sum, { name, value }) => sum + weightOf(name + value), 0)
  }

  evict(weight: number): void {
    while (this.entries.length > 0 && this.size + weight > this.sizeMax) this.entries.pop()
  }

  insert(name: string, value: string): void {
    const weight = weightOf(name + value)
    this.evict(weight)
    if (weight <= this.sizeMax) this.entries.unshift({ name, value })
  }

  resize(sizeMax: number): void {
    this.sizeMax = sizeMax
    this.evict(0)
  }
}

function weightOf(text: string): number {
  return text.length + entryOverheadBytes
}

function entriesOf(table: DynamicTable): { name: string; value: string }[] {
  return Array.from({ length: table.count }, (_, index) => ({
    name: table.buf.toString('latin1', table.startOf(index), table.valueStartOf(index)),
    value: table.buf.toString('latin1', table.valueStartOf(index), table.endOf(index)),
  }))
}

function insert(table: DynamicTable, name: string, value: string): void {
  const from = Buffer.from(`before${name}${value}behind`)
  table.insert(from, 6, 6 + name.length, 6 + name.length + value.length)
}

const step = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      name: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 20 }),
      value: fc.string({ unit: fc.constantFrom('1', '2', '3'), maxLength: 120 }),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(0, 33, 200, 1_000, 4_096) },
)

test('a table holds what the specification says, through evictions, moves of its memory and new sizes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(200, 1_000, 4_096),
      fc.array(step, { minLength: 1, maxLength: 300, size: 'max' }),
      (sizeMax, steps) => {
        const table = new DynamicTable(sizeMax)
        const plain = new Plain(sizeMax)
        for (const one of steps) {
          if (typeof one === 'number') {
            table.resize(one)
            plain.resize(one)
          } else {
            insert(table, one.name, one.value)
            plain.insert(one.name, one.value)
          }
        }
        expect(entriesOf(table)).toEqual(plain.entries)
        expect(table.size).toBe(plain.size)
      },
    ),
    { numRuns: 200 },
  )
})

test('an entry that fits exactly is kept, one byte more empties the table', () => {
  const table = new DynamicTable(100)
  insert(table, 'name', 'v'.repeat(100 - entryOverheadBytes - 4))
  expect([table.count, table.size]).toEqual([1, 100])
  insert(table, 'name', 'v'.repeat(100 - entryOverheadBytes - 3))
  expect([table.count, table.size]).toEqual([0, 0])
})

test('what is released is empty, and begins anew', () => {
  const table = new DynamicTable(200)
  for (const value of ['1', '2', '3', '4', '5', '6', '7']) insert(table, 'name', value)
  table.release()
  expect([table.count, table.size, table.heldBytes]).toEqual([0, 0, 0])
  insert(table, 'name', '8')
  expect(entriesOf(table)).toEqual([{ name: 'name', value: '8' }])
})
