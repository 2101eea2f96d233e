/** A table from characters to their values in the alphabets; 255 for every other character. */
export function tableOf(...alphabets: readonly string[]): Uint8Array {
  const table = new Uint8Array(256).fill(255)
  for (const alphabet of alphabets) {
    for (let value = 0; value < alphabet.length; value++) table[alphabet.charCodeAt(value)] = value
  }
  return table
}

/** Values of hex digits of both cases. */
export const hexValues: Uint8Array = tableOf('0123456789abcdef', '0123456789ABCDEF')

/** Value of a hex digit, -1 where it is none. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** The digits of base64 (RFC 4648, 4). */
export const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The table of base64 whose last two digits are one pair of `signs` or another. */
export function base64TableOf(...signs: readonly string[]): Uint8Array {
  return tableOf(...signs.map((pair) => base64Digits.slice(0, 62) + pair))
}

/** Values of base64's characters of both alphabets (RFC 4648, 4 and 5). */
export const base64Values: Uint8Array = base64TableOf('+/', '-_')

/**
 * True where letters of both cases stand in `bytes[start, end)`. Words, numbers and hex have one case only; base64 of
 * anything worth reading has both.
 */
export function hasBothCases(bytes: Uint8Array, start: number, end: number): boolean {
  let found = 0
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number
    // 1: capital, 2: small letter (bit 5 of the code); digits and signs are below 64.
    if (code >= 65) found |= code & 32 ? 2 : 1
    if (found === 3) return true
  }
  return false
}

/** Longer base64 has letters of both cases, whatever it stands for. */
export const capitalsMax = 48

/** True where capitals and digits stand in `bytes[start, end)`, and no small letter: as in base64 of a short value with few different characters. */
export function hasCapitalsOnly(bytes: Uint8Array, start: number, end: number): boolean {
  let hasCapital = false
  let hasDigit = false
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number
    if (code >= 97) return false
    if (code >= 65) hasCapital = true
    else if (code >= 48 && code < 58) hasDigit = true
  }
  return hasCapital && hasDigit
}

/** Digits of base32 (RFC 4648, 6). */
export const base32Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Digits of base32 that begin as hex does (RFC 4648, 7). */
export const base32HexDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUV'
/** Digits of base85 as Git and Python write it (RFC 1924). */
export const base85Digits =
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~'
/** Digits of ASCII85: all printable signs from `!` on. */
export const ascii85Digits: string = Array.from({ length: 85 }, (_, index) =>
  String.fromCharCode(33 + index),
).join('')

/** Bytes of the base32 at `[start, end)`, all of it digits of the table `values`; at most `bytesMax`. */
export function base32Bytes(
  values: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  bytesMax: number = Number.MAX_SAFE_INTEGER,
): Buffer {
  const out = Buffer.allocUnsafe(Math.min(bytesMax, ((end - start) * 5) >> 3))
  let held = 0
  let bits = 0
  let used = 0
  for (let at = start; used < out.length; at++) {
    held = ((held << 5) | (values[bytes[at] as number] as number)) & 0xffff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    out[used++] = (held >> bits) & 255
  }
  return out
}

/** Values of {@link base32Digits}, in either case. */
export const base32Values: Uint8Array = tableOf(base32Digits, base32Digits.toLowerCase())
/** Values of {@link base32HexDigits}, in either case. */
export const base32HexValues: Uint8Array = tableOf(base32HexDigits, base32HexDigits.toLowerCase())
