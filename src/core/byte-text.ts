/** Bytes as a listing shows them beside each other: in hex, and as the characters that they are where they can be seen. */

/** `0f a0 `: two digits and a blank for each byte. */
export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `${byte.toString(16).padStart(2, '0')} `).join('')
}

/** A character for each byte: itself in printable ASCII, else a middle dot. */
export function characterText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
}
