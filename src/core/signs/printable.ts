/** True for the printable characters of ASCII, the blank among them. */
export function isPrintable(byte: number): boolean {
  return byte >= 32 && byte < 127
}

/** The same, and what stands between lines and columns. */
export function isTextChar(byte: number): boolean {
  return isPrintable(byte) || byte === 9 || byte === 10 || byte === 13
}
