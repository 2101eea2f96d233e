/**
 * Ways to part the runs of a comparison into groups of the sizes that the values have, whichever value is which: had a
 * field nothing to do with the value, and the order been drawn by lot, each would be as likely as the one that was made.
 * Those in blocks (all runs of a group one after another) are left out, since they show nothing.
 */

/** More of them that one field fits are not counted. */
const fitsMax = 1_000

/** What the runs are parted into. */
export interface Grouping {
  /** How many runs each value has. */
  readonly sizes: readonly number[]
  /** Of each run, by its place as it was given, which it was in time. */
  readonly places: readonly number[]
}

/** How many arrangements there are beside those in blocks: n! / (n1! n2! …), with groups of one size exchanged counted once. */
export function arrangementsOf({ sizes }: Grouping): number {
  let orders = 1
  let blocks = 1
  let placed = 0
  for (const [index, size] of sizes.entries()) {
    for (let one = 1; one <= size; one++) orders = (orders * ++placed) / one
    blocks *= index + 1
  }
  for (const same of Map.groupBy(sizes, (size) => size).values()) {
    for (let one = 1; one <= same.length; one++) {
      orders /= one
      blocks /= one
    }
  }
  return Math.round(orders) - Math.round(blocks)
}

/**
 * How many of them a field fits. Each of `signs` gives for each run what may tell the groups apart there (its values, or
 * its length): the field fits where each group has one that all of its runs have, and no other.
 */
export function fitsOf(signs: readonly (readonly Iterable<string | number>[])[], grouping: Grouping): number {
  const found = new Set<string>()
  for (const sign of signs) for (const cover of coversOf(sign, grouping)) found.add(cover)
  return found.size
}

function coversOf(sign: readonly Iterable<string | number>[], { sizes, places }: Grouping): Set<string> {
  const runsOf = new Map<string | number, number>()
  for (const [run, own] of sign.entries())
    for (const one of own) runsOf.set(one, (runsOf.get(one) ?? 0) | (1 << (places[run] as number)))
  const masks = [...new Set(runsOf.values())].filter((mask) => sizes.includes(sizeOf(mask)))
  const covers = new Set<string>()
  const all = 2 ** places.length - 1
  const cover = (covered: number, left: readonly number[], taken: readonly number[]): void => {
    if (covers.size >= fitsMax) return
    if (covered === all) {
      if (!taken.every(isBlock)) covers.add(taken.join(' '))
      return
    }
    // The first run that no group holds yet: so groups come in one order only.
    const next = ~covered & (covered + 1)
    for (const mask of masks) {
      const size = left.indexOf(sizeOf(mask))
      if ((mask & next) === 0 || (mask & covered) !== 0 || size < 0) continue
      cover(covered | mask, left.toSpliced(size, 1), [...taken, mask])
    }
  }
  cover(0, sizes, [])
  return covers
}

function sizeOf(mask: number): number {
  let size = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) size++
  return size
}

/** True where its runs were made one after another. */
function isBlock(mask: number): boolean {
  const filled = mask + (mask & -mask)
  return (filled & mask) === 0
}
