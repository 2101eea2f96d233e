/** Printable ASCII, and the letters of Latin-1 beyond it. */
const latinWords = /^[\x20-\x7e\xc0-\xd6\xd8-\xf6\xf8-\xff]+$/
const latinLetters = /[\xc0-\xff]/g
const beyondAscii = /[\x80-\xff]/
/** Of words in the languages that are written so, fewer than this share of the letters are beyond ASCII. */
const latinShareMax = 1 / 3

/**
 * Text of a value: UTF-8, or Latin-1 where it is none and looks like words (older programs, headers of HTTP before RFC
 * 7230). Bytes that are neither give U+FFFD where they are wrong.
 */
export function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd')) return text
  const latin = bytes.toString('latin1')
  const letters = latin.match(latinLetters)?.length ?? 0
  return latinWords.test(latin) && letters <= latin.length * latinShareMax ? latin : text
}

/** The same of bytes that were read as a character each. */
export function textOfLatin1(text: string): string {
  return beyondAscii.test(text) ? textOfBytes(Buffer.from(text, 'latin1')) : text
}
