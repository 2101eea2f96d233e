import type { RunOrigin } from '../../../core/origin.ts'
import type { Direction } from '../../../core/verdict.ts'
import type { Flow } from '../../../stream/types.ts'
import type { ParserContext } from '../../types.ts'
import { bookOf } from '../connection-book.ts'
import type { Connection } from '../connection.ts'
import { batchBytesMax, batchesMax, batchPacketBytesMax, giveBatch, takeBatch } from '../packet-batch.ts'
import type { PacketBatch } from '../packet-batch.ts'

/** The packets of a connection that wait to be opened together. Only so many connections have some at a time. */
export class WaitingPackets {
  private readonly flow: Flow
  private readonly context: ParserContext
  private batch: PacketBatch | null = null

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  get heldBytes(): number {
    return this.batch === null ? 0 : batchBytesMax
  }

  /** Whether the rest of the datagram is but one packet, of a kind that can be opened together with others. */
  mayWait(
    connection: Pick<Connection, 'mayBatch'>,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
  ): boolean {
    if (end - start > batchPacketBytesMax || start === end || ((buf[start] as number) & 0x80) !== 0)
      return false
    if (this.batch === null && bookOf(this.context).waiting.size >= batchesMax) return false
    return connection.mayBatch(direction)
  }

  hasRoom(length: number): boolean {
    return this.batch === null || this.batch.hasRoom(length)
  }

  /** `lead`: so many bytes of its datagram stand before it. */
  add(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin, lead: number): void {
    this.batch ??= takeBatch()
    if (this.batch.count === 0) bookOf(this.context).waiting.add(this.flow)
    this.batch.add(direction, buf, start, end, origin, lead)
  }

  /** They wait no longer, and are given back with {@link wereRead}. Nothing waits meanwhile: what is read may come back here. */
  take(): PacketBatch | null {
    const { batch } = this
    this.batch = null
    return batch
  }

  wereRead(batch: PacketBatch): void {
    giveBatch(batch)
    bookOf(this.context).waiting.delete(this.flow)
  }
}
