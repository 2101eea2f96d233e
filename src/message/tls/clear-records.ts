import type { MessageCounts } from '../types.ts'
import { recordTypes } from './parse.ts'
import type { RecordSide } from './record-side.ts'

/** How records in clear count of a connection whose secrets are not there yet, and may come. */
export class ClearRecords {
  private readonly counts: MessageCounts
  /**
   * Bytes of its handshake in clear that nobody reads where no secret can come: they count as framing once one is there,
   * and as encrypted where none comes.
   */
  private unreadBytes = 0
  /** By direction: what is read where no secret can come. It counts the same where one is awaited. */
  private readonly isLegible: [boolean, boolean] = [true, true]

  constructor(counts: MessageCounts) {
    this.counts = counts
  }

  /**
   * Whether a record in clear is read where no secret can come; where it is not, none behind it is. `isSettled`: the ServerHello
   * was read.
   */
  staysLegible(side: RecordSide, type: number, isSettled: boolean): boolean {
    const isRead = type === recordTypes.handshake || type === recordTypes.alert
    if (!isRead && !isSettled) this.endBoth()
    else if (!isRead) this.end(side)
    return this.isLegible[side.direction]
  }

  /** The rest of the direction is not read where no secret can come. */
  end(side: RecordSide): void {
    this.isLegible[side.direction] = false
  }

  endBoth(): void {
    this.isLegible.fill(false)
  }

  /** So many bytes are in clear, and not read unless a secret comes. */
  unread(length: number): void {
    this.counts.undecryptableBytes += length
    this.unreadBytes += length
  }

  /** A secret is there: what was in clear is read. */
  found(): void {
    this.counts.framingBytes += this.unreadBytes
    this.counts.undecryptableBytes -= this.unreadBytes
    this.unreadBytes = 0
  }
}
