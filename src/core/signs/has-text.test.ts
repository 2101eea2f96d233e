import { expect, test } from 'vitest'
import { hasText } from './has-text.ts'

test.each([
  ['GET /ws?i=35209900', true],
  ['\x01\x02GET /ws?i=3520990017\xff', true],
  ['GET /ws?i=35209', false],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa', false],
  ['GET /ws?\ni=352099', false],
  ['', false],
])('in %j: %s', (text, holds) => {
  const bytes = Buffer.from(text, 'latin1')
  expect(hasText(bytes, 0, bytes.length)).toBe(holds)
})
