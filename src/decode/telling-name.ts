import { hexDigit } from '../core/signs/digit-values.ts'

const bytesMin = 11
/** Longer names are texts. */
const bytesMax = 128
const hexMin = 10

/**
 * True where the name in `bytes[start, end)` may be a value itself: programs keep what they know of phones and people under
 * their numbers and addresses (`{"352099001761481":{"online":true}}`).
 */
export function isTellingName(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < bytesMin || end - start > bytesMax) return false
  let digits = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === 0x40) return true
    if (hexDigit(byte) >= 0) digits++
  }
  return digits >= hexMin && digits * 5 >= (end - start) * 3
}
