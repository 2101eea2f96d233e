import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import type { TextMember } from '../names/text-members.ts'
import { textSigns } from '../text-signs.ts'
import type { Detection, Dismissal } from '../types.ts'
import { isTextOfLines } from '../unexplained.ts'
import { cellsOfRow, namesCountry } from './cell-fields.ts'

/**
 * Tables of cells among the lines of a log, as apps that show the network print and send them: a line of names with country and
 * network side by side (`MCC MNC LAC CID`, `| MCC | MNC | …`), and rows right below it with as many values. What stands in front
 * of each line of the log counts as columns. A text that begins with its table is read elsewhere (`cell-fields.ts`).
 */

const nothing: readonly (Detection | Dismissal)[] = []
/** Country and network side by side, as names of columns; the signs between both part all columns. A line feed alone ends a line. */
const head = /(?<![^\n])[^\n]*?(?<![0-9a-z])mcc["']?([ ,;|\t]{1,24})["']?(?:mnc|net)(?![0-9a-z])[^\n]*/gi
const headLine = new RegExp(head.source, 'i')
const headCharsMax = 512
/** A line under the names of the columns, which only parts. */
const rule = /^[\s|+:=-]+$/
/** Signs of which one parts columns, the first that stands there; blanks do where none does. */
const columnSigns = [',', ';', '|', '\t'] as const

/** The cells in tables among other lines. `signs`: those of the bytes. */
export function cellsInLoggedRows(node: Node, signs: number): readonly (Detection | Dismissal)[] {
  const { bytes } = node
  if ((signs & textSigns.lineFeed) === 0 || bytes.length < textBytesMin) return nothing
  if (!isTextOfLines(node) || !namesCountry(bytes)) return nothing
  const text = bytes.toString('latin1', 0, limits.detect.leafBytesMax)
  const found: (Detection | Dismissal)[] = []
  for (const { 0: line, 1: between = '', index } of text.matchAll(head)) {
    if (line.length > headCharsMax) continue
    const sign = columnSigns.find((one) => between.includes(one)) ?? ' '
    // The first line of a text is read as such.
    if (index === 0 && sign !== ' ' && sign !== '|') continue
    for (const row of rowsBelow(text, index, line, sign)) {
      found.push(...cellsOfRow(node, row))
      if (found.length >= limits.detect.placesMax) return found
    }
  }
  return found
}

const textBytesMin = 'mcc mnc ci\n242 1 1'.length

/** The rows under the line of names at `index`, each with its values by these names. */
function* rowsBelow(text: string, index: number, line: string, sign: string): Generator<TextMember[]> {
  const names = columnsOf(line, 0, sign).map(({ value }) => value)
  for (let start = index + line.length + 1; start < text.length; ) {
    const feed = text.indexOf('\n', start)
    const end = feed < 0 ? text.length : feed
    if (end - start > headCharsMax) return
    const row = text.slice(start, end)
    if (!rule.test(row)) {
      // Another table begins, which is read from there.
      if (headLine.test(row)) return
      const columns = columnsOf(row, start, sign)
      if (columns.length !== names.length) return
      yield columns.map((column, at) => ({ ...column, name: names[at] ?? '' }))
    } else if (row.trim() === '') return
    start = end + 1
  }
}

/** What stands between the signs of a line, without blanks and quotes around it. `start`: where the line does in its text. */
function columnsOf(line: string, start: number, sign: string): TextMember[] {
  const pieces = sign === ' ' ? line.matchAll(/\S+/g) : line.matchAll(betweenSigns(sign))
  return [...pieces].map(({ 0: piece, index }) => {
    const value = /[^\s"'](?:[^"']*[^\s"'])?/.exec(piece)?.[0] ?? ''
    return { name: '', value, start: start + index + piece.indexOf(value) }
  })
}

function betweenSigns(sign: string): RegExp {
  return new RegExp(`(?<=^|[${sign}])[^${sign}]*(?=[${sign}]|$)`, 'g')
}
