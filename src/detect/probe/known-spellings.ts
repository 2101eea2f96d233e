import type { IndicatorSet } from '../indicators.ts'
import { holdsShortValue } from '../known/short-values.ts'

/** Spellings of the values of a profile in bytes as they are. */
export class KnownSpellings {
  private readonly set: IndicatorSet

  constructor(set: IndicatorSet) {
    this.set = set
  }

  /** True where a spelling of a known value is in the bytes as they are. */
  search(buf: Buffer, start: number, end: number): boolean {
    const { matcher, binaryMatcher, shortMatcher } = this.set
    return (
      matcher.contains(buf, start, end) ||
      binaryMatcher.contains(buf, start, end) ||
      holdsShortValue(shortMatcher, buf, start, end)
    )
  }

  /** True also where something stands there that is read before it is known to be one, and where a rare spelling does. */
  hasAny(buf: Buffer, start: number, end: number): boolean {
    const { matcher, rare } = this.set
    return (
      matcher.contains(buf, start, end) ||
      rare.matcher.contains(buf, start, end) ||
      this.hasRead(buf, start, end)
    )
  }

  /** Something that stands for somewhere near a place of the profile, or for a telephone number of it. */
  private hasRead(buf: Buffer, start: number, end: number): boolean {
    const { reads, readMatcher } = this.set
    if (!readMatcher.contains(buf, start, end)) return false
    // What is read goes on behind the needle: it must not go on into what lies behind the message.
    const range = start === 0 && end === buf.length ? buf : buf.subarray(start, end)
    return !readMatcher.search(range, 0, range.length, {
      match: (needle, from, to) => reads[needle]?.read(range, from, to) !== null,
    })
  }
}
