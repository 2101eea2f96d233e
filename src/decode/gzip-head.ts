/** Where the deflate data of the member at `at` starts (RFC 1952 section 2.3), -1 where the header is cut. */
export function gzipDataStart(bytes: Buffer, at: number): number {
  const flags = bytes[at + 3] as number
  let start = at + 10
  if ((flags & 4) !== 0) {
    if (start + 2 > bytes.length) return -1
    start += 2 + bytes.readUInt16LE(start)
  }
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue
    const zero = start < bytes.length ? bytes.indexOf(0, start) : -1
    if (zero < 0) return -1
    start = zero + 1
  }
  if ((flags & 2) !== 0) start += 2
  return start < bytes.length ? start : -1
}
