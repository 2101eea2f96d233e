import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import { identifier as cellId } from '../identifiers/cell-id.ts'
import { toldByContext } from './told-by-context.ts'
import type { Detection, Dismissal } from '../types.ts'
import { isTextOfLines } from '../unexplained.ts'

/**
 * Cells in a row under one name that is of cells, as programs that ask where they are write them: country, network, area and cell of
 * each, between signs of one kind, and another sign between one cell and the next (`nearbts=460,01,40977,2205410,-70|460,01,…`, as AMap's
 * service of places takes them). One alone has a form of its own (`identifiers/cell-id.ts`).
 */

/** The end of a name of cells, in front of which stands which ones they are. */
const ofCells =
  /(?:^|[a-z0-9_.-])(?:bts|cells?|cell_?(?:info|list|tower|data|location)s?|lbs|base_?stations?|towers?)$/i
/** Country, network, area and cell; the strength of the signal and more may stand behind them. */
const cell = /^(\d{3}([,:_/|-])\d{1,3}\2\d{1,8}\2\d{3,11})(?:\2-?[\w.]{0,16}){0,8}$/
/** The last one may also stand within a cell, where another one stands between cells. */
const rowSigns = ['\n', ';', '|'] as const
/** What makes rows more than rectangles, which have four numbers, too: a cell of more digits than screens have, or the strength of its signal. */
const ofRadio = /[,:_/|-]\d{5,11}(?!\d)|[,:_/|]-\d/
const nothing: readonly (Detection | Dismissal)[] = []
/** Two of the shortest. */
const bytesMin = '242,1,1,123|242,1,1,123'.length
const bytesMax = 8_192

/** The cells in a row that a value holds; nothing for one alone. */
export function cellsListed(node: Node, key: string): readonly (Detection | Dismissal)[] {
  const { bytes } = node
  if (bytes.length < bytesMin || bytes.length > bytesMax || !ofCells.test(key)) return nothing
  if (!isTextOfLines(node)) return nothing
  const text = bytes.toString('latin1')
  const sign = rowSigns.find((one) => text.includes(one))
  if (sign === undefined) return nothing
  const found: (Detection | Dismissal)[] = []
  let rows = 0
  let start = 0
  for (const row of text.split(sign)) {
    const value = cell.exec(row)?.[1]
    const normal = value === undefined ? '' : cellId.normalise(value)
    if (value !== undefined && normal !== '') {
      rows++
      const place = { node, value, normal, start, end: start + value.length }
      if (found.length < limits.detect.placesMax) found.push(...toldByContext(cellId, place, reasonOf(key)))
    } else if (row.trim() !== '') return nothing
    start += row.length + 1
  }
  return rows < 2 || !ofRadio.test(text) ? nothing : found
}

function reasonOf(key: string): string {
  return `under "${key}" country, network, area and cell stand one behind the other, of several cells in a row`
}
