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

/** Of two bytes in UTF-8, the first of those that stand for U+0080 to U+00FF. */
const [lowLead, highLead] = [0xc2, 0xc3]

/**
 * The bytes that a program held as text of one character for each (ISO 8859-1) and sent in UTF-8, `bytes[start, end)`, up to
 * where the last one is cut; null where a character is no byte.
 */
export function bytesOfCharacters(bytes: Buffer, start: number, end: number): Buffer | null {
  const out = Buffer.allocUnsafe(end - start)
  let used = 0
  for (let at = start; at < end; at++) {
    const lead = bytes[at] as number
    if (lead < 0x80) {
      out[used++] = lead
      continue
    }
    if (lead !== lowLead && lead !== highLead) return null
    at++
    if (at === end) break
    const next = bytes[at] as number
    if (next >> 6 !== 2) return null
    out[used++] = ((lead & 3) << 6) | (next & 0x3f)
  }
  return out.subarray(0, used)
}

/** A value of 96 bytes that are written so has this many places where one of them is looked at, and misses all once in 700 times. */
const stepBytes = 24
const windowBytes = 32
/** Random bytes have ten such characters in a window on average; text of any language, two or three. */
const windowLeads = 8

/** A glance at bytes of which some may stand for one character of U+0080 to U+00FF each: more than text of any language has. */
export function mayHoldByteCharacters(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start + stepBytes; at + windowBytes <= end; at += stepBytes)
    if ((bytes[at] as number) >= 0x80 && isWindowDense(bytes, at)) return true
  return false
}

function isWindowDense(bytes: Buffer, start: number): boolean {
  let leads = 0
  let at = bytes[start] === lowLead || bytes[start] === highLead ? start : start + 1
  for (const end = start + windowBytes; at + 1 < end; at++) {
    const byte = bytes[at] as number
    if (byte < 0x80) continue
    if ((byte !== lowLead && byte !== highLead) || (bytes[at + 1] as number) >> 6 !== 2) return false
    leads++
    at++
  }
  return leads >= windowLeads
}
