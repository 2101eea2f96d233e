import { detachedText } from './detached-text.ts'

/** Results are kept of so long texts, where nothing else is said: what is asked again and again is short. */
const textCharsMax = 64

/**
 * What a pure function of a text came to, kept for the latest texts: requests say the same names and values again and again.
 */
export class KeptResults<Result extends object | number | string> {
  private readonly known: Map<string, Result> = new Map()
  private readonly find: (text: string) => Result
  private readonly resultsMax: number
  private readonly charsMax: number

  /** `resultsMax`: how many are kept before all of them are forgotten. `charsMax`: those of longer texts are not. */
  constructor(find: (text: string) => Result, resultsMax: number = 4_096, charsMax: number = textCharsMax) {
    this.find = find
    this.resultsMax = resultsMax
    this.charsMax = charsMax
  }

  of(text: string): Result {
    const before = this.known.get(text)
    if (before !== undefined) return before
    if (text.length > this.charsMax) return this.find(text)
    const own = detachedText(text)
    const result = this.find(own)
    if (this.known.size >= this.resultsMax) this.known.clear()
    this.known.set(own, result)
    return result
  }
}
