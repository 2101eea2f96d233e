/** Whether a text can be the name of a host: with a dot, of letters, digits, hyphens and underscores. */
export function isHostName(text: string): boolean {
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/i.test(text)
}

/** Characters that no host has (WHATWG URL, forbidden host code points), but for those that IPv6 addresses have. */
const forbidden: ReadonlySet<number> = new Set(Buffer.from(' "#/<>?@\\^`{|}'))

/** Whether `buf[start, end)` may name a host: nothing in it that no host has, and a letter, a dot or a colon. */
export function mayNameHost(buf: Buffer, start: number, end: number): boolean {
  let isNamed = false
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte < 0x20 || byte === 0x7f || forbidden.has(byte)) return false
    // Of ASCII beyond the digits all that is left are letters and brackets.
    isNamed ||= byte === 0x2e || byte > 0x39
  }
  return isNamed
}
