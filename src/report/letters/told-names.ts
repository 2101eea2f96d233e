import { onlyDigests } from '../../assess/only-digests.ts'
import { sureIdentifiers } from '../../assess/sure-identifiers.ts'
import type { Observation } from '../../assess/types.ts'
import { titleOf as englishTitleOf } from '../../detect/title-of.ts'
import { fill } from './texts.ts'
import type { LetterTexts } from './texts.ts'

/** What a kind of identifier is called in the letter’s language, else in English. */
export function titleOf(identifier: string, texts: LetterTexts): string {
  return texts.identifiers[identifier] ?? englishTitleOf(identifier)
}

/** Says of kinds of identifiers by their titles what is only possible, and of what no more than a digest was sent. */
export function sayer(
  observations: readonly Observation[],
  texts: LetterTexts,
): (identifier: string, title: string) => string {
  const sure = sureIdentifiers(observations)
  const digests = onlyDigests(observations)
  return (identifier, title) => {
    const said = digests.has(identifier) ? fill(texts.asDigest, { title }) : title
    return sure.has(identifier) ? said : fill(texts.possible, { title: said })
  }
}

/** For the table: without the explanation in brackets, which the facts above it have. */
export function shortTitle(identifier: string, texts: LetterTexts): string {
  const own = texts.identifiers[identifier]
  return own ?? titleOf(identifier, texts).split(' (')[0] ?? ''
}
