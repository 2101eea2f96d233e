/** The head of a block whose literals, lengths and distances are under finite state entropy. */
export interface EntropyHead {
  /** Bytes that come out of the block. */
  readonly size: number
  readonly headBytes: number
  readonly literals: number
  readonly matches: number
  /** Bytes of the literals, and behind them of lengths and distances. */
  readonly literalBytes: number
  readonly matchBytes: number
  /** How many of the highest bits of the last byte are none. */
  readonly unusedLiteralBits: number
  readonly unusedMatchBits: number
  /** Where each of four decoders of literals begins; and those of literals' lengths, matches' lengths and distances. */
  readonly literalStates: readonly number[]
  readonly matchStates: readonly number[]
  /** Of literals' lengths, matches' lengths, distances and literals, one behind the other. */
  readonly frequencies: Uint16Array
}

/** How many symbols there are of each: literals' lengths, matches' lengths, distances, literals. */
export const symbolCounts = [20, 20, 64, 256] as const
const frequenciesCount = 360

const plainHeadBytes = 48 + frequenciesCount * 2 + 2
const packedHeadBytes = 32

/** Of a block of the kind `bvx1`, with its tables as they are; null where it is cut. */
export function plainHeadAt(bytes: Buffer, at: number): EntropyHead | null {
  if (at + plainHeadBytes > bytes.length) return null
  const frequencies = new Uint16Array(frequenciesCount)
  for (let index = 0; index < frequenciesCount; index++)
    frequencies[index] = bytes.readUInt16LE(at + 50 + index * 2)
  const shorts = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => bytes.readUInt16LE(at + from + index * 2))
  return {
    size: bytes.readUInt32LE(at + 4),
    headBytes: plainHeadBytes,
    literals: bytes.readUInt32LE(at + 12),
    matches: bytes.readUInt32LE(at + 16),
    literalBytes: bytes.readUInt32LE(at + 20),
    matchBytes: bytes.readUInt32LE(at + 24),
    unusedLiteralBits: -bytes.readInt32LE(at + 28),
    literalStates: shorts(32, 4),
    unusedMatchBits: -bytes.readInt32LE(at + 40),
    matchStates: shorts(44, 3),
    frequencies,
  }
}

/** Of a block of the kind `bvx2`, with its tables packed; null where it is cut or contradicts itself. */
export function packedHeadAt(bytes: Buffer, at: number): EntropyHead | null {
  if (at + packedHeadBytes > bytes.length) return null
  const field = (word: number, from: number, width: number): number =>
    Number((bytes.readBigUInt64LE(at + 8 + word * 8) >> BigInt(from)) & ((1n << BigInt(width)) - 1n))
  const headBytes = field(2, 0, 32)
  if (headBytes < packedHeadBytes || at + headBytes > bytes.length) return null
  const frequencies = frequenciesIn(bytes, at + packedHeadBytes, at + headBytes)
  if (frequencies === null) return null
  return {
    size: bytes.readUInt32LE(at + 4),
    headBytes,
    literals: field(0, 0, 20),
    literalBytes: field(0, 20, 20),
    matches: field(0, 40, 20),
    unusedLiteralBits: 7 - field(0, 60, 3),
    literalStates: [0, 10, 20, 30].map((from) => field(1, from, 10)),
    matchBytes: field(1, 40, 20),
    unusedMatchBits: 7 - field(1, 60, 3),
    matchStates: [32, 42, 52].map((from) => field(2, from, 10)),
    frequencies,
  }
}

/**
 * What a number takes by its lowest five bits, and what it is; 8 and 14 bits long are those from 8 and from 24 on, with
 * their further bits behind.
 */
const widths = [
  2, 3, 2, 5, 2, 3, 2, 8, 2, 3, 2, 5, 2, 3, 2, 14, 2, 3, 2, 5, 2, 3, 2, 8, 2, 3, 2, 5, 2, 3, 2, 14,
] as const
const values = [
  0, 2, 1, 4, 0, 3, 1, 8, 0, 2, 1, 5, 0, 3, 1, 24, 0, 2, 1, 6, 0, 3, 1, 8, 0, 2, 1, 7, 0, 3, 1, 24,
] as const

/** Numbers of different widths, the lowest bits first; null where they are too few, or too many. */
function frequenciesIn(bytes: Buffer, start: number, end: number): Uint16Array | null {
  const frequencies = new Uint16Array(frequenciesCount)
  // Without tables all are zero.
  if (start === end) return frequencies
  let held = 0
  let heldBits = 0
  let at = start
  for (let index = 0; index < frequenciesCount; index++) {
    while (at < end && heldBits <= 24) {
      held = (held | ((bytes[at++] as number) << heldBits)) >>> 0
      heldBits += 8
    }
    const width = widths[held & 31] as number
    if (width > heldBits) return null
    const value = values[held & 31] as number
    frequencies[index] = width < 8 ? value : value + ((held >>> 4) & ((1 << (width - 4)) - 1))
    held >>>= width
    heldBits -= width
  }
  return heldBits >= 8 || at !== end ? null : frequencies
}
