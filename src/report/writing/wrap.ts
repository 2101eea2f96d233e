/** Escape sequences of this report's own colours: they take no columns. */
const colours = /\u001b\[[0-9;]*m/g

/** Columns that `text` takes on a terminal, its colours not counted. Wide characters (CJK, emoji) take two. */
export function columnsOf(text: string): number {
  const plain = text.includes('\u001b') ? text.replaceAll(colours, '') : text
  // Nearly always: nothing wide, and no pairs of surrogates.
  if (!/[\u1100-\uffff]/.test(plain)) return plain.length
  let columns = 0
  for (const character of plain) {
    const code = character.codePointAt(0) as number
    columns +=
      code >= 0x1100 &&
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1
  }
  return columns
}

/** Lines of more columns are hard to read; in fewer, what is set in can not be shown any more. */
const widthMax = 100
const widthMin = 32
/** Of a terminal that does not know how wide it is (a serial line, `script`): it says 0. */
const widthUnknown = 80

/** Columns that a report takes on a terminal of so many. */
export function reportWidth(columns: number): number {
  return columns === 0 ? widthUnknown : Math.max(widthMin, Math.min(widthMax, columns))
}

/** Where a line may end: at a space, but not between a number and its unit. By a range, for classes of letters are slow to make. */
const breaks = / (?!(?<=\d )(?:%|s|min|h|kB|MB)(?![\w\u00c0-\uffff]))/

/** Breaks `text` at spaces so that no line is wider than `width`; every line but the first starts with `indent`. */
export function wrap(text: string, width: number, indent: string): string[] {
  const start = /^ */.exec(text)?.[0] ?? ''
  const lines: string[] = []
  let line = start
  let isEmpty = true
  for (const word of text.slice(start.length).split(breaks)) {
    if (!isEmpty && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line)
      line = indent + word
    } else line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  lines.push(line)
  return lines
}

/**
 * Each line of `text` broken at spaces to at most `width` columns, what follows set in a little further than its line.
 * What no space breaks (a path, a digest) stays whole, so that it can be copied.
 */
export function wrapLines(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      if (columnsOf(line) <= width) return [line]
      const indent = `${/^ */.exec(line)?.[0] ?? ''}  `
      // Of two spaces where a line ends, neither goes with it.
      return wrap(line, width, indent).map((piece, index) =>
        index === 0 ? piece.trimEnd() : indent + piece.trim(),
      )
    })
    .join('\n')
}

/** A word with more characters than this is cut, and says so: the document of --json has it whole. */
const wordCharactersMax = 512

/**
 * Breaks what no space breaks (a host name of a thousand characters, a long token), so that no line is wider than
 * `width`. For lines whose values are masked already: a value that is broken is not found any more.
 */
export function fold(line: string, width: number): string[] {
  if (columnsOf(line) <= width) return [line]
  const short = line.replaceAll(/[^ ]{513,}/gu, (word) => {
    const characters = Array.from(word)
    return `${characters.slice(0, wordCharactersMax).join('')}… (${characters.length - wordCharactersMax} more characters)`
  })
  const indent = '        '
  const lines: string[] = []
  let piece = ''
  let columns = 0
  // A colour's escape is one piece of no columns, else each character is one.
  for (const [part] of short.matchAll(/\u001b\[[0-9;]*m|./gsu)) {
    const wide = columnsOf(part)
    if (columns + wide > width) {
      lines.push(piece)
      piece = indent
      columns = indent.length
    }
    piece += part
    columns += wide
  }
  lines.push(piece)
  return lines
}
