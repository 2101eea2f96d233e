import type { MatchSink, Matcher } from '../spellings/matcher.ts'

/**
 * Known values of few characters in what servers answer. Answers are long and full of numbers, so such a value counts
 * only under a name that says what it is. Names are looked at when a message is read in full; here it is only asked
 * whether the value stands where a name may be in front of it.
 */

const quotes: ReadonlySet<number> = new Set(Buffer.from('"\'\\ '))
/** What stands between a name and its value: in JSON and heads, in forms and attributes, in elements. */
const marks: ReadonlySet<number> = new Set(Buffer.from(':=>'))
const besideBytesMax = 4

/** True where a value stands behind a mark. `matcher` has the short texts, each as a whole word. */
export function holdsShortValue(matcher: Matcher, buf: Buffer, start: number, end: number): boolean {
  if (matcher.count === 0) return false
  const sink: MatchSink = { match: (_needle, at) => isBehindMark(buf, start, at) }
  return !matcher.search(buf, start, end, sink)
}

function isBehindMark(buf: Buffer, start: number, at: number): boolean {
  let before = at - 1
  while (before >= start && at - before <= besideBytesMax && quotes.has(buf[before] as number)) before--
  return before >= start && marks.has(buf[before] as number)
}
