import { isPrintable } from './printable.ts'

/**
 * Messages of some dozen bytes with raw values in them: no text in them is long enough to show that base64 or hex hides
 * something. Protocol Buffers shows by its form: fields that end with the last byte, one of which is a text or has the
 * length of a raw digest. Of random bytes less than 1 in 10,000 have it. Judged alike by the probe and by the decoders.
 */

const bytesMin = 12
const bytesMax = 512
const fieldsMin = 2
const fieldMax = 31
const textBytesMin = 3
/** MD5, SHA-1, SHA-256, SHA-384, SHA-512. The six bytes of an address chance writes, too: they need a text beside them. */
const digestBytes: readonly number[] = [16, 20, 32, 48, 64]
const rawBytes: ReadonlySet<number> = new Set(digestBytes)

/** True where all of `bytes[0, length)` is such a message, or ends in a digest behind its length of two bytes. */
export function isSmallMessage(bytes: Uint8Array, length: number): boolean {
  if (length < bytesMin || length > bytesMax || length > bytes.length) return false
  return endsInSized(bytes, length) || isFields(bytes, length)
}

function endsInSized(bytes: Uint8Array, length: number): boolean {
  for (const size of digestBytes) {
    const at = length - size - 2
    if (at < 0) return false
    if (bytes[at] === 0 && bytes[at + 1] === size) return isRaw(bytes, at + 2, length)
  }
  return false
}

/** Fields in the order of their numbers, as programs write them. */
function isFields(bytes: Uint8Array, length: number): boolean {
  let at = 0
  let fields = 0
  let last = 1
  let hasValue = false
  while (at < length) {
    let tag = bytes[at++] as number
    if (tag > 127) {
      const high = bytes[at++] as number
      if (at > length || high > 1) return false
      tag = (tag & 127) | (high << 7)
    }
    const field = tag >> 3
    if (field < last || field > fieldMax) return false
    last = field
    fields++
    switch (tag & 7) {
      case 0: {
        const end = numberEnd(bytes, at, length)
        if (end < 0) return false
        at = end
        break
      }
      case 1:
        at += 8
        break
      case 2: {
        const size = bytes[at++] as number
        if (size > 127 || at + size > length) return false
        hasValue ||=
          (rawBytes.has(size) && isRaw(bytes, at, at + size)) ||
          (size >= textBytesMin && isWord(bytes, at, at + size))
        at += size
        break
      }
      case 5:
        at += 4
        break
      default:
        return false
    }
  }
  return at === length && fields >= fieldsMin && hasValue
}

function numberEnd(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + 10)
  for (let at = start; at < stop; at++) if ((bytes[at] as number) < 128) return at + 1
  return -1
}

/** Not digits alone in pairs, as numbers in hex are. */
function isRaw(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++)
    if (((bytes[at] as number) & 15) > 9 || (bytes[at] as number) > 0x99) return true
  return false
}

function isWord(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isPrintable(bytes[at] as number)) return false
  return true
}
