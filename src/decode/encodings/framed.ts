import { isPrintable } from '../../core/signs/printable.ts'
import { behindWordLength } from '../../core/signs/embedded-signs.ts'
import type { Encoding } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'
import { framesIn } from '../frame-walk.ts'
import { isText } from '../text.ts'

const bytesMin = 12
/** Bytes of a marker that may stand in front of the length. */
const leadMax = 8
/** How far in a length may stand that tells all of the rest to the byte: behind names and numbers of versions. */
const farMax = 96
/** A smaller length is any number. */
const exactMin = 16
/** Bytes that may follow the content: a checksum. */
const tailMax = 8
/** The longest head in front of a document: lengths, a type, a number of the message. */
const headMax = 24

/**
 * A message behind its length, as binary protocols frame it: gRPC (a flag and four bytes), four bytes in either order,
 * also behind a short marker or, where it tells all of the rest, a longer head; two bytes that tell all of the rest; and a document behind any short head, which may have its length elsewhere or none. The
 * content is a value of its own, so that what it is in can be told. Several messages in a row are read one by one.
 */
export const encoding: Encoding = {
  name: 'framed',
  kind: 'container',
  title: 'length-prefixed message',
  probe(bytes, hint) {
    const { shape } = hint
    if (bytes.length < bytesMin || (shape.controls + shape.high === 0 && !isCounted(bytes)))
      return certainty.no
    return contentOf(bytes) === null && framesIn(bytes) === null ? certainty.no : certainty.multipart - 2
  },
  decode(bytes, _hint, budget) {
    const frames = framesIn(bytes)
    if (frames !== null) {
      if (frames.length > budget.nodesLeft) budget.reach('nodesMax')
      const pieces = frames
        .slice(0, budget.nodesLeft)
        .map((range, index) => exactPiece('framed', String(index + 1), '', bytes, ...range, 'value'))
      return { pieces, isWhole: false }
    }
    const content = contentOf(bytes)
    if (content === null) return 'no length'
    return { pieces: [exactPiece('framed', '', '', bytes, ...content, 'value')], isWhole: false }
  },
}

type Range = readonly [start: number, end: number]

function contentOf(bytes: Buffer): Range | null {
  return documentIn(bytes) ?? contentBehindLength(bytes)
}

/** JSON or XML that begins behind a few bytes that are no text, and ends where the bytes do. */
function documentIn(bytes: Buffer): Range | null {
  const stop = Math.min(headMax, bytes.length - bytesMin)
  let isBinary = isCounted(bytes)
  for (let at = 0; at <= stop; at++) {
    const byte = bytes[at] as number
    const closer = closers.get(byte)
    if (closer === undefined || !isBinary || !beginsDocument(byte, bytes[at + 1] as number)) {
      isBinary ||= !isPrintable(byte)
      continue
    }
    let end = bytes.length
    while (end > at && bytes.length - end <= tailMax && bytes[end - 1] !== closer) end--
    if (!isCounted(bytes) && isWords(bytes, at)) return null
    if (end - at >= bytesMin && bytes.length - end <= tailMax && isText(bytes, at, end)) return [at, end]
  }
  return null
}

/** Words of another script, in front of an element, are no head. NULs and a byte that begins no character are of one. */
function isWords(bytes: Buffer, end: number): boolean {
  const last = bytes[end - 1] as number
  return last !== 0 && last < 0xc2 && isText(bytes, 0, end)
}

/** The first byte, which may look like text, is the length of the rest; the bracket of a document is none. */
function isCounted(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes
  if (first !== bytes.length - 1) return false
  const closer = closers.get(first)
  if (closer === undefined || !beginsDocument(first, second)) return true
  return second === 0x7b && (first === second || bytes[bytes.length - 1] !== closer)
}

const closers: ReadonlyMap<number, number> = new Map([
  [0x7b, 0x7d],
  [0x5b, 0x5d],
  [0x3c, 0x3e],
])

/** `{"`, `["`, `[{`, `<a`, `<?`; a line end or blank may stand behind the bracket. */
function beginsDocument(first: number, second: number): boolean {
  if (first === 0x3c) return (second | 0x20) >= 0x61 || second === 0x3f || second === 0x21
  return second === 0x22 || second === 0x7b || second <= 0x20
}

/** Behind a length of four bytes (most significant first, or least) that tells what follows, nearly to the end. */
function contentBehindLength(bytes: Buffer): Range | null {
  // What tells the rest to the byte goes ahead: a marker in front may look like a length that nearly does.
  for (let at = 5; at <= leadMax + 4 && at < bytes.length; at++)
    if (bytes.readUInt32BE(at - 4) === bytes.length - at && bytes.length - at >= exactMin)
      return [at, bytes.length]
  for (let at = 4; at <= leadMax + 4 && at < bytes.length; at++) {
    const length = lengthBefore(bytes, at)
    if (length === 0) continue
    // What is counted may stand behind more of the head, not in front of a checksum.
    const more = bytes.length - at - length
    const isBehind =
      !isReadable(bytes, at) && isReadable(bytes, at + more) && isReadable(bytes, bytes.length - 1)
    const start = isBehind ? at + more : at
    return [start, start + length]
  }
  const behindWord = behindWordLength(bytes, 0, bytes.length)
  if (behindWord !== -1) return [behindWord, bytes.length]
  for (let at = leadMax + 5; at <= farMax && bytes.length - at >= bytesMin; at++)
    if (bytes.readUInt32BE(at - 4) === bytes.length - at) return [at, bytes.length]
  return null
}

function isReadable(bytes: Buffer, at: number): boolean {
  return isPrintable(bytes[at] as number)
}

function lengthBefore(bytes: Buffer, start: number): number {
  const rest = bytes.length - start
  for (const length of [bytes.readUInt32BE(start - 4), bytes.readUInt32LE(start - 4)])
    if (length >= 4 && length <= rest && rest - length <= tailMax) return length
  return 0
}
