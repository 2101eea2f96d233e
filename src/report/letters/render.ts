import { escapeHtml } from '../writing/escape-html.ts'
import { printable } from '../writing/printable.ts'
import { isolateRightToLeft } from '../writing/right-to-left.ts'
import { speakMasks } from '../masking/spoken-masks.ts'
import type { Letter, LetterBlock } from './letter-block.ts'
import type { LetterKind } from './texts.ts'

/** Size of the text of a letter, in points: a summary has to fit one page. */
export function textSize(kind: LetterKind): number {
  return kind === 'summary' ? 9 : 10.5
}

/**
 * A letter as one HTML page that needs nothing from outside: no script, no picture, no font. Every text is made inert,
 * whatever a capture held.
 */
export function letterHtml(letter: Letter): string {
  const title = letter.blocks.find(({ kind }) => kind === 'title')
  const heading = title !== undefined && 'text' in title ? title.text : 'varde'
  const page = [
    '<!doctype html>',
    `<html lang="${letter.language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(heading)}</title>`,
    `<style>${style.replace('SIZE', String(textSize(letter.kind)))}${letter.kind === 'summary' ? dense : ''}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...letter.blocks.map(blockHtml),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
  return speakMasks(isolateRightToLeft(page), letter.language)
}

const style = `
body { font: SIZEpt/1.45 Georgia, "Noto Serif", serif; color: #111; background: #fff; margin: 2rem; }
main { max-width: 46rem; margin: 0 auto; }
h1 { font-size: 1.5rem; line-height: 1.2; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; break-after: avoid; }
p, h1, h2 { overflow-wrap: anywhere; }
h1, h2, th { hyphens: auto; }
li { margin: .25rem 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; }
caption { text-align: left; padding: .3rem 0; }
th, td { border: 1px solid #767676; padding: .2rem .35rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
td:first-child, td:last-child { overflow-wrap: normal; white-space: nowrap; }
td:nth-child(2), td:nth-child(5) { min-width: 6rem; }
th { background: #eee; }
tr { break-inside: avoid; }
@page { size: A4; margin: 2cm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #444; } }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; }
  body { color: #e8e8e8; background: #16181b; }
  th { background: #2a313a; }
}
@media screen and (max-width: 43.99rem) { td:nth-child(3), td:nth-child(4) { min-width: 11rem; } }
@media screen and (max-width: 30rem) { body { margin: 1rem; } }
@media print, (min-width: 44rem) {
  .wide { overflow: visible; }
  table { table-layout: fixed; }
  th, td:first-child, td:last-child { overflow-wrap: anywhere; white-space: normal; }
  th, td { box-sizing: border-box; min-width: 0; }
  th { font-size: 7.5pt; }
  th:nth-child(1) { width: 17%; } th:nth-child(2) { width: 15.5%; } th:nth-child(3) { width: 21.5%; }
  th:nth-child(4) { width: 22%; } th:nth-child(5) { width: 14%; } th:nth-child(6) { width: 10%; }
}
@media print {
  body { margin: 0; }
  caption, thead { break-after: avoid; }
  tbody tr:first-child { break-after: avoid; }
  tbody tr:last-child { break-before: avoid; }
  main > :nth-last-child(-n + 3) { break-before: avoid; }
}
`

/** A summary has to fit one page, whatever prints it. */
const dense = `body { line-height: 1.3; }
h2 { margin-top: .9rem; }
p { margin: .5rem 0; }
@page { size: A4; margin: 1.4cm; @bottom-right { content: none; } }
`

function blockHtml(block: LetterBlock): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${escapeHtml(block.text)}</h1>`
    case 'heading':
      return `<h2>${escapeHtml(block.text)}</h2>`
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`
    case 'table':
      return [
        `<div class="wide" role="group" aria-label="${escapeHtml(block.caption)}" tabindex="0">`,
        `<table><caption>${escapeHtml(block.caption)}</caption>`,
        `<thead><tr>${block.columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('')}</tr></thead>`,
        '<tbody>',
        ...block.rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`),
        '</tbody></table>',
        '</div>',
      ].join('\n')
    default: {
      const tag = block.kind === 'numbered' ? 'ol' : 'ul'
      return `<${tag}>\n${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}\n</${tag}>`
    }
  }
}

/** A letter as plain text. */
export function letterText(letter: Letter): string {
  const parts = letter.blocks.map((block) => {
    switch (block.kind) {
      case 'title':
        return `${printable(block.text)}\n${'='.repeat(Array.from(block.text).length)}`
      case 'heading':
        return printable(block.text).toUpperCase()
      case 'paragraph':
        return printable(block.text)
      case 'table':
        return [block.caption, block.columns.join(' | '), ...block.rows.map((row) => row.join(' | '))]
          .map(printable)
          .join('\n')
      default:
        return block.items
          .map((item, index) => `${block.kind === 'numbered' ? `${index + 1}.` : '-'} ${printable(item)}`)
          .join('\n')
    }
  })
  return `${parts.join('\n\n')}\n`
}
