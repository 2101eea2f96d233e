import Document from 'pdfkit'
import { writeChildren } from './blocks.ts'
import { Flow, paper } from './flow.ts'
import { FontBook } from './font-book.ts'
import type { Fonts } from './fonts.ts'
import { attribute, find, parseMarkup, rawText, textOf } from './markup.ts'
import { StyleRules } from './style-rules.ts'

/** How a page is written as PDF. The same page and options give the same bytes. */
export interface PdfOptions {
  readonly fonts: Fonts
  /** The moment that the file names as that of its making. */
  readonly madeAt: Date
  /** Size of text, in points. */
  readonly size: number
}

/**
 * A page of varde's as a tagged PDF on A4: the same text, tables and pictures in the same order, by the same style, with
 * headings, alternatives for pictures, links, an outline and numbers of pages. The same page and moment give the same
 * bytes.
 */
export function writePdf(page: string, options: PdfOptions): Promise<Uint8Array> {
  const root = parseMarkup(page)
  const html = find(root, 'html') ?? root
  const body = find(root, 'body') ?? root
  const head = find(root, 'title')
  const title = head === undefined ? 'varde' : textOf(head)
  const style = find(root, 'style')
  const document = new Document({
    size: [paper.width, paper.height],
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/UA',
    tagged: true,
    lang: attribute(html, 'lang') || 'en',
    displayTitle: true,
    // No font of the library's own: a reader need not have it.
    font: '',
    info: { Title: title, Producer: 'varde', Creator: 'varde', CreationDate: options.madeAt },
  } as object as PDFKit.PDFDocumentOptions)
  const chunks: Buffer[] = []
  const done = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve(Buffer.concat(chunks)))
    document.on('error', reject)
  })
  const rules = new StyleRules(style === undefined ? '' : rawText(style))
  const flow = new Flow(document, new FontBook(document, options.fonts), rules, options.size)
  const tag = document.struct('Document')
  document.addStructure(tag)
  writeChildren(flow, body.children, { tag, x: paper.left, width: paper.width - paper.left - paper.right })
  flow.finish(title)
  document.end()
  return done
}
