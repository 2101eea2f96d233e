/**
 * Integers with a prefix, as HPACK (RFC 7541 section 5.1) and QPACK (RFC 9204 section 4.1.1) write them: the low bits of
 * the first byte, and if they are all ones, groups of seven bits behind it, the lowest first.
 */

/** Results of reading an integer. */
export const integerStates = { whole: 0, more: 1, tooLarge: 2 } as const

/** Largest value that is read: beyond it nothing in a capture can be counted, and it is an attack. */
const valueMax = Number.MAX_SAFE_INTEGER
/** Groups of seven bits that a value may take, with leading zeros (`80 80 80 … 00`). */
const groupsMax = 10

/** The last integer that was read: reused, so that reading allocates nothing. */
export class IntegerReading {
  value = 0
  /** Behind the integer. */
  next = 0

  /**
   * Reads the integer whose first byte is at `at`, in the low `prefixBits` bits of it. Bytes at and beyond `end` are not
   * looked at: where the integer does not end before, the result is `more`, and value and next are not set.
   */
  read(buf: Uint8Array, at: number, end: number, prefixBits: number): number {
    if (at >= end) return integerStates.more
    const mask = (1 << prefixBits) - 1
    let value = (buf[at] as number) & mask
    let next = at + 1
    if (value === mask) {
      let scale = 1
      for (let group = 0; ; group++) {
        if (group === groupsMax) return integerStates.tooLarge
        if (next >= end) return integerStates.more
        const byte = buf[next++] as number
        value += (byte & 0x7f) * scale
        if (value > valueMax) return integerStates.tooLarge
        if ((byte & 0x80) === 0) break
        scale *= 128
      }
    }
    this.value = value
    this.next = next
    return integerStates.whole
  }
}
