import { detachedText } from './detached-text.ts'

/** How many results are kept, and of how long texts: what is asked again and again is short. */
const resultsMax = 4_096
const textCharsMax = 64

/**
 * What a pure function of a text came to, kept for the latest texts: requests say the same names and values again and again.
 */
export class KeptResults<Result extends object | number> {
  private readonly known: Map<string, Result> = new Map()
  private readonly find: (text: string) => Result

  constructor(find: (text: string) => Result) {
    this.find = find
  }

  of(text: string): Result {
    const before = this.known.get(text)
    if (before !== undefined) return before
    if (text.length > textCharsMax) return this.find(text)
    const own = detachedText(text)
    const result = this.find(own)
    if (this.known.size >= resultsMax) this.known.clear()
    this.known.set(own, result)
    return result
  }
}
