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

/** Whether a text is what a country is called in English: `China`, in any case. */
export function isCountry(text: string): boolean {
  return englishNames().has(text.toLowerCase())
}

const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))
let english: ReadonlySet<string> | null = null

function englishNames(): ReadonlySet<string> {
  english ??= new Set(
    letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => countryName(code, 'en') !== code)
      .map((code) => countryName(code, 'en').toLowerCase()),
  )
  return english
}

/** Names that are common nouns, or plurals. */
const takesArticle =
  /^(?:United|Netherlands|Philippines|Bahamas|Maldives|Seychelles)\b|\b(?:Islands|Republic)$/
