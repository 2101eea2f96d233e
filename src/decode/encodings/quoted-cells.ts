import { carriageReturn, comma, lineFeed, quote, semicolon } from '../../core/ascii-codes.ts'
import { beginsDocument } from '../documents-in-text.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import type { Encoding, Piece } from '../encoding.ts'

const tab = 0x09
/** Shorter texts are no documents. */
const cellBytesMin = 8

/**
 * Cells of tables of commas that hold more than a word (RFC 4180, 2.6 and 2.7): quotes in them are doubled, and they go on over
 * lines: `1,"{""imei"":""…""}"`. The columns are read where the table stands.
 */
export const encoding: Encoding = {
  name: 'quoted-cells',
  kind: 'container',
  title: 'quoted cell',
  probe(bytes, { shape }) {
    if (shape.controls > 0 || shape.lineFeeds === 0 || beginsDocument(shape.first)) return certainty.no
    const at = bytes.indexOf('""')
    return at === -1 || nextCell(bytes, shape.start, shape.end) === null ? certainty.no : certainty.lines + 2
  },
  decode(bytes, { shape }, budget) {
    const pieces: Piece[] = []
    for (
      let cell = nextCell(bytes, shape.start, shape.end);
      cell !== null;
      cell = nextCell(bytes, cell.end + 1, shape.end)
    ) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const { start, end } = cell
      if (!cell.isDoubled) pieces.push(exactPiece('quoted-cells', '', '', bytes, start, end, 'value'))
      else {
        if (!budget.takeBytes(end - start)) break
        const text = bytes.toString('latin1', start, end).replaceAll('""', '"')
        pieces.push(transformedPiece('quoted-cells', '', Buffer.from(text, 'latin1'), start, end, 'value'))
      }
    }
    return pieces.length === 0 ? 'no such cell' : { pieces, isWhole: false }
  },
}

/** What stands between the quotes of a cell. */
interface Cell {
  readonly start: number
  readonly end: number
  readonly isDoubled: boolean
}

/** The next cell in which quotes are doubled, or that goes on over lines; null where there is none. */
function nextCell(bytes: Buffer, from: number, end: number): Cell | null {
  for (let at = from; at < end; ) {
    const open = bytes.indexOf(quote, at)
    if (open === -1 || open >= end) return null
    if (open > 0 && !isBetween(bytes[open - 1] as number)) {
      at = open + 1
      continue
    }
    let isDoubled = false
    let hasLine = false
    let close = open + 1
    for (; close < end; close++) {
      const byte = bytes[close]
      if (byte === lineFeed) hasLine = true
      if (byte !== quote) continue
      if (bytes[close + 1] !== quote || close + 1 >= end) break
      isDoubled = true
      close++
    }
    if (close >= end) return null
    const isCell = close + 1 >= end || isBetween(bytes[close + 1] as number)
    if (isCell && (isDoubled || hasLine) && close - open > cellBytesMin)
      return { start: open + 1, end: close, isDoubled }
    at = close + 1
  }
  return null
}

/** Between cells and rows. */
function isBetween(byte: number): boolean {
  return byte === comma || byte === semicolon || byte === tab || byte === lineFeed || byte === carriageReturn
}
