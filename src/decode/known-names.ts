/**
 * The texts of names, kept: the same few hundred names come in each message, and one that is not made again is also
 * quicker to look up by all who ask what it means. A name is compared byte for byte with the one kept.
 */

const slotsMax = 1_024
/** Names of a program's own are shorter. */
const nameBytesMax = 48

const store: Uint8Array = new Uint8Array(slotsMax * nameBytesMax)
/** 0 where the slot keeps no name. */
const lengths: Uint8Array = new Uint8Array(slotsMax)
const texts: string[] = Array.from<string>({ length: slotsMax }).fill('')

/** The text of the name in `bytes[start, end)`, whose characters beyond ASCII are written in `charset`. */
export function nameText(bytes: Buffer, start: number, end: number, charset: 'latin1' | 'utf8'): string {
  const length = end - start
  if (length < 1 || length > nameBytesMax) return bytes.toString(charset, start, end)
  let number = 0x811c9dc5
  let all = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    all |= byte
    number = Math.imul(number ^ byte, 0x01000193)
  }
  // What is beyond ASCII is another text in each charset.
  if (all > 0x7f) return bytes.toString(charset, start, end)
  const slot = (number ^ (number >>> 10) ^ (number >>> 20)) & (slotsMax - 1)
  if (isKept(slot, bytes, start, length)) return texts[slot] as string
  const text = bytes.toString('latin1', start, end)
  store.set(bytes.subarray(start, end), slot * nameBytesMax)
  lengths[slot] = length
  texts[slot] = text
  return text
}

function isKept(slot: number, bytes: Buffer, start: number, length: number): boolean {
  if (lengths[slot] !== length) return false
  const base = slot * nameBytesMax
  for (let index = 0; index < length; index++) if (bytes[start + index] !== store[base + index]) return false
  return true
}
