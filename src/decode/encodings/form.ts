import { lineFeed } from '../../core/ascii-codes.ts'
import { isPaddingInside } from '../base64-codec.ts'
import type { Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { addPairs, ampersand } from '../pairs.ts'
import type { Shape } from '../shape.ts'

/** `?`, `#`, `|` and `;`, each in front of the first pair. */
const leads: ReadonlySet<number> = new Set([0x3f, 0x23, 0x7c, 0x3b])

/** Longest name of a first pair that is still taken for a name. */
const nameBytesMax = 256

/**
 * `name=value&name=value` (application/x-www-form-urlencoded), whatever the declared type: judged by the first name,
 * which must be made of what names are made of.
 */
export const encoding: Encoding = {
  name: 'form',
  kind: 'container',
  title: 'form',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.equals === 0 || shape.controls > 0) return certainty.no
    // Some begin with the sign between pairs, or with what stands in front of pairs in an address.
    const start = shape.first === ampersand ? shape.start + 1 : firstPair(shape)
    return isName(bytes, shape, start) ? certainty.pairs : certainty.no
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    // Raw white space is never in a form, except around it or in the values of careless senders; line feeds between
    // pairs, and `; ` without `&`, are other formats.
    if (shape.ampersands === 0) {
      const start = bytes.indexOf(0x3d, shape.start) + 1
      // `name = value` is prose or a line; `=` and `==` at the end are padding.
      if (start === shape.end || bytes[start] === 0x20 || bytes[start] === 0x3d) return 'no pair'
      if (isPaddingInside(bytes, shape.start, start - 1)) return 'padding'
      if (shape.lineFeeds > 0) return 'lines'
      if (shape.semicolons > 0 && shape.equals > 1) return 'parameters'
    }
    const pieces: Piece[] = []
    const between = shape.ampersands === 0 && shape.equals > 1 ? signBetween(bytes, shape) : ampersand
    const end = shape.ampersands > 0 && shape.lineFeeds > 0 ? logStart(bytes, shape) : shape.end
    addPairs(bytes, firstPair(shape), end, 'form', pieces, budget, between)
    if (end < shape.end) pieces.push(exactPiece('form', '', '', bytes, end, shape.end, 'value'))
    return { pieces, isWhole: true }
  },
}

/** Where behind the last value, which is one word, lines of a log follow; the end where none do. */
function logStart(bytes: Buffer, { start, end }: Shape): number {
  const last = start + bytes.subarray(start, end).lastIndexOf(ampersand)
  const feed = bytes.indexOf(lineFeed, last)
  if (feed < 0 || feed >= end) return end
  const pair = bytes.toString('latin1', last + 1, Math.min(feed, last + pairBytesMax))
  const line = bytes.toString('latin1', feed + 1, Math.min(end, feed + pairBytesMax))
  return /^[^=\s]{1,64}=\S{0,40}\r?$/.test(pair) && /^[^\n]{0,64}\S[ \t]/.test(line) ? feed : end
}
const pairBytesMax = 160

/** Where the first name begins. */
function firstPair({ ampersands, first, start }: Shape): number {
  return ampersands > 0 && leads.has(first) ? start + 1 : start
}

/** What some put between pairs in the place of `&`, and how far pairs are looked for that have another. */
const otherSigns = '|^~#!$*'
const judgedBytesMax = 4_096
const namedStart = /^[A-Za-z_][\w.-]*=/

/** The sign behind which, each time, a name with its `=` begins; `&` where there is none. */
function signBetween(bytes: Buffer, { start, end, equals }: Shape): number {
  if (end - start > judgedBytesMax) return ampersand
  const text = bytes.toString('latin1', start, end)
  for (const sign of otherSigns) {
    if (!text.includes(sign)) continue
    const parts = text.split(sign)
    if (parts.length === equals && parts.every((part) => namedStart.test(part))) return sign.charCodeAt(0)
  }
  return ampersand
}

/** True where the bytes from `start` are a name up to `=`, or parts without a value, such as a filling, and then a name. */
function isName(bytes: Buffer, { ampersands }: Shape, start: number): boolean {
  let part = start
  let hasStroke = false
  // Where no `&` is, what is longer than a name is none.
  const end = ampersands > 0 ? bytes.length : Math.min(bytes.length, start + nameBytesMax + 1)
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number
    if (byte === 0x3d) return index > start && index - part <= nameBytesMax && !hasStroke
    // An `&` before the first `=`: a part without a value stands first.
    if (byte === 0x26 && index > start) {
      part = index + 1
      hasStroke = false
      continue
    }
    // A filling may be base64; a name is not.
    if (byte === 0x2f && ampersands > 0) {
      hasStroke = true
      continue
    }
    const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
    const isDigit = byte >= 0x30 && byte <= 0x39
    // _ - . [ ] % $ * + ~ ! @ :
    const isMark =
      byte === 0x5f ||
      byte === 0x2d ||
      byte === 0x2e ||
      byte === 0x5b ||
      byte === 0x5d ||
      byte === 0x25 ||
      byte === 0x24 ||
      byte === 0x2a ||
      byte === 0x2b ||
      byte === 0x7e ||
      byte === 0x21 ||
      byte === 0x40 ||
      byte === 0x3a
    if (!isLetter && !isDigit && !isMark) return false
  }
  return false
}
