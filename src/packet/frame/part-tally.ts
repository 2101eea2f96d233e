import { fates } from './fates.ts'
import type { Fate } from './fates.ts'
import type { FrameAtHand } from './frame-at-hand.ts'
import type { FrameTally } from './frame-tally.ts'

/**
 * What became of several packets or frames in one (A-MSDU of 802.11, transfers of modems): it is dissected if any of them is, and
 * the bytes of the others count as what these are. Made for each such frame: they are few.
 */
export class PartTally {
  private readonly lostBytes: [fate: Fate, bytes: number][] = []
  private countedBytes = 0
  private isDissected = false
  private first: Fate = fates.malformed
  private firstName = ''
  private readonly current: FrameAtHand

  constructor(current: FrameAtHand) {
    this.current = current
  }

  /** A part of so many bytes, with its own headers, was read. */
  add(fate: Fate, bytes: number): void {
    const { current, lostBytes } = this
    if (fate === fates.dissected) {
      this.isDissected = true
      this.countedBytes += current.payloadBytes
      return
    }
    if (lostBytes.length === 0) {
      this.first = fate
      this.firstName = current.name
    }
    lostBytes.push([fate, bytes])
  }

  /** The fate of the whole, once all parts were read. */
  whole(tally: FrameTally): Fate {
    const { current } = this
    if (!this.isDissected) {
      current.name = this.firstName
      return this.first
    }
    for (const [fate, bytes] of this.lostBytes) {
      tally.countBytes(fate, bytes)
      this.countedBytes += bytes
      tally.noteUnread(fate)
    }
    current.payloadBytes = this.countedBytes
    return fates.dissected
  }
}
