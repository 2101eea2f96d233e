import { packingAt } from '../../core/signs/packed-signs.ts'
import { transformInflated } from '../coding.ts'
import type { Encoding, Written } from '../encoding.ts'
import { certainty } from '../encoding.ts'
import { lzmaHeadBytes, unlzma } from '../lzma-codec.ts'

/** LZMA alone (the format of `.lzma` files): its header is known by how programs write it, so what ends in a fault was none. */
export const encoding: Encoding = {
  name: 'lzma',
  kind: 'transform',
  title: 'LZMA',
  probe: (bytes) => (packingAt(bytes, 0, bytes.length) === 'lzma' ? certainty.magic : certainty.no),
  decode(bytes, hint, budget) {
    const decoded = transformInflated('lzma', unlzma, bytes, hint, budget)
    return typeof decoded !== 'string' && decoded.pieces[0]?.detail === 'damaged' ? 'damaged' : decoded
  },
}

/** Literals only: a program would copy what repeats; the range coder is what hides the text. */
export const written: Written = {
  name: 'LZMA',
  family: 'E5',
  gives: 'binary',
  isForDocuments: true,
  encode(bytes) {
    const out: number[] = []
    let low = 0n
    let range = 0xffffffffn
    const shift = (): void => {
      out.push(Number((low >> 24n) & 255n))
      // What is carried goes into the bytes before.
      for (let at = out.length - 2, carry = low >> 32n; carry > 0n && at >= 0; at--) {
        out[at] = ((out[at] as number) + 1) & 255
        if (out[at] !== 0) carry = 0n
      }
      low = (low & 0xffffffn) << 8n
    }
    const bit = (table: number[], at: number, value: number): void => {
      const probability = table[at] ?? 1_024
      const bound = (range >> 11n) * BigInt(probability)
      if (value === 0) range = bound
      else {
        low += bound
        range -= bound
      }
      table[at] = value === 0 ? probability + ((2_048 - probability) >> 5) : probability - (probability >> 5)
      for (; range < 0x1000000n; range <<= 8n) shift()
    }
    const isCopy: number[] = []
    const literals: number[] = []
    out.push(0)
    for (const [index, byte] of bytes.entries()) {
      bit(isCopy, index & 3, 0)
      const offset = 0x300 * ((bytes[index - 1] ?? 0) >> 5)
      for (let symbol = 1, left = 7; left >= 0; left--) {
        const one = (byte >> left) & 1
        bit(literals, offset + symbol, one)
        symbol = (symbol << 1) | one
      }
    }
    for (let index = 0; index < 4; index++) shift()
    const head = Buffer.alloc(lzmaHeadBytes)
    head[0] = 0x5d
    head.writeUInt32LE(1 << 23, 1)
    head.writeBigUInt64LE(BigInt(bytes.length), 5)
    return Buffer.concat([head, Buffer.from(out)])
  },
}
