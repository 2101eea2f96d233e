/**
 * Room for so many things, of which the second half is shared: from there on each key has no more than its share, so that a
 * flood of one leaves room for others. While less than half is taken, no key is made.
 */
export class SharedRoom {
  private readonly most: number
  private readonly share: number
  /** How often each key has come, once half of the room is taken. */
  private counts: Map<string, number> | null = null

  /** `most` things have room, and of each key, once half of it is taken, `share`. */
  constructor(most: number, share: number) {
    this.most = most
    this.share = share
  }

  /**
   * Whether one more has room beside `kept`, which it takes then. `keyOf` gives the key of what is kept, and `key` that of
   * the new one; `share` may be less than usual.
   */
  takes<Kept>(
    kept: readonly Kept[],
    keyOf: (one: Kept) => string,
    key: () => string,
    share: number = this.share,
  ): boolean {
    if (kept.length < this.most >> 1) return true
    this.counts ??= tally(kept, keyOf)
    const own = key()
    const before = this.counts.get(own) ?? 0
    if (kept.length >= this.most || before >= share) return false
    this.counts.set(own, before + 1)
    return true
  }
}

function tally<Kept>(kept: readonly Kept[], keyOf: (one: Kept) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of kept) {
    const key = keyOf(one)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}
