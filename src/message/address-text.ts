import { formatAddress } from '../core/address.ts'

/** Text of the address that the 4 or 16 bytes from `start` on are; '' where there are not as many. */
export function addressText(buf: Buffer, start: number, end: number): string {
  if (end > buf.length) return ''
  if (end - start === 4) return formatAddress(0, 0, 0xffff, buf.readInt32BE(start))
  if (end - start !== 16) return ''
  return formatAddress(
    buf.readInt32BE(start),
    buf.readInt32BE(start + 4),
    buf.readInt32BE(start + 8),
    buf.readInt32BE(start + 12),
  )
}
