/** Text of the IPv4 address in the 4 bytes at `at`. */
export function formatIpv4(buf: Buffer, at: number): string {
  return `${buf[at]}.${buf[at + 1]}.${buf[at + 2]}.${buf[at + 3]}`
}

/** Text of the IPv6 address in the 16 bytes at `at`, as RFC 5952 wants it: lower case, longest run of zeros shortened. */
export function formatIpv6(buf: Buffer, at: number): string {
  const groups: number[] = []
  for (let index = 0; index < 8; index++) groups.push(buf.readUInt16BE(at + 2 * index))
  let bestStart = -1
  let bestLength = 1
  for (let index = 0; index < 8; ) {
    let length = 0
    while (index + length < 8 && groups[index + length] === 0) length++
    if (length > bestLength) {
      bestStart = index
      bestLength = length
    }
    index += length + 1
  }
  if (bestStart === -1) return groups.map((group) => group.toString(16)).join(':')
  // ::ffff:a.b.c.d (RFC 5952, section 5): the form in which mapped addresses are known.
  if (bestStart === 0 && bestLength === 5 && groups[5] === 0xffff) return `::ffff:${formatIpv4(buf, at + 12)}`
  const head = groups.slice(0, bestStart).map((group) => group.toString(16))
  const tail = groups.slice(bestStart + bestLength).map((group) => group.toString(16))
  return `${head.join(':')}::${tail.join(':')}`
}
