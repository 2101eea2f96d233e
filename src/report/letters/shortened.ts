import type { Given } from './letter-block.ts'
import { fill } from './texts.ts'
import type { LetterTexts } from './texts.ts'

/** Findings whose facts stand in a letter, and as many again in a line each. */
export const findingsMax = 25
/** What a summary names, so that it stays one page; the rest is counted. */
export const summary = {
  findings: 2,
  lines: 2,
  triggers: 1,
  doubts: 1,
  identifiers: 5,
  captures: 1,
  characters: 40,
} as const

/** The first `most` of a list; the others are counted. */
export function listed(items: readonly string[], most: number, texts: LetterTexts): string {
  const named = items.slice(0, most).join(', ')
  const count = items.length - most
  return count > 0 ? fill(texts.more, { named, count }) : named
}

/** The first `most` characters of a text, of which the last is an ellipsis where more follow. */
export function cut(text: string, most: number): string {
  const characters = Array.from(text)
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text
}

/** A name as it stands in the letter: on the one page of a summary there is no room for a long one. */
export function shortName(text: string, { options, hide }: Given): string {
  return options.kind === 'summary' ? cut(hide(text), summary.characters) : text
}
