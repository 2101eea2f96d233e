import { contentToSearch, isCoded, isInContent } from '../../decode/content.ts'
import { BinaryMatcher } from '../../detect/spellings/binary-matcher.ts'
import type { Detector } from '../../detect/detector.ts'
import type { IndicatorSet } from '../../detect/indicators.ts'
import { Matcher, needlesOf, tableOf } from '../../detect/spellings/matcher.ts'
import type { NeedleTable } from '../../detect/spellings/matcher.ts'
import { holdsShortValue } from '../../detect/known/short-values.ts'
import type { Part } from '../../message/types.ts'

/** A profile gave values to search for. */
export function hasIndicators(detector: Detector): boolean {
  const { long, binary, words } = detector.indicators
  return long.length + binary.length + words.length > 0
}

/** Says whether a spelling of a known value is in bytes as they are. */
export interface KnownSearch {
  searchKnown(buf: Buffer, start: number, end: number): boolean
}

/** True where a spelling of a known value is in the content of a body, behind its content coding. */
export function bodyHoldsKnown(search: KnownSearch, body: Part, encoding: string): boolean {
  if (!isCoded(body, encoding)) return search.searchKnown(body.buf, body.start, body.end)
  return isInContent(contentToSearch(body, encoding), (buf, start, end) =>
    search.searchKnown(buf, start, end),
  )
}

/** What both searches of a {@link KnownSearch} look for. */
export interface PackedKnown {
  readonly text: NeedleTable
  readonly binary: NeedleTable
  readonly words: NeedleTable
}

/** The known values of a profile, to be given to another thread. */
export function packKnown({ long, binary, words }: IndicatorSet): PackedKnown {
  return { text: packed(long), binary: packed(binary), words: tableOf(words) }
}

/** Copies, since with a part of a memory another thread would get all of it. */
function packed({ bytes, offsets, edges }: NeedleTable): NeedleTable {
  return { bytes: new Uint8Array(bytes), offsets: offsets.slice(), edges: edges.slice() }
}

/** The search for what was packed, as the thread that packed it does it. */
export function searchOf({ text, binary, words }: PackedKnown): KnownSearch {
  const matcher = new Matcher(text)
  const binaryMatcher = new BinaryMatcher(needlesOf(binary))
  const shortMatcher = new Matcher(words)
  return {
    searchKnown: (buf, start, end) =>
      matcher.contains(buf, start, end) ||
      binaryMatcher.contains(buf, start, end) ||
      holdsShortValue(shortMatcher, buf, start, end),
  }
}
