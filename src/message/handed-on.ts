/**
 * The message that protocols with whole units hand on: one for all of them, since a sink uses it during the call only.
 * Protocols whose fields are binary write their head with it as lines `Name: value`, so that decoding and detection
 * meet named values; every byte of a value keeps its place on the wire, which is where evidence points.
 */
import { lineFeed } from '../core/ascii-codes.ts'
import { limits } from '../core/limits.ts'
import type { RunMap } from '../core/origin.ts'
import type { Direction } from '../core/verdict.ts'
import { Message } from './types.ts'
import type { NamedValues } from './named-values.ts'
import type { Part, ProtocolName } from './types.ts'

const none: Buffer = Buffer.alloc(0)
const space = 32
const hostField = 'Host'
const contentTypeField = 'Content-Type'

/** What a message is made from: a unit of bytes, and the time and frame of its first one. */
export interface UnitFacts {
  readonly part: Part
  readonly frame: number
  readonly sec: number
  readonly nsec: number
  readonly incomplete: Message['incompleteReason']
  /** Bytes of the unit that are not in `part`. */
  readonly leftOut: number
}

/** A piece `[start, end)` of what a message is about, and what our own text puts in front of it. */
export interface TargetPiece {
  readonly lead: string
  readonly start: number
  readonly end: number
}

/** A message and the memory that it is written in. Valid until the next one is begun. */
export class HandedOn {
  readonly message: Message = new Message()
  /** Fields written so far. */
  fields = 0
  private buf: Buffer = Buffer.alloc(2_048)
  private end = 0

  /** A new message with nothing in it. */
  begin(protocol: ProtocolName, direction: Direction, unit: UnitFacts): this {
    const { message } = this
    message.protocol = protocol
    message.direction = direction
    message.clearFacts()
    message.isComplete = unit.incomplete === ''
    message.incompleteReason = unit.incomplete
    message.bodyBytesLeftOut = unit.leftOut
    message.frame = unit.frame
    message.sec = unit.sec
    message.nsec = unit.nsec
    this.fields = 0
    this.end = 0
    empty(message.head)
    empty(message.body)
    return this
  }

  /** Writes the start line: a method, and what it is about where that stands at `[start, end)` of `part.buf`. */
  startLine(method: string, part: Part, start = 0, end = 0): void {
    this.startLineOf(method, part, end > start ? [{ lead: '', start, end }] : [])
  }

  /** The same where what it is about stands in pieces of `part.buf`, which are joined. */
  startLineOf(method: string, part: Part, target: readonly TargetPiece[]): void {
    const { message } = this
    message.methodStart = 0
    message.methodEnd = method.length
    this.text(method)
    this.text(' ')
    if (target.length > 0) {
      message.targetStart = this.end
      for (const { lead, start, end } of target) {
        if (lead !== '') this.text(lead)
        this.bytes(part, start, end)
      }
      message.targetEnd = this.end
    }
    this.text('\r\n')
    message.fieldsStart = this.end
  }

  /** Writes the field `name` with the bytes `[start, end)` of `part.buf`. An empty one is left out; false beyond the limit. */
  field(name: string, part: Part, start: number, end: number): boolean {
    if (end <= start) return true
    if (this.fields >= limits.message.fieldsMax) return false
    this.fields++
    this.text(`${name}: `)
    this.bytes(part, start, end)
    this.text('\r\n')
    return true
  }

  /** Writes all fields that a parser found in `part`; those beyond the limit become the body, where there is none. */
  fieldsOf(list: NamedValues, part: Part): void {
    for (let index = 0; index < list.length; index++) {
      const name = list.names[index] as string
      const start = list.starts[index] as number
      const end = list.ends[index] as number
      const text = list.texts[index] as string
      if (name === hostField) this.host(part, start, end)
      else if (name === contentTypeField) this.contentType(part, start, end)
      else if (text === '') this.field(name, part, start, end)
      else this.textField(name, text, part, start, end)
    }
  }

  /** A field whose value is written otherwise on the wire, in `[start, end)` of `part.buf`: digits as BCD, an address as bytes. */
  textField(name: string, value: string, part: Part, start: number, end: number): boolean {
    if (value === '') return true
    if (this.fields >= limits.message.fieldsMax) return false
    this.fields++
    this.text(`${name}: `)
    this.room(value.length)
    this.message.head.runs.addWholeRange(this.end, part.runs, start - part.start, end - part.start)
    this.end += this.buf.write(value, this.end, 'latin1')
    this.text('\r\n')
    return true
  }

  /** As `field`, and it is the content type of the body. */
  contentType(part: Part, start: number, end: number): void {
    const from = this.end + contentTypeField.length + 2
    if (end <= start || !this.field(contentTypeField, part, start, end)) return
    this.message.contentTypeStart = from
    this.message.contentTypeEnd = this.end - 2
  }

  /** As `field`, and it is the name by which the client calls the server. */
  host(part: Part, start: number, end: number): void {
    const from = this.end + hostField.length + 2
    if (end <= start || !this.field(hostField, part, start, end)) return
    this.message.hostStart = from
    this.message.hostEnd = this.end - 2
  }

  /** The head is `[start, end)` of `part.buf` as it stands. */
  wireHead(part: Part, start: number, end: number): void {
    share(this.message.head, part, start, end)
  }

  /** The body is `[start, end)` of `part.buf`. */
  body(part: Part, start: number, end: number): void {
    share(this.message.body, part, start, Math.max(start, end))
  }

  /** The message, to be handed on at once. */
  whole(): Message {
    if (this.end > 0) {
      const { head } = this.message
      head.buf = this.buf
      head.start = 0
      head.end = this.end
    }
    return this.message
  }

  /** Behind `whole`: what stands at `[start, end)` of `part.buf` beside the body, as a further piece of the same message. */
  beside(part: Part, start: number, end: number): Message {
    const { message } = this
    message.piece++
    message.isFurther = true
    message.bodyBytesLeftOut = 0
    message.head.end = message.head.start
    message.head.runs.clear()
    this.body(part, start, end)
    return message
  }

  /** Lets go of the unit's bytes, and of a buffer that one message made large. */
  release(): void {
    empty(this.message.head)
    empty(this.message.body)
    if (this.buf.length > limits.message.headBytesMax) this.buf = Buffer.alloc(2_048)
  }

  /** Bytes of the unit. Behind a line feed a blank is put: it stays one field (as folded lines of HTTP do). */
  private bytes(part: Part, start: number, end: number): void {
    const { runs } = this.message.head
    let from = start
    while (from < end) {
      const feed = part.buf.indexOf(lineFeed, from)
      const to = feed < 0 || feed >= end ? end : feed + 1
      this.room(to - from + 1)
      runs.addRange(this.end, part.runs, from - part.start, to - part.start)
      this.end += part.buf.copy(this.buf, this.end, from, to)
      if (to < end || (feed >= 0 && feed < end)) this.buf[this.end++] = space
      from = to
    }
  }

  /** Our own text. */
  private text(text: string): void {
    this.room(text.length)
    this.message.head.runs.addNone(this.end)
    this.end += this.buf.write(text, this.end, 'latin1')
  }

  private room(bytes: number): void {
    if (this.end + bytes <= this.buf.length) return
    const wider = Buffer.alloc(Math.max(this.buf.length * 2, this.end + bytes))
    this.buf.copy(wider, 0, 0, this.end)
    this.buf = wider
  }
}

function empty(part: Part): void {
  part.buf = none
  part.start = 0
  part.end = 0
  part.runs.clear()
}

function share(part: Part, from: Part, start: number, end: number): void {
  part.buf = from.buf
  part.start = start
  part.end = end
  part.runs.clear()
  const runs: RunMap = part.runs
  runs.addRange(0, from.runs, start - from.start, end - from.start)
}

/** The one message of this thread. */
export const handedOn: HandedOn = new HandedOn()
