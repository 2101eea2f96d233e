import type { FontBook } from './font-book.ts'
import { breakLines } from './lines.ts'
import type { Line, Placed, Run } from './lines.ts'
import type { StyleRules } from './style-rules.ts'

/** The document that is written: a PDF 1.7 with tags. */
export type Pdf = PDFKit.PDFDocument
/** An element of the structure that programs read aloud. */
export type Tag = PDFKit.PDFStructureElement

/** A4, in points. */
export const paper = { width: 595.28, height: 841.89, left: 48, right: 48, top: 48, bottom: 58 } as const

/** A place that waits for the number of a page. */
interface PageNumber {
  readonly tag: Tag
  readonly target: string
  readonly page: number
  readonly right: number
  readonly y: number
}

interface Bar {
  readonly x: number
  readonly colour: string
  from: number
}

/** Where the next thing goes: pages, the height on them, and what is drawn beside the text of a part. */
export class Flow {
  readonly pdf: Pdf
  readonly book: FontBook
  readonly rules: StyleRules
  /** Size of text, in points. */
  readonly size: number
  y: number = paper.top
  /** Number of the page, from 0. */
  page = 0
  private readonly bars: Bar[] = []
  private readonly numbers: PageNumber[] = []
  private readonly outlines: ReturnType<Pdf['outline']['addItem']>[] = []
  private readonly targets: Map<string, { page: number; y: number }> = new Map()

  constructor(pdf: Pdf, book: FontBook, rules: StyleRules, size: number) {
    this.pdf = pdf
    this.book = book
    this.rules = rules
    this.size = size
  }

  get bottom(): number {
    return paper.height - paper.bottom
  }

  look(change: Partial<Run> = {}): Run {
    return {
      text: '',
      family: 'sans',
      size: this.size,
      colour: this.rules.value('color', 'body'),
      ground: '',
      frame: '',
      target: '',
      isUnderlined: false,
      ...change,
    }
  }

  /** A new element under `parent`. */
  tag(parent: Tag, type: string, options: object = {}): Tag {
    const element = this.pdf.struct(type, options)
    parent.add(element)
    return element
  }

  /** Draws what means something, as a piece of `tag`. */
  draw(tag: Tag, paint: () => void): void {
    tag.add(paint)
  }

  /** Draws what only decorates: nobody reads it aloud. */
  decorate(paint: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.pdf.markContent('Artifact', { type })
    this.pdf.save()
    paint()
    this.pdf.restore()
    this.pdf.endMarkedContent()
  }

  /** Starts a new page unless `height` fits on this one. */
  ensure(height: number): void {
    if (this.y + height > this.bottom && this.y > paper.top + 1) this.turn()
  }

  turn(): void {
    this.closeBars()
    this.pdf.addPage()
    this.page++
    this.y = paper.top
    for (const bar of this.bars) bar.from = this.y
  }

  /** An upright bar at the left of all that `content` writes, over as many pages as that takes. */
  beside(x: number, colour: string, content: () => void): void {
    const bar: Bar = { x, colour, from: this.y }
    this.bars.push(bar)
    content()
    this.drawBar(bar)
    this.bars.pop()
  }

  private closeBars(): void {
    for (const bar of this.bars) this.drawBar(bar)
  }

  private drawBar({ x, colour, from }: Bar): void {
    if (this.y <= from) return
    this.decorate(() => this.pdf.rect(x, from, 2.5, this.y - from).fill(colour))
  }

  /** Names this place, for links. */
  mark(id: string): void {
    if (id === '') return
    this.targets.set(id, { page: this.page, y: this.y })
    this.pdf.addNamedDestination(id, 'XYZ', paper.left, this.y, null)
  }

  /** Adds a heading to the outline that readers show beside the pages. */
  outline(title: string, level: number): void {
    if (level < 2 || level > 3) return
    const parent = level === 2 ? this.pdf.outline : this.outlines[2]
    if (parent !== undefined) this.outlines[level] = parent.addItem(title)
  }

  /** The number of the page of `target`, written when all pages are known. */
  pageNumberAt(tag: Tag, target: string, page: number, right: number, y: number): void {
    this.numbers.push({ tag, target, page, right, y })
  }

  /** Writes the numbers that waited, and a foot on each page. */
  finish(title: string): void {
    for (const { tag, target, page, right, y } of this.numbers) {
      const at = this.targets.get(target)
      if (at === undefined) throw new Error(`a page leads to ${target}, which is not there`)
      this.pdf.switchToPage(page)
      const run = this.look({ text: ` ${at.page + 1}` })
      const width = this.book.width(run.text, run.family, run.size)
      this.line(tag, { pieces: [{ ...run, x: 0, width }], height: this.size * 1.38 }, right - width, y)
    }
    const pages = this.page + 1
    for (let page = 0; page < pages; page++) {
      this.pdf.switchToPage(page)
      const look = this.look({ size: 7.5, colour: '#444' })
      const right = `${page + 1} / ${pages}`
      this.decorate(() => {
        const y = paper.height - 34
        this.text({ ...look, text: title, x: 0, width: 0 }, paper.left, y)
        const width = this.book.width(right, look.family, look.size)
        this.text({ ...look, text: right, x: 0, width }, paper.width - paper.right - width, y)
      }, 'Pagination')
    }
  }

  /** Room that a paragraph takes on the page where it begins: a short one stays in one piece. */
  startHeight(runs: readonly Run[], width: number): number {
    return startOf(breakLines(this.book, runs, width))
  }

  /** Lines of text below each other, over pages where it must be. */
  paragraph(tag: Tag, runs: readonly Run[], x: number, width: number): void {
    const lines = breakLines(this.book, runs, width)
    this.ensure(startOf(lines))
    for (const line of lines) {
      this.ensure(line.height)
      this.line(tag, line, x, this.y)
      this.y += line.height
    }
  }

  /** One line whose upper edge is `y`. */
  line(tag: Tag, line: Line, x: number, y: number): void {
    const base = y + line.height * 0.76
    for (const piece of line.pieces) this.ground(piece, x + piece.x, y, line.height)
    for (const [target, pieces] of chunks(line.pieces)) {
      const words = pieces.map(({ text }) => text).join('')
      const own = target === '' ? tag : this.tag(tag, 'Link')
      this.draw(own, () => {
        for (const piece of pieces) this.text(piece, x + piece.x, base)
      })
      const [first] = pieces
      if (target === '' || first === undefined) continue
      const wide = pieces.reduce((sum, { width }) => sum + width, 0)
      const more = {
        structParent: own,
        // An object, since the library takes a bare string for a name of the format.
        Contents: Object(words) as string,
      }
      this.pdf.goTo(x + first.x, y, wide, line.height, target, more)
    }
  }

  private ground({ ground, frame, width, size }: Placed, x: number, y: number, height: number): void {
    if (ground === '' && frame === '') return
    const tall = size * 1.22
    const top = y + (height - tall) / 2
    this.decorate(() => {
      this.pdf.rect(x, top, width, tall)
      if (frame === '') this.pdf.fill(ground)
      else this.pdf.lineWidth(0.8).fillAndStroke(ground === '' ? '#fff' : ground, frame)
    })
  }

  /** Text with its base line at `y`. */
  text(piece: Placed, x: number, y: number): void {
    let at = x
    for (const { font, text } of this.book.set(piece.text, piece.family)) {
      this.pdf.font(font).fontSize(piece.size).fillColor(piece.colour)
      const width = this.pdf.widthOfString(text)
      this.pdf.text(text, at, y, { lineBreak: false, baseline: 'alphabetic' })
      at += width
    }
    if (piece.isUnderlined)
      this.pdf
        .moveTo(x, y + piece.size * 0.14)
        .lineTo(at, y + piece.size * 0.14)
        .lineWidth(piece.size * 0.06)
        .strokeColor(piece.colour)
        .stroke()
  }
}

/** Height of the lines that stay together at the start of a paragraph. */
function startOf(lines: readonly Line[]): number {
  return (lines.length <= 4 ? lines : lines.slice(0, 2)).reduce((sum, { height }) => sum + height, 0)
}

/** Neighbours that lead to the same place. */
function chunks(pieces: readonly Placed[]): [target: string, pieces: Placed[]][] {
  const all: [string, Placed[]][] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    if (last !== undefined && last[0] === piece.target) last[1].push(piece)
    else all.push([piece.target, [piece]])
  }
  return all
}
