import { apostrophe, backslash, blank, colon, equals, lineFeed, quote } from '../../core/ascii-codes.ts'
import { exactPiece, certainty } from '../encoding.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { isText } from '../text.ts'

const bytesMin = 12
/** The longest text in front of a document on its line, and behind it. */
const leadMax = 256
const tailMax = 64
/** Documents without an end that are passed over: each may be looked for to the end of the text. */
const endlessMax = 8
const nameBytesMax = 64
/** Between a bracket and what stands in it. */
const indentMax = 32

const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * JSON behind a word or some (`INFO sent {"imei":…}`, `event|{"imei":…}`), as logs have it on some of their lines and protocols of
 * lines: without its frame, names that belong together are far apart. What stands behind `name=` and `name: ` alone is left to those who read
 * names, unless these can not.
 */
export const encoding: Encoding = {
  name: 'behind-text',
  kind: 'container',
  title: 'JSON behind text',
  probe(bytes, { shape }) {
    if (shape.end - shape.start < bytesMin || shape.controls > 0) return certainty.no
    // Of a document itself nothing stands in front.
    if (shape.first === openBrace || markOf(bytes, shape.start, shape.end) !== none) return certainty.no
    const start = nextStart(bytes, shape.start + 1, shape.end)
    if (start < 0) return certainty.no
    return nameAhead(bytes, lineStart(bytes, shape.start, start), start) === ''
      ? certainty.lines + 1
      : certainty.lines - 1
  },
  decode(bytes, { shape }, budget) {
    const pieces: Piece[] = []
    let endless = 0
    let behind = shape.start
    let at = nextStart(bytes, shape.start + 1, shape.end)
    while (at !== -1 && endless < endlessMax) {
      if (pieces.length + 2 >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const line = lineStart(bytes, behind, at)
      const end = isLead(bytes, line, at) ? endOf(bytes, at, shape.end) : at + 1
      if (end === -1) endless++
      if (end - at >= bytesMin && endsLine(bytes, end, shape.end)) {
        if (at > behind) pieces.push(exactPiece('behind-text', '', '', bytes, behind, at, 'value'))
        pieces.push(exactPiece('behind-text', '', nameAhead(bytes, line, at), bytes, at, end, 'value'))
        behind = end
      }
      at = nextStart(bytes, Math.max(end, at + 1), shape.end)
    }
    if (pieces.length === 0) return 'no document with an end'
    if (behind < shape.end) pieces.push(exactPiece('behind-text', '', '', bytes, behind, shape.end, 'value'))
    return { pieces, isWhole: true }
  },
}

/** What stands around names and texts of a document: quotes, which a log inside of JSON escapes, or what Python writes. */
type Mark = typeof none | typeof quote | typeof apostrophe | typeof backslash
const none = 0

/** Where `{"`, `[{"`, `["`, `{'` or `{\"` begins, also over lines, no quote in front; -1 for nowhere. */
function nextStart(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at]
    if (byte !== openBrace && byte !== openBracket) continue
    if (bytes[at - 1] !== quote && markOf(bytes, at, end) !== none) return at
  }
  return -1
}

/** The mark of the document that begins at `at`. */
function markOf(bytes: Buffer, at: number, end: number): Mark {
  const first = bytes[at]
  if (first !== openBrace && first !== openBracket) return none
  const next = behindBlanks(bytes, at + 1, end)
  const second = bytes[next]
  if (second === quote) return quote
  if (second === backslash) return bytes[next + 1] === quote ? backslash : none
  if (first === openBracket) return second === openBrace ? markOf(bytes, next, end) : none
  return second === apostrophe ? apostrophe : none
}

function behindBlanks(bytes: Buffer, from: number, end: number): number {
  const stop = Math.min(end, from + indentMax)
  let at = from
  while (at < stop && (bytes[at] as number) <= blank) at++
  return at
}

/** Where the line begins that `at` is on, or what is too far in front of it. */
function lineStart(bytes: Buffer, start: number, at: number): number {
  const from = Math.max(start, at - leadMax - 1)
  return from + bytes.subarray(from, at).lastIndexOf(lineFeed) + 1
}

function isLead(bytes: Buffer, start: number, at: number): boolean {
  return at - start <= leadMax && (at === start || isText(bytes, start, at))
}

/** Behind the document at `start`, whose brackets are closed; -1 where they are not. */
function endOf(bytes: Buffer, start: number, end: number): number {
  const mark = markOf(bytes, start, end)
  let depth = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (mark === backslash && byte === backslash) {
      // Of a text that is escaped once more the quotes have more strokes in front.
      at = closingEscape(bytes, at + 1, end)
      if (at === -1) return -1
    } else if (mark !== backslash && (byte === quote || (byte === apostrophe && mark === apostrophe))) {
      at = closingQuote(bytes, at, end)
      if (at === -1) return -1
    } else if (byte === openBrace || byte === openBracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return at + 1
  }
  return -1
}

/** The quote that ends what the one at `start` begins. */
function closingQuote(bytes: Buffer, start: number, end: number): number {
  const mark = bytes[start]
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === backslash) at++
    else if (bytes[at] === mark) return at
  }
  return -1
}

/** The quote with one stroke in front that ends what the one at `start` begins. */
function closingEscape(bytes: Buffer, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] !== backslash) continue
    if (bytes[at + 1] === quote) return at + 1
    // An escape of the text itself, whose own sign may be one.
    at++
    if (bytes[at] === backslash && bytes[at + 1] === backslash) at += 2
  }
  return -1
}

/** Little stands behind it on its line, or another document. */
function endsLine(bytes: Buffer, at: number, end: number): boolean {
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
