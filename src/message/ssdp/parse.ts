/** Reads SSDP (UPnP Device Architecture 2.0, 1): HTTP's form in datagrams. */

const starts: readonly Buffer[] = ['M-SEARCH * HTTP/1.', 'NOTIFY * HTTP/1.', 'HTTP/1.1 200 OK\r'].map(
  (text) => Buffer.from(text, 'latin1'),
)
/** A line ends with a line feed. */
const lineFeed = 10

/** Fields by which a device or program calls itself. */
const nameFields: ReadonlySet<string> = new Set(['usn', 'server', 'user-agent', 'x-user-agent'])

/** True where a datagram begins with a start line of SSDP. An answer alone is HTTP's: it must name a search target, too. */
export function isSsdp(buf: Buffer, start: number, end: number): boolean {
  const first = start < end ? buf[start] : 0
  if (first !== 0x4d && first !== 0x4e && first !== 0x48) return false
  const index = starts.findIndex(
    (text) =>
      end - start > text.length && buf.compare(text, 0, text.length, start, start + text.length) === 0,
  )
  if (index < 0) return false
  return index < 2 || /\n(?:ST|USN)\s*:/i.test(buf.toString('latin1', start, Math.min(end, start + 2_048)))
}

/** End of the head: behind the blank line, else at the end. */
export function headEnd(buf: Buffer, start: number, end: number): number {
  for (let at = start; at + 1 < end; at++) {
    if (buf[at] !== lineFeed) continue
    if (buf[at + 1] === lineFeed) return at + 2
    if (buf[at + 1] === 13 && buf[at + 2] === lineFeed && at + 3 <= end) return at + 3
  }
  return end
}

/** The names in a head of SSDP, with the value of each. */
export function localNames(buf: Buffer, start: number, end: number): string[] {
  const names: string[] = []
  for (const line of buf.toString('latin1', start, end).split(/\r?\n/).slice(1, 64)) {
    const mark = line.indexOf(':')
    if (mark > 0 && nameFields.has(line.slice(0, mark).trim().toLowerCase())) {
      const value = line.slice(mark + 1).trim()
      if (value !== '') names.push(value.slice(0, 256))
    }
  }
  return names
}
