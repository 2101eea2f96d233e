/**
 * Whether two binary numbers near a known place may stand there by chance. Two whole numbers of 10^-7 degrees are 64 bits,
 * of which 31 say that they are near: among some megabytes of random bytes such a pair is met. So what the pair says is
 * weighed, in bits, against how many places there were for it to stand, and with whether what is around it looks like a
 * message or like chance.
 */

/** Bytes on each side that are looked at. */
const aroundBytes = 32
/** Of random messages of any length 1 in 30 million is believed. */
const bitsMin = 22
/** Either number may come first, in two orders of bytes and some scales. */
const waysBits = 3
/** Where they do not touch, there are nine distances. */
const apartBits = Math.log2(9)
/** What is packed closely looks like chance, too: it speaks against a pair no more than this. */
const againstBitsMax = 8

/** What a byte of each value says for a message and against chance, in bits; those of random bytes sum up to less than 0. */
const evidenceOf: Float64Array = Float64Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0) return 5
  if (byte < 0x20) return 1
  return byte < 0x7f ? 0.5 : -1.5
})

/** Two numbers: one in `[start, firstEnd)`, one in `[second, end)`. */
export interface PairPlace {
  readonly start: number
  readonly firstEnd: number
  readonly second: number
  readonly end: number
  /** What they say together: -log2 of the chance that random bits are as near to the place. */
  readonly bits: number
}

/** True where the pair may be chance in a message of all of `buf[from, end)`, with so many known places. */
export function mayBeChance(
  buf: Uint8Array,
  from: number,
  end: number,
  pair: PairPlace,
  places: number,
): boolean {
  const { start, firstEnd, second } = pair
  const spots = end - from - (pair.end - start) + 1
  const trialBits = waysBits + Math.log2(places * spots) + (second > firstEnd ? apartBits : 0)
  const around =
    evidence(buf, Math.max(from, start - aroundBytes), start) +
    evidence(buf, firstEnd, second) +
    evidence(buf, pair.end, Math.min(end, pair.end + aroundBytes))
  return pair.bits - trialBits + Math.max(around, -againstBitsMax) < bitsMin
}

function evidence(buf: Uint8Array, start: number, end: number): number {
  let bits = 0
  for (let at = start; at < end; at++) bits += evidenceOf[buf[at] as number] as number
  return bits
}
