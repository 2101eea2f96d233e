/** Frames of WebSocket (RFC 6455 section 5.2): pure. */
import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'

/** Opcodes (section 11.8). */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** Longest payload of a control frame (section 5.5). */
const controlBytesMax = 125

/** Bits of the first byte: last fragment; compressed (RFC 7692, 6); reserved. */
const finBit = 0x80
/** RSV1: the message is compressed (RFC 7692, 6). */
const compressedBit = 0x40
/** RSV2 and RSV3: no extension that is known uses them. */
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
function isLikely(first: number, second: number, direction: Direction): boolean {
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

/** The header at `at` is there, masked, of a message or a ping, with its length in the shortest form (section 5.2). */
export function isMaskedFrame(buf: Buffer, at: number, end: number): boolean {
  return isWholeHeader(buf, at, end, 0)
}

/** The same of either direction: the server does not mask. */
export function isWholeHeader(buf: Buffer, at: number, end: number, direction: Direction): boolean {
  if (end - at < 2) return false
  const first = buf[at] as number
  const second = buf[at + 1] as number
  if (!isLikely(first, second, direction) || end - at < headerLength(second)) return false
  const short = second & 0x7f
  if (short === 126) return buf.readUInt16BE(at + 2) > controlBytesMax
  // The longest form, for what is beyond 64 KiB; nobody sends more than 4 GiB in a frame.
  return short < 126 || (buf.readUInt32BE(at + 2) === 0 && buf.readUInt32BE(at + 6) > 0xffff)
}

/** The header that a probe reads: one for all, since it is asked of every stream. */
const probed: FrameHeader = new FrameHeader()

/** Characters of masked text that prove a frame: where it ends with the bytes that are there, and wherever it ends. */
const provingTextMin = { whole: 8, cut: 24 } as const
/** Frames in a row, ending with the bytes, that do without text. */
const provingFramesMin = 3

/**
 * Whether `buf[start, end)`, without an upgrade that was seen, is masked frames one behind the other: proven by one of them
 * whose text is legible once its mask is off, or by several. Of random bytes less than 1 in 10 million pass.
 */
export function probeFrames(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  // More are not waited for.
  const undecided = end - start < limits.message.sniffBytesMax ? 'more' : 'no'
  const header = probed
  let frames = 0
  let letters = 0
  let at = start
  while (at < end) {
    if (!isLikely(buf[at] as number, at + 1 < end ? (buf[at + 1] as number) : 0x80, 0)) return 'no'
    const payloadAt = at + 2 > end ? end : at + headerLength(buf[at + 1] as number)
    if (payloadAt >= end) return undecided
    if (!isMaskedFrame(buf, at, end)) return 'no'
    header.read(buf, at)
    const stop = Math.min(end, payloadAt + header.length)
    if (header.first === (finBit | opcodes.text)) {
      const legible = legibleBytes(header.mask, buf, payloadAt, stop)
      if (legible < stop - payloadAt) return 'no'
      letters += legible
    }
    if (letters >= provingTextMin.cut) return 'yes'
    if (payloadAt + header.length > end) return undecided
    at = stop
    frames++
  }
  return letters >= provingTextMin.whole || frames >= provingFramesMin ? 'yes' : undecided
}

/** How many bytes are UTF-8 without controls but white space once the mask is off; a character may be cut at the end. */
function legibleBytes(mask: Buffer, buf: Buffer, start: number, end: number): number {
  let following = 0
  for (let at = start; at < end; at++) {
    const byte = (buf[at] as number) ^ (mask[(at - start) & 3] as number)
    const isFollowing = (byte & 0xc0) === 0x80
    if (isFollowing !== following > 0) return at - start
    if (isFollowing) following--
    else if (byte >= 0xc2 && byte < 0xf5) following = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
    else if (byte >= 0x7f || (byte < 0x20 && (byte < 9 || byte > 13))) return at - start
  }
  return end - start
}

/** First bytes behind an upgrade: a frame, masked or not (some clients do not mask), or one of an extension that is not known. */
export function probeFrame(
  buf: Buffer,
  start: number,
  end: number,
  direction: Direction,
): 'yes' | 'no' | 'more' {
  const first = buf[start] as number
  if (end - start < 2) return isPossible(first & ~reservedBits, 0) ? 'more' : 'no'
  const second = buf[start + 1] as number
  return isPossible(first, second) || isExtended(first, second, direction) ? 'yes' : 'no'
}

/** Does a frame begin with these two bytes but for reserved bits, which only an extension that is not known can mean? */
export function isExtended(first: number, second: number, direction: Direction): boolean {
  return (first & reservedBits) !== 0 && isLikely(first & ~reservedBits, second, direction)
}
