import { Matcher } from './matcher.ts'
import type { MatchSink, Needle } from './matcher.ts'

/** Below, asking the native search for each byte of the gate takes longer than a look at each byte. */
const nativeBytesMin = 512

/**
 * Searches short binary spellings, which would slow down the search in text: only in bytes that hold at least one of a
 * few gate bytes. The gate bytes are chosen so that every needle has one, so the search that is saved could not have
 * found anything. Needles of text bytes only are searched where any byte is no text.
 */
export class BinaryMatcher {
  private readonly matcher: Matcher
  private readonly gate: readonly number[]
  /** 1 for each byte of the gate. */
  private readonly isOfGate: Uint8Array = new Uint8Array(256)
  private readonly hasTextNeedle: boolean

  constructor(needles: readonly Needle[]) {
    this.matcher = new Matcher(needles)
    this.gate = gateOf(needles)
    for (const byte of this.gate) this.isOfGate[byte] = 1
    this.hasTextNeedle = needles.some(({ bytes }) => !hasBinaryByte(bytes, 0, bytes.length))
  }

  search(buf: Buffer, start: number, end: number, sink: MatchSink): boolean {
    return !this.isOpen(buf, start, end) || this.matcher.search(buf, start, end, sink)
  }

  contains(buf: Buffer, start: number, end: number): boolean {
    return this.isOpen(buf, start, end) && this.matcher.contains(buf, start, end)
  }

  /** As `contains`, for bytes that are known to be no text. */
  binaryContains(buf: Buffer, start: number, end: number): boolean {
    return this.matcher.contains(buf, start, end)
  }

  private isOpen(buf: Buffer, start: number, end: number): boolean {
    if (this.matcher.count === 0 || end - start < this.matcher.lengthMin) return false
    if (this.hasTextNeedle) return hasBinaryByte(buf, start, end)
    if (end - start <= nativeBytesMin) {
      const { isOfGate } = this
      let at = start
      // One branch for each eight bytes: nearly no text has one.
      for (; at + 8 <= end; at += 8) {
        const isIn =
          (isOfGate[buf[at] as number] as number) |
          (isOfGate[buf[at + 1] as number] as number) |
          (isOfGate[buf[at + 2] as number] as number) |
          (isOfGate[buf[at + 3] as number] as number) |
          (isOfGate[buf[at + 4] as number] as number) |
          (isOfGate[buf[at + 5] as number] as number) |
          (isOfGate[buf[at + 6] as number] as number) |
          (isOfGate[buf[at + 7] as number] as number)
        if (isIn !== 0) return true
      }
      for (; at < end; at++) if (isOfGate[buf[at] as number] === 1) return true
      return false
    }
    // The native search reads tens of bytes at once: all of the gate costs a tenth of one search for the needles.
    const range = start === 0 && end === buf.length ? buf : buf.subarray(start, end)
    for (const byte of this.gate) if (range.includes(byte)) return true
    return false
  }
}

/** True for bytes that no text has: control characters but tab, line feed and carriage return, and all from 0x80 on. */
export function isBinaryByte(byte: number): boolean {
  return byte >= 0x80 || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)
}

/** True where `bytes[start, end)` holds a byte that no text has. */
export function hasBinaryByte(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isBinaryByte(bytes[at] as number)) return true
  return false
}

/** Never in UTF-8 text either: these are taken first, so that letters with accents do not open the gate. */
function isForeignToUtf8(byte: number): boolean {
  return isBinaryByte(byte) && (byte < 0x80 || byte === 0xc0 || byte === 0xc1 || byte >= 0xf5)
}

/** Few bytes of which every needle with a binary byte has one: the one that most needles have, again and again. */
function gateOf(needles: readonly Needle[]): number[] {
  const gate: number[] = []
  let rest = needles
  for (const isFit of [isForeignToUtf8, isBinaryByte]) {
    for (;;) {
      const best = mostFrequent(rest, isFit)
      if (best === -1) break
      gate.push(best)
      rest = rest.filter(({ bytes }) => !bytes.includes(best))
    }
  }
  return gate
}

function mostFrequent(needles: readonly Needle[], isFit: (byte: number) => boolean): number {
  const counts = new Uint32Array(256)
  /** The last needle that a byte was counted for, from 1 on. */
  const counted = new Uint32Array(256)
  let best = -1
  let number = 0
  for (const { bytes } of needles) {
    number++
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (counted[byte] === number || !isFit(byte)) continue
      counted[byte] = number
      const count = (counts[byte] as number) + 1
      counts[byte] = count
      if (best === -1 || count > (counts[best] as number)) best = byte
    }
  }
  return best
}
