import { base32Bytes } from '../../core/signs/digit-values.ts'
import { decodeBase64 } from '../../decode/base64-codec.ts'
import { bytesOfCharacters } from '../../decode/byte-characters.ts'
import type { OpaquePayload } from './opaque-payload.ts'
import { base32Of, endOfBase32, keptBytesMax } from './written-as.ts'
import type { Written } from './written-as.ts'

/** Values as the bytes that they are written for, as far as these are judged. */
export class UndoneBytes {
  /** Reused: what is made of base64 stands until the next is asked for. */
  private readonly decoded: Buffer = Buffer.alloc(keptBytesMax)

  /** The bytes that are `written` so; the value itself where it is none. */
  of(bytes: Buffer, written: Written): Buffer {
    if (written === 'bytes') return bytes
    if (written === 'characters')
      return bytesOfCharacters(bytes, 0, Math.min(bytes.length, keptBytesMax)) ?? bytes
    if (written === 'base64')
      return this.decoded.subarray(0, decodeBase64(bytes, 0, bytes.length, this.decoded))
    if (written === 'hex') return Buffer.from(bytes.toString('latin1', 0, keptBytesMax * 2), 'hex')
    const digits = base32Of(bytes)
    return digits === null ? bytes : base32Bytes(digits, bytes, 0, endOfBase32(bytes, digits))
  }
}

/** As many bytes as are behind what is written, of which no more than some are undone. */
export function plainLength({ length }: Buffer, written: OpaquePayload['written']): number {
  if (written === 'bytes' || written === 'text') return length
  if (written === 'base32') return (length * 5) >> 3
  // Half of what is random has two bytes of UTF-8 each.
  if (written === 'characters') return Math.ceil((length * 2) / 3)
  return written === 'hex' ? length >> 1 : Math.ceil((length * 3) / 4)
}
