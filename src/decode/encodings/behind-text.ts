import { apostrophe, backslash, blank, quote } from '../../core/ascii-codes.ts'
import { isAlnum } from '../../core/ascii.ts'
import { sureOfDocuments, splitAtDocuments } from '../documents-in-text.ts'
import type { Documents } from '../documents-in-text.ts'
import { certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

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
    // Of a document itself nothing stands in front.
    if (shape.first === openBrace || markOf(bytes, shape.start, shape.end) !== none) return certainty.no
    return sureOfDocuments(bytes, shape, documents)
  },
  decode: (bytes, { shape }, budget) => splitAtDocuments(bytes, shape, budget, 'behind-text', documents),
}

const documents: Documents = { nextStart, endOf }

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
  // Quotes that are doubled are of a cell of a table.
  if (second === quote) return bytes[next + 1] === quote && isAlnum(bytes[next + 2] ?? 0) ? none : quote
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
