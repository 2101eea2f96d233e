import { mayBeLz4Block } from '../../core/signs/compression-signs.ts'
import { packingAt } from '../../core/signs/packed-signs.ts'
import { transformInflated } from '../coding.ts'
import type { Budget } from '../budget.ts'
import type { Decoded, Encoding, Hint } from '../encoding.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import { isLz4, readBlock, unAppleLz4, unlz4 } from '../lz4-codec.ts'
import { isText } from '../text.ts'

/** A block without its frame is only tried on so many bytes. */
const blockBytesMin = 12

/** LZ4: its frame format (version 1.6), Apple's blocks, and single blocks without a frame, also behind their length in four bytes. */
export const encoding: Encoding = {
  name: 'lz4',
  kind: 'transform',
  title: 'LZ4',
  probe(bytes, hint) {
    if (bytes.length < blockBytesMin) return certainty.no
    if (isLz4(bytes) || isApple(bytes)) return certainty.magic
    if (hint.shape.controls + hint.shape.high === 0) return certainty.no
    // Its literals may look like a form or escapes: before these.
    return mayBeLz4Block(bytes, 0, bytes.length) || mayBeLz4Block(bytes, 4, bytes.length)
      ? certainty.multipart - 1
      : certainty.no
  },
  decode(bytes, hint, budget) {
    if (isApple(bytes)) return decodedApple(bytes, hint, budget)
    if (!budget.takeTransform()) return 'budget'
    const isFrame = isLz4(bytes)
    let out = isFrame ? (unlz4(bytes, budget)?.bytes ?? null) : readBlock(bytes, 0, bytes.length, budget)
    if (out === null && !isFrame) out = readBlock(bytes, 4, bytes.length, budget)
    if (out === null || out.length === 0) return 'no LZ4'
    // A block has no magic: only text proves it.
    if (!isFrame && !isText(out, 0, out.length)) return 'no text comes out of it'
    if (!budget.takeBytes(out.length)) return 'budget'
    return transformedWhole('lz4', isFrame ? '' : 'block', out, bytes, hint)
  },
}

function decodedApple(bytes: Buffer, hint: Hint, budget: Budget): Decoded | string {
  const decoded = transformInflated('lz4', () => unAppleLz4(bytes, budget), bytes, hint, budget)
  if (typeof decoded === 'string') budget.leave('LZ4 of which the first block is missing or damaged')
  return decoded
}

function isApple(bytes: Buffer): boolean {
  return packingAt(bytes, 0, bytes.length) === 'apple-lz4'
}
