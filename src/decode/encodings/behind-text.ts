import { backslash, blank, colon, equals, lineFeed, quote } from '../../core/ascii-codes.ts'
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
    if (shape.first === openBrace || beginsDocument(shape.first, bytes[shape.start + 1] as number))
      return certainty.no
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

/** Where `{"`, `[{"` or `["` begins, also over lines, no quote in front; -1 for nowhere. */
function nextStart(bytes: Buffer, from: number, end: number): number {
  for (
    let mark = bytes.indexOf(quote, from + 1);
    mark !== -1 && mark < end;
    mark = bytes.indexOf(quote, mark + 1)
  ) {
    const first = inFront(bytes, from, mark)
    if (first === -1) continue
    if (bytes[first] !== openBrace && bytes[first] !== openBracket) continue
    const around = bytes[first] === openBrace ? inFront(bytes, from, first) : -1
    const at = around !== -1 && bytes[around] === openBracket ? around : first
    if (bytes[at - 1] !== quote) return at
  }
  return -1
}

/** What stands in front of `at`, blanks left out; -1 where nothing does soon. */
function inFront(bytes: Buffer, from: number, at: number): number {
  const first = Math.max(from, at - indentMax)
  for (let before = at - 1; before >= first; before--) if ((bytes[before] as number) > blank) return before
  return -1
}

function beginsDocument(first: number, second: number): boolean {
  return second === quote || (first === openBracket && second === openBrace)
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
  let depth = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte === quote) {
      at = closingQuote(bytes, at, end)
      if (at === -1) return -1
    } else if (byte === openBrace || byte === openBracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return at + 1
  }
  return -1
}

function closingQuote(bytes: Buffer, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === backslash) at++
    else if (bytes[at] === quote) return at
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
