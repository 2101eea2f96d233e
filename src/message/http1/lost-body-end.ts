import { findLineFeed } from '../line-feed.ts'
import { findStart } from './start-behind-gap.ts'
import { probeStart } from './start-line.ts'
import { states } from './reader.ts'
import type { Reader } from './reader.ts'

const lineFeed = 10
const carriageReturn = 13
/** Padding of a lost record takes no more. */
const paddingBytesMax = 256

/**
 * Where a body ends that has a gap, and by its length at `at`. In records that a block cipher pads, nobody knows how much a lost
 * one carried: it is taken for the most that it can be, so the end comes too early. It is then at the next start line, at the
 * end of what came with it, or of a chunk where a line ends.
 */
export function bodyEnd(buf: Buffer, at: number, end: number, reader: Reader): number {
  if (reader.state === states.chunkBytes) {
    for (let next = at; next < end && next - at < paddingBytesMax; next++)
      if (buf[next] === carriageReturn && (next + 1 === end || buf[next + 1] === lineFeed)) return next
    return at
  }
  const isResponse = reader.direction === 1
  for (let line = at; line < end && line - at < paddingBytesMax; ) {
    const lineEnd = findLineFeed(buf, line, end)
    const stop = buf[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd
    const next = lineEnd < end ? findStart(buf, line, stop, isResponse) : -1
    if (next >= 0) return next - at < paddingBytesMax ? next : at
    line = lineEnd + 1
  }
  return end - at < paddingBytesMax && probeStart(buf, at, end, isResponse) === 'no' ? end : at
}
