/**
 * WebSocket on one flow (RFC 6455), behind the upgrade that named it: each message of either side is handed on by itself
 * when its last fragment is there, unmasked and inflated (RFC 7692). A client's message is a request without a
 * response, a server's a response without a request; both carry method, target and host of the request that opened the
 * connection. A control frame with a payload is a message, too: whatever was sent is searched.
 *
 * Nothing in the stream tells where a frame starts: behind bytes that are missing frames are taken up again at a chunk
 * that starts with one, as most do.
 */
import type { ExpansionAccount } from '../../core/expansion-account.ts'
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { Gather } from '../gather.ts'
import { ExchangeTeller } from '../exchange-teller.ts'
import { isRequestBegun } from '../http1/start-line.ts'
import type { KeptHead, ProtocolSwitch } from '../protocol-switch.ts'
import { StrayBytes } from '../stray-bytes.ts'
import type { IncompleteReason, InnerStream, Parser, ParserContext } from '../types.ts'
import { Message, Part, switchProtocol } from '../types.ts'
import type { WebSocketAnomaly } from './anomalies.ts'
import { webSocketAnomalies } from './anomalies.ts'
import { MessageInflater, takesOver } from './inflater.ts'
import {
  FrameHeader,
  headerLength,
  isExtended,
  isPossible,
  isWholeHeader,
  opcodes,
  probeFrames,
} from './parse.ts'

const states = { header: 0, payload: 1, lost: 2 } as const

/**
 * Subprotocols whose content goes to their own parser. Of some the messages, one behind the other, are a stream of bytes:
 * MQTT (MQTT 5.0 section 6; 3.1 by its own name), XMPP (RFC 7395); of SIP each is whole by itself (RFC 7118).
 */
const subprotocols: ReadonlyMap<string, 'stream' | 'messages'> = new Map([
  ['mqtt', 'stream'],
  ['mqttv3.1', 'stream'],
  ['xmpp', 'stream'],
  ['sip', 'messages'],
])

/** Longest header: two bytes, a length of eight, a mask of four. */
const headerBytesMax = 14

/** A message of which more fragments may come. */
class Making {
  readonly message: Message = new Message()
  readonly body: Gather = new Gather(this.message.body)
  /** Of a compressed message, its bytes as they came. */
  readonly raw: Gather = new Gather(new Part())
  isOpen = false
  isCompressed = false
  /** Bytes are missing or left out: what comes behind them is of no use to an inflater. */
  isBroken = false
  /** It was handed on as far as it was read; the rest is counted. */
  isGivenUp = false

  get target(): Gather {
    return this.isCompressed ? this.raw : this.body
  }

  get heldBytes(): number {
    return this.body.heldBytes + this.raw.heldBytes
  }

  begin(direction: Direction, origin: RunOrigin, isCompressed: boolean): void {
    const { message } = this
    message.protocol = 'websocket'
    message.direction = direction
    message.isComplete = true
    message.incompleteReason = ''
    message.bodyBytesLeftOut = 0
    message.frame = origin.frame
    message.sec = origin.sec
    message.nsec = origin.nsec
    this.isOpen = true
    this.isCompressed = isCompressed
    this.isBroken = false
    this.isGivenUp = false
  }

  markIncomplete(reason: IncompleteReason): void {
    this.message.isComplete = false
    if (this.message.incompleteReason === '') this.message.incompleteReason = reason
  }

  settle(): void {
    this.body.settle(0)
    this.raw.settle(0)
  }

  clear(): void {
    this.body.release()
    this.raw.release()
    this.isOpen = false
  }
}

/** One direction. */
class Side {
  readonly direction: Direction
  readonly inflater: MessageInflater
  state = 0
  /** Bytes of the header that are there. */
  readonly headerBytes: Buffer = Buffer.alloc(headerBytesMax)
  seen = 0
  readonly header: FrameHeader = new FrameHeader()
  left = 0
  /** Position in the mask of the next byte. */
  maskAt = 0
  /** Text or binary, in fragments; and a control frame, which may come between them. */
  readonly content: Making = new Making()
  readonly control: Making = new Making()
  isMaskNoted = false
  /** It has said that it will send no more messages. */
  isClosed = false
  /** What is passed over while the start of a frame is looked for, and how much of it is not counted yet. */
  readonly lost: StrayBytes = new StrayBytes()
  lostBytes = 0

  constructor(direction: Direction, extensions: string, account: ExpansionAccount) {
    this.direction = direction
    const isAnswer = direction === 1
    this.inflater = new MessageInflater(takesOver(extensions, isAnswer), account, isAnswer)
  }

  get heldBytes(): number {
    return this.content.heldBytes + this.control.heldBytes + this.inflater.heldBytes + this.lost.heldBytes
  }

  /** What the frame that is read belongs to. */
  get making(): Making {
    return this.header.opcode >= opcodes.close ? this.control : this.content
  }
}

export class WebSocketParser extends ExchangeTeller implements Parser {
  readonly protocol = 'websocket'
  restStart = 0
  private head: KeptHead | null
  /** What both ends agreed on has a parser of its own: the content goes there, and is chosen by what it is. */
  private readonly carried: 'stream' | 'messages' | null
  private inner: InnerStream | null = null
  private readonly sides: readonly [Side, Side]

  constructor(flow: Flow, context: ParserContext, switched: ProtocolSwitch | null) {
    super(flow, context)
    this.head = switched?.request ?? null
    // Where the answer was not seen, what was asked for alone is what was agreed on.
    const told = switched?.response ?? switched?.request ?? null
    const agreed = told?.field('sec-websocket-protocol').trim().toLowerCase() ?? ''
    this.carried = subprotocols.get(agreed) ?? null
    const extensions = switched?.response?.field('sec-websocket-extensions') ?? ''
    this.sides = [new Side(0, extensions, context.expansion), new Side(1, extensions, context.expansion)]
  }

  /** Both ends have closed it: the connection may go on all the same. */
  private get isClosed(): boolean {
    const [client, server] = this.sides
    return client.isClosed && server.isClosed && client.seen === 0
  }

  get heldBytes(): number {
    return (this.head?.heldBytes ?? 0) + this.sides[0].heldBytes + this.sides[1].heldBytes
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const side = this.sides[direction]
    if (this.isClosed && isRequestBegun(buf, start, end, direction)) {
      this.restStart = start
      return switchProtocol
    }
    const shift = origin.offset - start
    let at = side.state === states.lost ? this.findFrame(side, buf, start, end, origin, shift) : start
    while (at < end) {
      if (side.state === states.header) at = this.readHeader(side, buf, at, end, origin)
      else if (side.state === states.payload) at = this.readPayload(side, buf, at, end, origin, shift)
      else at = this.passOver(side, buf, at, end, origin, shift)
    }
    side.content.settle()
    side.control.settle()
    return verdicts.more
  }

  gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    if (length <= 0) return verdicts.more
    const side = this.sides[direction]
    if (side.state === states.lost) {
      this.searchLost(side)
      return verdicts.more
    }
    this.note('gap', origin.frame)
    if (side.state === states.payload && length <= side.left) {
      const { making } = side
      making.markIncomplete('gap')
      making.message.bodyBytesLeftOut += length
      making.isBroken = true
      side.left -= length
      side.maskAt = (side.maskAt + length) % 4
      if (side.left === 0) this.frameDone(side)
    } else this.lose(side)
    return verdicts.more
  }

  finished(direction: Direction): void {
    const side = this.sides[direction]
    const isOpen = side.content.isOpen || side.control.isOpen || side.seen > 0
    if (isOpen) this.note('cut', side.content.isOpen ? side.content.message.frame : 0)
    this.dropHeader(side)
    for (const making of [side.control, side.content]) {
      if (!making.isOpen) continue
      making.markIncomplete('capture-end')
      this.handOn(side, making)
    }
    this.searchLost(side)
    side.state = states.lost
  }

  end(): void {
    this.finished(0)
    this.finished(1)
    this.head = null
    this.inner?.end()
    this.inner = null
    for (const side of this.sides) side.inflater.forget()
  }

  shed(): void {
    for (const side of this.sides) {
      side.inflater.forget()
      this.searchLost(side)
      for (const making of [side.control, side.content]) {
        if (!making.isOpen || making.isGivenUp) continue
        this.note('heldTooMuch', making.message.frame)
        making.markIncomplete('limit')
        this.handOn(side, making)
        making.isOpen = true
        making.isGivenUp = true
      }
    }
    this.head = null
  }

  private readHeader(side: Side, buf: Buffer, start: number, end: number, origin: RunOrigin): number {
    const { headerBytes } = side
    let at = start
    while (at < end && side.seen < 2) headerBytes[side.seen++] = buf[at++] as number
    if (side.seen < 2) return at
    const first = headerBytes[0] as number
    const second = headerBytes[1] as number
    if (!isPossible(first, second)) {
      const isRead = isExtended(first, second, side.direction)
      this.note(isRead ? 'reservedBit' : 'badFrame', origin.frame)
      if (!isRead) {
        this.lose(side)
        return at
      }
    }
    const length = headerLength(second)
    while (at < end && side.seen < length) headerBytes[side.seen++] = buf[at++] as number
    if (side.seen < length) return at
    this.context.counts.framingBytes += length
    side.seen = 0
    const { header } = side
    header.read(headerBytes, 0)
    if (header.isMasked !== (side.direction === 0) && !side.isMaskNoted) {
      side.isMaskNoted = true
      this.note('badMask', origin.frame)
    }
    side.left = header.length
    side.maskAt = 0
    this.beginFrame(side, origin)
    side.state = states.payload
    if (side.left === 0) this.frameDone(side)
    return at
  }

  /** A frame begins a message, or goes on with one. */
  private beginFrame(side: Side, origin: RunOrigin): void {
    const { header, content, control } = side
    if (header.opcode >= opcodes.close) {
      if (!header.isFin) this.note('fragmentedControl', origin.frame)
      control.begin(side.direction, origin, false)
      return
    }
    if (header.opcode === opcodes.continuation) {
      if (content.isOpen) return
      this.note('strayContinuation', origin.frame)
      content.begin(side.direction, origin, false)
      content.markIncomplete('gap')
      return
    }
    if (content.isOpen) {
      this.note('interrupted', origin.frame)
      content.markIncomplete('gap')
      this.handOn(side, content)
    }
    content.begin(side.direction, origin, header.isCompressed)
  }

  private readPayload(
    side: Side,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    const bound = Math.min(end, start + side.left)
    const length = bound - start
    const { making } = side
    const { counts } = this.context
    if (making.isGivenUp) counts.limitBytes += length
    else if (making.isBroken && making.isCompressed) counts.resyncBytes += length
    else {
      const { target } = making
      const kept = Math.min(length, limits.message.bodyBytesMax - target.part.length)
      if (side.header.isMasked) unmask(side, target, buf, start, start + kept, origin.frame, shift)
      else target.append(buf, start, start + kept, origin.frame, shift + start, 0)
      counts.readBytes += kept
      if (kept < length) this.leaveOut(making, length - kept, origin.frame)
    }
    side.maskAt = (side.maskAt + length) % 4
    side.left -= length
    if (side.left === 0) this.frameDone(side)
    return bound
  }

  private leaveOut(making: Making, length: number, frame: number): void {
    this.context.counts.limitBytes += length
    making.message.bodyBytesLeftOut += length
    if (making.message.incompleteReason !== 'limit') this.note('messageTooLong', frame)
    making.markIncomplete('limit')
    making.isBroken = true
  }

  private frameDone(side: Side): void {
    side.state = states.header
    const { header, making } = side
    if (header.opcode === opcodes.close) side.isClosed = true
    if (making === side.control || header.isFin) this.handOn(side, making)
  }

  /** Hands on the message as it is; an empty one says nothing. */
  private handOn(side: Side, making: Making): void {
    if (!making.isGivenUp) {
      // What was inflated has another length than on the wire, and stays a message by itself.
      const isCarried = this.carried !== null && making === side.content && !making.isCompressed
      if (making.isCompressed) this.inflate(side, making)
      if (isCarried) this.toInner(making.message)
      else if (making.message.body.length > 0) this.emit(making.message)
    }
    making.clear()
  }

  /** Makes the body of what was inflated, mapped to the bytes it came from; else of these as they are. */
  private inflate(side: Side, making: Making): void {
    const { message, raw } = making
    const { part } = raw
    const { body } = message
    const isWhole = message.isComplete
    const inflated = side.inflater.inflate(part.buf.subarray(part.start, part.end), isWhole)
    if (!isWhole) side.inflater.forget()
    if (inflated === null) {
      this.note('notInflated', message.frame)
      making.markIncomplete('gap')
      raw.moveTo(making.body)
      return
    }
    if (inflated.isCut) {
      this.note('expandsTooMuch', message.frame)
      making.markIncomplete('limit')
    }
    body.buf = inflated.bytes
    body.start = 0
    body.end = inflated.bytes.length
    body.runs.addWholeRange(0, part.runs, 0, part.length)
  }

  /** Gives a message to what is inside. Its bytes are counted there. */
  private toInner(message: Message): void {
    this.inner ??= this.context.openInner(this.flow, this.flow.protection)
    const { body, direction } = message
    this.context.counts.readBytes -= body.length
    const origin = new RunOrigin()
    origin.sec = message.sec
    origin.nsec = message.nsec
    if (this.carried === 'messages') {
      if (body.length === 0) return
      origin.frame = message.frame
      origin.runs = body.runs
      this.inner.datagram(direction, body.buf, body.start, body.end, origin)
      return
    }
    let at = body.start
    for (const span of body.runs.spans(0, body.length)) {
      origin.frame = span.frame
      origin.offset = span.start
      this.inner.chunk(direction, body.buf, at, at + span.end - span.start, origin)
      at += span.end - span.start
    }
    if (!message.isComplete) this.inner.gap(direction, Math.max(1, message.bodyBytesLeftOut), origin)
  }

  private emit(message: Message): void {
    this.head?.lendTo(message)
    this.context.sink.closed(this.tell(message))
  }

  /** Where the next frame starts is not known any more. */
  private lose(side: Side): void {
    this.context.counts.resyncBytes += side.seen
    side.seen = 0
    for (const making of [side.control, side.content]) {
      if (!making.isOpen) continue
      making.markIncomplete('gap')
      this.handOn(side, making)
    }
    side.inflater.forget()
    side.state = states.lost
  }

  /** The rest of a header will not come. */
  private dropHeader(side: Side): void {
    this.context.counts.framingBytes += side.seen
    side.seen = 0
  }

  /**
   * Finds where frames go on in the chunk, and returns that place: at its start, or behind the rest of a frame whose
   * mask is not known.
   */
  private findFrame(
    side: Side,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    let at = start
    if (!isWholeHeader(buf, start, end, side.direction)) {
      // What the server says has no mask that would prove it.
      at = side.direction === 1 ? end : start + 1
      while (at < end && probeFrames(buf, at, end) !== 'yes') at++
    }
    at = this.passOver(side, buf, start, Math.min(at, end), origin, shift)
    if (at < end) {
      this.searchLost(side)
      side.state = states.header
    }
    return at
  }

  /**
   * Bytes of a frame whose header is not known. The server's are not masked: they are searched as they are; those of a
   * client only where there is a text in them, since then they are no frame at all (see `searchLost`).
   */
  private passOver(
    side: Side,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    side.lostBytes += end - start
    side.lost.take(buf, start, end, origin, shift)
    return end
  }

  private searchLost(side: Side): void {
    const { context, flow } = this
    // The request for the upgrade itself, where it stands behind the answer to it in the capture; a client that does not mask.
    if (side.direction === 0 && !side.lost.hasText) side.lost.forget()
    const searched = side.lost.handOn(flow, context, side.direction)
    context.counts.unrecognisedReadBytes += searched
    context.counts.resyncBytes += side.lostBytes - searched
    side.lostBytes = 0
  }

  private note(name: WebSocketAnomaly, frame: number): void {
    this.context.anomalies.note(webSocketAnomalies[name], frame)
  }
}

/** Puts the bytes, unmasked, behind what there is: on the wire they lie as they are here, byte for byte. */
function unmask(
  side: Side,
  target: Gather,
  buf: Buffer,
  start: number,
  end: number,
  frame: number,
  shift: number,
): void {
  if (start === end) return
  const { mask } = side.header
  const { part } = target
  const to = target.room(end - start)
  part.runs.add(part.length, frame, shift + start)
  let at = part.end
  let maskAt = side.maskAt
  for (let from = start; from < end; from++) {
    to[at++] = (buf[from] as number) ^ (mask[maskAt] as number)
    maskAt = (maskAt + 1) & 3
  }
  part.end = at
}
