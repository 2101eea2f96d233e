import { decodeBase64 } from '../base64-codec.ts'
import type { Encoding } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { isCompressed } from '../inflate.ts'
import { isText } from '../text.ts'

const charsMin = 16
/** Shorter text comes out by chance. */
const textBytesMin = 12
const star = 0x2a
const hyphen = 0x2d
const underscore = 0x5f
const padsMax = 2

/** Bytes of the usual alphabet (RFC 4648, 4), by those that stand for them. */
const usual: ReadonlyMap<number, number> = new Map([
  [star, 0x2b],
  [hyphen, 0x2f],
  [underscore, 0x3d],
])

/**
 * Base64 as Tencent's account services write it (its UserSig, logins of QQ): `*`, `-` and `_` stand for `+`, `/` and `=`. It is
 * known by its stars, or by `_` as padding, as a whole value: in the alphabet of URLs `-` and `_` are other digits.
 */
export const encoding: Encoding = {
  name: 'tencent-base64',
  kind: 'transform',
  title: 'base64 of Tencent',
  probe(bytes, { shape }) {
    const { start, end, length, upper, lower, equals, base64Chars, last } = shape
    if (length < charsMin || upper === 0 || lower === 0 || equals > 0) return certainty.no
    if (base64Chars === length && (last !== underscore || (length & 3) !== 0)) return certainty.no
    let at = end
    while (end - at < padsMax && bytes[at - 1] === underscore) at--
    while (at > start && isDigit(bytes[at - 1] as number)) at--
    // Before base64, which makes other bytes of it.
    return at === start ? certainty.alphabet + 1 : certainty.no
  },
  decode(bytes, { shape, contentType }, budget) {
    const { start, end } = shape
    if (!budget.takeTransform()) return 'budget'
    const size = Math.ceil(((end - start) * 3) / 4)
    if (!budget.takeBytes(size)) return 'budget'
    const plain = Buffer.from(bytes.subarray(start, end))
    for (const [at, code] of plain.entries()) plain[at] = usual.get(code) ?? code
    const room = Buffer.allocUnsafe(size)
    const out = room.subarray(0, decodeBase64(plain, 0, plain.length, room))
    const isDocument = out.length >= textBytesMin && isText(out, 0, out.length)
    // Without a star it may be of the alphabet of URLs, whose last digit is then no padding: that one is read as well, and of
    // what is compressed a byte too many spoils nothing.
    const isSure = shape.base64Chars < shape.length
    if (!isDocument && !(isSure && isCompressed(out, false))) return 'no document comes out of it'
    return {
      pieces: [transformedPiece('tencent-base64', '', out, start, end, 'value', '', contentType)],
      isWhole: true,
    }
  },
}

/** Of the alphabet, without padding. */
function isDigit(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === star ||
    code === hyphen
  )
}
