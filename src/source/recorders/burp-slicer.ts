/**
 * Cuts Burp's XML into items, in pieces as they come: one item is held at a time. What stands in a CDATA section is text,
 * whatever it looks like.
 */
import { limits } from '../../core/limits.ts'

/** Takes what the file is made of, in order. */
export interface BurpSink {
  /** From `<item>` to `</item>`. */
  item(bytes: Buffer): void
  /** What stands around items: the head of the file, white space, its end. */
  container(bytes: Buffer): void
  /** An item that is larger than the limit; only its size is known. */
  tooLarge(bytes: number): void
}

const itemStart = '<item>'
const itemEnd = '</item>'
const textStart = '<![CDATA['
const textEnd = ']]>'

/** Marks may come in pieces: so many bytes are looked at again. */
const markBytesMax = textStart.length

const containerBytesMax = 1_048_576

/** The slicer of one file. */
export class BurpSlicer {
  private readonly sink: BurpSink
  /** What is held stands at `[from, to)`; room doubles as an item grows. */
  private store: Buffer = Buffer.alloc(0)
  private from = 0
  private to = 0
  /** Bytes of what is held that were looked at. */
  private seen = 0
  private state: 'outside' | 'item' | 'text' = 'outside'
  /** Bytes of the item that were given up, as it is too large. */
  private dropped = 0

  constructor(sink: BurpSink) {
    this.sink = sink
  }

  push(bytes: Buffer): void {
    this.append(bytes)
    let goesOn = true
    while (goesOn && this.to > this.from) goesOn = this.step()
    if (this.state !== 'outside' && this.to - this.from > limits.source.entryBytesMax) {
      this.dropped += this.seen
      this.pass(this.seen)
    }
  }

  /** The bytes of an item that does not end; null where none is open. What stands outside of items is handed on. */
  finish(): number | null {
    const { held } = this
    this.pass(held.length)
    if (this.state !== 'outside') return this.dropped + held.length
    if (held.length > 0) this.sink.container(held)
    return null
  }

  private get held(): Buffer {
    return this.store.subarray(this.from, this.to)
  }

  private append(bytes: Buffer): void {
    const length = this.to - this.from
    if (this.to + bytes.length > this.store.length) {
      const old = this.store
      const isRoomy = (length + bytes.length) * 2 <= old.length
      if (!isRoomy) this.store = Buffer.allocUnsafe((length + bytes.length) * 2)
      old.copy(this.store, 0, this.from, this.to)
      this.from = 0
      this.to = length
    }
    bytes.copy(this.store, this.to)
    this.to += bytes.length
  }

  /** So many bytes are not held any more. */
  private pass(bytes: number): void {
    this.from += bytes
    this.seen = 0
  }

  /** Goes on to the next mark; false where more bytes are needed. */
  private step(): boolean {
    const { held, seen } = this
    if (this.state === 'outside') {
      const at = held.indexOf(itemStart, seen)
      if (at === -1) return this.waitOutside()
      if (at > 0) this.sink.container(held.subarray(0, at))
      this.pass(at)
      this.seen = itemStart.length
      this.state = 'item'
      return true
    }
    if (this.state === 'text') {
      const at = held.indexOf(textEnd, seen)
      if (at === -1) return this.wait()
      this.seen = at + textEnd.length
      this.state = 'item'
      return true
    }
    const end = held.indexOf(itemEnd, seen)
    const text = held.subarray(0, end === -1 ? held.length : end).indexOf(textStart, seen)
    if (text !== -1) {
      this.seen = text + textStart.length
      this.state = 'text'
      return true
    }
    if (end === -1) return this.wait()
    const stop = end + itemEnd.length
    const bytes = this.dropped + stop
    if (bytes > limits.source.entryBytesMax) this.sink.tooLarge(bytes)
    else this.sink.item(held.subarray(0, stop))
    this.dropped = 0
    this.pass(stop)
    this.state = 'outside'
    return true
  }

  /** The head of a file is short: of what has no items, no more is held. */
  private waitOutside(): false {
    const around = this.to - this.from - markBytesMax
    if (around > containerBytesMax) {
      this.sink.container(this.held.subarray(0, around))
      this.pass(around)
    }
    return this.wait()
  }

  private wait(): false {
    this.seen = Math.max(this.seen, this.to - this.from - markBytesMax)
    return false
  }
}
