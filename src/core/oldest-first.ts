/** Renewals after which the place of the oldest is sought anew: an iterator keeps all tables that a map outgrew since it moved. */
const renewalsMax = 4_096

/**
 * A map whose entries have an age: the one that was put longest ago is taken first. A `Map` alone is slow at that, since what
 * was deleted at its beginning is stepped over by each new iterator: one that stays where it was is kept here. Takes constant
 * time, on average.
 */
export class OldestFirst<Key, Value> {
  private readonly entries: Map<Key, Value> = new Map()
  /** Stands behind all that was taken. Null where nothing was taken since. */
  private ages: Iterator<Key> | null = null
  private renewals = 0

  get size(): number {
    return this.entries.size
  }

  has(key: Key): boolean {
    return this.entries.has(key)
  }

  get(key: Key): Value | undefined {
    return this.entries.get(key)
  }

  /** Values, the oldest first. */
  values(): IterableIterator<Value> {
    return this.entries.values()
  }

  /** The entry is the youngest from now on, also where it was there before. */
  put(key: Key, value: Value): void {
    this.delete(key)
    this.entries.set(key, value)
  }

  delete(key: Key): boolean {
    const wasThere = this.entries.delete(key)
    if (wasThere && ++this.renewals >= renewalsMax) this.forgetPlace()
    return wasThere
  }

  /** Takes the oldest entry out; undefined where there is none. */
  takeOldest(): Value | undefined {
    if (this.entries.size === 0) return undefined
    this.ages ??= this.entries.keys()
    const { value: key, done } = this.ages.next()
    if (done === true) {
      // It had come to the end of a map that was empty then.
      this.forgetPlace()
      return this.takeOldest()
    }
    const oldest = this.entries.get(key)
    this.entries.delete(key)
    return oldest
  }

  clear(): void {
    this.entries.clear()
    this.forgetPlace()
  }

  private forgetPlace(): void {
    this.ages = null
    this.renewals = 0
  }
}
