/** Sampled bytes from which on each value is counted by itself. */
const wholeBytesMin = 1_280
/** Chi-square beyond which bytes are not evenly spread: six deviations above the mean, and more. */
const evenBytesMax = 400
const evenHalvesMax = 60

/** How often each value of a byte was seen: as evenly as encryption leaves them, or not. */
export class ByteSpread {
  private readonly values: Uint32Array = new Uint32Array(256)
  /** Bytes that were counted. */
  bytes = 0

  add(buf: Buffer, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const value = buf[at] as number
      this.values[value] = (this.values[value] as number) + 1
    }
    if (end > start) this.bytes += end - start
  }

  /** Few bytes are judged by their upper halves. */
  get isEven(): boolean {
    const { values, bytes } = this
    if (bytes >= wholeBytesMin) return chiSquare(values, bytes) <= evenBytesMax
    const halves = new Uint32Array(16)
    for (let value = 0; value < values.length; value++)
      halves[value >> 4] = (halves[value >> 4] as number) + (values[value] as number)
    return chiSquare(halves, bytes) <= evenHalvesMax
  }
}

function chiSquare(counts: Uint32Array, total: number): number {
  const expected = total / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}
