import type { FontBook } from './font-book.ts'
import type { FontFamily } from './fonts.ts'

/** Text of one look. */
export interface Run {
  readonly text: string
  readonly family: FontFamily
  readonly size: number
  readonly colour: string
  /** Colour behind it, '' for none. */
  readonly ground: string
  /** Colour of a frame around it, '' for none. */
  readonly frame: string
  /** Id of the part of the document that it leads to, '' for none. */
  readonly target: string
  readonly isUnderlined: boolean
}

/** A run at its place in a line; points. */
export interface Placed extends Run {
  readonly x: number
  readonly width: number
}

/** A line that is set; its height in points. */
export interface Line {
  readonly pieces: readonly Placed[]
  readonly height: number
}

/** A word, or what stands between two places where a line may end, with how it looks. */
interface Word {
  readonly run: Run
  readonly text: string
  readonly width: number
  readonly isSpace: boolean
}

/** Scripts in which a line may end between any two characters. */
const anywhere =
  /[\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3ffff}]/u
const leading = 1.38
/** Sums of widths are not exact: what differs by less is no wider. */
const tolerance = 0.01

/** Breaks runs into lines that are no wider than `room`; a word that is wider is broken anywhere. */
export function breakLines(book: FontBook, runs: readonly Run[], room: number): Line[] {
  const width = room + tolerance
  const lines: Line[] = []
  let words: Word[] = []
  let used = 0
  const finish = (): void => {
    lines.push(lineOf(words))
    words = []
    used = 0
  }
  const place = (word: Word): void => {
    if (word.isSpace && words.length === 0 && lines.length > 0) return
    if (used + word.width > width && words.length > 0 && !word.isSpace) finish()
    if (word.width > width && !word.isSpace) {
      for (const part of broken(book, word, width)) {
        if (used + part.width > width && words.length > 0) finish()
        words.push(part)
        used += part.width
      }
      return
    }
    words.push(word)
    used += word.width
  }
  for (const group of groups(book, runs)) {
    if (group === 'break') {
      finish()
      continue
    }
    const total = group.reduce((sum, { width: own }) => sum + own, 0)
    // What no space separates stays together where it fits a line.
    if (used + total > width && words.length > 0 && total <= width) finish()
    for (const word of group) place(word)
  }
  if (words.length > 0 || lines.length === 0) finish()
  return lines
}

/** The widest piece that can not be broken, and the width without any break. */
export function naturalWidths(book: FontBook, runs: readonly Run[]): { least: number; most: number } {
  let least = 0
  let most = 0
  let line = 0
  for (const group of groups(book, runs)) {
    if (group === 'break') {
      line = 0
      continue
    }
    const total = group.reduce((sum, { width }) => sum + width, 0)
    if (!group.every(({ isSpace }) => isSpace)) least = Math.max(least, total)
    line += total
    most = Math.max(most, line)
  }
  return { least, most }
}

/** Words in groups: within one, no line ends. */
function groups(book: FontBook, runs: readonly Run[]): (Word[] | 'break')[] {
  const all: (Word[] | 'break')[] = []
  let group: Word[] = []
  const close = (): void => {
    if (group.length > 0) all.push(group)
    group = []
  }
  for (const run of runs)
    for (const text of run.text.split(/(\n| +)/)) {
      if (text === '') continue
      if (text === '\n') {
        close()
        all.push('break')
        continue
      }
      const isSpace = text.startsWith(' ')
      for (const part of isSpace ? [text] : parts(text)) {
        if (isSpace || anywhere.test(part)) close()
        group.push({ run, text: part, width: book.width(part, run.family, run.size), isSpace })
        if (isSpace || anywhere.test(part)) close()
      }
    }
  close()
  return all
}

/** A word, cut at each character of a script that has no spaces. */
function parts(word: string): string[] {
  return anywhere.test(word)
    ? word.split(
        /(?<=[\u2e80-\u9fff\uac00-\ud7ff\uf900-\uffef])|(?=[\u2e80-\u9fff\uac00-\ud7ff\uf900-\uffef])/u,
      )
    : [word]
}

function broken(book: FontBook, { run, text }: Word, width: number): Word[] {
  const pieces: Word[] = []
  let piece = ''
  let used = 0
  for (const character of text) {
    const own = book.width(character, run.family, run.size)
    if (used + own > width && piece !== '') {
      pieces.push({ run, text: piece, width: used, isSpace: false })
      piece = ''
      used = 0
    }
    piece += character
    used += own
  }
  return [...pieces, { run, text: piece, width: used, isSpace: false }]
}

/** Neighbours of one look become one piece. */
function lineOf(words: readonly Word[]): Line {
  const pieces: { run: Run; text: string; x: number; width: number }[] = []
  let x = 0
  for (const { run, text, width } of words) {
    const last = pieces.at(-1)
    if (last !== undefined && last.run === run) {
      last.text += text
      last.width += width
    } else pieces.push({ run, text, x, width })
    x += width
  }
  const size = Math.max(6, ...words.map(({ run }) => run.size))
  return {
    pieces: pieces.map(({ run, ...piece }) => ({ ...run, ...piece })),
    height: size * leading,
  }
}
