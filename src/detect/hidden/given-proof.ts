import { isPrintable } from '../../core/signs/printable.ts'
import { hasNoControls, isDocument } from './opened-document.ts'

/**
 * What proves a key that somebody gave for just such payloads. It takes less than for a key that merely stands beside one
 * (`opened-document.ts`), as there are few of them. Of the values of a byte 98 are text: 15 of
 * these and one byte that fills up the block come in (98/256)^15 / 256 of random ones, 1 of 460 million.
 */

const blockBytes = 16
const textBytesMin = 4
/** Text that nothing fills up: random bytes are so in 1 of 10^10 cases. */
const longTextBytesMin = 24
/** Of a long text the beginning proves it, whatever stands behind (a check, a signature). */
const textHeadBytes = 64
const fieldsMin = 2
const fieldTextBytesMin = 6
/** Numbers of fields that programs use. */
const fieldMax = 4_095

/**
 * `plain`: what was opened, without its filling. `isFilled`: it was filled up as PKCS #7 says. `isModeKnown`: in no other mode it
 * was tried. A document; text; or, where both are true, a message of Protocol Buffers with a text in it.
 */
export function isGivenProof(plain: Buffer, isFilled: boolean, isModeKnown: boolean = false): boolean {
  if (plain.length < textBytesMin) return false
  if (isDocument(plain)) return true
  if (isTextTo(plain, plain.length) && (isFilled || plain.length >= longTextBytesMin)) return true
  if (plain.length > textHeadBytes + blockBytes && isTextTo(plain, textHeadBytes)) return true
  return isFilled && isModeKnown && isMessage(plain)
}

function isTextTo(bytes: Buffer, end: number): boolean {
  if (!hasNoControls(bytes, end)) return false
  // The last character may be cut.
  const text = bytes.toString('utf8', 0, end)
  return !(end < bytes.length ? text.slice(0, -1) : text).includes('\ufffd')
}

/** Fields of Protocol Buffers from the first byte to the last, in several, one of which is text: few random messages are so (see the test), and 1 of 256 of these is filled up. */
function isMessage(bytes: Buffer): boolean {
  let at = 0
  let fields = 0
  let hasText = false
  while (at < bytes.length) {
    const tag = varint(bytes, at)
    if (tag === null || tag.value >> 3 === 0 || tag.value >> 3 > fieldMax) return false
    at = tag.end
    const wire = tag.value & 7
    if (wire === 0 || wire === 2) {
      const number = varint(bytes, at)
      if (number === null) return false
      const end = number.end + (wire === 2 ? number.value : 0)
      hasText ||= end - number.end >= fieldTextBytesMin && isPrintableText(bytes, number.end, end)
      at = end
    } else if (wire === 1) at += 8
    else if (wire === 5) at += 4
    else return false
    fields++
  }
  return at === bytes.length && fields >= fieldsMin && hasText
}

function isPrintableText(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isPrintable(bytes[at] ?? 0)) return false
  return true
}

/** A number of up to ten bytes of seven bits each, the lowest first. */
function varint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | null {
  let value = 0
  for (let count = 0; count < 10; count++) {
    const byte = bytes[start + count]
    if (byte === undefined) return null
    value += (byte & 127) * 2 ** (7 * count)
    if (byte < 128) return { value, end: start + count + 1 }
  }
  return null
}
