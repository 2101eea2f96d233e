import type { Finding } from '../assess/types.ts'
import { identifiers as types } from '../detect/identifiers.gen.ts'

/**
 * What a finding is, for people: its title with the identifiers as they are called, without what stands in brackets
 * behind that. Documents have their names, which are for programs.
 * A known sender behind them is words already, as is one that is all of the title.
 */
export function findingTitle({ title, identifiers }: Pick<Finding, 'title' | 'identifiers'>): string {
  const [what = ''] = title.split(': ', 1)
  return identifiers.some((name) => what.replace(/^possibly /, '').startsWith(name))
    ? inWords(what, identifiers) + title.slice(what.length)
    : title
}

/** A sentence that names `identifiers` as programs do, with what people call them, without what stands in brackets behind that. */
export function inWords(sentence: string, identifiers: readonly string[]): string {
  return sentence.replaceAll(/[a-z]+(?:-[a-z]+)*/g, (word) => {
    const type = identifiers.includes(word) ? types.find(({ name }) => name === word) : undefined
    return type === undefined ? word : type.title.replace(/ \(.*\)$/, '')
  })
}
