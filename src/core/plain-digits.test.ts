import { expect, test } from 'vitest'
import { plainDigits } from './plain-digits.ts'

test('digits of all scripts are those of ASCII, marks of direction go, and all else stays', () => {
  expect(plainDigits('\u200f٢٠٢٦-٠٣-٠٤T०८:۴۲:０６.٢٥٠+٠١:٠٠')).toBe('2026-03-04T08:42:06.250+01:00')
  for (const zero of ['۰', '०', '০', '๐', '０', '𝟎', '𝟬', '𞥐']) {
    const code = zero.codePointAt(0) as number
    const all = Array.from({ length: 10 }, (_, value) => String.fromCodePoint(code + value)).join('')
    expect(plainDigits(`x${all}½`)).toBe('x0123456789½')
  }
  expect(plainDigits('kl. 7 — é')).toBe('kl. 7 — é')
})
