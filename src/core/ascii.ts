/** Classes of ASCII characters by their codes, also of what lies beyond the end of bytes. */

/** One of the digits 0 to 9. */
export function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39
}

/** One of the letters A to Z, in either case. */
export function isLetter(code: number | undefined): boolean {
  if (code === undefined) return false
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

/** One of these digits and letters. */
export function isAlnum(code: number | undefined): boolean {
  return isDigit(code) || isLetter(code)
}
