/**
 * Directions of streams that wait for entries of the dynamic table, by how many entries have to be there: an inserted entry
 * is looked up once, however many wait.
 */
export class BlockedHalves<Half> {
  private readonly byCount: Map<number, Set<Half>> = new Map()
  /** Those that need so many entries, or fewer, were let go. */
  private reached = 0

  add(half: Half, required: number): void {
    const waiting = this.byCount.get(required)
    if (waiting === undefined) this.byCount.set(required, new Set([half]))
    else waiting.add(half)
  }

  delete(half: Half, required: number): void {
    const waiting = this.byCount.get(required)
    waiting?.delete(half)
    if (waiting?.size === 0) this.byCount.delete(required)
  }

  /** Takes out those for which so many entries are enough; those that came to need fewest first. */
  *reach(count: number): Generator<Half> {
    for (; this.reached < count; this.reached++) yield* this.byCount.get(this.reached + 1) ?? []
  }

  get all(): Half[] {
    return [...this.byCount.values()].flatMap((waiting) => [...waiting])
  }
}
