import { contentOf, isCoded } from '../decode/content.ts'
import { BinaryMatcher } from '../detect/binary-matcher.ts'
import type { IndicatorSet } from '../detect/indicators.ts'
import { Matcher } from '../detect/matcher.ts'
import type { Edge, Needle } from '../detect/matcher.ts'
import type { Part } from '../message/types.ts'

/** Says whether a spelling of a known value is in bytes as they are. */
export interface KnownSearch {
  searchKnown(buf: Buffer, start: number, end: number): boolean
}

/** True where a spelling of a known value is in the content of a body, behind its content coding. */
export function bodyHoldsKnown(search: KnownSearch, body: Part, encoding: string): boolean {
  if (!isCoded(body, encoding)) return search.searchKnown(body.buf, body.start, body.end)
  const content = contentOf(body, encoding).bytes
  return search.searchKnown(content, 0, content.length)
}

/** Needles in a form that another thread can be given at once: all bytes, and by needle its length and edge. */
export interface PackedNeedles {
  readonly bytes: Uint8Array
  readonly lengths: Int32Array
  readonly edges: Uint8Array
}

/** What both searches of a {@link KnownSearch} look for. */
export interface PackedKnown {
  readonly text: PackedNeedles
  readonly binary: PackedNeedles
}

/** The known values of a profile, to be given to another thread. */
export function packKnown({ long, binary }: IndicatorSet): PackedKnown {
  return { text: packNeedles(long), binary: packNeedles(binary) }
}

function packNeedles(needles: readonly Needle[]): PackedNeedles {
  return {
    bytes: Buffer.concat(needles.map(({ bytes }) => bytes)),
    lengths: Int32Array.from(needles, ({ bytes }) => bytes.length),
    edges: Uint8Array.from(needles, ({ edge }) => edge),
  }
}

function unpackNeedles({ bytes, lengths, edges }: PackedNeedles): Needle[] {
  let end = 0
  return Array.from(lengths, (length, index) => {
    end += length
    return { bytes: bytes.subarray(end - length, end), edge: edges[index] as Edge }
  })
}

/** The search for what was packed, as the thread that packed it does it. */
export function searchOf({ text, binary }: PackedKnown): KnownSearch {
  const matcher = new Matcher(unpackNeedles(text))
  const binaryMatcher = new BinaryMatcher(unpackNeedles(binary))
  return {
    searchKnown: (buf, start, end) =>
      matcher.contains(buf, start, end) || binaryMatcher.contains(buf, start, end),
  }
}
