import type { LetterLanguage } from './texts.ts'

/** A country's name in a language, by its ISO 3166-1 alpha-2 code, as CLDR has it; the text itself where it is no code. */
export function countryName(code: string, language: LetterLanguage): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(code) ?? code
}
