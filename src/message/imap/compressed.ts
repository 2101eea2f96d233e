import type { ExpansionAccount } from '../../core/expansion-account.ts'
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import { Gather } from '../gather.ts'
import { Message, Part } from '../types.ts'
import type { ParserContext } from '../types.ts'
import { MessageInflater } from '../websocket/inflater.ts'
import { imapCompression, imapExpansion } from './anomalies.ts'

const nothing: Buffer = Buffer.alloc(0)
/** How a sender ends what is to be read at once: an empty stored block (RFC 1951 section 3.2.4; zlib's sync flush). */
const flushMark = Buffer.from([0, 0, 0xff, 0xff])

/** One direction: the bytes since the last flush. */
class Side {
  readonly raw: Gather = new Gather(new Part())
  readonly inflater: MessageInflater
  frame = 0
  sec = 0
  nsec = 0
  leftOut = 0

  constructor(direction: Direction, account: ExpansionAccount) {
    this.inflater = new MessageInflater(true, account, direction === 1)
  }

  get heldBytes(): number {
    return this.raw.heldBytes + this.inflater.heldBytes
  }
}

/**
 * Both directions behind COMPRESS=DEFLATE (RFC 4978), each one stream of headerless deflate. What comes up to a flush is
 * one message, inflated, with the lines that it has; its evidence is the compressed bytes. Where nobody flushes so that it
 * can be seen, the stream up to its end (or the limit) is one. What can not be inflated is searched as it is.
 */
export class CompressedStreams {
  private readonly context: ParserContext
  private readonly handOn: (message: Message) => void
  private readonly sides: readonly [Side, Side]
  private readonly message = new Message()

  constructor(context: ParserContext, handOn: (message: Message) => void) {
    this.context = context
    this.handOn = handOn
    this.sides = [new Side(0, context.expansion), new Side(1, context.expansion)]
  }

  get heldBytes(): number {
    return this.sides[0].heldBytes + this.sides[1].heldBytes
  }

  push(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    offset: number,
  ): void {
    const side = this.sides[direction]
    const { raw } = side
    if (raw.part.length === 0) {
      side.frame = origin.frame
      side.sec = origin.sec
      side.nsec = origin.nsec
    }
    for (let at = start; at < end; ) {
      const taken = Math.min(end - at, limits.message.bodyBytesMax - raw.part.length)
      raw.append(buf, at, at + taken, origin.frame, offset + at - start, 0)
      at += taken
      if (raw.part.length >= limits.message.bodyBytesMax) this.tell(direction, 'limit')
    }
    const { part } = raw
    if (part.length >= 4 && part.buf.compare(flushMark, 0, 4, part.end - 4, part.end) === 0)
      this.tell(direction, '')
    else raw.settle(0)
  }

  gap(direction: Direction, length: number): void {
    const side = this.sides[direction]
    side.leftOut = length
    this.tell(direction, 'gap')
    side.leftOut = 0
    // What comes refers to what is missing.
    side.inflater.forget()
  }

  finished(direction: Direction): void {
    this.tell(direction, '')
    this.sides[direction].inflater.forget()
  }

  shed(): void {
    for (const direction of [0, 1] as const) {
      this.tell(direction, 'limit')
      this.sides[direction].inflater.forget()
    }
  }

  private tell(direction: Direction, reason: Message['incompleteReason']): void {
    const side = this.sides[direction]
    const { part } = side.raw
    const { length } = part
    if (length === 0) return
    const { message } = this
    const { body } = message
    message.protocol = 'imap'
    message.direction = direction
    message.isComplete = reason === ''
    message.incompleteReason = reason
    message.bodyBytesLeftOut = side.leftOut
    message.frame = side.frame
    message.sec = side.sec
    message.nsec = side.nsec
    const inflated = side.inflater.inflate(part.buf.subarray(part.start, part.end), false)
    body.runs.clear()
    if (inflated === null) {
      this.context.anomalies.note(imapCompression, side.frame)
      body.buf = part.buf
      body.start = part.start
      body.end = part.end
      body.runs.addRange(0, part.runs, 0, length)
    } else {
      if (inflated.isCut) {
        this.context.anomalies.note(imapExpansion, side.frame)
        message.isComplete = false
        message.incompleteReason = 'limit'
      }
      body.buf = inflated.bytes
      body.start = 0
      body.end = inflated.bytes.length
      body.runs.addWholeRange(0, part.runs, 0, length)
    }
    this.context.counts.readBytes += length
    if (body.length > 0) this.handOn(message)
    body.buf = nothing
    body.start = 0
    body.end = 0
    side.raw.release()
  }
}
