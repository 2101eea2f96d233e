import { identifiers } from './identifiers.gen.ts'

/** What the kinds of identifiers are called, by their names. */
export const titles: ReadonlyMap<string, string> = new Map(
  identifiers.map(({ name, title }) => [name, title]),
)
