import { expect, test } from 'vitest'
import { profileOf } from '../../../test/support/decoded-tree.ts'
import { hiddenValue } from '../../../test/support/suspects.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { compile } from '../indicators.ts'
import { TokenSigns, tokens } from './token-signs.ts'

const { digests, bareXor } = compile(profileOf({ imei: [hiddenValue] }))
const signs = new TokenSigns(digests, bareXor)
const rng = new Rng('tokens')

test('a run that is as long as a digest may be a salted one, and the second that is as long as a value', () => {
  const hexToken = (length: number): number => signs.hexToken(Buffer.from('9f'.repeat(80)), 0, length)
  for (const length of [32, 40, 56, 64, 96, 128]) expect(hexToken(length)).toBe(tokens.whole)
  signs.beginMessage()
  expect([30, 30, 34, 33].map(hexToken)).toEqual([tokens.half, tokens.whole, tokens.half, tokens.none])
  expect(signs.hexToken(Buffer.from('9g'.repeat(16)), 0, 32)).toBe(tokens.none)
  const base64Token = (text: string): number => signs.base64Token(Buffer.from(text), 0, text.length)
  for (const bytes of [16, 20, 28, 32, 48, 64])
    expect(base64Token(rng.bytes(bytes).toString('base64url'))).toBe(tokens.whole)
  expect(base64Token('A'.repeat(22))).toBe(tokens.none)
  expect(base64Token('z'.repeat(22))).toBe(tokens.none)
  signs.beginMessage()
  expect([base64Token('aA1bB2cC3dD4eE5fF6gG'), base64Token('aA1bB2cC3dD4eE5fF6gH')]).toEqual([
    tokens.half,
    tokens.whole,
  ])
  signs.beginMessage()
  expect(base64Token('aA1bB2cC3dD4eE5fF6gG')).toBe(tokens.half)
  expect(base64Token('aAXbBYcCZdDxeEyfFzgG')).toBe(tokens.none)
})
