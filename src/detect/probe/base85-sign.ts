import { base85Alphabets } from '../spellings/digit-groups.ts'

/**
 * Text in base85, which looks like nothing by its words: the quick look stops at signs that all its alphabets have and
 * that are rare elsewhere, and asks here whether what they stand in begins with text. Of a document of a hundred characters
 * nine in ten have such a sign.
 */

/** Signs of all alphabets that are rare in other text. */
export const rareSigns = '^!`'

/** The shortest that the decoder takes. */
const charsMin = 13
/** Groups of five characters that have to give text: of others 1 in 100,000 does. */
const groupsAsked = 3
/** How far in front of a sign the beginning is looked for. */
const reachBytes = 512
/** Beginnings that are tried for each sign. */
const beginningsMax = 6
const groupMax = 0xffffffff

const alphabets: readonly Uint8Array[] = Object.values(base85Alphabets).map((digits) => {
  const values = new Uint8Array(256).fill(255)
  for (let value = 0; value < digits.length; value++) values[digits.charCodeAt(value)] = value
  return values
})

/** Bytes behind which a value may begin: quotes, marks of assignment, `>` of XML, blanks. */
const isBeginning: Uint8Array = new Uint8Array(256)
for (const char of '"\'=:>, |~') isBeginning[char.charCodeAt(0)] = 1

/**
 * True where `at` lies in base85 of text that begins in `buf[start, at]`. `asked`: the last sign of `buf[start, end)` that was
 * asked in vain, or less than `start`: what begins up to there was tried with it.
 */
export function isInBase85(buf: Uint8Array, start: number, at: number, end: number, asked: number): boolean {
  const stop = Math.max(start, at - reachBytes, asked + 1)
  let tried = 0
  for (let from = at; from >= stop && tried < beginningsMax; from--) {
    const before = from === start ? 0x20 : (buf[from - 1] as number)
    if (isBeginning[before] === 1) {
      tried++
      if (end - from >= charsMin && alphabets.some((values) => isText(values, buf, from, end))) return true
    }
    // Nothing of it is a blank, a control or no ASCII.
    if (before <= 0x20 || before >= 0x7f) return false
  }
  return false
}

/** The first groups give printable characters. */
function isText(values: Uint8Array, buf: Uint8Array, from: number, end: number): boolean {
  const stop = Math.min(end - 4, from + groupsAsked * 5)
  let at = from
  for (; at < stop; at += 5) {
    let group = 0
    for (let digit = 0; digit < 5; digit++) {
      const value = values[buf[at + digit] as number] as number
      if (value === 255) return false
      group = group * 85 + value
    }
    if (group > groupMax || !isPrintableWord(group)) return false
  }
  return at - from >= charsMin - 3
}

function isPrintableWord(word: number): boolean {
  for (let shift = 24; shift >= 0; shift -= 8) {
    const byte = (word >>> shift) & 255
    if (byte < 0x20 || byte > 0x7e) return false
  }
  return true
}
