import { backslash, carriageReturn, lineFeed, quote } from '../core/ascii-codes.ts'
import { Collected } from './collected.ts'
import type { LineSink } from './line-slicer.ts'

const space = 0x20

/** What stands between the objects of a list, and a byte order mark in front of it. */
const between: ReadonlySet<number> = new Set([...Buffer.from('\t\n\r ,[]'), 0xef, 0xbb, 0xbf])
const opening: ReadonlySet<number> = new Set(Buffer.from('{['))
const closing: ReadonlySet<number> = new Set(Buffer.from('}]'))

/**
 * Cuts JSON into its outermost objects, each as the line that it would be in a log: logs that were made a list
 * (`jq -s`, exports of search engines), or laid out over several lines. What is no object counts up to the end of its line, and so does
 * an object with a text that does not end.
 */
export class ObjectSlicer {
  private readonly held: Collected
  private readonly bytesMax: number
  private readonly sink: LineSink
  /** Bytes between objects that belong to no line yet. */
  private loose = 0
  private depth = 0
  private isInside = false
  private isString = false
  private isEscaped = false

  constructor(sink: LineSink, bytesMax: number) {
    this.sink = sink
    this.bytesMax = bytesMax
    this.held = new Collected(bytesMax)
  }

  push(buf: Buffer, start: number, end: number): void {
    let from = start
    for (let at = start; at < end; at++) {
      const byte = buf[at] as number
      if (!this.isInside) {
        if (between.has(byte)) {
          this.loose++
          continue
        }
        this.isInside = true
        from = at
      }
      if (!this.isLast(byte)) continue
      this.hand(buf, from, at + 1)
    }
    if (this.isInside) this.held.add(buf, Math.max(from, start), end)
  }

  /** No more bytes of this file: an object that is open was cut off, and what is left between objects ends the list. */
  finish(): void {
    if (this.isInside) this.hand(Buffer.alloc(0), 0, 0)
    if (this.loose > 0) this.sink.line(Buffer.alloc(0), this.loose, false)
    this.loose = 0
  }

  /** Whether the object ends with this byte. */
  private isLast(byte: number): boolean {
    if (this.isString) {
      // RFC 8259 section 7: no text holds the end of a line as it is. It was cut, and only its own object is lost.
      if (byte === lineFeed) return true
      if (this.isEscaped) this.isEscaped = false
      else if (byte === backslash) this.isEscaped = true
      else if (byte === quote) this.isString = false
      return false
    }
    if (byte === quote) this.isString = true
    else if (opening.has(byte)) this.depth++
    else if (closing.has(byte)) return --this.depth <= 0
    return this.depth === 0 && byte === lineFeed
  }

  private hand(buf: Buffer, start: number, end: number): void {
    const length = this.held.length + end - start
    const taken = this.held.take(buf, start, end)
    // Outside of texts, in which JSON has none, ends of lines mean nothing: slices hold one object in each line.
    const bytes = taken.map((byte) => (byte === lineFeed || byte === carriageReturn ? space : byte))
    const fileBytes = length + this.loose
    this.loose = 0
    this.depth = 0
    this.isInside = false
    this.isString = false
    this.isEscaped = false
    this.sink.line(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      fileBytes,
      length > this.bytesMax,
    )
  }
}

/** Whether a file of JSON is cut into objects, or into lines: told by its first bytes. `more`: too few of them. */
export function slicesObjects(buf: Buffer): boolean | 'more' {
  const text = buf.toString('latin1')
  const found = /^(?:\xef\xbb\xbf)?\s*(?:(\[)|\{[ \t\r]*(\n)|([^\s[{\xef])|\{[ \t\r]*([^ \t\r\n]))/.exec(text)
  if (found === null) return 'more'
  return found[1] !== undefined || found[2] !== undefined
}
