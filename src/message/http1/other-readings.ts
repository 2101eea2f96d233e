/** Readings of what servers understand in different ways: the bytes of a message as another server takes them. */
import { hexDigit } from '../../core/signs/digit-values.ts'
import { findLineFeed } from '../line-feed.ts'
import { Gather } from '../gather.ts'
import { Part } from '../types.ts'

const lineFeed = 10
const carriageReturn = 13
/** Digits of a size that is less than what is kept of a body. */
const sizeDigitsMax = 8
/** So many whole chunks are no chance. */
const wholeChunksMin = 2

/**
 * Whether `buf[at]` is a zero byte, or a carriage return that ends no line: servers end the value there, or drop it. Some
 * write two carriage returns at the end of a line.
 */
export function isControl(buf: Buffer, at: number): boolean {
  const byte = buf[at] as number
  if (byte > carriageReturn) return false
  if (byte !== carriageReturn) return byte === 0
  const next = buf[at + 1]
  return next !== lineFeed && next !== carriageReturn
}

/** Adds the lines of `head` with controls in them to `into`, without these. */
export function withoutControls(head: Part, into: Gather): void {
  const { buf, end } = head
  for (let line = head.start; line < end; ) {
    const next = Math.min(end, findLineFeed(buf, line, end) + 1)
    let from = line
    for (let at = line; at < next; at++) {
      if (!isControl(buf, at)) continue
      into.appendCopy(head, from, at, 0)
      from = at + 1
    }
    if (from > line) into.appendCopy(head, from, next, 0)
    line = next
  }
}

/**
 * Puts chunks together that a body consists of to its end, or to the last chunk, whatever its head says; what stands behind
 * that one stays. False where it is none: then it is left as it is.
 */
export function joinChunks(body: Gather): boolean {
  const { part } = body
  const places = placesOfChunks(part)
  if (places === null) return false
  const joined = new Gather(new Part())
  for (let index = 0; index < places.length; index += 2)
    joined.appendCopy(part, places[index] as number, places[index + 1] as number, part.length)
  body.release()
  joined.moveTo(body)
  return true
}

/** Starts and ends of the chunks, in turn, and of what stands behind the last; null where there are none. */
function placesOfChunks({ buf, start, end }: Part): readonly number[] | null {
  const places: number[] = []
  for (let at = start; at < end; ) {
    let size = 0
    const digitsAt = at
    while (at < end && at - digitsAt <= sizeDigitsMax) {
      const digit = hexDigit(buf[at] as number)
      if (digit < 0) break
      size = size * 16 + digit
      at++
    }
    const behind = buf[at]
    const isSize = at > digitsAt && (behind === carriageReturn || behind === lineFeed || behind === 59)
    const lineEnd = isSize ? findLineFeed(buf, at, end) : end
    if (lineEnd === end) return null
    const from = lineEnd + 1
    if (size === 0) {
      if (places.length === 0) return null
      let rest = from
      while (rest < end && (buf[rest] === carriageReturn || buf[rest] === lineFeed)) rest++
      if (rest < end) places.push(rest, end)
      return places
    }
    const to = from + size
    // Of the last one, a part may be all that there is.
    if (to > end && places.length < wholeChunksMin * 2) return null
    places.push(from, Math.min(to, end))
    if (to >= end) return places
    at = buf[to] === carriageReturn ? to + 1 : to
    if (at >= end || buf[at] !== lineFeed) return null
    at++
  }
  return places.length === 0 ? null : places
}
