import type { RunOrigin } from '../../../core/origin.ts'
import type { Direction } from '../../../core/verdict.ts'
import type { Connection } from '../connection.ts'

/** Lengths of a datagram with a full packet: RFC 9000, 14.1, and what fits Ethernet. Shorter ones may differ each time. */
const segmentBytesMin = 1_200
const segmentBytesMax = 1_500
const shortSegmentsMax = 8
/** So often a length is looked for in vain. */
const searchesMax = 4

/** Whoever opens packets with a short header: see connection.ts. */
export type ShortOpener = Pick<Connection, 'short' | 'hasKey' | 'mayTry'>

/** The lengths of datagrams that were captured several in one, of a connection: nothing says them, so they are tried out. */
export class SegmentLengths {
  /** By direction; 0 while none is known. */
  readonly known: [number, number] = [0, 0]
  private readonly searches: [number, number] = [searchesMax, searchesMax]

  /** Tries the lengths that a datagram may have which is but the first of several. Returns its end, or -1. */
  find(
    connection: ShortOpener,
    direction: Direction,
    buf: Buffer,
    at: number,
    sentAt: number,
    end: number,
    from: RunOrigin,
  ): number {
    if (this.searches[direction] === 0 || !connection.hasKey(direction)) return -1
    const length = end - sentAt
    // A few short ones, mostly of one length. Else the last is shorter than the others (`UDP_SEGMENT` of udp(7)).
    for (let count = 2; count <= shortSegmentsMax; count++) {
      const packetEnd = sentAt + length / count
      if (length % count !== 0 || length / count >= segmentBytesMin || packetEnd <= at) continue
      if (!connection.mayTry(from.frame)) return -1
      if (connection.short(direction, buf, at, packetEnd, from)) return packetEnd
    }
    const least = Math.min(segmentBytesMin, Math.ceil(length / shortSegmentsMax))
    const shortest = Math.max(at - sentAt + 1, least)
    for (let size = Math.min(segmentBytesMax, length - 1); size >= shortest; size--) {
      const packetEnd = sentAt + size
      if (!connection.mayTry(from.frame)) return -1
      if (!connection.short(direction, buf, at, packetEnd, from)) continue
      if (size >= segmentBytesMin) this.known[direction] = size
      return packetEnd
    }
    this.searches[direction]--
    return -1
  }
}
