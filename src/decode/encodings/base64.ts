import { base64End, decodeBase64, isBase64Byte } from '../base64-codec.ts'
import { capitalsMax, hasCapitalsOnly } from '../../core/signs/digit-values.ts'
import { LineJoiner } from '../../core/signs/wrapped-base64.ts'
import type { Budget } from '../budget.ts'
import type { Decoded, Encoding, Hint, Piece } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import { isCompressed, isDeflatedText } from '../inflate.ts'
import { hidesMore } from '../legible.ts'
import { hasPrintableRun, isPlainValue, isText } from '../text.ts'

/** Shorter runs are not taken for base64: chance would make text of words. */
const runCharsMin = 16
/** A result of at most this many bytes must read like a value, since chance text is possible there. */
const shortBytesMax = 18
/** The first bytes decide; only what passes is decoded whole. A multiple of 3. */
const judgedBytesMax = 1536
/** A line this long that ends in a line feed goes on in the next (76 in MIME, 64 in PEM). */
const wrappedLineCharsMin = 60

const judged: Buffer = Buffer.allocUnsafeSlow(judgedBytesMax)

/**
 * base64 in either alphabet, padded or not, wrapped or not: as the whole value (white space and NULs around it
 * allowed), or as runs inside other text. What comes out decides: text, a compressed format's magic, or bytes with a
 * long readable run. Words, numbers, hex and UUIDs do not pass.
 */
export const encoding: Encoding = {
  name: 'base64',
  kind: 'transform',
  title: 'base64',
  probe(bytes, hint) {
    const { shape } = hint
    if (hint.coding === 'base64') return certainty.declared
    if (shape.length < runCharsMin || shape.upper === 0) return certainty.no
    if (shape.lower === 0 && shape.upper < runCharsMin) return certainty.no
    if (isAlphabetOnly(bytes, hint)) return certainty.alphabet
    return shape.longestBase64Run >= runCharsMin ? certainty.run : certainty.no
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const declaredEnd = hint.coding === 'base64' ? base64End(bytes, shape.start, shape.end) : shape.start
    if (declaredEnd > shape.start && declaredEnd < shape.end) {
      const piece = decodeRun(bytes, shape.start, declaredEnd, hint, budget, true)
      if (typeof piece === 'string') return piece
      const behind = exactPiece('behind', 'behind base64', '', bytes, declaredEnd, bytes.length, 'value')
      return { pieces: [{ ...piece, start: 0 }, behind], isWhole: true }
    }
    const isForced = declaredEnd === shape.end
    if (isForced || isAlphabetOnly(bytes, hint)) {
      const wrapped = decodeWrapped(new LineJoiner(bytes, shape.end), shape.start, hint, budget)
      if (wrapped?.end === shape.end)
        return { pieces: [{ ...wrapped, start: 0, end: bytes.length }], isWhole: true }
      const whole = decodeRun(bytes, shape.start, shape.end, hint, budget, isForced)
      // Words with a run among them, and a run behind `v1/`, are of the alphabet too: text in a run is better than bytes.
      const isDoubtful = typeof whole === 'string' || (!isForced && whole.detail.endsWith(binary))
      const runs = isDoubtful ? decodeRuns(bytes, hint, budget) : ''
      if (typeof runs !== 'string' || typeof whole === 'string') return runs
      // White space and NULs around it belong to the encoded run.
      return { pieces: [{ ...whole, start: 0, end: bytes.length }], isWhole: true }
    }
    return decodeRuns(bytes, hint, budget)
  },
}

/** Only characters of the alphabets, line ends or blanks between them, and at most two `=` at the end. */
function isAlphabetOnly(bytes: Buffer, hint: Hint): boolean {
  const { shape } = hint
  if (shape.equals > 2 || (shape.equals > 0 && shape.last !== 0x3d)) return false
  if (shape.equals === 2 && bytes[shape.end - 2] !== 0x3d) return false
  return shape.base64Chars + shape.spaces + shape.equals === shape.length
}

function decodeRuns(bytes: Buffer, hint: Hint, budget: Budget): Decoded | string {
  const { shape } = hint
  const pieces: Piece[] = []
  const joiner = new LineJoiner(bytes, shape.end)
  let at = shape.start
  while (at < shape.end) {
    if (!isBase64Byte(bytes[at] as number)) {
      at++
      continue
    }
    const end = runEnd(bytes, at, shape.end)
    const wrapped =
      end - at >= runCharsMin && end < shape.end ? decodeWrapped(joiner, at, hint, budget) : null
    if (wrapped !== null && wrapped.end > end) {
      pieces.push(wrapped)
      at = wrapped.end
      continue
    }
    if (end - at >= runCharsMin) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const piece = decodeInRun(bytes, at, end, hint, budget)
      if (typeof piece !== 'string') pieces.push(piece)
      else if (piece === 'budget') break
    }
    at = end
  }
  return pieces.length === 0 ? 'no run gives text' : { pieces, isWhole: false }
}

/** What stands on several lines, if something comes out of all of them; `start` and `end` are those of the lines. */
function decodeWrapped(joiner: LineJoiner, start: number, hint: Hint, budget: Budget): Piece | null {
  const lines = joiner.unwrap(start)
  if (lines === null || budget.nodesLeft <= 0) return null
  // Where many runs may be lines, what begins with each of them is tried.
  if (!budget.takeTransform()) return null
  const piece = decodeRun(lines.bytes, 0, lines.bytes.length, hint, budget, false)
  if (typeof piece === 'string') return null
  const detail = piece.detail === '' ? 'wrapped' : `wrapped, ${piece.detail}`
  return { ...piece, detail, start, end: lines.end }
}

/** A run, or what is left of it behind a `/`, `-` or `_` that belongs to the text before (`/v1/eyJ…`, `id_eyJ…`). */
function decodeInRun(bytes: Buffer, start: number, end: number, hint: Hint, budget: Budget): Piece | string {
  const first = decodeRun(bytes, start, end, hint, budget, false)
  // Bytes with a readable run may be text behind a beginning that is not its own.
  if (typeof first !== 'string' && !first.detail.endsWith(binary)) return first
  let best = first
  let at = start
  for (let tries = 0; tries < laterStartsMax; tries++) {
    while (at < end && !isSeparator(bytes[at] as number)) at++
    at++
    if (end - at < runCharsMin) break
    const later = decodeRun(bytes, at, end, hint, budget, false)
    if (later === 'budget') return typeof best === 'string' ? later : best
    if (typeof later !== 'string' && !later.detail.endsWith(binary)) return later
    if (typeof best === 'string') best = later
  }
  return best
}

/** Detail of a result that is no text. */
const binary = 'binary'

/** How many later starts of one run are tried. */
const laterStartsMax = 4

function isSeparator(byte: number): boolean {
  return byte === 0x2f || byte === 0x2d || byte === 0x5f
}

/** End of the run of alphabet characters at `start`, with its padding and the lines that it goes on in. */
function runEnd(bytes: Buffer, start: number, end: number): number {
  let at = start
  for (;;) {
    const lineStart = at
    while (at < end && isBase64Byte(bytes[at] as number)) at++
    if (at - lineStart < wrappedLineCharsMin) break
    let next = at
    if (bytes[next] === 0x0d) next++
    if (bytes[next] !== 0x0a || next + 1 >= end || !isBase64Byte(bytes[next + 1] as number)) break
    at = next + 1
  }
  while (at < end && bytes[at] === 0x3d) at++
  return at
}

function decodeRun(
  bytes: Buffer,
  start: number,
  end: number,
  hint: Hint,
  budget: Budget,
  isForced: boolean,
): Piece | string {
  const isCapitals = !isForced && !isMixed(bytes, start, end)
  if (isCapitals && !mayBeValue(bytes, start, end)) return 'a word or a number'
  if (!budget.takeTransform(end - start)) return 'budget'
  const first = decodeBase64(bytes, start, end, judged)
  if (first === 0) return 'nothing comes out of it'
  let last = end
  while (bytes[last - 1] === 0x3d) last--
  let verdict = judge(first, ((last - start) * 3) >> 2)
  if (isCapitals && (verdict !== 'text' || !isPlainValue(judged, 0, first))) return 'a word or a number'
  if (verdict === '' && !isForced) return 'no text comes out of it'
  if (isForced && verdict === '') verdict = 'binary'
  let out: Buffer
  if (first < judgedBytesMax) out = Buffer.from(judged.subarray(0, first))
  else {
    const size = Math.ceil(((end - start) * 3) / 4)
    if (size > budget.outputMax(end - start)) {
      budget.reachOutputMax(end - start)
      return 'budget'
    }
    out = Buffer.allocUnsafe(size)
    out = out.subarray(0, decodeBase64(bytes, start, end, out))
  }
  if (!budget.takeBytes(out.length)) return 'budget'
  const detail = describe(bytes, start, end, verdict)
  return transformedPiece('base64', detail, out, start, end, 'value', '', hint.contentType)
}

/**
 * Short values of few characters may give no small letter: of MAC addresses one in twelve does, such as
 * `YTQ6NTA6NDY6MWI6M2M6OWQ=`. Nor do words, numbers and hex, so that what comes out must be a value.
 */
function mayBeValue(bytes: Buffer, start: number, end: number): boolean {
  return end - start <= capitalsMax && hasCapitalsOnly(bytes, start, end)
}

/** Base64 of text or of compressed bytes mixes upper and lower case; words, numbers and hex do not. */
function isMixed(bytes: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end, start + 1024)
  let hasUpper = false
  let hasLower = false
  for (let index = start; index < stop; index++) {
    const byte = bytes[index] as number
    if (byte >= 0x41 && byte <= 0x5a) hasUpper = true
    else if (byte >= 0x61 && byte <= 0x7a) hasLower = true
    if (hasUpper && hasLower) return true
  }
  return false
}

/** What the first `used` bytes are: `text`, `magic`, `binary` with readable runs, or '' for nothing. */
function judge(used: number, length: number): 'text' | 'magic' | 'binary' | '' {
  if (isText(judged, 0, used)) {
    return used > shortBytesMax || isPlainValue(judged, 0, used) ? 'text' : ''
  }
  if (isCompressed(judged.subarray(0, used), used === judgedBytesMax)) return 'magic'
  if (hasPrintableRun(judged, 0, used) || hidesMore(judged.subarray(0, used), length)) return 'binary'
  return isDeflatedText(judged.subarray(0, used), used === judgedBytesMax) ? 'binary' : ''
}

function describe(bytes: Buffer, start: number, end: number, verdict: string): string {
  const parts: string[] = []
  const lineFeed = bytes.indexOf(0x0a, start)
  if (lineFeed >= 0 && lineFeed < end) parts.push('wrapped')
  for (let index = start; index < end; index++) {
    const byte = bytes[index]
    if (byte === 0x2d || byte === 0x5f) {
      parts.push('URL-safe')
      break
    }
  }
  if (verdict === 'binary') parts.push(binary)
  return parts.join(', ')
}
