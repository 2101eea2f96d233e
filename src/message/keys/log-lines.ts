import { limits } from '../../core/limits.ts'

const { keyLogLineBytesMax } = limits.message

/** The lines of a text that comes in pieces: each is handed on whole, and one that is too long is counted. */
export class LogLines {
  private readonly take: (buf: Buffer, start: number, stop: number) => void
  private readonly onTooLong: () => void
  /** The line that the last bytes began. */
  private readonly line: Buffer = Buffer.alloc(keyLogLineBytesMax)
  private lineEnd = 0
  private isLineTooLong = false

  constructor(take: (buf: Buffer, start: number, stop: number) => void, onTooLong: () => void) {
    this.take = take
    this.onTooLong = onTooLong
  }

  /** Adds what stands in `buf[start, end)`, which may end in the middle of a line. After the last call comes `finish`. */
  read(buf: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      const stop = lineStop(buf, at, end)
      if (stop === end) {
        this.keep(buf, at, end)
        return
      }
      if (this.lineEnd === 0 && !this.isLineTooLong && stop - at <= keyLogLineBytesMax)
        this.take(buf, at, stop)
      else {
        this.keep(buf, at, stop)
        this.finish()
      }
      at = stop + 1
    }
  }

  /** The text is over: its last line may lack an end. */
  finish(): void {
    if (this.isLineTooLong) this.onTooLong()
    else if (this.lineEnd > 0) this.take(this.line, 0, this.lineEnd)
    this.lineEnd = 0
    this.isLineTooLong = false
  }

  private keep(buf: Buffer, from: number, to: number): void {
    if (this.isLineTooLong) return
    if (this.lineEnd + to - from > keyLogLineBytesMax) {
      this.isLineTooLong = true
      return
    }
    buf.copy(this.line, this.lineEnd, from, to)
    this.lineEnd += to - from
  }
}

/** Position of the next line feed or carriage return, or `end`. */
function lineStop(buf: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && buf[at] !== 0x0a && buf[at] !== 0x0d) at++
  return at
}
