import { smallest } from '../core/extremes.ts'
import { firstAtLeast, firstWhere } from './sorted.ts'
import { WindowCounts, windowEdges, windowSeconds } from './window-counts.ts'

/** Seconds behind an event in which a send is looked for. */
export const windowMax = 300
/** Widths of bands (a constant delay after the event) that are tried where events are few, as boots are. */
export const bandSeconds: readonly number[] = [1, 5]
const bandEventsMax = 20
const bandLatenciesMax = 64

/** One kind of event and one series of sends, on a line of time without the gaps between captures. */
export interface PairInput {
  /** Times of events and sends in observed seconds (see `ObservedTime.line`), ascending. */
  readonly events: Float64Array
  readonly sends: Float64Array
  /** Observed seconds in all. */
  readonly total: number
  /** Uncertainty of the clocks in seconds: widens every window on both sides. */
  readonly slack: number
  /** Random shifts to take at most; the p-value is never below 1 / (shifts + 1). */
  readonly shifts: number
}

/** A window or band with the events that are followed by a send in it. */
export interface Found {
  readonly from: number
  readonly to: number
  readonly hits: number
  readonly width: number
}

/** More hits than any series of events has. */
const unreachable = 0x7fffffff

/**
 * What some of the events show, which shifts are held against; and the fewest hits that are as good, by window and by band:
 * very many where none are.
 */
export interface Mark {
  readonly window: number
  readonly band: number
  readonly windowHits: Int32Array
  readonly bandHits: Int32Array
}

/** Counts hits for one shift of the events, without allocating. */
export class Tally {
  readonly cumulative: Int32Array = new Int32Array(windowSeconds.length)
  windowScore = 0
  bandScore = 0
  /** Index of the window of the best score. */
  best = 0
  private readonly events: Float64Array
  private readonly sends: Float64Array
  private readonly total: number
  private readonly counts: WindowCounts
  private readonly chances: readonly number[]
  private readonly bandChances: readonly number[]
  private seen: Mark | null = null
  readonly hasBands: boolean
  private readonly latencies: Float64Array
  private readonly owners: Int32Array
  private readonly perOwner: Int32Array
  /** By event of few: index of its first send. */
  private readonly firsts: Int32Array
  private band = 0
  private bandHits = 0
  private bandFrom = 0

  constructor(input: PairInput) {
    this.events = input.events
    this.sends = input.sends
    this.total = input.total
    this.counts = new WindowCounts(input.events, input.sends, input.total, input.slack)
    this.chances = Array.from(windowEdges(input.slack), (seconds) => this.coverage(seconds))
    this.hasBands = this.events.length > 1 && this.events.length <= bandEventsMax
    this.bandChances = this.hasBands ? bandSeconds.map((width) => this.coverage(width)) : []
    const size = this.hasBands ? this.events.length * bandLatenciesMax : 0
    this.latencies = new Float64Array(size)
    this.owners = new Int32Array(size)
    this.perOwner = new Int32Array(this.hasBands ? this.events.length : 0)
    this.firsts = new Int32Array(this.hasBands ? this.events.length : 0)
  }

  /** Steps that one shift costs, about. */
  get steps(): number {
    return this.counts.steps * (this.hasBands ? 4 : 1) + windowSeconds.length
  }

  /** The share of the observed time that lies within `seconds` before some send: the chance of an event at random. */
  coverage(seconds: number): number {
    const { sends, total } = this
    let covered = 0
    for (let at = 0; at < sends.length; at++) {
      const before = at === 0 ? (sends[sends.length - 1] as number) - total : (sends[at - 1] as number)
      covered += Math.min(seconds, (sends[at] as number) - before)
    }
    return Math.min(1, covered / total)
  }

  /** Index of the first event that a shift moves round the end. */
  turn(shift: number): number {
    return this.counts.turn(shift)
  }

  /** Sets everything for the times as they were, which is what shifts are held against. */
  asItWas(): void {
    this.at(0)
    this.scoreWindows(this.events.length)
    this.seen = this.markOf(this.events.length)
  }

  /** What `count` events show, as it is set: more hits are never less surprising. */
  markOf(count: number): Mark {
    const { windowScore: window, bandScore: band } = this
    const fewest = (isEnough: (hits: number) => boolean): number => {
      const hits = firstWhere(count, isEnough)
      return hits > count ? unreachable : hits
    }
    const windowHits = Int32Array.from(this.chances, (chance) =>
      fewest((hits) => isAsGood(likelihood(hits, count, chance), window)),
    )
    const bandHits = Int32Array.from(this.bandChances, (chance, index) =>
      fewest((hits) => isAsGood(bandLikelihood(hits, count, chance, index), band)),
    )
    return { window, band, windowHits, bandHits }
  }

  /** Moves all events by `shift` seconds, circularly, and sets `cumulative` and the score of bands. */
  at(shift: number): void {
    this.counts.at(shift)
    this.addUp()
    if (this.hasBands) this.scanBands(0, this.events.length, shift, this.seen)
  }

  /**
   * The same of the events from index `from` up to `to` alone, by `offset` seconds, which leads none round the end; and scores
   * windows. Bands that can not reach the mark that is given have the score 0.
   */
  part(from: number, to: number, offset: number, mark: Mark | null = null): void {
    this.counts.part(from, to, offset)
    this.addUp()
    this.scoreWindows(to - from)
    if (this.hasBands) this.scanBands(from, to, offset, mark)
  }

  /** Some window would be as good as in truth if so many more events were hits. */
  reaches(more: number): boolean {
    return this.seen !== null && this.reachesMark(this.seen, more)
  }

  /** The same of a mark: false where windows of some of the events can not be as good as it says. */
  reachesMark({ windowHits }: Mark, more = 0): boolean {
    const { cumulative } = this
    for (let window = 0; window < cumulative.length; window++)
      if ((cumulative[window] as number) + more >= (windowHits[window] as number)) return true
    return false
  }

  private addUp(): void {
    const { cumulative } = this
    const { counts } = this.counts
    let hits = 0
    for (let window = 0; window < cumulative.length; window++) {
      hits += counts[window] as number
      cumulative[window] = hits
    }
  }

  private scoreWindows(count: number): void {
    this.windowScore = 0
    this.best = 0
    this.chances.forEach((chance, window) => {
      const score = likelihood(this.cumulative[window] as number, count, chance)
      if (score > this.windowScore + 1e-9) {
        this.windowScore = score
        this.best = window
      }
    })
  }

  /** The best window, and the best band. */
  describe(): [Found, Found] {
    const to = windowSeconds[this.best] as number
    const width = bandSeconds[this.band] as number
    const { bandFrom } = this
    return [
      { from: 0, to, hits: this.cumulative[this.best] as number, width: to },
      { from: bandFrom, to: bandFrom + width, hits: this.bandHits, width },
    ]
  }

  /** Few events: is there a delay after which nearly all of them are followed by a send? */
  private scanBands(from: number, to: number, shift: number, mark: Mark | null): void {
    const { sends, latencies, owners, perOwner, firsts } = this
    this.bandScore = 0
    this.bandHits = 0
    let answered = 0
    for (let event = from; event < to; event++) {
      const when = this.moved(event, shift)
      const next = firstAtLeast(sends, when)
      firsts[event] = next
      if (next < sends.length && (sends[next] as number) - when <= windowMax) answered++
    }
    // A band has no more hits than there are events with a send behind them.
    if (mark !== null && answered < smallest(mark.bandHits)) return
    let size = 0
    for (let event = from; event < to; event++) {
      const when = this.moved(event, shift)
      let next = firsts[event] as number
      for (let taken = 0; taken < bandLatenciesMax && next < sends.length; taken++, next++) {
        const latency = (sends[next] as number) - when
        if (latency > windowMax) break
        // Insertion keeps both lists in order of latency; they are short.
        let place = size++
        while (place > 0 && (latencies[place - 1] as number) > latency) {
          latencies[place] = latencies[place - 1] as number
          owners[place] = owners[place - 1] as number
          place--
        }
        latencies[place] = latency
        owners[place] = event
      }
    }
    for (const [band, width] of bandSeconds.entries()) {
      perOwner.fill(0)
      let first = 0
      let distinct = 0
      let most = 0
      let mostFrom = 0
      for (let last = 0; last < size; last++) {
        const owner = owners[last] as number
        perOwner[owner] = (perOwner[owner] as number) + 1
        if (perOwner[owner] === 1) distinct++
        while ((latencies[last] as number) - (latencies[first] as number) > width) {
          const left = owners[first++] as number
          perOwner[left] = (perOwner[left] as number) - 1
          if (perOwner[left] === 0) distinct--
        }
        if (distinct > most) {
          most = distinct
          mostFrom = latencies[first] as number
        }
      }
      const score = bandLikelihood(most, to - from, this.bandChances[band] as number, band)
      if (score > this.bandScore + 1e-9 && most > 1) {
        this.bandScore = score
        this.band = band
        this.bandHits = most
        this.bandFrom = mostFrom
      }
    }
  }

  /** When an event is where all are moved circularly. */
  private moved(event: number, shift: number): number {
    const when = (this.events[event] as number) + shift
    return when >= this.total ? when - this.total : when
  }
}

/** Logarithm of the likelihood ratio for `hits` of `count` against the chance; 0 where hits are no more than that. */
function likelihood(hits: number, count: number, chance: number): number {
  const rate = hits / count
  if (rate <= chance || chance >= 1) return 0
  const lower = Math.max(chance, 1e-12)
  let sum = hits * Math.log(rate / lower)
  if (hits < count) sum += (count - hits) * Math.log((1 - rate) / (1 - lower))
  return sum
}

/** The same of the band of that index, which was chosen among all that lie in the longest window. */
function bandLikelihood(hits: number, count: number, chance: number, band: number): number {
  return likelihood(hits, count, chance) - Math.log(windowMax / (bandSeconds[band] as number))
}

/** A score that is as good as what was seen. */
export function isAsGood(score: number, seen: number): boolean {
  return seen > 0 && score >= seen - 1e-9
}
