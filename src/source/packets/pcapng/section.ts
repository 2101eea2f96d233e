import { word } from './blocks.ts'
import type { TickClock } from './tick-clock.ts'

/** An interface of a section. */
interface SectionInterface {
  readonly number: number
  readonly linkType: number
  readonly snapLength: number
  readonly clock: TickClock
  /** Drop count of the last statistics block: they are running totals. */
  dropped: number
}

/** The section that is read: its byte order, and its interfaces by their number in it; null for those beyond the limit. */
export class PcapngSection {
  isBigEndian = false
  interfaces: (SectionInterface | null)[] = []

  /** What follows belongs to a new one, with its own byte order and interfaces. */
  open(isBigEndian: boolean): void {
    this.isBigEndian = isBigEndian
    this.interfaces = []
  }

  word(buf: Buffer, at: number): number {
    return word(buf, at, this.isBigEndian)
  }

  half(buf: Buffer, at: number): number {
    return this.isBigEndian ? buf.readUInt16BE(at) : buf.readUInt16LE(at)
  }
}
