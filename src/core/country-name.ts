/** A country's name in a language, by its ISO 3166-1 alpha-2 code, as CLDR has it; the text itself where it is no code. */
export function countryName(code: string, language: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(code) ?? code
}

/** The same within an English sentence: `the United Kingdom`. */
export function countryInSentence(code: string): string {
  const name = countryName(code, 'en')
  return takesArticle.test(name) ? `the ${name}` : name
}

/** Names that are common nouns, or plurals. */
const takesArticle =
  /^(?:United|Netherlands|Philippines|Bahamas|Maldives|Seychelles)\b|\b(?:Islands|Republic)$/
