/** Bytes as text and back, with what Node and browsers both have. */

const encoder = new TextEncoder()
/** A byte order mark is a character as any other: nothing that is hashed may be passed over. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Text as UTF-8; a lone surrogate becomes U+FFFD, as TextEncoder has it. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** What is no UTF-8 becomes U+FFFD. */
export function textOfUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** Whether bytes are UTF-8: {@link textOfUtf8} gives the same text for some that are none, which others do not read at all. */
export function isUtf8(bytes: Uint8Array): boolean {
  return isSame(utf8(textOfUtf8(bytes)), bytes)
}

/** Lower-case hex. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Bytes of hex of even length. */
export function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  )
}

/** What keys and signatures take is much shorter. */
const base64CharsMax = 8_192

/** Base64 with padding, in its one form, of a few bytes (a key, a signature, a salt). */
function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** Bytes of such base64; null where the text is too long or not the one form of what it holds. */
export function bytesOfBase64(text: string): Uint8Array | null {
  if (text.length > base64CharsMax) return null
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  return base64(bytes) === text ? bytes : null
}

/** True where both hold the same bytes. Not in constant time: nothing secret is compared with it. */
export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}

/** The parts one behind the other, in new memory. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
