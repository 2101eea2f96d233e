/**
 * Texts behind their lengths that follow each other, all written in one way from the first to the end of the readable bytes.
 * Where nearly every character is a length that fits something, this tells what was written from what fits by chance.
 */

/** A text behind the head at `at`: where it begins and ends; null where there is no such head. */
type Head = (bytes: Buffer, at: number) => readonly [start: number, end: number] | null

const cborText = 0x60
const cborLongText = 0x78

const heads: readonly Head[] = [
  (bytes, at) => [at + 1, at + 1 + (bytes[at] as number)],
  // The zig-zag of Avro.
  (bytes, at) => ((bytes[at] as number) % 2 === 0 ? [at + 1, at + 1 + ((bytes[at] as number) >> 1)] : null),
  (bytes, at) => {
    const head = bytes[at] as number
    if (head === cborLongText) return [at + 2, at + 2 + (bytes[at + 1] ?? 0)]
    return head >= cborText && head < cborLongText ? [at + 1, at + 1 + head - cborText] : null
  },
]

/** Bytes in front of each head: none, or a tag. */
const tagBytes = [0, 1]

/** All chains from one of `starts` to `to`, or to at most `behindMax` bytes before it. `isText`: whether a part can be a text. */
export function sizedChains(
  bytes: Buffer,
  starts: Iterable<number>,
  to: number,
  behindMax: number,
  isText: (start: number, end: number) => boolean,
): [number, number][][] {
  const chains: [number, number][][] = []
  for (const from of starts)
    for (const head of heads)
      for (const tag of tagBytes) {
        const chain: [number, number][] = []
        let at = from
        while (at < to - behindMax) {
          const [start, end] = head(bytes, at) ?? [to, to + 1]
          if (end > to || !isText(start, end)) break
          chain.push([start, end])
          at = end >= to - behindMax ? end : end + tag
        }
        if (at >= to - behindMax) chains.push(chain)
      }
  return chains
}
