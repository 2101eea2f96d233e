import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base58Digits, base58Values, readBase58 } from './base58.ts'

describe('a number in base 58', () => {
  test.each([
    ['1', '00'],
    ['2', '01'],
    ['z', '39'],
    ['21', '3a'],
    ['5Q', 'ff'],
    // The examples of the draft that describes the encoding (draft-msporny-base58-03).
    ['2NEpo7TZRRrLZSi2U', '48656c6c6f20576f726c6421'],
    [
      'USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z',
      '54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f672e',
    ],
  ])('%s', (text, hex) => {
    const number = new Uint8Array(text.length)
    const size = readBase58(Buffer.from(text), 0, text.length, number)
    expect(Buffer.from(number.subarray(0, size)).reverse().toString('hex')).toBe(hex === '00' ? '' : hex)
  })

  test('is the same as with big integers', () => {
    const digit = fc.constantFrom(...Array.from(base58Digits))
    fc.assert(
      fc.property(
        fc.string({ unit: digit, maxLength: 300 }),
        fc.string({ unit: digit, maxLength: 3 }),
        (text, around) => {
          let wanted = 0n
          for (const one of text) wanted = wanted * 58n + BigInt(base58Digits.indexOf(one))
          const number = new Uint8Array(text.length)
          const buf = Buffer.from(around + text + around)
          const size = readBase58(buf, around.length, around.length + text.length, number)
          const hex = Buffer.from(number.subarray(0, size)).reverse().toString('hex')
          expect(hex).toBe(wanted === 0n ? '' : wanted.toString(16).padStart(size * 2, '0'))
          expect(size).toBe(wanted === 0n ? 0 : Math.ceil(wanted.toString(16).length / 2))
        },
      ),
    )
  })

  test('has no digits that look alike', () => {
    for (const char of '0OIl') expect(base58Values[char.charCodeAt(0)]).toBe(255)
  })
})
