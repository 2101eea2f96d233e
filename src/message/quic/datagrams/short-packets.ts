import type { RunOrigin } from '../../../core/origin.ts'
import type { Direction } from '../../../core/verdict.ts'
import type { ParserContext } from '../../types.ts'
import type { Connection } from '../connection.ts'
import { isPadding } from './padding.ts'
import { SegmentLengths } from './segment-lengths.ts'
import type { ShortOpener } from './segment-lengths.ts'

/**
 * The packets of a connection with a short header. Each goes up to the end of its datagram, but where the sender's system or
 * network card cuts datagrams (segmentation offload), a capture made there has many in one, all of one length but the last,
 * and the length is nowhere said. It is tried out, and remembered.
 */
export class ShortPackets {
  private readonly context: ParserContext
  private readonly segments: SegmentLengths = new SegmentLengths()

  constructor(context: ParserContext) {
    this.context = context
  }

  /** Reads the packet at `at`, which lies at `from`; its datagram began at `sentAt` as it was sent. Returns where it ends. */
  read(
    connection: ShortOpener & Pick<Connection, 'failed'>,
    direction: Direction,
    buf: Buffer,
    at: number,
    sentAt: number,
    end: number,
    from: RunOrigin,
  ): number {
    const known = this.segments.known[direction]
    if (known > 0 && sentAt + known < end && sentAt + known > at) {
      if (connection.short(direction, buf, at, sentAt + known, from)) return sentAt + known
    }
    if (connection.short(direction, buf, at, end, from)) return end
    const packetEnd = this.segments.find(connection, direction, buf, at, sentAt, end, from)
    if (packetEnd > at) return packetEnd
    const { counts } = this.context
    if (isPadding(buf, at, end)) counts.framingBytes += end - at
    else if (!connection.short(direction, buf, at, end, from, true)) {
      counts.undecryptableBytes += end - at
      connection.failed(direction, from.frame)
    }
    return end
  }
}
