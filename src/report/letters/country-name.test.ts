import { expect, test } from 'vitest'
import { countryName } from './country-name.ts'

test('countries are named in the language of the letter', () => {
  expect(countryName('CN', 'en')).toBe('China')
  expect(countryName('DE', 'nb')).toBe('Tyskland')
  expect(countryName('CN', 'fi')).toBe('Kiina')
  expect(countryName('GB', 'de')).toBe('Vereinigtes Königreich')
})

test('what is no code of a country stays as it is', () => {
  for (const text of ['', 'QY', 'China', 'cn', 'C1']) expect(countryName(text, 'nb')).toBe(text)
})
