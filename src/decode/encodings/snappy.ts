import { mayBeSnappyBlock, packingAt } from '../../core/signs/packed-signs.ts'
import { isDeclared, transformInflated } from '../coding.ts'
import type { Encoding, Written } from '../encoding.ts'
import { certainty } from '../encoding.ts'
import { unsnapBlock, unsnapFramed } from '../snappy-codec.ts'

/** What `Content-Encoding` calls it. */
const codingNames: readonly string[] = ['snappy', 'snappy-framed']

/** Snappy: its framed streams, those of snappy-java, and single blocks, which have no magic and are known by their length. */
export const encoding: Encoding = {
  name: 'snappy',
  kind: 'transform',
  title: 'Snappy',
  probe(bytes, hint) {
    if (isFramed(bytes)) return certainty.magic
    if (hint.shape.controls + hint.shape.high === 0) return certainty.no
    if (codingNames.some((name) => isDeclared(hint.coding, name))) return certainty.declared
    return mayBeSnappyBlock(bytes, 0, bytes.length) ? certainty.multipart - 1 : certainty.no
  },
  decode(bytes, hint, budget) {
    if (isFramed(bytes)) return transformInflated('snappy', unsnapFramed, bytes, hint, budget)
    const decoded = transformInflated('snappy', unsnapBlock, bytes, hint, budget)
    const isCut =
      typeof decoded !== 'string' && decoded.pieces[0]?.step === 'snappy' && decoded.pieces[0].detail !== ''
    // Undeclared, only its end proves a block.
    return isCut &&
      !codingNames.some((name) => isDeclared(hint.coding, name)) &&
      decoded.pieces[0]?.detail === 'damaged'
      ? 'damaged'
      : decoded
  },
}

function isFramed(bytes: Buffer): boolean {
  return packingAt(bytes, 0, bytes.length)?.startsWith('snappy') === true
}

const hashBits = 12

/** A block as the library writes it: the longest copies that four equal bytes begin. */
export const written: Written = {
  name: 'Snappy',
  family: 'E5',
  gives: 'binary',
  isForDocuments: true,
  encode(bytes) {
    const out: number[] = []
    let size = bytes.length
    for (; size > 127; size >>= 7) out.push((size & 127) | 128)
    out.push(size)
    const literal = (from: number, to: number): void => {
      const count = to - from - 1
      if (count < 0) return
      if (count < 60) out.push(count << 2)
      else if (count < 256) out.push(60 << 2, count)
      else out.push(61 << 2, count & 255, count >> 8)
      out.push(...bytes.subarray(from, to))
    }
    const last = new Map<number, number>()
    let from = 0
    let at = 0
    while (at + 4 <= bytes.length) {
      const hash = Math.imul(bytes.readUInt32LE(at), 0x1e35a7bd) >>> (32 - hashBits)
      const before = last.get(hash)
      last.set(hash, at)
      let length = 0
      if (before !== undefined)
        while (length < 64 && at + length < bytes.length && bytes[before + length] === bytes[at + length])
          length++
      if (before === undefined || length < 4) {
        at++
        continue
      }
      literal(from, at)
      out.push(2 | ((length - 1) << 2), (at - before) & 255, (at - before) >> 8)
      at += length
      from = at
    }
    literal(from, bytes.length)
    return Buffer.from(out)
  },
}
