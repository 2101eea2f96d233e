import { expect, test } from 'vitest'
import { dayIn, momentIn } from './date-words.ts'
import { letterLanguages } from './texts.ts'

test.each([
  ['en', '9 February 2019', '9 February 2019 at 05:44:09 UTC+01:00', '24 December 2026 at 17:00'],
  ['nb', '9. februar 2019', '9. februar 2019 kl. 05:44:09 UTC+01:00', '24. desember 2026 kl. 17:00'],
  ['fi', '9.2.2019', '9.2.2019 klo 5.44.09 UTC+01:00', '24.12.2026 klo 17.00'],
  ['de', '9. Februar 2019', '9. Februar 2019 um 05:44:09 Uhr UTC+01:00', '24. Dezember 2026 um 17:00 Uhr'],
] as const)('in %s', (language, day, moment, minute) => {
  expect(dayIn(language, '2019-02-09')).toBe(day)
  expect(momentIn(language, '2019-02-09 05:44:09+01:00')).toBe(moment)
  expect(momentIn(language, '2026-12-24 17:00')).toBe(minute)
})

test('the months of a year have twelve names, as the locale data of the machine has them', () => {
  for (const language of letterLanguages.filter((one) => one !== 'fi'))
    for (let month = 1; month <= 12; month++) {
      const at = new Date(Date.UTC(2026, month - 1, 15))
      const name = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(at)
      expect(dayIn(language, `2026-${String(month).padStart(2, '0')}-15`)).toContain(` ${name} `)
    }
})

test.each(['[…]', '', '1000000000000000.000000000s', '2019-02-11T05:44:19Z'])('%j stays as it is', (text) => {
  for (const language of letterLanguages) {
    expect(dayIn(language, text)).toBe(text)
    expect(momentIn(language, text)).toBe(text)
  }
})
