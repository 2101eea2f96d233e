import { base64Values } from '../../core/signs/digit-values.ts'
import { binaryBit, classes } from './byte-roles.ts'

const quoteCode = 34
const equalsCode = 61
/** Base64 of a name and an identifier. */
const backwardsCharsMin = 24

/** The padding of base64 stands in front of the run, since it was written backwards: `"==Qf…`, `d==Qf…`. */
export function isPaddedAhead(buf: Buffer, start: number, end: number): boolean {
  if (buf[start - 1] !== equalsCode || end - start < backwardsCharsMin) return false
  const before = buf[start - 2]
  return before === undefined || before === equalsCode || before === quoteCode || before <= 0x20
}

/**
 * True where base64 groups from `start` on hold twelve printable bytes in a row. Their first characters are `I` to
 * `f` (the first byte is 32 to 126), which is asked first, of every fourth character only; then three whole groups.
 */
export function hasReadableRun(buf: Buffer, start: number, end: number): boolean {
  let streak = 0
  for (let at = start; at + 3 < end; at += 4) {
    const value = base64Values[buf[at] as number] as number
    if (value < 8 || value > 31) {
      streak = 0
      continue
    }
    streak++
    if (
      streak >= 3 &&
      isPrintableGroup(buf, at) &&
      isPrintableGroup(buf, at - 4) &&
      isPrintableGroup(buf, at - 8)
    )
      return true
  }
  return false
}

function isPrintableGroup(buf: Buffer, at: number): boolean {
  const second = base64Values[buf[at + 1] as number] as number
  const third = base64Values[buf[at + 2] as number] as number
  const fourth = base64Values[buf[at + 3] as number] as number
  const first = ((base64Values[buf[at] as number] as number) << 2) | (second >> 4)
  const middle = ((second & 15) << 4) | (third >> 2)
  const last = ((third & 3) << 6) | fourth
  return first >= 32 && first < 127 && middle >= 32 && middle < 127 && last >= 32 && last < 127
}

/** UTF-8 without control characters; NULs at the end are allowed, and a last character that is cut. */
export function isText(buf: Buffer, length: number): boolean {
  let end = length
  while (end > 0 && buf[end - 1] === 0) end--
  let at = 0
  while (at < end) {
    const byte = buf[at] as number
    if (byte < 128) {
      if (((classes[byte] as number) & binaryBit) !== 0 || byte === 127) return false
      at++
      continue
    }
    if (byte < 0xc2 || byte > 0xf4) return false
    const follow = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1
    for (let step = 1; step <= follow && at + step < end; step++) {
      if (((buf[at + step] as number) & 0xc0) !== 0x80) return false
    }
    at += follow + 1
  }
  return end > 0
}

/** gzip (RFC 1952), zlib (RFC 1950) or zstd (RFC 8878) by their first bytes. */
export function isCompressed(buf: Buffer, start: number, end: number): boolean {
  if (end - start < 6) return false
  const first = buf[start] as number
  const second = buf[start + 1] as number
  if (first === 0x1f) return second === 0x8b
  if (first === 0x78) return second === 0x01 || second === 0x5e || second === 0x9c || second === 0xda
  return first === 0x28 && second === 0xb5 && buf[start + 2] === 0x2f && buf[start + 3] === 0xfd
}
