/**
 * Draws what a command prints on a terminal as an SVG picture, colours included:
 *
 *   node tools/terminal-picture.ts OUT.svg COMMAND ARG…
 *
 * The command runs on a pseudo-terminal (util-linux `script`) of 100 columns, so that it prints what a person sees.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const columns = 100
const cellWidth = 8.4
const lineHeight = 19
const margin = 16

interface Style {
  bold: boolean
  dim: boolean
  colour: string
  background: string
}

const colours: Record<number, string> = {
  31: '#ff6b6b',
  32: '#69db7c',
  33: '#ffd43b',
  36: '#66d9e8',
  97: '#ffffff',
}
const backgrounds: Record<number, string> = { 41: '#c92a2a' }
const plain: Style = { bold: false, dim: false, colour: '#dee2e6', background: '' }

function apply(style: Style, codes: string): Style {
  let next = { ...style }
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) next = { ...plain }
    else if (code === 1) next.bold = true
    else if (code === 2) next.dim = true
    else if (colours[code] !== undefined) next.colour = colours[code]
    else if (backgrounds[code] !== undefined) next.background = backgrounds[code]
  }
  return next
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** One line of terminal output as SVG elements; the style goes on to the next line. */
function drawLine(line: string, row: number, from: Style): { svg: string; style: Style } {
  let style = from
  let column = 0
  let svg = ''
  const y = margin + 30 + row * lineHeight
  for (const [, codes, text] of line.matchAll(/(?:\u001b\[([0-9;]*)m)|([^\u001b]+)/g)) {
    if (text === undefined) {
      style = apply(style, codes === undefined || codes === '' ? '0' : codes)
      continue
    }
    const x = margin + column * cellWidth
    const width = text.length * cellWidth
    if (style.background !== '') {
      svg += `<rect x="${x.toFixed(1)}" y="${y - 14}" width="${width.toFixed(1)}" height="${lineHeight - 1}" fill="${style.background}"/>`
    }
    const weight = style.bold ? ' font-weight="700"' : ''
    const fade = style.dim ? ' fill-opacity="0.6"' : ''
    svg += `<text x="${x.toFixed(1)}" y="${y}" fill="${style.colour}"${weight}${fade} textLength="${width.toFixed(1)}" xml:space="preserve">${escaped(text)}</text>`
    column += text.length
  }
  return { svg, style }
}

const [out, ...command] = process.argv.slice(2)
if (out === undefined || command.length === 0) {
  process.stderr.write('terminal-picture: OUT.svg and a command are needed\n')
  process.exitCode = 2
} else {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const printed = execFileSync('script', ['-qec', `stty cols ${columns}; ${quoted}`, '/dev/null'], {
    encoding: 'utf8',
  })
  // A progress bar clears its line: what stood there is gone for a person, too.
  const lines = [`\u001b[1m$ ${command.join(' ')}`, ...printed.split('\n')].map((line) =>
    line.replace(/\r$/, '').replace(/^[^]*\u001b\[2K/, ''),
  )
  while (lines.at(-1) === '') lines.pop()
  let style = { ...plain }
  let body = ''
  for (const [row, line] of lines.entries()) {
    const drawn = drawLine(line, row, style)
    body += drawn.svg
    style = row === 0 ? { ...plain } : drawn.style
  }
  const width = Math.ceil(margin * 2 + columns * cellWidth)
  const height = margin * 2 + 30 + lines.length * lineHeight
  writeFileSync(
    out,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" role="img" aria-label="Terminal: ${escaped(command.join(' '))}">` +
      `<rect width="${width}" height="${height}" rx="8" fill="#16191d"/>` +
      `<circle cx="20" cy="16" r="6" fill="#ff5f57"/><circle cx="40" cy="16" r="6" fill="#febc2e"/><circle cx="60" cy="16" r="6" fill="#28c840"/>` +
      `${body}</svg>\n`,
  )
}
