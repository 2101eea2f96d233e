/**
 * Whether a packet of IP stands where no header says so, or says something else: its header is there, and its length is that
 * of all bytes that there were. Random bytes pass once in a million.
 */

/** IPv4 from `at` on, of which `buf` has what is in front of `end`, and the wire had what is in front of `wireEnd`. */
export function isWholeIpv4(buf: Buffer, at: number, end: number, wireEnd: number): boolean {
  if (end - at < 20) return false
  const first = buf[at] as number
  return first >> 4 === 4 && (first & 15) >= 5 && buf.readUInt16BE(at + 2) === wireEnd - at
}

/** The same of IPv6. */
export function isWholeIpv6(buf: Buffer, at: number, end: number, wireEnd: number): boolean {
  if (end - at < 40) return false
  return (buf[at] as number) >> 4 === 6 && buf.readUInt16BE(at + 4) === wireEnd - at - 40
}
