import { expect, test } from 'vitest'
import { Bits } from './bits.ts'

test('bits are taken from the end, without those of the last byte that are none', () => {
  // 0000_0101 1100_0011: three unused, then 00101, 1100_0011.
  const bits = new Bits(Buffer.from([0xff, 0b1100_0011, 0b0000_0101, 0xff]), 1, 3, 3)
  expect(bits.take(0)).toBe(0)
  expect(bits.take(5)).toBe(0b00101)
  expect(bits.take(3)).toBe(0b110)
  expect(bits.take(5)).toBe(0b00011)
  expect(bits.take(1)).toBe(-1)
})

test('a number may lie in four bytes', () => {
  const bits = new Bits(Buffer.from('0180ff7f02', 'hex'), 0, 5, 1)
  expect(bits.take(7)).toBe(2)
  expect(bits.take(24)).toBe(0x7fff80)
  expect(bits.take(8)).toBe(1)
})
