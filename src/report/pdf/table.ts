import { shareWidth } from './column-widths.ts'
import { paper } from './flow.ts'
import type { Flow, Tag } from './flow.ts'
import { isBlock, runsOf } from './inline.ts'
import { breakLines, naturalWidths } from './lines.ts'
import type { Line, Run } from './lines.ts'
import { elementsOf, find, hasClass } from './markup.ts'
import type { Element, Node } from './markup.ts'

const pad = 3
const rule = '#8a8a8a'

interface Cell {
  /** What stands below each other in it. */
  readonly parts: readonly (readonly Run[])[]
  readonly isHead: boolean
  readonly isRight: boolean
}

/** A table: columns as wide as their text asks for, rows over pages where they must be, the head again on each page. */
export function drawTable(flow: Flow, parent: Tag, table: Element, x: number, width: number): void {
  const size = flow.size * 0.82
  const rowsIn = (name: string): Cell[][] => {
    const part = find(table, name)
    return part === undefined
      ? []
      : elementsOf(part).map((row) => elementsOf(row).map((cell) => cellOf(flow, cell, size)))
  }
  const head = rowsIn('thead')
  const body = rowsIn('tbody')
  const widths = columnWidths(flow, [...head, ...body], width)
  const tag = flow.tag(parent, 'Table')
  const caption = find(table, 'caption')
  const headHeights = head.map((row) => heightOf(layOut(flow, row, widths)))
  const headHeight = headHeights.reduce((sum, height) => sum + height, 0)
  if (caption !== undefined) {
    const runs = runsOf(caption.children, flow.look({ family: 'bold', size: size * 1.08 }), flow.rules)
    flow.ensure(size * 4 + headHeight)
    flow.paragraph(flow.tag(tag, 'Caption'), runs, x, width)
    flow.y += 2
  }
  const headTag = flow.tag(tag, 'THead')
  for (const row of head) drawRow(flow, flow.tag(headTag, 'TR'), row, widths, x, () => undefined)
  const bodyTag = flow.tag(tag, 'TBody')
  const again = (): void => {
    for (const row of head) repeatRow(flow, row, widths, x)
  }
  for (const row of body) drawRow(flow, flow.tag(bodyTag, 'TR'), row, widths, x, again)
  flow.y += 8
}

function cellOf(flow: Flow, element: Element, size: number): Cell {
  const isHead = element.tag === 'th'
  const look = flow.look({ size, family: isHead ? 'bold' : 'sans' })
  return {
    parts: partsOf(flow, element.children, look),
    isHead,
    isRight: hasClass(element, 'number'),
  }
}

/** Paragraphs of a cell: points of a list are one each. */
function partsOf(flow: Flow, nodes: readonly Node[], look: Run): Run[][] {
  const parts: Run[][] = []
  let inline: Node[] = []
  const close = (): void => {
    const runs = runsOf(inline, look, flow.rules)
    if (runs.length > 0) parts.push(runs)
    inline = []
  }
  for (const node of nodes) {
    if (!isBlock(node)) {
      inline.push(node)
      continue
    }
    close()
    for (const item of elementsOf(node)) parts.push(runsOf(item.children, look, flow.rules))
  }
  close()
  return parts
}

/** How wide each column is, by what its words need at least and its texts take at most. */
function columnWidths(flow: Flow, rows: readonly (readonly Cell[])[], width: number): number[] {
  const count = Math.max(1, ...rows.map((row) => row.length))
  // A word that is longer is broken, so that a long name leaves room: the less, the more columns there are.
  const wordMax = Math.min(0.3, 1.2 / count)
  const least = Array.from({ length: count }, () => 0)
  const most = Array.from({ length: count }, () => 0)
  for (const row of rows)
    row.forEach((cell, column) => {
      for (const part of cell.parts) {
        const natural = naturalWidths(flow.book, part)
        least[column] = Math.max(least[column] ?? 0, Math.min(natural.least, width * wordMax) + 2 * pad)
        most[column] = Math.max(most[column] ?? 0, Math.min(natural.most, width) + 2 * pad)
      }
    })
  return shareWidth(least, most, width)
}

function layOut(flow: Flow, row: readonly Cell[], widths: readonly number[]): Line[][] {
  return row.map(({ parts }, column) =>
    parts.flatMap((part) => breakLines(flow.book, part, (widths[column] ?? 0) - 2 * pad)),
  )
}

function heightOf(lines: readonly (readonly Line[])[]): number {
  return Math.max(0, ...lines.map((own) => own.reduce((sum, { height }) => sum + height, 0))) + 2 * pad
}

function drawRow(
  flow: Flow,
  rowTag: Tag,
  row: readonly Cell[],
  widths: readonly number[],
  x: number,
  startPage: () => void,
): void {
  let rest = layOut(flow, row, widths)
  const tags = row.map(({ isHead }, column) =>
    flow.tag(
      rowTag,
      isHead ? 'TH' : 'TD',
      isHead ? { scope: startsBody(row, column) ? 'Row' : 'Column' } : {},
    ),
  )
  let isFirst = true
  while (isFirst || rest.some((lines) => lines.length > 0)) {
    const room = flow.bottom - flow.y
    const isWhole = heightOf(rest) <= room
    const fitsPage = heightOf(rest) <= flow.bottom - paper.top - 60
    // A row that fits a page stays in one piece.
    if (!isWhole && (fitsPage || room < 60) && flow.y > paper.top + 1) {
      flow.turn()
      startPage()
    }
    const taken = rest.map((lines) => take(lines, flow.bottom - flow.y - 2 * pad))
    const height = heightOf(taken)
    drawCells(flow, row, taken, widths, x, height, (column) => tags[column])
    flow.y += height
    rest = rest.map((lines, column) => lines.slice(taken[column]?.length ?? 0))
    isFirst = false
    if (rest.some((lines) => lines.length > 0)) {
      flow.turn()
      startPage()
    }
  }
}

/** In a row of the body, the first cell is its name, and others are not heads. */
function startsBody(row: readonly Cell[], column: number): boolean {
  return column === 0 && row.some(({ isHead }) => !isHead)
}

function take(lines: readonly Line[], room: number): Line[] {
  const taken: Line[] = []
  let used = 0
  for (const line of lines) {
    if (used + line.height > room && taken.length > 0) break
    taken.push(line)
    used += line.height
  }
  return taken
}

function drawCells(
  flow: Flow,
  row: readonly Cell[],
  lines: readonly (readonly Line[])[],
  widths: readonly number[],
  x: number,
  height: number,
  tagOf: (column: number) => Tag | undefined,
): void {
  let left = x
  row.forEach(({ isHead, isRight }, column) => {
    const width = widths[column] ?? 0
    const ground = isHead
      ? flow.rules.value('background', startsBody(row, column) ? 'tbody th' : 'thead th', 'th')
      : ''
    flow.decorate(() => {
      flow.pdf.rect(left, flow.y, width, height).lineWidth(0.5)
      if (ground === '') flow.pdf.stroke(rule)
      else flow.pdf.fillAndStroke(ground, rule)
    })
    let y = flow.y + pad
    for (const line of lines[column] ?? []) {
      const last = line.pieces.at(-1)
      const used = last === undefined ? 0 : last.x + last.width
      const start = isRight ? left + width - pad - used : left + pad
      const tag = tagOf(column)
      if (tag !== undefined) flow.line(tag, line, start, y)
      y += line.height
    }
    left += width
  })
}

/** The head again, on a further page: for the eye only, who hears the table knows it. */
function repeatRow(flow: Flow, row: readonly Cell[], widths: readonly number[], x: number): void {
  const lines = layOut(flow, row, widths)
  const height = heightOf(lines)
  drawCells(flow, row, [], widths, x, height, () => undefined)
  flow.decorate(() => {
    let left = x
    lines.forEach((own, column) => {
      let y = flow.y + pad
      for (const line of own) {
        for (const piece of line.pieces) flow.text(piece, left + pad + piece.x, y + line.height * 0.76)
        y += line.height
      }
      left += widths[column] ?? 0
    })
  }, 'Pagination')
  flow.y += height
}
