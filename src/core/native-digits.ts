/**
 * Digits of other scripts (Unicode's category Nd) in UTF-8. Programs that format numbers for the language of the phone
 * write them into what they send: `String.format("%.4f", lat)` of Java gives `٥٩٫٩١٣٩` where the language is Arabic.
 */

/** The zeros of the scripts that languages of phones write with, and of full-width forms; nine digits follow each. */
const zeros = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0,
  0x0f20, 0x1040, 0x17e0, 0xff10,
]
const digitCount = 10
/** What else stands in a number: the decimal sign and that of thousands in Arabic, and signs of full width. */
const signs: ReadonlyMap<number, string> = new Map([
  [0x066b, '.'],
  [0x066c, ','],
  ...Array.from('+,-./:', (sign): [number, string] => [sign.charCodeAt(0) + 0xfee0, sign]),
])

/** First bytes of such characters in UTF-8, with the bytes that each has in all. */
export const nativeLeads: Uint8Array = new Uint8Array(256)
for (const zero of [...zeros, ...signs.keys()]) {
  const utf8 = Buffer.from(String.fromCharCode(zero))
  nativeLeads[utf8[0] as number] = utf8.length
}

/** So many in a row are no chance among bytes that are no text. */
const rowMin = 3

/** The ASCII code that the character at `at` stands for, 0 where it is no digit of another script and no sign of one. */
export function nativeDigitAt(bytes: Uint8Array, at: number, end: number): number {
  const length = nativeLeads[bytes[at] as number] as number
  if (length === 0 || at + length > end) return 0
  const second = ((bytes[at + 1] as number) ^ 0x80) & 0xff
  const third = length === 2 ? 0 : ((bytes[at + 2] as number) ^ 0x80) & 0xff
  if (second > 63 || third > 63) return 0
  const code =
    length === 2
      ? (((bytes[at] as number) & 31) << 6) | second
      : (((bytes[at] as number) & 15) << 12) | (second << 6) | third
  for (const zero of zeros) if (code >= zero && code < zero + digitCount) return 48 + code - zero
  return signs.get(code)?.charCodeAt(0) ?? 0
}

/** Whether a row of them begins at `at`. */
export function hasNativeRow(bytes: Uint8Array, at: number, end: number): boolean {
  let next = at
  for (let count = 0; count < rowMin; count++) {
    if (next >= end || nativeDigitAt(bytes, next, end) === 0) return false
    next += nativeLeads[bytes[next] as number] as number
  }
  return true
}
