import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FaultError } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import { inMemoryData } from '../../test/support/in-memory-data.ts'
import { RangeTable, encodeRangeTable } from './range-table.ts'

function v4(number: number): Buffer {
  const key = Buffer.alloc(4)
  key.writeUInt32BE(number)
  return key
}

function tableOf(bytes: Buffer): { table: RangeTable; reads: Map<string, number> } {
  const { readData, reads } = inMemoryData({ table: bytes })
  return { table: new RangeTable('table', () => readData('table')), reads }
}

test('finds the range of any address, over many pages', () => {
  const numbers = fc.integer({ min: 0, max: 0xffff_ffff })
  fc.assert(
    fc.property(
      fc.uniqueArray(numbers, { maxLength: 4000, size: 'max' }),
      fc.array(numbers),
      (starts, asked) => {
        starts.sort((left, right) => left - right)
        const values = starts.map((_, index) => index % 7)
        const { table } = tableOf(encodeRangeTable(Buffer.concat(starts.map(v4)), 4, values, ''))
        for (const number of [...asked, 0, 0xffff_ffff, ...starts.slice(0, 50)]) {
          const place = starts.findLastIndex((start) => start <= number)
          expect(table.value(v4(number))).toBe(place < 0 ? 0 : values[place])
        }
      },
    ),
    { numRuns: 20 },
  )
})

test('finds ranges that differ in the last bits of an IPv6 address', () => {
  const key = (last: number): Buffer => {
    const bytes = Buffer.alloc(16)
    bytes.set([0x20, 0x01, 0x0d, 0xb8])
    bytes[15] = last
    return bytes
  }
  const { table } = tableOf(encodeRangeTable(Buffer.concat([key(0), key(7), key(8)]), 16, [1, 2, 0], 'NOCN'))
  expect([0, 6, 7, 8, 9].map((last) => table.label(key(last)))).toEqual(['NO', 'NO', 'CN', '', ''])
  expect(table.label(Buffer.alloc(16))).toBe('')
})

test('reads nothing before the first look-up, and one page for each region then', () => {
  const starts = Array.from({ length: 5000 }, (_, index) => index * 1000)
  const bytes = encodeRangeTable(
    Buffer.concat(starts.map(v4)),
    4,
    starts.map((_, index) => index + 1),
    '',
  )
  const { table, reads } = tableOf(bytes)
  expect(reads.size).toBe(0)
  expect(table.value(v4(2_500_500))).toBe(2501)
  const first = reads.get('table') as number
  expect(table.value(v4(2_500_900))).toBe(2501)
  expect(reads.get('table')).toBe(first)
  expect(table.value(v4(10))).toBe(1)
  expect(reads.get('table')).toBe(first + 1)
})

test('keeps a bounded number of pages', () => {
  const pages = limits.attribute.dataPagesMax + 10
  const starts = Array.from({ length: pages * 1024 }, (_, index) => index * 16)
  const bytes = encodeRangeTable(
    Buffer.concat(starts.map(v4)),
    4,
    starts.map((_, index) => index + 1),
    '',
  )
  const { table, reads } = tableOf(bytes)
  for (let page = 0; page < pages; page++) table.value(v4(page * 1024 * 16))
  const before = reads.get('table') as number
  table.value(v4(0))
  expect(reads.get('table')).toBe(before + 1)
  expect(table.value(v4(5 * 16))).toBe(6)
})

test('an empty table and a key of the other family find nothing', () => {
  const { table } = tableOf(encodeRangeTable(Buffer.alloc(0), 4, [], ''))
  expect(table.value(v4(1))).toBe(0)
  expect(tableOf(encodeRangeTable(v4(0), 4, [3], '')).table.value(Buffer.alloc(16))).toBe(0)
})

test('a damaged file is a fault that says what to do, never a wrong answer or a crash', () => {
  const starts = Array.from({ length: 2000 }, (_, index) => index * 1000)
  const whole = encodeRangeTable(
    Buffer.concat(starts.map(v4)),
    4,
    starts.map((_, index) => index + 1),
    '',
  )
  for (const cut of [0, 3, 23, 24, 1000, whole.length - 1]) {
    const { table } = tableOf(whole.subarray(0, cut))
    expect(() => table.value(v4(1_999_000)), String(cut)).toThrow(/Build varde again/)
  }
  // Cut after it was opened.
  const read = (from: number, length: number): Buffer =>
    whole.subarray(from, Math.min(whole.length - 1, from + length))
  const shrunk = new RangeTable('table', () => ({ size: whole.length, read }))
  expect(() => shrunk.value(v4(1_999_000))).toThrow(/Build varde again/)
  fc.assert(
    fc.property(fc.nat(23), fc.nat(255), (at, byte) => {
      const bytes = Buffer.from(whole)
      bytes[at] = byte
      try {
        tableOf(bytes).table.value(v4(123_456))
      } catch (error) {
        expect(error).toBeInstanceOf(FaultError)
      }
    }),
  )
})
