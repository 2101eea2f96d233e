/** xxHash (XXH32 and XXH64 by Yann Collet, seed 0), after its specification. */

const prime32 = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const

function rotate32(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

/** XXH32, seed 0: unsigned. */
export function xxh32(bytes: Uint8Array): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const [p1, p2, p3, p4, p5] = prime32
  let at = 0
  let hash: number
  if (view.length >= 16) {
    const lanes = [(p1 + p2) | 0, p2 | 0, 0, -p1 | 0]
    for (; at + 16 <= view.length; at += 16) {
      for (let lane = 0; lane < 4; lane++) {
        const word = Math.imul(view.readUInt32LE(at + lane * 4), p2)
        lanes[lane] = Math.imul(rotate32(((lanes[lane] as number) + word) | 0, 13), p1)
      }
    }
    const [one, two, three, four] = lanes as [number, number, number, number]
    hash = (rotate32(one, 1) + rotate32(two, 7) + rotate32(three, 12) + rotate32(four, 18)) | 0
  } else hash = p5 | 0
  hash = (hash + view.length) | 0
  for (; at + 4 <= view.length; at += 4)
    hash = Math.imul(rotate32((hash + Math.imul(view.readUInt32LE(at), p3)) | 0, 17), p4)
  for (; at < view.length; at++)
    hash = Math.imul(rotate32((hash + Math.imul(view[at] as number, p5)) | 0, 11), p1)
  hash = Math.imul(hash ^ (hash >>> 15), p2)
  hash = Math.imul(hash ^ (hash >>> 13), p3)
  return (hash ^ (hash >>> 16)) >>> 0
}

const mask = 0xffff_ffff_ffff_ffffn
const q1 = 0x9e3779b185ebca87n
const q2 = 0xc2b2ae3d27d4eb4fn
const q3 = 0x165667b19e3779f9n
const q4 = 0x85ebca77c2b2ae63n
const q5 = 0x27d4eb2f165667c5n

function rotate64(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & mask
}

function round(lane: bigint, word: bigint): bigint {
  return (rotate64((lane + word * q2) & mask, 31n) * q1) & mask
}

/** XXH64, seed 0: 8 bytes, highest first. */
export function xxh64(bytes: Uint8Array): Buffer {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  let hash: bigint
  if (view.length >= 32) {
    const lanes = [(q1 + q2) & mask, q2, 0n, (mask + 1n - q1) & mask]
    for (; at + 32 <= view.length; at += 32) {
      for (let lane = 0; lane < 4; lane++)
        lanes[lane] = round(lanes[lane] as bigint, view.readBigUInt64LE(at + lane * 8))
    }
    const [one, two, three, four] = lanes as [bigint, bigint, bigint, bigint]
    hash = (rotate64(one, 1n) + rotate64(two, 7n) + rotate64(three, 12n) + rotate64(four, 18n)) & mask
    for (const lane of lanes) hash = ((hash ^ round(0n, lane)) * q1 + q4) & mask
  } else hash = q5
  hash = (hash + BigInt(view.length)) & mask
  for (; at + 8 <= view.length; at += 8)
    hash = (rotate64(hash ^ round(0n, view.readBigUInt64LE(at)), 27n) * q1 + q4) & mask
  if (at + 4 <= view.length) {
    hash = (rotate64(hash ^ ((BigInt(view.readUInt32LE(at)) * q1) & mask), 23n) * q2 + q3) & mask
    at += 4
  }
  for (; at < view.length; at++)
    hash = (rotate64(hash ^ ((BigInt(view[at] as number) * q5) & mask), 11n) * q1) & mask
  hash = ((hash ^ (hash >> 33n)) * q2) & mask
  hash = ((hash ^ (hash >> 29n)) * q3) & mask
  hash ^= hash >> 32n
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(hash)
  return out
}
