import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Rng } from '../bench/rng.ts'
import { utf8 } from './codecs.ts'

/** What programs put in clear in front of what they hide: one to sixteen bytes, with a length or without. */
export interface ClearHead {
  readonly name: string
  readonly bytes: Buffer
}

/** No head is longer: from there on only one that ends in a length is stepped over, see the blind spots. */
export const headBytesMax = 16

function number(value: number, size: 1 | 2 | 4, isLittle = false): Buffer {
  const out = Buffer.alloc(size)
  if (isLittle) out.writeUIntLE(value, 0, size)
  else out.writeUIntBE(value, 0, size)
  return out
}

/** A head for these hidden bytes. */
export function clearHead(rng: Rng, hidden: Buffer): ClearHead {
  const isLittle = rng.chance(0.5)
  const version = number(rng.whole(1, 9), 1)
  const magic = utf8(rng.pick(['PK1', 'SDK2', 'LG', 'XENC']))
  const length = number(hidden.length, rng.pick([2, 4]), isLittle)
  const sum = number(crc32(hidden), 4, isLittle)
  const heads: Readonly<Record<string, readonly Buffer[]>> = {
    'a version': [version],
    'a version in text': [utf8(`v${rng.whole(1, 9)}.${rng.whole(0, 9)}`)],
    'a magic': [magic, version],
    'random bytes': [rng.bytes(rng.whole(1, headBytesMax))],
    'zeros and a version': [Buffer.alloc(3), version],
    'a checksum': [sum],
    'a digest': [createHash('md5').update(hidden).digest()],
    'a version and a length': [version, length],
    'a magic and a length': [magic, version, length],
    'a length and a checksum': [length, sum],
    'a magic, a checksum and a length': [magic, sum, length],
    'random bytes and a length': [rng.bytes(8), length],
  }
  const name = rng.pick(Object.keys(heads))
  return { name, bytes: Buffer.concat(heads[name] ?? []) }
}
