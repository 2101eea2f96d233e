/** Frames of WebSocket (RFC 6455 section 5.2): pure. */
import type { Direction } from '../../core/verdict.ts'

/** Opcodes (section 11.8). */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** Longest payload of a control frame (section 5.5). */
export const controlBytesMax = 125

/** Bits of the first byte: last fragment; compressed (RFC 7692, 6); reserved. */
export const finBit = 0x80
/** RSV1: the message is compressed (RFC 7692, 6). */
export const compressedBit = 0x40
const reservedBits = 0x30
const maskBit = 0x80

/** Bytes of a header by its second byte: with the longer forms of the length, and the mask. */
export function headerLength(second: number): number {
  const length = second & 0x7f
  return 2 + (length === 127 ? 8 : length === 126 ? 2 : 0) + ((second & maskBit) === 0 ? 0 : 4)
}

/** Can a frame begin with these two bytes? */
export function isPossible(first: number, second: number): boolean {
  if ((first & reservedBits) !== 0) return false
  const opcode = first & 0x0f
  if (opcode > opcodes.pong || (opcode > opcodes.binary && opcode < opcodes.close)) return false
  if (opcode < opcodes.close) return true
  return (second & 0x7f) <= controlBytesMax && (first & compressedBit) === 0
}

/** Does a frame of this direction begin with these two bytes, as every real one does? The client masks, the server does not. */
export function isLikely(first: number, second: number, direction: Direction): boolean {
  return isPossible(first, second) && ((second & maskBit) !== 0) === (direction === 0)
}

/** A header, read. One object, reused. */
export class FrameHeader {
  first = 0
  opcode = 0
  isFin = false
  isCompressed = false
  isMasked = false
  /** The length of the payload may be any up to 2^63: beyond 2^53 it is not exact, and endless all the same. */
  length = 0
  readonly mask: Buffer = Buffer.alloc(4)

  /** Reads the header at `at`, which is there in full. */
  read(buf: Buffer, at: number): void {
    const first = buf[at] as number
    const second = buf[at + 1] as number
    this.first = first
    this.opcode = first & 0x0f
    this.isFin = (first & finBit) !== 0
    this.isCompressed = (first & compressedBit) !== 0
    this.isMasked = (second & maskBit) !== 0
    const short = second & 0x7f
    let next = at + 2
    if (short === 126) {
      this.length = buf.readUInt16BE(next)
      next += 2
    } else if (short === 127) {
      this.length = buf.readUInt32BE(next) * 2 ** 32 + buf.readUInt32BE(next + 4)
      next += 8
    } else this.length = short
    if (this.isMasked) buf.copy(this.mask, 0, next, next + 4)
  }
}

/** First bytes behind an upgrade: a frame, masked or not (some clients do not mask). */
export function probeFrame(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  if (end - start < 2) return isPossible(buf[start] as number, 0) ? 'more' : 'no'
  return isPossible(buf[start] as number, buf[start + 1] as number) ? 'yes' : 'no'
}
