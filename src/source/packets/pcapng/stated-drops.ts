import type { SourceCounts } from '../../types.ts'

/** How many frames the capturing program lost, as blocks state it. */
export class StatedDrops {
  private readonly counts: SourceCounts
  /** Of the files of the same recording before this one. */
  private readonly before: number
  private ofStatistics = 0
  private hasStatistics = false
  /** Those that packet blocks state: used where no statistics block does. */
  private ofPackets = 0
  private hasPackets = false

  constructor(counts: SourceCounts) {
    this.counts = counts
    this.before = counts.droppedFrames ?? 0
  }

  /** A packet states how many were lost between the one before and itself. */
  byPacket(drops: number): void {
    this.ofPackets += drops
    this.hasPackets = true
    this.state()
  }

  /** A statistics block states so many more than the one of its interface before. */
  byStatistics(drops: number): void {
    this.ofStatistics += drops
    this.hasStatistics = true
    this.state()
  }

  /** Statistics blocks are totals; the counts of single packets are used only where there are none. */
  private state(): void {
    if (this.hasStatistics) this.counts.droppedFrames = this.before + this.ofStatistics
    else if (this.hasPackets) this.counts.droppedFrames = this.before + this.ofPackets
  }
}
