/** Longest Host that is told as a name (RFC 1035 section 2.3.4, with a port). */
const hostBytesMax = 261

/** Names that were seen, by a hash of few of their bytes: most requests go to a host that was named before. */
const seenNames: string[] = Array.from({ length: 512 }, () => '')

/**
 * The name of a Host `[start, end)` in lower case and without its port, made only where it was not seen lately; `known` where
 * it names nothing, or that.
 */
export function hostName(buf: Buffer, start: number, end: number, known: string): string {
  if (end - start > hostBytesMax) return known
  const nameEnd = portStart(buf, start, end)
  if (nameEnd === start || isName(buf, start, nameEnd, known)) return known
  let at = nameEnd - start
  for (let index = start; index < nameEnd; index += 3)
    at = Math.imul(at, 31) + ((buf[index] as number) | 0x20)
  at &= seenNames.length - 1
  let name = seenNames[at] as string
  if (!isName(buf, start, nameEnd, name)) {
    name = buf.toString('latin1', start, nameEnd).toLowerCase()
    seenNames[at] = name
  }
  return name
}

/** Where the port of a host `[start, end)` begins (its colon), or `end`. An IPv6 address stands in brackets. */
function portStart(buf: Buffer, start: number, end: number): number {
  let at = end
  while (at > start && (buf[at - 1] as number) >= 48 && (buf[at - 1] as number) <= 57) at--
  return at > start && buf[at - 1] === 58 ? at - 1 : end
}

/** Is `[start, end)` the name `name` (lower case), in any case of letters? */
function isName(buf: Buffer, start: number, end: number, name: string): boolean {
  if (end - start !== name.length) return false
  for (let index = 0; index < name.length; index++) {
    let byte = buf[start + index] as number
    if (byte >= 0x41 && byte <= 0x5a) byte |= 0x20
    if (byte !== name.charCodeAt(index)) return false
  }
  return true
}
