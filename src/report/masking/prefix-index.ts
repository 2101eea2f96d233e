/** Shorter values are in no index. */
export const prefixLength = 4

/** Values by their first characters: which of thousands stands at a place of a text is one look-up. */
export class PrefixIndex {
  private readonly byPrefix: Map<string, string[]> = new Map()

  constructor(values: Iterable<string>) {
    for (const value of values) {
      const prefix = value.slice(0, prefixLength)
      const others = this.byPrefix.get(prefix)
      if (others === undefined) this.byPrefix.set(prefix, [value])
      else others.push(value)
    }
    for (const others of this.byPrefix.values()) others.sort((left, right) => right.length - left.length)
  }

  get isEmpty(): boolean {
    return this.byPrefix.size === 0
  }

  /** The longest of the values that stands at `at` in a text; undefined where none does. */
  longestAt(text: string, at: number): string | undefined {
    return this.byPrefix
      .get(text.slice(at, at + prefixLength))
      ?.find((candidate) => text.startsWith(candidate, at))
  }
}
