import { firstAtLeast } from './sorted.ts'

/** Windows after an event, in seconds, in which the first send is looked for; the test chooses among them. */
export const windowSeconds: readonly number[] = [1, 2, 3, 5, 10, 20, 30, 60, 120, 300]

/** Where few events are looked up among the sends, few sends among the events, or both are walked along. */
const ways = ['by event', 'by send', 'along both'] as const
type Way = (typeof ways)[number]

/** The lengths of the windows where the clocks may be apart by `slack`, which widens them on both sides. */
export function windowEdges(slack: number): Float64Array {
  return Float64Array.from(windowSeconds, (seconds) => seconds + 2 * slack)
}

/** Events that a send follows, by the window that it falls into, for any shift of the events in time; without allocating. */
export class WindowCounts {
  /** By window: events whose first send comes in it and in no shorter one. */
  readonly counts: Int32Array = new Int32Array(windowSeconds.length)
  private readonly events: Float64Array
  private readonly sends: Float64Array
  private readonly total: number
  private readonly slack: number
  private readonly edges: Float64Array
  private readonly way: Way

  /** Times in observed seconds, ascending, of `total` in all; `slack` widens every window on both sides. */
  constructor(events: Float64Array, sends: Float64Array, total: number, slack: number) {
    this.events = events
    this.sends = sends
    this.total = total
    this.slack = slack
    this.edges = windowEdges(slack)
    this.way = ways.reduce((best, way) => (this.stepsOf(way) < this.stepsOf(best) ? way : best))
  }

  /** Steps that one shift costs, about. */
  get steps(): number {
    return this.stepsOf(this.way)
  }

  private stepsOf(way: Way): number {
    const [events, sends] = [this.events.length, this.sends.length]
    if (way === 'by event') return events * (Math.log2(sends + 1) + 1)
    // In both parts that a shift makes of the events.
    if (way === 'by send') return 2 * (sends + 1) * (Math.log2(events + 1) + 1)
    return events + sends
  }

  /** Moves all events by `shift` seconds, circularly, and sets `counts`. */
  at(shift: number): void {
    const { events } = this
    this.counts.fill(0)
    const turn = this.turn(shift)
    this.count(0, turn, shift - this.slack)
    this.count(turn, events.length, shift - this.total - this.slack)
  }

  /** Index of the first event that a shift moves round the end. */
  turn(shift: number): number {
    return firstAtLeast(this.events, this.total - shift + this.slack)
  }

  /** Moves the events from index `from` up to `to` by `offset` seconds, which leads none of them round the end. */
  part(from: number, to: number, offset: number): void {
    this.counts.fill(0)
    this.count(from, to, offset - this.slack)
  }

  private count(from: number, to: number, offset: number): void {
    if (this.way === 'by event') this.look(from, to, offset)
    else if (this.way === 'by send') this.lookBack(from, to, offset)
    else this.walk(from, to, offset)
  }

  private look(from: number, to: number, offset: number): void {
    const { events, sends, total } = this
    for (let at = from; at < to; at++) {
      const when = (events[at] as number) + offset
      const next = firstAtLeast(sends, when)
      this.bucket((next < sends.length ? (sends[next] as number) : (sends[0] as number) + total) - when)
    }
  }

  private walk(from: number, to: number, offset: number): void {
    const { events, sends, total } = this
    if (from >= to) return
    let next = firstAtLeast(sends, (events[from] as number) + offset)
    for (let at = from; at < to; at++) {
      const when = (events[at] as number) + offset
      while (next < sends.length && (sends[next] as number) < when) next++
      this.bucket((next < sends.length ? (sends[next] as number) : (sends[0] as number) + total) - when)
    }
  }

  /** From each send, the last time round the end, to the events in front of it that it is the first for. */
  private lookBack(from: number, to: number, offset: number): void {
    const { events, sends, total, edges } = this
    const widest = edges[edges.length - 1] as number
    let at = from
    for (let next = 0; next <= sends.length && at < to; next++) {
      const send = next < sends.length ? (sends[next] as number) : (sends[0] as number) + total
      let high = to
      while (at < high) {
        const middle = (at + high) >>> 1
        if (send - ((events[middle] as number) + offset) > widest) at = middle + 1
        else high = middle
      }
      for (; at < to; at++) {
        const when = (events[at] as number) + offset
        if (next < sends.length && send < when) break
        this.bucket(send - when)
      }
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
