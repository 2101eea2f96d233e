import { expect, test } from 'vitest'
import { plainDigits } from './plain-digits.ts'

test('digits of other scripts become 0 to 9, marks of direction go, and all else stays', () => {
  expect(plainDigits('\u200f٢٠٢٦-٠٣-٠٤T०८:۴۲:０６')).toBe('2026-03-04T08:42:06')
  expect(plainDigits('kl. 7 — é')).toBe('kl. 7 — é')
})
