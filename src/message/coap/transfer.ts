import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import { Gather } from '../gather.ts'
import { handedOn } from '../handed-on.ts'
import type { UnitFacts } from '../handed-on.ts'
import { Message } from '../types.ts'
import type { Exchange } from '../types.ts'
import { writeMessage } from './head.ts'
import type { CoapReading } from './parse.ts'

/** Number of a block, whether more follow, and how many bytes one has (RFC 7959, 2.2). */
export function blockNumber(value: number): number {
  return value >> 4
}
/** Whether further blocks follow this one: bit M of the option's value (RFC 7959, 2.2). */
export function hasMore(value: number): boolean {
  return (value & 8) !== 0
}
/** Bytes of a block, from the SZX of the option's value (RFC 7959, 2.2). */
export function blockBytes(value: number): number {
  // 7 is reserved over UDP, and 1,024 over TCP, where a block may be several of them (RFC 8323, 6).
  return 1 << (4 + Math.min(6, value & 7))
}

/** A body that comes in blocks: the head of its first block, and the blocks so far, one behind the other. */
export class Transfer {
  readonly message: Message = new Message()
  readonly exchange: Exchange
  readonly isResponse: boolean
  private readonly head: Gather = new Gather(this.message.head)
  private readonly body: Gather = new Gather(this.message.body)
  /** Where the next block belongs in the body, and what is before it that never came. */
  private next = 0
  private missing = 0

  constructor(
    exchange: Exchange,
    isResponse: boolean,
    direction: Direction,
    unit: UnitFacts,
    reading: CoapReading,
  ) {
    const { message } = this
    this.exchange = exchange
    this.isResponse = isResponse
    writeMessage(direction, unit, reading)
    const first = handedOn.whole()
    message.protocol = first.protocol
    message.direction = direction
    message.frame = unit.frame
    message.sec = unit.sec
    message.nsec = unit.nsec
    message.status = first.status
    const { head } = first
    const { runs } = message.head
    head.buf.copy(this.head.room(head.length), 0, head.start, head.end)
    runs.addRange(0, head.runs, 0, head.length)
    message.head.end = message.head.start + head.length
    const moved = message.head.start - head.start
    const place = (at: number, end: number): number => (end > 0 ? at + moved : 0)
    message.methodStart = first.methodStart + moved
    message.methodEnd = first.methodEnd + moved
    message.hostStart = place(first.hostStart, first.hostEnd)
    message.hostEnd = place(first.hostEnd, first.hostEnd)
    message.targetStart = place(first.targetStart, first.targetEnd)
    message.targetEnd = place(first.targetEnd, first.targetEnd)
    message.fieldsStart = first.fieldsStart + moved
    handedOn.release()
  }

  get heldBytes(): number {
    return this.head.heldBytes + this.body.heldBytes
  }

  /**
   * Takes the payload `[start, end)` of the block that belongs at `position` of the body. `known`: it was taken before;
   * `other`: something else was taken for it. `leftOut`: bytes beyond what is kept.
   */
  take(
    unit: UnitFacts,
    start: number,
    end: number,
    position: number,
  ): { readonly was: 'new' | 'known' | 'other'; readonly leftOut: number } {
    const { message } = this
    const { part } = unit
    if (position < this.next) {
      const at = message.body.start + position - this.missing
      const isKnown =
        at >= message.body.start &&
        at + end - start <= message.body.end &&
        part.buf.compare(message.body.buf, at, at + end - start, start, end) === 0
      return { was: isKnown ? 'known' : 'other', leftOut: 0 }
    }
    if (position > this.next) {
      this.lack(position - this.next, 'gap')
      this.missing += position - this.next
    }
    const taken = Math.min(end - start, limits.message.bodyBytesMax - message.body.length)
    this.body.appendCopy(part, start, start + taken, 0)
    this.next = position + end - start
    const leftOut = end - start - taken
    if (leftOut > 0) this.lack(leftOut, 'limit')
    return { was: 'new', leftOut }
  }

  /** Says that bytes are not in the body; the first reason stays. */
  lack(bytes: number, reason: Message['incompleteReason']): void {
    const { message } = this
    message.isComplete = false
    if (message.incompleteReason === '') message.incompleteReason = reason
    message.bodyBytesLeftOut += bytes
  }

  release(): void {
    this.head.release()
    this.body.release()
  }
}
