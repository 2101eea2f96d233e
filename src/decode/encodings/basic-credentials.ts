import { decodeBase64 } from '../base64-codec.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

/** Shorter names of users say nothing by themselves. */
const userBytesMin = 6

/** `Authorization: Basic dXNlcjpwYXNz` (RFC 7617): base64 by declaration, however short. */
export const encoding: Encoding = {
  name: 'basic',
  kind: 'transform',
  title: 'basic credentials',
  probe(bytes, hint) {
    if (hint.role !== 'header' || hint.shape.length < 8) return certainty.no
    return bytes.toString('latin1', hint.shape.start, hint.shape.start + 6).toLowerCase() === 'basic '
      ? certainty.declared
      : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform() || !budget.takeBytes(bytes.length)) return 'budget'
    const start = hint.shape.start + 6
    const out = Buffer.allocUnsafe(bytes.length)
    const used = decodeBase64(bytes, start, hint.shape.end, out)
    if (used === 0) return 'nothing comes out of it'
    const { end } = hint.shape
    const pieces = [transformedPiece('basic', '', out.subarray(0, used), start, end, 'value')]
    // Who it is may be a phone or a person, whatever the password is.
    const colon = out.subarray(0, used).indexOf(0x3a)
    if (colon >= userBytesMin)
      pieces.push({
        ...transformedPiece('basic', 'username', out.subarray(0, colon), start, end, 'value'),
        key: 'username',
      })
    return { pieces, isWhole: true }
  },
}
