/**
 * Text where sealed bytes should be. Of bytes that are evenly spread a segment in some hundred million begins so, and what a
 * certificate says in words ends sooner than that.
 */
const textBytesMin = 20
const seenBytesMax = 64
/** So many of the first characters are others than those before them: the rest is no fill. */
const changesMin = 6

/** Whether `buf[start, end)` begins with text of ASCII that goes on, in whatever letters, for as far as it is looked at. */
export function beginsWithText(buf: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length < textBytesMin) return false
  let changes = 0
  for (let at = 0; at < textBytesMin; at++) {
    const byte = buf[start + at] as number
    if (!isTextByte(byte)) return false
    if (at > 0 && byte !== buf[start + at - 1]) changes++
  }
  if (changes < changesMin) return false
  const seen = Math.min(length, seenBytesMax)
  for (let at = textBytesMin; at < seen; at++) {
    const byte = buf[start + at] as number
    if (byte < 0x80 && !isTextByte(byte)) return false
  }
  return true
}

/** Type of a record of TLS with data, first byte of its version, and length of its header (RFC 8446, 5.1). */
const dataRecord = 23
const recordVersion = 3
const recordHeaderBytes = 5
/** The longest check value that may stand behind the content of a record. */
const checkBytesMax = 49

/** Whether `buf[start, end)`, the body of a record, begins with text, behind which a check value may stand. */
export function hasTextInRecord(buf: Buffer, start: number, end: number): boolean {
  return beginsWithText(buf, start, Math.min(end, Math.max(start + textBytesMin, end - checkBytesMax)))
}

/** Whether what counts as encrypted begins with text, or with a record of TLS whose content does. */
export function showsText(buf: Buffer, start: number, end: number): boolean {
  const body = start + recordHeaderBytes
  if (buf[start] !== dataRecord || buf[start + 1] !== recordVersion || body >= end)
    return beginsWithText(buf, start, end)
  return hasTextInRecord(buf, body, Math.min(end, body + buf.readUInt16BE(start + 3)))
}

/** A printable character of ASCII, a tab or an end of line. */
export function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09
}
