import type { Inflated } from '../inflate.ts'
import type { Output } from '../output.ts'
import { Bits } from './bits.ts'
import { packedHeadAt, plainHeadAt, symbolCounts } from './entropy-head.ts'
import type { EntropyHead } from './entropy-head.ts'
import { areFrequencies, States, Symbols } from './states.ts'
import type { BlockEnd } from './stream.ts'

/** Numbers of which a symbol says how many bits behind it are of them. */
class Numbers {
  private readonly symbols: Symbols
  private readonly extraBits: readonly number[]
  /** The first number of each symbol. */
  private readonly bases: readonly number[]

  constructor(symbols: Symbols, extraBits: readonly number[]) {
    this.symbols = symbols
    this.extraBits = extraBits
    this.bases = extraBits.map((_, symbol) =>
      extraBits.slice(0, symbol).reduce((base, bits) => base + (1 << bits), 0),
    )
  }

  /** -1 where the bits have run out. */
  next(bits: Bits): number {
    const symbol = this.symbols.next(bits)
    if (symbol < 0) return -1
    const extra = bits.take(this.extraBits[symbol] as number)
    return extra < 0 ? -1 : (this.bases[symbol] as number) + extra
  }
}

/** In the order of the head: of lengths of literals, lengths of matches, distances. */
const extraBits: readonly (readonly number[])[] = [
  [...Array.from({ length: 16 }, () => 0), 2, 3, 5, 8],
  [...Array.from({ length: 16 }, () => 0), 3, 5, 8, 11],
  Array.from({ length: 64 }, (_, symbol) => symbol >> 2),
]
const matchStateCounts = [64, 64, 256] as const
const literalStateCount = 1_024
/** Of their frequencies, behind the others. */
const literalsIndex = 3
/** As many as a block has at most. */
const literalsMax = 40_000
const matchesMax = 10_000
/** Readers of literals. */
const interleaved = 4

/** A block of LZFSE at `at`; `isPacked`: so are its tables. */
export function readEntropyBlock(bytes: Buffer, at: number, isPacked: boolean, out: Output): BlockEnd {
  const head = isPacked ? packedHeadAt(bytes, at) : plainHeadAt(bytes, at)
  if (head === null || !isSound(head)) return { end: 'damaged', at }
  const literalsAt = at + head.headBytes
  const matchesAt = literalsAt + head.literalBytes
  const to = matchesAt + head.matchBytes
  // Both are read from their ends.
  if (to > bytes.length) return { end: 'cut', at }
  const literals = literalsOf(bytes, literalsAt, matchesAt, head)
  if (literals === null) return { end: 'damaged', at }
  const from = out.length
  const end = readMatches(bytes, matchesAt, to, head, literals, out)
  if (end !== 'whole') return { end, at }
  return out.length - from === head.size ? { end, at: to } : { end: 'damaged', at }
}

function isSound(head: EntropyHead): boolean {
  const { literals, matches, unusedLiteralBits, unusedMatchBits, literalStates, matchStates } = head
  const isWithin = (bits: number): boolean => bits >= 0 && bits < 8
  return (
    literals <= literalsMax &&
    literals % interleaved === 0 &&
    matches <= matchesMax &&
    isWithin(unusedLiteralBits) &&
    isWithin(unusedMatchBits) &&
    literalStates.every((state) => state < literalStateCount) &&
    matchStates.every((state, index) => state < (matchStateCounts[index] as number)) &&
    [...matchStateCounts, literalStateCount].every((count, index) =>
      areFrequencies(count, frequenciesOf(head, index)),
    )
  )
}

function frequenciesOf({ frequencies }: EntropyHead, index: number): Uint16Array {
  const from = symbolCounts.slice(0, index).reduce((sum, count) => sum + count, 0)
  return frequencies.subarray(from, from + (symbolCounts[index] as number))
}

/** All literals of the block, by four readers in turns; null where their bits run out. */
function literalsOf(bytes: Buffer, start: number, end: number, head: EntropyHead): Buffer | null {
  const literals = Buffer.allocUnsafe(head.literals)
  const states = new States(literalStateCount, frequenciesOf(head, literalsIndex))
  const readers = head.literalStates.map((state) => new Symbols(states, state))
  const bits = new Bits(bytes, start, end, head.unusedLiteralBits)
  for (let index = 0; index < literals.length; index++) {
    const literal = (readers[index % readers.length] as Symbols).next(bits)
    if (literal < 0) return null
    literals[index] = literal
  }
  return literals
}

/** Literals, and what comes again of what came before them, in turns. */
function readMatches(
  bytes: Buffer,
  start: number,
  end: number,
  head: EntropyHead,
  literals: Buffer,
  out: Output,
): Inflated['end'] {
  const bits = new Bits(bytes, start, end, head.unusedMatchBits)
  const [literalCounts, matchCounts, distances] = matchStateCounts.map((count, index) => {
    const states = new States(count, frequenciesOf(head, index))
    return new Numbers(
      new Symbols(states, head.matchStates[index] as number),
      extraBits[index] as readonly number[],
    )
  }) as [Numbers, Numbers, Numbers]
  let used = 0
  let distance = 0
  for (let match = 0; match < head.matches; match++) {
    const literalCount = literalCounts.next(bits)
    const matchCount = matchCounts.next(bits)
    const newDistance = distances.next(bits)
    if (literalCount < 0 || matchCount < 0 || newDistance < 0) return 'damaged'
    if (used + literalCount > literals.length) return 'damaged'
    if (!out.append(literals, used, used + literalCount)) return 'limit'
    used += literalCount
    // Zero is the one before.
    if (newDistance > 0) distance = newDistance
    if (matchCount === 0) continue
    if (distance === 0 || distance > out.length) return 'damaged'
    if (!out.copy(distance, matchCount)) return 'limit'
  }
  return 'whole'
}
