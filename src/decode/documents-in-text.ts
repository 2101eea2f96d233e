import { blank, colon, equals, lineFeed } from '../core/ascii-codes.ts'
import type { Budget } from './budget.ts'
import { certainty, exactPiece } from './encoding.ts'
import type { Decoded, Hint, Piece } from './encoding.ts'
import { isText } from './text.ts'

/** What begins so is JSON or XML, as a whole or with more behind it. */
export function beginsDocument(first: number): boolean {
  return first === 0x7b || first === 0x3c
}

/** Where documents of one kind stand in a text. */
export interface Documents {
  /** Where the next one begins in `bytes[from, end)`; -1 for nowhere. */
  readonly nextStart: (bytes: Buffer, from: number, end: number) => number
  /** Behind the one at `start`; -1 where it has no end: it goes on to the end of its line then, where a log cut it off. */
  readonly endOf: (bytes: Buffer, start: number, end: number) => number
}

const bytesMin = 12
/** The longest text in front of a document on its line, and behind it. */
const leadMax = 256
const tailMax = 64
const nameBytesMax = 64

/**
 * How sure it is that a text holds such documents behind something else: above lines, and below where the first one has
 * but a name in front, for which lines are asked first.
 */
export function sureOfDocuments(
  bytes: Buffer,
  { start, end, controls }: Hint['shape'],
  { nextStart }: Documents,
): number {
  if (end - start < bytesMin || controls > 0) return certainty.no
  const at = nextStart(bytes, start, end)
  if (at < 0) return certainty.no
  const isNamed = nameAhead(bytes, lineStart(bytes, start, at), at) !== ''
  return isNamed ? certainty.lines - 1 : certainty.lines + 1
}

/** The documents, and the texts between them, as pieces of the step `step`. */
export function splitAtDocuments(
  bytes: Buffer,
  { start, end: stop }: Hint['shape'],
  budget: Budget,
  step: string,
  { nextStart, endOf }: Documents,
): Decoded | string {
  const pieces: Piece[] = []
  let isEndless = false
  let behind = start
  let at = nextStart(bytes, start, stop)
  while (at !== -1) {
    if (pieces.length + 2 >= budget.nodesLeft) {
      budget.reach('nodesMax')
      break
    }
    const line = lineStart(bytes, behind, at)
    let end = at + 1
    if (isLead(bytes, line, at)) {
      // Behind one that is cut off each could be looked for to the end of the text: a log cuts long lines.
      const lineStop = isEndless ? lineEnd(bytes, at, stop) : stop
      end = endOf(bytes, at, lineStop)
      if (end === -1) {
        isEndless = true
        end = lineEnd(bytes, at, stop)
      }
    }
    if (end - at >= bytesMin && endsLine(bytes, end, stop, nextStart)) {
      if (at > behind) pieces.push(exactPiece(step, '', '', bytes, behind, at, 'value'))
      pieces.push(exactPiece(step, '', nameAhead(bytes, line, at), bytes, at, end, 'value'))
      behind = end
    }
    at = nextStart(bytes, Math.max(end, at + 1), stop)
  }
  if (pieces.length === 0) return 'no document'
  if (behind < stop) pieces.push(exactPiece(step, '', '', bytes, behind, stop, 'value'))
  return { pieces, isWhole: true }
}

/** Where the line begins that `at` is on, or what is too far in front of it. */
function lineStart(bytes: Buffer, start: number, at: number): number {
  const from = Math.max(start, at - leadMax - 1)
  return from + bytes.subarray(from, at).lastIndexOf(lineFeed) + 1
}

/** Where the line ends that `at` is on, at `stop` at the latest. */
export function lineEnd(bytes: Buffer, at: number, stop: number): number {
  const feed = bytes.indexOf(lineFeed, at)
  return feed === -1 || feed > stop ? stop : feed
}

function isLead(bytes: Buffer, start: number, at: number): boolean {
  return at - start <= leadMax && (at === start || isText(bytes, start, at))
}

/** Little stands behind it on its line, or another document. */
function endsLine(bytes: Buffer, at: number, end: number, nextStart: Documents['nextStart']): boolean {
  const behind = bytes.subarray(at, Math.min(end, at + leadMax))
  const feed = behind.indexOf(lineFeed)
  const rest = feed === -1 ? behind : behind.subarray(0, feed)
  return rest.length <= tailMax || nextStart(rest, 0, rest.length) !== -1
}

/** The name that alone stands in front of `at` on its line, which others read: `sent=`, `D App: `; '' for none. */
function nameAhead(bytes: Buffer, start: number, at: number): string {
  let last = at - 1
  while (last > start && bytes[last] === blank) last--
  const sign = bytes[last]
  if ((sign !== equals && sign !== colon) || last - start > nameBytesMax) return ''
  for (let before = start; before < last; before++) {
    const byte = bytes[before]
    // A time, or another name: of a line only the first one is read.
    if (byte === equals || byte === colon || (sign === equals && byte === blank)) return ''
  }
  return bytes.toString('latin1', start, last).trim()
}
