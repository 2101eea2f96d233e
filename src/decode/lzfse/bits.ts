/** Bits of `bytes[start, end)` from their end to their beginning: those written last are taken first. */
export class Bits {
  private readonly bytes: Buffer
  private readonly first: number
  /** Bits in front of the place, from the beginning of `bytes` on. */
  private at: number

  /** `unused`: how many of the last byte's highest bits are none, 0 to 7. */
  constructor(bytes: Buffer, start: number, end: number, unused: number) {
    this.bytes = bytes
    this.first = start * 8
    this.at = end * 8 - unused
  }

  /** A number of so many bits, 0 to 24; -1 where there are not as many. */
  take(count: number): number {
    this.at -= count
    if (this.at < this.first) return -1
    const from = this.at >> 3
    let word = this.bytes[from] as number
    const last = Math.min(4, this.bytes.length - from)
    for (let index = 1; index < last; index++) word |= (this.bytes[from + index] as number) << (index * 8)
    return (word >>> (this.at & 7)) & ((1 << count) - 1)
  }
}
