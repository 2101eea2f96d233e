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

/** A block that came before one in front of it. */
class EarlyBlock {
  readonly part: Message['body'] = new Message().body
  private readonly gather: Gather = new Gather(this.part)

  constructor(from: Message['body'], start: number, end: number) {
    this.gather.appendCopy(from, start, end, 0)
  }

  get heldBytes(): number {
    return this.gather.heldBytes
  }

  release(): void {
    this.gather.release()
  }
}

/** A body that comes in blocks: the head of the first that came, and the blocks in their order. */
export class Transfer {
  readonly message: Message = new Message()
  readonly exchange: Exchange
  readonly isResponse: boolean
  private readonly head: Gather = new Gather(this.message.head)
  private readonly body: Gather = new Gather(this.message.body)
  /** Where the next block belongs in the body, and what is before it that never came. */
  private next = 0
  private missing = 0
  /** Where the last block ends; -1 while it is not known. */
  private whole = -1
  /** By position, those behind a block that has not come yet. */
  private readonly early: Map<number, EarlyBlock> = new Map()
  readonly token: string

  constructor(
    exchange: Exchange,
    isResponse: boolean,
    direction: Direction,
    unit: UnitFacts,
    reading: CoapReading,
    token: string,
    asked: string,
  ) {
    const { message } = this
    this.token = token
    this.exchange = exchange
    this.isResponse = isResponse
    writeMessage(direction, unit, reading, asked)
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
    message.isByGateway = first.isByGateway
    message.fieldsStart = first.fieldsStart + moved
    handedOn.release()
  }

  get heldBytes(): number {
    let held = this.head.heldBytes + this.body.heldBytes
    for (const block of this.early.values()) held += block.heldBytes
    return held
  }

  /** Every block from the first to the last came. */
  get isWhole(): boolean {
    return this.whole >= 0 && this.next >= this.whole
  }

  /**
   * Takes the payload `[start, end)` of the block that belongs at `position` of the body, and is the last or not. `known`:
   * it was taken before; `other`: something else was taken for it. `leftOut`: bytes beyond what is kept.
   */
  take(
    unit: UnitFacts,
    start: number,
    end: number,
    position: number,
    isLast: boolean,
  ): { readonly was: 'new' | 'known' | 'other'; readonly leftOut: number } {
    const { message } = this
    const { part } = unit
    if (isLast && this.whole < 0) this.whole = position + end - start
    if (position < this.next) {
      const at = message.body.start + position - this.missing
      const isKnown =
        at >= message.body.start &&
        at + end - start <= message.body.end &&
        part.buf.compare(message.body.buf, at, at + end - start, start, end) === 0
      return { was: isKnown ? 'known' : 'other', leftOut: 0 }
    }
    if (position === this.next) {
      const leftOut = this.append(part, start, end)
      return { was: 'new', leftOut: leftOut + this.appendEarly() }
    }
    const earlier = this.early.get(position)?.part
    if (earlier !== undefined) {
      const isSame = part.buf.compare(earlier.buf, earlier.start, earlier.end, start, end) === 0
      return { was: isSame ? 'known' : 'other', leftOut: 0 }
    }
    this.early.set(position, new EarlyBlock(part, start, end))
    return {
      was: 'new',
      leftOut: this.early.size > limits.message.coapEarlyBlocksMax ? this.giveUpHole() : 0,
    }
  }

  private append(part: Message['body'], start: number, end: number): number {
    const taken = Math.min(end - start, limits.message.bodyBytesMax - this.message.body.length)
    this.body.appendCopy(part, start, start + taken, 0)
    this.next += end - start
    const leftOut = end - start - taken
    if (leftOut > 0) this.lack(leftOut, 'limit')
    return leftOut
  }

  /** What follows without a hole. */
  private appendEarly(): number {
    let leftOut = 0
    for (let block = this.early.get(this.next); block !== undefined; block = this.early.get(this.next)) {
      this.early.delete(this.next)
      leftOut += this.append(block.part, block.part.start, block.part.end)
      block.release()
    }
    return leftOut
  }

  /** Passes over the blocks in front of the first that came early. Returns bytes beyond what is kept. */
  private giveUpHole(): number {
    const position = Math.min(...this.early.keys())
    this.lack(position - this.next, 'gap')
    this.missing += position - this.next
    this.next = position
    return this.appendEarly()
  }

  /** No more will come: what is missing is missing. Returns bytes beyond what is kept. */
  settle(): number {
    let leftOut = 0
    while (this.early.size > 0) leftOut += this.giveUpHole()
    return leftOut
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
