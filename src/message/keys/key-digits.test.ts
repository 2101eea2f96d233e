import { expect, test } from 'vitest'
import { hexInto, isHex } from './key-digits.ts'

test('hex of either case is written as bytes, and nothing else is hex', () => {
  const target = Buffer.alloc(3)
  const text = Buffer.from('.0aF9c0.')
  expect(hexInto(target, text, 1, 3)).toBe(true)
  expect(target.toString('hex')).toBe('0af9c0')
  expect([isHex(text, 1, 7), isHex(text, 0, 7), isHex(text, 1, 8)]).toEqual([true, false, false])
  for (const odd of ['g0', '0g', '/0', '0:', '@0', '0`', '\u00e90'])
    expect([odd, hexInto(target, Buffer.from(odd, 'latin1'), 0, 1)]).toEqual([odd, false])
})
