import { expect, test } from 'vitest'
import { countryInSentence, countryName, isCountry } from './country-name.ts'

test('countries are named in the language of the letter', () => {
  expect(countryName('CN', 'en')).toBe('China')
  expect(countryName('DE', 'nb')).toBe('Tyskland')
  expect(countryName('CN', 'fi')).toBe('Kiina')
  expect(countryName('GB', 'de')).toBe('Vereinigtes Königreich')
})

test('what is no code of a country stays as it is', () => {
  for (const text of ['', 'QY', 'China', 'cn', 'C1']) expect(countryName(text, 'nb')).toBe(text)
})

test('in an English sentence some have an article', () => {
  const of = (...codes: readonly string[]): string[] => codes.map(countryInSentence)
  expect(of('GB', 'NL', 'US', 'CZ', 'NO', 'DE')).toEqual([
    'the United Kingdom',
    'the Netherlands',
    'the United States',
    'Czechia',
    'Norway',
    'Germany',
  ])
})

test('names of countries are told from other words', () => {
  for (const name of ['China', 'norway', 'United Kingdom']) expect(isCountry(name)).toBe(true)
  for (const name of ['', 'China Telecom', 'Near', 'QY']) expect(isCountry(name)).toBe(false)
})
