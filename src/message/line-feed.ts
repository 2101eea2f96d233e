/**
 * Finds the end of a line, the search that reading text protocols consists of. Four bytes are looked at together, by
 * a view of the buffer; a byte is a line feed where (word xor pattern) has a zero byte (Hacker's Delight, 6-1). Twice
 * as fast as a loop over bytes and, for lines, as `indexOf`, which moreover knows no end and runs on through the buffer.
 */
const lineFeed = 10
const carriageReturn = 13
const pattern = 0x0a0a0a0a

/** Chunks come in the same read buffer again and again: its view is kept. */
let viewed: Buffer | null = null
let view: DataView = new DataView(new ArrayBuffer(0))
/** The buffer asked about last: a view is worth its making the second time. */
let previous: Buffer | null = null

/** Whether {@link view} is one of `buf` now. */
function isViewed(buf: Buffer): boolean {
  if (viewed === buf) return true
  if (previous !== buf) {
    previous = buf
    return false
  }
  viewed = buf
  view = new DataView(buf.buffer, buf.byteOffset, buf.length)
  return true
}

/** Where the first line feed of `buf[start, end)` is, or `end`. */
export function findLineFeed(buf: Buffer, start: number, end: number): number {
  let at = start
  if (isViewed(buf)) {
    const words = view
    const last = end - 4
    while (at <= last) {
      const word = words.getInt32(at, true) ^ pattern
      if (((word - 0x01010101) & ~word & 0x80808080) !== 0) {
        // The lowest byte that is zero is exact; above it, a borrow may pretend.
        if ((word & 0xff) === 0) return at
        if ((word & 0xff00) === 0) return at + 1
        if ((word & 0xff0000) === 0) return at + 2
        return at + 3
      }
      at += 4
    }
  }
  while (at < end && buf[at] !== lineFeed) at++
  return at
}

/** Where the first byte of `buf[start, end)` is that is a carriage return or less, as line feeds, tabs and zeros are, or `end`. */
export function findLowByte(buf: Buffer, start: number, end: number): number {
  let at = start
  if (isViewed(buf)) {
    const words = view
    const last = end - 4
    while (at <= last) {
      const word = words.getInt32(at, true)
      // Says exactly whether there is one (Bit Twiddling Hacks, "has a byte less than n").
      if (((word - 0x0e0e0e0e) & ~word & 0x80808080) !== 0) break
      at += 4
    }
  }
  while (at < end && (buf[at] as number) > carriageReturn) at++
  return at
}
