import { hash } from 'node:crypto'
import { isAlnum } from '../../core/ascii.ts'
import { base58Values, readBase58 } from '../../core/signs/base58.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { isCompressed } from '../inflate.ts'
import { isText } from '../text.ts'

/** Its cost grows with the square of the length; nobody writes documents in it. */
const runCharsMax = 512
const runCharsMin = 14
/** Shorter text comes out of tokens by chance. */
const textBytesMin = 10

/** Of SHA-256 twice, behind what it is of. */
const checkBytes = 4
const zeroDigit = 0x31
/** How Multibase (W3C) marks base58 in front. */
const mark = 0x7a

/**
 * base58 in Bitcoin's alphabet: a big number, so only whole runs can be read; with a version and a check sum (Base58Check),
 * and behind the mark of Multibase, too. Only text and compressed bytes pass.
 */
export const encoding: Encoding = {
  name: 'base58',
  kind: 'transform',
  title: 'base58',
  probe(_bytes, hint) {
    const { shape } = hint
    // Digits alone are a number.
    const hasLetters = shape.upper + shape.lower > 0
    return hasLetters && shape.longestBase64Run >= runCharsMin ? certainty.run - 3 : certainty.no
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const { start, end } = hint.shape
    let at = start
    while (at < end) {
      const from = at
      while (at < end && base58Values[bytes[at] as number] !== 255) at++
      if (
        at - from >= runCharsMin &&
        at - from <= runCharsMax &&
        !isAlnum(bytes[at]) &&
        !isAlnum(bytes[from - 1])
      ) {
        if (!budget.takeTransform(at - from)) break
        const run = decodeRun(bytes, from, at)
        if (run !== null && budget.takeBytes(run.out.length))
          pieces.push(
            transformedPiece('base58', run.detail, run.out, from, at, 'value', '', hint.contentType),
          )
      }
      at++
    }
    const [only] = pieces
    if (only === undefined) return 'no run gives text'
    return { pieces, isWhole: only.start === start && only.end === end }
  },
}

interface Run {
  readonly out: Buffer
  readonly detail: string
}

function decodeRun(bytes: Buffer, start: number, end: number): Run | null {
  const out = numberOf(bytes, start, end)
  // Before the rest: a check sum may be legible by chance.
  const content = checkedContent(bytes, start, out)
  if (content !== null) return { out: content, detail: 'base58check' }
  if (isLegible(out)) return { out, detail: '' }
  if (bytes[start] !== mark) return null
  const marked = numberOf(bytes, start + 1, end)
  return isLegible(marked) ? { out: marked, detail: 'multibase' } : null
}

function numberOf(bytes: Buffer, start: number, end: number): Buffer {
  const number = new Uint8Array(Math.ceil((end - start) * 0.74))
  return Buffer.from(number.subarray(0, readBase58(bytes, start, end, number))).reverse()
}

function isLegible(out: Buffer): boolean {
  if (out.length < textBytesMin) return false
  if (isText(out, 0, out.length)) return out.every((byte) => byte !== 0)
  return isCompressed(out, false)
}

/** The text between a version, where one is there, and a check sum that is right; null for other bytes. */
function checkedContent(bytes: Buffer, start: number, out: Buffer): Buffer | null {
  const stop = out.length - checkBytes
  // The first byte may be the version.
  if (stop < textBytesMin || !isText(out, 1, stop)) return null
  let zeros = 0
  while (bytes[start + zeros] === zeroDigit) zeros++
  const content = Buffer.concat([Buffer.alloc(zeros), out.subarray(0, stop)])
  const sum = hash('sha256', hash('sha256', content, 'buffer'), 'buffer')
  if (sum.compare(out, stop, out.length, 0, checkBytes) !== 0) return null
  const first = content.findIndex((byte) => byte !== 0)
  return isText(content, first, stop + zeros) ? content.subarray(first) : content.subarray(first + 1)
}
