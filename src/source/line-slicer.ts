import { carriageReturn, lineFeed } from '../core/ascii-codes.ts'
import { Collected } from './collected.ts'

/** Takes lines; the bytes are valid during the call only. */
export interface LineSink {
  /** A line without its end; empty where it is longer than the limit. `fileBytes` is its length in the file, end included. */
  line(bytes: Buffer, fileBytes: number, isTooLong: boolean): void
}

/** Cuts bytes into lines, however they come. */
export class LineSlicer {
  private readonly held: Collected
  private readonly lineBytesMax: number
  private readonly sink: LineSink

  constructor(sink: LineSink, lineBytesMax: number) {
    this.sink = sink
    this.lineBytesMax = lineBytesMax
    this.held = new Collected(lineBytesMax)
  }

  push(buf: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      const found = buf.indexOf(lineFeed, at)
      if (found < 0 || found >= end) {
        this.held.add(buf, at, end)
        return
      }
      this.hand(buf, at, found, 1)
      at = found + 1
    }
  }

  /** No more bytes of this file: what is left is its last line. */
  finish(): void {
    if (this.held.length > 0) this.hand(Buffer.alloc(0), 0, 0, 0)
  }

  private hand(buf: Buffer, start: number, end: number, endBytes: number): void {
    const length = this.held.length + end - start
    const bytes = this.held.take(buf, start, end)
    const stop = bytes[bytes.length - 1] === carriageReturn ? bytes.length - 1 : bytes.length
    this.sink.line(bytes.subarray(0, stop), length + endBytes, length > this.lineBytesMax)
  }
}
