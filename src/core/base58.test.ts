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
    const text = 'x3JZx9QnWg2hV'
    let wanted = 0n
    for (const digit of text) wanted = wanted * 58n + BigInt(base58Digits.indexOf(digit))
    const number = new Uint8Array(64)
    const size = readBase58(Buffer.from(`..${text}..`), 2, 2 + text.length, number)
    expect(BigInt(`0x${Buffer.from(number.subarray(0, size)).reverse().toString('hex')}`)).toBe(wanted)
  })

  test('has no digits that look alike', () => {
    for (const char of '0OIl') expect(base58Values[char.charCodeAt(0)]).toBe(255)
  })
})
