import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import { identifier as cellId } from '../identifiers/cell-id.ts'
import { isMcc } from './mcc.ts'
import { toldByContext } from './told-by-context.ts'
import type { Detection, Dismissal } from '../types.ts'
import { isTextOfLines } from '../unexplained.ts'

/**
 * Cells in a row under one name that is of cells, as programs that ask where they are write them: country, network, area and cell of
 * each, between signs of one kind, and another sign between one cell and the next (`nearbts=460,01,40977,2205410,-70|460,01,…`, as AMap's
 * service of places takes them), or as a list of lists (`{"cells":[[460,1,40977,2205410],…]}`). One alone in a text has a form of its
 * own (`identifiers/cell-id.ts`).
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

/** The name of a list of lists, and the row and column of an element. */
const elementOfRow = /([\w-]{1,40})(?:"\])?\[(\d{1,6})\]\[(\d{1,6})\]$/
/** The end of a path, with all of these: a path may be of a thousand letters. */
const elementCharsMax = 58
const [areaColumn, cellColumn, signalColumn] = [2, 3, 4]
const areaMax = 2 ** 24 - 1
const countryBytes = 3

/** A row of a list of lists: what stands in each of its columns. */
type Row = Map<number, Node>

/** The cells among `children` that are rows of lists: each a list of country, network, area and cell. All rows of a list have to be some. */
export function cellsInLists(children: readonly Node[]): readonly (Detection | Dismissal)[] {
  if (!children.some(mayBeginRow)) return nothing
  const lists = new Map<string, { readonly name: string; readonly rows: Map<string, Row> }>()
  for (const child of children) {
    const { detail } = child.step
    const [, name = '', row, column] = elementOfRow.exec(detail.slice(-elementCharsMax)) ?? []
    if (row === undefined || column === undefined || !ofCells.test(name)) continue
    const path = detail.slice(0, -`[${row}][${column}]`.length)
    const list = lists.get(path) ?? { name, rows: new Map<string, Row>() }
    lists.set(path, list)
    const values: Row = list.rows.get(row) ?? new Map<number, Node>()
    list.rows.set(row, values.set(Number(column), child))
  }
  return [...lists.values()].flatMap(({ name, rows }) => {
    const all = [...rows.values()]
    return all.every(isCellRow) && all.some(isOfRadioRow) ? cellsOfRows(all, name) : []
  })
}

function cellsOfRows(rows: readonly Row[], name: string): readonly (Detection | Dismissal)[] {
  return rows.slice(0, limits.detect.placesMax).flatMap((row) => {
    const node = row.get(cellColumn) as Node
    const value = [0, 1, areaColumn, cellColumn].map((column) => textIn(row, column)).join('-')
    const normal = cellId.normalise(value)
    if (!hasArea(row) || normal === '' || cellId.placeholder(textIn(row, cellColumn)) !== '') return []
    return toldByContext(cellId, { node, value, normal, start: 0, end: node.bytes.length }, reasonOf(name))
  })
}

function mayBeginRow({ bytes, step: { detail } }: Node): boolean {
  return bytes.length === countryBytes && detail.endsWith('][0]')
}

function isCellRow(row: Row): boolean {
  const isWhole = [0, 1, areaColumn, cellColumn].every((column) => /^\d{1,11}$/.test(textIn(row, column)))
  return isWhole && isMcc(textIn(row, 0)) && textIn(row, 1).length <= 3
}

/** Of a cell that is only heard the phone may not know it. */
function hasArea(row: Row): boolean {
  const area = Number(textIn(row, areaColumn))
  return area > 0 && area <= areaMax
}

/** A cell of more digits than screens have, or the strength of its signal. */
function isOfRadioRow(row: Row): boolean {
  return textIn(row, cellColumn).length >= 5 || /^-\d/.test(textIn(row, signalColumn))
}

function textIn(row: Row, column: number): string {
  return row.get(column)?.bytes.toString('latin1', 0, cellBytesMax) ?? ''
}

const cellBytesMax = 16

function reasonOf(key: string): string {
  return `under "${key}" country, network, area and cell stand one behind the other, of several cells in a row`
}
