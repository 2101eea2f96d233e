import { inUtf8 } from '../charset.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { undoQuotedPrintable } from '../quoted-printable-codec.ts'

/** A word in another set: `=?ISO-8859-1?Q?Bj=F8rn?=`, also with a language (RFC 2231, 5). */
const word = /=\?([\w.:-]{2,40})(?:\*[\w-]{0,32})?\?([BbQq])\?([^?\s]{1,4000})\?=/g
/** What stands between two words of which the blank goes (RFC 2047, 6.2). */
const blankBetween = /^[ \t\r\n]+$/
const headBytesMax = 80
/** `=?us?Q?`. */
const wordBytesMin = 7
const question = 0x3f
const equals = 0x3d
const wordStart = /^=\?[\w.:-]{2,40}(?:\*[\w-]{0,32})?\?[BQ]\?/i

const isMark: Uint8Array = new Uint8Array(256)
isMark[question] = 1
isMark[equals] = 1

/** Where a word may begin from `start` on; -1 for nowhere. */
function wordAt(bytes: Buffer, start: number, end: number): number {
  const marks = isMark
  // Of any two bytes that follow each other one is looked at: twice as fast, and no look behind the end. Four looks are
  // one branch, which text seldom takes.
  let next = start + 1
  for (; next + 6 < end; next += 8) {
    const hasMark =
      (marks[bytes[next] as number] as number) |
      (marks[bytes[next + 2] as number] as number) |
      (marks[bytes[next + 4] as number] as number) |
      (marks[bytes[next + 6] as number] as number)
    if (hasMark === 0) continue
    const at = wordAmong(bytes, next, next + 8, end)
    if (at !== -1) return at
  }
  return wordAmong(bytes, next, end, end)
}

/** The same where a second byte of `[from, to)`, from the first on, is of the beginning. */
function wordAmong(bytes: Buffer, from: number, to: number, end: number): number {
  for (let next = from; next < to; next += 2) {
    const byte = bytes[next]
    if (byte !== question && byte !== equals) continue
    const at = byte === question ? next - 1 : next
    if (bytes[at] === equals && at + 1 < end && bytes[at + 1] === question && isWordAt(bytes, at, end))
      return at
  }
  return -1
}

function isWordAt(bytes: Buffer, at: number, end: number): boolean {
  return wordStart.test(bytes.toString('latin1', at, Math.min(end, at + headBytesMax)))
}

/** Words of one set in a row (a letter may be cut over two of them), or what stands between words. */
interface Run {
  /** null of what stands between words. */
  readonly charset: string | null
  readonly pieces: Buffer[]
}

function bytesOfRun({ charset, pieces }: Run): Buffer {
  const bytes = Buffer.concat(pieces)
  return charset === null ? bytes : inUtf8(bytes, charset)
}

function bytesOf(coding: string, written: string): Buffer {
  if (coding.toUpperCase() === 'B') return Buffer.from(written, 'base64')
  return undoQuotedPrintable(Buffer.from(written.replaceAll('_', ' '), 'latin1'), true)
}

/** Encoded words of the heads of mails (RFC 2047), alone or in other text. */
export const encoding: Encoding = {
  name: 'encoded-words',
  kind: 'transform',
  title: 'encoded words of mail',
  probe: (bytes, { shape }) =>
    shape.equals > 0 && wordAt(bytes, shape.start, shape.end) >= 0 ? certainty.json - 1 : certainty.no,
  mayHide: (bytes, start, end) => wordAt(bytes, start, end) >= 0,
  hidesIn: { bytesMin: wordBytesMin },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform()) return 'budget'
    const text = bytes.toString('latin1')
    const runs: Run[] = []
    let words = 0
    let at = 0
    for (const match of text.matchAll(word)) {
      const [all, charset = '', coding = '', written = ''] = match
      const between = text.slice(at, match.index)
      if (words === 0 || (between !== '' && !blankBetween.test(between)))
        runs.push({ charset: null, pieces: [Buffer.from(between, 'latin1')] })
      if (runs.at(-1)?.charset !== charset) runs.push({ charset, pieces: [] })
      runs.at(-1)?.pieces.push(bytesOf(coding, written))
      words++
      at = match.index + all.length
    }
    if (words === 0) return 'no whole word'
    runs.push({ charset: null, pieces: [Buffer.from(text.slice(at), 'latin1')] })
    const joined = Buffer.concat(runs.map(bytesOfRun))
    if (!budget.takeBytes(joined.length)) return 'budget'
    return transformedWhole('encoded-words', '', joined, bytes, hint)
  },
}
