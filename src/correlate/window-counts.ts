/** Windows after an event, in seconds, in which the first send is looked for; the test chooses among them. */
export const windowSeconds: readonly number[] = [1, 2, 3, 5, 10, 20, 30, 60, 120, 300]

/** Events that a send follows, by the window that it falls into, for any shift of the events in time; without allocating. */
export class WindowCounts {
  /** By window: events whose first send comes in it and in no shorter one. */
  readonly counts: Int32Array = new Int32Array(windowSeconds.length)
  private readonly events: Float64Array
  private readonly sends: Float64Array
  private readonly total: number
  private readonly slack: number
  private readonly edges: Float64Array
  private readonly isSparse: boolean

  /** Times in observed seconds, ascending, of `total` in all; `slack` widens every window on both sides. */
  constructor(events: Float64Array, sends: Float64Array, total: number, slack: number) {
    this.events = events
    this.sends = sends
    this.total = total
    this.slack = slack
    this.edges = Float64Array.from(windowSeconds, (seconds) => seconds + 2 * slack)
    const walk = events.length + sends.length
    this.isSparse = events.length * (Math.log2(sends.length + 1) + 1) < walk
  }

  /** Steps that one shift costs, about. */
  get steps(): number {
    const { events, sends } = this
    return this.isSparse ? events.length * (Math.log2(sends.length + 1) + 1) : events.length + sends.length
  }

  /** Moves all events by `shift` seconds, circularly, and sets `counts`. */
  at(shift: number): void {
    const { events } = this
    this.counts.fill(0)
    const turn = lowerBound(events, this.total - shift + this.slack)
    if (this.isSparse) {
      this.look(0, turn, shift - this.slack)
      this.look(turn, events.length, shift - this.total - this.slack)
    } else {
      this.walk(0, turn, shift - this.slack)
      this.walk(turn, events.length, shift - this.total - this.slack)
    }
  }

  private look(from: number, to: number, offset: number): void {
    const { events, sends, total } = this
    for (let at = from; at < to; at++) {
      const when = (events[at] as number) + offset
      const next = lowerBound(sends, when)
      this.bucket((next < sends.length ? (sends[next] as number) : (sends[0] as number) + total) - when)
    }
  }

  private walk(from: number, to: number, offset: number): void {
    const { events, sends, total } = this
    if (from >= to) return
    let next = lowerBound(sends, (events[from] as number) + offset)
    for (let at = from; at < to; at++) {
      const when = (events[at] as number) + offset
      while (next < sends.length && (sends[next] as number) < when) next++
      this.bucket((next < sends.length ? (sends[next] as number) : (sends[0] as number) + total) - when)
    }
  }

  private bucket(latency: number): void {
    const { edges, counts } = this
    if (latency > (edges[edges.length - 1] as number)) return
    for (let window = 0; window < edges.length; window++) {
      if (latency <= (edges[window] as number)) {
        counts[window] = (counts[window] as number) + 1
        return
      }
    }
  }
}

/** Index of the first element that is at least `value`. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
