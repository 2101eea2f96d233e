/**
 * Bodies that are sent and longer than is read at once: their first piece is read as any body is, and so are further ones of text.
 * Reading in full what is packed or encrypted would cost seconds for each ten megabytes, and shows nothing without its start:
 * such pieces are counted, and looked through for known values.
 */
import { isDigit } from '../../core/ascii.ts'
import { lineFeed } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'
import type { Message, MessageCounts, Part } from '../types.ts'

/** How far in front of its end a piece may be cut, so that it ends with a line or a value. */
const cutBytesMax = 4_096
/** Signs behind which no value goes on: a line end, the end of an object, what stands between values, a blank, a NUL. */
const ends = [lineFeed, 0x7d, 0x2c, 0x26, 0x20, 0]
/** Bytes at the start and the end of a piece that tell whether it is text. */
const judgedBytes = 4_096

/** Whether what comes behind the first piece can be read by itself: of what is compressed in all it cannot. */
export function isReadInPieces(message: Message): boolean {
  return message.direction === 0 && message.contentEncodingEnd === message.contentEncodingStart
}

/**
 * Where the piece that begins at `start` of a body ends, which goes on up to `end` of `buf` at least; -1 where only digits stand
 * there: any cut would make a number of the last ones of another.
 */
export function pieceEnd(buf: Buffer, start: number, end: number): number {
  const most = Math.min(end, start + limits.message.bodyBytesMax)
  const least = Math.max(start, most - cutBytesMax)
  const last = buf.subarray(least, most)
  for (const sign of ends) {
    const at = last.lastIndexOf(sign)
    if (at >= 0) return least + at + 1
  }
  // The next piece begins with no digit, so with no part of a number; by fours first, so that base64 is cut between its groups.
  for (const step of [4, 1])
    for (let at = most - step; at >= least; at -= step) if (!isDigit(buf[at] as number)) return at
  return -1
}

/** Says of a piece behind the first whether it is read in full, and counts it anew where not. */
export function judgeRest(message: Message, counts: MessageCounts): void {
  const { body } = message
  message.isFurther = true
  message.isRest = !isTextual(body)
  if (!message.isRest) return
  counts.readBytes -= body.length
  counts.limitBytes += body.length
}

function isTextual({ buf, start, end }: Part): boolean {
  return (
    isMostlyText(buf, start, Math.min(end, start + judgedBytes)) &&
    isMostlyText(buf, Math.max(start, end - judgedBytes), end)
  )
}

/**
 * Whether so few bytes are control characters that text with a stray one explains them, or most are ASCII, with control
 * characters between fields (Hive parts them by 0x01). Of random bytes one in nine is a control character, and three in five
 * are one or no ASCII.
 */
function isMostlyText(buf: Buffer, start: number, end: number): boolean {
  let controls = 0
  let high = 0
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte > 0x7e) high++
    else if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls++
  }
  const length = end - start
  return controls * strayShare <= length || (controls + high) * 4 <= length
}

/** One control character in so many bytes of text is a stray one. */
const strayShare = 64
