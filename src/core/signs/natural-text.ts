/**
 * Text that begins as documents do: JSON, XML, a form, words. What is XORed with a small key is legible, too, but looks
 * like none of them.
 */
export function isNaturalText(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] as number
  if (first === 0x7b || first === 0x5b || first === 0x3c || first === 0x22) return true
  let hasSign = false
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    const isWord = (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)
    // `name=` at the beginning.
    if (byte === 0x3d && at > start && !hasSign) return true
    // Blank, line end, - . _ : @ / + , %
    if (isWord || byte === 0x20 || byte === 0x0a || byte === 0x0d) continue
    if (byte >= 0x2b && byte <= 0x3a) continue
    if (byte === 0x5f || byte === 0x40 || byte === 0x25) continue
    hasSign = true
  }
  return !hasSign
}
