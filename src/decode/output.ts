/** Bytes that come out of a decompression one by one or as copies of what came before, up to a bound. */
export class Output {
  /** Bytes given so far. */
  length = 0
  /** True from the first byte on that had no room. */
  isFull = false
  private readonly max: number
  private buffer: Buffer

  /** `max`: bytes that may come at most; `guess`: bytes that there will be, as somebody says. */
  constructor(max: number, guess: number) {
    this.max = max
    this.buffer = Buffer.allocUnsafe(Math.max(firstBytes, Math.min(max, guess, guessBytesMax)))
  }

  /** The byte so many places back; 0 where none was there. */
  back(distance: number): number {
    return distance > this.length ? 0 : (this.buffer[this.length - distance] as number)
  }

  /** False where there is no room. */
  push(byte: number): boolean {
    if (!this.reserve(1)) return false
    this.buffer[this.length++] = byte
    return true
  }

  /** `bytes[start, end)` as they are; false where only the beginning had room. */
  append(bytes: Buffer, start: number, end: number): boolean {
    const isWhole = this.reserve(end - start)
    const count = isWhole ? end - start : this.max - this.length
    bytes.copy(this.buffer, this.length, start, start + count)
    this.length += count
    return isWhole
  }

  /** Again what begins `distance` bytes back, which may reach into what it gives; false where only the beginning had room. */
  copy(distance: number, length: number): boolean {
    const isWhole = this.reserve(length)
    const { buffer } = this
    for (let left = isWhole ? length : this.max - this.length; left > 0; left--) {
      buffer[this.length] = buffer[this.length - distance] as number
      this.length++
    }
    return isWhole
  }

  /** How many more bytes may come, and a share of them more. */
  roomFor(share: number): number {
    const room = this.max - this.length
    return room + Math.ceil(room / (share - 1)) + share
  }

  /** A view of all that came. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length)
  }

  /** Room for `count` more, or for as many as the bound allows: then it is full. */
  private reserve(count: number): boolean {
    const wanted = this.length + count
    if (wanted > this.max) this.isFull = true
    if (wanted > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(this.max, Math.max(wanted, this.buffer.length * 2)))
      this.buffer.copy(larger, 0, 0, this.length)
      this.buffer = larger
    }
    return !this.isFull
  }
}

const firstBytes = 64
/** What a header says is believed only so far before the bytes come. */
const guessBytesMax = 65_536
