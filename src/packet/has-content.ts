/** Whether some byte is not zero. */
export function hasContent(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (buf[at] !== 0) return true
  return false
}
