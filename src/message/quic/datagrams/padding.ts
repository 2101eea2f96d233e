import { LongHeader, packetKinds, readLongHeader } from '../parse.ts'

/** What stands behind the zeros. */
const padded = new LongHeader()

/**
 * Where the zeros that fill up a datagram end: with it, or where the next one begins that was captured with it (see
 * segment-lengths.ts). `at` where they are no such zeros.
 */
export function paddingEnd(buf: Buffer, at: number, end: number): number {
  let next = at
  while (next < end && buf[next] === 0) next++
  if (next === end) return next
  const isLong = ((buf[next] as number) & 0x80) !== 0 && readLongHeader(buf, next, end, padded)
  return isLong && padded.kind !== packetKinds.unknown ? next : at
}

/** Zeros behind the packets of a datagram. */
export function isPadding(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (buf[at] !== 0) return false
  return true
}
