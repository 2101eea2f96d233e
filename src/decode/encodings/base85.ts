import { colon, slash } from '../../core/ascii-codes.ts'
import { ascii85Digits, base85Digits, tableOf } from '../../core/signs/digit-values.ts'
import type { Encoding } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { verdictOf } from '../legible.ts'
import type { Shape } from '../shape.ts'

const alphabets: readonly (readonly [string, Uint8Array])[] = [
  ['ASCII85', tableOf(ascii85Digits)],
  ['RFC 1924', tableOf(base85Digits)],
  ['Z85', tableOf('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#')],
]
const charsMin = 13
/** Characters in front that are of something else: `:`, `v=`. */
const skippedCharsMax = 3
/** Whole groups. */
const judgedCharsMax = 60
const zero = 0x7a
const groupChars = 5
const groupMax = 0xffffffff
/** Of what is as long and was encoded, 1 in 6,000 has letters of one case only. */
const bothCasesCharsMin = 24
/** Of what is as long, one character in so many is a sign: of digits, which have the fewest, it is every sixth. */
const signsCharsMin = 128
const charsOfSignMax = 32

/**
 * ASCII85 (Adobe's and btoa's alphabet, with and without `<~ ~>`), base85 in the alphabet of RFC 1924, and Z85 (ZeroMQ
 * RFC 32), as the whole value or behind a mark or two. What comes out decides.
 */
export const encoding: Encoding = {
  name: 'base85',
  kind: 'transform',
  title: 'base85',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.length < charsMin || shape.controls + shape.high > 0) return certainty.no
    // A fourth of the alphabet are signs; words and numbers have none.
    if (shape.upper + shape.lower + shape.digits === shape.length) return certainty.no
    // A number has one letter at most, its exponent's; a UUID has letters of one case; a URL has its mark.
    if (shape.upper + shape.lower <= 1) return certainty.no
    if (shape.length >= bothCasesCharsMin && (shape.upper === 0 || shape.lower === 0)) return certainty.no
    if (shape.length >= signsCharsMin && signsOf(shape) * charsOfSignMax < shape.length) return certainty.no
    if (isPaddedBase64(shape) || (shape.colons > 0 && isAddress(bytes))) return certainty.no
    // Adobe's marks: nothing else begins and ends like this.
    if (isMarked(bytes, shape.start, shape.end)) return certainty.magic
    if (shape.spaces > shape.lineFeeds * 2) return certainty.no
    // Where text begins, the `=`, `&` and `:` among its signs make no pairs.
    for (const [detail, values] of alphabets)
      if (isTextAhead(bytes, shape.start, shape.end, values, detail === 'ASCII85')) return certainty.alphabet
    return certainty.guess
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    let { start, end } = shape
    if (isMarked(bytes, start, end)) {
      start += 2
      end -= 2
    }
    for (let skipped = 0; skipped <= skippedCharsMax; skipped++) {
      for (const [detail, values] of alphabets) {
        const hasZero = detail === 'ASCII85'
        const from = start + skipped
        if (skipped > 0 && !isTextAhead(bytes, from, end, values, hasZero)) continue
        if (values[bytes[from] as number] === 255) continue
        if (!budget.takeTransform(end - from)) return 'budget'
        const out = decodeRun(bytes, from, end, values, hasZero)
        if (out === null || verdictOf(out) === '') continue
        if (!budget.takeBytes(out.length)) return 'budget'
        const piece = transformedPiece('base85', detail, out, from, end, 'value', '', hint.contentType)
        return { pieces: [piece], isWhole: skipped === 0 }
      }
    }
    return 'no text comes out of it'
  },
}

/** Characters that are neither letters, digits nor white space. */
function signsOf({ length, upper, lower, digits, spaces }: Shape): number {
  return length - upper - lower - digits - spaces
}

/** Whole base64 with its padding (RFC 4648, 4), which is no chance, as what comes out of some of it here would be. */
function isPaddedBase64({ length, equals, base64Chars, last }: Shape): boolean {
  return last === 0x3d && equals <= 2 && base64Chars + equals === length && length % 4 === 0
}

/** The mark between the scheme and the host of an address is in it. */
function isAddress(bytes: Buffer): boolean {
  for (let at = 0; at + 2 < bytes.length; at++)
    if (bytes[at] === colon && bytes[at + 1] === slash && bytes[at + 2] === slash) return true
  return false
}

/** The first groups give text: asked before all of it is decoded behind something that is not its own. */
function isTextAhead(
  bytes: Buffer,
  start: number,
  end: number,
  values: Uint8Array,
  hasZero: boolean,
): boolean {
  if (end - start < charsMin || !mayBeginText(bytes, start, values)) return false
  const head = decodeRun(bytes, start, Math.min(end, start + judgedCharsMax), values, hasZero)
  return head !== null && verdictOf(head) === 'text'
}

/** Whether the first group may give text, by the bytes that it is: false ends the question for most, before any are made. */
function mayBeginText(bytes: Buffer, start: number, values: Uint8Array): boolean {
  let group = 0
  for (let at = start; at < start + groupChars; at++) {
    const value = values[bytes[at] as number] as number
    // A line end, four zeros in one sign, or a character that ends it all: whoever decodes it sees which.
    if (value === 255 || bytes[at] === zero) return true
    group = group * 85 + value
  }
  if (group > groupMax) return false
  for (let shift = 24; shift >= 0; shift -= 8) {
    const byte = (group >>> shift) & 255
    // Text ends with zeros where the sender's strings do; it does not begin with one.
    if (byte === 0) return shift < 24
    if (byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false
  }
  const first = group >>> 24
  return first < 0x80 || (first >= 0xc2 && first <= 0xf4 && ((group >>> 16) & 0xc0) === 0x80)
}

function isMarked(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start > 4 &&
    bytes[start] === 0x3c &&
    bytes[start + 1] === 0x7e &&
    bytes[end - 2] === 0x7e &&
    bytes[end - 1] === 0x3e
  )
}

function decodeRun(
  bytes: Buffer,
  start: number,
  end: number,
  values: Uint8Array,
  hasZero: boolean,
): Buffer | null {
  // Most texts have a character that is of no alphabet: no room is made for them.
  let zeros = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (hasZero && byte === zero) zeros++
    else if (values[byte] === 255 && byte !== 0x0a && byte !== 0x0d) return null
  }
  const out = Buffer.alloc((Math.ceil((end - start - zeros) / 5) + zeros) * 4)
  let used = 0
  let group = 0
  let count = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === 0x0a || byte === 0x0d) continue
    if (hasZero && byte === zero && count === 0) {
      used += 4
      continue
    }
    const value = values[byte] as number
    if (value === 255) return null
    group = group * 85 + value
    if (++count < 5) continue
    if (group > groupMax) return null
    out.writeUInt32BE(group, used)
    used += 4
    group = 0
    count = 0
  }
  if (count === 1) return null
  if (count > 1) {
    for (let fill = count; fill < 5; fill++) group = group * 85 + 84
    if (group > groupMax) return null
    out.writeUInt32BE(group, used)
    used += count - 1
  }
  return out.subarray(0, used)
}
