import type { Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { countedBytes } from '../message-counts.ts'
import type { MessageCounts } from '../types.ts'
import { routeOn } from './route.ts'

/**
 * What became of the bytes that are being given: what every push into a parser is measured by. It keeps apart what is counted
 * meanwhile of other flows, and counts what comes for directions that are over. The counts themselves are the parsers' to
 * write; what a single flow was given and did not count yet stands in its route.
 */
export class ByteAccount {
  private readonly counts: MessageCounts
  /** What was counted of other bytes than those being given, see `aside`. */
  private countedAside = 0

  constructor(counts: MessageCounts) {
    this.counts = counts
  }

  /** Bytes counted so far, less what was counted aside: two looks at it tell what became of those given between. */
  get counted(): number {
    return countedBytes(this.counts) - this.countedAside
  }

  /**
   * Works on another flow than the one that is being given bytes, or on none that is: `given` of these bytes go to it. For
   * the flows around the first these are counted thereby, whatever the other does with them and with what it held.
   */
  aside<T>(flow: Flow, given: number, work: () => T): T {
    const before = this.counted
    const result = work()
    const counted = this.counted - before
    this.countedAside += counted - given
    for (let { outer } = flow; outer !== null; outer = outer.outer) {
      const around = routeOn(outer)
      if (around !== null) around.uncountedBytes += given - counted
    }
    return result
  }

  /** Bytes of a direction that is over. The stream layer counts these itself and gives none; this is for who does. */
  under(verdict: Verdict, length: number): Verdict {
    const kind = verdict & ~verdicts.bothDirections
    if (kind === verdicts.undecryptable) this.counts.undecryptableBytes += length
    else if (kind === verdicts.unrecognised) this.counts.unrecognisedSkippedBytes += length
    else this.counts.limitBytes += length
    return verdict
  }
}
