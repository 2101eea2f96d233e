/**
 * Text of which each byte of UTF-8 was written as a character of its own (`\u00c3\u00a5`, which reads as `Ã¥`, for `å`),
 * as programs do that go over bytes; null for other text, and where not all of it was `written` in ASCII. Text of Latin-1
 * that happens to be UTF-8 is none that anybody writes.
 */
export function bytesAsCharacters(text: Buffer, written: Buffer): Buffer | null {
  let isAny = false
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number
    if (byte < 0x80) continue
    // Two bytes for a character below U+0100.
    if ((byte !== 0xc2 && byte !== 0xc3) || ((text[at + 1] ?? 0) & 0xc0) !== 0x80) return null
    isAny = true
    at++
  }
  if (!isAny || written.some((byte) => byte >= 0x80)) return null
  const bytes = Buffer.from(text.toString('utf8'), 'latin1')
  // What is no UTF-8 is not written again as it was.
  return bytes.equals(Buffer.from(bytes.toString('utf8'), 'utf8')) ? bytes : null
}
