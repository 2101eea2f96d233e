import { decodeBase64 } from '../base64-codec.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

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
    const piece = transformedPiece('basic', '', out.subarray(0, used), start, hint.shape.end, 'value')
    return { pieces: [piece], isWhole: true }
  },
}
