/**
 * Reads bits as the unaligned packed encoding rules of ASN.1 put them (ITU-T X.691): what SUPL needs of them. What is not
 * there reads as zero, and `isPast` says so: no reading fails.
 */
export class PerReader {
  private buf: Buffer = Buffer.alloc(0)
  private bit = 0
  private endBit = 0
  /** Something was read that is not there. */
  isPast = false

  begin(buf: Buffer, start: number, end: number): void {
    this.buf = buf
    this.bit = start * 8
    this.endBit = end * 8
    this.isPast = false
  }

  /** The byte that the next bit is in. */
  get at(): number {
    return this.bit >> 3
  }

  /** Behind the byte that the last bit was in. */
  get behind(): number {
    return (this.bit + 7) >> 3
  }

  /** A number of up to 32 bits. */
  bits(count: number): number {
    if (this.bit + count > this.endBit) {
      this.isPast = true
      this.bit = this.endBit
      return 0
    }
    let value = 0
    for (let index = 0; index < count; index++, this.bit++) {
      value = value * 2 + (((this.buf[this.bit >> 3] as number) >> (7 - (this.bit & 7))) & 1)
    }
    return value
  }

  flag(): boolean {
    return this.bits(1) === 1
  }

  skip(count: number): void {
    if (this.bit + count > this.endBit) {
      this.isPast = true
      this.bit = this.endBit
    } else this.bit += count
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count)
    for (let index = 0; index < count; index++) bytes[index] = this.bits(8)
    return bytes
  }

  /** A length in front of something without bounds (X.691, 11.9); fragments are not read. */
  length(): number {
    if (!this.flag()) return this.bits(7)
    if (!this.flag()) return this.bits(14)
    this.isPast = true
    return 0
  }

  /** A normally small number (X.691, 11.6): of an alternative that came later. */
  small(): number {
    if (!this.flag()) return this.bits(6)
    const length = this.length()
    return length <= 4 ? this.bits(length * 8) : this.bits(0)
  }

  /** Whether each of `count` optional parts of a sequence is there. */
  flags(count: number): boolean[] {
    return Array.from({ length: count }, () => this.flag())
  }

  /** Reads something in an open type, whose length stands in front of it (X.691, 11.2), and goes on behind it. */
  open(read: () => void): void {
    const outerEnd = this.endBit
    const end = this.length() * 8 + this.bit
    if (end > outerEnd) this.isPast = true
    // Nothing in it reaches beyond it, so that no bit is read by two.
    this.endBit = Math.min(end, outerEnd)
    read()
    this.bit = this.endBit
    this.endBit = outerEnd
  }

  /**
   * Passes over what later versions added to a sequence (X.691, 19.7 to 19.9): a bitmap, and what it announces. `read`
   * may look at each, by its place among them.
   */
  skipAdditions(read?: (index: number) => void): void {
    const count = this.small() + 1
    const present: number[] = []
    for (let index = 0; index < count && !this.isPast; index++) if (this.flag()) present.push(index)
    for (const index of present) {
      if (this.isPast) return
      this.open(() => read?.(index))
    }
  }

  /** Passes over an enumerated value (X.691, 14): one of those that were there from the beginning is in `count` bits. */
  skipEnumerated(count: number): void {
    if (this.flag()) this.small()
    else this.skip(count)
  }

  /** Reads a list: how many there are, less one, stands in `count` bits in front. */
  list(count: number, read: () => void): void {
    const length = this.bits(count) + 1
    for (let index = 0; index < length && !this.isPast; index++) read()
  }
}
