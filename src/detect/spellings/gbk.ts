/**
 * Text in GBK, which older programs of China write instead of UTF-8. The platform reads it, but does not write it: the
 * table for that is made from what it reads, when the first text needs it.
 */

const leadMin = 0x81
const leadMax = 0xfe
const trailMin = 0x40
const trailMax = 0xfe
const asciiMax = 0x7f

let table: ReadonlyMap<string, readonly number[]> | null = null

/** From each character of two bytes to these. */
function tableOfGbk(): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder('gbk')
  const made = new Map<string, readonly number[]>()
  for (let lead = leadMin; lead <= leadMax; lead++) {
    for (let trail = trailMin; trail <= trailMax; trail++) {
      const char = decoder.decode(Uint8Array.of(lead, trail))
      if (char.length === 1 && char !== '\ufffd' && !made.has(char)) made.set(char, [lead, trail])
    }
  }
  return made
}

/** Without a character of Chinese nobody writes a text so. By blocks: `\p{Script=Han}` takes longer at each start than all else here. */
const chinese = /[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff]/

/** The bytes of each character of a text in Chinese; null for other texts, and where a character has none. */
function charsInGbk(text: string): readonly (readonly number[])[] | null {
  if (!chinese.test(text)) return null
  const known = (table ??= tableOfGbk())
  const chars = Array.from(text, (char) =>
    char.charCodeAt(0) <= asciiMax ? [char.charCodeAt(0)] : known.get(char),
  )
  return chars.every((bytes) => bytes !== undefined) ? chars : null
}

/** The bytes of a text in Chinese; null for what GBK does not write, or nobody writes in it. */
export function inGbk(text: string): Buffer | null {
  const chars = charsInGbk(text)
  return chars === null ? null : Buffer.from(chars.flat())
}

/** The same in a URL: Java escapes both bytes of a character, browsers leave the second as it is where it is a letter. */
export function gbkInUrls(text: string): readonly string[] {
  const chars = charsInGbk(text)
  if (chars === null) return []
  const written = [true, false].map((isWhole) =>
    chars.map((bytes) => bytes.map((byte) => inUrl(byte, isWhole && bytes.length > 1)).join('')).join(''),
  )
  return [...new Set(written)]
}

function inUrl(byte: number, isEscaped: boolean): string {
  const char = String.fromCharCode(byte)
  return !isEscaped && /[\w.-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
