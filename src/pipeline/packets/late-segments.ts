import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { wayIn } from '../copies/left-out-segments.ts'

/** Bytes of one direction of a connection that come behind what follows them. */
interface Late {
  readonly sequence: number
  readonly length: number
}

/** Segments of TCP of one capture that came behind what follows them, up to `limits.stream.lateSegmentsMax`. */
export class LateSegments {
  /** More came late than is remembered. */
  isOver = false
  private readonly ways: Map<string, Late[]> = new Map()
  private count = 0

  /** Remembers the `length` bytes from `sequence` on. Gives whether they are new, and there was room for them. */
  add(flow: Flow, direction: Direction, sequence: number, length: number): boolean {
    if (this.has(flow, direction, sequence, length)) return false
    if (this.count >= limits.stream.lateSegmentsMax) {
      this.isOver = true
      return false
    }
    this.count++
    const way = wayIn(flow, direction)
    const known = this.ways.get(way)
    if (known === undefined) this.ways.set(way, [{ sequence, length }])
    else known.push({ sequence, length })
    return true
  }

  /** Whether any of `length` bytes from `sequence` on is among them. */
  has(flow: Flow, direction: Direction, sequence: number, length: number): boolean {
    if (this.count === 0) return false
    const known = this.ways.get(wayIn(flow, direction))
    return (
      known?.some(
        (late) => ((late.sequence - sequence) | 0) < length && ((sequence - late.sequence) | 0) < late.length,
      ) === true
    )
  }

  /** What is remembered now, for who asks while more is learned; null where nothing is. */
  asOfNow(): LateSegments | null {
    if (this.count === 0) return null
    const copy = new LateSegments()
    for (const [way, late] of this.ways) copy.ways.set(way, [...late])
    copy.count = this.count
    return copy
  }
}
