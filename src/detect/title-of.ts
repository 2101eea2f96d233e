import { identifiers } from './identifiers.gen.ts'

const titles: ReadonlyMap<string, string> = new Map(identifiers.map(({ name, title }) => [name, title]))

/** What a kind of identifier is called in sentences; its name where the kind is not known. */
export function titleOf(identifier: string): string {
  return titles.get(identifier) ?? identifier
}
