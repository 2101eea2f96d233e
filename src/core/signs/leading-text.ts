/**
 * Text where sealed bytes should be. Of bytes that are evenly spread a segment in some hundred million begins so, and what a
 * certificate says in words ends sooner than that.
 */
const textBytesMin = 20
const seenBytesMax = 64

/** Whether `buf[start, end)` begins with text of ASCII that goes on, in whatever letters, for as far as it is looked at. */
export function beginsWithText(buf: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length < textBytesMin) return false
  for (let at = 0; at < textBytesMin; at++) if (!isTextByte(buf[start + at] as number)) return false
  const seen = Math.min(length, seenBytesMax)
  for (let at = textBytesMin; at < seen; at++) {
    const byte = buf[start + at] as number
    if (byte < 0x80 && !isTextByte(byte)) return false
  }
  return true
}

/** A printable character of ASCII, a tab or an end of line. */
function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09
}
