import { LineMemory } from './line-memory.ts'

/**
 * The head of a message without the lines that stood in heads in which nothing was: nearly all of a head is the same in
 * the next one. Each field is a line, read by itself, so a line that holds nothing holds nothing anywhere; only what a
 * next line goes on with (one that begins with a blank) is told by both, and stays with it.
 */

/** Longer heads are looked at as they are. */
const headBytesMax = 8_192
const linesMax = 128

const lineFeed = 10

/** Which lines of heads are known to hold nothing. */
export class HeadMemory {
  /** What is left of the head that was given last. */
  readonly rest: Buffer = Buffer.allocUnsafeSlow(headBytesMax)
  private readonly known: LineMemory = new LineMemory()
  /** Of the lines that are left: where they begin in the head, and in `rest`; `count` entries, and one more for the end. */
  private readonly headStarts: Int32Array = new Int32Array(linesMax + 1)
  private readonly restStarts: Int32Array = new Int32Array(linesMax + 1)
  private readonly isPlain: Uint8Array = new Uint8Array(linesMax)
  private count = 0

  /** Puts what is left of `buf[start, end)` into `rest`: how many bytes that are, or -1 where it has no room. */
  strip(buf: Buffer, start: number, end: number): number {
    if (end - start > headBytesMax) return -1
    const { rest, known, headStarts, restStarts } = this
    let count = 0
    let used = 0
    let at = start
    while (at < end) {
      // The first line is of this message alone.
      const length = at === start ? 0 : known.lengthOf(buf, at, end)
      if (length > 0 && !isBlank(buf, at + length, end)) {
        at += length
        continue
      }
      if (count === linesMax) return -1
      headStarts[count] = at
      restStarts[count++] = used
      let code = 0
      while (at < end && code !== lineFeed) {
        code = buf[at++] as number
        rest[used++] = code
      }
    }
    restStarts[count] = used
    this.isPlain.fill(0, 0, count)
    this.count = count
    return used
  }

  /** The lines in `[from, to)` of `rest` hold nothing, whatever stands around them. */
  sawPlain(from: number, to: number): void {
    for (let line = 0; line < this.count; line++) {
      const start = this.restStarts[line] as number
      if (start >= from && start < to) this.isPlain[line] = 1
    }
  }

  /** All of the head that was given last holds nothing: its plain lines are known from now on. */
  keep(buf: Buffer, end: number): void {
    const { headStarts, restStarts } = this
    for (let line = 1; line < this.count; line++) {
      if (this.isPlain[line] === 0) continue
      const start = headStarts[line] as number
      const length = (restStarts[line + 1] as number) - (restStarts[line] as number)
      this.known.offer(buf, start, start + length, end)
    }
  }
}

/** What stands at `at` goes on with the line before. */
function isBlank(buf: Buffer, at: number, end: number): boolean {
  return at < end && (buf[at] === 32 || buf[at] === 9)
}
