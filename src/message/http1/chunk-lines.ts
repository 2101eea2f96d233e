/**
 * The lines around the chunks of a body (RFC 9112 section 7.1): they say how many bytes a chunk has, and where it ends. All that
 * is known of them is in the reader; where a line is none, `chunkProblem` says so.
 */
import type { RunOrigin } from '../../core/origin.ts'
import { hexDigit } from '../../core/signs/digit-values.ts'
import { StrayBytes } from '../stray-bytes.ts'
import { states } from './reader.ts'
import type { Reader } from './reader.ts'

const lineFeed = 10
const carriageReturn = 13

/** Hex digits of a chunk size; the value is bounded too, this bounds leading zeros. */
const chunkDigitsMax = 32

/** A chunk follows: the line in front of it says how many bytes it has. */
export function expectChunk(reader: Reader): void {
  reader.state = states.chunkSize
  reader.remaining = 0
  reader.chunkDigits = 0
  reader.hasPrefix = false
  reader.isInExtension = false
  reader.hasExtension = false
  reader.hasReturned = false
}

/** A chunk size line: hex digits, and an extension (RFC 9112 section 7.1), which is kept. Returns where it stopped. */
export function readChunkSize(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
): number {
  let at = start
  let extensionAt = reader.hasExtension ? start : end
  while (at < end) {
    const byte = buf[at] as number
    if (byte === lineFeed) {
      if (reader.chunkDigits === 0) break
      keepExtension(reader, buf, extensionAt, at + 1, origin, shift)
      reader.state = reader.remaining === 0 ? states.trailer : states.chunkBytes
      return at + 1
    }
    if (!reader.isInExtension) {
      const digit = hexDigit(byte)
      if (digit >= 0) {
        reader.remaining = reader.remaining * 16 + digit
        reader.chunkDigits++
        if (reader.chunkDigits > chunkDigitsMax || !Number.isSafeInteger(reader.remaining)) {
          reader.chunkProblem = 'absurdChunkSize'
          return at
        }
      } else if (byte === 59 || byte === 32 || byte === 9 || byte === carriageReturn) {
        // White space or `;` behind the size; white space before it is tolerated.
        if (reader.chunkDigits > 0) reader.isInExtension = true
        else if (byte === 59 || byte === carriageReturn) break
      } else if (isPrefix(reader, byte)) reader.hasPrefix = true
      else break
    }
    if (reader.isInExtension && !reader.hasExtension && byte > 32) {
      reader.hasExtension = true
      extensionAt = at
    }
    at++
  }
  keepExtension(reader, buf, extensionAt, at, origin, shift)
  if (at < end) reader.chunkProblem = 'badChunk'
  return at
}

/** `+`, or the x of `0x`, once: functions that read numbers take it. */
function isPrefix({ hasPrefix, chunkDigits, remaining }: Reader, byte: number): boolean {
  if (hasPrefix) return false
  return byte === 43 ? chunkDigits === 0 : (byte | 0x20) === 120 && chunkDigits === 1 && remaining === 0
}

/** Keeps what stands behind the size of a chunk. */
function keepExtension(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
): void {
  if (end <= start) return
  reader.extensions ??= new StrayBytes()
  reader.extensions.take(buf, start, end, origin, shift)
}

/** The line end behind a chunk. Returns where it stopped. */
export function readChunkEnd(reader: Reader, buf: Buffer, at: number): number {
  const byte = buf[at]
  if (byte === lineFeed) {
    expectChunk(reader)
    return at + 1
  }
  if (byte === carriageReturn && !reader.hasReturned) {
    reader.hasReturned = true
    return at + 1
  }
  reader.chunkProblem = 'badChunk'
  return at
}
