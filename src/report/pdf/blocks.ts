import { paper } from './flow.ts'
import type { Flow, Tag } from './flow.ts'
import { isBlock, runsOf } from './inline.ts'
import { breakLines } from './lines.ts'
import type { Run } from './lines.ts'
import { attribute, elementsOf, find, hasClass, rawText, textOf } from './markup.ts'
import type { Element, Node } from './markup.ts'
import { drawPicture, pictureSize } from './picture.ts'
import { drawTable } from './table.ts'

/** Where a block stands: its element of structure, its left edge and its width. */
export interface Place {
  readonly tag: Tag
  readonly x: number
  readonly width: number
}

type Writer = (flow: Flow, element: Element, place: Place) => void

/** Writes what stands below each other. Text between blocks is a paragraph. */
export function writeChildren(flow: Flow, nodes: readonly Node[], place: Place): void {
  let inline: Node[] = []
  const close = (): void => {
    if (inline.some((node) => textOf(node) !== '')) paragraph(flow, inline, place, flow.look())
    inline = []
  }
  nodes.forEach((node, index) => {
    if (!isBlock(node)) {
      inline.push(node)
      return
    }
    close()
    if (/^h\d$/.test(node.tag)) flow.ensure(headingHeight(flow, nodes.slice(index + 1).find(isBlock), place))
    writeBlock(flow, node, place)
  })
  close()
}

/** Room that a heading asks for: itself, and the start of what it stands over. */
function headingHeight(flow: Flow, next: Element | undefined, { width }: Place): number {
  const own = flow.size * 4
  if (next !== undefined && hasClass(next, 'pair') && elementsOf(next).length > 0)
    return own + rowHeight(flow, elementsOf(next).slice(0, 2), halfOf(width))
  const svg = next === undefined || next.tag !== 'figure' ? undefined : find(next, 'svg')
  return own + (svg === undefined ? 60 : pictureSize(svg, width).height + 40)
}

function writeBlock(flow: Flow, element: Element, place: Place): void {
  const writer = writers[element.tag]
  if (writer === undefined) throw new Error(`a page has the element ${element.tag}`)
  writer(flow, element, place)
}

const writers: Readonly<Record<string, Writer>> = {
  h1: (flow, element, place) => heading(flow, element, place, 1.75, 0, 10),
  h2: (flow, element, place) => heading(flow, element, place, 1.35, 18, 6),
  h3: (flow, element, place) => heading(flow, element, place, 1.08, 11, 3),
  h4: (flow, element, place) => heading(flow, element, place, 1, 6, 1),
  p: (flow, element, place) => {
    if (hasClass(element, 'verdict')) verdict(flow, element, place)
    else paragraph(flow, element.children, place, flow.look(hasClass(element, 'note') ? note(flow) : {}))
  },
  ul: (flow, element, place) => list(flow, element, place, () => '•'),
  ol: (flow, element, place) => {
    if (hasClass(element, 'chain')) chain(flow, element, place)
    else list(flow, element, place, (index) => `${index + 1}.`)
  },
  dl: terms,
  pre: (flow, element, place) => {
    const look = flow.look({ family: 'mono', size: flow.size * 0.78 })
    const runs = runsOf(element.children, look, flow.rules, true)
    flow.paragraph(flow.tag(flow.tag(place.tag, 'P'), 'Code'), runs, place.x, place.width)
    flow.y += 3
  },
  table: (flow, element, place) => drawTable(flow, place.tag, element, place.x, place.width),
  figure,
  article: (flow, element, place) => {
    flow.ensure(70)
    flow.y += 6
    flow.beside(place.x, '#8a8a8a', () =>
      writeChildren(flow, element.children, {
        tag: flow.tag(place.tag, 'Art'),
        x: place.x + 10,
        width: place.width - 10,
      }),
    )
    flow.y += 4
  },
  section: (flow, element, place) => {
    flow.mark(attribute(element, 'id'))
    writeChildren(flow, element.children, { ...place, tag: flow.tag(place.tag, 'Sect') })
  },
  nav: contents,
  div: (flow, element, place) => {
    if (hasClass(element, 'pair')) pairs(flow, element, place)
    else writeChildren(flow, element.children, place)
  },
  header: (flow, element, place) => writeChildren(flow, element.children, place),
  main: (flow, element, place) => writeChildren(flow, element.children, place),
  footer: (flow, element, place) => writeChildren(flow, element.children, place),
}

function note(flow: Flow): Partial<Run> {
  return { size: flow.size * 0.88, colour: flow.rules.value('color', '.note') }
}

function heading(
  flow: Flow,
  element: Element,
  { tag, x, width }: Place,
  scale: number,
  before: number,
  after: number,
): void {
  if (flow.y > paper.top + 1) flow.y += before
  flow.mark(attribute(element, 'id'))
  const level = Number(element.tag.slice(1))
  flow.outline(textOf(element), level)
  if (level === 2 && flow.rules.value('border-top', 'h2') !== '')
    flow.decorate(() =>
      flow.pdf
        .moveTo(x, flow.y - 3)
        .lineTo(x + width, flow.y - 3)
        .lineWidth(1)
        .stroke('#1a1a1a'),
    )
  const look = flow.look({ family: 'bold', size: flow.size * scale })
  flow.paragraph(
    flow.tag(tag, element.tag.toUpperCase()),
    runsOf(element.children, look, flow.rules),
    x,
    width,
  )
  flow.y += after
}

function paragraph(flow: Flow, nodes: readonly Node[], { tag, x, width }: Place, look: Run): void {
  const runs = runsOf(nodes, look, flow.rules)
  if (runs.length === 0) return
  flow.paragraph(flow.tag(tag, 'P'), runs, x, width)
  flow.y += flow.size * 0.45
}

function verdict(flow: Flow, element: Element, { tag, x, width }: Place): void {
  const classes = attribute(element, 'class')
    .split(' ')
    .map((name) => `.verdict.${name}`)
  const colour = flow.rules.value('border-color', ...classes) || '#1a1a1a'
  flow.ensure(50)
  flow.beside(x, colour, () => {
    flow.y += 3
    const look = flow.look({ size: flow.size * 1.15 })
    flow.paragraph(flow.tag(tag, 'P'), runsOf(element.children, look, flow.rules), x + 12, width - 12)
    flow.y += 3
  })
  flow.y += 6
}

function list(flow: Flow, element: Element, { tag, x, width }: Place, sign: (index: number) => string): void {
  const own = flow.tag(tag, 'L')
  elementsOf(element).forEach((item, index) => {
    const runs = runsOf(item.children, flow.look(), flow.rules)
    const entry = flow.tag(own, 'LI')
    const indent = sign(index).length > 2 ? 20 : 14
    // The label must not stay behind where the text begins on the next page.
    flow.ensure(Math.max(flow.size * 1.4, flow.startHeight(runs, width - indent)))
    const label = sign(index)
    const look = flow.look({ text: label })
    const height = flow.size * 1.38
    const width0 = flow.book.width(label, look.family, look.size)
    flow.line(flow.tag(entry, 'Lbl'), { pieces: [{ ...look, x: 0, width: width0 }], height }, x + 3, flow.y)
    flow.paragraph(flow.tag(entry, 'LBody'), runs, x + indent, width - indent)
    flow.y += 1.5
  })
  flow.y += flow.size * 0.35
}

/** Terms with what they say, beside each other. */
function terms(flow: Flow, element: Element, { tag, x, width }: Place): void {
  const own = flow.tag(tag, 'L')
  const column = 82
  for (const pair of elementsOf(element)) {
    const [term, text] = elementsOf(pair)
    if (term === undefined || text === undefined) continue
    const entry = flow.tag(own, 'LI')
    const label = runsOf(term.children, flow.look({ family: 'bold' }), flow.rules)
    const body = runsOf(text.children, flow.look(), flow.rules)
    flow.ensure(Math.max(flow.startHeight(label, column - 6), flow.startHeight(body, width - column)))
    const top = flow.y
    const page = flow.page
    flow.paragraph(flow.tag(entry, 'Lbl'), label, x, column - 6)
    const under = flow.y
    if (flow.page === page) flow.y = top
    flow.paragraph(flow.tag(entry, 'LBody'), body, x + column, width - column)
    if (flow.page === page) flow.y = Math.max(flow.y, under)
    flow.y += 1.5
  }
  flow.y += 3
}

/** The steps of decoding in one line, the value at its end. */
function chain(flow: Flow, element: Element, { tag, x, width }: Place): void {
  const steps = elementsOf(element)
  const runs = steps.flatMap((step, index): Run[] => {
    const isValue = hasClass(step, 'value')
    const look = flow.look({
      family: isValue ? 'bold' : 'sans',
      ground: flow.rules.value('background', isValue ? '.chain .value' : '.chain li'),
      frame: isValue ? '#7a4d00' : '#55606b',
    })
    return [
      ...(index === 0 ? [] : [flow.look({ text: '  →  ' })]),
      { ...look, text: `\u00a0${textOf(step)}\u00a0` },
    ]
  })
  flow.paragraph(flow.tag(tag, 'P'), runs, x + 3, width - 6)
  flow.y += 4
}

/** Between two pictures of a row, in points. */
const gapOfPairs = 16

function halfOf(width: number): number {
  return (width - gapOfPairs) / 2
}

function rowHeight(flow: Flow, row: readonly Element[], half: number): number {
  return Math.max(...row.map((one) => figureHeight(flow, one, half)))
}

/** Pictures side by side, two in a row. */
function pairs(flow: Flow, element: Element, { tag, x, width }: Place): void {
  const all = elementsOf(element)
  const half = halfOf(width)
  for (let index = 0; index < all.length; index += 2) {
    const row = all.slice(index, index + 2)
    flow.ensure(rowHeight(flow, row, half))
    const top = flow.y
    let end = top
    row.forEach((one, nth) => {
      flow.y = top
      writeBlock(flow, one, { tag, x: x + nth * (half + gapOfPairs), width: half })
      end = Math.max(end, flow.y)
    })
    flow.y = end
  }
}

function figureHeight(flow: Flow, element: Element, width: number): number {
  const svg = find(element, 'svg')
  const caption = find(element, 'figcaption')
  const lines = caption === undefined ? [] : breakLines(flow.book, captionRuns(flow, caption), width)
  const picture = svg === undefined ? 0 : pictureSize(svg, width).height
  return picture + lines.reduce((sum, { height }) => sum + height, 0) + 14
}

function captionRuns(flow: Flow, caption: Element): Run[] {
  return runsOf(caption.children, flow.look(note(flow)), flow.rules)
}

function figure(flow: Flow, element: Element, place: Place): void {
  const svg = find(element, 'svg')
  const pre = find(element, 'pre')
  const caption = find(element, 'figcaption')
  let tag = place.tag
  if (svg !== undefined) tag = drawPicture(flow, place.tag, svg, place.x, place.width)
  if (pre !== undefined) {
    const rows = rawText(pre).split('\n').length
    flow.ensure(Math.min(rows, 40) * flow.size * 0.78 * 1.38)
    writeBlock(flow, pre, place)
  }
  if (caption !== undefined)
    flow.paragraph(
      svg === undefined ? flow.tag(tag, 'P') : flow.tag(tag, 'Caption'),
      captionRuns(flow, caption),
      place.x,
      place.width,
    )
  flow.y += 8
}

/** The list of sections, with their pages: these are known at the end only. */
function contents(flow: Flow, element: Element, { tag, x, width }: Place): void {
  const own = flow.tag(tag, 'TOC')
  flow.y += 6
  const items = elementsOf(element).flatMap((item) => elementsOf(item))
  for (const item of items) {
    const entry = flow.tag(own, 'TOCI')
    const link = find(item, 'a')
    flow.ensure(flow.size * 1.5)
    const [page, y] = [flow.page, flow.y]
    flow.paragraph(entry, runsOf(item.children, flow.look(), flow.rules), x, width - 40)
    if (link !== undefined) flow.pageNumberAt(entry, attribute(link, 'href').slice(1), page, x + width, y)
  }
  flow.y += 6
}
