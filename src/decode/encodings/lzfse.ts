import { packingAt } from '../../core/signs/packed-signs.ts'
import { transformInflated } from '../coding.ts'
import type { Encoding, Written } from '../encoding.ts'
import { certainty } from '../encoding.ts'
import { unlzfse } from '../lzfse/stream.ts'

/** LZFSE and LZVN, which programs of Apple's systems have at hand (its Compression framework), by the magic of their blocks. */
export const encoding: Encoding = {
  name: 'lzfse',
  kind: 'transform',
  title: 'LZFSE',
  probe: (bytes) => (packingAt(bytes, 0, bytes.length) === 'lzfse' ? certainty.magic : certainty.no),
  decode(bytes, hint, budget) {
    const decoded = transformInflated('lzfse', unlzfse, bytes, hint, budget)
    // A block of the large ones is read from its end.
    if (typeof decoded === 'string') budget.leave('LZFSE of which a part is missing or damaged')
    return decoded
  },
}

const countMax = 271
const longCountMin = 16
const firstMatchMax = 10
const matchMin = 4

/** A block of LZVN, which is what comes of less than 4 KiB: all literals, then the longest match of those found last. */
export const written: Written = {
  name: 'LZFSE',
  family: 'E5',
  gives: 'binary',
  isForDocuments: true,
  encode(bytes) {
    const out: number[] = []
    const counted = (kind: number, count: number): void => {
      if (count >= longCountMin) out.push(kind, count - longCountMin)
      else out.push(kind | count)
    }
    const literals = (from: number, to: number): void => {
      for (let at = from; at < to; at += countMax) {
        const count = Math.min(countMax, to - at)
        counted(0xe0, count)
        out.push(...bytes.subarray(at, at + count))
      }
    }
    const last = new Map<number, number>()
    let from = 0
    let at = 0
    while (at + matchMin <= bytes.length) {
      const four = bytes.readUInt32LE(at)
      const before = last.get(four)
      last.set(four, at)
      if (before === undefined || at - before > 0xffff) {
        at++
        continue
      }
      let length = matchMin
      while (at + length < bytes.length && bytes[before + length] === bytes[at + length]) length++
      literals(from, at)
      const first = Math.min(firstMatchMax, length)
      out.push(((first - 3) << 3) | 7, (at - before) & 255, (at - before) >> 8)
      for (let left = length - first; left > 0; left -= countMax) counted(0xf0, Math.min(countMax, left))
      at += length
      from = at
    }
    literals(from, bytes.length)
    out.push(6, 0, 0, 0, 0, 0, 0, 0)
    const head = Buffer.from('bvxn00001111')
    head.writeUInt32LE(bytes.length, 4)
    head.writeUInt32LE(out.length, 8)
    return Buffer.concat([head, Buffer.from(out), Buffer.from('bvx$')])
  },
}
