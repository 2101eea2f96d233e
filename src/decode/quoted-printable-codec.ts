import { carriageReturn, lineFeed } from '../core/ascii-codes.ts'
import { isAlnum } from '../core/ascii.ts'
import { hexDigit } from '../core/signs/digit-values.ts'

const equals = 0x3d

/** Quoted-printable undone (RFC 2045 section 6.7): soft line ends, and escapes where `readsEscapes`. */
export function undoQuotedPrintable(bytes: Buffer, readsEscapes: boolean): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  let used = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number
    if (byte === equals && index + 1 < bytes.length) {
      const next = bytes[index + 1] as number
      if (next === lineFeed) {
        index++
        continue
      }
      if (next === carriageReturn && bytes[index + 2] === lineFeed) {
        index += 2
        continue
      }
      const high = readsEscapes ? hexDigit(next) : -1
      const low = index + 2 < bytes.length ? hexDigit(bytes[index + 2] as number) : -1
      if (high >= 0 && low >= 0) {
        out[used++] = high * 16 + low
        index += 2
        continue
      }
    }
    out[used++] = byte
  }
  return out.subarray(0, used)
}

/**
 * True where a text that is declared quoted-printable may be written as it stands: an `=` begins nothing, or an escape is that
 * of a letter or digit without another beside it, which no encoder writes: `imei=35…`.
 */
export function mayBeUnquoted(bytes: Buffer): boolean {
  for (
    let at = bytes.indexOf(equals);
    at !== -1 && at + 2 < bytes.length;
    at = bytes.indexOf(equals, at + 1)
  ) {
    const next = bytes[at + 1] as number
    if (next === lineFeed || (next === carriageReturn && bytes[at + 2] === lineFeed)) continue
    const [high, low] = [hexDigit(next), hexDigit(bytes[at + 2] as number)]
    if (high < 0 || low < 0) return true
    const isAlone = bytes[at - 3] !== equals && bytes[at + 3] !== equals
    if (isAlone && isAlnum(high * 16 + low)) return true
  }
  return false
}
