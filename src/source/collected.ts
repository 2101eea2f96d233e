/**
 * Bytes of one value that may come in many pieces: while it lies in one piece, that is used without a copy; else the
 * pieces are put one behind the other. Holds no more than `bytesMax`: beyond, only the length is counted.
 */
export class Collected {
  /** Bytes added, also those beyond the limit. */
  length = 0
  private buf: Buffer = Buffer.alloc(0)
  private held = 0
  private readonly bytesMax: number

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax
  }

  get isTooLong(): boolean {
    return this.length > this.bytesMax
  }

  add(from: Buffer, start: number, end: number): void {
    const count = end - start
    this.length += count
    if (this.length > this.bytesMax) {
      this.buf = Buffer.alloc(0)
      this.held = 0
      return
    }
    const total = this.held + count
    if (total > this.buf.length) {
      const larger = Buffer.allocUnsafeSlow(
        Math.min(this.bytesMax, Math.max(total, this.buf.length * 2, 4096)),
      )
      this.buf.copy(larger, 0, 0, this.held)
      this.buf = larger
    }
    from.copy(this.buf, this.held, start, end)
    this.held = total
  }

  /** The bytes, with the rest of them in `from[start, end)`; empty where they are too many. Clears. Valid until the next `add`. */
  take(from: Buffer, start: number, end: number): Buffer {
    if (this.length === 0 && end - start <= this.bytesMax) return from.subarray(start, end)
    this.add(from, start, end)
    const whole = this.buf.subarray(0, this.held)
    const wasTooLong = this.isTooLong
    this.held = 0
    this.length = 0
    // A large buffer is not kept for small values.
    if (this.buf.length > 1_048_576) this.buf = Buffer.alloc(0)
    return wasTooLong ? Buffer.alloc(0) : whole
  }
}
