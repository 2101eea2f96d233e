/** How many signs a key of AES has: as it is, in hex, and in base64 with padding and without. */
const keyChars: ReadonlySet<number> = new Set([16, 22, 24, 32, 43, 44, 48, 64])
const words = ['key', 'Key', 'KEY'].map((word) => Buffer.from(word))
/** Behind such a name: an assignment and the key. */
const assigned = /^["']?\s{0,2}[:=]\s{0,2}["']?(?<key>[0-9A-Za-z+/_-]{16,64}={0,2})(?![\w+/=-])/
const assignedCharsMax = 80
/** Of a body with more such words the rest is not looked at: a table has a name in each row. */
const wordsMax = 16

/**
 * True where a field whose name ends in "key" holds what may be a key of AES: reason enough to read a message with a long
 * run of base64 or hex, which it may open.
 */
export function holdsNamedKey(buf: Buffer, start: number, end: number): boolean {
  const range = buf.subarray(start, end)
  for (const word of words) {
    let at = range.indexOf(word)
    for (let count = 0; at !== -1 && count < wordsMax; count++) {
      const from = at + word.length
      const found = assigned.exec(range.toString('latin1', from, from + assignedCharsMax))
      if (keyChars.has(found?.groups?.['key']?.length ?? 0)) return true
      at = range.indexOf(word, from)
    }
  }
  return false
}
