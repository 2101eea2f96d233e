import { expect, test } from 'vitest'
import { isNaturalText } from './natural-text.ts'

test.each([
  ['{"imei":"490154203237518"}', true],
  ['<imei>490154203237518</imei>', true],
  ['imei=490154203237518&a=1', true],
  ['of this and that, and of all that there is', true],
  // What XOR with a small key makes of a document.
  ["~'lh`l'?'1<5410153264051:'x", false],
])('%s begins as documents do: %s', (text, isOne) => {
  expect(isNaturalText(Buffer.from(text), 0, text.length)).toBe(isOne)
})
