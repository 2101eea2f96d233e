import { nearestName } from '../core/nearest-name.ts'
import { identifiers } from './identifiers.gen.ts'

/** What people write in the place of a kind of identifier: its name, or its title with or without what stands in brackets. */
const kinds: ReadonlyMap<string, string> = new Map([
  ...identifiers.flatMap(({ name, title }) =>
    [title, title.replace(/ \(.*$/, '')].map((text) => [text.toLowerCase(), name] as const),
  ),
  // A name goes before the title of another kind.
  ...identifiers.map(({ name }) => [name, name] as const),
])

/** The name of the kind of identifier that a text means, also by what reports call it; null where it means none. */
export function kindNamed(text: string): string | null {
  return kinds.get(text.trim().toLowerCase()) ?? null
}

/** What to say behind a text that means no kind: the nearest, where one is near, and all of them; without a full stop. */
export function kindsBeside(text: string): string {
  const near = kinds.get(nearestName(text.trim().toLowerCase(), [...kinds.keys()]))
  return `${near === undefined ? '.' : `; do you mean ${near}?`} Known: ${allKinds()}`
}

/** The names of all kinds. */
export function allKinds(): string {
  return identifiers.map(({ name }) => name).join(', ')
}
