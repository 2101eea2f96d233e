import { carriageReturn, lineFeed } from '../core/ascii-codes.ts'
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
