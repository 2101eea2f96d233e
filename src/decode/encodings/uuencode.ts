import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import type { Encoding, Piece, Written } from '../encoding.ts'

/** `begin 644 report.txt`, on a line of its own; the name may have blanks. */
const begin = /(?<![^\r\n])begin 0?[0-7]{3} ([^\r\n]{1,255})\r?\n/g
const beginsFile = /^begin 0?[0-7]{3} ./
const headBytes = 16
const lead = 'begin '
const firstOfLead = 0x62
const ending = 'end'
/** A line holds at most so many bytes: its first character says how many. */
const lineBytesMax = 45
/** A file is no chance: a line behind the one that begins it. */
const lineFeedsMin = 1

/**
 * What `uuencode` of Unix writes (POSIX.1-2017, uuencode): a file between the lines `begin 644 name` and `end`, three bytes in
 * four characters from the blank on. Where the last lines are cut off, what is there is read.
 */
export const encoding: Encoding = {
  name: 'uuencode',
  kind: 'transform',
  title: 'uuencode',
  probe(bytes, { shape }) {
    if (shape.lineFeeds < lineFeedsMin || shape.controls + shape.high > 0) return certainty.no
    const at = bytes.indexOf(lead, shape.start)
    if (at < 0) return certainty.no
    return at === shape.start ? certainty.magic : certainty.run
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const text = bytes.toString('latin1')
    let stop = 0
    for (const { 0: head, 1: name = '', index } of text.matchAll(begin)) {
      if (index < stop) continue
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const file = fileAt(bytes, index + head.length)
      if (file.bytes.length === 0) continue
      if (!budget.takeTransform() || !budget.takeBytes(file.bytes.length)) break
      stop = file.end
      const nameStart = index + head.lastIndexOf(name)
      pieces.push(
        exactPiece('uuencode', 'name', '', bytes, nameStart, nameStart + name.length, 'value'),
        transformedPiece('uuencode', '', file.bytes, index, stop, 'value', '', hint.contentType),
      )
    }
    const [, first] = pieces
    if (first === undefined) return 'no file'
    const isWhole = pieces.length === 2 && first.start === hint.shape.start && first.end >= hint.shape.end
    return { pieces, isWhole }
  },
  // Inside other text nothing shows it before that is decoded.
  mayHide: (bytes, start, end) =>
    bytes[start] === firstOfLead &&
    beginsFile.test(bytes.toString('latin1', start, Math.min(end, start + headBytes))),
  hidesIn: { firstBytes: [firstOfLead], bytesMin: lead.length },
}

/** As uuencode of Unix writes a file. */
export const written: Written = {
  name: 'uuencode',
  family: 'E4',
  gives: 'text',
  isForDocuments: true,
  encode(bytes) {
    const rows = ['begin 644 report.txt']
    for (let at = 0; at < bytes.length; at += lineBytesMax) {
      const part = bytes.subarray(at, at + lineBytesMax)
      const padded = Buffer.concat([part, Buffer.alloc(2)])
      const values = [part.length]
      for (let from = 0; from < part.length; from += 3) {
        const bits = padded.readUIntBE(from, 3)
        values.push(bits >> 18, (bits >> 12) & 63, (bits >> 6) & 63, bits & 63)
      }
      // The grave stands for zero.
      rows.push(String.fromCharCode(...values.map((value) => (value === 0 ? 0x60 : value + 0x20))))
    }
    return Buffer.from([...rows, '`', ending, ''].join('\n'))
  },
}

/** The bytes of the lines from `start` on, and where the file ends: behind its line `end`, or its last good line. */
function fileAt(bytes: Buffer, start: number): { bytes: Buffer; end: number } {
  const lines: Buffer[] = []
  let at = start
  while (at < bytes.length) {
    const feed = bytes.indexOf(0x0a, at)
    const next = feed < 0 ? bytes.length : feed + 1
    let stop = feed < 0 ? bytes.length : feed
    if (bytes[stop - 1] === 0x0d) stop--
    if (stop - at === ending.length && bytes.toString('latin1', at, stop) === ending)
      return { bytes: Buffer.concat(lines), end: next }
    const line = lineAt(bytes, at, stop)
    if (line === null) break
    lines.push(line)
    at = next
  }
  return { bytes: Buffer.concat(lines), end: at }
}

/** The bytes of a line; null where it is none. */
function lineAt(bytes: Buffer, at: number, stop: number): Buffer | null {
  const count = valueOf(bytes[at] as number)
  if (count < 0 || count > lineBytesMax) return null
  const out: number[] = []
  const to = at + 1 + Math.ceil(count / 3) * 4
  // Blanks at the end of a line are lost on the way.
  for (let from = at + 1; from < to; from += 4) {
    let bits = 0
    for (let index = from; index < from + 4; index++) {
      const value = index < stop ? valueOf(bytes[index] as number) : 0
      if (value < 0) return null
      bits = (bits << 6) | value
    }
    out.push((bits >> 16) & 255, (bits >> 8) & 255, bits & 255)
  }
  return Buffer.from(out.slice(0, count))
}

/** Six bits of a character, which are counted from the blank; the grave stands for it, too. -1 for others. */
function valueOf(code: number): number {
  return code < 0x20 || code > 0x60 ? -1 : (code - 0x20) & 63
}
