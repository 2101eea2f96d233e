import { FirstAtLeast } from './first-at-least.ts'
import { firstAtLeast } from './sorted.ts'
import { windowEdges } from './window-counts.ts'

/**
 * Counts as `WindowCounts` does, for very many shifts at once. An event has a send in a window for all shifts of an
 * interval, and there are few such intervals: each event with each send that a shift may bring behind it. So the intervals
 * are looked up among the sorted shifts, instead of the sends for each event and shift.
 */
export class ShiftCounts {
  private readonly events: Float64Array
  /** The sends, and the first of them again, round the end. */
  private readonly sends: Float64Array
  private readonly total: number
  private readonly slack: number
  private readonly edges: Float64Array
  private rows: Int32Array = new Int32Array(0)
  private ranks: Int32Array = new Int32Array(0)

  /** Times as for `WindowCounts`. */
  constructor(events: Float64Array, sends: Float64Array, total: number, slack: number) {
    this.events = events
    this.sends = new Float64Array(sends.length + 1)
    this.sends.set(sends)
    this.sends[sends.length] = (sends[0] as number) + total
    this.total = total
    this.slack = slack
    this.edges = windowEdges(slack)
  }

  /** Steps that shifts of up to `reach` seconds cost together, about, beside some for each. */
  steps(reach: number): number {
    const share = Math.min(1, (2 * reach + (this.edges.at(-1) as number)) / this.total)
    return this.events.length * this.sends.length * share * this.edges.length
  }

  /** Moves all events circularly by each of the shifts, in seconds from 0 to `total`. */
  count(shifts: Float64Array): void {
    const { total } = this
    // Back by little is forward by nearly all.
    const moves = new Float64Array(shifts.length)
    for (let at = 0; at < moves.length; at++) {
      const shift = shifts[at] as number
      moves[at] = shift > total / 2 ? shift - total : shift
    }
    const sorted = sortedEvenly(moves)
    const firsts = new FirstAtLeast(sorted)
    this.ranks = new Int32Array(moves.length)
    for (let at = 0; at < moves.length; at++) this.ranks[at] = firsts.indexOf(moves[at] as number)
    this.rows = new Int32Array((moves.length + 1) * this.edges.length)
    for (const event of this.events) this.countEvent(event, sorted, firsts)
    this.addUp()
  }

  /** Sets `cumulative` to what the shift of that index among those that were counted gave: hits by window. */
  take(index: number, cumulative: Int32Array): void {
    const from = (this.ranks[index] as number) * cumulative.length
    for (let window = 0; window < cumulative.length; window++)
      cumulative[window] = this.rows[from + window] as number
  }

  /** Of the moves some keep the event in the time, some lead it round one of the ends. */
  private countEvent(event: number, sorted: Float64Array, firsts: FirstAtLeast): void {
    const { slack, total } = this
    const behind = firsts.indexOf(total - event + slack)
    const before = firsts.indexOf(Math.min(slack - event, 0))
    this.countMoves(event, before, behind, sorted, firsts)
    this.countMoves(event - total, behind, sorted.length, sorted, firsts)
    this.countMoves(event + total, 0, before, sorted, firsts)
  }

  /** For the moves of index `from` up to `to`, of an event at `when`. */
  private countMoves(
    when: number,
    from: number,
    to: number,
    sorted: Float64Array,
    firsts: FirstAtLeast,
  ): void {
    if (from >= to) return
    const { sends, edges, slack, rows } = this
    const windows = edges.length
    const farthest = (sorted[to - 1] as number) + (edges[windows - 1] as number)
    // One more in front, for what rounding does.
    const first = Math.max(0, firstAtLeast(sends, when - slack + (sorted[from] as number)) - 1)
    // A move that brings the event behind a send makes the next one its first.
    let start = first === 0 ? from : firsts.indexAbove((sends[first - 1] as number) - when + slack)
    for (let next = first; next < sends.length; next++) {
      const latest = (sends[next] as number) - when + slack
      if (latest > farthest) return
      start = Math.max(start, from)
      const end = Math.min(to, firsts.indexAbove(latest))
      for (let window = windows - 1; window >= 0; window--) {
        const begin = Math.max(start, firsts.indexOf(latest - (edges[window] as number)))
        // A narrower window begins later still.
        if (begin >= end) break
        const on = begin * windows + window
        const off = end * windows + window
        rows[on] = (rows[on] as number) + 1
        rows[off] = (rows[off] as number) - 1
      }
      start = end
    }
  }

  /** From where counts change to what they are. */
  private addUp(): void {
    const { rows } = this
    const windows = this.edges.length
    for (let at = windows; at < rows.length; at++)
      rows[at] = (rows[at] as number) + (rows[at - windows] as number)
  }
}

/** A sorted copy of numbers that lie about evenly: each is laid into its cell, and is then near its place. */
export function sortedEvenly(numbers: Float64Array): Float64Array {
  const { length } = numbers
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let at = 0; at < length; at++) {
    low = Math.min(low, numbers[at] as number)
    high = Math.max(high, numbers[at] as number)
  }
  const scale = high > low ? (length - 1) / (high - low) : 0
  const ends = new Int32Array(length + 1)
  for (let at = 0; at < length; at++) {
    const cell = ((numbers[at] as number) - low) * scale
    ends[(cell | 0) + 1] = (ends[(cell | 0) + 1] as number) + 1
  }
  for (let cell = 1; cell <= length; cell++) ends[cell] = (ends[cell] as number) + (ends[cell - 1] as number)
  const sorted = new Float64Array(length)
  for (let at = 0; at < length; at++) {
    const number = numbers[at] as number
    const cell = ((number - low) * scale) | 0
    const place = ends[cell] as number
    sorted[place] = number
    ends[cell] = place + 1
  }
  for (let at = 1; at < length; at++) {
    const number = sorted[at] as number
    let place = at
    while (place > 0 && (sorted[place - 1] as number) > number) {
      sorted[place] = sorted[place - 1] as number
      place--
    }
    sorted[place] = number
  }
  return sorted
}
