import { packingAt } from '../../core/signs/packed-signs.ts'
import { unbzip2 } from '../bzip2-codec.ts'
import { transformInflated } from '../coding.ts'
import type { Encoding, Written } from '../encoding.ts'
import { certainty } from '../encoding.ts'

/** bzip2, by its magic, declared or not. Of a block of which a byte is missing nothing comes out: that is said. */
export const encoding: Encoding = {
  name: 'bzip2',
  kind: 'transform',
  title: 'bzip2',
  probe: (bytes) => (packingAt(bytes, 0, bytes.length) === 'bzip2' ? certainty.magic : certainty.no),
  decode(bytes, hint, budget) {
    const decoded = transformInflated('bzip2', unbzip2, bytes, hint, budget)
    if (typeof decoded === 'string') budget.leave('bzip2 of which a part is missing or damaged')
    return decoded
  },
}

/** Bits, the highest first, as text of zeros and ones. */
function bitsOf(value: number, count: number): string {
  return value.toString(2).padStart(count, '0')
}

/** Four equal bytes are followed by how many more there are. */
function withRuns(bytes: Buffer): number[] {
  const out: number[] = []
  for (let at = 0; at < bytes.length; ) {
    let run = 1
    while (run < 259 && bytes[at + run] === bytes[at]) run++
    out.push(...bytes.subarray(at, at + Math.min(4, run)))
    if (run >= 4) out.push(run - 4)
    at += run
  }
  return out
}

function checksum(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  return ~crc >>> 0
}

/** One block in one stream; all codes have the same length, which costs bytes and no care. */
export const written: Written = {
  name: 'bzip2',
  family: 'E5',
  gives: 'binary',
  isForDocuments: true,
  encode(bytes) {
    const block = withRuns(bytes)
    const at = (index: number): number => block[index % block.length] as number
    const rotations = block
      .map((_, index) => index)
      .sort((left, right) => {
        for (let step = 0; step < block.length; step++)
          if (at(left + step) !== at(right + step)) return at(left + step) - at(right + step)
        return left - right
      })
    const used = [...new Set(block)].sort((left, right) => left - right)
    const recent = [...used]
    const symbols: number[] = []
    let zeros = 0
    const endRun = (): void => {
      for (; zeros > 0; zeros = (zeros - 1) >> 1) symbols.push((zeros & 1) === 1 ? 0 : 1)
    }
    for (const rotation of rotations) {
      const byte = at(rotation + block.length - 1)
      const place = recent.indexOf(byte)
      if (place === 0) {
        zeros++
        continue
      }
      endRun()
      symbols.push(place + 1)
      recent.splice(place, 1)
      recent.unshift(byte)
    }
    endRun()
    symbols.push(used.length + 1)
    const length = Math.ceil(Math.log2(used.length + 2))
    const rows = Array.from({ length: 16 }, (_, row) => used.filter((byte) => byte >> 4 === row))
    const table = `${bitsOf(length, 5)}${'0'.repeat(used.length + 2)}`
    const selectors = Math.ceil(symbols.length / 50)
    const crc = bitsOf(checksum(bytes), 32)
    const bits = [
      bitsOf(0x314159265359, 48),
      crc,
      '0',
      bitsOf(rotations.indexOf(0), 24),
      rows.map((row) => (row.length > 0 ? '1' : '0')).join(''),
      ...rows
        .filter((row) => row.length > 0)
        .map((row) =>
          Array.from({ length: 16 }, (_, low) => (row.some((byte) => (byte & 15) === low) ? '1' : '0')).join(
            '',
          ),
        ),
      bitsOf(2, 3),
      bitsOf(selectors, 15),
      '0'.repeat(selectors),
      table,
      table,
      ...symbols.map((symbol) => bitsOf(symbol, length)),
      bitsOf(0x177245385090, 48),
      crc,
    ].join('')
    const body = (bits.match(/.{1,8}/g) ?? []).map((eight) => Number.parseInt(eight.padEnd(8, '0'), 2))
    return Buffer.concat([Buffer.from('BZh9'), Buffer.from(body)])
  },
}
