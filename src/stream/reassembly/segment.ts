/** Captured bytes `buf[start, end)` at `sequence` of a stream, with the origin of the first. */
export class Segment {
  sequence = 0
  buf: Buffer
  start = 0
  end = 0
  /** Bytes that were on the wire behind `end` but not captured. */
  cut = 0
  /** The first of these, so many, that the source counts as cut off: missing, and in no gap. */
  cutCounted = 0
  frame = 0
  offset = 0
  sec = 0
  nsec = 0

  constructor(buf: Buffer) {
    this.buf = buf
  }

  /** How many bytes of it were captured. */
  get length(): number {
    return this.end - this.start
  }

  place(
    sequence: number,
    buf: Buffer,
    start: number,
    end: number,
    cut: number,
    frame: number,
    offset: number,
    sec: number,
    nsec: number,
  ): void {
    this.sequence = sequence
    this.buf = buf
    this.start = start
    this.end = end
    this.cut = cut
    this.frame = frame
    this.offset = offset
    this.sec = sec
    this.nsec = nsec
  }

  /** Leaves its first bytes out, of those that were captured. */
  skip(length: number): void {
    this.sequence = (this.sequence + length) | 0
    this.start += length
    this.offset += length
  }

  /** Nothing of it was captured that is left: leaves the first of the bytes out that were cut. */
  skipCut(length: number): void {
    this.sequence = (this.sequence + length) | 0
    this.cut = Math.max(0, this.cut - length)
    this.cutCounted = Math.max(0, this.cutCounted - length)
  }
}
