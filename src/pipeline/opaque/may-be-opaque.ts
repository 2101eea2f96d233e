import { judgedBytesMin } from '../../core/signs/entropy.ts'
import { headedBytesMin } from './random-part.ts'

/** A first look at the bytes of a body that was not decoded: bytes that are no text, or one long word. */
export function mayBeOpaque(buf: Buffer, start: number, end: number): boolean {
  return (
    mayBegin(buf, start, end) ||
    (end - start >= headedBytesMin && hasOddBytes(buf, start + ((end - start) >> 1)))
  )
}

/** The middle of a longer body is no text: behind a head of its own. */
function hasOddBytes(buf: Buffer, from: number): boolean {
  let odd = 0
  for (let at = from; at < from + judgedBytesMin; at++) {
    const byte = buf[at] as number
    if (byte >= 0x80 || byte < 0x09) odd++
  }
  return odd >= oddBytesMin
}

function mayBegin(buf: Buffer, start: number, end: number): boolean {
  let odd = 0
  let signs = 0
  const stop = Math.min(end, start + judgedBytesMin)
  for (let at = start; at < stop; at++) {
    const byte = buf[at] as number
    const lower = byte | 0x20
    if (byte >= 0x80 || byte < 0x09) odd++
    else if (!((lower >= 0x61 && lower <= 0x7a) || (byte >= 0x2b && byte <= 0x39) || byte === 0x5f)) signs++
  }
  return odd >= oddBytesMin || (odd === 0 && signs === 0)
}

/** Of 32 random bytes 17 are odd ones on average, and fewer than 8 once in two thousand times. */
const oddBytesMin = 8
