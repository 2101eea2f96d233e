/**
 * Look-ups in lists that do not change any more, made at the first question and kept with the list: for each of thousands
 * of findings all observations, transmissions and recipients of a result would else be gone through.
 */
export class LookUp<T extends object, K> {
  private readonly keyOf: (item: T) => K
  private readonly known: WeakMap<readonly T[], ReadonlyMap<K, readonly T[]>> = new WeakMap()

  constructor(keyOf: (item: T) => K) {
    this.keyOf = keyOf
  }

  /** All items of the list that have this key, in its order. */
  allOf(list: readonly T[], key: K): readonly T[] {
    let groups = this.known.get(list)
    if (groups === undefined) {
      groups = Map.groupBy(list, this.keyOf)
      this.known.set(list, groups)
    }
    return groups.get(key) ?? []
  }
}
