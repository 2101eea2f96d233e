import {
  lzStringEnd,
  mayBeLzString,
  mayBeRawLzString,
  mayBeWideLzString,
} from '../../core/signs/lz-string-signs.ts'
import { base64TableOf } from '../../core/signs/digit-values.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Hint, Piece } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { isText } from '../text.ts'

const runCharsMin = 16
const endBitsMax = 32

const values: Uint8Array = base64TableOf('+/', '+-', '+_')
// A blank is a `+` that was undone as if it stood in a form.
values[0x20] = 62

/**
 * LZ-string, which web pages use to keep and send JSON: in base64, in its URI alphabet, in UTF-16 (written as UTF-8), and
 * as bytes. Runs are judged by their first symbols; only text passes.
 */
export const encoding: Encoding = {
  name: 'lz-string',
  kind: 'transform',
  title: 'LZ-string',
  probe(bytes, hint) {
    const { shape } = hint
    if (mayBeWide(hint) && mayBeWideLzString(bytes, shape.start, shape.end)) return certainty.declared
    if (mayBeRaw(hint)) return mayBeRawLzString(bytes, 0, bytes.length) ? certainty.guess : certainty.no
    if (mayBeWide(hint)) return certainty.no
    if (shape.longestBase64Run < runCharsMin || shape.upper === 0) return certainty.no
    if (mayBeLzString(bytes, shape.start, shape.end)) return certainty.alphabet + 1
    return nextRun(bytes, shape.start, shape.end) === null ? certainty.no : certainty.run + 2
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const { start, end } = shape
    if (!budget.takeTransform()) return 'budget'
    const isWide = mayBeWide(hint) && mayBeWideLzString(bytes, start, end)
    const isRaw = !isWide && mayBeRaw(hint)
    const whole = isWide
      ? readWide(bytes, budget)
      : isRaw
        ? readRaw(bytes, budget)
        : readRun(bytes, start, end, budget)
    if (isLegible(whole)) {
      if (!budget.takeBytes(whole.length)) return 'budget'
      const detail = isWide ? 'UTF-16' : isRaw ? 'bytes' : ''
      return { pieces: [pieceOf(whole, detail, 0, bytes.length, hint)], isWhole: true }
    }
    if (isRaw) return 'no text comes out of it'
    const pieces: Piece[] = []
    for (let run = nextRun(bytes, start, end); run !== null; run = nextRun(bytes, run.end, end)) {
      if (pieces.length >= budget.nodesLeft || !budget.takeTransform()) break
      const text = readRun(bytes, run.start, run.end, budget)
      if (isLegible(text) && budget.takeBytes(text.length))
        pieces.push(pieceOf(text, '', run.start, run.end, hint))
    }
    return pieces.length === 0 ? 'no text comes out of it' : { pieces, isWhole: false }
  },
}

function mayBeWide({ shape }: Hint): boolean {
  return shape.high * 2 > shape.length
}

function mayBeRaw({ shape }: Hint): boolean {
  return shape.controls > 0
}

function pieceOf(text: Buffer, detail: string, start: number, end: number, hint: Hint): Piece {
  return transformedPiece('lz-string', detail, text, start, end, 'value', '', hint.contentType)
}

function isLegible(text: Buffer | null): text is Buffer {
  return text !== null && text.length >= 4 && isText(text, 0, text.length)
}

/** The first run of the alphabets from `from` on whose first symbols are text; blanks end it, `$` and `=` pad it. */
function nextRun(bytes: Buffer, from: number, end: number): { start: number; end: number } | null {
  let at = from
  while (at < end) {
    while (at < end && !isRunByte(bytes[at] as number)) at++
    const start = at
    while (at < end && isRunByte(bytes[at] as number)) at++
    while (at < end && (bytes[at] === 0x3d || bytes[at] === 0x24)) at++
    if (at - start >= runCharsMin && mayBeLzString(bytes, start, at)) return { start, end: at }
  }
  return null
}

function isRunByte(byte: number): boolean {
  return byte !== 0x20 && values[byte] !== 255
}

function readRun(bytes: Buffer, start: number, end: number, budget: Budget): Buffer | null {
  const stop = lzStringEnd(bytes, start, end)
  for (let at = start; at < stop; at++) if (values[bytes[at] as number] === 255) return null
  const bit = (index: number): number =>
    ((values[bytes[start + Math.floor(index / 6)] as number] as number) >> (5 - (index % 6))) & 1
  return decompress(bit, (stop - start) * 6, budget)
}

function readWide(bytes: Buffer, budget: Budget): Buffer | null {
  const text = bytes.toString('utf8')
  const bit = (index: number): number =>
    ((text.charCodeAt(Math.floor(index / 15)) - 32) >> (14 - (index % 15))) & 1
  return decompress(bit, text.length * 15, budget)
}

function readRaw(bytes: Buffer, budget: Budget): Buffer | null {
  const bit = (index: number): number => ((bytes[index >> 3] as number) >> (7 - (index & 7))) & 1
  return decompress(bit, bytes.length * 8, budget)
}

/** An LZ78 whose codes grow, with new characters inline; bits of a code stand least first. null where it is none. */
function decompress(bit: (index: number) => number, bits: number, budget: Budget): Buffer | null {
  let at = 0
  const take = (count: number): number => {
    let value = 0
    for (let index = 0; index < count; index++) value |= (at < bits ? bit(at++) : 0) << index
    return value
  }
  const char = (kind: number): string => String.fromCharCode(take(kind === 0 ? 8 : 16))
  const words: string[] = ['', '', '']
  const first = take(2)
  if (first > 1) return null
  let before = char(first)
  words.push(before)
  const out = [before]
  let length = 1
  let width = 3
  let room = 4
  const grow = (): void => {
    if (--room > 0) return
    room = 2 ** width
    width++
  }
  const most = budget.outputMax(Math.ceil(bits / 8))
  // Every symbol takes a bit at least.
  for (let symbol = 0; symbol < bits; symbol++) {
    if (at >= bits) return null
    let code = take(width)
    // What is behind the end is less than two characters' bits.
    if (code === 2) return bits - at < endBitsMax ? Buffer.from(out.join(''), 'utf8') : null
    if (code < 2) {
      words.push(char(code))
      code = words.length - 1
      grow()
    }
    const word = words[code] ?? (code === words.length ? before + before.charAt(0) : null)
    if (word === null || word === '') return null
    out.push(word)
    length += word.length
    if (length > most) {
      budget.reachOutputMax(Math.ceil(bits / 8))
      return Buffer.from(out.join(''), 'utf8')
    }
    words.push(before + word.charAt(0))
    grow()
    before = word
  }
  return null
}
