/** PPP over several links (RFC 1990): each frame is a piece of another, behind its number, and often is all of it. */
import { isInnerPacket } from '../tunnel/inner-packet.ts'

/** Marks of the first and of the last piece; the bits behind them are reserved. */
const bits = { whole: 0xc0, reservedLong: 0x3f, reservedShort: 0x30 } as const

/** The header: marks and a number of 24 bits, or, where both ends agreed on that, of 12 bits. No frame says which. */
const longBytes = 4
const shortBytes = 2

/** Where the frame begins that the piece at `at` is all of, by a packet of IP that fits there; -1 where none does. */
export function wholeFrameStart(buf: Buffer, at: number, end: number, wireEnd: number): number {
  if (end - at < longBytes) return -1
  const first = buf[at] as number
  if ((first & bits.whole) !== bits.whole) return -1
  if ((first & bits.reservedLong) === 0 && holdsPacket(buf, at + longBytes, end, wireEnd))
    return at + longBytes
  if ((first & bits.reservedShort) === 0 && holdsPacket(buf, at + shortBytes, end, wireEnd))
    return at + shortBytes
  return -1
}

/** Whether a protocol of PPP that names IP stands at `at`, in two bytes or in one, and a packet behind it. */
function holdsPacket(buf: Buffer, at: number, end: number, wireEnd: number): boolean {
  if (end - at < 2) return false
  const packetAt = buf[at] === 0 ? at + 2 : at + 1
  const protocol = buf[packetAt - 1] as number
  return (protocol === 0x21 || protocol === 0x57) && isInnerPacket(buf, packetAt, end, wireEnd, true)
}
