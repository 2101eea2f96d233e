import { blank, carriageReturn, lineFeed } from './ascii-codes.ts'

/** Signs that are marks only with a blank or a line end behind them, and those that are marks wherever they stand. */
const spaced: ReadonlySet<number> = new Set(Buffer.from('-?:'))
const always: ReadonlySet<number> = new Set(Buffer.from('[]{},&*!|>"\'#%@`'))

/**
 * Whether a text of YAML has more than `most` lines and signs of the language: a parser makes objects of each, some
 * hundred bytes large, so that a text of a few megabytes would take all the memory there is. Counts signs in values and
 * comments, too.
 */
export function hasMoreMarks(text: string, most: number): boolean {
  let marks = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign === lineFeed || sign === carriageReturn || always.has(sign) || isSpaced(text, at, sign)) {
      marks += 1
      if (marks > most) return true
    }
  }
  return false
}

function isSpaced(text: string, at: number, sign: number): boolean {
  if (!spaced.has(sign)) return false
  // The end of the text is no number: neither more than a blank nor less.
  return !(text.charCodeAt(at + 1) > blank)
}
