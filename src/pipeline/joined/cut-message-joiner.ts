import { endsDocument } from '../../core/signs/document-end.ts'
import { limits } from '../../core/limits.ts'
import { latin1 } from '../../core/latin1.ts'
import type { Exchange, Message } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { heldPart, joinedParts } from './joined-parts.ts'
import type { HeldPart, JoinedParts } from './joined-parts.ts'

/**
 * What a program cuts over several messages of WebSocket or MQTT, as where a server takes messages of some size only:
 * a document of JSON that does not end in the message in which it begins, or a gzip member that does not. What follows on
 * the same connection (and topic) is put together with it until it is whole.
 */

/** A document or member that began, and did not end yet. */
export class CutMessage {
  readonly told: Set<string> = new Set()
  readonly flow: Flow
  readonly topic: string
  private readonly parts: HeldPart[] = []
  private readonly end: DocumentEnd | null
  private length = 0

  /** `end`: where it ends; null for a gzip member. */
  constructor(flow: Flow, topic: string, end: DocumentEnd | null) {
    this.flow = flow
    this.topic = topic
    this.end = end
  }

  /** Whether a message may go on with it, or is one of its own. */
  mayTake({ body: { buf, start, end } }: Message): boolean {
    if (end - start < pieceBytesMin) return false
    return this.end === null ? !isGzip(buf, start, end) : !isWholeDocument(buf, start, end)
  }

  /** Takes the next piece; true where nothing is missing behind it, or no more of it is kept. */
  add(exchange: Exchange, message: Message, order: number): boolean {
    const part = heldPart(exchange, message, order)
    this.parts.push(part)
    const { buf, end } = part.message.body
    this.length += end
    if (this.length >= limits.message.uploadBytesMax || this.parts.length >= limits.pipeline.cutPiecesMax)
      return true
    return this.end === null
      ? this.parts.length > 1 && isEndOfGzip(buf, end, this.length)
      : this.end.isIn(buf, 0, end)
  }

  joined(): JoinedParts | null {
    return this.parts.length > 1 ? joinedParts(this.parts, this.told) : null
  }
}

/** Shorter messages only keep the connection alive. */
const pieceBytesMin = 3
/** Shorter texts are no documents that somebody would cut. */
const firstPieceBytesMin = 24

const [quote, escape, brace, braceEnd, bracket, bracketEnd] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d]

/** Finds where a document of JSON ends, piece by piece. */
class DocumentEnd {
  private depth = 0
  private isInText = false
  private isEscaped = false

  isIn(buf: Buffer, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      const byte = buf[at]
      if (this.isEscaped) this.isEscaped = false
      else if (this.isInText) {
        if (byte === escape) this.isEscaped = true
        else if (byte === quote) this.isInText = false
      } else if (byte === quote) this.isInText = true
      else if (byte === brace || byte === bracket) this.depth++
      else if ((byte === braceEnd || byte === bracketEnd) && --this.depth <= 0) return true
    }
    return false
  }
}

function isWholeDocument(buf: Buffer, start: number, end: number): boolean {
  return (
    beginsDocument(buf[start]) && endsDocument(buf, start, end) && new DocumentEnd().isIn(buf, start, end)
  )
}

function beginsDocument(byte: number | undefined): boolean {
  return byte === brace || byte === bracket
}

/** RFC 1952, 2.3: the magic and the one method. */
function isGzip(buf: Buffer, start: number, end: number): boolean {
  return end - start > gzipBytesMin && buf[start] === 0x1f && buf[start + 1] === 0x8b && buf[start + 2] === 8
}

const gzipBytesMin = 32
/** Deflate makes no more than so many bytes of one. */
const expansionMax = 1_032

/** Whether the length at the end of a gzip member of so many bytes may be one: by chance it is in 1 of 1,000 cases. */
function isEndOfGzip(buf: Buffer, end: number, bytes: number): boolean {
  if (end < 4) return false
  const length = buf.readUInt32LE(end - 4)
  return length >= bytes >> 1 && length <= Math.min(bytes * expansionMax, lengthMax)
}

const lengthMax = 1 << 22

const none: readonly JoinedParts[] = []

/** Follows the messages of connections of which some are cut. */
export class CutMessageJoiner {
  /** The oldest first: one of each connection and topic. */
  private readonly open: CutMessage[] = []
  /** What never ended, and made room for the next of its connection. */
  private displaced: JoinedParts | null = null

  /** What the message begins or goes on with; null for nearly all, after two looks. */
  partOf(exchange: Exchange, message: Message): CutMessage | null {
    const { protocol, flow } = exchange
    if ((protocol !== 'websocket' && protocol !== 'mqtt') || message.direction !== 0) return null
    const { buf, start, end } = message.body
    if (!message.isComplete || message.piece > 0) return null
    const known = this.open.length === 0 ? undefined : this.openOf(flow, topicOf(message))
    if (known?.mayTake(message) === true) return known
    const isText = beginsDocument(buf[start]) && !endsDocument(buf, start, end)
    const isCut = isText || (isGzip(buf, start, end) && !isEndOfGzip(buf, end, end - start))
    if (!isCut || end - start < firstPieceBytesMin) return null
    if (known !== undefined) {
      this.close(known)
      this.displaced = known.joined()
    }
    if (this.open.length >= limits.message.uploadsMax) this.open.shift()
    const begun = new CutMessage(flow, topicOf(message), isText ? new DocumentEnd() : null)
    this.open.push(begun)
    return begun
  }

  /** Takes a message, once it was looked at; what it makes with those before it where it is the last, or takes their place. */
  take(cut: CutMessage, exchange: Exchange, message: Message, order: number): JoinedParts | null {
    const { displaced } = this
    this.displaced = null
    if (!cut.add(exchange, message, order)) return displaced
    this.close(cut)
    return cut.joined() ?? displaced
  }

  /** What is there of what never ended: of one connection, or of all. */
  left(flow: Flow | null = null): readonly JoinedParts[] {
    // Each connection that ends asks.
    return this.open.length === 0 ? none : this.leftOf(flow)
  }

  private leftOf(flow: Flow | null): readonly JoinedParts[] {
    const left = this.open.filter((one) => flow === null || one.flow === flow)
    for (const cut of left) this.close(cut)
    return left.flatMap((cut) => cut.joined() ?? [])
  }

  private openOf(flow: Flow, topic: string): CutMessage | undefined {
    return this.open.find((cut) => cut.flow === flow && cut.topic === topic)
  }

  private close(cut: CutMessage): void {
    const at = this.open.indexOf(cut)
    if (at !== -1) this.open.splice(at, 1)
  }
}

/** Of topics that count their messages the number is left out. */
function topicOf({ protocol, head, targetStart, targetEnd }: Message): string {
  return protocol === 'mqtt' ? latin1(head.buf, targetStart, targetEnd).replace(/\d+/g, '#') : ''
}
