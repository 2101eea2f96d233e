import { readVarint } from '../quic/parse.ts'
import { addFree, addText } from './free-bytes.ts'

/** Parameters whose content a document says (IANA's register): numbers, flags, ids of connections, versions. */
const agreedParameters: ReadonlySet<number> = new Set([
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11,
  0x20, 0x173e, 0x2ab2, 0x3127, 0x4752, 0x7158, 0xde1a, 0xff02de1a, 0xff04de1b, 0xff73db,
])
/** A number takes no more. */
const numberBytesMax = 8

const integer = { value: 0, next: 0 }

/**
 * Of the parameters of QUIC in `buf[from, to)` what the client was free to write: values of parameters that no document has
 * (browsers name themselves in one), and text where an id should be. Where they break, all that is left.
 */
export function readClientParameters(buf: Buffer, from: number, to: number, free: number[]): void {
  for (let at = from; at < to; ) {
    const start = at
    if (!readVarint(buf, at, to, integer)) return addFree(buf, start, to, free)
    const parameter = integer.value
    if (!readVarint(buf, integer.next, to, integer)) return addFree(buf, start, to, free)
    const valueStart = integer.next
    at = valueStart + integer.value
    if (at > to) return addFree(buf, start, to, free)
    if (!agreedParameters.has(parameter)) addFree(buf, valueStart, at, free)
    else if (at - valueStart > numberBytesMax) addText(buf, valueStart, at, free)
  }
}
