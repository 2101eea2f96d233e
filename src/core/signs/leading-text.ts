/**
 * Text where sealed bytes should be. Of bytes that are evenly spread a segment in some hundred million begins so. Certificates,
 * of which a segment may begin with any part, have text, too: most of it ends sooner than that, but lists of names go on, and
 * some addresses are long.
 */
const textBytesMin = 20
const seenBytesMax = 64
/** So many of the first characters are others than those before them: the rest is no fill. */
const changesMin = 6

/** In front of a name in a certificate (RFC 5280, 4.2.1.6): that it is an address of mail, a host or a URI. Its length follows. */
const nameTags: ReadonlySet<number> = new Set([0x81, 0x82, 0x86])
/** The longest length that has one byte. */
const shortLengthMax = 127
/** The longest name of a host (RFC 1035, 2.3.4). */
const nameBytesMax = 255

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
    if (byte < 0x80 ? !isTextByte(byte) : isNextName(buf, start + at, end)) return false
  }
  const behind = wordEnd(buf, start, Math.min(end, start + nameBytesMax))
  return !isNextName(buf, behind, end) && !isSequence(buf, behind - 1, end)
}

/** Where characters of ASCII that are no space end. */
function wordEnd(buf: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && (buf[at] as number) > 0x20 && (buf[at] as number) < 0x7f) at++
  return at
}

/** Whether a sequence of a certificate (ITU-T X.690) begins at `at`, as behind an address in it: its tag is the character 0. */
function isSequence(buf: Buffer, at: number, end: number): boolean {
  if (at + 1 >= end || buf[at] !== 0x30) return false
  const length = buf[at + 1] as number
  return (length > 0 && length < 0x20 && !isTextByte(length)) || length === 0x81 || length === 0x82
}

/**
 * Whether the next name in a list of a certificate's begins at `at`, behind one. In no letters of UTF-8 such a byte follows one
 * of ASCII.
 */
function isNextName(buf: Buffer, at: number, end: number): boolean {
  if (at >= end || !nameTags.has(buf[at] as number) || (buf[at - 1] as number) >= 0x80) return false
  const nameStart = at + 2
  const length = nameStart < end ? (buf[at + 1] as number) : 0
  if (length === 0 || length > shortLengthMax) return false
  const seen = Math.min(length, end - nameStart)
  return (
    seen >= Math.min(length, textBytesMin) && wordEnd(buf, nameStart, nameStart + seen) === nameStart + seen
  )
}

/** Type of a record with data, of TLS and DTLS. */
const dataRecord = 23
/** By the first byte of the version: bytes of the header of a record of TLS (RFC 8446, 5.1), and of DTLS (RFC 6347, 4.1). */
const recordHeaderBytes: ReadonlyMap<number, number> = new Map([
  [3, 5],
  [0xfe, 13],
])
/** The longest check value that may stand behind the content of a record. */
const checkBytesMax = 49

/** Whether `buf[start, end)`, the body of a record, begins with text, behind which a check value may stand. */
export function hasTextInRecord(buf: Buffer, start: number, end: number): boolean {
  return beginsWithText(buf, start, Math.min(end, Math.max(start + textBytesMin, end - checkBytesMax)))
}

/** Whether what counts as encrypted begins with text, or with a record of TLS or DTLS whose content does. */
export function showsText(buf: Buffer, start: number, end: number): boolean {
  if (buf[start] !== dataRecord || start + 1 >= end) return beginsWithText(buf, start, end)
  const headerBytes = recordHeaderBytes.get(buf[start + 1] as number)
  if (headerBytes === undefined || start + headerBytes >= end) return false
  const body = start + headerBytes
  return hasTextInRecord(buf, body, Math.min(end, body + buf.readUInt16BE(body - 2)))
}

/** A printable character of ASCII, a tab or an end of line. */
export function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09
}
