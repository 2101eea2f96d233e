import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prefixedInteger } from '../../../tools/bench/http-fields.ts'
import { IntegerReading, integerStates } from './integer.ts'

const reading = new IntegerReading()

describe('an integer with a prefix', () => {
  test.each([
    ['10 with 5 bits (RFC 7541 C.1.1)', [0b1010], 5, 10],
    ['1337 with 5 bits (C.1.2)', [0b11111, 0b10011010, 0b1010], 5, 1337],
    ['42 at an octet boundary (C.1.3)', [0b101010], 8, 42],
    ['bits above the prefix are not its own', [0b11101010], 5, 10],
    ['leading zeros', [0x1f, 0x80, 0x80, 0x80, 0x00], 5, 31],
  ])('%s', (_name, bytes, prefix, value) => {
    expect(reading.read(Buffer.from(bytes), 0, bytes.length, prefix)).toBe(integerStates.whole)
    expect([reading.value, reading.next]).toEqual([value, bytes.length])
  })

  test('what was written is read, and every cut of it needs more', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 8 }), (value, prefix) => {
        const bytes = prefixedInteger(value, prefix)
        expect(reading.read(bytes, 0, bytes.length, prefix)).toBe(integerStates.whole)
        expect(reading.value).toBe(value)
        for (let cut = 0; cut < bytes.length; cut++)
          expect(reading.read(bytes, 0, cut, prefix)).toBe(integerStates.more)
      }),
    )
  })

  test('what cannot be counted is too large, however long it goes on', () => {
    expect(reading.read(Buffer.alloc(40, 0xff), 0, 40, 5)).toBe(integerStates.tooLarge)
    expect(reading.read(Buffer.from([0x1f, ...Array.from({ length: 40 }, () => 0x80)]), 0, 41, 5)).toBe(
      integerStates.tooLarge,
    )
  })
})
