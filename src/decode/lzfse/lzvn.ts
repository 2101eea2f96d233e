import type { Inflated } from '../inflate.ts'
import type { Output } from '../output.ts'

/**
 * A block of LZVN (lzvn_decode_base.c of the reference implementation): each instruction says how many literals follow it,
 * and how many bytes of what came before come again. By its first byte:
 *
 *     LLMMMDDD DDDDDDDD           distance of 11 bits, DDD below 6
 *     101LLMMM DDDDDDMM DDDDDDDD  distance of 14 bits
 *     LLMMM111 DDDDDDDD DDDDDDDD  distance of 16 bits
 *     LLMMM110                    the last distance again
 *     1110LLLL, 11100000 L        literals alone: up to 15, 16 and more
 *     1111MMMM, 11110000 M        a match at the last distance: up to 15, 16 and more
 *     00000110, 0000111x 00010110 the end; nothing
 */
const shortMatchMin = 3
const longCountMin = 16
const endOfBlock = 0x06
const nothing: ReadonlySet<number> = new Set([0x0e, 0x16])
/** `LL` of the last distance is 1 at least: below stand the end, nothing, and what is not defined. */
const lastDistanceFrom = 0x40

/** Reads `bytes[start, end)`, of which `size` bytes come, or less where it ends before. */
export function readLzvn(
  bytes: Buffer,
  start: number,
  end: number,
  size: number,
  out: Output,
): Inflated['end'] {
  const from = out.length
  let at = start
  let distance = 0
  while (at < end) {
    const code = bytes[at] as number
    if (code === endOfBlock) return out.length - from === size ? 'whole' : 'damaged'
    at++
    if (nothing.has(code)) continue
    const kind = code >> 4
    let literals = code >> 6
    let match = ((code >> 3) & 7) + shortMatchMin
    const extraBytes = extraBytesOf(code)
    if (extraBytes < 0) return 'damaged'
    if (at + extraBytes > end) return 'cut'
    const extra = extraBytes === 0 ? 0 : bytes.readUIntLE(at, extraBytes)
    at += extraBytes
    if (kind === 0xe || kind === 0xf) {
      const count = (code & 15) === 0 ? extra + longCountMin : code & 15
      literals = kind === 0xe ? count : 0
      match = kind === 0xe ? 0 : count
    } else if (kind === 0xa || kind === 0xb) {
      literals = (code >> 3) & 3
      match = (((code & 7) << 2) | (extra & 3)) + shortMatchMin
      distance = extra >> 2
    } else if ((code & 7) === 7) distance = extra
    else if ((code & 7) < 6) distance = ((code & 7) << 8) | extra
    if (at + literals > end) {
      out.append(bytes, at, end)
      return 'cut'
    }
    if (!out.append(bytes, at, at + literals)) return 'limit'
    at += literals
    if (match === 0) continue
    if (distance === 0 || distance > out.length) return 'damaged'
    if (!out.copy(distance, match)) return 'limit'
  }
  return 'cut'
}

/** How many bytes behind the first are of the instruction; -1 for what is none. */
function extraBytesOf(code: number): number {
  const kind = code >> 4
  if (kind === 0x7 || kind === 0xd) return -1
  if (kind === 0xe || kind === 0xf) return (code & 15) === 0 ? 1 : 0
  if (kind === 0xa || kind === 0xb || (code & 7) === 7) return 2
  if ((code & 7) === 6) return code < lastDistanceFrom ? -1 : 0
  return 1
}
