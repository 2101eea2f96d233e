/** A time, as `ping` puts in front of what it fills its packets with. */
const timeBytesMax = 16
/** Windows fills with the letters from a to w again and again: 22 of 23 follow the one before. */
const breaksPerBytes = 20
/** Fewer say nothing. */
const fillBytesMin = 8

/**
 * Whether `buf[start, end)` is what a usual `ping` sends: bytes that count up, behind a time or nothing. A time has zeros in
 * it; any text in its place is content.
 */
export function isPingFill(buf: Uint8Array, start: number, end: number): boolean {
  for (let time = 0; time <= timeBytesMax && end - start - time >= fillBytesMin; time += 8) {
    let zeros = 0
    for (let at = start; at < start + time; at++) if (buf[at] === 0) zeros++
    if (zeros * 8 < time) continue
    let breaks = 0
    for (let at = start + time + 1; at < end; at++)
      if (buf[at] !== (((buf[at - 1] as number) + 1) & 255)) breaks++
    if (breaks * breaksPerBytes <= end - start - time) return true
  }
  return false
}
