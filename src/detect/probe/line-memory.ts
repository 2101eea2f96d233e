/**
 * Remembers lines in which the probe found nothing, for nearly all lines of heads are repeated: `Accept-Encoding: gzip`,
 * a cookie, a name of an app. A line is compared byte for byte with the one remembered, so nothing is taken for known
 * that is not. Which lines are remembered changes the time only, never the verdict.
 */

const slotsMax = 512
const lineBytesMax = 256
/** The key is made of bytes of the first `keyBytes`, whatever the line's length: it is not known yet. */
const keyBytes = 24

export class LineMemory {
  private readonly store: Uint8Array = new Uint8Array(slotsMax * lineBytesMax)
  /** 0 where the slot remembers no line. */
  private readonly lengths: Uint16Array = new Uint16Array(slotsMax)
  /** Key that was last offered to the slot: a line is kept when it comes a second time. */
  private readonly offered: Int32Array = new Int32Array(slotsMax)

  /** Length of the known line at `at`, its line feed included; 0 where it is not known. */
  lengthOf(buf: Uint8Array, at: number, end: number): number {
    if (end - at < keyBytes) return 0
    const slot = slotOf(keyOf(buf, at))
    const length = this.lengths[slot] as number
    if (length > end - at) return 0
    const { store } = this
    const base = slot * lineBytesMax
    for (let index = 0; index < length; index++) if (buf[at + index] !== store[base + index]) return 0
    return length
  }

  /** Takes the line `buf[start, lineEnd)`, which ends in a line feed and has no other. */
  offer(buf: Uint8Array, start: number, lineEnd: number, end: number): void {
    const length = lineEnd - start
    if (length > lineBytesMax || end - start < keyBytes) return
    const key = keyOf(buf, start)
    const slot = slotOf(key)
    if (this.offered[slot] !== key) {
      this.offered[slot] = key
      return
    }
    const base = slot * lineBytesMax
    for (let index = 0; index < length; index++) this.store[base + index] = buf[start + index] as number
    this.lengths[slot] = length
  }
}

function keyOf(buf: Uint8Array, at: number): number {
  const first = ((buf[at] as number) << 24) | ((buf[at + 3] as number) << 16) | ((buf[at + 8] as number) << 8)
  const second =
    ((buf[at + 12] as number) << 24) | ((buf[at + 16] as number) << 16) | ((buf[at + 19] as number) << 8)
  return (
    Math.imul(first ^ (buf[at + 14] as number), 0x9e3779b1) ^
    Math.imul(second ^ (buf[at + 23] as number), 0x85ebca6b)
  )
}

function slotOf(key: number): number {
  return (key ^ (key >>> 13) ^ (key >>> 22)) & (slotsMax - 1)
}
