/**
 * Headerless deflate (RFC 1951) has no magic: a fourth of all random bytes begin like it. This reads the first symbols
 * and says whether text may come out. Random bytes pass in about 1 of 100 cases; deflated text always passes.
 */

/** Symbols of a fixed-code block that must make sense. */
const symbolsMin = 12
/** Order in which the lengths of the code of code lengths are sent (RFC 1951, 3.2.7). */
const lengthOrder = 19

export function mayBeDeflatedText(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8) return false
  const kind = (buf[start] as number) & 7
  // Last block (1), with fixed codes (01) or dynamic ones (10).
  if (kind === 5) return hasCompleteCode(buf, start, end)
  return kind === 3 && beginsWithText(buf, start, end)
}

function bitsAt(buf: Uint8Array, start: number, end: number, bit: number, count: number): number {
  let value = 0
  for (let index = 0; index < count; index++) {
    const at = start + ((bit + index) >> 3)
    if (at >= end) break
    value |= (((buf[at] as number) >> ((bit + index) & 7)) & 1) << index
  }
  return value
}

/** The code of code lengths is complete: its lengths fill the space of codes exactly (3.2.2). */
function hasCompleteCode(buf: Uint8Array, start: number, end: number): boolean {
  if (bitsAt(buf, start, end, 3, 5) > 29 || bitsAt(buf, start, end, 8, 5) > 29) return false
  const count = Math.min(lengthOrder, bitsAt(buf, start, end, 13, 4) + 4)
  let filled = 0
  for (let index = 0; index < count; index++) {
    const length = bitsAt(buf, start, end, 17 + index * 3, 3)
    if (length > 0) filled += 128 >> length
  }
  return filled === 128 || filled === 64
}

/** Literals of a fixed-code block are text, and copies reach no further back than what there is (3.2.6). */
function beginsWithText(buf: Uint8Array, start: number, end: number): boolean {
  let bit = 3
  let produced = 0
  for (let symbol = 0; symbol < symbolsMin; symbol++) {
    if (start + ((bit + 9) >> 3) >= end) return produced > 0
    let code = 0
    for (let index = 0; index < 7; index++) code = (code << 1) | bitsAt(buf, start, end, bit + index, 1)
    if (code <= 0b0010111) {
      // 256 ends the block; lengths of 258 and less follow, with extra bits, and a distance of 5 bits.
      if (code === 0) return produced > 0
      const extra = code <= 8 ? 0 : (code - 5) >> 2
      const lengthBase = code <= 8 ? code + 2 : 3 + ((4 + ((code - 1) & 3)) << extra)
      bit += 7 + extra
      let distanceCode = 0
      for (let index = 0; index < 5; index++)
        distanceCode = (distanceCode << 1) | bitsAt(buf, start, end, bit + index, 1)
      bit += 5
      if (distanceCode > 29) return false
      const distanceExtra = distanceCode < 4 ? 0 : (distanceCode - 2) >> 1
      const base = distanceCode < 4 ? distanceCode + 1 : 1 + ((2 + (distanceCode & 1)) << distanceExtra)
      if (base > produced) return false
      bit += distanceExtra
      produced += lengthBase
      continue
    }
    code = (code << 1) | bitsAt(buf, start, end, bit + 7, 1)
    bit += 8
    if (code >= 0x30 && code <= 0xbf) {
      const literal = code - 0x30
      if (literal === 127 || (literal < 32 && literal !== 9 && literal !== 10 && literal !== 13)) return false
      // 128 to 143 continue a character, so they begin none.
      if (literal >= 128 && produced === 0) return false
      produced++
      continue
    }
    if (code >= 0xc0 && code <= 0xc7) return code <= 0xc5
    // 144 to 255, of nine bits.
    bit += 1
    produced++
  }
  return true
}
