import type { Finding } from '../assess/types.ts'
import { identifiers as types } from '../detect/identifiers.gen.ts'

/**
 * What a finding is, for people: its title with the identifiers as they are called, without what stands in brackets
 * behind that. Documents have their names, which are for programs.
 */
export function findingTitle({ title, identifiers }: Pick<Finding, 'title' | 'identifiers'>): string {
  // The title of a known sender is words already.
  if (!identifiers.some((name) => title.startsWith(name))) return title
  return title.replaceAll(/[a-z]+(?:-[a-z]+)*/g, (word) => {
    const type = identifiers.includes(word) ? types.find(({ name }) => name === word) : undefined
    return type === undefined ? word : type.title.replace(/ \(.*\)$/, '')
  })
}
