import { quote } from '../../core/ascii-codes.ts'
import { beginsDocument, lineEnd } from '../documents-in-text.ts'
import { certainty, exactPiece } from '../encoding.ts'
import type { Encoding, Piece } from '../encoding.ts'

const lineBytesMax = 2_048
/** The names of its columns, all of one line and three at least: two are a sentence. */
const head = /^"?[\w-][\w .-]{0,39}"?([,;|\t])"?[\w-][\w .-]{0,39}"?(?:\1"?[\w-][\w .-]{0,39}"?){1,60}$/
const hasLetters = /[A-Za-z]/
const hasDigit = /\d/

/**
 * A table whose head is not the first line of a text: behind a title, a comment, the lines of a log. What recognises tables
 * begins at their heads. It goes on as long as its rows have as many columns.
 */
export const encoding: Encoding = {
  name: 'table-behind-text',
  kind: 'container',
  title: 'table behind text',
  probe(bytes, { shape }) {
    if (shape.controls > 0 || shape.lineFeeds < 2 || beginsDocument(shape.first)) return certainty.no
    const table = nextTable(bytes, shape.start, shape.end)
    return table === null || table.start === shape.start ? certainty.no : certainty.lines + 1
  },
  decode(bytes, { shape }, budget) {
    const pieces: Piece[] = []
    let behind = shape.start
    for (
      let table = nextTable(bytes, behind, shape.end);
      table !== null;
      table = nextTable(bytes, behind, shape.end)
    ) {
      if (pieces.length + 2 >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const { start, end } = table
      if (start > behind) pieces.push(exactPiece('table-behind-text', '', '', bytes, behind, start, 'value'))
      pieces.push(exactPiece('table-behind-text', '', '', bytes, start, end, 'value'))
      behind = end
    }
    if (pieces.length === 0) return 'no table'
    if (behind < shape.end)
      pieces.push(exactPiece('table-behind-text', '', '', bytes, behind, shape.end, 'value'))
    return { pieces, isWhole: true }
  },
}

interface Table {
  readonly start: number
  readonly end: number
}

/** The next head with a row below it, and all rows that go on from it. */
function nextTable(bytes: Buffer, from: number, end: number): Table | null {
  for (let at = from; at < end; ) {
    const stop = lineEnd(bytes, at, end)
    const separator = separatorOf(bytes, at, stop)
    if (separator !== '') {
      const columns = countOf(bytes, separator, at, stop)
      let last = at
      let next = stop + 1
      while (next < end) {
        const rowEnd = lineEnd(bytes, next, end)
        if (rowEnd - next > lineBytesMax || countOf(bytes, separator, next, rowEnd) !== columns) break
        if (last === at && !hasDigit.test(bytes.toString('latin1', next, rowEnd))) break
        last = rowEnd
        next = rowEnd + 1
      }
      if (last > at) return { start: at, end: last }
    }
    at = stop + 1
  }
  return null
}

/** The sign between the names of a head; '' where the line is none. */
function separatorOf(bytes: Buffer, start: number, end: number): string {
  if (end - start > lineBytesMax) return ''
  const line = bytes.toString('latin1', start, end).trimEnd()
  const separator = head.exec(line)?.[1]
  if (separator === undefined) return ''
  return line.split(separator).every((name) => hasLetters.test(name)) ? separator : ''
}

/** Separators in a line, those in quotes left out (RFC 4180, 2.6). */
function countOf(bytes: Buffer, separator: string, start: number, end: number): number {
  const code = separator.charCodeAt(0)
  let count = 0
  let isQuoted = false
  for (let at = start; at < end; at++) {
    if (bytes[at] === quote) isQuoted = !isQuoted
    else if (bytes[at] === code && !isQuoted) count++
  }
  return count
}
