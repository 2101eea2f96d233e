import { Rng } from '../../tools/bench/rng.ts'

/** Values at which parsers of lengths and counts go wrong. */
const edges = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 254, 255]

/**
 * A damaged copy of `seed`: a few of flips, edge values, cuts, repeats, insertions, and splices with another seed.
 * The same random numbers give the same damage.
 */
export function mutate(rng: Rng, seed: Buffer, others: readonly Buffer[]): Buffer {
  let bytes = Buffer.from(seed)
  for (let rounds = rng.whole(1, 6); rounds > 0 && bytes.length > 0; rounds--) {
    const at = rng.whole(0, bytes.length - 1)
    switch (rng.whole(0, 7)) {
      case 0:
        bytes[at] = (bytes[at] as number) ^ (1 << rng.whole(0, 7))
        break
      case 1:
        bytes[at] = rng.pick(edges)
        break
      case 2:
        if (at + 4 <= bytes.length)
          bytes.writeUInt32BE(rng.pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xffff]), at)
        break
      case 3:
        bytes = bytes.subarray(0, at)
        break
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), rng.bytes(rng.whole(1, 16)), bytes.subarray(at)])
        break
      case 5:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + 64), bytes.subarray(at)])
        break
      case 6: {
        const other = rng.pick(others)
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          other.subarray(rng.whole(0, Math.max(0, other.length - 1))),
        ])
        break
      }
      default:
        for (let count = rng.whole(1, 32); count > 0; count--)
          bytes[rng.whole(0, bytes.length - 1)] = rng.next() & 0xff
    }
    if (bytes.length > 262_144) bytes = bytes.subarray(0, 262_144)
  }
  return bytes
}
