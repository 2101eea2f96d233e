import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { hexDigit } from '../percent-escape.ts'

/** Quoted-printable (RFC 2045 section 6.7), where a part of a multipart body declares it. */
export const encoding: Encoding = {
  name: 'quoted-printable',
  kind: 'transform',
  title: 'quoted-printable',
  probe: (_bytes, hint) => (hint.coding === 'quoted-printable' ? certainty.declared : certainty.no),
  decode(bytes, hint, budget) {
    if (!budget.takeTransform() || !budget.takeBytes(bytes.length)) return 'budget'
    const out = Buffer.allocUnsafe(bytes.length)
    let used = 0
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] as number
      if (byte === 0x3d && index + 1 < bytes.length) {
        const next = bytes[index + 1] as number
        if (next === 0x0a) {
          index++
          continue
        }
        if (next === 0x0d && bytes[index + 2] === 0x0a) {
          index += 2
          continue
        }
        const high = hexDigit(next)
        const low = index + 2 < bytes.length ? hexDigit(bytes[index + 2] as number) : -1
        if (high >= 0 && low >= 0) {
          out[used++] = high * 16 + low
          index += 2
          continue
        }
      }
      out[used++] = byte
    }
    const text = out.subarray(0, used)
    const piece = transformedPiece(
      'quoted-printable',
      '',
      text,
      0,
      bytes.length,
      'value',
      '',
      hint.contentType,
    )
    return { pieces: [piece], isWhole: true }
  },
}
