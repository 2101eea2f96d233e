/**
 * The bytes of `buf[start, end)` as text, one character for each byte: header fields and names are bytes on the
 * wire, and nothing of them may be lost on the way to a report.
 */
export function latin1(buf: Buffer, start: number, end: number): string {
  return buf.toString('latin1', start, end)
}
